"""Reads of proposals: versions, comment rounds, whether a vote has begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.decision.records import Ballot, Comment, CommentRound, Proposal, ProposalVersion
from consult.decision.rules.kinds import BallotState, RoundState
from consult.decision.rules.proposal import ProposalContent, content_hash, from_document


@dataclass(frozen=True, slots=True)
class VersionHead:
    """One version without its words. `edition_number` is the edition it rests on."""

    id: str
    number: int
    edition_number: int
    content_hash: str
    reason: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version with its words; one that does not match its hash any more has none."""

    id: str
    proposal_id: str
    consultation_id: str
    number: int
    edition_id: str
    content: ProposalContent | None
    content_hash: str
    reason: str
    written_at: datetime

    @property
    def intact(self) -> bool:
        """Tell whether the hash still holds."""
        return self.content is not None


@dataclass(frozen=True, slots=True)
class RoundView:
    """Members comment on one version until a day."""

    id: str
    version_id: str
    version_number: int
    state: RoundState
    opened_at: datetime
    closes_on: date
    closed_at: datetime | None
    comment_count: int
    unanswered_count: int

    @property
    def is_open(self) -> bool:
        """Tell whether comments come in."""
        return self.state is RoundState.OPEN


@dataclass(frozen=True, slots=True)
class ProposalView:
    """The proposal of a consultation: its versions, the newest last, and its rounds, the newest last.

    `on_ballot` is the version that is or was voted on, once that ballot opened: from then on nothing changes.
    """

    id: str
    consultation_id: str
    versions: tuple[VersionHead, ...]
    rounds: tuple[RoundView, ...]
    on_ballot: str | None

    @property
    def newest(self) -> VersionHead:
        """Return the newest version."""
        return self.versions[-1]

    @property
    def round(self) -> RoundView | None:
        """Return the round that is open, or else the last one, or None before the first."""
        return next((one for one in self.rounds if one.is_open), self.rounds[-1] if self.rounds else None)

    @property
    def open_round(self) -> RoundView | None:
        """Return the round in which members comment now."""
        return next((one for one in self.rounds if one.is_open), None)

    @property
    def was_commented(self) -> bool:
        """Tell whether a comment round is over and none is open: before that there is no ballot."""
        return any(one.state is RoundState.CLOSED for one in self.rounds) and self.open_round is None

    @property
    def for_members(self) -> tuple[VersionHead, ...]:
        """Return the versions members read: the first they were asked about, and every later one."""
        first = min((one.version_number for one in self.rounds), default=None)
        if first is None:
            return tuple(one for one in self.versions if one.id == self.on_ballot)
        return tuple(one for one in self.versions if one.number >= first)

    @property
    def before_members(self) -> VersionHead | None:
        """Return the version members are shown: the one on the ballot, the one commented on now, else the newest."""
        shown = self.for_members
        chosen = self.on_ballot or (self.open_round.version_id if self.open_round else None)
        return next((one for one in shown if one.id == chosen), shown[-1] if shown else None)

    def version_of(self, number: int) -> VersionHead | None:
        """Return the version with a number, or None."""
        return next((one for one in self.versions if one.number == number), None)


def proposal_of(session: Session, consultation_id: str) -> ProposalView | None:
    """Return the proposal of a consultation in two statements, or None before its first version."""
    ballot = (
        select(Ballot.version_id)
        .where(Ballot.consultation_id == consultation_id, Ballot.state.in_((BallotState.OPEN, BallotState.CLOSED)))
        .order_by(Ballot.opened_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Proposal.id,
            ballot,
            ProposalVersion.id,
            ProposalVersion.number,
            Edition.number,
            ProposalVersion.content_hash,
            ProposalVersion.reason,
            ProposalVersion.written_at,
        )
        .join(ProposalVersion, ProposalVersion.proposal_id == Proposal.id)
        .join(Edition, Edition.id == ProposalVersion.edition_id)
        .where(Proposal.consultation_id == consultation_id)
        .order_by(ProposalVersion.number)
    ).all()
    if not rows:
        return None
    return ProposalView(
        id=rows[0][0],
        consultation_id=consultation_id,
        versions=tuple(VersionHead(*row[2:]) for row in rows),
        rounds=_rounds(session, Proposal.consultation_id == consultation_id),
        on_ballot=rows[0][1],
    )


def _rounds(session: Session, which: ColumnElement[bool]) -> tuple[RoundView, ...]:
    rows = session.execute(
        select(
            CommentRound.id,
            CommentRound.version_id,
            ProposalVersion.number,
            CommentRound.state,
            CommentRound.opened_at,
            CommentRound.closes_on,
            CommentRound.closed_at,
            func.count(Comment.id),
            func.count(Comment.id) - func.count(Comment.reply),
        )
        .join(ProposalVersion, ProposalVersion.id == CommentRound.version_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .outerjoin(Comment, Comment.round_id == CommentRound.id)
        .where(which)
        .group_by(CommentRound.id, ProposalVersion.number)
        .order_by(ProposalVersion.number)
    )
    return tuple(RoundView(*row) for row in rows)


def round_view(session: Session, round_id: str) -> RoundView | None:
    """Return one comment round, or None."""
    found = _rounds(session, CommentRound.id == round_id)
    return found[0] if found else None


def version(session: Session, version_id: str) -> VersionView | None:
    """Return one version with its words, or None."""
    row = session.execute(
        select(ProposalVersion, Proposal.consultation_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(ProposalVersion.id == version_id)
    ).first()
    if row is None:
        return None
    record, consultation_id = row
    intact = content_hash(record.content) == record.content_hash
    return VersionView(
        id=record.id,
        proposal_id=record.proposal_id,
        consultation_id=consultation_id,
        number=record.number,
        edition_id=record.edition_id,
        content=from_document(record.content) if intact else None,
        content_hash=record.content_hash,
        reason=record.reason,
        written_at=record.written_at,
    )


def is_voted_on(session: Session, consultation_id: str) -> bool:
    """Tell whether a ballot is open or was closed: from then on neither appraisal nor proposal changes."""
    wanted = select(Ballot.id).where(
        Ballot.consultation_id == consultation_id, Ballot.state.in_((BallotState.OPEN, BallotState.CLOSED))
    )
    return session.scalars(wanted.limit(1)).first() is not None
