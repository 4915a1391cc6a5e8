"""Reads of the appraisal: criteria of the mandate, weights, scores with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation, GatePassage
from consult.consultation.rules.gates import Gate
from consult.decision.queries.proposing import VOTED_ON
from consult.decision.records import AppraisalScore, AppraisalWeight, Ballot
from consult.decision.rules.appraisal import USUAL_WEIGHT
from consult.decision.rules.evidence import Evidence, evidence
from consult.decision.rules.proposal import Texts


@dataclass(frozen=True, slots=True)
class ScoreView:
    """How well one option does on one criterion, why, and what that rests on."""

    score: int
    reason: Texts
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """The appraisal of one consultation; criteria are named by their place in the mandate.

    `locked_at` is the moment gate G0 was passed and the criteria could no longer change; None until collection
    opens, for nothing can be appraised before. Once it is `voted_on`, nothing of it changes.
    """

    criteria: tuple[Texts, ...]
    locked_at: datetime | None
    voted_on: bool
    weights: tuple[int, ...]
    scores: Mapping[tuple[int, str], ScoreView]

    @property
    def points(self) -> dict[tuple[int, str], int]:
        """Return the scores alone."""
        return {key: view.score for key, view in self.scores.items()}

    @property
    def references(self) -> tuple[Evidence, ...]:
        """Return everything the scores rest on, once each."""
        return tuple(dict.fromkeys(ref for view in self.scores.values() for ref in view.evidence))


def appraisal_of(session: Session, consultation_id: str) -> AppraisalView | None:
    """Return the appraisal of a consultation, whether or not anything is scored yet; None without a consultation."""
    voted = exists().where(Ballot.consultation_id == Consultation.id, Ballot.state.in_(VOTED_ON))
    locked = case((Consultation.opened_at.is_not(None), func.coalesce(GatePassage.passed_at, Consultation.opened_at)))
    found = session.execute(
        select(Consultation.criteria, locked, voted, AppraisalWeight.criterion, AppraisalWeight.weight)
        .outerjoin(GatePassage, and_(GatePassage.consultation_id == Consultation.id, GatePassage.gate == Gate.MANDATE))
        .outerjoin(AppraisalWeight, AppraisalWeight.consultation_id == Consultation.id)
        .where(Consultation.id == consultation_id)
    ).all()
    if not found:
        return None
    criteria, locked_at, is_voted_on = found[0][:3]
    weighed = {criterion: weight for *_mandate, criterion, weight in found}
    rows = session.scalars(select(AppraisalScore).where(AppraisalScore.consultation_id == consultation_id))
    return AppraisalView(
        criteria=tuple(criteria),
        locked_at=locked_at,
        voted_on=bool(is_voted_on),
        weights=tuple(weighed.get(at, USUAL_WEIGHT) for at in range(len(criteria))),
        scores={
            (row.criterion, row.option): ScoreView(
                row.score, row.reason, tuple(evidence(written) for written in row.evidence)
            )
            for row in rows
            if row.criterion < len(criteria)
        },
    )
