"""Counted segments with their words, for the coding team: by pseudonym, without what is sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.queries.counting import counted_segments
from consult.coding.queries.material import sealed_stretches
from consult.coding.records import Segment
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import overlap
from consult.collection.queries import open_answers
from consult.interview.queries import interviews_of, turns_of_strand
from consult.interview.rules.redacting import fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedLine:
    """One counted segment: where it stands (`source` is an interview's label or a part), its words, what was said.

    `passage` numbers turns as they were spoken and open answers in an order that tells nothing. `quote` is empty where
    the words touch something sealed.
    """

    source: str
    passage: int
    speaker: str
    language: str
    start: int
    end: int
    quote: str
    code: str
    stance: str
    option: str
    aspect: str
    about: str
    memo: str


@dataclass(frozen=True, slots=True)
class _Place:
    source: str
    passage: int
    speaker: str
    language: str
    text: str


def coded_lines(session: Session, strand_id: str, hidden: Collection[str] = ()) -> tuple[CodedLine, ...]:
    """Return every counted segment that is not sealed nor in `hidden` interviews and answers, in their order."""
    places = _places(session, strand_id, hidden)
    order = {passage_id: at for at, passage_id in enumerate(places)}
    sealed: dict[str, list[Span]] = {}
    for passage_id, start, end in sealed_stretches(session, strand_id):
        sealed.setdefault(passage_id, []).append(Span(start, end))
    found = []
    counted = counted_segments(session, strand_id)
    memos = _memos(session, [one.id for one in counted])
    for one in counted:
        passage_id = one.turn_id or one.words_id or ""
        place = places.get(passage_id)
        if one.sealed or place is None:
            continue
        span = Span(one.start, one.end)
        touches = any(overlap(span, other) for other in sealed.get(passage_id, ()))
        line = CodedLine(
            source=place.source,
            passage=place.passage,
            speaker=place.speaker,
            language=place.language,
            start=one.start,
            end=one.end,
            quote="" if touches else fitted(place.text[one.start : one.end]),
            code=one.code_key,
            stance=one.stance.value,
            option=one.option,
            aspect=one.aspect,
            about=one.about,
            memo="" if touches else memos.get(one.id, ""),
        )
        found.append((order[passage_id], one.start, -one.end, one.code_key, line))
    return tuple(line for *_key, line in sorted(found, key=lambda row: row[:4]))


def _places(session: Session, strand_id: str, hidden: Collection[str]) -> dict[str, _Place]:
    labels = {one.id: one.label for one in interviews_of(session, strand_id)}
    places = {
        turn.id: _Place(labels[turn.interview_id], turn.number, turn.participant.pseudonym, turn.language, turn.text)
        for turn in turns_of_strand(session, strand_id)
        if turn.withdrawn_on is None and turn.interview_id not in hidden
    }
    numbers: dict[str, int] = {}
    for one in open_answers(session, strand_id):
        numbers[one.part] = numbers.get(one.part, 0) + 1
        places[one.id] = _Place(one.part, numbers[one.part], "", one.language, one.text)
    return {key: place for key, place in places.items() if key not in hidden}


def _memos(session: Session, ids: list[str]) -> dict[str, str]:
    rows = session.execute(select(Segment.id, Segment.memo).where(Segment.memo != "", Segment.removed_at.is_(None)))
    wanted = set(ids)
    return {segment_id: memo for segment_id, memo in rows if segment_id in wanted}
