"""Counting a ballot under the rule fixed at G0: quorum on ballots cast, and a threshold of a stated base.

Shares are exact fractions. Worked example (the demonstration's ballot, threshold 75 of the ballots cast, quorum 50):
A has 300 members; 205 yes, 20 no, 10 abstain. Ballots cast: 205 + 20 + 10 = 235; needed: half of 300 = 150; the quorum
is reached. Abstentions count for the quorum and not for the majority: 205 / (205 + 20) = 91 %, which is 75 % or more.

The quorum compares the ballots cast with a share of the members. Comparing the number of members with a share of
itself, as one published tool does, is true of any quorum up to 100 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.rules.kinds import Choice
from consult.shared.errors import ConsultError


class MiscountedError(ConsultError):
    """Numbers that cannot be those of one ballot: negative ones, or more ballots than members."""


class Verdict(StrEnum):
    """How a coalition's ballot went, and if it did not pass, why."""

    PASSED = "passed"
    QUORUM_MISSED = "quorum_missed"
    NO_VOTES = "no_votes"  # nobody said yes or no
    TIED = "tied"  # as many no as yes: never a majority, whatever the threshold
    THRESHOLD_MISSED = "threshold_missed"
    OUTVOTED = "outvoted"  # the threshold, a low one, is reached, but more said no than yes
    OPPOSED = "opposed"  # consensus: somebody said no
    NOT_BY_BALLOT = "not_by_ballot"  # the members named leads who decide


@dataclass(frozen=True, slots=True)
class Rule:
    """How it is decided; `threshold` and `quorum` in per cent."""

    rule: DecisionRule
    base: DecisionBase
    threshold: int
    quorum: int


@dataclass(frozen=True, slots=True)
class Tally:
    """One coalition's papers; `present` is how many members were there, where that was taken down.

    Without it those present are those who cast a ballot: abstaining is being there.
    """

    yes: int
    no: int
    abstain: int
    members: int
    present: int | None = None

    def __post_init__(self) -> None:
        present = self.cast if self.present is None else self.present
        if min(self.yes, self.no, self.abstain) < 0 or not self.cast <= present <= self.members:
            raise MiscountedError("more ballots than members, or fewer than none")

    @property
    def cast(self) -> int:
        """Ballots cast, abstentions too."""
        return self.yes + self.no + self.abstain

    @property
    def decided(self) -> int:
        """Ballots that say yes or no."""
        return self.yes + self.no


@dataclass(frozen=True, slots=True)
class Count:
    """A counted ballot of one coalition; a share is None where there is nothing to divide by."""

    tally: Tally
    rule: Rule
    quorum_needed: int
    without_abstentions: Fraction | None
    with_abstentions: Fraction | None
    of_members: Fraction | None
    share: Fraction | None
    verdict: Verdict

    @property
    def quorum_reached(self) -> bool:
        """Whether enough members cast a ballot, abstentions counted."""
        return self.tally.cast >= self.quorum_needed

    @property
    def passes(self) -> bool:
        """Whether this coalition has agreed."""
        return self.verdict is Verdict.PASSED


def quorum_needed(members: int, quorum: int) -> int:
    """Return how many ballots a quorum in per cent asks for: the next whole number."""
    return -(-members * quorum // 100)


def count(tally: Tally, rule: Rule) -> Count:
    """Count one coalition's ballot under the rule."""
    needed = quorum_needed(tally.members, rule.quorum)
    return Count(
        tally=tally,
        rule=rule,
        quorum_needed=needed,
        without_abstentions=_share(tally.yes, tally.decided),
        with_abstentions=_share(tally.yes, tally.cast),
        of_members=_share(tally.yes, tally.members),
        share=_share(tally.yes, base_of(tally, rule)),
        verdict=_verdict(tally, rule, needed),
    )


def base_of(tally: Tally, rule: Rule) -> int:
    """Return the number the rule divides by: yes and no, those present, or all members; for consensus, yes and no."""
    if rule.rule is not DecisionRule.MAJORITY or rule.base is DecisionBase.BALLOTS_CAST:
        return tally.decided
    if rule.base is DecisionBase.ALL_MEMBERS:
        return tally.members
    return tally.cast if tally.present is None else tally.present


def passed(counts: Iterable[Count]) -> bool:
    """Tell whether it is decided: every coalition that votes must pass, and there is one."""
    found = list(counts)
    return bool(found) and all(one.passes for one in found)


def tally_of(papers: Mapping[Choice, int], members: int, present: int | None = None) -> Tally:
    """Return the tally of counted papers."""
    return Tally(papers.get(Choice.YES, 0), papers.get(Choice.NO, 0), papers.get(Choice.ABSTAIN, 0), members, present)


def shown_percent(share: Fraction, threshold: int) -> Fraction:
    """Return a share in per cent as it is shown: whole, half up; with one decimal, cut off, where that would lie.

    74.6 % of a needed 75 % must not read 75 %.
    """
    exact = share * 100
    whole = Fraction(int(exact + Fraction(1, 2)))
    return Fraction(int(exact * 10), 10) if exact < threshold <= whole else whole


def _share(part: int, base: int) -> Fraction | None:
    return Fraction(part, base) if base else None


def _verdict(tally: Tally, rule: Rule, needed: int) -> Verdict:
    if rule.rule is DecisionRule.DESIGNATED_LEADS:
        return Verdict.NOT_BY_BALLOT
    if tally.cast < needed:
        return Verdict.QUORUM_MISSED
    if not tally.decided:
        return Verdict.NO_VOTES
    if rule.rule is DecisionRule.CONSENSUS:
        return Verdict.OPPOSED if tally.no else Verdict.PASSED
    return _majority(tally, rule)


def _majority(tally: Tally, rule: Rule) -> Verdict:
    if tally.yes == tally.no:
        return Verdict.TIED
    if Fraction(tally.yes, base_of(tally, rule)) * 100 < rule.threshold:
        return Verdict.THRESHOLD_MISSED
    return Verdict.PASSED if tally.yes > tally.no else Verdict.OUTVOTED
