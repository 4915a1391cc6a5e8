"""base rule alone

A place for the day on which a small coalition chose that bases alone are hidden, and a guard over it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consult.shared.triggers import GUARDS

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

GUARD = next(one for one in GUARDS if one.name == "strand_disclosure_fixed")


def upgrade() -> None:
    op.add_column("strand", sa.Column("base_rule_chosen_at", sa.DateTime(timezone=True), nullable=True))
    for statement in GUARD.statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    strand = sa.table("strand", sa.column("base_rule_chosen_at"))
    chosen = sa.select(sa.func.count()).select_from(strand).where(strand.c.base_rule_chosen_at.is_not(None))
    if op.get_bind().scalar(chosen):
        raise RuntimeError("a strand was promised the base rule alone, and the older schema has no place for it")
    for statement in GUARD.removal(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_column("strand", "base_rule_chosen_at")
