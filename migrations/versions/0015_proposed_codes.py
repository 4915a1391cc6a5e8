"""proposed codes and in-vivo codes

Places for what was learned of a strand's coding, for the codes proposed from it and what coders made of them, and for
codes that are named with somebody's words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consult.shared.triggers import FALLS

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LEARNED_FALLS = [one for one in FALLS if one.name.startswith("learned_falls_with_")]


def upgrade() -> None:
    _in_vivo()
    _learned()
    _suggestion()
    _suggestion_answer()
    for fall in LEARNED_FALLS:
        for statement in fall.statements(op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    refuse_to_lose()
    for fall in LEARNED_FALLS:
        for statement in fall.removal(op.get_bind().dialect.name):
            op.execute(statement)
    for table in ("suggestion_answer", "suggestion", "learned_code", "learned", "in_vivo"):
        op.drop_table(table)


def refuse_to_lose() -> None:
    """Without its row a code of one strand would be seen by the other, and what coders answered would be gone."""
    for table in ("in_vivo", "suggestion_answer"):
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            raise RuntimeError(f"{table} holds something, and the older schema has no place for it")


def _in_vivo() -> None:
    op.create_table(
        "in_vivo",
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("segment_id", sa.String(length=22), nullable=True),
        _key("in_vivo", "code_id", "code.id", "CASCADE"),
        _key("in_vivo", "strand_id", "strand.id", "RESTRICT"),
        _key("in_vivo", "segment_id", "segment.id", "SET NULL"),
        sa.PrimaryKeyConstraint("code_id", name=op.f("pk_in_vivo")),
    )
    _indexes("in_vivo", "strand_id", "segment_id")


def _learned() -> None:
    op.create_table(
        "learned",
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_count", sa.Integer(), nullable=False),
        sa.Column("waiting_count", sa.Integer(), nullable=False),
        _key("learned", "strand_id", "strand.id", "CASCADE"),
        sa.PrimaryKeyConstraint("strand_id", name=op.f("pk_learned")),
    )
    state = sa.Enum(
        "on",
        "too_few_examples",
        "too_few_documents",
        "nothing_else",
        "not_precise",
        name="state",
        native_enum=False,
        create_constraint=True,
        length=30,
    )
    op.create_table(
        "learned_code",
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("example_count", sa.Integer(), nullable=False),
        sa.Column("document_count", sa.Integer(), nullable=False),
        sa.Column("proposed_count", sa.Integer(), nullable=True),
        sa.Column("right_count", sa.Integer(), nullable=True),
        sa.Column("given_count", sa.Integer(), nullable=True),
        _key("learned_code", "strand_id", "learned.strand_id", "CASCADE"),
        _key("learned_code", "code_id", "code.id", "CASCADE"),
        sa.PrimaryKeyConstraint("strand_id", "code_id", "language", name=op.f("pk_learned_code")),
    )
    _indexes("learned_code", "code_id")


def _suggestion() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("turn_id", sa.String(length=22), nullable=True),
        sa.Column("words_id", sa.String(length=22), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=True),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name=op.f("ck_suggestion_one_passage")),
        _key("suggestion", "strand_id", "learned.strand_id", "CASCADE"),
        _key("suggestion", "turn_id", "turn.id", "CASCADE"),
        _key("suggestion", "words_id", "words.id", "CASCADE"),
        _key("suggestion", "code_id", "code.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    _indexes("suggestion", "strand_id", "turn_id", "words_id", "code_id")


def _suggestion_answer() -> None:
    op.create_table(
        "suggestion_answer",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("assignment_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("turn_id", sa.String(length=22), nullable=True),
        sa.Column("words_id", sa.String(length=22), nullable=True),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name=op.f("ck_suggestion_answer_one_passage")),
        _key("suggestion_answer", "assignment_id", "assignment.id", "CASCADE"),
        _key("suggestion_answer", "account_id", "account.id", "RESTRICT"),
        _key("suggestion_answer", "turn_id", "turn.id", "CASCADE"),
        _key("suggestion_answer", "words_id", "words.id", "CASCADE"),
        _key("suggestion_answer", "code_id", "code.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_answer")),
    )
    _indexes("suggestion_answer", "assignment_id", "turn_id", "words_id", "code_id")


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _key(table: str, column: str, other: str, then: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=then)
