"""Tables of collection: who was asked, who took part, closed answers and words, each apart under random ids.

Only `AnswerLink` joins a participation to its answer, by a mark that only the strand's key can make; only this domain
reads it. Whatever is called `sealed` is sealed with that key (`consult.consultation.queries.cipher_of`), and its place
is "<table>|<id>". Tables of what was answered have no row numbers: those would tell in which order people came.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.collection.rules import (
    AnswerState,
    Channel,
    ColleagueMay,
    Disposition,
    MailKind,
    MailState,
    NextStep,
    Unit,
)
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Invitation(Record):
    """A link given to one contact for one strand; the token itself is never stored.

    `wave` 0 is the invitation, from 1 on reminders, each with a link of its own; None is a link for another reason.
    """

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), default=None)
    token_hash: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    invited_on: Mapped[date | None] = mapped_column(default=None)
    wave: Mapped[int | None] = mapped_column(default=0)


ONE_OPEN_INVITATION_PER_CONTACT = Index(
    "ix_invitation_one_open_per_contact",
    Invitation.strand_id,
    Invitation.contact_id,
    Invitation.wave,
    unique=True,
    sqlite_where=text("revoked_at IS NULL AND contact_id IS NOT NULL"),
    postgresql_where=text("revoked_at IS NULL AND contact_id IS NOT NULL"),
)


class Coverage(Record):
    """Where one member organisation stands; moved by dates and outcomes, never by what was answered.

    `note` says why one is not asked at all. `next_step`, due `step_due` and taken by an office or body (`taken_by`,
    never a person of the member's), is for who was not heard yet.
    """

    __tablename__ = "coverage"
    __table_args__ = (UniqueConstraint("strand_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    disposition: Mapped[Disposition] = mapped_column(one_of(Disposition), default=Disposition.NOT_INVITED)
    note: Mapped[str] = mapped_column(default="")
    changed_on: Mapped[date | None] = mapped_column(default=None)
    next_step: Mapped[NextStep | None] = mapped_column(one_of(NextStep), default=None)
    taken_by: Mapped[str] = mapped_column(default="")
    step_due: Mapped[date | None] = mapped_column(default=None)


class Mail(Record):
    """One mail to one contact: waiting, or what became of it.

    `sealed` is {"to", "url"} and is gone once a server has taken the mail or it is given up. `fault` is a server's
    reply code ("5.1.1"), never its words: those quote addresses.
    """

    __tablename__ = "mail"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), default=None)
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    wave: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column()
    message_hash: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[bytes | None] = mapped_column(default=None)
    state: Mapped[MailState] = mapped_column(one_of(MailState), default=MailState.WAITING)
    fault: Mapped[str] = mapped_column(default="")
    changed_on: Mapped[date] = mapped_column()


class Participation(Record):
    """One taking part: for an organisation at most one per strand, for individuals any number."""

    __tablename__ = "participation"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the order of coming

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

    `region` may be "not_shown" at the member's wish. Moments are cut to the hour. `revision` grows with every kept
    page, whatever it held; `revisions` has the revision at which each part last changed and `read_in` the language it
    was read in, of parts that hold something unsealed: neither says whether a sealed item was answered. `re_asks` are
    those met, or open when it began. Until it is submitted a document is sealed in `draft`, {"document", "revisions",
    "read_in"}; those three are empty. `consents` is {part: SHA-256 of the consent text ticked, in its language}. An
    anonymous answer has no participation and no link; region, kind, language and moment are empty, `revision` 0.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("revision >= 0", name="revision_counts_up"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("instrument_version.id", ondelete="RESTRICT"), index=True)
    unit: Mapped[Unit] = mapped_column(one_of(Unit))
    state: Mapped[AnswerState] = mapped_column(one_of(AnswerState), default=AnswerState.DRAFT)
    short: Mapped[bool] = mapped_column(default=False)
    document: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    draft: Mapped[bytes | None] = mapped_column(default=None)
    consents: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
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


class LoadedAnswer(Record):
    """What an answer from elsewhere brings: weights {name: number}, parts ("C1") and rows ("C1/here") not asked."""

    __tablename__ = "loaded_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the line of the file

    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    coalition: Mapped[str] = mapped_column(default="")
    weights: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    not_asked: Mapped[list[str]] = mapped_column(Document, default_factory=list)


class AnswerLink(Record):
    """The only join between a participation and its answer (decision 9).

    `mark` is what the strand's key makes of the participation's id; `sealed` is that id, for a logged reveal.
    """

    __tablename__ = "answer_link"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the order of coming

    mark: Mapped[str] = mapped_column(Identifier, primary_key=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column()


class Words(Record):
    """What a member wrote in their own words under one part."""

    __tablename__ = "words"
    __table_args__ = (UniqueConstraint("answer_id", "part"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    language: Mapped[str] = mapped_column()


class WordsTranslation(Record):
    """What a member wrote, in another language; codes and counts stay on the original. Gone with the words.

    The place of `sealed` is "words_translation|<words_id>|<language>".
    """

    __tablename__ = "words_translation"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the order of coming

    words_id: Mapped[str] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column()
    translator: Mapped[str] = mapped_column(default="")


class Upload(Record):
    """A file a member gave as the answer to one part: `sealed` its bytes, `sealed_name` what it was called."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("answer_id", "part"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column()
    media_type: Mapped[str] = mapped_column()
    size: Mapped[int] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    sealed_name: Mapped[bytes] = mapped_column()


class SealedAnswer(Record):
    """Item J2: `sealed` is {"document", "words"}. Only the member's own draft and the two-key operation read it."""

    __tablename__ = "sealed_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the order of coming

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    sealed: Mapped[bytes] = mapped_column()
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

    `sealed` is {"value": …} for a closed answer. Words are kept here only under a re-ask, as {"text": …,
    "language": …}: what somebody takes back of their own words is gone. Nothing of a sealed item comes here.
    """

    __tablename__ = "earlier_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the order of coming

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("instrument_version.id", ondelete="RESTRICT"))
    re_ask_id: Mapped[str | None] = mapped_column(ForeignKey("re_ask.id", ondelete="RESTRICT"), default=None)
    part: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    revision: Mapped[int] = mapped_column()
    replaced_on: Mapped[date | None] = mapped_column(default=None)


class PagePost(Record):
    """A page already kept under this idempotency key: the same post again changes nothing."""

    __tablename__ = "page_post"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a row number would tell the order of coming

    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Identifier, primary_key=True)
    revision: Mapped[int] = mapped_column()


class Colleague(Record):
    """A link the focal point gave a colleague, to comment on the organisation's draft or to write in it.

    `sealed` is what the focal point calls them.
    """

    __tablename__ = "colleague"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    may: Mapped[ColleagueMay] = mapped_column(one_of(ColleagueMay))
    sealed: Mapped[bytes] = mapped_column()
    revoked_on: Mapped[date | None] = mapped_column(default=None)


class DraftComment(Record):
    """What somebody who works on the organisation's draft says about one of its pages; never part of the answer.

    `colleague_id` None: the focal point. Gone with the answer, and for everybody once it is signed off.
    """

    __tablename__ = "draft_comment"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    colleague_id: Mapped[str | None] = mapped_column(ForeignKey("colleague.id", ondelete="SET NULL"), default=None)
    page: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    written_on: Mapped[date] = mapped_column()
    settled: Mapped[bool] = mapped_column(default=False)


class SignOff(Record):
    """The organisation stands by its answer as of `revision`: how it was agreed (a code of item A3) and on which day.

    `sealed` is the office of whoever signs.
    """

    __tablename__ = "sign_off"
    __table_args__ = ({"sqlite_with_rowid": False},)

    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    agreed_by: Mapped[str] = mapped_column()
    agreed_on: Mapped[date] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    signed_on: Mapped[date] = mapped_column()
    revision: Mapped[int] = mapped_column()


class ProxyEntry(Record):
    """Somebody of the team wrote a member's answer down: how it came, in which language, from what source.

    `sealed` is the source ("call of 3 March, notes in two pages"). The member confirms it, goes on with it themselves
    (`taken_on`), or says that it is wrong; from any of these on it is the member's, and nobody else writes in it.
    """

    __tablename__ = "proxy_entry"
    __table_args__ = ({"sqlite_with_rowid": False},)

    answer_id: Mapped[str] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    language: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    entered_on: Mapped[date] = mapped_column()
    confirmed_on: Mapped[date | None] = mapped_column(default=None)
    disputed_on: Mapped[date | None] = mapped_column(default=None)
    taken_on: Mapped[date | None] = mapped_column(default=None)


class AnonymousDraft(Record):
    """What somebody who answers anonymously has written: id and key are derived from a code only they know.

    Neither moment, order nor invitation is here. The draft stays beside the submitted answer until collection closes:
    it is the only way back to it, and nobody but the holder of the code can tell which answer it became.
    """

    __tablename__ = "anonymous_draft"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    sealed: Mapped[bytes] = mapped_column()


class Spooled(Record):
    """An anonymous answer, an edit or a withdrawal on its way: it waits, sealed, for at least four others.

    The id is derived from the member's code, so the same again, and a later edit, replace it. It is not the id of the
    answer it becomes: a copy made while it waits must not name that.
    """

    __tablename__ = "spooled"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    sealed: Mapped[bytes] = mapped_column()
