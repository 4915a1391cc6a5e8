"""Tables of the register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.membership.rules import OrganisationKind, Region
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Coalition(Record):
    """A coalition of organisations; `mark` ("A", "B") is how pages tell two apart without colour."""

    __tablename__ = "coalition"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    mark: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    agreement: Mapped[str] = mapped_column(default="")
    agreement_year: Mapped[int | None] = mapped_column(default=None)


class Organisation(Record):
    """A member organisation; it may belong to both coalitions."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    name: Mapped[str] = mapped_column()
    name_key: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str] = mapped_column()
    region: Mapped[Region] = mapped_column(one_of(Region))
    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind))
    languages: Mapped[list[str]] = mapped_column(Document)
    survivor_led: Mapped[bool] = mapped_column(default=False)
    profile: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)


class Membership(Record):
    """An organisation's place in one coalition; a promise without a day is known to be given, not when."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("coalition_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    coalition_id: Mapped[str] = mapped_column(ForeignKey("coalition.id", ondelete="CASCADE"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    endorsed_call: Mapped[bool] = mapped_column(default=False)
    endorsed_call_on: Mapped[date | None] = mapped_column(default=None)
    pledge_accepted: Mapped[bool] = mapped_column(default=False)
    pledge_accepted_on: Mapped[date | None] = mapped_column(default=None)
    joined_year: Mapped[int | None] = mapped_column(default=None)


class Contact(Record):
    """Whom to write to in an organisation; kept apart from every answer."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column()
    email: Mapped[str] = mapped_column()
    language: Mapped[str] = mapped_column(default="en")
    phone: Mapped[str] = mapped_column(default="")
    access_needs: Mapped[str] = mapped_column(default="")


class RegisterUpload(Record):
    """A register sent in and not yet confirmed; gone once it is, or after a day."""

    __tablename__ = "register_upload"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    coalition_id: Mapped[str] = mapped_column(ForeignKey("coalition.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column()
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
