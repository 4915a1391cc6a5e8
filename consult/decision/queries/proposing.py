"""Reads of proposals: versions, comment rounds, whether a vote has begun."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.decision.records import Ballot, Comment, CommentRound, Proposal, ProposalVersion
from consult.decision.rules.kinds import BallotState, RoundState
from consult.decision.rules.proposal import ProposalContent, content_hash, from_document

VOTED_ON = (BallotState.OPEN, BallotState.CLOSED)


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


_COMMENTS = select(func.count(Comment.id)).where(Comment.round_id == CommentRound.id).correlate(CommentRound)
_ROUND = (
    CommentRound.id,
    CommentRound.version_id,
    ProposalVersion.number,
    CommentRound.state,
    CommentRound.opened_at,
    CommentRound.closes_on,
    CommentRound.closed_at,
    _COMMENTS.scalar_subquery(),
    _COMMENTS.where(Comment.reply.is_(None)).scalar_subquery(),
)
_HEAD = (
    ProposalVersion.id,
    ProposalVersion.number,
    Edition.number,
    ProposalVersion.content_hash,
    ProposalVersion.reason,
    ProposalVersion.written_at,
)


def proposal_of(session: Session, consultation_id: str) -> ProposalView | None:
    """Return the proposal of a consultation in one statement, or None before its first version."""
    ballot = (
        select(Ballot.version_id)
        .where(Ballot.consultation_id == consultation_id, Ballot.state.in_(VOTED_ON))
        .order_by(Ballot.opened_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Proposal.id, ballot, *_HEAD, *_ROUND)
        .join(ProposalVersion, ProposalVersion.proposal_id == Proposal.id)
        .join(Edition, Edition.id == ProposalVersion.edition_id)
        .outerjoin(CommentRound, CommentRound.version_id == ProposalVersion.id)
        .where(Proposal.consultation_id == consultation_id)
        .order_by(ProposalVersion.number)
    ).all()
    if not rows:
        return None
    begin = 2 + len(_HEAD)
    return ProposalView(
        id=rows[0][0],
        consultation_id=consultation_id,
        versions=tuple(VersionHead(*row[2:begin]) for row in rows),
        rounds=tuple(RoundView(*row[begin:]) for row in rows if row[begin] is not None),
        on_ballot=rows[0][1],
    )


def round_view(session: Session, round_id: str) -> RoundView | None:
    """Return one comment round, or None."""
    wanted = select(*_ROUND).join(ProposalVersion, ProposalVersion.id == CommentRound.version_id)
    row = session.execute(wanted.where(CommentRound.id == round_id)).first()
    return RoundView(*row) if row else None


def version(session: Session, version_id: str) -> VersionView | None:
    """Return one version with its words, or None."""
    found = versions(session, (version_id,))
    return found[0] if found else None


def versions(session: Session, version_ids: Collection[str]) -> tuple[VersionView, ...]:
    """Return several versions with their words, in one statement, the oldest first."""
    rows = session.execute(
        select(ProposalVersion, Proposal.consultation_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(ProposalVersion.id.in_(version_ids))
        .order_by(ProposalVersion.number)
    )
    return tuple(_version(record, consultation_id) for record, consultation_id in rows)


def _version(record: ProposalVersion, consultation_id: str) -> VersionView:
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
    wanted = select(Ballot.id).where(Ballot.consultation_id == consultation_id, Ballot.state.in_(VOTED_ON))
    return session.scalars(wanted.limit(1)).first() is not None
