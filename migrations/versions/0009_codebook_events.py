"""codebook events

What codes say besides, what was done to a codebook, and what was read again for a code that came later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = ("add", "merge", "split", "move", "rename", "retire", "undo")
NEW = (("definition", DOCUMENT, "{}"), ("counter_example", DOCUMENT, "{}"), ("colour", sa.Text(), ""))
MERGED = "fk_code_merged_into_code"


def upgrade() -> None:
    with op.batch_alter_table("code") as batch_op:
        for name, kind, empty in NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=empty))
        batch_op.add_column(sa.Column("retired_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.String(length=22), nullable=True))
        batch_op.create_foreign_key(MERGED, "code", ["merged_into"], ["id"], ondelete="RESTRICT")
    with op.batch_alter_table("code") as batch_op:
        for name, kind, _empty in NEW:
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.create_table(
        "codebook_event",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="event_kind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("code_key", sa.Text(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("undoes", sa.String(length=22), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_codebook_event_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["codebook.consultation_id"],
            name=op.f("fk_codebook_event_consultation_id_codebook"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["codebook_event.id"], name=op.f("fk_codebook_event_undoes_codebook_event"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_event")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_codebook_event_consultation_id_number")),
        sa.UniqueConstraint("undoes", name=op.f("uq_codebook_event_undoes")),
    )
    op.create_table(
        "read_again",
        sa.Column("assignment_id", sa.String(length=22), nullable=False),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_read_again_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_read_again_code_id_code"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("assignment_id", "code_id", name=op.f("pk_read_again")),
    )
    op.create_index(op.f("ix_read_again_code_id"), "read_again", ["code_id"], unique=False)


def downgrade() -> None:
    refuse_to_lose_events()
    op.drop_index(op.f("ix_read_again_code_id"), table_name="read_again")
    op.drop_table("read_again")
    op.drop_table("codebook_event")
    with op.batch_alter_table("code") as batch_op:
        batch_op.drop_constraint(MERGED, type_="foreignkey")
        for name in ("merged_into", "retired_on", *(new[0] for new in NEW)):
            batch_op.drop_column(name)


def refuse_to_lose_events() -> None:
    """The older program would give merged and retired codes again, and could undo nothing."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("codebook_event"))):
        raise RuntimeError("codebook_event says what was done to codebooks, and the older schema has no place for it")
