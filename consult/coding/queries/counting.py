"""What counts in a strand: first readings with what was decided of them, their fingerprint, and who read what."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Adjudication, AssignedWords, Assignment, Code, Segment
from consult.coding.rules.adjudicating import Decision, Place, Verdict, agreed, differing
from consult.coding.rules.attributes import Stance
from consult.interview.records import InterviewStrand, Participant, Turn
from consult.interview.rules import SpeakerRole


@dataclass(frozen=True, slots=True)
class CountedSegment:
    """A segment as findings count it: on a turn or on an open answer, not removed, of a first reading or as decided.

    `code_key` is the agreed code, which is another than its coder gave where that was decided (decision 25).
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


def decided() -> ColumnElement[bool]:
    """Say which decision stands about the code of a segment on its passage."""
    return and_(
        Adjudication.taken_back_at.is_(None),
        Adjudication.code_id == Segment.code_id,
        or_(Adjudication.turn_id == Segment.turn_id, Adjudication.words_id == Segment.words_id),
    )


Candidates = Iterable[tuple[Segment, str, str, bool, Verdict | None, str | None]]
"""A segment, its code, the strand it was made in, whether a second reading's, what was decided, and for which code."""


def _candidates(strand_id: str) -> Select[Segment, str, str, bool, Verdict, str]:
    """Say which segments may count: all of first readings, and of second ones those something was decided about."""
    other, merged = aliased(Code), aliased(Code)
    return (
        select(Segment, Code.key, Assignment.strand_id, Assignment.second, Adjudication.verdict)
        .add_columns(func.coalesce(merged.key, other.key))
        .join(Code, Code.id == Segment.code_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .outerjoin(Adjudication, decided())
        .outerjoin(other, other.id == Adjudication.other_id)
        .outerjoin(merged, merged.id == other.merged_into)
        .where(
            of_strand(strand_id),
            Segment.removed_at.is_(None),
            is_shared(),
            or_(Assignment.second.is_(False), and_(Adjudication.id.is_not(None), Assignment.done_on.is_not(None))),
        )
        .order_by(Segment.id)
    )


def counted_segments(session: Session, strand_id: str) -> tuple[CountedSegment, ...]:
    """Return the segments that count in a strand, in one statement; an interview's of both strands count in both."""
    rows = session.execute(_candidates(strand_id))
    found = [
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
        for segment, key, made_in in _agreed(rows)
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def _agreed(rows: Candidates) -> Iterable[tuple[Segment, str, str]]:
    """Return the segments of the agreed coding, each with its agreed code and the strand it was made in."""
    sides: tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]] = ({}, {})
    said: tuple[dict[Place, frozenset[tuple[str, ...]]], dict[Place, frozenset[tuple[str, ...]]]] = ({}, {})
    stretches: dict[tuple[str, bool, str], list[tuple[Segment, str]]] = {}
    decisions: dict[Place, Decision] = {}
    for segment, key, made_in, second, verdict, other in rows:
        unit = segment.turn_id or segment.words_id or ""
        sides[second][unit] = sides[second].get(unit, frozenset()) | {key}
        said[second][unit, key] = said[second].get((unit, key), frozenset()) | {_said(segment)}
        stretches.setdefault((unit, second, key), []).append((segment, made_in))
        if verdict is not None:
            decisions[unit, key] = Decision(verdict, other or "")
    for (unit, key), origins in agreed(*sides, decisions, differing(*said)).items():
        heard = set[tuple[str, ...]]()
        for origin in origins:
            given = [one for one in stretches[unit, origin.second, origin.code] if _said(one[0]) not in heard]
            heard.update(_said(segment) for segment, _made_in in given)
            yield from ((segment, key, made_in) for segment, made_in in given)


def _said(one: Segment) -> tuple[str, ...]:
    """Return what a segment says of its code, as far as two readings are compared on it."""
    return (one.stance.value, one.option, one.aspect)


def coding_hash(session: Session, strand_id: str) -> str:
    """Return the SHA-256 of everything counted in a strand: another one whenever a counted segment changes or goes."""
    lines = [astuple(one)[3:] for one in counted_segments(session, strand_id)]
    lines.sort(key=lambda line: [value if value is not None else "" for value in map(str, line)])
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def code_counts(session: Session, strand_id: str) -> Mapping[str, int]:
    """Return how many counted segments each code has."""
    return Counter(one.code_key for one in counted_segments(session, strand_id))


def passages_read(session: Session, strand_id: str) -> Mapping[str, frozenset[str]]:
    """Return the passages of a strand, each with the accounts that have read it to the end, in one statement.

    A passage is what interviewees said and did not take back, or an open answer given to a coder.
    """
    done = Assignment.done_on.is_not(None)
    turns = (
        select(Turn.id, Assignment.account_id)
        .join(Participant, Participant.id == Turn.participant_id)
        .join(InterviewStrand, InterviewStrand.interview_id == Turn.interview_id)
        .outerjoin(Assignment, (Assignment.interview_id == Turn.interview_id) & done)
        .where(
            InterviewStrand.strand_id == strand_id,
            Participant.role == SpeakerRole.INTERVIEWEE,
            Turn.withdrawn_on.is_(None),
        )
    )
    written = (
        select(AssignedWords.words_id, case((done, Assignment.account_id)))
        .join(Assignment, Assignment.id == AssignedWords.assignment_id)
        .where(of_strand(strand_id))
    )
    read: dict[str, set[str]] = {}
    for passage_id, account_id in session.execute(union_all(turns, written)):
        read.setdefault(passage_id, set()).update({account_id} if account_id else ())
    return {passage_id: frozenset(accounts) for passage_id, accounts in read.items()}


def readings(session: Session, strand_id: str) -> Mapping[str, Reading]:
    """Return what each account has read to the end and coded, from assignments that are done only."""
    return readings_among(session, strand_id, passages_read(session, strand_id))


def readings_among(session: Session, strand_id: str, read: Mapping[str, Iterable[str]]) -> Mapping[str, Reading]:
    """Return what each account coded of what it has read: `read` are the accounts by passage."""
    passages: dict[str, set[str]] = {}
    for passage_id, accounts in read.items():
        for account_id in accounts:
            passages.setdefault(account_id, set()).add(passage_id)
    codes = _codes(session, strand_id)
    return {account_id: Reading(frozenset(found), codes.get(account_id, {})) for account_id, found in passages.items()}


def _codes(session: Session, strand_id: str) -> dict[str, dict[str, frozenset[str]]]:
    rows = session.execute(
        select(Assignment.account_id, Segment.turn_id, Segment.words_id, Code.key)
        .join(Segment, Segment.assignment_id == Assignment.id)
        .join(Code, Code.id == Segment.code_id)
        .where(of_strand(strand_id), Assignment.done_on.is_not(None), Segment.removed_at.is_(None), is_shared())
    )
    found: dict[str, dict[str, frozenset[str]]] = {}
    for account_id, turn_id, words_id, key in rows:
        own = found.setdefault(account_id, {})
        passage_id = turn_id or words_id or ""
        own[passage_id] = own.get(passage_id, frozenset()) | {key}
    return found
