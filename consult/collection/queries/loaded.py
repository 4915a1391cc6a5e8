"""What answers from elsewhere brought along, for counting them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, LoadedAnswer


@dataclass(frozen=True, slots=True)
class Brought:
    """What one answer brought: its coalition, its weights, and what it was not asked ("C1", "C1/here")."""

    coalition: str
    weights: Mapping[str, float]
    not_asked: tuple[str, ...]


def is_loaded(session: Session, strand_id: str) -> bool:
    """Tell whether the answers of a strand came from elsewhere."""
    own = select(LoadedAnswer.answer_id).join(Answer, Answer.id == LoadedAnswer.answer_id)
    return session.scalars(own.where(Answer.strand_id == strand_id).limit(1)).first() is not None


def brought_along(session: Session, strand_id: str) -> Mapping[str, Brought]:
    """Return what each answer of a strand brought from elsewhere, by its id; nothing where answers were given here."""
    rows = session.execute(
        select(LoadedAnswer.answer_id, LoadedAnswer.coalition, LoadedAnswer.weights, LoadedAnswer.not_asked)
        .join(Answer, Answer.id == LoadedAnswer.answer_id)
        .where(Answer.strand_id == strand_id)
    )
    return {key: Brought(coalition, weights, tuple(away)) for key, coalition, weights, away in rows}
