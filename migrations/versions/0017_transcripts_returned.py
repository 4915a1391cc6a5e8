"""transcripts returned

Places for the links by which speakers read what they said, for what turns said before they were corrected, for what
was withdrawn and can be taken back, and for codes whose words were corrected. A corrected text may be written.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consult.shared.triggers import GUARDS, Guard

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOW = next(one for one in GUARDS if one.name == "turn_text_fixed")
BEFORE = Guard(
    "turn_text_fixed",
    "turn",
    "UPDATE",
    "NEW.text <> OLD.text AND NOT (NEW.text = '' AND NEW.withdrawn_on IS NOT NULL)",
    "what was said cannot be changed, only withdrawn",
)
RETURNED = ("changed_words", "withheld_turn", "turn_version", "transcript_return")


def upgrade() -> None:
    op.add_column("turn", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    guard(NOW)
    _links()
    _words()


def downgrade() -> None:
    for table in RETURNED:
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            raise RuntimeError(f"{table} holds something, and the older schema has no place for it")
    for table in RETURNED:
        op.drop_table(table)
    guard(BEFORE)
    op.drop_column("turn", "corrected_at")


def guard(wanted: Guard) -> None:
    """Have the database refuse what `wanted` says, and nothing that it refused before."""
    dialect = op.get_bind().dialect.name
    for statement in (*wanted.removal(dialect), *wanted.statements(dialect)):
        op.execute(statement)


def _links() -> None:
    op.create_table(
        "transcript_return",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("participant_id", sa.String(length=22), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        _key("transcript_return", "participant_id", "participant", "CASCADE"),
        _key("transcript_return", "account_id", "account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_return")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_transcript_return_token_hash")),
    )
    for column in ("participant_id", "account_id"):
        op.create_index(op.f(f"ix_transcript_return_{column}"), "transcript_return", [column], unique=False)
    op.create_index(
        "ix_transcript_return_one_open",
        "transcript_return",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _words() -> None:
    op.create_table(
        "turn_version",
        sa.Column("turn_id", sa.String(length=22), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("return_id", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _key("turn_version", "turn_id", "turn", "CASCADE"),
        _key("turn_version", "return_id", "transcript_return", "CASCADE"),
        sa.PrimaryKeyConstraint("turn_id", "replaced_at", name=op.f("pk_turn_version")),
    )
    op.create_table(
        "withheld_turn",
        sa.Column("turn_id", sa.String(length=22), nullable=False),
        sa.Column("return_id", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _key("withheld_turn", "turn_id", "turn", "CASCADE"),
        _key("withheld_turn", "return_id", "transcript_return", "CASCADE"),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_withheld_turn")),
    )
    for table in ("turn_version", "withheld_turn"):
        op.create_index(op.f(f"ix_{table}_return_id"), table, ["return_id"], unique=False)
    op.create_table(
        "changed_words",
        sa.Column("segment_id", sa.String(length=22), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        _key("changed_words", "segment_id", "segment", "CASCADE"),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_changed_words")),
    )


def _key(table: str, column: str, home: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{home}")
    return sa.ForeignKeyConstraint([column], [f"{home}.id"], name=name, ondelete=ondelete)
