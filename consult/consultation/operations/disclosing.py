"""Writes of the rule by which a strand's tables hide what could name somebody. Nothing here commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import passed_gates
from consult.consultation.records import Consultation, MandateSignature, Strand
from consult.consultation.rules import Gate, Passed, StrandState, may_choose_bases, reached
from consult.disclosure.rules import Rule
from consult.membership.records import Membership
from consult.shared.errors import N_, NotAllowedNow, NotFound


def choose_rule(session: Session, strand_id: str, rule: Rule, *, moment: datetime) -> None:
    """Have a strand's tables hide as much as `rule` says.

    The weaker one can be chosen before G0 alone, by a coalition that is small enough; whoever signed the mandate
    signs again. The stricter one can be chosen until the data are frozen. Raises `NotAllowedNow` otherwise.
    """
    record = session.get(Strand, strand_id, with_for_update=True)
    if record is None:
        raise NotFound(strand_id)
    session.get(Consultation, record.consultation_id, with_for_update=True)  # nobody signs or passes G0 meanwhile
    if rule is Rule.FULL:
        if record.base_rule_chosen_at is not None and reached(record.state, StrandState.FROZEN):
            raise NotAllowedNow(N_("The data are frozen, and sealed together with this rule."))
        record.base_rule_chosen_at = None
    elif record.base_rule_chosen_at is None:
        _demand_weaker(session, record)
        record.base_rule_chosen_at = moment
        session.execute(delete(MandateSignature).where(MandateSignature.consultation_id == record.consultation_id))
    session.flush()


def _demand_weaker(session: Session, record: Strand) -> None:
    if Passed(Gate.MANDATE) in passed_gates(session, record.consultation_id):
        raise NotAllowedNow(N_("Gate G0 is passed: from now on the rule on small numbers can only be made stricter."))
    own = select(func.count()).select_from(Membership).where(Membership.coalition_id == record.coalition_id)
    if not may_choose_bases(session.scalar(own) or 0):
        raise NotAllowedNow(N_("Only a coalition of fewer than fifty member organisations may choose this."))
