"""Coded material for the coding team's own files: by pseudonym, nothing withdrawn, what is sealed covered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.queries.counting import CountedSegment, counted_segments
from consult.coding.queries.material import sealed_stretches
from consult.coding.rules.graphemes import Span
from consult.coding.rules.passages import Coded, Document, Passage
from consult.coding.rules.segments import masked, overlap
from consult.collection.queries import open_answers
from consult.interview.queries import cover_of_records
from consult.interview.records import Interview, InterviewStrand, Participant, Redaction, Turn
from consult.interview.rules import Quoting, SpeakerRole, may_be_quoted
from consult.interview.rules.redacting import ORIGINAL, fitted


def coded_documents(session: Session, strand_id: str, hidden: Collection[str] = ()) -> tuple[Document, ...]:
    """Return every document of a strand but the `hidden` interviews and answers, with what counts and is not sealed.

    Interviews come by label, then open answers by part.
    """
    sealed: dict[str, list[Span]] = {}
    for passage_id, start, end in sealed_stretches(session, strand_id):
        sealed.setdefault(passage_id, []).append(Span(start, end))
    counted: dict[str, list[CountedSegment]] = {}
    for one in counted_segments(session, strand_id):
        if not one.sealed:
            counted.setdefault(one.turn_id or one.words_id or "", []).append(one)
    found: dict[tuple[str, str, bool], list[Passage]] = {}
    for where, passage_id, bare in (*_spoken(session, strand_id, hidden), *_written(session, strand_id, hidden)):
        made = _coded(bare, counted.get(passage_id, ()), sealed.get(passage_id, ()))
        found.setdefault(where, []).append(made)
    return tuple(Document(name, is_spoken, tuple(made)) for (_id, name, is_spoken), made in found.items())


Bare = tuple[tuple[str, str, bool], str, Passage]
"""A document (its id and name, and whether it is an interview), a passage's id, and the passage without its codes."""


def _spoken(session: Session, strand_id: str, hidden: Collection[str]) -> Iterator[Bare]:
    rows = session.execute(
        select(Turn, Interview.label, Participant, Redaction)
        .join(Interview, Interview.id == Turn.interview_id)
        .join(InterviewStrand, InterviewStrand.interview_id == Interview.id)
        .join(Participant, Participant.id == Turn.participant_id)
        .outerjoin(Redaction, (Redaction.turn_id == Turn.id) & (Redaction.language == ORIGINAL))
        .where(InterviewStrand.strand_id == strand_id, Turn.withdrawn_on.is_(None))
        .where(Interview.id.not_in(hidden), Turn.id.not_in(hidden))
        .order_by(Interview.label, Turn.number, Redaction.start_at)
    ).all()
    cover = cover_of_records(mark for *_turn, mark in rows)
    for turn, label, who, _mark in {row[0].id: row for row in rows}.values():
        passage = Passage(
            number=turn.number,
            speaker=who.pseudonym,
            language=turn.language,
            text=cover.text(turn.id, turn.text),
            quoting=_agreed(who),
            coded=(),
        )
        yield (turn.interview_id, label, True), turn.id, passage


def _agreed(who: Participant) -> Quoting | None:
    if who.role is not SpeakerRole.INTERVIEWEE:
        return None
    quotable = may_be_quoted(who.quoting, took_part=who.took_part, withdrawn_on=who.withdrawn_on)
    return who.quoting if quotable else Quoting.NONE


def _written(session: Session, strand_id: str, hidden: Collection[str]) -> Iterator[Bare]:
    numbers: dict[str, int] = {}
    for one in open_answers(session, strand_id):
        number = numbers[one.part] = numbers.get(one.part, 0) + 1
        if one.id not in hidden:
            yield (
                ("", one.part, False),
                one.id,
                Passage(
                    number=number,
                    speaker="",
                    language=one.language,
                    text=one.text,
                    quoting=Quoting(one.quoting),
                    coded=(),
                ),
            )


def _coded(bare: Passage, counted: Iterable[CountedSegment], sealed: Sequence[Span]) -> Passage:
    coded = [
        Coded(
            id=one.id,
            start=one.start,
            end=one.end,
            quote="" if (touches := _touches(one, sealed)) else fitted(bare.text[one.start : one.end]),
            touches_sealed=touches,
            code=one.code_key,
            stance=one.stance,
            option=one.option,
            aspect=one.aspect,
            about=one.about,
        )
        for one in counted
    ]
    coded.sort(key=lambda one: (one.start, -one.end, one.code))
    return replace(bare, text=fitted(masked(bare.text, sealed)), coded=tuple(coded))


def _touches(one: CountedSegment, sealed: Iterable[Span]) -> bool:
    return any(overlap(Span(one.start, one.end), other) for other in sealed)
