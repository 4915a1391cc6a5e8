"""covered names

A place for marks on what names somebody in a turn, and for having seen that a translation names nobody else.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turn_translation", sa.Column("covered_on", sa.Date(), nullable=True))
    op.create_table(
        "redaction",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("turn_id", sa.String(length=22), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "name",
                "place",
                "organisation",
                name="redaction_kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name=op.f("ck_redaction_holds_something")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_redaction_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_redaction_turn_id_turn"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index(op.f("ix_redaction_turn_id"), "redaction", ["turn_id"], unique=False)
    op.create_index(op.f("ix_redaction_account_id"), "redaction", ["account_id"], unique=False)


def downgrade() -> None:
    refuse_to_show_names()
    op.drop_index(op.f("ix_redaction_account_id"), table_name="redaction")
    op.drop_index(op.f("ix_redaction_turn_id"), table_name="redaction")
    op.drop_table("redaction")
    op.drop_column("turn_translation", "covered_on")


def refuse_to_show_names() -> None:
    """The older program covers nothing: going back would show coders every name that was marked."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("redaction"))):
        raise RuntimeError("redaction holds marks on names, and the older schema would show what they cover")
