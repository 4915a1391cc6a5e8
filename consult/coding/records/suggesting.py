"""Tables of proposed codes: what was learned, what is proposed from it, and what coders made of that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.coding.rules.suggesting import State
from consult.shared.database import Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Learned(Record):
    """What was learned of a strand's coding, when, and from which: `fingerprint` is that of the codings.

    It falls as soon as anything it may have learned from is taken back, or is to be read blind.
    """

    __tablename__ = "learned"

    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="CASCADE"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column()
    learner: Mapped[str] = mapped_column()
    learned_at: Mapped[datetime] = mapped_column()
    read_count: Mapped[int] = mapped_column()
    waiting_count: Mapped[int] = mapped_column()


class LearnedCode(Record):
    """Whether a code is proposed in a language, and what came of it on documents held back; None where not tried."""

    __tablename__ = "learned_code"

    strand_id: Mapped[str] = mapped_column(ForeignKey("learned.strand_id", ondelete="CASCADE"), primary_key=True)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), primary_key=True, index=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(one_of(State))
    example_count: Mapped[int] = mapped_column()
    document_count: Mapped[int] = mapped_column()
    proposed_count: Mapped[int | None] = mapped_column(default=None)
    right_count: Mapped[int | None] = mapped_column(default=None)
    given_count: Mapped[int | None] = mapped_column(default=None)


class Suggestion(Record):
    """A code proposed for a passage nobody has coded, or for one line of it; without `end_at` for all of it."""

    __tablename__ = "suggestion"
    __table_args__ = (CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name="one_passage"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("learned.strand_id", ondelete="CASCADE"), index=True)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), index=True, default=None)
    words_id: Mapped[str | None] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), index=True, default=None)
    start_at: Mapped[int] = mapped_column(default=0)
    end_at: Mapped[int | None] = mapped_column(default=None)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column()
    score: Mapped[float] = mapped_column()
    threshold: Mapped[float] = mapped_column()


class SuggestionAnswer(Record):
    """What a coder made of a proposed code: took it, or not. `model` is the fingerprint of what it was learned from.

    It falls with the words it is about.
    """

    __tablename__ = "suggestion_answer"
    __table_args__ = (CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name="one_passage"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), index=True, default=None)
    words_id: Mapped[str | None] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), index=True, default=None)
    start_at: Mapped[int] = mapped_column()
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), index=True)
    taken: Mapped[bool] = mapped_column()
    score: Mapped[float] = mapped_column()
    threshold: Mapped[float] = mapped_column()
    model: Mapped[str] = mapped_column()
    answered_at: Mapped[datetime] = mapped_column()
