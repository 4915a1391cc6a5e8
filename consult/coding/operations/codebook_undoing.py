"""Taking back what was done to a codebook: an event of its own, refused while a later one stands on what it undoes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.operations.codebook_book import Book, By, open_book, write_event
from consult.coding.operations.codebook_merging import Done, take_away, unmerge, unsplit
from consult.coding.records import CodebookEvent
from consult.coding.rules.events import EventKind, Standing, in_the_way
from consult.shared.errors import N_, NotAllowedNow, NotFound


def undo_event(session: Session, consultation_id: str, event_id: str, by: By) -> str:
    """Undo an event and return the id of the undoing; raise `NotAllowedNow` with the event that stands in the way."""
    event = session.get(CodebookEvent, event_id)
    if event is None or event.consultation_id != consultation_id:
        raise NotFound(event_id)
    book = open_book(session, consultation_id, event.kind)
    if event.kind is EventKind.UNDO:
        raise NotAllowedNow(N_("What was taken back is done again, not taken back twice."))
    standing = _events(session, consultation_id)
    if next(one for one in standing if one.number == event.number).is_undone:
        raise NotAllowedNow(N_("This was taken back already."))
    later = in_the_way(event.number, standing)
    if later is not None:
        raise NotAllowedNow(
            N_("Take back no. %(number)s (%(code)s) first: it stands on this."),
            number=later.number,
            code=later.code_key,
        )
    _UNDOING[event.kind](session, book, event.document)
    return write_event(
        session,
        book,
        EventKind.UNDO,
        by,
        code_key=event.code_key,
        tokens=(),
        done={"number": event.number, "kind": event.kind.value},
        undoes=event.id,
    )


def _events(session: Session, consultation_id: str) -> list[Standing]:
    rows = session.scalars(select(CodebookEvent).where(CodebookEvent.consultation_id == consultation_id)).all()
    undone = {one.undoes for one in rows}
    return [
        Standing(
            number=one.number,
            kind=one.kind,
            code_key=one.code_key,
            tokens=frozenset(one.document["tokens"]),
            is_undone=one.id in undone,
        )
        for one in rows
    ]


def _unadd(session: Session, book: Book, done: Done) -> None:
    take_away(session, book.by_id(done["code"]))


def _unrename(session: Session, book: Book, done: Done) -> None:
    code = book.by_id(done["code"])
    for name, value in done["before"].items():
        setattr(code, name, value)
    session.flush()


def _unmove(session: Session, book: Book, done: Done) -> None:
    code = book.by_id(done["code"])
    code.key, code.parent = done["was"], done["parent"]
    for code_id, position in done["positions"].items():
        book.by_id(code_id).position = position
    session.flush()


def _unretire(session: Session, book: Book, done: Done) -> None:
    book.by_id(done["code"]).retired_on = None
    session.flush()


_UNDOING = {
    EventKind.ADD: _unadd,
    EventKind.MERGE: unmerge,
    EventKind.SPLIT: unsplit,
    EventKind.MOVE: _unmove,
    EventKind.RENAME: _unrename,
    EventKind.RETIRE: _unretire,
}
