"""What codes are proposed from and for: passages that were read, and those nobody has coded yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex
from sqlalchemy.orm import Session

from consult.coding.queries.blind import closed_documents, readings_given
from consult.coding.queries.counting import counted_segments
from consult.coding.queries.exchanged import is_brought_in
from consult.coding.queries.material import may_be_coded, sealed_stretches
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import overlap
from consult.coding.rules.suggesting import Example
from consult.collection.queries import open_answers
from consult.interview.queries import interviews_of, turns_of_strand

_LINE = regex.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a passage, or a line of one, stands: its interview's label or its part, its number, its code points."""

    source: str
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Material:
    """Passages that were read, with their codes; passages nobody has coded; where the latter stand, by their ids."""

    read: tuple[Example, ...]
    waiting: tuple[Example, ...]
    places: Mapping[str, Where]


@dataclass(frozen=True, slots=True)
class _Said:
    passage_id: str
    document: str
    source: str
    number: int
    language: str
    text: str


def suggestible(session: Session, strand_id: str) -> Material:
    """Return what codes may be learned from and proposed for, marked names covered.

    Read is what bears a code that counts, or was left without one in a finished first reading. Nothing of a document
    that is read a second time is among it before all its readings are finished: nobody's blind pass may be steered, nor
    steer others. What holds something sealed is left out whole. In a project of another program, whose sources are
    one turn each, every line stands for itself.
    """
    readings = readings_given(session, strand_id)
    closed = closed_documents(readings)
    unread = {one.document for one in readings if one.done_on is None}
    finished = {one.document for one in readings if not one.second} - unread
    sealed = {passage_id for passage_id, _start, _end in sealed_stretches(session, strand_id)}
    codes: dict[str, list[tuple[Span, str]]] = {}
    for one in counted_segments(session, strand_id):
        codes.setdefault(one.turn_id or one.words_id or "", []).append((Span(one.start, one.end), one.code_key))
    by_line = is_brought_in(session, strand_id)
    read, waiting, places = [], [], {}
    for said in _everything(session, strand_id):
        if said.document in closed or said.passage_id in sealed:
            continue
        for span in _units(said.text, by_line=by_line):
            given = frozenset(code for where, code in codes.get(said.passage_id, ()) if overlap(where, span))
            key = f"{said.passage_id}.{span.start}"
            example = Example(key, said.document, said.language, said.text[span.start : span.end], given)
            if given or said.document in finished:
                read.append(example)
            else:
                waiting.append(example)
                places[key] = Where(said.source, said.number, span.start, span.end)
    return Material(tuple(read), tuple(waiting), places)


def _units(text: str, *, by_line: bool) -> list[Span]:
    return [Span(*line.span()) for line in _LINE.finditer(text)] if by_line else [Span(0, len(text))]


def _everything(session: Session, strand_id: str) -> Iterator[_Said]:
    labels = {one.id: one.label for one in interviews_of(session, strand_id)}
    for turn in turns_of_strand(session, strand_id):
        if may_be_coded(turn):
            source = labels[turn.interview_id]
            yield _Said(turn.id, turn.interview_id, source, turn.number, turn.language, turn.text)
    numbers: dict[str, int] = {}
    for answer in open_answers(session, strand_id):
        number = numbers[answer.part] = numbers.get(answer.part, 0) + 1
        yield _Said(answer.id, answer.id, answer.part, number, answer.language, answer.text)
