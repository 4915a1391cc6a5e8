"""The table of codes whose words were corrected by whoever said them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.shared.database import Record


class ChangedWords(Record):
    """A segment whose words their speaker corrected since, and at which its coder has not looked again."""

    __tablename__ = "changed_words"

    segment_id: Mapped[str] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"), primary_key=True)
    changed_on: Mapped[date] = mapped_column()
