"""interviews and codes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What was said cannot be changed, only withdrawn.
WHEN = "NEW.text <> OLD.text AND NOT (NEW.text = '' AND NEW.withdrawn_on IS NOT NULL)"
WORDS = "what was said cannot be changed, only withdrawn"
GUARD = {
    "sqlite": [
        (
            f"CREATE TRIGGER turn_text_fixed BEFORE UPDATE ON turn FOR EACH ROW WHEN ({WHEN}) "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
    ],
    "postgresql": [
        (
            "CREATE OR REPLACE FUNCTION turn_text_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{WORDS}' USING ERRCODE='integrity_constraint_violation'; END $$"
        ),
        (
            f"CREATE TRIGGER turn_text_fixed BEFORE UPDATE ON turn FOR EACH ROW WHEN ({WHEN}) "
            "EXECUTE FUNCTION turn_text_fixed()"
        ),
    ],
}
REMOVAL = {
    "sqlite": ["DROP TRIGGER IF EXISTS turn_text_fixed"],
    "postgresql": ["DROP TRIGGER IF EXISTS turn_text_fixed ON turn", "DROP FUNCTION IF EXISTS turn_text_fixed()"],
}
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "codebook",
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_codebook_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_codebook")),
    )
    op.create_table(
        "interview",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "brainstorming",
                "meeting",
                "focus_group",
                "email",
                "semi_structured",
                "key_informant",
                "recall",
                name="interview_kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "phone",
                "video",
                "email",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("interviewer_account_id", sa.String(length=22), nullable=True),
        sa.Column("interviewer_ties", sa.Text(), nullable=False),
        sa.Column("withdraw_until", sa.Date(), nullable=True),
        sa.Column("recall_period", sa.Text(), nullable=False),
        sa.Column("recall_confirmed", sa.Boolean(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_interview_consultation_id_consultation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["interviewer_account_id"],
            ["account.id"],
            name=op.f("fk_interview_interviewer_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("consultation_id", "label", name=op.f("uq_interview_consultation_id_label")),
    )
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interview_interviewer_account_id"), ["interviewer_account_id"], unique=False
        )

    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column(
            "material",
            sa.Enum("interview", "open_answers", name="material", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("interview_id", sa.String(length=22), nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(material = 'interview' AND interview_id IS NOT NULL AND part = '') OR (material = 'open_answers' AND interview_id IS NULL AND part <> '')",
            name=op.f("ck_assignment_one_material"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_assignment_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_assignment_interview_id_interview"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_assignment_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "account_id", "strand_id", "interview_id", name=op.f("uq_assignment_account_id_strand_id_interview_id")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_interview_id"), ["interview_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "code",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("use_when", DOCUMENT, nullable=False),
        sa.Column("not_when", DOCUMENT, nullable=False),
        sa.Column("example", DOCUMENT, nullable=False),
        sa.Column("added_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(length=22), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["account.id"], name=op.f("fk_code_added_by_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["codebook.consultation_id"],
            name=op.f("fk_code_consultation_id_codebook"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("consultation_id", "key", name=op.f("uq_code_consultation_id_key")),
    )
    op.create_table(
        "interview_strand",
        sa.Column("interview_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interview.id"],
            name=op.f("fk_interview_strand_interview_id_interview"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_interview_strand_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("interview_id", "strand_id", name=op.f("pk_interview_strand")),
    )
    with op.batch_alter_table("interview_strand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interview_strand_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("interview_id", sa.String(length=22), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "interviewer",
                "interviewee",
                "interpreter",
                name="speaker_role",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("took_part", sa.Boolean(), nullable=False),
        sa.Column(
            "quoting",
            sa.Enum(
                "none",
                "member_only",
                "region_and_kind",
                "by_name",
                name="quoting",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("may_contact", sa.Boolean(), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_participant_interview_id_interview"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("interview_id", "pseudonym", name=op.f("uq_participant_interview_id_pseudonym")),
    )
    op.create_table(
        "participant_identity",
        sa.Column("participant_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_participant_identity_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_participant_identity_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_participant_identity")),
    )
    with op.batch_alter_table("participant_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_identity_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "turn",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("interview_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.String(length=22), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint("withdrawn_on IS NULL OR text = ''", name=op.f("ck_turn_withdrawn_is_empty")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_turn_interview_id_interview"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_turn_participant_id_participant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("interview_id", "number", name=op.f("uq_turn_interview_id_number")),
    )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turn_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "turn_item",
        sa.Column("turn_id", sa.String(length=22), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_turn_item_turn_id_turn"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn_id", "item", name=op.f("pk_turn_item")),
    )
    op.create_table(
        "turn_translation",
        sa.Column("turn_id", sa.String(length=22), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translator", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "reviewed", name="translation_state", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_turn_translation_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", "language", name=op.f("pk_turn_translation")),
    )
    op.create_table(
        "assigned_words",
        sa.Column("assignment_id", sa.String(length=22), nullable=False),
        sa.Column("words_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assigned_words_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["words_id"], ["words.id"], name=op.f("fk_assigned_words_words_id_words"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assignment_id", "words_id", name=op.f("pk_assigned_words")),
    )
    with op.batch_alter_table("assigned_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assigned_words_words_id"), ["words_id"], unique=False)

    op.create_table(
        "segment",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("assignment_id", sa.String(length=22), nullable=False),
        sa.Column("turn_id", sa.String(length=22), nullable=True),
        sa.Column("words_id", sa.String(length=22), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "for",
                "conditional",
                "mixed",
                "against",
                "none",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name=op.f("ck_segment_one_passage")),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name=op.f("ck_segment_stretch")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_segment_assignment_id_assignment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_segment_code_id_code"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_segment_turn_id_turn"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_segment_words_id_words"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_code_id"), ["code_id"], unique=False)
        batch_op.create_index(
            "ix_segment_one_per_stretch_of_turn",
            ["assignment_id", "turn_id", "start_at", "end_at", "code_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL AND turn_id IS NOT NULL"),
            postgresql_where=sa.text("removed_at IS NULL AND turn_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_segment_one_per_stretch_of_words",
            ["assignment_id", "words_id", "start_at", "end_at", "code_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL AND words_id IS NOT NULL"),
            postgresql_where=sa.text("removed_at IS NULL AND words_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_segment_turn_id"), ["turn_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_words_id"), ["words_id"], unique=False)

    op.create_table(
        "words_translation",
        sa.Column("words_id", sa.String(length=22), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["words_id"], ["words.id"], name=op.f("fk_words_translation_words_id_words"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("words_id", "language", name=op.f("pk_words_translation")),
    )
    for statement in GUARD[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in REMOVAL[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("words_translation")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_words_id"))
        batch_op.drop_index(batch_op.f("ix_segment_turn_id"))
        batch_op.drop_index(
            "ix_segment_one_per_stretch_of_words",
            sqlite_where=sa.text("removed_at IS NULL AND words_id IS NOT NULL"),
            postgresql_where=sa.text("removed_at IS NULL AND words_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_segment_one_per_stretch_of_turn",
            sqlite_where=sa.text("removed_at IS NULL AND turn_id IS NOT NULL"),
            postgresql_where=sa.text("removed_at IS NULL AND turn_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_segment_code_id"))
        batch_op.drop_index(batch_op.f("ix_segment_assignment_id"))

    op.drop_table("segment")
    with op.batch_alter_table("assigned_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assigned_words_words_id"))

    op.drop_table("assigned_words")
    op.drop_table("turn_translation")
    op.drop_table("turn_item")
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turn_participant_id"))

    op.drop_table("turn")
    with op.batch_alter_table("participant_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_identity_organisation_id"))

    op.drop_table("participant_identity")
    op.drop_table("participant")
    with op.batch_alter_table("interview_strand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interview_strand_strand_id"))

    op.drop_table("interview_strand")
    op.drop_table("code")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_strand_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_interview_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interview_interviewer_account_id"))

    op.drop_table("interview")
    op.drop_table("codebook")
