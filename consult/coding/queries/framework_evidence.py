"""What lies beneath the cells of the framework matrix: segments with the words they stand on, as far as one may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from consult.coding.queries.counting import counted_segments
from consult.coding.queries.framework import Case
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code, Segment
from consult.coding.rules.attributes import Stance
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import masked
from consult.collection.queries.sealing import words_text
from consult.collection.records import Words
from consult.consultation.queries import cipher_of
from consult.interview.queries import cover_of_records
from consult.interview.records import Participant, Redaction, Turn
from consult.interview.rules import SpeakerRole
from consult.interview.rules.redacting import ORIGINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A segment beneath a cell: `text` is its passage with what is marked and sealed in it covered.

    `number` is a turn's, 0 of an answer.
    """

    id: str
    passage_id: str
    number: int
    code_key: str
    stance: Stance
    language: str
    text: str
    start: int
    end: int


def evidence_of(
    session: Session, strand_id: str, account_id: str, cases: Sequence[Case], *, everything: bool
) -> Mapping[str, list[Evidence]]:
    """Return by case the segments beneath its cells: one's own, or with `everything` those that count.

    Nothing that is sealed is among them, and nothing of a case that is hidden.
    """
    seen = [one for one in cases if not one.hidden]
    passages = {**_spoken(session, seen), **_written(session, strand_id, seen)}
    stretches = _counted(session, strand_id) if everything else _own(session, strand_id, account_id)
    found: dict[str, list[Evidence]] = {}
    for passage_id, segment_id, key, stance, start, end in stretches if passages else ():
        passage = passages.get(passage_id)
        if passage is not None:
            one = Evidence(
                id=segment_id,
                passage_id=passage_id,
                number=passage.number,
                code_key=key,
                stance=stance,
                language=passage.language,
                text=passage.text,
                start=start,
                end=end,
            )
            found.setdefault(passage.case_id, []).append(one)
    for given in found.values():
        given.sort(key=lambda one: (one.number, one.start, one.end, one.id))
    return found


@dataclass(frozen=True, slots=True)
class _Passage:
    case_id: str
    number: int
    language: str
    text: str


_Stretch = tuple[str, str, str, Stance, int, int]
"""Passage, segment, code, stance, start, end."""


def _spoken(session: Session, cases: Sequence[Case]) -> dict[str, _Passage]:
    ids = [one.id for one in cases if not one.part]
    if not ids:
        return {}
    rows = session.execute(
        select(Turn, Redaction, Segment)
        .join(Participant, Participant.id == Turn.participant_id)
        .outerjoin(Redaction, (Redaction.turn_id == Turn.id) & (Redaction.language == ORIGINAL))
        .outerjoin(Segment, (Segment.turn_id == Turn.id) & _is_seal(cases))
        .where(Turn.interview_id.in_(ids), Participant.role == SpeakerRole.INTERVIEWEE, Turn.withdrawn_on.is_(None))
        .order_by(Redaction.start_at)
    ).all()
    cover = cover_of_records(dict.fromkeys(mark for _turn, mark, _seal in rows))
    seals = _seals((turn.id, seal) for turn, _mark, seal in rows)
    return {
        turn.id: _Passage(
            turn.interview_id,
            turn.number,
            turn.language,
            masked(cover.text(turn.id, turn.text), seals.get(turn.id, ())),
        )
        for turn in dict.fromkeys(turn for turn, _mark, _seal in rows)
    }


def _written(session: Session, strand_id: str, cases: Sequence[Case]) -> dict[str, _Passage]:
    ids = [one.id for one in cases if one.part]
    if not ids:
        return {}
    cipher = cipher_of(session, strand_id)
    rows = session.execute(
        select(Words.id, Words.sealed, Words.language, Segment)
        .outerjoin(Segment, (Segment.words_id == Words.id) & _is_seal(cases))
        .where(Words.id.in_(ids))
    ).all()
    seals = _seals((key, seal) for key, _sealed, _language, seal in rows)
    return {
        key: _Passage(key, 0, language, masked(words_text(cipher, key, sealed), seals.get(key, ())))
        for key, (sealed, language) in {key: (sealed, language) for key, sealed, language, _seal in rows}.items()
    }


def _is_seal(cases: Sequence[Case]) -> ColumnElement[bool]:
    """Say in SQL which segments blot their words out: sealed ones of the readings that may be known of."""
    known = sorted({key for one in cases for key in one.known})
    return and_(Segment.sealed, Segment.removed_at.is_(None), Segment.assignment_id.in_(known))


def _seals(found: Iterable[tuple[str, Segment | None]]) -> dict[str, list[Span]]:
    seals: dict[str, list[Span]] = {}
    for key, seal in found:
        if seal is not None:
            seals.setdefault(key, []).append(Span(seal.start_at, seal.end_at))
    return seals


def _counted(session: Session, strand_id: str) -> list[_Stretch]:
    return [
        (one.turn_id or one.words_id or "", one.id, one.code_key, one.stance, one.start, one.end)
        for one in counted_segments(session, strand_id)
        if not one.sealed
    ]


def _own(session: Session, strand_id: str, account_id: str) -> list[_Stretch]:
    rows = session.execute(
        select(Segment, Code.key)
        .join(Code, Code.id == Segment.code_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .where(Assignment.strand_id == strand_id, Assignment.account_id == account_id)
        .where(Segment.removed_at.is_(None), Segment.sealed.is_(False), is_shared())
    )
    return [(one.turn_id or one.words_id or "", one.id, key, one.stance, one.start_at, one.end_at) for one, key in rows]
