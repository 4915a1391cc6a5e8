"""What else than an edition's findings can be cited: reactions, amendments, polls, comments, ballots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Text,
    false,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from consult.decision.records import Ballot, Comment, CommentRound, Proposal, ProposalVersion
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import BallotState
from consult.meeting.records import Amendment, Meeting, Poll, Reaction

OF_THE_EDITION = frozenset({EvidenceKind.FIGURE, EvidenceKind.SENTENCE, EvidenceKind.THEME})


@dataclass(frozen=True, slots=True)
class Citable:
    """Something on record that can be cited; `gone` of words withdrawn since, which nobody may cite anew.

    `meeting_id` says where it was said; `version_number` on which version a comment was made; `on` the day a ballot
    closed. A ballot has no number (0).
    """

    ref: Evidence
    number: int
    meeting_id: str | None
    version_number: int | None
    on: date | None
    gone: bool


Line = Select[str, str, int, str | None, int | None, date | None, bool]
Said = type[Reaction] | type[Amendment] | type[Poll]


def _in_meeting(kind: EvidenceKind, said: Said, consultation_id: str, gone: ColumnElement[bool]) -> Line:
    return (
        select(
            literal(kind.value, Text),
            said.id,
            said.number,
            said.meeting_id,
            as_type(null(), Integer),
            as_type(null(), Date),
            gone,
        )
        .join(Meeting, Meeting.id == said.meeting_id)
        .where(Meeting.consultation_id == consultation_id)
    )


def _reactions(consultation_id: str) -> Line:
    return _in_meeting(EvidenceKind.REACTION, Reaction, consultation_id, Reaction.withdrawn_at.is_not(None))


def _amendments(consultation_id: str) -> Line:
    return _in_meeting(EvidenceKind.AMENDMENT, Amendment, consultation_id, false())


def _polls(consultation_id: str) -> Line:
    return _in_meeting(EvidenceKind.POLL, Poll, consultation_id, false())


def _comments(consultation_id: str) -> Line:
    return (
        select(
            literal(EvidenceKind.COMMENT.value, Text),
            Comment.id,
            Comment.number,
            as_type(null(), String),
            ProposalVersion.number,
            as_type(null(), Date),
            false(),
        )
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .join(ProposalVersion, ProposalVersion.id == CommentRound.version_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.consultation_id == consultation_id)
    )


def _ballots(consultation_id: str) -> Line:
    return select(
        literal(EvidenceKind.BALLOT.value, Text),
        Ballot.id,
        literal_column("0", Integer),
        as_type(null(), String),
        as_type(null(), Integer),
        type_coerce(Ballot.closes_on, Date),
        false(),
    ).where(Ballot.consultation_id == consultation_id, Ballot.state == BallotState.CLOSED)


LINES = {
    EvidenceKind.REACTION: (_reactions, Reaction.id),
    EvidenceKind.AMENDMENT: (_amendments, Amendment.id),
    EvidenceKind.POLL: (_polls, Poll.id),
    EvidenceKind.COMMENT: (_comments, Comment.id),
    EvidenceKind.BALLOT: (_ballots, Ballot.id),
}


def cited(session: Session, consultation_id: str, refs: Iterable[Evidence]) -> dict[Evidence, Citable]:
    """Return what `refs` stand for, in one statement; what is not of the consultation is not in it.

    References to an edition's findings are not looked up here: `consult.briefing.presentation.targets` knows them.
    """
    wanted: dict[EvidenceKind, set[str]] = defaultdict(set)
    for ref in refs:
        if ref.kind not in OF_THE_EDITION:
            wanted[ref.kind].add(ref.key)
    lines = [LINES[kind][0](consultation_id).where(LINES[kind][1].in_(sorted(ids))) for kind, ids in wanted.items()]
    return {one.ref: one for one in _found(session, lines)}


def citable(session: Session, consultation_id: str) -> tuple[Citable, ...]:
    """Return everything on record that can be cited, in one statement: kind by kind, in the order it was recorded."""
    found = _found(session, [line(consultation_id) for line, _key in LINES.values()])
    places = {kind: at for at, kind in enumerate(LINES)}

    def order(one: Citable) -> tuple[int, str, int, int]:
        return places[one.ref.kind], one.meeting_id or "", one.version_number or 0, one.number

    return tuple(sorted((one for one in found if not one.gone), key=order))


def _found(session: Session, lines: list[Line]) -> list[Citable]:
    if not lines:
        return []
    return [
        Citable(Evidence(EvidenceKind(kind), key), number, meeting_id, version_number, on, bool(gone))
        for kind, key, number, meeting_id, version_number, on, gone in session.execute(union_all(*lines))
    ]
