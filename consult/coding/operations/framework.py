"""Summing up one case under one code; of two who write at the same time, the later is shown both texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.coding.queries.framework import Case, Summary, summaries_of
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Code, FrameworkCell
from consult.consultation.queries import StrandView
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text

LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSummary:
    """What somebody writes into a cell; `seen` is the revision they had before them, 0 for none."""

    code_key: str
    text: str
    seen: int


class WrittenMeanwhile(NotAllowedNow):
    """Somebody else wrote the cell since: `standing` is what they wrote, None where it fell with what was withdrawn."""

    def __init__(self, standing: Summary | None) -> None:
        super().__init__(N_("Somebody wrote this summary in the meantime. Read both, then choose."))
        self.standing = standing


def write_summary(
    session: Session, strand: StrandView, case: Case, new: NewSummary, *, by: str, moment: datetime
) -> None:
    """Keep what somebody summed up of a case under a code; without text it is empty again.

    Raises `NotFound` for what is no code and for a case that is hidden, `WrittenMeanwhile` where another revision
    stands than the one that was seen.
    """
    wanted = select(Code.id).where(Code.consultation_id == strand.consultation_id, Code.key == new.code_key)
    code_id = session.scalar(wanted.where(Code.parent != "", Code.merged_into.is_(None), is_shared()))
    if code_id is None or case.hidden:
        raise NotFound(new.code_key)
    text = clean_text(new.text)[:LONGEST]
    written = {"text": text, "account_id": by, "written_at": moment, "revision": new.seen + 1}
    place = {"strand_id": strand.id, "words_id" if case.part else "interview_id": case.id, "code_id": code_id}
    kept = _replaced(session, place, written, new.seen) if new.seen else not text or _added(session, place, written)
    if not kept:
        standing = summaries_of(session, strand.id, [case.id]).get((case.id, new.code_key))
        raise WrittenMeanwhile(standing if standing and standing.revision else None)


Values = dict[str, Any]  # Any: as the columns have it


def _replaced(session: Session, place: Values, written: Values, seen: int) -> bool:
    done = session.execute(
        update(FrameworkCell).filter_by(**place, revision=seen).values(written).returning(FrameworkCell.id)
    )
    return done.first() is not None


def _added(session: Session, place: Values, written: Values) -> bool:
    try:
        with session.begin_nested():
            session.add(FrameworkCell(**place, **written))
    except IntegrityError:  # one cell for each case and code
        return False
    return True
