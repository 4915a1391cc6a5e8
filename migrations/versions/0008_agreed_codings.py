"""agreed codings

Places for what is drawn to be read twice, what is decided where two readings differ, and what is summed up of a case.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.shared.triggers import FALLS

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLES = ("second_draw", "adjudication", "framework_cell")
CELLS_FALL = [one for one in FALLS if one.name == "framework_cell_falls"]


def upgrade() -> None:
    _second_draw()
    _adjudication()
    _framework_cell()
    for fall in CELLS_FALL:
        for statement in fall.statements(op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    refuse_to_lose_decisions()
    for fall in CELLS_FALL:
        for statement in fall.removal(op.get_bind().dialect.name):
            op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)


def refuse_to_lose_decisions() -> None:
    """The older program has no place for these: going back would count the same passages differently."""
    for table in TABLES:
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            raise RuntimeError(f"{table} holds something, and the older schema has no place for it")


def _second_draw() -> None:
    op.create_table(
        "second_draw",
        _id(),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("pool", DOCUMENT, nullable=False),
        sa.Column("reader_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("ck_second_draw_share")),
        _key("second_draw", "strand_id", "strand", "RESTRICT"),
        _key("second_draw", "reader_id", "account", "RESTRICT"),
        _key("second_draw", "account_id", "account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_draw")),
    )
    op.create_index(op.f("ix_second_draw_strand_id"), "second_draw", ["strand_id"])


def _adjudication() -> None:
    name = "adjudication"
    verdict = sa.Enum(
        "first",
        "second",
        "both",
        "other",
        "discuss",
        name="verdict",
        native_enum=False,
        create_constraint=True,
        length=30,
    )
    op.create_table(
        name,
        _id(),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("turn_id", sa.String(length=22), nullable=True),
        sa.Column("words_id", sa.String(length=22), nullable=True),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("verdict", verdict, nullable=False),
        sa.Column("other_id", sa.String(length=22), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.String(length=22), nullable=True),
        sa.CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name=op.f("ck_adjudication_one_passage")),
        sa.CheckConstraint("(verdict = 'other') = (other_id IS NOT NULL)", name=op.f("ck_adjudication_other_code")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", name=op.f("ck_adjudication_taken_back")
        ),
        _key(name, "strand_id", "strand", "RESTRICT"),
        _key(name, "turn_id", "turn", "CASCADE"),
        _key(name, "words_id", "words", "CASCADE"),
        _key(name, "code_id", "code", "RESTRICT"),
        _key(name, "other_id", "code", "RESTRICT"),
        _key(name, "account_id", "account", "RESTRICT"),
        _key(name, "taken_back_by", "account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjudication")),
    )
    for column in ("strand_id", "turn_id", "words_id"):
        op.create_index(op.f(f"ix_adjudication_{column}"), name, [column])
    for column in ("turn", "words"):
        where = sa.text(f"taken_back_at IS NULL AND {column}_id IS NOT NULL")
        op.create_index(
            f"ix_adjudication_one_per_code_of_{column}",
            name,
            [f"{column}_id", "code_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _framework_cell() -> None:
    name = "framework_cell"
    op.create_table(
        name,
        _id(),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("interview_id", sa.String(length=22), nullable=True),
        sa.Column("words_id", sa.String(length=22), nullable=True),
        sa.Column("code_id", sa.String(length=22), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("(interview_id IS NULL) <> (words_id IS NULL)", name=op.f("ck_framework_cell_one_case")),
        _key(name, "strand_id", "strand", "RESTRICT"),
        _key(name, "interview_id", "interview", "CASCADE"),
        _key(name, "words_id", "words", "CASCADE"),
        _key(name, "code_id", "code", "RESTRICT"),
        _key(name, "account_id", "account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_cell")),
    )
    for column in ("interview", "words"):
        op.create_index(op.f(f"ix_framework_cell_{column}_id"), name, [f"{column}_id"])
        where = sa.text(f"{column}_id IS NOT NULL")
        op.create_index(
            f"ix_framework_cell_one_per_{column}",
            name,
            ["strand_id", f"{column}_id", "code_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(length=22), nullable=False)


def _key(table: str, column: str, other: str, then: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=then)
