"""How many organisations answered after the day that was announced as the last."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.records import Participation
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView
from consult.consultation.rules import StrandState
from consult.disclosure.rules import Cell, Mark


def late_answers(session: Session, view: StrandView, answered: int, k: int) -> Cell | None:
    """Return how many of those that answered were late, past the gate; None where no record tells when they came.

    Nobody can be late where collection closed by the announced day. Otherwise none reads like a few. It takes who took
    part and when, never an answer: the two are not joined for this.
    """
    closed = view.dates.get(StrandState.CLOSED)
    if closed is not None and closed.date() <= view.closes_on:
        return 0
    own = select(func.count()).where(
        Participation.strand_id == view.id,
        Participation.unit == Unit.ORGANISATION,
        Participation.submitted_on.is_not(None),
        Participation.withdrawn_on.is_(None),
    )
    dated = session.scalar(own) or 0
    if dated < answered:
        return None
    late = session.scalar(own.where(Participation.submitted_on > view.closes_on)) or 0
    if late < k:
        return Mark.FEWER
    return late if answered - late >= k else Mark.WITHHELD
