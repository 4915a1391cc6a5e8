"""Beginning a codebook, adding to it, freezing it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from consult.coding.operations.codebook_book import By, make_code, open_book, tokens_of, write_event
from consult.coding.records import Code, Codebook
from consult.coding.rules.codebook import STARTER, NewCode, starter
from consult.coding.rules.events import EventKind
from consult.shared.errors import NotFound


def start_codebook(session: Session, consultation_id: str) -> None:
    """Give a consultation the starter codebook; one that has a codebook keeps it."""
    if session.get(Codebook, consultation_id) is not None:
        return
    session.add(Codebook(consultation_id=consultation_id, origin=STARTER))
    session.flush()
    session.add_all(
        Code(
            consultation_id=consultation_id,
            key=code.key,
            parent=code.parent,
            position=code.position,
            shortcut=code.shortcut,
            name=dict(code.name),
            use_when=dict(code.use_when),
            not_when=dict(code.not_when),
            example=dict(code.example),
        )
        for code in starter()
    )
    session.flush()


def add_code(
    session: Session, consultation_id: str, new: NewCode, author_id: str, day: date, moment: datetime | None = None
) -> str:
    """Add a code last among its sisters and return its id; a frozen codebook takes it too, for it bears its date.

    `moment` is when, where it is known better than by the day. Raises `NotAllowedNow` for a code that does not fit the
    codebook or comes without a reason.
    """
    book = open_book(session, consultation_id, EventKind.ADD)
    at = moment or datetime.combine(day, time(), UTC)
    by = By(account_id=author_id, moment=at, reason=new.reason)
    code = make_code(session, book, new, by)
    write_event(session, book, EventKind.ADD, by, code_key=code.key, tokens=tokens_of(code), done={"code": code.id})
    return code.id


def freeze_codebook(session: Session, consultation_id: str, moment: datetime) -> None:
    """Freeze the codebook; frozen once, it stays frozen under the first moment."""
    record = session.get(Codebook, consultation_id, with_for_update=True)
    if record is None:
        raise NotFound(consultation_id)
    record.frozen_at = record.frozen_at or moment
    session.flush()
