"""Reads of what a workbench shows at once: some turns or answers of an assignment, however much there is in all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from consult.coding.queries.assignments import AssignedPassage, Given
from consult.coding.records import AssignedWords, Code, Segment
from consult.coding.rules.graphemes import Span
from consult.coding.rules.windows import ROWS, WINDOW, Cut, Place, backward, forward, parts
from consult.collection.queries import open_answers
from consult.interview.queries import Cover, cover_of_records
from consult.interview.records import Participant, Redaction, Turn, TurnItem, TurnTranslation
from consult.interview.rules import SpeakerRole
from consult.interview.rules.returning import wording_mark

UNCODED = "uncoded"
"""Asks for passages without a code; any other word is the key of a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seek:
    """Where a window is to begin: at a place, at a segment or passage, at the next passage without a code; or `before`.

    `show` leaves out all passages but those without a code, or with one.
    """

    at: Place | None = None
    before: Place | None = None
    segment_id: str = ""
    passage_id: str = ""
    uncoded_after: int | None = None
    show: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A passage, and the part of its text that is shown."""

    passage: AssignedPassage
    span: Span


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown; `earlier` is the place it begins at where something comes before, `later` where it goes on."""

    parts: tuple[Part, ...]
    earlier: Place | None
    later: Place | None

    @property
    def passage_ids(self) -> tuple[str, ...]:
        """Return the passages shown, each once."""
        return tuple(dict.fromkeys(part.passage.id for part in self.parts))


def window_of(session: Session, given: Given, seek: Seek) -> Window:
    """Return a window of an assignment in three statements for an interview, in a few for open answers."""
    if given.interview_id is not None:
        found, offset = _turns(session, given, seek)
    else:
        found, offset = _answers(session, given, seek)
    if seek.before is not None:
        return _before(found[::-1], seek.before)
    return _window(found, offset)


def passage_in(window: Window, passage_id: str) -> AssignedPassage | None:
    """Return a passage of a window, or None."""
    return next((part.passage for part in window.parts if part.passage.id == passage_id), None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A passage in reach; `read` is false where it lies beyond the window and its words were left where they are."""

    passage: AssignedPassage
    read: bool


def _window(found: Sequence[_Found], offset: int) -> Window:
    read = [one.passage for one in found if one.read]
    cut = forward([one.text for one in read], offset)
    shown = _parts(read, cut)
    later = _place(read, cut.beyond)
    if later is None and len(read) < len(found):
        later = Place(found[len(read)].passage.number)
    begins = Place(shown[0].passage.number, shown[0].span.start) if shown else None
    return Window(shown, begins if begins and begins > Place(1) else None, later)


def _before(found: Sequence[_Found], before: Place) -> Window:
    unread = next((at + 1 for at in range(len(found) - 1, -1, -1) if not found[at].read), 0)
    read = [one.passage for one in found[unread:]]
    if not read:
        return Window((), None, before)
    end = before.start if read[-1].number == before.number else len(read[-1].text)
    cut = backward([one.text for one in read], end)
    shown = _parts(read, cut)
    first = Place(shown[0].passage.number, shown[0].span.start) if shown else before
    return Window(shown, first if first > Place(1) else None, before)


def _parts(read: Sequence[AssignedPassage], cut: Cut) -> tuple[Part, ...]:
    return tuple(Part(read[at], span) for at, span in cut.shown)


def _place(read: Sequence[AssignedPassage], beyond: tuple[int, Span] | None) -> Place | None:
    return Place(read[beyond[0]].number, beyond[1].start) if beyond else None


def _bears(given: Given, show: str = "") -> ColumnElement[bool]:
    """Tell in SQL whether a turn or answer bears a code of the assignment's; with `show` that one."""
    passage = Segment.turn_id == Turn.id if given.interview_id else Segment.words_id == AssignedWords.words_id
    inside = [Segment.assignment_id == given.id, passage, Segment.removed_at.is_(None)]
    if show:
        inside += [Segment.code_id == Code.id, Code.key == show]
    return exists().where(*inside)


_IS_CODED = and_(Participant.role == SpeakerRole.INTERVIEWEE, Turn.withdrawn_on.is_(None))


def _first_number(given: Given, seek: Seek) -> int | ScalarSelect[int]:
    """Return the number of the turn a window begins with, or the way to find it in the same statement."""
    if seek.at is not None:
        return seek.at.number
    inside = Turn.interview_id == given.interview_id
    if seek.segment_id:
        here = Segment.turn_id == Turn.id, Segment.id == seek.segment_id, Segment.assignment_id == given.id
        return select(func.min(Turn.number)).where(inside, *here).correlate(None).scalar_subquery()
    if seek.passage_id:
        return select(func.min(Turn.number)).where(inside, Turn.id == seek.passage_id).correlate(None).scalar_subquery()
    if seek.uncoded_after is not None:
        free = Turn.number > seek.uncoded_after, _IS_CODED, ~_bears(given)
        spoken = select(func.min(Turn.number)).join(Participant, Participant.id == Turn.participant_id)
        return spoken.where(inside, *free).correlate(None).scalar_subquery()
    return 1


def _turns(session: Session, given: Given, seek: Seek) -> tuple[list[_Found], int]:
    """Return turns from where a window begins (backwards where it ends), with the words of those it can reach."""
    back = seek.before
    order = Turn.number.desc() if back else Turn.number
    number = Turn.number <= back.number if back else Turn.number >= func.coalesce(_first_number(given, seek), 1)
    if back and not back.start:
        number = Turn.number < back.number
    shown: list[ColumnElement[bool]] = []
    if seek.show:
        free = and_(_IS_CODED, ~_bears(given))
        asked = select(Segment.turn_id).where(Segment.id == seek.segment_id, Segment.assignment_id == given.id)
        some = free if seek.show == UNCODED else _bears(given, seek.show)
        shown = [or_(some, Turn.id == seek.passage_id, Turn.id.in_(asked))]
    items = select(func.aggregate_strings(TurnItem.item, " ")).where(TurnItem.turn_id == Turn.id).scalar_subquery()
    near = (
        select(
            Turn.id, Turn.number, Turn.language, Turn.text, Turn.withdrawn_on, Turn.corrected_at, Participant.pseudonym,
            Participant.role, items.label("about"), func.length(Turn.text).label("size"),
        )
        .join(Participant, Participant.id == Turn.participant_id)
        .where(Turn.interview_id == given.interview_id, number, *shown)
        .order_by(order)
        .limit(ROWS + 1)
        .subquery()
    )  # fmt: skip
    place = near.c.number.desc() if back else near.c.number
    ahead = func.sum(near.c.size).over(order_by=place, rows=(None, 0)) - near.c.size
    reach = select(near, (ahead < WINDOW).label("read")).subquery()
    columns = (
        reach.c[name]
        for name in ("id", "number", "language", "withdrawn_on", "pseudonym", "role", "about", "corrected_at")
    )
    words = case((reach.c["read"], reach.c.text), else_="")
    last = reach.c.number.desc() if back else reach.c.number
    rows = session.execute(select(*columns, words, reach.c["read"]).order_by(last)).all()
    around = _around(session, [row[0] for row in rows if row[9]])
    found = [_Found(around.turn(row), bool(row[9])) for row in rows]
    offset = seek.at.start if seek.at and found and found[0].passage.number == seek.at.number else 0
    if seek.segment_id and not seek.at:
        offset = _begins_at(session, given, seek.segment_id) if found and len(parts(found[0].passage.text)) > 1 else 0
    return found, offset


def _begins_at(session: Session, given: Given, segment_id: str) -> int:
    own = Segment.id == segment_id, Segment.assignment_id == given.id
    return session.scalar(select(Segment.start_at).where(*own)) or 0


@dataclass(frozen=True, slots=True)
class _Around:
    """What belongs to some turns: the marks that cover names in them, and their translations."""

    cover: Cover
    translations: dict[str, list[TurnTranslation]]

    def turn(self, row: Sequence[Any]) -> AssignedPassage:  # Any: a row as the database gives it
        """Return a turn as a coder reads it: with everything marked in it covered."""
        turn_id, number, language, withdrawn_on, pseudonym, role, items, corrected_at, text, _read = row
        asks = role is not SpeakerRole.INTERVIEWEE
        texts = {one.language: self.cover.translation(text, one) for one in self.translations.get(turn_id, ())}
        return AssignedPassage(
            id=turn_id,
            number=number,
            speaker=pseudonym,
            is_question=asks,
            is_coded=not asks and withdrawn_on is None,
            language=language,
            text=self.cover.text(turn_id, text),
            items=tuple(sorted((items or "").split())),
            translations={tag: text for tag, text in texts.items() if text is not None},
            withdrawn_on=withdrawn_on,
            seen=wording_mark(corrected_at),
        )


def _around(session: Session, turn_ids: Collection[str]) -> _Around:
    rows = session.execute(
        select(Turn.id, TurnTranslation, Redaction)
        .outerjoin(TurnTranslation, TurnTranslation.turn_id == Turn.id)
        .outerjoin(Redaction, Redaction.turn_id == Turn.id)
        .where(Turn.id.in_(turn_ids))
        .order_by(TurnTranslation.language, Redaction.language, Redaction.start_at)
    ).all()
    found: dict[str, list[TurnTranslation]] = {}
    for one in dict.fromkeys(translation for _turn, translation, _mark in rows if translation is not None):
        found.setdefault(one.turn_id, []).append(one)
    return _Around(cover_of_records(dict.fromkeys(mark for _turn, _translation, mark in rows)), found)


def _answers(session: Session, given: Given, seek: Seek) -> tuple[list[_Found], int]:
    """Return open answers from where a window begins (backwards where it ends); their order tells nothing."""
    wanted: ColumnElement[bool] = literal(True)
    if seek.show:
        wanted = ~_bears(given) if seek.show == UNCODED else _bears(given, seek.show)
    here = select(Segment.words_id).where(Segment.id == seek.segment_id, Segment.assignment_id == given.id)
    rows = session.execute(
        select(AssignedWords.words_id, wanted, _bears(given), here.scalar_subquery())
        .where(AssignedWords.assignment_id == given.id)
        .order_by(AssignedWords.words_id)
    ).all()
    numbers = {row[0]: number for number, row in enumerate(rows, 1)}
    first = _first_answer(rows, numbers, seek)
    line = [row[0] for row in rows if row[1] or row[0] in (row[3], seek.passage_id)]
    if seek.before is not None:
        end, inside = seek.before.number, bool(seek.before.start)
        line = [one for one in line if numbers[one] < end or (inside and numbers[one] == end)][::-1]
    else:
        line = [one for one in line if numbers[one] >= first]
    read = {one.id: one for one in open_answers(session, given.strand_id, line[:ROWS])}
    found = [
        _Found(
            AssignedPassage(
                id=key, number=numbers[key], speaker="", is_question=False, is_coded=True, language=read[key].language,
                text=read[key].text, items=(), translations=read[key].translations, withdrawn_on=None,
            ),
            read=True,
        )
        for key in line[:ROWS]
        if key in read
    ]  # fmt: skip
    found += [_Found(_unread(numbers[key]), read=False) for key in line[ROWS : ROWS + 1]]
    return found, seek.at.start if seek.at else 0


def _first_answer(rows: Sequence[Sequence[Any]], numbers: dict[str, int], seek: Seek) -> int:  # Any: as above
    if seek.at is not None:
        return seek.at.number
    if seek.uncoded_after is not None:
        free = (number for number, row in enumerate(rows, 1) if number > (seek.uncoded_after or 0) and not row[2])
        return next(free, 1)
    return numbers.get(rows[0][3] if rows and seek.segment_id else seek.passage_id, 1)


def _unread(number: int) -> AssignedPassage:
    return AssignedPassage(
        id="", number=number, speaker="", is_question=False, is_coded=False, language="", text="", items=(),
        translations={}, withdrawn_on=None,
    )  # fmt: skip
