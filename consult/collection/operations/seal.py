"""The seal on item J2: two keys in two hands, open for one hour, every act in the access log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import Act, record_event
from consult.collection.queries.sealing import sealed_content
from consult.collection.records import Answer, SealedAnswer, SealOpening
from consult.collection.rules import DANGER_PART, SEAL_OPEN_FOR, AnswerState, SameKey
from consult.consultation.queries import cipher_of
from consult.consultation.records import Strand
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text


@dataclass(frozen=True, slots=True)
class SealedView:
    """One sealed answer, without anything that says whose it is."""

    document: Mapping[str, str]
    words: Mapping[str, str]


def ask_seal(session: Session, strand_id: str, *, by: str, reason: str, at: datetime) -> str:
    """Ask, as lead consultant `by`, to open a strand's sealed answers; return the opening that waits for its turn."""
    reason = clean_text(reason)
    if not reason:
        raise NotAllowedNow(N_("Say why the sealed answers have to be read."))
    opening = SealOpening(strand_id=strand_id, lead_account_id=by, reason=reason, asked_at=at)
    session.add(opening)
    session.flush()
    _record(session, "seal_asked", opening, by=by, at=at)
    return opening.id


def turn_seal(session: Session, opening_id: str, *, by: str, at: datetime) -> None:
    """Turn the second key as safeguarding lead `by`: both may read for one hour."""
    opening = session.get(SealOpening, opening_id, with_for_update=True)
    if opening is None:
        raise NotFound(opening_id)
    if opening.opened_at is not None:
        raise NotAllowedNow(N_("This opening was turned before; ask for a new one."))
    if opening.lead_account_id == by:
        raise SameKey("whoever asks cannot turn the second key")
    opening.safeguarding_account_id, opening.opened_at, opening.closes_at = by, at, at + SEAL_OPEN_FOR
    session.flush()
    _record(session, "seal_turned", opening, by=by, at=at)


def read_sealed(session: Session, opening_id: str, *, by: str, at: datetime) -> tuple[SealedView, ...]:
    """Return a strand's submitted sealed answers to one of the two key holders, in no order that tells anything."""
    opening = session.get(SealOpening, opening_id)
    if opening is None or by not in (opening.lead_account_id, opening.safeguarding_account_id):
        raise NotFound(opening_id)
    if opening.opened_at is None or opening.closes_at is None or not opening.opened_at <= at < opening.closes_at:
        raise NotAllowedNow(N_("This opening is not open: both keys have to be turned, and it closes after an hour."))
    _record(session, "seal_read", opening, by=by, at=at)
    cipher = cipher_of(session, opening.strand_id)
    rows = session.scalars(
        select(SealedAnswer)
        .join(Answer, Answer.id == SealedAnswer.answer_id)
        .where(SealedAnswer.strand_id == opening.strand_id, Answer.state == AnswerState.SUBMITTED)
        .order_by(SealedAnswer.id)
    )
    found = [sealed_content(cipher, row) for row in rows]
    return tuple(SealedView(one.document, one.words) for one in found)


def sealed_condition(session: Session, strand_id: str) -> bool:
    """Tell whether anybody said that an option makes them or others less safe: the one thing findings may know."""
    rows = session.scalars(
        select(SealedAnswer)
        .join(Answer, Answer.id == SealedAnswer.answer_id)
        .where(SealedAnswer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
    ).all()
    if not rows:
        return False
    cipher = cipher_of(session, strand_id)
    return any(sealed_content(cipher, row).document.get(DANGER_PART) == "yes" for row in rows)


def _record(session: Session, act: str, opening: SealOpening, *, by: str, at: datetime) -> None:
    consultation_id = session.scalar(select(Strand.consultation_id).where(Strand.id == opening.strand_id))
    record_event(session, Act(act, opening.id, opening.reason, consultation_id), by=by, at=at)
