"""Planning interviews: who is to be heard and why, what they agreed to, and what became of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from consult.consultation.records import Strand
from consult.interview.records import GuideNote, Interview, Participant, Plan, PlannedIdentity, PlannedPerson
from consult.interview.rules import SpeakerRole
from consult.interview.rules.planning import AHEAD, CAN_BE_TAKEN_IN, NewPerson, NewPlan, PlanFault, PlanState
from consult.interview.rules.text import passage
from consult.shared.errors import N_, NotFound
from consult.shared.text import clean_line


def plan_interview(session: Session, strand_id: str, new: NewPlan, day: date) -> str:
    """Write down an interview that is to be held, and return the plan's id; raise `PlanFault` for a name twice."""
    values = _values(session, strand_id, new)
    record = Plan(strand_id=strand_id, changed_on=day, **values)
    session.add(record)
    session.flush()
    return record.id


def change_plan(session: Session, plan_id: str, new: NewPlan) -> None:
    """Write a plan anew; raise `PlanFault` for a name another has, and once it is over."""
    record = open_plan(session, plan_id)
    for name, value in _values(session, record.strand_id, new, but=plan_id).items():
        setattr(record, name, value)
    session.flush()


def add_person(session: Session, plan_id: str, new: NewPerson, day: date) -> str:
    """Write down somebody who is to be interviewed, and apart from it who they are; return the person's id."""
    open_plan(session, plan_id)
    if not clean_line(new.description):
        raise PlanFault(N_("Say what they are, without naming them."))
    person = PlannedPerson(
        plan_id=plan_id,
        description=clean_line(new.description),
        took_part=new.took_part,
        quoting=new.quoting,
        may_contact=new.may_contact,
        may_record=new.may_record,
        consent_on=day if new.took_part else None,
    )
    session.add(person)
    session.flush()
    name = clean_line(new.name)
    if name or new.organisation_id:
        session.add(PlannedIdentity(person_id=person.id, organisation_id=new.organisation_id, name=name))
        session.flush()
    return person.id


def set_planned_consent(session: Session, person_id: str, given: NewPerson, day: date) -> None:
    """Write down what somebody agrees to, from `day` on; who they are stays as it was."""
    person = _person(session, person_id)
    person.took_part, person.quoting = given.took_part, given.quoting
    person.may_contact, person.may_record = given.may_contact, given.may_record
    person.consent_on = day if given.took_part else None
    session.flush()


def remove_person(session: Session, person_id: str) -> None:
    """Forget somebody who was to be interviewed."""
    session.delete(_person(session, person_id))
    session.flush()


def move_plan(session: Session, plan_id: str, to: PlanState, day: date) -> None:
    """Say how far a plan is; raise `PlanFault` for a step out of turn. Withdrawn, its people are forgotten."""
    record = session.get(Plan, plan_id, with_for_update=True)
    if record is None:
        raise NotFound(plan_id)
    if to not in AHEAD[record.state]:
        raise PlanFault(N_("That is not what comes next for this interview."))
    agreed = select(func.count()).where(PlannedPerson.plan_id == plan_id, PlannedPerson.took_part)
    if to is PlanState.AGREED and not session.scalar(agreed):
        raise PlanFault(N_("Nobody in it has agreed to take part yet."))
    record.state, record.changed_on = to, day
    if to is PlanState.WITHDRAWN:
        session.execute(delete(PlannedPerson).where(PlannedPerson.plan_id == plan_id))
        session.execute(delete(GuideNote).where(GuideNote.plan_id == plan_id))
    session.flush()


def become_interview(session: Session, plan_id: str, interview_id: str, day: date) -> None:
    """Say that a planned interview was taken in. Who its people are is forgotten here: the plan would name speakers."""
    record = open_plan(session, plan_id)
    if record.state not in CAN_BE_TAKEN_IN:
        raise PlanFault(N_("That is not what comes next for this interview."))
    record.state, record.interview_id, record.changed_on = PlanState.TAKEN_IN, interview_id, day
    session.execute(delete(PlannedPerson).where(PlannedPerson.plan_id == plan_id))
    session.flush()


def withdraw_plan_of(session: Session, interview_id: str, day: date) -> None:
    """Say of the plan an interview came from that it is withdrawn, once nobody who was interviewed stands."""
    standing = select(func.count()).where(
        Participant.interview_id == interview_id,
        Participant.role == SpeakerRole.INTERVIEWEE,
        Participant.withdrawn_on.is_(None),
    )
    if not session.scalar(standing):
        own = update(Plan).where(Plan.interview_id == interview_id)
        session.execute(own.values(state=PlanState.WITHDRAWN, changed_on=day))
    forget_notes(session, select(Plan.id).where(Plan.interview_id == interview_id))


def forget_notes(session: Session, plans: Select[str]) -> None:
    """Destroy what was noted along the guide: nobody can tell whose words stand in it."""
    session.execute(delete(GuideNote).where(GuideNote.plan_id.in_(plans)))


def forget_planned(session: Session, strands: Select[str]) -> None:
    """Destroy who was to be interviewed in some strands."""
    people = select(PlannedPerson.id).join(Plan, Plan.id == PlannedPerson.plan_id).where(Plan.strand_id.in_(strands))
    session.execute(delete(PlannedIdentity).where(PlannedIdentity.person_id.in_(people)))


def _values(session: Session, strand_id: str, new: NewPlan, *, but: str = "") -> dict[str, Any]:  # Any: columns
    label, reason = clean_line(new.label), passage(new.reason)
    if not label or not reason:
        raise PlanFault(N_("Give it a short name, and say why this conversation is needed."))
    same = select(Plan.id).where(Plan.strand_id == strand_id, Plan.label == label, Plan.id != but)
    held = select(Interview.id).where(Interview.label == label)
    if session.scalar(same.limit(1)) is not None or (not but and session.scalar(_own(held, strand_id)) is not None):
        raise PlanFault(N_("Another interview has this name."))
    texts = {"interpreter": clean_line(new.interpreter), "interviewer_ties": passage(new.interviewer_ties)}
    return {**asdict(new), **texts, "label": label, "reason": reason}


def _own(held: Select[str], strand_id: str) -> Select[str]:
    consultation = select(Strand.consultation_id).where(Strand.id == strand_id).scalar_subquery()
    return held.where(Interview.consultation_id == consultation).limit(1)


def open_plan(session: Session, plan_id: str) -> Plan:
    """Return a plan that can still change, locked; raise `PlanFault`."""
    record = session.get(Plan, plan_id, with_for_update=True)
    if record is None:
        raise NotFound(plan_id)
    if record.state not in CAN_BE_TAKEN_IN:
        raise PlanFault(N_("This interview was taken in or withdrawn: its plan does not change any more."))
    return record


def _person(session: Session, person_id: str) -> PlannedPerson:
    person = session.get(PlannedPerson, person_id)
    if person is None:
        raise NotFound(person_id)
    open_plan(session, person.plan_id)
    return person
