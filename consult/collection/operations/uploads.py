"""Files members attach: sealed with the strand's key, one per part, gone with the answer that names them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consult.collection.queries.uploads import name_place, place
from consult.collection.records import Upload
from consult.consultation.queries import cipher_of


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came, already looked at; `id` is what the answer names it by."""

    id: str
    name: str
    media_type: str
    content: bytes


def store_upload(session: Session, *, answer_id: str, strand_id: str, part: str, file: NewFile) -> None:
    """Keep a file as what a part holds; the one there was before is gone."""
    remove_upload(session, answer_id, part)
    cipher = cipher_of(session, strand_id)
    session.add(
        Upload(
            id=file.id,
            answer_id=answer_id,
            part=part,
            media_type=file.media_type,
            size=len(file.content),
            sealed=cipher.seal_bytes(file.content, place=place(file.id)),
            sealed_name=cipher.seal(file.name, place=name_place(file.id)),
        )
    )
    session.flush()


def remove_upload(session: Session, answer_id: str, part: str) -> None:
    """Forget the file of a part, if there is one."""
    session.execute(delete(Upload).where(Upload.answer_id == answer_id, Upload.part == part))
