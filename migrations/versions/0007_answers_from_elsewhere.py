"""answers from elsewhere

A place for what an answer from elsewhere brings along: its coalition, its weights, what it was not asked.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "loaded_answer",
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("coalition", sa.Text(), nullable=False),
        sa.Column("weights", DOCUMENT, nullable=False),
        sa.Column("not_asked", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_loaded_answer_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_loaded_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    refuse_to_lose_weights()
    op.drop_table("loaded_answer")


def refuse_to_lose_weights() -> None:
    """The older program has no place for these: going back would count the same answers differently."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("loaded_answer"))):
        raise RuntimeError("answers from elsewhere are loaded, and the older schema has no place for what they brought")
