"""Tables of frozen editions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.shared.database import Document, Identifier, Record
from consult.shared.identifiers import random_id


class Edition(Record):
    """Both strands' gated findings, frozen in the moment the second strand released; a trigger refuses any change."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column()
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    content_hash: Mapped[str] = mapped_column()
    frozen_at: Mapped[datetime] = mapped_column()


class Erratum(Record):
    """A correction of what was released: one strand's lead consultant asks for it, the other strand's confirms it.

    Confirming freezes the edition that has it; until then there is none, and the request may be taken back.
    """

    __tablename__ = "erratum"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("(edition_id IS NULL) = (confirmed_by IS NULL)", name="two_keys_make_an_edition"),
        CheckConstraint("confirmed_by <> asked_by", name="two_people_have_the_keys"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"))
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int] = mapped_column()
    reason: Mapped[str] = mapped_column()
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    asked_at: Mapped[datetime] = mapped_column()
    edition_id: Mapped[str | None] = mapped_column(
        ForeignKey("edition.id", ondelete="RESTRICT"), default=None, index=True
    )
    confirmed_by: Mapped[str | None] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), default=None, index=True
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
