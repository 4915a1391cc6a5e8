"""Tables of deciding. Who voted and what was voted lie apart; texts are {language tag: text}."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.rules.kinds import (
    ActionState,
    BallotState,
    Choice,
    Heading,
    Promised,
    Reply,
    RoundState,
    Voice,
)
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class AppraisalWeight(Record):
    """How much a criterion of the mandate counts; `criterion` is its place in the mandate."""

    __tablename__ = "appraisal_weight"
    __table_args__ = (CheckConstraint("weight BETWEEN 0 AND 10", name="weight_in_range"),)

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[int] = mapped_column(primary_key=True)
    weight: Mapped[int] = mapped_column(default=1)


class AppraisalScore(Record):
    """How well one option does on one criterion, 1 to 5, with the reason and what it rests on."""

    __tablename__ = "appraisal_score"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score_in_range"),)

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    criterion: Mapped[int] = mapped_column(primary_key=True)
    option: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column()
    reason: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    evidence: Mapped[list[str]] = mapped_column(Document, default_factory=list)


class Proposal(Record):
    """What is proposed to the members of both coalitions; its words are those of its newest version."""

    __tablename__ = "proposal"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), unique=True)


class ProposalVersion(Record):
    """One version of a proposal, never changed; `content_hash` is the SHA-256 of `content`."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposal.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column()
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id", ondelete="RESTRICT"))
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    content_hash: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), default=None)
    written_at: Mapped[datetime] = mapped_column()


class CommentRound(Record):
    """Members of both coalitions comment on one version until a day."""

    __tablename__ = "comment_round"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("proposal_version.id", ondelete="RESTRICT"), unique=True)
    opened_at: Mapped[datetime] = mapped_column()
    closes_on: Mapped[date] = mapped_column()
    state: Mapped[RoundState] = mapped_column(one_of(RoundState), default=RoundState.OPEN)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class Comment(Record):
    """What a member says about a clause, and what became of it.

    `clause` is a clause's key, "" for the whole. The organisation is known to the service, never shown with the words.
    """

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("comment_round.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column()
    organisation_id: Mapped[str | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True, default=None
    )
    voice: Mapped[Voice] = mapped_column(one_of(Voice))
    group: Mapped[str] = mapped_column("for_group", default="")
    clause: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    translations: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    may_publish: Mapped[bool] = mapped_column(default=False)
    written_on: Mapped[date] = mapped_column()
    reply: Mapped[Reply | None] = mapped_column(one_of(Reply), default=None)
    reply_text: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    replied_at: Mapped[datetime | None] = mapped_column(default=None)


class DecisionLink(Record):
    """A link for one member organisation: to read the proposal, comment, and vote. The token itself is never stored."""

    __tablename__ = "decision_link"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), default=None)
    token_hash: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


ONE_OPEN_LINK_PER_ORGANISATION = Index(
    "ix_decision_link_one_open_per_organisation",
    DecisionLink.consultation_id,
    DecisionLink.organisation_id,
    unique=True,
    sqlite_where=text("revoked_at IS NULL"),
    postgresql_where=text("revoked_at IS NULL"),
)


class Ballot(Record):
    """The vote of both coalitions on one version, under the rule fixed at G0; frozen at the first paper."""

    __tablename__ = "ballot"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("proposal_version.id", ondelete="RESTRICT"))
    question: Mapped[dict[str, Any]] = mapped_column(Document)
    rule: Mapped[DecisionRule] = mapped_column(one_of(DecisionRule))
    base: Mapped[DecisionBase] = mapped_column(one_of(DecisionBase))
    threshold: Mapped[int] = mapped_column()
    quorum: Mapped[int] = mapped_column()
    opens_on: Mapped[date] = mapped_column()
    closes_on: Mapped[date] = mapped_column()
    state: Mapped[BallotState] = mapped_column(one_of(BallotState), default=BallotState.PREPARED)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class BallotVoter(Record):
    """A member organisation on the voter list of one coalition, and whether it has voted; how is not here."""

    __tablename__ = "ballot_voter"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True)
    coalition_id: Mapped[str] = mapped_column(ForeignKey("coalition.id", ondelete="RESTRICT"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), primary_key=True)
    region: Mapped[str] = mapped_column()
    voted: Mapped[bool] = mapped_column(default=False)


class BallotPaper(Record):
    """One paper; whose and when are not here."""

    __tablename__ = "ballot_paper"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"), index=True)
    coalition_id: Mapped[str] = mapped_column(ForeignKey("coalition.id", ondelete="RESTRICT"))
    choice: Mapped[Choice] = mapped_column(one_of(Choice))


class Decision(Record):
    """One entry of the register: what was decided, under which heading, by which ballot, resting on what."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column()
    heading: Mapped[Heading] = mapped_column(one_of(Heading))
    title: Mapped[dict[str, Any]] = mapped_column(Document)
    text: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    clause: Mapped[str] = mapped_column(default="")
    evidence: Mapped[list[str]] = mapped_column(Document, default_factory=list)
    ballot_id: Mapped[str | None] = mapped_column(ForeignKey("ballot.id", ondelete="RESTRICT"), default=None)
    decided_on: Mapped[date] = mapped_column()


class FollowUp(Record):
    """What somebody does because of a decision. `owner` is an office or a body, never a person."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("decision_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    text: Mapped[dict[str, Any]] = mapped_column(Document)
    owner: Mapped[dict[str, Any]] = mapped_column(Document)
    due_on: Mapped[date] = mapped_column()
    state: Mapped[ActionState] = mapped_column(one_of(ActionState), default=ActionState.PLANNED)


class FollowUpCheck(Record):
    """One look at an action, 6, 12 and 24 months after the decision."""

    __tablename__ = "follow_up_check"
    __table_args__ = (CheckConstraint("months IN (6, 12, 24)", name="months_of_the_checks"),)

    follow_up_id: Mapped[str] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"), primary_key=True)
    months: Mapped[int] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column()
    checked_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[ActionState | None] = mapped_column(one_of(ActionState), default=None)
    note: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)


class Destruction(Record):
    """What was promised to be destroyed and by when; once done, when and how many of what."""

    __tablename__ = "destruction"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), primary_key=True)
    what: Mapped[Promised] = mapped_column(one_of(Promised), primary_key=True)
    due_on: Mapped[date] = mapped_column()
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), default=None)
    counts: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
