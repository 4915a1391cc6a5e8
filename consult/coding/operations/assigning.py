"""Giving material to coders, and saying that it has been read to the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from consult.coding.operations.codebook import start_codebook
from consult.coding.operations.suggesting import forget
from consult.coding.records import Adjudication, AssignedWords, Assignment, Code, Segment
from consult.coding.rules.attributes import Material
from consult.collection.queries import open_answers
from consult.consultation.queries import StrandView, strand
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState, reached
from consult.interview.records import InterviewStrand, Turn
from consult.shared.errors import N_, NotAllowedNow, NotFound


def assign_interview(
    session: Session, strand_id: str, account_id: str, interview_id: str, *, second: bool = False, day: date
) -> str:
    """Give an interview to a coder and return the assignment's id; given before, the one there is.

    Raises `NotAllowedNow` where the same coder would read it both first and second: then nobody read it blind.
    """
    view = _strand(session, strand_id)
    if session.get(InterviewStrand, (interview_id, strand_id)) is None:
        raise NotFound(interview_id)
    before = session.scalars(
        select(Assignment).where(Assignment.interview_id == interview_id, Assignment.account_id == account_id)
    ).all()
    if any(one.second is not second for one in before):
        raise _both_readings()
    same = next((one for one in before if one.strand_id == strand_id), None)
    if same is not None:
        return same.id
    record = Assignment(
        strand_id=strand_id,
        account_id=account_id,
        material=Material.INTERVIEW,
        interview_id=interview_id,
        second=second,
        assigned_on=day,
    )
    if second:
        forget(session, strand_id, [interview_id], day)
    return _added(session, view, record)


def assign_answers(
    session: Session,
    strand_id: str,
    account_id: str,
    part: str,
    words_ids: Collection[str],
    *,
    second: bool = False,
    day: date,
) -> str:
    """Give open answers to one part to a coder, from the frozen data on; return the assignment's id.

    Those the coder has already are not given again; with none left, the assignment that has them is returned.
    """
    view = _strand(session, strand_id)
    if not view.has(StrandState.FROZEN):
        raise NotAllowedNow(N_("Open answers are coded once the data are frozen: until then members may change them."))
    wanted = dict.fromkeys(words_ids)
    if {one.id for one in open_answers(session, strand_id, list(wanted)) if one.part == part} != set(wanted):
        raise NotFound(part)
    given = _already_given(session, account_id, wanted, second=second)
    fresh = [words_id for words_id in wanted if words_id not in given]
    if not fresh:
        if not given:
            raise NotAllowedNow(N_("There is nothing left to give."))
        return next(iter(given.values()))
    record = Assignment(
        strand_id=strand_id,
        account_id=account_id,
        material=Material.OPEN_ANSWERS,
        part=part,
        second=second,
        assigned_on=day,
    )
    if second:
        forget(session, strand_id, (), day)
    assignment_id = _added(session, view, record)
    session.add_all(AssignedWords(assignment_id=assignment_id, words_id=words_id) for words_id in fresh)
    session.flush()
    return assignment_id


def _already_given(session: Session, account_id: str, words_ids: Collection[str], *, second: bool) -> dict[str, str]:
    """Return in which assignments of the same reading a coder has open answers already."""
    rows = session.execute(
        select(AssignedWords.words_id, Assignment.id, Assignment.second)
        .join(Assignment, Assignment.id == AssignedWords.assignment_id)
        .where(Assignment.account_id == account_id, AssignedWords.words_id.in_(list(words_ids)))
    ).all()
    if any(is_second is not second for _words, _given, is_second in rows):
        raise _both_readings()
    return {words_id: assignment_id for words_id, assignment_id, _second in rows}


def take_back(session: Session, assignment_id: str) -> None:
    """Take back material in which nothing has been coded yet; raise `NotAllowedNow` once something was."""
    record = _assignment(session, assignment_id)
    if session.scalar(select(exists().where(Segment.assignment_id == assignment_id))):
        raise NotAllowedNow(N_("Something was coded in it already; it stays with its coder."))
    session.delete(record)
    session.flush()


def finish(session: Session, assignment_id: str, day: date) -> None:
    """Say that a coder has read an assignment to the end; nothing in it changes until it is opened again."""
    record = _assignment(session, assignment_id)
    record.done_on = record.done_on or day
    session.flush()


def reopen(session: Session, assignment_id: str) -> None:
    """Let a coder go on in an assignment they had finished.

    Raises `NotAllowedNow` once the findings are released, and while a decision rests on the reading as it is.
    """
    record = _assignment(session, assignment_id)
    check_unreleased(session, record)
    _check_undecided(session, record)
    record.done_on = None
    session.flush()
    forget(session, record.strand_id, [record.interview_id] if record.interview_id else [], record.assigned_on)


def check_unreleased(session: Session, given: Assignment) -> None:
    """Raise `NotAllowedNow` where findings that count this reading were released: what was released stays as it was.

    Only whoever said something can still take it back.
    """
    shared = select(InterviewStrand.strand_id).where(InterviewStrand.interview_id == given.interview_id)
    states = session.scalars(select(Strand.state).where(or_(Strand.id == given.strand_id, Strand.id.in_(shared))))
    if any(reached(state, StrandState.RELEASED) for state in states):
        raise NotAllowedNow(N_("The findings are released: what was coded for them stays as it is."))


def _check_undecided(session: Session, record: Assignment) -> None:
    """Refuse while a decision stands; one on a code that was merged away since decides nothing any more."""
    used = select(Code.id).where(Code.merged_into.is_(None))
    turns = select(Turn.id).where(Turn.interview_id == record.interview_id)
    words = select(AssignedWords.words_id).where(AssignedWords.assignment_id == record.id)
    standing = Adjudication.taken_back_at.is_(None), Adjudication.code_id.in_(used)
    rests = or_(Adjudication.turn_id.in_(turns), Adjudication.words_id.in_(words))
    if session.scalar(select(exists().where(*standing, rests))):
        raise NotAllowedNow(
            N_("Something was decided between this reading and another; take those decisions back first.")
        )


def _added(session: Session, view: StrandView, record: Assignment) -> str:
    check_unreleased(session, record)
    start_codebook(session, view.consultation_id)
    session.add(record)
    session.flush()
    return record.id


def _strand(session: Session, strand_id: str) -> StrandView:
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    return view


def _assignment(session: Session, assignment_id: str) -> Assignment:
    record = session.get(Assignment, assignment_id, with_for_update=True)
    if record is None:
        raise NotFound(assignment_id)
    return record


def _both_readings() -> NotAllowedNow:
    return NotAllowedNow(N_("This coder has it in the other reading already: a second reading is blind."))
