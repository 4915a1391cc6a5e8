"""What a receipt code tells: that an answer counts, and where. What was answered is never read for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import mark_of
from consult.collection.records import Answer, AnswerLink, Participation
from consult.collection.rules import AnswerState, Unit
from consult.consultation.queries import cipher_of


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
    part = session.execute(
        select(Participation.strand_id, Participation.id).where(
            Participation.code_hash == code_hash, Participation.withdrawn_on.is_(None)
        )
    ).first()
    if part is None:
        return None
    strand_id, participation_id = part
    mark = mark_of(cipher_of(session, strand_id), participation_id)
    row = session.execute(
        select(Answer.strand_id, Answer.unit, Answer.short, Answer.state)
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .where(AnswerLink.mark == mark)
    ).first()
    return CountedView(*row) if row else None
