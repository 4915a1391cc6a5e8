"""Planned interviews, who is to be heard in them, and what the coverage says is not heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.collection.queries import CoverageView, coverage
from consult.collection.rules import Disposition
from consult.interview.records import Plan, PlannedIdentity, PlannedPerson
from consult.interview.rules import InterviewKind, Quoting
from consult.interview.rules.planning import PlanState
from consult.membership.records import Organisation

UNHEARD = (
    Disposition.NOT_INVITED,
    Disposition.INVITED,
    Disposition.OPENED,
    Disposition.PARTIAL,
    Disposition.UNREACHABLE,
)
"""Who answered was heard; who is not asked on purpose, or chose not to take part, is not pursued with an interview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One planned interview, without who is to be heard in it."""

    id: str
    strand_id: str
    label: str
    reason: str
    kind: InterviewKind
    language: str
    interpreter: str
    region: str
    organisation_kind: str
    interviewer_account_id: str | None
    interviewer_name: str
    interviewer_ties: str
    withdraw_until: date | None
    state: PlanState
    changed_on: date
    interview_id: str | None
    person_count: int
    agreed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPersonView:
    """Somebody who is to be interviewed; `name` and `organisation` for whoever may open the plan."""

    id: str
    description: str
    name: str
    organisation: str
    took_part: bool
    quoting: Quoting
    may_contact: bool
    may_record: bool
    consent_on: date | None


def plans_of(session: Session, strand_id: str) -> tuple[PlanView, ...]:
    """Return the planned interviews of a strand, by label."""
    return _plans(session, Plan.strand_id == strand_id)


def plan_of(session: Session, plan_id: str) -> PlanView | None:
    """Return one planned interview, or None."""
    return next(iter(_plans(session, Plan.id == plan_id)), None)


def _plans(session: Session, wanted: ColumnElement[bool]) -> tuple[PlanView, ...]:
    people = select(func.count()).where(PlannedPerson.plan_id == Plan.id)
    rows = session.execute(
        select(Plan, Account.name, people.scalar_subquery(), people.where(PlannedPerson.took_part).scalar_subquery())
        .outerjoin(Account, Account.id == Plan.interviewer_account_id)
        .where(wanted)
        .order_by(Plan.label, Plan.id)
    )
    return tuple(
        PlanView(
            id=one.id,
            strand_id=one.strand_id,
            label=one.label,
            reason=one.reason,
            kind=one.kind,
            language=one.language,
            interpreter=one.interpreter,
            region=one.region,
            organisation_kind=one.organisation_kind,
            interviewer_account_id=one.interviewer_account_id,
            interviewer_name=name or "",
            interviewer_ties=one.interviewer_ties,
            withdraw_until=one.withdraw_until,
            state=one.state,
            changed_on=one.changed_on,
            interview_id=one.interview_id,
            person_count=count,
            agreed_count=agreed,
        )
        for one, name, count, agreed in rows
    )


def planned_people(session: Session, plan_id: str) -> tuple[PlannedPersonView, ...]:
    """Return who is to be heard in a planned interview, with who they are, for whoever may open the plan."""
    rows = session.execute(
        select(PlannedPerson, PlannedIdentity.name, Organisation.name)
        .outerjoin(PlannedIdentity, PlannedIdentity.person_id == PlannedPerson.id)
        .outerjoin(Organisation, Organisation.id == PlannedIdentity.organisation_id)
        .where(PlannedPerson.plan_id == plan_id)
        .order_by(PlannedPerson.description, PlannedPerson.id)
    )
    return tuple(
        PlannedPersonView(
            id=one.id,
            description=one.description,
            name=name or "",
            organisation=organisation or "",
            took_part=one.took_part,
            quoting=one.quoting,
            may_contact=one.may_contact,
            may_record=one.may_record,
            consent_on=one.consent_on,
        )
        for one, name, organisation in rows
    )


def unheard(session: Session, strand_id: str) -> Sequence[CoverageView]:
    """Return the member organisations the coverage says were not heard, by name."""
    return [one for one in coverage(session, strand_id) if one.disposition in UNHEARD]


def planned_organisations(session: Session, strand_id: str) -> frozenset[str]:
    """Return the organisations somebody of which is to be interviewed, for whoever may read every plan."""
    rows = session.scalars(
        select(PlannedIdentity.organisation_id)
        .join(PlannedPerson, PlannedPerson.id == PlannedIdentity.person_id)
        .join(Plan, Plan.id == PlannedPerson.plan_id)
        .where(Plan.strand_id == strand_id, PlannedIdentity.organisation_id.is_not(None))
    )
    return frozenset(one for one in rows if one is not None)
