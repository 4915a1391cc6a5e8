"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# What the database itself refuses; a later migration that rebuilds one of these tables makes its guard again.
GUARDS = {
    "sqlite": [
        "CREATE TRIGGER consultation_mode_fixed BEFORE UPDATE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL AND (NEW.mode <> OLD.mode OR NEW.opened_at IS NULL)) BEGIN SELECT RAISE(ABORT, 'the confidentiality promised at opening cannot be changed'); END",
        "CREATE TRIGGER consultation_rule_fixed BEFORE UPDATE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL AND (NEW.decision_rule <> OLD.decision_rule OR NEW.decision_base <> OLD.decision_base OR NEW.decision_threshold <> OLD.decision_threshold OR NEW.quorum <> OLD.quorum)) BEGIN SELECT RAISE(ABORT, 'the decision rule is fixed before the first answer'); END",
        "CREATE TRIGGER consultation_opened_stays BEFORE DELETE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'an opened consultation cannot be deleted'); END",
        "CREATE TRIGGER instrument_version_fixed BEFORE UPDATE ON instrument_version FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'a published version cannot be changed'); END",
        "CREATE TRIGGER instrument_version_stays BEFORE DELETE ON instrument_version FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'a published version cannot be deleted'); END",
        "CREATE TRIGGER edition_fixed BEFORE UPDATE ON edition FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'a frozen edition cannot be changed'); END",
        "CREATE TRIGGER edition_stays BEFORE DELETE ON edition FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'a frozen edition cannot be deleted'); END",
        "CREATE TRIGGER access_event_fixed BEFORE UPDATE ON access_event FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'the access log cannot be changed'); END",
        "CREATE TRIGGER access_event_stays BEFORE DELETE ON access_event FOR EACH ROW  BEGIN SELECT RAISE(ABORT, 'the access log cannot be shortened'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION consultation_mode_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the confidentiality promised at opening cannot be changed' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER consultation_mode_fixed BEFORE UPDATE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL AND (NEW.mode <> OLD.mode OR NEW.opened_at IS NULL)) EXECUTE FUNCTION consultation_mode_fixed()",
        "CREATE OR REPLACE FUNCTION consultation_rule_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the decision rule is fixed before the first answer' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER consultation_rule_fixed BEFORE UPDATE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL AND (NEW.decision_rule <> OLD.decision_rule OR NEW.decision_base <> OLD.decision_base OR NEW.decision_threshold <> OLD.decision_threshold OR NEW.quorum <> OLD.quorum)) EXECUTE FUNCTION consultation_rule_fixed()",
        "CREATE OR REPLACE FUNCTION consultation_opened_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'an opened consultation cannot be deleted' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER consultation_opened_stays BEFORE DELETE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL) EXECUTE FUNCTION consultation_opened_stays()",
        "CREATE OR REPLACE FUNCTION instrument_version_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a published version cannot be changed' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER instrument_version_fixed BEFORE UPDATE ON instrument_version FOR EACH ROW  EXECUTE FUNCTION instrument_version_fixed()",
        "CREATE OR REPLACE FUNCTION instrument_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a published version cannot be deleted' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER instrument_version_stays BEFORE DELETE ON instrument_version FOR EACH ROW  EXECUTE FUNCTION instrument_version_stays()",
        "CREATE OR REPLACE FUNCTION edition_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a frozen edition cannot be changed' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER edition_fixed BEFORE UPDATE ON edition FOR EACH ROW  EXECUTE FUNCTION edition_fixed()",
        "CREATE OR REPLACE FUNCTION edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a frozen edition cannot be deleted' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER edition_stays BEFORE DELETE ON edition FOR EACH ROW  EXECUTE FUNCTION edition_stays()",
        "CREATE OR REPLACE FUNCTION access_event_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the access log cannot be changed' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER access_event_fixed BEFORE UPDATE ON access_event FOR EACH ROW  EXECUTE FUNCTION access_event_fixed()",
        "CREATE OR REPLACE FUNCTION access_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the access log cannot be shortened' USING ERRCODE='integrity_constraint_violation'; END $$",
        "CREATE TRIGGER access_event_stays BEFORE DELETE ON access_event FOR EACH ROW  EXECUTE FUNCTION access_event_stays()",
    ],
}
REMOVALS = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS consultation_mode_fixed",
        "DROP TRIGGER IF EXISTS consultation_rule_fixed",
        "DROP TRIGGER IF EXISTS consultation_opened_stays",
        "DROP TRIGGER IF EXISTS instrument_version_fixed",
        "DROP TRIGGER IF EXISTS instrument_version_stays",
        "DROP TRIGGER IF EXISTS edition_fixed",
        "DROP TRIGGER IF EXISTS edition_stays",
        "DROP TRIGGER IF EXISTS access_event_fixed",
        "DROP TRIGGER IF EXISTS access_event_stays",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS consultation_mode_fixed ON consultation",
        "DROP FUNCTION IF EXISTS consultation_mode_fixed()",
        "DROP TRIGGER IF EXISTS consultation_rule_fixed ON consultation",
        "DROP FUNCTION IF EXISTS consultation_rule_fixed()",
        "DROP TRIGGER IF EXISTS consultation_opened_stays ON consultation",
        "DROP FUNCTION IF EXISTS consultation_opened_stays()",
        "DROP TRIGGER IF EXISTS instrument_version_fixed ON instrument_version",
        "DROP FUNCTION IF EXISTS instrument_version_fixed()",
        "DROP TRIGGER IF EXISTS instrument_version_stays ON instrument_version",
        "DROP FUNCTION IF EXISTS instrument_version_stays()",
        "DROP TRIGGER IF EXISTS edition_fixed ON edition",
        "DROP FUNCTION IF EXISTS edition_fixed()",
        "DROP TRIGGER IF EXISTS edition_stays ON edition",
        "DROP FUNCTION IF EXISTS edition_stays()",
        "DROP TRIGGER IF EXISTS access_event_fixed ON access_event",
        "DROP FUNCTION IF EXISTS access_event_fixed()",
        "DROP TRIGGER IF EXISTS access_event_stays ON access_event",
        "DROP FUNCTION IF EXISTS access_event_stays()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("permissions", sa.UnicodeText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
    )
    op.create_table(
        "coalition",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("agreement_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coalition")),
        sa.UniqueConstraint("mark", name=op.f("uq_coalition_mark")),
        sa.UniqueConstraint("name", name=op.f("uq_coalition_name")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("question", DOCUMENT, nullable=False),
        sa.Column("already_discussed", DOCUMENT, nullable=False),
        sa.Column("still_open", DOCUMENT, nullable=False),
        sa.Column("criteria", DOCUMENT, nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("withdraw_until", sa.Date(), nullable=False),
        sa.Column(
            "decision_rule",
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
            "decision_base",
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
        sa.Column("decision_threshold", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("confidential", name="mode", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "decision_threshold > 0 AND decision_threshold <= 100", name=op.f("ck_consultation_threshold_is_a_share")
        ),
        sa.CheckConstraint("quorum >= 0 AND quorum <= 100", name=op.f("ck_consultation_quorum_is_a_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column(
            "region",
            sa.Enum(
                "africa",
                "middle_east_north_africa",
                "asia_pacific",
                "europe",
                "eastern_europe_central_asia",
                "americas",
                name="region",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "national_ngo",
                "international_ngo",
                "survivors",
                "women",
                "youth",
                "faith",
                "research",
                "national_coalition",
                "other",
                name="organisation_kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("survivor_led", sa.Boolean(), nullable=False),
        sa.Column("profile", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisation_name_key")),
    )
    op.create_table(
        "access_event",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=True),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_access_event_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_access_event_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_event")),
    )
    op.create_table(
        "browser_session",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_browser_session_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_browser_session")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contact_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_edition_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_edition_consultation_id_number")),
    )
    op.create_table(
        "grant_of_role",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "individual_member",
                "focal_point",
                "translator",
                "interviewer",
                "coder",
                "lead_consultant",
                "safeguarding_lead",
                "coordinator",
                "host_member",
                "board",
                "facilitator",
                "observer",
                "scrutineer",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("coalition_id", sa.String(length=22), nullable=True),
        sa.Column("consultation_id", sa.String(length=22), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_grant_of_role_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_grant_of_role_coalition_id_coalition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_grant_of_role_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_of_role")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "coalition_id",
            "consultation_id",
            name=op.f("uq_grant_of_role_account_id_role_coalition_id_consultation_id"),
        ),
    )
    with op.batch_alter_table("grant_of_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_of_role_account_id"), ["account_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("coalition_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("endorsed_call", sa.Boolean(), nullable=False),
        sa.Column("endorsed_call_on", sa.Date(), nullable=True),
        sa.Column("pledge_accepted", sa.Boolean(), nullable=False),
        sa.Column("pledge_accepted_on", sa.Date(), nullable=True),
        sa.Column("joined_year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_membership_coalition_id_coalition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("coalition_id", "organisation_id", name=op.f("uq_membership_coalition_id_organisation_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "register_upload",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("coalition_id", sa.String(length=22), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_register_upload_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coalition_id"],
            ["coalition.id"],
            name=op.f("fk_register_upload_coalition_id_coalition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_upload")),
    )
    with op.batch_alter_table("register_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_upload_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_upload_coalition_id"), ["coalition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_upload_uploaded_at"), ["uploaded_at"], unique=False)

    op.create_table(
        "strand",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("coalition_id", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "prepared",
                "open",
                "closed",
                "frozen",
                "released",
                "published",
                name="strand_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dataset_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coalition_id"], ["coalition.id"], name=op.f("fk_strand_coalition_id_coalition"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_strand_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strand")),
        sa.UniqueConstraint("consultation_id", "coalition_id", name=op.f("uq_strand_consultation_id_coalition_id")),
    )
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_strand_coalition_id"), ["coalition_id"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "not_invited",
                "invited",
                "partial",
                "answered",
                "declined",
                "unreachable",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_coverage_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_coverage_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint("strand_id", "organisation_id", name=op.f("uq_coverage_strand_id_organisation_id")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "frame_member",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("in_both", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_frame_member_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_frame_member_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_member")),
        sa.UniqueConstraint("strand_id", "organisation_id", name=op.f("uq_frame_member_strand_id_organisation_id")),
    )
    with op.batch_alter_table("frame_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frame_member_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "instrument_version",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("core_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_instrument_version_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_version")),
        sa.UniqueConstraint("strand_id", "number", name=op.f("uq_instrument_version_strand_id_number")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("contact_id", sa.String(length=22), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_invitation_contact_id_contact"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_invitation_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "participation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("organisation", "individual", name="unit", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_participation_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_participation_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_participation_code_hash")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_participation_one_organisation_answer",
            ["strand_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("unit = 'organisation'"),
            postgresql_where=sa.text("unit = 'organisation'"),
        )
        batch_op.create_index(batch_op.f("ix_participation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "seal_opening",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("lead_account_id", sa.String(length=22), nullable=True),
        sa.Column("safeguarding_account_id", sa.String(length=22), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_account_id"],
            ["account.id"],
            name=op.f("fk_seal_opening_lead_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["safeguarding_account_id"],
            ["account.id"],
            name=op.f("fk_seal_opening_safeguarding_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_seal_opening_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_opening")),
    )
    with op.batch_alter_table("seal_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seal_opening_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("organisation", "individual", name="unit", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", name="answer_state", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revisions", DOCUMENT, nullable=False),
        sa.Column("read_in", DOCUMENT, nullable=False),
        sa.Column("re_asks", DOCUMENT, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("in_both", sa.Boolean(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", name="channel", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("order_seed", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_answer_revision_counts_up")),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_answer_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_answer_version_id_instrument_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_strand_id"), ["strand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_version_id"), ["version_id"], unique=False)

    op.create_table(
        "re_ask",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("from_version_id", sa.String(length=22), nullable=False),
        sa.Column("to_version_id", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_version_id"],
            ["instrument_version.id"],
            name=op.f("fk_re_ask_from_version_id_instrument_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_re_ask_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"],
            ["instrument_version.id"],
            name=op.f("fk_re_ask_to_version_id_instrument_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_re_ask")),
    )
    with op.batch_alter_table("re_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_re_ask_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "answer_link",
        sa.Column("participation_id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_link_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_answer_link_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_answer_link_answer_id")),
    )
    op.create_table(
        "earlier_answer",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.String(length=22), nullable=False),
        sa.Column("re_ask_id", sa.String(length=22), nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_earlier_answer_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["re_ask_id"], ["re_ask.id"], name=op.f("fk_earlier_answer_re_ask_id_re_ask"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["instrument_version.id"],
            name=op.f("fk_earlier_answer_version_id_instrument_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_answer")),
    )
    with op.batch_alter_table("earlier_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_answer_answer_id"), ["answer_id"], unique=False)

    op.create_table(
        "page_post",
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_page_post_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "key", name=op.f("pk_page_post")),
    )
    op.create_table(
        "sealed_answer",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("words", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_sealed_answer_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_sealed_answer_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_answer")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_sealed_answer_answer_id")),
    )
    with op.batch_alter_table("sealed_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_answer_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "words",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_words_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words")),
        sa.UniqueConstraint("answer_id", "part", name=op.f("uq_words_answer_id_part")),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in REMOVALS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("words")
    with op.batch_alter_table("sealed_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_answer_strand_id"))

    op.drop_table("sealed_answer")
    op.drop_table("page_post")
    with op.batch_alter_table("earlier_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_earlier_answer_answer_id"))

    op.drop_table("earlier_answer")
    op.drop_table("answer_link")
    with op.batch_alter_table("re_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_re_ask_strand_id"))

    op.drop_table("re_ask")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_version_id"))
        batch_op.drop_index(batch_op.f("ix_answer_strand_id"))

    op.drop_table("answer")
    with op.batch_alter_table("seal_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seal_opening_strand_id"))

    op.drop_table("seal_opening")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_organisation_id"))
        batch_op.drop_index(
            "ix_participation_one_organisation_answer",
            sqlite_where=sa.text("unit = 'organisation'"),
            postgresql_where=sa.text("unit = 'organisation'"),
        )

    op.drop_table("participation")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_strand_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))

    op.drop_table("invitation")
    op.drop_table("instrument_version")
    with op.batch_alter_table("frame_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frame_member_organisation_id"))

    op.drop_table("frame_member")
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_organisation_id"))

    op.drop_table("coverage")
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_strand_coalition_id"))

    op.drop_table("strand")
    with op.batch_alter_table("register_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_upload_uploaded_at"))
        batch_op.drop_index(batch_op.f("ix_register_upload_coalition_id"))
        batch_op.drop_index(batch_op.f("ix_register_upload_account_id"))

    op.drop_table("register_upload")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("grant_of_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_of_role_account_id"))

    op.drop_table("grant_of_role")
    op.drop_table("edition")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_organisation_id"))

    op.drop_table("contact")
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_session_account_id"))

    op.drop_table("browser_session")
    op.drop_table("access_event")
    op.drop_table("organisation")
    op.drop_table("consultation")
    op.drop_table("coalition")
    op.drop_table("account")
