"""Tables of accounts, grants, browser sessions and the log of what was opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import AsaList, UserMixin, verify_password
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column

from consult.access.rules import Role
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Account(Record, UserMixin):
    """A staff account. Members have none: they come by invitation link."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column()
    password: Mapped[str | None] = mapped_column(default=None, repr=False)
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default_factory=random_id, repr=False)
    language: Mapped[str | None] = mapped_column(default=None)
    permissions: Mapped[list[str]] = mapped_column(MutableList.as_mutable(AsaList()), default_factory=list)

    @property
    def roles(self) -> list[Any]:
        """Return nothing: roles are grants with a scope, which the library does not know."""
        return []

    def verify_and_update_password(self, password: str) -> bool:
        """Verify and never update: signing in is a reading transaction, which storing a new hash would break."""
        return bool(verify_password(password, self.password))


class Grant(Record):
    """A role given to an account within a scope: a coalition, a consultation, both, or (administrator) neither."""

    __tablename__ = "grant_of_role"
    __table_args__ = (UniqueConstraint("account_id", "role", "coalition_id", "consultation_id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    coalition_id: Mapped[str | None] = mapped_column(ForeignKey("coalition.id", ondelete="CASCADE"), default=None)
    consultation_id: Mapped[str | None] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), default=None)
    given_at: Mapped[datetime | None] = mapped_column(default=None)


class BrowserSession(Record):
    """A signed-in browser; the key itself is never stored (decision 15)."""

    __tablename__ = "browser_session"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    data: Mapped[str] = mapped_column()
    created_at: Mapped[datetime] = mapped_column()
    seen_at: Mapped[datetime] = mapped_column()


class AccessEvent(Record):
    """One opening of something sealed, or another act that others must be able to see: who, what, why, when."""

    __tablename__ = "access_event"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    act: Mapped[str] = mapped_column()
    subject_id: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column()
    at: Mapped[datetime] = mapped_column()
    consultation_id: Mapped[str | None] = mapped_column(
        ForeignKey("consultation.id", ondelete="RESTRICT"), default=None
    )
    details: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
