"""What an answer held before it was changed, for the member who gave it and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import earlier_value
from consult.collection.records import EarlierAnswer
from consult.consultation.queries import cipher_of
from consult.instrument.rules.condition import Value


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one part held: a value, or words (kept only where a question was asked again), and until when."""

    part: str
    value: Value | None
    text: str | None
    replaced_on: date | None
    asked_again: bool


def history(session: Session, strand_id: str, answer_id: str) -> tuple[Earlier, ...]:
    """Return everything an answer held before it was changed, the oldest first within each part."""
    rows = session.scalars(
        select(EarlierAnswer).where(EarlierAnswer.answer_id == answer_id).order_by(EarlierAnswer.revision)
    ).all()
    cipher = cipher_of(session, strand_id)
    found = [(row, earlier_value(cipher, row.id, row.sealed)) for row in rows]
    return tuple(
        Earlier(row.part, held.get("value"), held.get("text"), row.replaced_on, row.re_ask_id is not None)
        for row, held in found
    )
