"""seals and errata

Places for what was sealed as the data of a strand were frozen, and for corrections of what was released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consult.shared.triggers import GUARDS

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FIXED = [one for one in GUARDS if one.table in ("strand_seal", "erratum")]
PEOPLE = ("asked_by", "confirmed_by")


def upgrade() -> None:
    op.create_table(
        "strand_seal",
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("frame", "instrument", "answers", "rules")),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_strand_seal_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("strand_id", name=op.f("pk_strand_seal")),
    )
    _erratum()
    for guard in FIXED:
        for statement in guard.statements(op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in ("erratum", "strand_seal"):
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            raise RuntimeError(f"{table} holds something, and the older schema has no place for it")
    for guard in FIXED:
        for statement in guard.removal(op.get_bind().dialect.name):
            op.execute(statement)
    op.drop_table("erratum")
    op.drop_table("strand_seal")


def _erratum() -> None:
    homes = {"consultation_id": "consultation", "strand_id": "strand", "edition_id": "edition"}
    homes |= dict.fromkeys(PEOPLE, "account")
    op.create_table(
        "erratum",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=22), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition_id", sa.String(length=22), nullable=True),
        sa.Column("confirmed_by", sa.String(length=22), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([own], [f"{home}.id"], name=op.f(f"fk_erratum_{own}_{home}"), ondelete="RESTRICT")
            for own, home in homes.items()
        ),
        sa.CheckConstraint(
            "(edition_id IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_erratum_two_keys_make_an_edition")
        ),
        sa.CheckConstraint("confirmed_by <> asked_by", name=op.f("ck_erratum_two_people_have_the_keys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erratum")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_erratum_consultation_id_number")),
    )
    for column in ("strand_id", *PEOPLE, "edition_id"):
        op.create_index(op.f(f"ix_erratum_{column}"), "erratum", [column], unique=False)
