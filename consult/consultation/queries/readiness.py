"""What boards sign before G0: answers on readiness, the mandate's own hash, and who has signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.consultation.queries.gates import Outcomes, Subject
from consult.consultation.queries.mandate import ConsultationView, Texts
from consult.consultation.records import MandateSignature, ReadinessAnswer
from consult.consultation.rules import Mandate, Outcome, ReadinessQuestion, mandate_gaps, mandate_hash
from consult.membership.records import Membership
from consult.shared.errors import N_
from consult.shared.time import end_of


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A board's signature; it holds as long as the mandate is the one that was signed."""

    coalition_id: str
    by: str
    signed_at: datetime
    holds: bool


def readiness(session: Session, consultation_id: str) -> Mapping[ReadinessQuestion, Texts]:
    """Return what was answered, in the order of the questions."""
    rows = session.scalars(select(ReadinessAnswer).where(ReadinessAnswer.consultation_id == consultation_id))
    found = {one.question: one.answer for one in rows}
    return {asked: found[asked] for asked in ReadinessQuestion if asked in found}


def unanswered(answers: Mapping[ReadinessQuestion, Texts]) -> tuple[ReadinessQuestion, ...]:
    """Return the questions nobody has answered in any language."""
    return tuple(one for one in ReadinessQuestion if not any(text.strip() for text in answers.get(one, {}).values()))


def register_sizes(session: Session, found: ConsultationView) -> Mapping[str, int]:
    """Return how many member organisations each coalition has now."""
    rows = session.execute(
        select(Membership.coalition_id, func.count())
        .where(Membership.coalition_id.in_(found.coalition_ids))
        .group_by(Membership.coalition_id)
    )
    sizes = dict.fromkeys(found.coalition_ids, 0)
    for coalition_id, count in rows:
        sizes[coalition_id] = count
    return sizes


def mandate_of(found: ConsultationView) -> Mandate:
    """Return the mandate of a consultation as it is signed."""
    return Mandate(
        title=found.title,
        question=found.question,
        already_discussed=found.already_discussed,
        still_open=found.still_open,
        criteria=found.criteria,
        languages=found.languages,
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        withdraw_until=found.withdraw_until,
        meeting_on=found.meeting_on,
        decision_rule=found.decision_rule,
        decision_base=found.decision_base,
        decision_threshold=found.decision_threshold,
        quorum=found.quorum,
        mode=found.mode,
        individual_mode=found.individual_mode,
    )


def gaps_of(found: ConsultationView) -> list[str]:
    """Return which texts of the mandate are missing in which language, criteria included; empty means complete."""
    names = ("title", "question", "already_discussed", "still_open")
    texts: dict[str, Texts] = {name: getattr(found, name) for name in names}
    texts |= {f"criterion {number}": text for number, text in enumerate(found.criteria, 1)}
    return mandate_gaps(texts if found.criteria else {**texts, "criteria": {}}, found.languages)


def signatures(
    session: Session, found: ConsultationView, answers: Mapping[ReadinessQuestion, Texts]
) -> tuple[SignatureView, ...]:
    """Return who has signed, and whether what they signed still stands."""
    now = mandate_hash(mandate_of(found), answers)
    rows = session.execute(
        select(MandateSignature, Account.name)
        .join(Account, Account.id == MandateSignature.account_id)
        .where(MandateSignature.consultation_id == found.id)
    )
    return tuple(
        SignatureView(record.coalition_id, name, record.signed_at, record.mandate_hash == now) for record, name in rows
    )


def mandate_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether the mandate is complete, readiness answered, and every board has signed (G0)."""
    found = subject.consultation
    answers = readiness(session, found.id)
    signed = {one.coalition_id for one in signatures(session, found, answers) if one.holds}
    wanting = [strand.coalition_name for strand in found.strands if strand.coalition_id not in signed]
    gaps, open_questions = gaps_of(found), unanswered(answers)
    return {
        "mandate_complete": {
            "": Outcome(False, N_("Missing: %(gaps)s."), {"gaps": ", ".join(gaps)})
            if gaps
            else Outcome(True, N_("Languages it is complete in: %(count)s."), {"count": len(found.languages)})
        },
        "readiness_answered": {
            "": Outcome(
                not open_questions,
                N_("Questions answered: %(answered)s of %(total)s."),
                {"answered": len(ReadinessQuestion) - len(open_questions), "total": len(ReadinessQuestion)},
            )
        },
        "mandate_signed": {
            "": Outcome(False, N_("Not signed yet: %(coalitions)s."), {"coalitions": ", ".join(wanting)})
            if wanting or not found.strands
            else Outcome(True, N_("Signed by every board."))
        },
    }


def withdrawal_conditions(_session: Session, subject: Subject) -> Outcomes:
    """Say whether the time to withdraw answers is over (G4)."""
    day = subject.consultation.withdraw_until
    over = subject.moment >= end_of(day)
    words = N_("Members could withdraw until %(day)s.") if over else N_("Members may still withdraw until %(day)s.")
    return {"withdrawal_over": {one.id: Outcome(over, words, {"day": day}) for one in subject.strands}}
