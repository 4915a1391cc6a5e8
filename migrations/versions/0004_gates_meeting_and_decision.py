"""gates, meeting and decision"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# What the database itself refuses; a later migration that rebuilds this table makes its guards again.
GUARDS = {
    "sqlite": [
        "CREATE TRIGGER proposal_version_fixed BEFORE UPDATE ON proposal_version FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'a version of a proposal cannot be changed'); END",
        "CREATE TRIGGER proposal_version_stays BEFORE DELETE ON proposal_version FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'a version of a proposal cannot be deleted'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION proposal_version_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a version of a proposal cannot be changed' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER proposal_version_fixed BEFORE UPDATE ON proposal_version FOR EACH ROW  EXECUTE FUNCTION proposal_version_fixed()",
        "CREATE OR REPLACE FUNCTION proposal_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a version of a proposal cannot be deleted' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER proposal_version_stays BEFORE DELETE ON proposal_version FOR EACH ROW  EXECUTE FUNCTION proposal_version_stays()",
    ],
}
REMOVALS = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS proposal_version_fixed",
        "DROP TRIGGER IF EXISTS proposal_version_stays",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS proposal_version_fixed ON proposal_version",
        "DROP FUNCTION IF EXISTS proposal_version_fixed()",
        "DROP TRIGGER IF EXISTS proposal_version_stays ON proposal_version",
        "DROP FUNCTION IF EXISTS proposal_version_stays()",
    ],
}


def upgrade() -> None:
    op.add_column("consultation", sa.Column("transcripts_destroyed_on", sa.Date(), nullable=True))
    op.add_column("consultation", sa.Column("contacts_destroyed_on", sa.Date(), nullable=True))
    op.create_table(
        "appraisal_score",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.Column("evidence", DOCUMENT, nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_appraisal_score_score_in_range")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_appraisal_score_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "criterion", "option", name=op.f("pk_appraisal_score")),
    )
    op.create_table(
        "appraisal_weight",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_appraisal_weight_weight_in_range")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_appraisal_weight_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "criterion", name=op.f("pk_appraisal_weight")),
    )
    op.create_table(
        "destruction",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "what",
            sa.Enum("transcripts", "contacts", name="promised", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_destruction_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_destruction_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "what", name=op.f("pk_destruction")),
    )
    op.create_table(
        "gate_date",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "gate",
            sa.Enum(
                "g0",
                "g1",
                "g2",
                "g3",
                "g4",
                "g5",
                "g6",
                "g7",
                "g8",
                "g9",
                "g10",
                name="gate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_gate_date_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "gate", name=op.f("pk_gate_date")),
    )
    op.create_table(
        "mandate_signature",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("coalition_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("mandate_hash", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mandate_signature_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["coalition_id"],
            ["coalition.id"],
            name=op.f("fk_mandate_signature_coalition_id_coalition"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_mandate_signature_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "coalition_id", name=op.f("pk_mandate_signature")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "prepared", "open", "closed", name="meeting_state", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_meeting_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_proposal_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_proposal_consultation_id")),
    )
    op.create_table(
        "readiness_answer",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "question",
            sa.Enum(
                "gain",
                "risks",
                "safety",
                "cost",
                "promise",
                "expectations",
                "calendars",
                name="readiness_question",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_readiness_answer_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "question", name=op.f("pk_readiness_answer")),
    )
    op.create_table(
        "amendment",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "for_group",
            sa.Enum(
                "a", "b", "both", "staff", "guest", name="group", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "moved",
                "adopted",
                "rejected",
                "withdrawn",
                name="amendment_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_amendment_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_amendment_meeting_id_number")),
    )
    op.create_table(
        "attestation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=True),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_attestation_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_attestation_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_attestation_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
    )
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attestation_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "decision_link",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("contact_id", sa.String(length=22), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_decision_link_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_decision_link_contact_id_contact"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_decision_link_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_decision_link_token_hash")),
    )
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decision_link_one_open_per_organisation",
            ["consultation_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_decision_link_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_link_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "for_group",
            sa.Enum(
                "a", "b", "both", "staff", "guest", name="group", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_delegation_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_delegation_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_delegation_code_hash")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_delegation_meeting_id_number")),
        sa.UniqueConstraint("meeting_id", "organisation_id", name=op.f("uq_delegation_meeting_id_organisation_id")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "gate_passage",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=True),
        sa.Column(
            "gate",
            sa.Enum(
                "g0",
                "g1",
                "g2",
                "g3",
                "g4",
                "g5",
                "g6",
                "g7",
                "g8",
                "g9",
                "g10",
                name="gate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_gate_passage_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_gate_passage_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_gate_passage_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_passage")),
    )
    with op.batch_alter_table("gate_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_passage_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(
            "ix_gate_passage_one_per_consultation",
            ["consultation_id", "gate"],
            unique=True,
            sqlite_where=sa.text("strand_id IS NULL"),
            postgresql_where=sa.text("strand_id IS NULL"),
        )
        batch_op.create_index(
            "ix_gate_passage_one_per_strand",
            ["strand_id", "gate"],
            unique=True,
            sqlite_where=sa.text("strand_id IS NOT NULL"),
            postgresql_where=sa.text("strand_id IS NOT NULL"),
        )

    op.create_table(
        "meeting_session",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "welcome",
                "presentation",
                "silent_writing",
                "plenary",
                "ideas",
                "poll",
                "break",
                "closing",
                name="session_kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_session_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_session")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_meeting_session_meeting_id_number")),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", DOCUMENT, nullable=False),
        sa.Column("follows_id", sa.String(length=22), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="poll_state", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["follows_id"], ["poll.id"], name=op.f("fk_poll_follows_id_poll"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_poll_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_poll_meeting_id_number")),
    )
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("proposal_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.String(length=22), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_proposal_version_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_proposal_version_edition_id_edition"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id_proposal"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("question", DOCUMENT, nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "consensus",
                "majority",
                "designated_leads",
                name="decision_rule",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "base",
            sa.Enum(
                "ballots_cast",
                "members_present",
                "all_members",
                name="decision_base",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "prepared", "open", "closed", name="ballot_state", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_ballot_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["proposal_version.id"],
            name=op.f("fk_ballot_version_id_proposal_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "comment_round",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="round_state", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["proposal_version.id"],
            name=op.f("fk_comment_round_version_id_proposal_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_round")),
        sa.UniqueConstraint("version_id", name=op.f("uq_comment_round_version_id")),
    )
    op.create_table(
        "idea_cluster",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("session_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["meeting_session.id"],
            name=op.f("fk_idea_cluster_session_id_meeting_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_cluster")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_idea_cluster_session_id_number")),
    )
    op.create_table(
        "intervention",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=22), nullable=False),
        sa.Column("delegation_id", sa.String(length=22), nullable=True),
        sa.Column(
            "for_group",
            sa.Enum(
                "a", "b", "both", "staff", "guest", name="group", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "none", "group", "delegation", name="attribution", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "medium",
            sa.Enum("spoken", "phone", "paper", name="medium", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_intervention_delegation_id_delegation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_intervention_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["meeting_session.id"],
            name=op.f("fk_intervention_session_id_meeting_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_intervention_meeting_id_number")),
    )
    with op.batch_alter_table("intervention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intervention_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_intervention_session_id"), ["session_id"], unique=False)

    op.create_table(
        "poll_slip",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("poll_id", sa.String(length=22), nullable=False),
        sa.Column(
            "level",
            sa.Enum("support", "unsure", "oppose", name="level", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_slip_poll_id_poll"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_slip")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("poll_slip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_slip_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "poll_voter",
        sa.Column("poll_id", sa.String(length=22), nullable=False),
        sa.Column("delegation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "medium",
            sa.Enum("spoken", "phone", "paper", name="medium", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_poll_voter_delegation_id_delegation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_voter_poll_id_poll"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "delegation_id", name=op.f("pk_poll_voter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reaction",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "target_kind",
            sa.Enum(
                "figure", "sentence", "theme", name="target_kind", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("delegation_id", sa.String(length=22), nullable=True),
        sa.Column(
            "for_group",
            sa.Enum(
                "a", "b", "both", "staff", "guest", name="group", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "stance",
            sa.Enum(
                "confirms",
                "questions",
                "objects",
                "adds",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "none", "group", "delegation", name="attribution", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "medium",
            sa.Enum("spoken", "phone", "paper", name="medium", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_reaction_delegation_id_delegation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_reaction_edition_id_edition"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_reaction_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaction")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_reaction_meeting_id_number")),
    )
    with op.batch_alter_table("reaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reaction_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reaction_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "ballot_paper",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("ballot_id", sa.String(length=22), nullable=False),
        sa.Column("coalition_id", sa.String(length=22), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("yes", "no", "abstain", name="choice", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_paper_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_ballot_paper_coalition_id_coalition"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_paper")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_paper_ballot_id"), ["ballot_id"], unique=False)

    op.create_table(
        "ballot_voter",
        sa.Column("ballot_id", sa.String(length=22), nullable=False),
        sa.Column("coalition_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_voter_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_ballot_voter_coalition_id_coalition"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_ballot_voter_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("ballot_id", "coalition_id", "organisation_id", name=op.f("pk_ballot_voter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("round_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=True),
        sa.Column(
            "voice",
            sa.Enum("organisation", "individual", name="voice", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("for_group", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column(
            "reply",
            sa.Enum(
                "adopted", "in_part", "not_adopted", name="reply", native_enum=False, create_constraint=True, length=30
            ),
            nullable=True,
        ),
        sa.Column("reply_text", DOCUMENT, nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_comment_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["comment_round.id"], name=op.f("fk_comment_round_id_comment_round"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_comment_round_id_number")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "heading",
            sa.Enum(
                "strategy",
                "structure",
                "activities",
                name="heading",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("text", DOCUMENT, nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("evidence", DOCUMENT, nullable=False),
        sa.Column("ballot_id", sa.String(length=22), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_decision_ballot_id_ballot"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_decision_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_decision_consultation_id_number")),
    )
    op.create_table(
        "idea_card",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("session_id", sa.String(length=22), nullable=False),
        sa.Column("cluster_id", sa.String(length=22), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column(
            "medium",
            sa.Enum("spoken", "phone", "paper", name="medium", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["idea_cluster.id"], name=op.f("fk_idea_card_cluster_id_idea_cluster"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["meeting_session.id"],
            name=op.f("fk_idea_card_session_id_meeting_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_card")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("idea_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_card_session_id"), ["session_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("decision_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", DOCUMENT, nullable=False),
        sa.Column("owner", DOCUMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "on_time",
                "behind",
                "done",
                "dropped",
                name="action_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_follow_up_decision_id_decision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_follow_up_decision_id_number")),
    )
    op.create_table(
        "follow_up_check",
        sa.Column("follow_up_id", sa.String(length=22), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "on_time",
                "behind",
                "done",
                "dropped",
                name="action_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("note", DOCUMENT, nullable=False),
        sa.CheckConstraint("months IN (6, 12, 24)", name=op.f("ck_follow_up_check_months_of_the_checks")),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_follow_up_check_follow_up_id_follow_up"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("follow_up_id", "months", name=op.f("pk_follow_up_check")),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in REMOVALS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("follow_up_check")
    op.drop_table("follow_up")
    with op.batch_alter_table("idea_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_card_session_id"))

    op.drop_table("idea_card")
    op.drop_table("decision")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_organisation_id"))

    op.drop_table("comment")
    op.drop_table("ballot_voter")
    with op.batch_alter_table("ballot_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_paper_ballot_id"))

    op.drop_table("ballot_paper")
    with op.batch_alter_table("reaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reaction_edition_id"))
        batch_op.drop_index(batch_op.f("ix_reaction_delegation_id"))

    op.drop_table("reaction")
    op.drop_table("poll_voter")
    with op.batch_alter_table("poll_slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_slip_poll_id"))

    op.drop_table("poll_slip")
    with op.batch_alter_table("intervention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervention_session_id"))
        batch_op.drop_index(batch_op.f("ix_intervention_delegation_id"))

    op.drop_table("intervention")
    op.drop_table("idea_cluster")
    op.drop_table("comment_round")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_consultation_id"))

    op.drop_table("ballot")
    op.drop_table("proposal_version")
    op.drop_table("poll")
    op.drop_table("meeting_session")
    with op.batch_alter_table("gate_passage", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_gate_passage_one_per_strand",
            sqlite_where=sa.text("strand_id IS NOT NULL"),
            postgresql_where=sa.text("strand_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_gate_passage_one_per_consultation",
            sqlite_where=sa.text("strand_id IS NULL"),
            postgresql_where=sa.text("strand_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_gate_passage_consultation_id"))

    op.drop_table("gate_passage")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_organisation_id"))

    op.drop_table("delegation")
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_link_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_decision_link_consultation_id"))
        batch_op.drop_index(
            "ix_decision_link_one_open_per_organisation",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.drop_table("decision_link")
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attestation_consultation_id"))

    op.drop_table("attestation")
    op.drop_table("amendment")
    op.drop_table("readiness_answer")
    op.drop_table("proposal")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_consultation_id"))

    op.drop_table("meeting")
    op.drop_table("mandate_signature")
    op.drop_table("gate_date")
    op.drop_table("destruction")
    op.drop_table("appraisal_weight")
    op.drop_table("appraisal_score")
    op.drop_column("consultation", "contacts_destroyed_on")
    op.drop_column("consultation", "transcripts_destroyed_on")
