"""Interviews lie in the strands they count in; an interviewer reads their own, coders read in the workbench.

The pages ask for the right to take interviews in, which whoever only codes or translates does not have.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask import g

from consult.access.policy import reader, signed_in
from consult.access.rules import MAY, RIGHTS, Level, Permission, Role, Scope, Subject
from consult.consultation.policy import scope_of, strand_scope
from consult.consultation.queries import ConsultationView, StrandView, consultation
from consult.interview.queries import InterviewView, interview
from consult.interview.queries.plans import PlanView, plan_of
from consult.shared.database import db

KEEPS = Permission.IMPORT_INTERVIEW
WITHDRAWS = Permission.WITHDRAW_WORDS


def interview_scope(interview_id: str, **_others: str) -> Scope | None:
    """Return the scope of an interview, or None if there is none or it is another interviewer's."""
    found = interview(db.session(), interview_id)
    asked = consultation(db.session(), found.consultation_id) if found else None
    if found is None or asked is None:
        return None
    g.interview, g.consultation = found, asked
    strands = [strand for strand in asked.strands if strand.id in found.strand_ids]
    scope = Scope(consultation_id=asked.id, coalitions=frozenset(strand.coalition_id for strand in strands))
    someone = reader()
    if someone and someone.may(KEEPS, scope) and not may_open(found, scope):
        return None
    return scope


def may_open(found: InterviewView, scope: Scope) -> bool:
    """Tell whether the reader, who may take interviews in, may read this one: all of them, or their own."""
    return reads_every(scope) or found.interviewer_account_id == signed_in().account_id


def reads_every(scope: Scope) -> bool:
    """Tell whether the reader reads every interview of a strand and not only what was assigned to them."""
    return any(_reads_every(role) for role in signed_in().roles_in(scope))


def _reads_every(role: Role) -> bool:
    return KEEPS in MAY[role] and RIGHTS[role][Subject.TRANSCRIPTS].level in (Level.PSEUDONYMISED, Level.FULL)


def own_strands(strands: Iterable[StrandView]) -> tuple[StrandView, ...]:
    """Return the strands in which the reader may take interviews in."""
    return tuple(strand for strand in strands if signed_in().may(KEEPS, scope_of(strand)))


def plan_scope(plan_id: str, **_others: str) -> Scope | None:
    """Return the scope of a planned interview, or None if there is none or it is another interviewer's."""
    found = plan_of(db.session(), plan_id)
    if found is None:
        return None
    g.plan, scope = found, strand_scope(found.strand_id)
    someone = reader()
    if scope and someone and someone.may(KEEPS, scope) and not may_open_plan(found, scope):
        return None
    return scope


def may_open_plan(found: PlanView, scope: Scope) -> bool:
    """Tell whether the reader, who may take interviews in, may read this plan: all of them, or their own."""
    return reads_every(scope) or found.interviewer_account_id == signed_in().account_id


def this_plan() -> PlanView:
    """Return the planned interview the page's policy found."""
    return cast(PlanView, g.plan)


def this_interview() -> InterviewView:
    """Return the interview the page's policy found."""
    return cast(InterviewView, g.interview)


def its_strands() -> tuple[StrandView, ...]:
    """Return the strands of the page's interview, those of the reader first."""
    asked = cast(ConsultationView, g.consultation)
    strands = [strand for strand in asked.strands if strand.id in this_interview().strand_ids]
    return tuple(sorted(strands, key=lambda strand: not signed_in().may(KEEPS, scope_of(strand))))
