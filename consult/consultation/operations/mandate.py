"""Writes of the mandate and what boards sign with it. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from consult.consultation.queries import consultation, gaps_of, mandate_of, passed_gates, readiness, unanswered
from consult.consultation.records import Consultation, MandateSignature, ReadinessAnswer
from consult.consultation.rules import Gate, Mandate, Passed, ReadinessQuestion, mandate_hash
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text
from consult.shared.time import check_years


def create_consultation(session: Session, mandate: Mandate, *, fictitious: bool = False) -> str:
    """Add a consultation that is not open yet; return its id."""
    _check_days(mandate)
    record = Consultation(
        title=dict(mandate.title),
        question=dict(mandate.question),
        already_discussed=dict(mandate.already_discussed),
        still_open=dict(mandate.still_open),
        criteria=[dict(text) for text in mandate.criteria],
        languages=list(mandate.languages),
        opens_on=mandate.opens_on,
        closes_on=mandate.closes_on,
        withdraw_until=mandate.withdraw_until,
        decision_rule=mandate.decision_rule,
        decision_base=mandate.decision_base,
        decision_threshold=mandate.decision_threshold,
        quorum=mandate.quorum,
        mode=mandate.mode,
        individual_mode=mandate.individual_mode,
        meeting_on=mandate.meeting_on,
        fictitious=fictitious,
    )
    session.add(record)
    session.flush()
    return record.id


def change_mandate(session: Session, consultation_id: str, mandate: Mandate) -> None:
    """Replace the mandate; raise `NotAllowedNow` once G0 is passed: boards signed this one, members answer under it."""
    _check_days(mandate)
    record = _unlocked(session, consultation_id)
    for field in ("title", "question", "already_discussed", "still_open"):
        setattr(record, field, dict(getattr(mandate, field)))
    record.criteria = [dict(text) for text in mandate.criteria]
    record.languages = list(mandate.languages)
    for field in ("opens_on", "closes_on", "withdraw_until", "meeting_on"):
        setattr(record, field, getattr(mandate, field))
    for field in ("decision_rule", "decision_base", "decision_threshold", "quorum", "mode", "individual_mode"):
        setattr(record, field, getattr(mandate, field))


def _check_days(mandate: Mandate) -> None:
    check_years(mandate.opens_on, mandate.closes_on, mandate.withdraw_until, mandate.meeting_on)


def answer_readiness(
    session: Session, consultation_id: str, answers: Mapping[ReadinessQuestion, str], *, language: str
) -> None:
    """Write down answers on readiness in one language; an empty one is taken away."""
    _unlocked(session, consultation_id)
    for question, typed in answers.items():
        record = session.get(ReadinessAnswer, (consultation_id, question))
        before = record.answer if record else {}
        after = {tag: text for tag, text in {**before, language: clean_text(typed)}.items() if text.strip()}
        if record is None and after:
            session.add(ReadinessAnswer(consultation_id=consultation_id, question=question, answer=after))
        elif record is not None and after:
            record.answer = after
        elif record is not None:
            session.delete(record)
    session.flush()


def sign_mandate(
    session: Session, consultation_id: str, coalition_id: str, *, account_id: str, moment: datetime
) -> None:
    """Sign the mandate for one coalition's board; a later change of it voids the signature."""
    _unlocked(session, consultation_id)
    found = consultation(session, consultation_id)
    if found is None or coalition_id not in found.coalition_ids:
        raise NotFound(coalition_id)
    if gaps := gaps_of(found):
        raise NotAllowedNow(N_("The mandate has gaps, complete it first: %(gaps)s."), gaps=", ".join(gaps))
    answers = readiness(session, consultation_id)
    if unanswered(answers):
        raise NotAllowedNow(N_("Not every question on readiness is answered; answer them before anybody signs."))
    signature = MandateSignature(
        consultation_id=consultation_id,
        coalition_id=coalition_id,
        account_id=account_id,
        mandate_hash=mandate_hash(mandate_of(found), answers),
        signed_at=moment,
    )
    session.merge(signature)
    session.flush()


def _unlocked(session: Session, consultation_id: str) -> Consultation:
    """Return a consultation whose mandate may still change, held until the transaction ends."""
    record = session.get(Consultation, consultation_id, with_for_update=True)
    if record is None:
        raise NotFound(consultation_id)
    if Passed(Gate.MANDATE) in passed_gates(session, consultation_id):
        raise NotAllowedNow(N_("Gate G0 is passed: the mandate is signed and can no longer be changed."))
    return record
