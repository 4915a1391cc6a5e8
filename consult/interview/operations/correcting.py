"""What speakers do with what is returned to them: correct a turn, withdraw it, and take the withdrawal back.

Domains further down hold codes on turns; `Carry` is how they follow a correction (`consult.corrections` lists them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from consult.interview.queries.opened import Opened, open_turn
from consult.interview.queries.returns import cipher_of_return, version_place
from consult.interview.records import Redaction, Turn, TurnTranslation, TurnVersion
from consult.interview.rules import TranslationState
from consult.interview.rules.following import Moved
from consult.interview.rules.redacting import ORIGINAL, Redacted, RedactionKind, occurrences, settled
from consult.interview.rules.returning import TEXT_LENGTH
from consult.interview.rules.text import UnstorableText, passage
from consult.shared.database import table_of
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.identifiers import random_id


class BadCorrection(NotAllowedNow):
    """Words that cannot take the place of what was said."""


@dataclass(frozen=True, slots=True)
class Change:
    """A turn that was corrected: which, of which interview, how its words moved, and on what day."""

    turn_id: str
    interview_id: str
    moved: Moved
    day: date


Carry = Callable[[Session, Change], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Which turn is meant: through which link, its number, and what stood on the page for what it said."""

    return_id: str
    number: int
    seen: str


def correct_turn(session: Session, place: Place, text: str, moment: datetime, carry: Iterable[Carry]) -> bool:
    """Put other words in the place of a turn's, keep those before, and have what stands on them follow.

    Tell whether anything changed. Raises `BadCorrection` for no words, and what `open_turn` raises.
    """
    found = open_turn(session, place.return_id, place.number, place.seen, moment)
    turn = found.own.turn
    words = _words(text, turn)
    if words == turn.text:
        return False
    if turn.corrected_at is not None and moment <= turn.corrected_at:
        moment = turn.corrected_at + timedelta(microseconds=1)
    change = Change(turn.id, turn.interview_id, Moved.of(turn.text, words), moment.date())
    _keep_version(session, found, moment)
    marks = _marks_of_interview(session, turn.interview_id)  # before the words they stand in are others
    session.execute(update(table_of(Turn)).where(Turn.id == turn.id), {"text": words, "corrected_at": moment})
    _follow_marks(session, change, marks, moment)
    if found.own.is_translated:  # it says what was said before
        again = {"covered_on": None, "state": TranslationState.DRAFT}
        session.execute(update(table_of(TurnTranslation)).where(TurnTranslation.turn_id == turn.id), again)
    for one in carry:
        one(session, change)
    session.expire_all()
    return True


def _words(text: str, turn: Turn) -> str:
    try:
        words = passage(text)
    except UnstorableText as error:
        raise BadCorrection(N_("The text holds a character that cannot be kept. Write it without.")) from error
    if turn.withdrawn_on is not None or not words:
        raise BadCorrection(N_("There are no words left. To take away what you said, withdraw it."))
    if len(words) > max(TEXT_LENGTH, 2 * len(turn.text)):
        raise BadCorrection(N_("This is far longer than what was said. Write it shorter."))
    return words


def _keep_version(session: Session, found: Opened, moment: datetime) -> None:
    cipher = cipher_of_return(found.link.id, found.link.wrapped)
    turn_id = found.own.turn.id
    kept = {
        "turn_id": turn_id,
        "replaced_at": moment,
        "return_id": found.link.id,
        "sealed": cipher.seal(found.own.turn.text, place=version_place(turn_id, moment)),
    }
    session.execute(insert(table_of(TurnVersion)), kept)


Marks = Sequence[tuple[Redaction, str]]


def _marks_of_interview(session: Session, interview_id: str) -> Marks:
    """Return what is marked in what was said in an interview, each with the text it stands in."""
    inside = Turn.interview_id == interview_id, Redaction.language == ORIGINAL
    rows = session.execute(select(Redaction, Turn.text).join(Turn, Turn.id == Redaction.turn_id).where(*inside))
    return [(mark, text) for mark, text in rows]


def _follow_marks(session: Session, change: Change, marks: Marks, moment: datetime) -> None:
    """Move a turn's marks with its words; cover what was written anew and is marked elsewhere in the interview."""
    moved, gone, taken = [], [], []
    after = change.moved.after
    for mark, _text in marks:
        if mark.turn_id != change.turn_id:
            continue
        place = change.moved.follow(mark.start_at, mark.end_at)
        if not after[place.start : place.end].strip():
            gone.append(mark.id)
            continue
        taken.append(Redacted(place.start, place.end, RedactionKind(mark.kind)))
        if (place.start, place.end) != (mark.start_at, mark.end_at):
            moved.append({"mark": mark.id, "start": place.start, "end": place.end})
    table = table_of(Redaction)
    if gone:
        session.execute(delete(table).where(table.c.id.in_(gone)))
    if moved:
        to = update(table).where(table.c.id == bindparam("mark"))
        session.execute(to.values(start_at=bindparam("start"), end_at=bindparam("end")), moved)
    names = {text[mark.start_at : mark.end_at]: RedactionKind(mark.kind) for mark, text in marks}
    new = [one for one in _named(after, names) if not any(t.start <= one.start and one.end <= t.end for t in taken)]
    if new:
        session.execute(insert(table), [_mark(change.turn_id, one, moment) for one in new])


def _named(text: str, names: dict[str, RedactionKind]) -> list[Redacted]:
    """Return where words stand in a text that are marked somewhere."""
    return [
        Redacted(*settled(text, *place), kind) for words, kind in names.items() for place in occurrences(text, words)
    ]


def _mark(turn_id: str, one: Redacted, moment: datetime) -> dict[str, Any]:  # Any: columns
    values = {"id": random_id(), "turn_id": turn_id, "language": ORIGINAL, "account_id": None, "marked_at": moment}
    return {**values, "start_at": one.start, "end_at": one.end, "kind": one.kind}
