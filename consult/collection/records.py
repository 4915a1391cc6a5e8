"""Tables of collection: who was asked, who took part, closed answers and words, each apart under random ids.

Only `AnswerLink` joins a participation to its answer; only operations of this domain read it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.collection.rules import AnswerState, Channel, Disposition, Unit
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Invitation(Record):
    """A link given to one contact for one strand; the token itself is never stored."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), default=None)
    token_hash: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


ONE_OPEN_INVITATION_PER_CONTACT = Index(
    "ix_invitation_one_open_per_contact",
    Invitation.strand_id,
    Invitation.contact_id,
    unique=True,
    sqlite_where=text("revoked_at IS NULL AND contact_id IS NOT NULL"),
    postgresql_where=text("revoked_at IS NULL AND contact_id IS NOT NULL"),
)


class Coverage(Record):
    """Where one member organisation stands; moved by dates and outcomes, never by what was answered."""

    __tablename__ = "coverage"
    __table_args__ = (UniqueConstraint("strand_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    disposition: Mapped[Disposition] = mapped_column(one_of(Disposition), default=Disposition.NOT_INVITED)
    note: Mapped[str] = mapped_column(default="")
    changed_on: Mapped[date | None] = mapped_column(default=None)


class Participation(Record):
    """One taking part: for an organisation at most one per strand, for individuals any number."""

    __tablename__ = "participation"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    unit: Mapped[Unit] = mapped_column(one_of(Unit))
    code_hash: Mapped[str] = mapped_column(unique=True)
    began_on: Mapped[date] = mapped_column()
    submitted_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)


ONE_ANSWER_PER_ORGANISATION = Index(
    "ix_participation_one_organisation_answer",
    Participation.strand_id,
    Participation.organisation_id,
    unique=True,
    sqlite_where=text("unit = 'organisation'"),
    postgresql_where=text("unit = 'organisation'"),
)


class Answer(Record):
    """The closed answers of one participation: {part key: code, codes, rows or number}, never a label or a name.

    `region` may be "not_shown" at the member's wish. Moments are cut to the hour.
    `revision` grows with every kept page, whatever it held; `revisions` has the revision at which each part last
    changed and `read_in` the language it was read in, for parts that hold something and are not sealed: neither
    says whether a sealed item was answered. `re_asks` are those met, or already open when the answer began.
    """

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("revision >= 0", name="revision_counts_up"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("instrument_version.id", ondelete="RESTRICT"), index=True)
    unit: Mapped[Unit] = mapped_column(one_of(Unit))
    state: Mapped[AnswerState] = mapped_column(one_of(AnswerState), default=AnswerState.DRAFT)
    short: Mapped[bool] = mapped_column(default=False)
    document: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    revision: Mapped[int] = mapped_column(default=0)
    revisions: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    read_in: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    re_asks: Mapped[list[str]] = mapped_column(Document, default_factory=list)
    language: Mapped[str] = mapped_column(default="en")
    region: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    in_both: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[Channel] = mapped_column(one_of(Channel), default=Channel.WEB)
    order_seed: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)


class AnswerLink(Record):
    """The only join between a participation and its answer (decision 9)."""

    __tablename__ = "answer_link"

    participation_id: Mapped[str] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)


class Words(Record):
    """What a member wrote in their own words under one part."""

    __tablename__ = "words"
    __table_args__ = (UniqueConstraint("answer_id", "part"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    language: Mapped[str] = mapped_column()


class WordsTranslation(Record):
    """What a member wrote, in another language; codes and counts stay on the original. Gone with the words."""

    __tablename__ = "words_translation"

    words_id: Mapped[str] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column()
    translator: Mapped[str] = mapped_column(default="")


class SealedAnswer(Record):
    """Item J2. No query reads it but the member's own draft and the two-key operation."""

    __tablename__ = "sealed_answer"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    words: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    revision: Mapped[int] = mapped_column(default=0)


class SealOpening(Record):
    """A request to open a strand's sealed answers: one key asks with a reason, the other turns."""

    __tablename__ = "seal_opening"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    lead_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), default=None)
    safeguarding_account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), default=None
    )
    reason: Mapped[str] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column()
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closes_at: Mapped[datetime | None] = mapped_column(default=None)


class EarlierAnswer(Record):
    """What one part held before a correction or a re-ask replaced it, with the version it answered.

    `value` is {"value": …} for a closed answer. Words are kept here only under a re-ask, as {"text": …, "language": …}:
    what somebody takes back of their own words is gone. Nothing sealed comes here.
    """

    __tablename__ = "earlier_answer"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("instrument_version.id", ondelete="RESTRICT"))
    re_ask_id: Mapped[str | None] = mapped_column(ForeignKey("re_ask.id", ondelete="RESTRICT"), default=None)
    part: Mapped[str] = mapped_column()
    value: Mapped[dict[str, Any]] = mapped_column(Document)
    revision: Mapped[int] = mapped_column()


class PagePost(Record):
    """A page already kept under this idempotency key: the same post again changes nothing."""

    __tablename__ = "page_post"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Identifier, primary_key=True)
    revision: Mapped[int] = mapped_column()
