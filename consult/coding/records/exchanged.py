"""Tables of what projects from other programs brought along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.shared.database import Document, Record


class Exchanged(Record):
    """What a project from another program brought into a strand that no other table holds (decision 20).

    `document`: the project without its sources, what of it could not be kept, and which of its codes and users are
    which here.
    """

    __tablename__ = "exchanged"

    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    brought_in_at: Mapped[datetime] = mapped_column()


class ExchangedSource(Record):
    """The same of one source, and which of its codings are which segments; it falls with its words."""

    __tablename__ = "exchanged_source"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("exchanged.strand_id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column()
    document: Mapped[dict[str, Any]] = mapped_column(Document)
