"""Deciding what two readings differ about, and taking a decision back; both are kept with their day and author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from consult.coding.operations.assigning import check_unreleased
from consult.coding.queries.adjudication import Contested, Disagreement, contest
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Adjudication, AssignedWords, Assignment, Code
from consult.coding.rules.adjudicating import Verdict
from consult.coding.rules.attributes import SAFETY
from consult.consultation.queries import StrandView
from consult.interview.records import Turn
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text

LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRuling:
    """What is decided about one code of one passage; `seen` is the id of the decision the author had before them."""

    passage_id: str
    code_key: str
    verdict: Verdict
    reason: str
    other: str = ""
    seen: str = ""


def decide(session: Session, strand: StrandView, new: NewRuling, *, by: str, moment: datetime) -> str:
    """Decide a disagreement and return the decision's id; an earlier one is taken back with the same day and author.

    Raises `NotFound` where two finished readings do not differ, `NotAllowedNow` without a reason, for a code that
    cannot be put, where somebody else decided in the meantime, and once the findings are released.
    """
    reason = clean_text(new.reason)[:LONGEST]
    if not reason:
        raise NotAllowedNow(N_("Say why it is decided so: whoever reads the log later was not there."))
    code_id, other_id = _codes(session, strand, new)
    passage, one = _disputed(session, strand, new.passage_id, new.code_key, new.seen)
    if one.ruling is not None:
        _take_back(session, one.ruling.id, by, moment)
    record = Adjudication(
        strand_id=strand.id,
        turn_id=passage.id if passage.number else None,
        words_id=None if passage.number else passage.id,
        code_id=code_id,
        verdict=new.verdict,
        other_id=other_id,
        reason=reason,
        account_id=by,
        made_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def take_decision_back(
    session: Session, strand: StrandView, passage_id: str, code_key: str, *, seen: str, by: str, moment: datetime
) -> None:
    """Take a decision back: the disagreement is open again, and the log keeps both days."""
    _passage, one = _disputed(session, strand, passage_id, code_key, seen)
    if one.ruling is None:
        raise NotFound(passage_id)
    _take_back(session, one.ruling.id, by, moment)


def _take_back(session: Session, ruling_id: str, by: str, moment: datetime) -> None:
    back = {"taken_back_at": moment, "taken_back_by": by}
    session.execute(update(Adjudication).where(Adjudication.id == ruling_id).values(back))


def _disputed(
    session: Session, strand: StrandView, passage_id: str, code_key: str, seen: str
) -> tuple[Contested, Disagreement]:
    """Return a disagreement of a passage whose readings are locked until this is over."""
    held = select(Turn.interview_id).where(Turn.id == passage_id).scalar_subquery()
    within = select(AssignedWords.assignment_id).where(AssignedWords.words_id == passage_id)
    readings = select(Assignment).where(or_(Assignment.interview_id == held, Assignment.id.in_(within)))
    given = session.scalars(readings.order_by(Assignment.id).with_for_update()).first()
    found = contest(session, strand, passage_id)
    passage = next(iter(found.passages), None)
    one = next((each for each in passage.disagreements if each.code_key == code_key), None) if passage else None
    if given is None or passage is None or one is None:
        raise NotFound(passage_id)
    check_unreleased(session, given)
    if (one.ruling.id if one.ruling else "") != seen:
        raise NotAllowedNow(N_("Somebody decided this in the meantime. Read what they decided first."))
    return passage, one


def _codes(session: Session, strand: StrandView, new: NewRuling) -> tuple[str, str | None]:
    """Return the ids of the disputed code and of what takes its place, None where nothing does.

    What is about safety is sealed in a reading, by whoever read it, and never put here.
    """
    wanted = select(Code).where(Code.consultation_id == strand.consultation_id, is_shared())
    rows = session.scalars(wanted.where(Code.key.in_((new.code_key, new.other))))
    found = {one.key: one for one in rows}
    if new.code_key not in found:
        raise NotFound(new.code_key)
    if new.verdict is not Verdict.OTHER:
        return found[new.code_key].id, None
    other = found.get(new.other)
    if other is None or not _can_be_put(other) or new.other in (new.code_key, SAFETY):
        raise NotAllowedNow(N_("Choose the code that takes its place."))
    return found[new.code_key].id, other.id


def _can_be_put(code: Code) -> bool:
    return bool(code.parent) and code.retired_on is None and code.merged_into is None
