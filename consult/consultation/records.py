"""Tables of the mandate and its strands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.consultation.rules import DecisionBase, DecisionRule, Gate, Mode, ReadinessQuestion, StrandState
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Consultation(Record):
    """One consultation with its mandate. Texts are data: {language tag: text}."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("decision_threshold > 0 AND decision_threshold <= 100", name="threshold_is_a_share"),
        CheckConstraint("quorum >= 0 AND quorum <= 100", name="quorum_is_a_share"),
        CheckConstraint("mode <> 'anonymous'", name="organisations_are_never_anonymous"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    title: Mapped[dict[str, Any]] = mapped_column(Document)
    question: Mapped[dict[str, Any]] = mapped_column(Document)
    already_discussed: Mapped[dict[str, Any]] = mapped_column(Document)
    still_open: Mapped[dict[str, Any]] = mapped_column(Document)
    criteria: Mapped[list[Any]] = mapped_column(Document)
    languages: Mapped[list[str]] = mapped_column(Document)
    opens_on: Mapped[date] = mapped_column()
    closes_on: Mapped[date] = mapped_column()
    withdraw_until: Mapped[date] = mapped_column()
    decision_rule: Mapped[DecisionRule] = mapped_column(one_of(DecisionRule), default=DecisionRule.MAJORITY)
    decision_base: Mapped[DecisionBase] = mapped_column(one_of(DecisionBase), default=DecisionBase.BALLOTS_CAST)
    decision_threshold: Mapped[int] = mapped_column(default=75)
    quorum: Mapped[int] = mapped_column(default=50)
    mode: Mapped[Mode] = mapped_column(one_of(Mode), default=Mode.CONFIDENTIAL)
    individual_mode: Mapped[Mode] = mapped_column(one_of(Mode, "individual_mode"), default=Mode.CONFIDENTIAL)
    meeting_on: Mapped[date | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    fictitious: Mapped[bool] = mapped_column(default=False)
    transcripts_destroyed_on: Mapped[date | None] = mapped_column(default=None)
    contacts_destroyed_on: Mapped[date | None] = mapped_column(default=None)


class Strand(Record):
    """One coalition's own half of a consultation, led by its own consultant (a grant, see access).

    `base_rule_chosen_at` is None where the full rule of disclosure holds.
    """

    __tablename__ = "strand"
    __table_args__ = (UniqueConstraint("consultation_id", "coalition_id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"))
    coalition_id: Mapped[str] = mapped_column(ForeignKey("coalition.id", ondelete="RESTRICT"), index=True)
    state: Mapped[StrandState] = mapped_column(one_of(StrandState), default=StrandState.PREPARED)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    dataset_hash: Mapped[str | None] = mapped_column(default=None)
    base_rule_chosen_at: Mapped[datetime | None] = mapped_column(default=None)


class StrandKey(Record):
    """The key that everything sealed in a strand is sealed with, wrapped by the master key."""

    __tablename__ = "strand_key"

    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="CASCADE"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column()


class StrandSeal(Record):
    """The fingerprints of a strand's data as G4 was passed; the strand's `dataset_hash` is the hash of all of them."""

    __tablename__ = "strand_seal"

    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), primary_key=True)
    frame: Mapped[str] = mapped_column()
    instrument: Mapped[str] = mapped_column()
    answers: Mapped[str] = mapped_column()
    rules: Mapped[str] = mapped_column()
    sealed_at: Mapped[datetime] = mapped_column()


class FrameMember(Record):
    """A member organisation as it stood when the strand opened: the denominator of every coverage figure."""

    __tablename__ = "frame_member"
    __table_args__ = (UniqueConstraint("strand_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    region: Mapped[str] = mapped_column()
    kind: Mapped[str] = mapped_column()
    language: Mapped[str] = mapped_column()
    in_both: Mapped[bool] = mapped_column()


class ReadinessAnswer(Record):
    """What the conveners answer to one question of the readiness checklist, {language tag: text}."""

    __tablename__ = "readiness_answer"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[ReadinessQuestion] = mapped_column(one_of(ReadinessQuestion), primary_key=True)
    answer: Mapped[dict[str, Any]] = mapped_column(Document)


class MandateSignature(Record):
    """One coalition's board signs the mandate; `mandate_hash` is the SHA-256 of what was signed."""

    __tablename__ = "mandate_signature"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), primary_key=True)
    coalition_id: Mapped[str] = mapped_column(ForeignKey("coalition.id", ondelete="RESTRICT"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    mandate_hash: Mapped[str] = mapped_column()
    signed_at: Mapped[datetime] = mapped_column()


class GateDate(Record):
    """The day a gate is planned for, where it is not the one the calendar proposes."""

    __tablename__ = "gate_date"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    gate: Mapped[Gate] = mapped_column(one_of(Gate), primary_key=True)
    planned_on: Mapped[date] = mapped_column()


class Attestation(Record):
    """Somebody vouches, by name and with a reason, for a condition that nothing here can measure.

    `strand_id` is None for a condition of the whole consultation.
    """

    __tablename__ = "attestation"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), index=True)
    strand_id: Mapped[str | None] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), default=None)
    condition: Mapped[str] = mapped_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column()
    attested_at: Mapped[datetime] = mapped_column()
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class GatePassage(Record):
    """A gate was passed, by one strand or (`strand_id` None) by the whole consultation; never taken back."""

    __tablename__ = "gate_passage"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), index=True)
    strand_id: Mapped[str | None] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), default=None)
    gate: Mapped[Gate] = mapped_column(one_of(Gate))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), default=None)
    passed_at: Mapped[datetime] = mapped_column()


ONE_PASSAGE_PER_STRAND = Index(
    "ix_gate_passage_one_per_strand",
    GatePassage.strand_id,
    GatePassage.gate,
    unique=True,
    sqlite_where=text("strand_id IS NOT NULL"),
    postgresql_where=text("strand_id IS NOT NULL"),
)
ONE_PASSAGE_PER_CONSULTATION = Index(
    "ix_gate_passage_one_per_consultation",
    GatePassage.consultation_id,
    GatePassage.gate,
    unique=True,
    sqlite_where=text("strand_id IS NULL"),
    postgresql_where=text("strand_id IS NULL"),
)
