"""Tables of interviews: what was said turn by turn, who said it under which consent, and apart from it who they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.interview.rules import InterviewKind, Mode, Quoting, SpeakerRole, TranslationState
from consult.interview.rules.guide import Reached
from consult.interview.rules.planning import PlanState
from consult.interview.rules.redacting import RedactionKind
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Interview(Record):
    """One conversation, or one thread of mail. `label` is what everybody calls it; it names nobody.

    `file_hash` is the SHA-256 of the file it came from; the file itself may be kept as `OriginalFile`.
    """

    __tablename__ = "interview"
    __table_args__ = (UniqueConstraint("consultation_id", "label"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"))
    label: Mapped[str] = mapped_column()
    kind: Mapped[InterviewKind] = mapped_column(one_of(InterviewKind))
    mode: Mapped[Mode] = mapped_column(one_of(Mode))
    language: Mapped[str] = mapped_column()
    held_on: Mapped[date] = mapped_column()
    interviewer_account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), index=True, default=None
    )
    interviewer_ties: Mapped[str] = mapped_column(default="")
    withdraw_until: Mapped[date | None] = mapped_column(default=None)
    recall_period: Mapped[str] = mapped_column(default="")
    recall_confirmed: Mapped[bool | None] = mapped_column(default=None)
    file_name: Mapped[str] = mapped_column(default="")
    file_hash: Mapped[str] = mapped_column(default="")
    imported_at: Mapped[datetime] = mapped_column()


class Plan(Record):
    """An interview that is to be held: why, by whom, in which kind of conversation. `label` names nobody.

    `region` and `organisation_kind` are the gap it fills. `interview_id` is what it became.
    """

    __tablename__ = "interview_plan"
    __table_args__ = (UniqueConstraint("strand_id", "label"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    label: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column()
    kind: Mapped[InterviewKind] = mapped_column(one_of(InterviewKind))
    language: Mapped[str] = mapped_column()
    interpreter: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    organisation_kind: Mapped[str] = mapped_column(default="")
    interviewer_account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), index=True, default=None
    )
    interviewer_ties: Mapped[str] = mapped_column(default="")
    withdraw_until: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[PlanState] = mapped_column(one_of(PlanState), default=PlanState.PLANNED)
    changed_on: Mapped[date] = mapped_column()
    interview_id: Mapped[str | None] = mapped_column(
        ForeignKey("interview.id", ondelete="SET NULL"), index=True, default=None
    )


class PlannedPerson(Record):
    """Somebody who is to be interviewed, and what they agreed to; `description` names nobody."""

    __tablename__ = "planned_person"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("interview_plan.id", ondelete="CASCADE"), index=True)
    description: Mapped[str] = mapped_column()
    took_part: Mapped[bool] = mapped_column(default=False)
    quoting: Mapped[Quoting] = mapped_column(one_of(Quoting), default=Quoting.NONE)
    may_contact: Mapped[bool] = mapped_column(default=False)
    may_record: Mapped[bool] = mapped_column(default=False)
    consent_on: Mapped[date | None] = mapped_column(default=None)


class PlannedIdentity(Record):
    """Who somebody is who is to be interviewed: gone once the transcript is taken in, which it would put a name to."""

    __tablename__ = "planned_identity"

    person_id: Mapped[str] = mapped_column(ForeignKey("planned_person.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT"), index=True, default=None
    )
    name: Mapped[str] = mapped_column(default="")


class StrandGuide(Record):
    """The guide of a strand where its consultants changed the one that is shipped."""

    __tablename__ = "strand_guide"

    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)  # Any: JSON
    changed_on: Mapped[date] = mapped_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)


class GuideNote(Record):
    """What became of one row of the guide in one conversation; `notes` hold what was said, and go with its words."""

    __tablename__ = "guide_note"

    plan_id: Mapped[str] = mapped_column(ForeignKey("interview_plan.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    reached: Mapped[Reached] = mapped_column(one_of(Reached))
    notes: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime] = mapped_column()


class InterviewStrand(Record):
    """In which strands an interview counts: in both where somebody of both coalitions spoke about both."""

    __tablename__ = "interview_strand"

    interview_id: Mapped[str] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"), primary_key=True)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), primary_key=True, index=True)


class OriginalFile(Record):
    """The file an interview was taken in from, sealed with a key of its own (`wrapped`).

    It holds everybody's words with every name in them: it goes as soon as anybody withdraws, and with the transcripts.
    """

    __tablename__ = "original_file"

    interview_id: Mapped[str] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    sealed_name: Mapped[bytes] = mapped_column()
    kept_at: Mapped[datetime] = mapped_column()


class Participant(Record):
    """Somebody who speaks in an interview, by pseudonym, and what they agreed to.

    `region` is "not_shown" at their wish. `position` says what somebody is who speaks for no member ("staff",
    "donor official"); it is never filled for a member. `withdrawn_on`: all their turns are gone.
    """

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("interview_id", "pseudonym"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    interview_id: Mapped[str] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"))
    pseudonym: Mapped[str] = mapped_column()
    role: Mapped[SpeakerRole] = mapped_column(one_of(SpeakerRole))
    position: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    took_part: Mapped[bool] = mapped_column(default=False)
    quoting: Mapped[Quoting] = mapped_column(one_of(Quoting), default=Quoting.NONE)
    may_contact: Mapped[bool] = mapped_column(default=False)
    may_record: Mapped[bool] = mapped_column(default=False)
    consent_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)


class ParticipantIdentity(Record):
    """Who a participant is. Read by operations of this domain only: to count organisations, never to show a name."""

    __tablename__ = "participant_identity"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)


class Turn(Record):
    """What one speaker said until the next spoke: LF, NFC, counted in code points.

    The text never changes (a trigger refuses it) but for two things: a withdrawn turn is emptied, and whoever said it
    may correct it; the words before are kept as a `TurnVersion`.
    """

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("interview_id", "number"),
        CheckConstraint("withdrawn_on IS NULL OR text = ''", name="withdrawn_is_empty"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    interview_id: Mapped[str] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)
    corrected_at: Mapped[datetime | None] = mapped_column(default=None)


class TurnItem(Record):
    """Which item of the instrument a turn is about."""

    __tablename__ = "turn_item"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)


class TurnTranslation(Record):
    """A turn in another language, aligned by being the turn's; codes stay on the original.

    `covered_on`: somebody saw that everything marked in the original is marked here too.
    """

    __tablename__ = "turn_translation"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column()
    translator: Mapped[str] = mapped_column(default="")
    state: Mapped[TranslationState] = mapped_column(one_of(TranslationState), default=TranslationState.DRAFT)
    covered_on: Mapped[date | None] = mapped_column(default=None)


class Redaction(Record):
    """A stretch of a turn that names somebody: code points, end exclusive; `language` is "" for what was said itself.

    The words stay in the turn, where its interview's own page reads them; everybody else reads the kind.
    """

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint("start_at >= 0 AND end_at > start_at", name="holds_something"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(default="")
    start_at: Mapped[int] = mapped_column()
    end_at: Mapped[int] = mapped_column()
    kind: Mapped[RedactionKind] = mapped_column(one_of(RedactionKind))
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), index=True, default=None
    )
    marked_at: Mapped[datetime] = mapped_column()


class TranscriptReturn(Record):
    """A link by which a speaker reads what they said, corrects it and withdraws it, until a day. Its token is a hash.

    `wrapped` is a key of its own, for what `TurnVersion` and `WithheldTurn` seal. `approved_on`: they said that it is
    right as it stands.
    """

    __tablename__ = "transcript_return"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(
            "ix_transcript_return_one_open",
            "participant_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column()
    language: Mapped[str] = mapped_column()
    last_day: Mapped[date] = mapped_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    issued_at: Mapped[datetime] = mapped_column()
    wrapped: Mapped[bytes] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_on: Mapped[date | None] = mapped_column(default=None)


class TurnVersion(Record):
    """What a turn said before its speaker corrected it, sealed; it falls with its turn."""

    __tablename__ = "turn_version"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    replaced_at: Mapped[datetime] = mapped_column(primary_key=True)
    return_id: Mapped[str] = mapped_column(ForeignKey("transcript_return.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column()


class WithheldTurn(Record):
    """A turn that its speaker emptied through their link: its words, sealed for them alone, until the link ends."""

    __tablename__ = "withheld_turn"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    return_id: Mapped[str] = mapped_column(ForeignKey("transcript_return.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(default=None)
