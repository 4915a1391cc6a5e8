"""memos and acts

Places for memos on strands, documents and codes, and for what a coder did, so that it can be undone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.shared.triggers import FALLS

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MEMOS_FALL = [one for one in FALLS if one.table in ("turn", "assigned_words") and one.name.startswith("memo_of_")]


def upgrade() -> None:
    _memo()
    _act()
    op.create_index("ix_segment_place", "segment", ["assignment_id", "turn_id", "words_id", "start_at"])
    op.drop_index(op.f("ix_segment_assignment_id"), table_name="segment")
    for fall in MEMOS_FALL:
        for statement in fall.statements(op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    refuse_to_lose_memos()
    for fall in MEMOS_FALL:
        for statement in fall.removal(op.get_bind().dialect.name):
            op.execute(statement)
    op.create_index(op.f("ix_segment_assignment_id"), "segment", ["assignment_id"])
    op.drop_index("ix_segment_place", table_name="segment")
    op.drop_table("coding_act")
    op.drop_table("memo")


def refuse_to_lose_memos() -> None:
    """The older program has no place for these: going back would throw away what coders noted."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("memo"))):
        raise RuntimeError("memo holds what coders noted, and the older schema has no place for it")


def _memo() -> None:
    op.create_table(
        "memo",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("interview_id", sa.String(length=22), nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("code_id", sa.String(length=22), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(interview_id IS NULL AND part = '') OR (interview_id IS NULL AND code_id IS NULL) OR "
            "(part = '' AND code_id IS NULL)",
            name=op.f("ck_memo_one_place"),
        ),
        _key("memo", "strand_id", "strand", "RESTRICT"),
        _key("memo", "account_id", "account", "RESTRICT"),
        _key("memo", "interview_id", "interview", "CASCADE"),
        _key("memo", "code_id", "code", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memo")),
    )
    for column in ("strand_id", "interview_id", "code_id"):
        op.create_index(op.f(f"ix_memo_{column}"), "memo", [column])


def _act() -> None:
    op.create_table(
        "coding_act",
        sa.Column("assignment_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.String(length=22), nullable=True),
        sa.Column("memo_id", sa.String(length=22), nullable=True),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(segment_id IS NULL) <> (memo_id IS NULL)", name=op.f("ck_coding_act_one_thing")),
        _key("coding_act", "assignment_id", "assignment", "CASCADE"),
        _key("coding_act", "segment_id", "segment", "CASCADE"),
        _key("coding_act", "memo_id", "memo", "CASCADE"),
        sa.PrimaryKeyConstraint("assignment_id", "number", name=op.f("pk_coding_act")),
    )
    for columns in (["segment_id"], ["memo_id"], ["assignment_id", "undone", "number"]):
        op.create_index(op.f(f"ix_coding_act_{'_'.join(columns)}"), "coding_act", columns)


def _key(table: str, column: str, other: str, then: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=then)
