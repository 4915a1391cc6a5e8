"""Reads of ballots. Nothing here tells a choice before the ballot is closed, nor ever whose it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import Texts
from consult.decision.records import Ballot, BallotPaper, BallotVoter, ProposalVersion
from consult.decision.rules.counting import Count, Rule, count, passed, tally_of
from consult.decision.rules.kinds import BallotState, Choice
from consult.decision.rules.voting import papers_digest, shown_from, takes_votes
from consult.disclosure.rules import GatedTable, Mark, Shape, Table, gate_table
from consult.membership.records import Coalition, Organisation
from consult.shared.text import sort_key
from consult.shared.time import end_of

VOTED, SILENT = "voted", "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotView:
    """One ballot: what is asked, on which version, by which rule, and when."""

    id: str
    consultation_id: str
    version_id: str
    version_number: int
    title: Texts
    question: Texts
    rule: Rule
    opens_on: date
    closes_on: date
    state: BallotState
    opened_at: datetime | None
    closed_at: datetime | None

    @property
    def is_closed(self) -> bool:
        """Tell whether it is counted."""
        return self.state is BallotState.CLOSED

    def takes_votes(self, moment: datetime) -> bool:
        """Tell whether members vote at `moment`."""
        return self.state is BallotState.OPEN and takes_votes(self.opens_on, self.closes_on, moment)

    def is_over(self, moment: datetime) -> bool:
        """Tell whether the last day of voting is over everywhere."""
        return moment >= end_of(self.closes_on)


@dataclass(frozen=True, slots=True)
class Turnout:
    """One coalition's papers by number; None while there are fewer than `shown_from` and the ballot is open."""

    coalition_id: str
    mark: str
    name: str
    voters: int
    cast: int | None
    shown_from: int


@dataclass(frozen=True, slots=True)
class CoalitionResult:
    """One coalition's counted papers; `struck` is how many of its voter list are marked as having voted."""

    coalition_id: str
    mark: str
    name: str
    count: Count
    struck: int

    @property
    def agrees(self) -> bool:
        """Tell whether there are as many papers as organisations marked as having voted."""
        return self.count.tally.cast == self.struck


@dataclass(frozen=True, slots=True)
class BallotResult:
    """A closed ballot: each coalition by its mark, and whether both pass."""

    ballot: BallotView
    coalitions: tuple[CoalitionResult, ...]
    passed: bool
    papers_hash: str


@dataclass(frozen=True, slots=True)
class RegionalTurnout:
    """Who voted and who did not by region in one coalition, as far as it may be shown; None where it may not."""

    coalition_id: str
    mark: str
    name: str
    table: GatedTable | None


@dataclass(frozen=True, slots=True)
class OwnVote:
    """A coalition in which one organisation has a vote, and whether it has cast it; how is not known here."""

    coalition_id: str
    mark: str
    name: str
    voted: bool


def _ballots() -> Select[Ballot, ProposalVersion]:
    return select(Ballot, ProposalVersion).join(ProposalVersion, ProposalVersion.id == Ballot.version_id)


def ballot_view(ballot: Ballot, version: ProposalVersion) -> BallotView:
    """Return a ballot with the version it is held on."""
    return BallotView(
        id=ballot.id,
        consultation_id=ballot.consultation_id,
        version_id=ballot.version_id,
        version_number=version.number,
        title=version.content.get("title", {}),
        question=ballot.question,
        rule=Rule(ballot.rule, ballot.base, ballot.threshold, ballot.quorum),
        opens_on=ballot.opens_on,
        closes_on=ballot.closes_on,
        state=ballot.state,
        opened_at=ballot.opened_at,
        closed_at=ballot.closed_at,
    )


def ballot(session: Session, ballot_id: str) -> BallotView | None:
    """Return one ballot, or None."""
    row = session.execute(_ballots().where(Ballot.id == ballot_id)).first()
    return ballot_view(*row) if row else None


def ballot_of(session: Session, consultation_id: str) -> BallotView | None:
    """Return the ballot of a consultation: the one under way, else the one closed last, or None before the first."""
    under_way = case((Ballot.state == BallotState.CLOSED, 1), else_=0)
    row = session.execute(
        _ballots().where(Ballot.consultation_id == consultation_id).order_by(under_way, Ballot.closed_at.desc())
    ).first()
    return ballot_view(*row) if row else None


@dataclass(frozen=True, slots=True)
class _Listed:
    """One coalition's voter list by number."""

    coalition_id: str
    mark: str
    name: str
    voters: int
    struck: int


def _lists(session: Session, ballot_id: str) -> list[_Listed]:
    struck = func.sum(case((BallotVoter.voted, 1), else_=0))
    rows = session.execute(
        select(Coalition.id, Coalition.mark, Coalition.name, func.count(BallotVoter.organisation_id), struck)
        .join(BallotVoter, BallotVoter.coalition_id == Coalition.id)
        .where(BallotVoter.ballot_id == ballot_id)
        .group_by(Coalition.id)
        .order_by(Coalition.mark)
    )
    return [_Listed(*row) for row in rows]


def turnout(session: Session, ballot_id: str) -> tuple[Turnout, ...]:
    """Return how many papers each coalition has; while the ballot is open only from a number on."""
    found = ballot(session, ballot_id)
    if found is None or found.state is BallotState.PREPARED:
        return ()
    papers: dict[str, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(BallotPaper.coalition_id, func.count(BallotPaper.id))
            .where(BallotPaper.ballot_id == ballot_id)
            .group_by(BallotPaper.coalition_id)
        )
    }
    shown = []
    for one in _lists(session, ballot_id):
        least = shown_from(one.voters, found.rule.quorum)
        cast = papers.get(one.coalition_id, 0)
        known = cast if found.is_closed or cast >= least else None
        shown.append(Turnout(one.coalition_id, one.mark, one.name, one.voters, known, least))
    return tuple(shown)


def result(session: Session, ballot_id: str) -> BallotResult | None:
    """Return the counted ballot; None for everybody before it is closed."""
    found = ballot(session, ballot_id)
    if found is None or not found.is_closed:
        return None
    rows = session.execute(
        select(BallotPaper.id, BallotPaper.coalition_id, BallotPaper.choice).where(BallotPaper.ballot_id == ballot_id)
    ).all()
    papers: Mapping[tuple[str, Choice], int] = Counter((row.coalition_id, row.choice) for row in rows)
    counted = tuple(_counted(one, papers, found.rule) for one in _lists(session, ballot_id))
    return BallotResult(
        ballot=found,
        coalitions=counted,
        passed=passed(one.count for one in counted),
        papers_hash=papers_digest((row.id, row.coalition_id, row.choice.value) for row in rows),
    )


def _counted(one: _Listed, papers: Mapping[tuple[str, Choice], int], rule: Rule) -> CoalitionResult:
    own = {choice: papers.get((one.coalition_id, choice), 0) for choice in Choice}
    return CoalitionResult(one.coalition_id, one.mark, one.name, count(tally_of(own, one.voters), rule), one.struck)


def turnout_by_region(session: Session, ballot_id: str) -> tuple[RegionalTurnout, ...]:
    """Return who voted by region once the ballot is closed, each coalition through the disclosure gate.

    The totals of a coalition are public with its result, so where the gate would hide them no table is shown at all:
    it reckons with a reader who does not know them.
    """
    found = ballot(session, ballot_id)
    if found is None or not found.is_closed:
        return ()
    rows = session.execute(
        select(BallotVoter.coalition_id, BallotVoter.region, BallotVoter.voted, func.count(BallotVoter.organisation_id))
        .where(BallotVoter.ballot_id == ballot_id)
        .group_by(BallotVoter.coalition_id, BallotVoter.region, BallotVoter.voted)
    )
    counts: dict[str, dict[str, Counter[bool]]] = {}
    for coalition_id, region, voted, number in rows:
        counts.setdefault(coalition_id, {}).setdefault(region, Counter())[voted] += number
    return tuple(
        RegionalTurnout(one.coalition_id, one.mark, one.name, _gated(counts[one.coalition_id]))
        for one in _lists(session, ballot_id)
    )


def _gated(regions: Mapping[str, Mapping[bool, int]]) -> GatedTable | None:
    groups = tuple(sorted(regions))
    table = Table(
        rows=(VOTED, SILENT),
        groups=groups,
        counts=tuple(tuple(regions[group].get(voted, 0) for group in groups) for voted in (True, False)),
        bases=tuple(sum(regions[group].values()) for group in groups),
        shape=Shape.PARTITION,
    )
    gated = gate_table(table)
    hidden = any(isinstance(total, Mark) for total in gated.totals or ())
    nothing = all(isinstance(cell, Mark) for line in gated.cells for cell in line)
    return None if hidden or nothing or len(groups) < 2 else gated


def own_votes(session: Session, ballot_id: str, organisation_id: str) -> tuple[OwnVote, ...]:
    """Return the coalitions in which one organisation has a vote, for that organisation itself."""
    rows = session.execute(
        select(Coalition.id, Coalition.mark, Coalition.name, BallotVoter.voted)
        .join(BallotVoter, BallotVoter.coalition_id == Coalition.id)
        .where(BallotVoter.ballot_id == ballot_id, BallotVoter.organisation_id == organisation_id)
        .order_by(Coalition.mark)
    )
    return tuple(OwnVote(*row) for row in rows)


def voter_names(session: Session, ballot_id: str, coalition_id: str) -> tuple[tuple[str, str], ...]:
    """Return (organisation id, name) of one coalition's voter list by name; who has voted is not among it."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .join(BallotVoter, BallotVoter.organisation_id == Organisation.id)
        .where(BallotVoter.ballot_id == ballot_id, BallotVoter.coalition_id == coalition_id)
    )
    return tuple(sorted(((row[0], row[1]) for row in rows), key=lambda one: sort_key(one[1])))
