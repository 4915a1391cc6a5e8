"""Learning which codes uncoded passages may bear, by the worker; forgetting it; and what coders make of proposals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.coding.operations.codebook_book import at_once
from consult.coding.operations.ground import open_ground
from consult.coding.operations.segments import NewSegment, apply_code
from consult.coding.queries.assignments import Given
from consult.coding.queries.blind import closed_documents, readings_given
from consult.coding.queries.exchanged import is_brought_in
from consult.coding.queries.in_vivo import is_shared
from consult.coding.queries.suggesting import Material, suggestible
from consult.coding.queries.suggestions import ProposedAt, fingerprint_of, job_key, one_proposed
from consult.coding.records import Code, Learned, LearnedCode, Suggestion, SuggestionAnswer
from consult.coding.rules.suggesting import Example, Outlook, Proposal, best_learner, suggest
from consult.coding.rules.words import primary
from consult.collection.records import Words
from consult.consultation.records import Strand
from consult.interview.records import InterviewStrand, Turn
from consult.shared.database import reading
from consult.shared.errors import N_, ConsultError, NotAllowedNow
from consult.shared.jobs import enqueue
from consult.shared.time import now

JOB = "coding.learn"


class LearnedTooLate(ConsultError):
    """Something that was learned from was taken back meanwhile, or is read blind: it is learned again."""


def ask_to_learn(session: Session, strand_id: str, moment: datetime) -> None:
    """Have the worker learn from a strand's coding; what waits already is not asked for twice."""
    enqueue(session, JOB, {"strand_id": strand_id}, moment, unique_key=job_key(strand_id))


def learn(session: Session, strand_id: str) -> None:
    """Learn from a strand's coding and keep what is proposed in the place of what was: a job, minutes for a large one.

    Raises `LearnedTooLate` where what it learned from stands no more by then; the worker tries again.
    """
    with reading():
        if session.get(Strand, strand_id) is None:
            return
        fingerprint = fingerprint_of(session, strand_id)
        material = suggestible(session, strand_id)
        by_line = is_brought_in(session, strand_id)
        session.rollback()
    learner = best_learner()
    outlooks, proposals = suggest(material.read, material.waiting, learner)
    lock_strands(session, [strand_id])
    turns = _standing(session, strand_id, material)
    session.execute(delete(Learned).where(Learned.strand_id == strand_id))
    session.add(
        Learned(
            strand_id=strand_id,
            fingerprint=fingerprint,
            learner=learner.__name__,
            learned_at=now(),
            read_count=len(material.read),
            waiting_count=len(material.waiting),
        )
    )
    session.flush()
    codes = _codes(session, strand_id)
    session.add_all(_learned_code(strand_id, codes[one.code], one) for one in outlooks if one.code in codes)
    session.flush()
    waiting = {one.id: one for one in material.waiting}
    session.add_all(
        _suggestion(strand_id, codes[one.code], one, waiting[one.passage_id], turns, by_line=by_line)
        for one in proposals
        if one.code in codes
    )
    session.flush()


def _standing(session: Session, strand_id: str, material: Material) -> frozenset[str]:
    """Return which of the passages are turns; raise `LearnedTooLate` where one is gone, or is read blind by now."""
    closed = closed_documents(readings_given(session, strand_id))
    every = (*material.read, *material.waiting)
    wanted = {_passage(one.id) for one in every}
    turns, words = set[str](), set[str]()
    for ids in at_once(wanted):
        turns.update(session.scalars(select(Turn.id).where(Turn.id.in_(ids), Turn.withdrawn_on.is_(None))))
        words.update(session.scalars(select(Words.id).where(Words.id.in_(ids))))
    if wanted != turns | words or any(one.document in closed for one in every):
        raise LearnedTooLate
    return frozenset(turns)


def _passage(key: str) -> str:
    """Return the passage of an example, whose id says where in the passage it begins as well."""
    return key.rpartition(".")[0]


def _codes(session: Session, strand_id: str) -> dict[str, str]:
    whole = select(Strand.consultation_id).where(Strand.id == strand_id).scalar_subquery()
    rows = session.execute(
        select(Code.key, Code.id).where(
            Code.consultation_id == whole, Code.parent != "", Code.merged_into.is_(None), is_shared()
        )
    )
    return {row.key: row.id for row in rows}


def _learned_code(strand_id: str, code_id: str, one: Outlook) -> LearnedCode:
    return LearnedCode(
        strand_id=strand_id,
        code_id=code_id,
        language=one.language,
        state=one.state,
        example_count=one.examples,
        document_count=one.documents,
        proposed_count=one.figures.proposed if one.figures else None,
        right_count=one.figures.right if one.figures else None,
        given_count=one.figures.given if one.figures else None,
    )


def _suggestion(
    strand_id: str, code_id: str, one: Proposal, asked: Example, turns: Collection[str], *, by_line: bool
) -> Suggestion:
    passage_id, _dot, start = asked.id.rpartition(".")
    in_turn = passage_id in turns
    return Suggestion(
        strand_id=strand_id,
        turn_id=passage_id if in_turn else None,
        words_id=None if in_turn else passage_id,
        start_at=int(start),
        end_at=int(start) + len(asked.text) if by_line else None,
        code_id=code_id,
        language=primary(asked.language),
        score=one.score,
        threshold=one.threshold,
    )


def lock_strands(session: Session, strand_ids: Collection[str]) -> None:
    """Have learning and forgetting of the same strands wait for each other."""
    session.execute(select(Strand.id).where(Strand.id.in_(strand_ids)).order_by(Strand.id).with_for_update()).all()


def forget(session: Session, strand_id: str, interview_ids: Collection[str], day: date) -> None:
    """Forget what was learned where something is read blind that it may have come from, and have it learned anew.

    That is in the strand, and in every one in which one of the interviews counts too.
    """
    strands = {strand_id}
    if interview_ids:
        shared = select(InterviewStrand.strand_id).where(InterviewStrand.interview_id.in_(interview_ids))
        strands |= set(session.scalars(shared))
    lock_strands(session, strands)
    gone = session.scalars(delete(Learned).where(Learned.strand_id.in_(strands)).returning(Learned.strand_id)).all()
    for one in gone:
        ask_to_learn(session, one, datetime.combine(day, time(), UTC))


def answer_suggestion(session: Session, given: Given, place: ProposedAt, *, taken: bool, moment: datetime) -> str:
    """Take a proposed code, which is then coded as any other and can be undone, or not; log it either way.

    Returns the segment's id where it was taken, else "". Raises `NotAllowedNow` where it is not proposed to this
    assignment's coder, or no more.
    """
    found = one_proposed(session, given, place)
    if found is None:
        raise _proposed_no_more(place)
    one, model = found
    segment_id = ""
    if taken:
        new = NewSegment(
            passage_id=place.passage_id, start=one.start_at, end=one.end_at, code_key=place.code_key, seen=place.seen
        )
        segment_id = apply_code(session, given.id, new, moment)
    else:
        ground = open_ground(session, given.id, [place.passage_id])
        if place.passage_id not in ground.texts:
            raise _proposed_no_more(place)
        ground.check_seen(place.passage_id, place.seen)
    session.add(
        SuggestionAnswer(
            assignment_id=given.id,
            account_id=given.account_id,
            turn_id=one.turn_id,
            words_id=one.words_id,
            start_at=one.start_at,
            code_id=one.code_id,
            taken=taken,
            score=one.score,
            threshold=one.threshold,
            model=model,
            answered_at=moment,
        )
    )
    session.flush()
    return segment_id


def _proposed_no_more(place: ProposedAt) -> NotAllowedNow:
    return NotAllowedNow(N_("%(code)s is proposed here no more."), code=place.code_key)
