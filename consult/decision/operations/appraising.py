"""Writes of the appraisal. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from consult.consultation.records import Consultation
from consult.decision.operations.citing import check_evidence
from consult.decision.queries.proposing import is_voted_on
from consult.decision.records import AppraisalScore, AppraisalWeight
from consult.decision.rules.appraisal import APPRAISED, HIGHEST, LOWEST, MOST_WEIGHT
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.proposal import Texts
from consult.shared.errors import N_, NotAllowedNow, NotFound


def weigh(session: Session, consultation_id: str, *, criterion: int, weight: int) -> None:
    """Say how much a criterion counts, 0 to 10."""
    _check(session, consultation_id, criterion)
    if not 0 <= weight <= MOST_WEIGHT:
        raise NotAllowedNow(N_("A weight is a whole number from 0 to %(most)s."), most=MOST_WEIGHT)
    record = session.get(AppraisalWeight, (consultation_id, criterion))
    if record is None:
        session.add(AppraisalWeight(consultation_id=consultation_id, criterion=criterion, weight=weight))
    else:
        record.weight = weight
    session.flush()


def score(
    session: Session,
    consultation_id: str,
    *,
    criterion: int,
    option: str,
    score: int | None,
    reason: Texts,
    evidence: Collection[Evidence],
) -> None:
    """Say how well an option does on a criterion, 1 to 5, why, and what that rests on; None takes the score back."""
    _check(session, consultation_id, criterion)
    if option not in APPRAISED:
        raise NotFound(option)
    if score is None:
        record = session.get(AppraisalScore, (consultation_id, criterion, option))
        if record is not None:
            session.delete(record)
            session.flush()
        return
    if not LOWEST <= score <= HIGHEST:
        raise NotAllowedNow(N_("A score is a whole number from 1 to 5."))
    if not any(text.strip() for text in reason.values()):
        raise NotAllowedNow(N_("Give the reason for a score."))
    check_evidence(session, consultation_id, evidence)
    session.merge(
        AppraisalScore(
            consultation_id=consultation_id,
            criterion=criterion,
            option=option,
            score=score,
            reason={tag: text for tag, text in reason.items() if text.strip()},
            evidence=[str(ref) for ref in evidence],
        )
    )
    session.flush()


def _check(session: Session, consultation_id: str, criterion: int) -> None:
    mandate = session.get(Consultation, consultation_id)
    if mandate is None:
        raise NotFound(consultation_id)
    if not 0 <= criterion < len(mandate.criteria):
        raise NotFound(str(criterion))
    if mandate.opened_at is None:
        raise NotAllowedNow(N_("The criteria of the mandate are not locked yet: appraise once collection has opened."))
    if is_voted_on(session, consultation_id):
        raise NotAllowedNow(N_("The ballot has opened: the appraisal stays as members read it when they voted."))
