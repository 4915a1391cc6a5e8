"""planned interviews

Places for interviews that are to be held, for whoever is to be heard in them, and apart from that for who they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("brainstorming", "meeting", "focus_group", "email", "semi_structured", "key_informant", "recall")
STATES = ("planned", "agreed", "held", "taken_in", "withdrawn")
QUOTING = ("none", "member_only", "region_and_kind", "by_name")


def upgrade() -> None:
    _plans()
    _people()
    _identities()


def downgrade() -> None:
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table("interview_plan"))):
        raise RuntimeError("interview_plan holds planned interviews, and the older schema has no place for them")
    for table in ("planned_identity", "planned_person", "interview_plan"):
        op.drop_table(table)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def _plans() -> None:
    op.create_table(
        "interview_plan",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", _one_of("interview_kind", KINDS), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("interpreter", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("organisation_kind", sa.Text(), nullable=False),
        sa.Column("interviewer_account_id", sa.String(length=22), nullable=True),
        sa.Column("interviewer_ties", sa.Text(), nullable=False),
        sa.Column("withdraw_until", sa.Date(), nullable=True),
        sa.Column("state", _one_of("plan_state", STATES), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("interview_id", sa.String(length=22), nullable=True),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_interview_plan_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["interviewer_account_id"],
            ["account.id"],
            name=op.f("fk_interview_plan_interviewer_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interview.id"],
            name=op.f("fk_interview_plan_interview_id_interview"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_plan")),
        sa.UniqueConstraint("strand_id", "label", name=op.f("uq_interview_plan_strand_id_label")),
    )
    for column in ("interviewer_account_id", "interview_id"):
        op.create_index(op.f(f"ix_interview_plan_{column}"), "interview_plan", [column], unique=False)


def _people() -> None:
    op.create_table(
        "planned_person",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("plan_id", sa.String(length=22), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("took_part", sa.Boolean(), nullable=False),
        sa.Column("quoting", _one_of("quoting", QUOTING), nullable=False),
        sa.Column("may_contact", sa.Boolean(), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["interview_plan.id"],
            name=op.f("fk_planned_person_plan_id_interview_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_person")),
    )
    op.create_index(op.f("ix_planned_person_plan_id"), "planned_person", ["plan_id"], unique=False)


def _identities() -> None:
    op.create_table(
        "planned_identity",
        sa.Column("person_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["planned_person.id"],
            name=op.f("fk_planned_identity_person_id_planned_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_planned_identity_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_planned_identity")),
    )
    op.create_index(op.f("ix_planned_identity_organisation_id"), "planned_identity", ["organisation_id"], unique=False)
