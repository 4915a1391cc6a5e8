"""Background work (decision 17): a row committed with its cause, leased, done at least once, by `consult worker`.

A job's arguments are ids only. Its deletion commits together with its result, so that what it did inside the database
happens exactly once, whatever is killed when.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from consult.shared.database import Document, Identifier, Record
from consult.shared.identifiers import random_id


class Job(Record):
    """Work to be done from `due_at` on. `unique_key` keeps a job of the clock from being made twice.

    `failure` names the error's type and place, never its words: they may quote people's.
    """

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    kind: Mapped[str] = mapped_column()
    arguments: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    unique_key: Mapped[str | None] = mapped_column(default=None, unique=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
