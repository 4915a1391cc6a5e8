"""Beginning a codebook, adding to it, freezing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.records import Code, Codebook
from consult.coding.rules.codebook import STARTER, NewCode, check_new, starter
from consult.shared.errors import NotFound
from consult.shared.text import clean_line, clean_text


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


def add_code(session: Session, consultation_id: str, new: NewCode, author_id: str, day: date) -> str:
    """Add a code last among its sisters and return its id; a frozen codebook takes it too, for it bears its date.

    Raises `NotAllowedNow` for a code that does not fit the codebook or comes without a reason.
    """
    if session.get(Codebook, consultation_id, with_for_update=True) is None:
        raise NotFound(consultation_id)
    rows = session.execute(
        select(Code.key, Code.parent, Code.shortcut, Code.position).where(Code.consultation_id == consultation_id)
    ).all()
    check_new(new, {row.key for row in rows}, {row.shortcut for row in rows if row.shortcut})
    record = Code(
        consultation_id=consultation_id,
        key=new.key,
        parent=new.parent,
        position=1 + max(row.position for row in rows if new.parent in (row.key, row.parent)),
        shortcut=new.shortcut,
        name=_cleaned(new.name),
        use_when=_cleaned(new.use_when),
        not_when=_cleaned(new.not_when),
        example=_cleaned(new.example),
        added_on=day,
        added_by=author_id,
        reason=clean_text(new.reason),
    )
    session.add(record)
    session.flush()
    return record.id


def freeze_codebook(session: Session, consultation_id: str, moment: datetime) -> None:
    """Freeze the codebook; frozen once, it stays frozen under the first moment."""
    record = session.get(Codebook, consultation_id, with_for_update=True)
    if record is None:
        raise NotFound(consultation_id)
    record.frozen_at = record.frozen_at or moment
    session.flush()


def _cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    return {tag: words for tag, text in texts.items() if (words := clean_line(text))}
