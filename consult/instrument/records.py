"""Tables of published instrument versions and re-asked items."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.shared.database import Document, Identifier, Record
from consult.shared.identifiers import random_id


class InstrumentVersion(Record):
    """A published version of one strand's instrument; a trigger refuses any change (decision 4)."""

    __tablename__ = "instrument_version"
    __table_args__ = (UniqueConstraint("strand_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column()
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    content_hash: Mapped[str] = mapped_column()
    core_hash: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column()
    published_at: Mapped[datetime] = mapped_column()


class ReAsk(Record):
    """One part of the instrument asked again, after a corrected wording, of those who read the old one."""

    __tablename__ = "re_ask"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    part: Mapped[str] = mapped_column()
    languages: Mapped[list[str]] = mapped_column(Document)
    from_version_id: Mapped[str] = mapped_column(ForeignKey("instrument_version.id", ondelete="RESTRICT"))
    to_version_id: Mapped[str] = mapped_column(ForeignKey("instrument_version.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column()
    opened_at: Mapped[datetime] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
