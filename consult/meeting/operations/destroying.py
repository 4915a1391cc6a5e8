"""What of a meeting is destroyed on the promised days. The record itself stays, as far as it may leave the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from consult.meeting.operations.revision import bump
from consult.meeting.records import Delegation, Intervention, Meeting, Reaction
from consult.meeting.rules.kinds import Attribution


def destroy_confidences(session: Session, consultation_id: str) -> int:
    """Destroy the words of what was said on condition that it does not leave the room; return how much it was.

    That something was said, by which group and to which finding, stays: only its words go.
    """
    session.flush()
    count = 0
    for said in (Intervention, Reaction):
        inside = said.meeting_id.in_(_meetings(consultation_id)), said.attribution == Attribution.NONE
        count += _count(session, said, *inside, said.text != "")
        session.execute(update(said).where(*inside).values(text="", translations={}))
    _changed(session, consultation_id)
    return count


def forget_delegations(session: Session, consultation_id: str) -> Mapping[str, int]:
    """Destroy the room codes, and which delegation said what it did not sign with its name; return how many."""
    session.flush()
    held = _meetings(consultation_id)
    coded = Delegation.meeting_id.in_(held), Delegation.code_hash.is_not(None)
    counts = {"room_codes": _count(session, Delegation, *coded), "unsigned": 0}
    session.execute(update(Delegation).where(*coded).values(code_hash=None))
    for said in (Intervention, Reaction):
        unsigned = said.meeting_id.in_(held), said.attribution != Attribution.DELEGATION
        known = said.delegation_id.is_not(None)
        counts["unsigned"] += _count(session, said, *unsigned, known)
        session.execute(update(said).where(*unsigned, known).values(delegation_id=None))
    _changed(session, consultation_id)
    return counts


def _meetings(consultation_id: str) -> Select[str]:
    return select(Meeting.id).where(Meeting.consultation_id == consultation_id)


def _count(session: Session, table: type[Any], *inside: ColumnElement[bool]) -> int:  # Any: one of the mapped classes
    return session.scalar(select(func.count()).select_from(table).where(*inside)) or 0


def _changed(session: Session, consultation_id: str) -> None:
    for meeting_id in session.scalars(_meetings(consultation_id)).all():
        bump(session, meeting_id)
    session.expire_all()  # rows changed that the session may still hold
