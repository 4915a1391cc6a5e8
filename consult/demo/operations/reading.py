"""The coders of the demonstration at work: a codebook, two readings of a fifth of what was said, two codes added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.coding.operations import (
    NewCode,
    NewMemo,
    NewSegment,
    add_code,
    apply_codes,
    assign_answers,
    assign_interview,
    finish,
    freeze_codebook,
    start_codebook,
    write_memo,
)
from consult.coding.operations.framework import NewSummary, write_summary
from consult.coding.queries.framework import cases_of
from consult.coding.rules.attributes import MemoOn, Stance
from consult.collection.operations import translate_words
from consult.collection.queries import open_answers
from consult.consultation.queries import strand
from consult.demo.operations.listening import TRANSLATION, Held
from consult.demo.rules.voices import (
    Conversation,
    OpenSaying,
    Reading,
    added_codes,
    conversations,
    notes,
    open_sayings,
    summaries,
)
from consult.shared.text import clean_text

CODED_AFTER, DONE_AFTER = timedelta(days=10), timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Coders:
    """Who reads in each strand, first and second, by mark; `lead` adds codes."""

    first: Mapping[str, str]
    second: Mapping[str, str]
    lead: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where coders read: the consultation, its strands by mark, who they are, and from when on."""

    session: Session
    consultation_id: str
    strands: Mapping[str, str]
    coders: Coders
    begins_at: datetime
    tell: Callable[[], None]


def open_codebook(desk: Desk, *, added: bool) -> None:
    """Start the codebook; with `added`, with the codes nobody foresaw."""
    start_codebook(desk.session, desk.consultation_id)
    for one in added_codes() if added else ():
        new = NewCode(
            key=one.key,
            name=one.name,
            use_when=one.use_when,
            not_when=one.not_when,
            example=one.example,
            shortcut=one.shortcut,
            reason=one.reason,
        )
        day = (desk.begins_at + CODED_AFTER).date()
        add_code(desk.session, desk.consultation_id, new, author_id=desk.coders.lead, day=day)


def read_everything(desk: Desk, held: Held) -> None:
    """Code every conversation and every open answer; a fifth of both a second time, by somebody who sees no codes."""
    for one in conversations():
        _read_conversation(desk, held, one)
    for mark in desk.strands:
        _read_answers(desk, mark)
        _sum_up(desk, held, mark)
    freeze_codebook(desk.session, desk.consultation_id, desk.begins_at + DONE_AFTER)


def give_to_coder(desk: Desk, held: Held, labels: Iterable[str], *, mark: str) -> None:
    """Give conversations to the first coder of a strand, who has not begun yet."""
    for label in labels:
        assign_interview(
            desk.session,
            desk.strands[mark],
            desk.coders.first[mark],
            held.ids[label],
            second=False,
            day=desk.begins_at.date(),
        )


def _read_conversation(desk: Desk, held: Held, one: Conversation) -> None:
    mark = one.marks[0]
    readers = [(desk.coders.first[mark], False), *([(desk.coders.second[mark], True)] if one.double else [])]
    for account_id, second in readers:
        given = assign_interview(
            desk.session,
            desk.strands[mark],
            account_id,
            held.ids[one.label],
            second=second,
            day=desk.begins_at.date(),
        )
        for note in notes() if not second else ():
            if (note.mark, note.label) == (mark, one.label):
                memo = NewMemo(MemoOn(note.about), note.text, note.code)
                write_memo(desk.session, given, memo, desk.begins_at + CODED_AFTER)
        standing = [pair for pair in zip(one.turns, held.turns[one.label], strict=True) if pair[1].withdrawn_on is None]
        _code(
            desk,
            given,
            [
                segment
                for turn, view in standing
                for segment in _segments(view.id, view.text, (turn.second or ()) if second else turn.first)
            ],
        )


def _sum_up(desk: Desk, held: Held, mark: str) -> None:
    """Fill some cells of the framework matrix: the first coder sums up what they have read."""
    view, by = strand(desk.session, desk.strands[mark]), desk.coders.first[mark]
    assert view is not None
    cases = {case.id: case for case in cases_of(desk.session, view, by, everything=False)}
    for (own, label), texts in summaries().items():
        if own != mark:
            continue
        for code, text in texts.items():
            new = NewSummary(code_key=code, text=text, seen=0)
            case = cases[held.ids[label]]
            write_summary(desk.session, view, case, new, by=by, moment=desk.begins_at + DONE_AFTER)


def _read_answers(desk: Desk, mark: str) -> None:
    strand_id = desk.strands[mark]
    written = {(one.part, one.text): one.id for one in open_answers(desk.session, strand_id)}
    said = {written[one.part, clean_text(one.text)]: one for one in open_sayings(mark)}
    for words_id, one in said.items():
        if one.translation:
            translate_words(desk.session, words_id, language=TRANSLATION, text=one.translation)
    for part in dict.fromkeys(one.part for one in said.values()):
        own = {words_id: one for words_id, one in said.items() if one.part == part}
        _read_part(desk, mark, part, own, second=False)
        _read_part(desk, mark, part, {key: one for key, one in own.items() if one.second is not None}, second=True)
    rest: dict[str, list[str]] = {}
    for other in open_answers(desk.session, strand_id):
        if other.id not in said:
            rest.setdefault(other.part, []).append(other.id)
    for part, words in rest.items():  # read to the end too, and given no code
        given = assign_answers(
            desk.session, strand_id, desk.coders.first[mark], part, words, second=False, day=desk.begins_at.date()
        )
        _code(desk, given, [])


def _read_part(desk: Desk, mark: str, part: str, said: Mapping[str, OpenSaying], *, second: bool) -> None:
    account_id = (desk.coders.second if second else desk.coders.first)[mark]
    given = assign_answers(
        desk.session,
        desk.strands[mark],
        account_id,
        part,
        list(said),
        second=second,
        day=desk.begins_at.date(),
    )
    _code(
        desk,
        given,
        [
            segment
            for words_id, one in said.items()
            for segment in _segments(words_id, clean_text(one.text), (one.second or ()) if second else one.first)
        ],
    )


def _code(desk: Desk, assignment_id: str, segments: list[NewSegment]) -> None:
    apply_codes(desk.session, assignment_id, segments, desk.begins_at + CODED_AFTER)
    finish(desk.session, assignment_id, day=(desk.begins_at + DONE_AFTER).date())
    desk.tell()


def _segments(passage_id: str, text: str, readings: Iterable[Reading]) -> Iterator[NewSegment]:
    for one in readings:
        start, end = one.stretch(text)
        yield NewSegment(
            passage_id=passage_id,
            start=start,
            end=end,
            code_key=one.code,
            stance=Stance(one.stance),
            option=one.option,
            aspect=one.aspect,
            about=one.about,
        )
