"""interview guides

Places for a strand's own guide, and for what is noted along it in one conversation.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "strand_guide",
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_strand_guide_strand_id_strand"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_strand_guide_account_id_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("strand_id", name=op.f("pk_strand_guide")),
    )
    op.create_index(op.f("ix_strand_guide_account_id"), "strand_guide", ["account_id"], unique=False)
    op.create_table(
        "guide_note",
        sa.Column("plan_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "reached",
            sa.Enum(
                "not_reached",
                "asked",
                "unprompted",
                name="reached",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["interview_plan.id"], name=op.f("fk_guide_note_plan_id_interview_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "key", name=op.f("pk_guide_note")),
    )


def downgrade() -> None:
    for table in ("guide_note", "strand_guide"):
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            raise RuntimeError(f"{table} holds something, and the older schema has no place for it")
    op.drop_table("guide_note")
    op.drop_table("strand_guide")
