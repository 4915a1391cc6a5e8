"""Reads for a member's trail: what the meeting answered to findings, and what was decided, in a statement each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from consult.briefing.rules import TargetKind
from consult.consultation.records import Consultation
from consult.decision.queries.deciding import DecisionView, view_of
from consult.decision.records import Ballot, Decision
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import BallotState
from consult.meeting.records import Meeting, Reaction
from consult.meeting.rules.kinds import MeetingState


@dataclass(frozen=True, slots=True)
class Answered:
    """The meeting, if one is planned, and the reactions that stand to each figure and sentence, as references."""

    state: MeetingState | None
    begins_on: date | None
    reactions: Mapping[Evidence, tuple[Evidence, ...]]

    @property
    def has_happened(self) -> bool:
        """Tell whether the meeting has begun."""
        return self.state is not None and self.state is not MeetingState.PREPARED


@dataclass(frozen=True, slots=True)
class Settled:
    """The register, and how the ballot stands: the one under way, else the last; None before the first."""

    decisions: tuple[DecisionView, ...]
    ballot: BallotState | None
    closes_on: date | None


def answered(session: Session, consultation_id: str) -> Answered:
    """Return what the meeting of a consultation answered; reactions to themes are left out."""
    standing = and_(
        Reaction.meeting_id == Meeting.id,
        Reaction.withdrawn_at.is_(None),
        Reaction.target_kind != TargetKind.THEME,
    )
    rows = session.execute(
        select(Meeting.state, Meeting.begins_on, Reaction.target_kind, Reaction.target_key, Reaction.id)
        .outerjoin(Reaction, standing)
        .where(Meeting.consultation_id == consultation_id)
        .order_by(Meeting.begins_on, Meeting.id, Reaction.number)
    ).all()
    found: dict[Evidence, list[Evidence]] = {}
    for _state, _begins_on, kind, key, reaction_id in rows:
        if reaction_id is not None:
            finding = Evidence(EvidenceKind(kind.value), key)
            found.setdefault(finding, []).append(Evidence(EvidenceKind.REACTION, reaction_id))
    state, begins_on = (rows[0].state, rows[0].begins_on) if rows else (None, None)
    return Answered(state, begins_on, {finding: tuple(said) for finding, said in found.items()})


def settled(session: Session, consultation_id: str) -> Settled:
    """Return what was decided in a consultation."""
    under_way = case((Ballot.state == BallotState.CLOSED, 1), else_=0)
    last = (
        select(Ballot.id)
        .where(Ballot.consultation_id == consultation_id)
        .order_by(under_way, Ballot.closed_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Decision, Ballot.state, Ballot.closes_on)
        .select_from(Consultation)
        .outerjoin(Decision, Decision.consultation_id == Consultation.id)
        .outerjoin(Ballot, Ballot.id == last)
        .where(Consultation.id == consultation_id)
        .order_by(Decision.number)
    ).all()
    decisions = tuple(view_of(decision) for decision, _state, _day in rows if decision is not None)
    return Settled(decisions, rows[0].state if rows else None, rows[0].closes_on if rows else None)
