"""Tables of frozen editions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
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
