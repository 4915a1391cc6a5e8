"""one open invitation per contact"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = "ix_invitation_one_open_per_contact"
OPEN = sa.text("revoked_at IS NULL AND contact_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        NAME, "invitation", ["strand_id", "contact_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="invitation")
