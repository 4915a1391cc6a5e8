"""The count of a ballot spelled out, for whoever checks it by hand."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import format_decimal

from consult.consultation.rules import DecisionRule
from consult.decision.presentation.ballot import share_words, verdict_words
from consult.decision.queries.voting import BallotResult, CoalitionResult
from consult.decision.rules.counting import base_of
from consult.findings.labels import translated as _
from consult.findings.presentation.words import percent


@dataclass(frozen=True, slots=True)
class CountLine:
    """One step: what is reckoned, and how; `holds` says whether what is asked for is so, None where nothing is."""

    what: str
    how: str
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class CoalitionCount:
    """One coalition's count, step by step, ending in what follows from it."""

    mark: str
    name: str
    lines: tuple[CountLine, ...]
    passes: bool
    verdict: str


def count_lines(found: BallotResult) -> tuple[CoalitionCount, ...]:
    """Return the arithmetic of each coalition."""
    return tuple(
        CoalitionCount(
            one.mark, one.name, (*_papers(one), *_quorum(one), *_majority(one)), one.count.passes, verdict_words(one)
        )
        for one in found.coalitions
    )


def whole_line(found: BallotResult) -> str:
    """Say what follows for the whole."""
    if len(found.coalitions) < 2:
        return _("The proposal has passed.") if found.passed else _("The proposal has not passed.")
    if found.passed:
        return _("Both coalitions agree: the proposal has passed.")
    return _("Both coalitions must agree: the proposal has not passed.")


def _papers(one: CoalitionResult) -> tuple[CountLine, ...]:
    tally = one.count.tally
    numbers = {
        "yes": format_decimal(tally.yes),
        "no": format_decimal(tally.no),
        "abstain": format_decimal(tally.abstain),
        "cast": format_decimal(tally.cast),
        "struck": format_decimal(one.struck),
    }
    return (
        CountLine(_("Members on the voter list"), str(format_decimal(tally.members))),
        CountLine(_("Yes"), str(numbers["yes"])),
        CountLine(_("No"), str(numbers["no"])),
        CountLine(_("Abstain"), str(numbers["abstain"])),
        CountLine(_("Ballots cast"), _("%(yes)s + %(no)s + %(abstain)s = %(cast)s", **numbers)),
        CountLine(
            _("As many papers as members marked as having voted"),
            _("%(cast)s papers, %(struck)s marked on the voter list", **numbers),
            one.agrees,
        ),
    )


def _quorum(one: CoalitionResult) -> tuple[CountLine, ...]:
    found, tally = one.count, one.count.tally
    numbers = {
        "share": percent(found.rule.quorum),
        "members": format_decimal(tally.members),
        "needed": format_decimal(found.quorum_needed),
        "cast": format_decimal(tally.cast),
    }
    return (
        CountLine(
            _("Quorum needed"),
            _("%(share)s of %(members)s members, rounded up to a whole number: %(needed)s", **numbers),
        ),
        CountLine(
            _("Quorum reached"),
            _("%(cast)s ballots cast, abstentions counted; %(needed)s needed", **numbers),
            found.quorum_reached,
        ),
    )


def _majority(one: CoalitionResult) -> tuple[CountLine, ...]:
    found, tally = one.count, one.count.tally
    if found.rule.rule is DecisionRule.CONSENSUS:
        said = _("%(no)s said no; nobody may", no=format_decimal(tally.no))
        return (CountLine(_("Nobody against"), said, tally.no == 0),)
    if found.rule.rule is not DecisionRule.MAJORITY:
        return ()
    base = base_of(tally, found.rule)
    numbers = {
        "yes": format_decimal(tally.yes),
        "base": format_decimal(base),
        "needed": percent(found.rule.threshold),
        "share": share_words(found.share, base, found.rule.threshold),
    }
    how = _("%(yes)s of %(base)s; at least %(needed)s needed", **numbers)
    if numbers["share"]:
        how = _("%(yes)s of %(base)s = %(share)s; at least %(needed)s needed", **numbers)
    reached = found.share is not None and found.share * 100 >= found.rule.threshold
    lines = [CountLine(_("Those who must agree"), how, reached)]
    if tally.decided:
        said = _("%(yes)s yes, %(no)s no", yes=numbers["yes"], no=format_decimal(tally.no))
        lines.append(CountLine(_("More yes than no"), said, tally.yes > tally.no))
    return tuple(lines)
