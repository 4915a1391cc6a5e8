"""What a receipt code tells: that an answer counts, and where. What was answered is never read for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, AnswerLink, Participation
from consult.collection.rules import AnswerState, Unit


@dataclass(frozen=True, slots=True)
class CountedView:
    """An answer as its receipt knows it: for which strand and unit, on which form, and whether it was submitted."""

    strand_id: str
    unit: Unit
    short: bool
    state: AnswerState

    @property
    def is_submitted(self) -> bool:
        """Tell whether the answer counts."""
        return self.state is AnswerState.SUBMITTED


def counted(session: Session, code_hash: str) -> CountedView | None:
    """Return what is known of the answer a code was given for.

    None alike for a code nobody was given, for an answer that was withdrawn, and once the links were destroyed.
    Neither its document nor its words are read: two answers of the same strand, unit and form cannot be told apart.
    """
    row = session.execute(
        select(Answer.strand_id, Answer.unit, Answer.short, Answer.state)
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .join(Participation, Participation.id == AnswerLink.participation_id)
        .where(Participation.code_hash == code_hash, Participation.withdrawn_on.is_(None))
    ).first()
    return CountedView(*row) if row else None
