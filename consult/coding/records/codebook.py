"""Tables of the codebook: its codes, what was done to it, and what was read again for a later code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.coding.rules.events import EventKind
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Codebook(Record):
    """One consultation's codebook, shared by both strands; frozen at G5."""

    __tablename__ = "codebook"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), primary_key=True)
    origin: Mapped[str] = mapped_column()
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)


class Code(Record):
    """One code, or a parent that is never applied itself (`parent` is ""). Texts are {language tag: text}.

    A code added later has the date, its author and the reason. One that is retired is given no more, and what has it
    counts as before; one that was merged into another has no segments but those set aside.
    """

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("codebook.consultation_id", ondelete="RESTRICT"))
    key: Mapped[str] = mapped_column()
    parent: Mapped[str] = mapped_column()
    position: Mapped[int] = mapped_column()
    shortcut: Mapped[str] = mapped_column(default="")
    name: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    use_when: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    not_when: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    example: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    added_on: Mapped[date | None] = mapped_column(default=None)
    added_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    definition: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    counter_example: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    colour: Mapped[str] = mapped_column(default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("code.id", ondelete="RESTRICT"), default=None)


class CodebookEvent(Record):
    """One thing done to a codebook: when, by whom, why. `document` says what it takes to undo it.

    `code_key` is what the code was called when it was done. The document holds identifiers and the codebook's own
    words, never what somebody said or wrote about it. An undoing is an event too: `undoes` is what it took back.
    """

    __tablename__ = "codebook_event"
    __table_args__ = (UniqueConstraint("consultation_id", "number"), UniqueConstraint("undoes"))

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("codebook.consultation_id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    at: Mapped[datetime] = mapped_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column()
    code_key: Mapped[str] = mapped_column()
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    undoes: Mapped[str | None] = mapped_column(ForeignKey("codebook_event.id", ondelete="RESTRICT"), default=None)


class InVivo(Record):
    """A code named with somebody's words: it lives in one strand and counts nowhere until it has a name of its own.

    The words stand in no other place: they are read where `segment_id` lies, and are gone when they are (decision 30).
    """

    __tablename__ = "in_vivo"

    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), primary_key=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    segment_id: Mapped[str | None] = mapped_column(
        ForeignKey("segment.id", ondelete="SET NULL"), index=True, default=None
    )


class ReadAgain(Record):
    """An assignment was read again with a code in mind that had not been there before."""

    __tablename__ = "read_again"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), primary_key=True, index=True)
    read_on: Mapped[date] = mapped_column()
