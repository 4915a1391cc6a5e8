"""Files members attached: what they are called, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, Upload
from consult.collection.rules import AnswerState, Unit
from consult.consultation.queries import cipher_of
from consult.shared.errors import NotFound


def place(upload_id: str) -> str:
    """Return where the bytes of a file are sealed for."""
    return f"upload|{upload_id}"


def name_place(upload_id: str) -> str:
    """Return where the name of a file is sealed for."""
    return f"upload|{upload_id}|name"


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file without its bytes."""

    id: str
    answer_id: str
    part: str
    name: str
    media_type: str
    size: int


_PLAIN = (Upload.id, Upload.answer_id, Upload.part, Upload.sealed_name, Upload.media_type, Upload.size)


def uploads_of(session: Session, strand_id: str, answer_id: str) -> dict[str, UploadView]:
    """Return the files of one answer by part."""
    rows = session.execute(select(*_PLAIN).where(Upload.answer_id == answer_id)).all()
    return {found.part: found for found in _views(session, strand_id, rows)}


def counted_uploads(session: Session, strand_id: str, unit: Unit) -> tuple[UploadView, ...]:
    """Return the files of the submitted answers of one unit, in an order that tells nothing."""
    rows = session.execute(
        select(*_PLAIN)
        .join(Answer, Answer.id == Upload.answer_id)
        .where(Answer.strand_id == strand_id, Answer.unit == unit, Answer.state == AnswerState.SUBMITTED)
        .order_by(Upload.id)
    ).all()
    return tuple(_views(session, strand_id, rows))


def upload_content(session: Session, strand_id: str, upload_id: str) -> bytes:
    """Return the bytes of a file of a strand."""
    sealed = session.scalar(
        select(Upload.sealed)
        .join(Answer, Answer.id == Upload.answer_id)
        .where(Upload.id == upload_id, Answer.strand_id == strand_id)
    )
    if sealed is None:
        raise NotFound(upload_id)
    return cipher_of(session, strand_id).open_bytes(sealed, place=place(upload_id))


def _views(session: Session, strand_id: str, rows: Sequence[Row[str, str, str, bytes, str, int]]) -> list[UploadView]:
    if not rows:
        return []
    cipher = cipher_of(session, strand_id)
    return [
        UploadView(id_, answer_id, part, cipher.open(sealed_name, place=name_place(id_)), media_type, size)
        for id_, answer_id, part, sealed_name, media_type, size in rows
    ]
