"""Memos for the coding team: on the strand, on the document somebody reads, on a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from consult.coding.operations.ground import Ground, open_ground
from consult.coding.operations.undoing import note_act
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code, Memo
from consult.coding.rules.attributes import MemoOn
from consult.consultation.records import Strand
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text


@dataclass(frozen=True, slots=True)
class NewMemo:
    """A memo as somebody writes it; `code_key` where it is on a code."""

    on: MemoOn
    text: str
    code_key: str = ""


def write_memo(session: Session, assignment_id: str, new: NewMemo, moment: datetime) -> str:
    """Keep a memo of the coder who reads an assignment, and return its id; it can be undone there."""
    text = clean_text(new.text)
    if not text:
        raise NotAllowedNow(N_("Write something first."))
    ground = open_ground(session, assignment_id)
    given = ground.given
    document = new.on is MemoOn.DOCUMENT
    record = Memo(
        strand_id=given.strand_id,
        account_id=given.account_id,
        interview_id=given.interview_id if document else None,
        part=given.part if document else "",
        code_id=_code(session, given, new.code_key) if new.on is MemoOn.CODE else None,
        text=text,
        written_at=moment,
    )
    session.add(record)
    session.flush()
    _note(session, ground, record, "")
    return record.id


def change_memo(session: Session, assignment_id: str, memo_id: str, text: str, moment: datetime) -> None:
    """Write a memo of one's own anew; without text it is taken back. Raises `NotFound` for somebody else's."""
    own = and_(Assignment.account_id == Memo.account_id, Assignment.strand_id == Memo.strand_id)
    record = session.scalar(
        select(Memo).join(Assignment, own).where(Memo.id == memo_id, Assignment.id == assignment_id)
    )
    if record is None:
        raise NotFound(memo_id)
    ground = open_ground(session, assignment_id)
    before, record.text, record.written_at = record.text, clean_text(text), moment
    session.flush()
    _note(session, ground, record, before)


def _note(session: Session, ground: Ground, record: Memo, before: str) -> None:
    note_act(session, ground, {"text": before}, {"text": record.text}, memo_id=record.id)


def _code(session: Session, given: Assignment, key: str) -> str:
    whole = select(Strand.consultation_id).where(Strand.id == given.strand_id).scalar_subquery()
    found = session.scalar(select(Code.id).where(Code.consultation_id == whole, Code.key == key, is_shared()))
    if found is None:
        raise NotAllowedNow(N_("Choose a code"))
    return found
