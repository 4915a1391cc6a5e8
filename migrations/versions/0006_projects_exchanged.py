"""projects exchanged

A place for what a project from another program holds and no other table does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "exchanged",
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("brought_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_exchanged_strand_id_strand"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("strand_id", name=op.f("pk_exchanged")),
    )
    op.create_table(
        "exchanged_source",
        sa.Column("turn_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"],
            ["exchanged.strand_id"],
            name=op.f("fk_exchanged_source_strand_id_exchanged"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_exchanged_source_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_exchanged_source")),
    )
    op.create_index(op.f("ix_exchanged_source_strand_id"), "exchanged_source", ["strand_id"], unique=False)


def downgrade() -> None:
    refuse_to_lose_projects()
    op.drop_index(op.f("ix_exchanged_source_strand_id"), table_name="exchanged_source")
    op.drop_table("exchanged_source")
    op.drop_table("exchanged")


def refuse_to_lose_projects() -> None:
    """The older program has no place for these: going back would throw away what projects brought in."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("exchanged"))):
        raise RuntimeError("exchanged holds what projects brought in, and the older schema has no place for it")
