"""What counts in a strand: the segments of first readings, their fingerprint, and who read what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from consult.coding.records import AssignedWords, Assignment, Code, Segment
from consult.coding.rules.attributes import Stance
from consult.interview.records import InterviewStrand, Participant, Turn
from consult.interview.rules import SpeakerRole


@dataclass(frozen=True, slots=True)
class CountedSegment:
    """A segment as findings count it: on a turn or on an open answer, of a first reading, not removed.

    `made_in` is the strand whose coder made it: another one's, where an interview counts in both.
    """

    id: str
    strand_id: str
    made_in: str
    turn_id: str | None
    words_id: str | None
    start: int
    end: int
    code_key: str
    stance: Stance
    option: str
    aspect: str
    about: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What one coder has read to the end, and which codes they gave each passage; none where they gave none."""

    passages: frozenset[str]
    codes: Mapping[str, frozenset[str]]


def of_strand(strand_id: str) -> ColumnElement[bool]:
    """Say which assignments bear on a strand: its own, and those of interviews that count in it too."""
    shared = select(InterviewStrand.interview_id).where(InterviewStrand.strand_id == strand_id)
    return or_(Assignment.strand_id == strand_id, Assignment.interview_id.in_(shared))


def _counted(strand_id: str) -> Select[Segment, str, str]:
    return (
        select(Segment, Code.key, Assignment.strand_id)
        .join(Code, Code.id == Segment.code_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .where(of_strand(strand_id), Assignment.second.is_(False), Segment.removed_at.is_(None))
    )


def counted_segments(session: Session, strand_id: str) -> tuple[CountedSegment, ...]:
    """Return the segments that count in a strand; an interview's of both strands count in both."""
    return tuple(
        CountedSegment(
            id=segment.id,
            strand_id=strand_id,
            made_in=made_in,
            turn_id=segment.turn_id,
            words_id=segment.words_id,
            start=segment.start_at,
            end=segment.end_at,
            code_key=key,
            stance=segment.stance,
            option=segment.option,
            aspect=segment.aspect,
            about=segment.about,
            sealed=segment.sealed,
        )
        for segment, key, made_in in session.execute(_counted(strand_id).order_by(Segment.id))
    )


def coding_hash(session: Session, strand_id: str) -> str:
    """Return the SHA-256 of everything counted in a strand: another one whenever a counted segment changes or goes."""
    lines = [astuple(one)[3:] for one in counted_segments(session, strand_id)]
    lines.sort(key=lambda line: [value if value is not None else "" for value in map(str, line)])
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def code_counts(session: Session, strand_id: str) -> Mapping[str, int]:
    """Return how many counted segments each code has."""
    counted = _counted(strand_id).with_only_columns(Code.key, func.count()).group_by(Code.key)
    return {row[0]: row[1] for row in session.execute(counted)}


def readings(session: Session, strand_id: str) -> Mapping[str, Reading]:
    """Return what each account has read to the end and coded, from assignments that are done only."""
    done = (of_strand(strand_id), Assignment.done_on.is_not(None))
    turns = (
        select(Assignment.account_id, Turn.id)
        .join(Turn, Turn.interview_id == Assignment.interview_id)
        .join(Participant, Participant.id == Turn.participant_id)
        .where(*done, Participant.role == SpeakerRole.INTERVIEWEE, Turn.withdrawn_on.is_(None))
    )
    written = (
        select(Assignment.account_id, AssignedWords.words_id)
        .join(AssignedWords, AssignedWords.assignment_id == Assignment.id)
        .where(*done)
    )
    read: dict[str, set[str]] = {}
    for account_id, passage_id in [*session.execute(turns), *session.execute(written)]:
        read.setdefault(account_id, set()).add(passage_id)
    codes = _codes(session, strand_id)
    return {
        account_id: Reading(frozenset(passages), codes.get(account_id, {})) for account_id, passages in read.items()
    }


def _codes(session: Session, strand_id: str) -> dict[str, dict[str, frozenset[str]]]:
    rows = session.execute(
        select(Assignment.account_id, Segment.turn_id, Segment.words_id, Code.key)
        .join(Segment, Segment.assignment_id == Assignment.id)
        .join(Code, Code.id == Segment.code_id)
        .where(of_strand(strand_id), Assignment.done_on.is_not(None), Segment.removed_at.is_(None))
    )
    found: dict[str, dict[str, frozenset[str]]] = {}
    for account_id, turn_id, words_id, key in rows:
        own = found.setdefault(account_id, {})
        passage_id = turn_id or words_id or ""
        own[passage_id] = own.get(passage_id, frozenset()) | {key}
    return found
