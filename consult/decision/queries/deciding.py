"""Reads of the decision register, and of what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlalchemy import ScalarSelect, case, func, select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.consultation.records import Consultation, Strand
from consult.decision.queries.voting import BallotResult, BallotView, ballot_view, result
from consult.decision.records import Ballot, CommentRound, Decision, Destruction, Proposal, ProposalVersion
from consult.decision.rules.deciding import read_evidence
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.following import Promise
from consult.decision.rules.kinds import BallotState, Heading, Promised
from consult.decision.rules.proposal import ProposalContent, content_hash, from_document
from consult.instrument.records import InstrumentVersion
from consult.membership.records import Coalition

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One entry of the register."""

    id: str
    consultation_id: str
    number: int
    heading: Heading
    title: Texts
    text: Texts
    clause: str
    evidence: tuple[Evidence, ...]
    ballot_id: str | None
    decided_on: date

    @property
    def name(self) -> str:
        """Return what everybody calls it: D-1."""
        return f"D-{self.number}"


def decisions_of(session: Session, consultation_id: str) -> tuple[DecisionView, ...]:
    """Return the register of a consultation, D-1 first."""
    rows = session.scalars(
        select(Decision).where(Decision.consultation_id == consultation_id).order_by(Decision.number)
    )
    return tuple(view_of(row) for row in rows)


def decision(session: Session, decision_id: str) -> DecisionView | None:
    """Return one entry, or None."""
    row = session.get(Decision, decision_id)
    return view_of(row) if row else None


def view_of(row: Decision) -> DecisionView:
    """Return an entry's row as a plain value."""
    return DecisionView(
        id=row.id,
        consultation_id=row.consultation_id,
        number=row.number,
        heading=row.heading,
        title=row.title,
        text=row.text,
        clause=row.clause,
        evidence=read_evidence(row.evidence),
        ballot_id=row.ballot_id,
        decided_on=row.decided_on,
    )


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands behind the decisions: the ballot, the version it is about, and the edition that one rests on.

    Without a ballot the version is the newest that members commented on; nothing where there is none. `content` is
    None also where a version does not match its hash any more. `destroyed` has the promised days of destruction,
    `instrument_id` is the instrument whose words name aspects and levels.
    """

    ballot: BallotView | None
    version_number: int | None
    content: ProposalContent | None
    edition_number: int | None
    edition_hash: str | None
    destroyed: Mapping[Promised, Promise]
    instrument_id: str | None = None


_counted: dict[str, BallotResult] = {}
_lock = Lock()


def counted(session: Session, behind: Basis) -> BallotResult | None:
    """Return the counted ballot behind the decisions; None before it is closed.

    What was closed never changes, so it is counted once and kept; the page of the count reckons anew every time.
    """
    if behind.ballot is None or not behind.ballot.is_closed:
        return None
    if behind.ballot.id not in _counted:
        found = result(session, behind.ballot.id)
        if found is None:
            return None
        with _lock:
            if len(_counted) > 50:
                _counted.clear()
            _counted[behind.ballot.id] = found
    return _counted[behind.ballot.id]


def basis(session: Session, consultation_id: str) -> Basis:
    """Return what stands behind the decisions of a consultation, in one statement."""
    last, commented = _last_ballot(consultation_id), _newest_commented(consultation_id)
    rows = session.execute(
        select(Ballot, ProposalVersion, Edition.number, Edition.content_hash, _instrument(consultation_id), Destruction)
        .select_from(Consultation)
        .outerjoin(Ballot, Ballot.id == last)
        .outerjoin(ProposalVersion, ProposalVersion.id == func.coalesce(Ballot.version_id, commented))
        .outerjoin(Edition, Edition.id == ProposalVersion.edition_id)
        .outerjoin(Destruction, Destruction.consultation_id == Consultation.id)
        .where(Consultation.id == consultation_id)
    ).all()
    if not rows:
        return Basis(None, None, None, None, None, {})
    ballot, version, number, content_hash_of_edition, instrument_id, _destruction = rows[0]
    intact = version is not None and content_hash(version.content) == version.content_hash
    return Basis(
        ballot=ballot_view(ballot, version) if ballot is not None else None,
        version_number=version.number if version is not None else None,
        content=from_document(version.content) if intact else None,
        edition_number=number,
        edition_hash=content_hash_of_edition,
        destroyed={
            one.what: Promise(one.due_on, one.done_at.date() if one.done_at else None)
            for *_others, one in rows
            if one is not None
        },
        instrument_id=instrument_id,
    )


def _last_ballot(consultation_id: str) -> ScalarSelect[str]:
    order = case((Ballot.state == BallotState.OPEN, 0), (Ballot.state == BallotState.CLOSED, 1), else_=2)
    found = select(Ballot.id).where(Ballot.consultation_id == consultation_id)
    return found.order_by(order, Ballot.closed_at.desc()).limit(1).scalar_subquery()


def _newest_commented(consultation_id: str) -> ScalarSelect[str]:
    commented = select(CommentRound.id).where(CommentRound.version_id == ProposalVersion.id).exists()
    found = (
        select(ProposalVersion.id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.consultation_id == consultation_id, commented)
    )
    return found.order_by(ProposalVersion.number.desc()).limit(1).scalar_subquery()


def _instrument(consultation_id: str) -> ScalarSelect[str]:
    """Return the newest version of the first strand's instrument, whose words name options, aspects and levels."""
    found = (
        select(InstrumentVersion.id)
        .join(Strand, Strand.id == InstrumentVersion.strand_id)
        .join(Coalition, Coalition.id == Strand.coalition_id)
        .where(Strand.consultation_id == consultation_id)
    )
    return found.order_by(Coalition.mark, InstrumentVersion.number.desc()).limit(1).scalar_subquery()
