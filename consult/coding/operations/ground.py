"""What an act of coding stands on: an assignment that is being read, locked, and the words that can be coded in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from consult.coding.records import Act, AssignedWords, Assignment
from consult.collection.queries.sealing import words_text
from consult.collection.records import Words
from consult.consultation.queries import cipher_of
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState, reached
from consult.interview.records import InterviewStrand, Participant, Turn
from consult.interview.rules import SpeakerRole
from consult.interview.rules.returning import wording_mark
from consult.shared.errors import N_, ConsultError, NotAllowedNow, NotFound

RELEASED = tuple(state for state in StrandState if reached(state, StrandState.RELEASED))


class WordsChanged(ConsultError):
    """Somebody corrected what they said while a coder still had their words of before on a page."""

    def __init__(self, passage_id: str, seen: str) -> None:
        super().__init__(passage_id)
        self.passage_id, self.seen = passage_id, seen


@dataclass(frozen=True, slots=True)
class Ground:
    """An assignment, the texts asked for that can be coded in it, and whether an undone act could be done again.

    `marks` say which wording of turns it is.
    """

    given: Assignment
    texts: Mapping[str, str]
    has_undone: bool
    marks: Mapping[str, str]

    def check_seen(self, passage_id: str, seen: str | None) -> None:
        """Raise `WordsChanged` where a page (None: no page) showed other words than a turn has now."""
        if seen is not None and self.marks.get(passage_id, seen) != seen:
            raise WordsChanged(passage_id, seen)


def open_ground(session: Session, assignment_id: str, passage_ids: Collection[str] = ()) -> Ground:
    """Return the ground of an act in one statement; raise `NotAllowedNow` where nothing may change any more.

    The assignment is locked: two posts at once must not both put the same code there.
    """
    asked = {"assignment_id": assignment_id, "passage_ids": list(passage_ids)}
    rows = session.execute(_ground(), asked, execution_options={"populate_existing": True}).all()
    if not rows:
        raise NotFound(assignment_id)
    given: Assignment = rows[0][0]
    if given.done_on is not None:
        raise NotAllowedNow(N_("This reading is finished. Open it again to change something."))
    if rows[0][1]:
        raise NotAllowedNow(N_("The findings are released: what was coded for them stays as it is."))
    texts = {row[3]: row[4] for row in rows if row[3]}
    marks = {row[3]: wording_mark(row[7]) for row in rows if row[3]}
    sealed = {row[5]: row[6] for row in rows if row[5]}
    if sealed:
        cipher = cipher_of(session, given.strand_id)
        texts |= {key: words_text(cipher, key, one) for key, one in sealed.items()}
    return Ground(given, texts, bool(rows[0][2]), marks)


@cache
def _ground() -> Select[Assignment, bool, bool, str, str, str, bytes, datetime | None]:
    shared = select(InterviewStrand.strand_id).where(InterviewStrand.interview_id == Assignment.interview_id)
    counts = or_(Strand.id == Assignment.strand_id, Strand.id.in_(shared.correlate(Assignment)))
    passages: BindParameter[str] = bindparam("passage_ids", expanding=True)
    given = and_(AssignedWords.assignment_id == Assignment.id, AssignedWords.words_id.in_(passages))
    return (
        select(
            Assignment,
            exists().where(counts, Strand.state.in_(RELEASED)),
            exists().where(Act.assignment_id == Assignment.id, Act.undone),
            Turn.id,
            Turn.text,
            Words.id,
            Words.sealed,
            Turn.corrected_at,
        )
        .select_from(Assignment)
        .outerjoin(Turn, and_(Turn.id.in_(passages), _may_be_coded()))
        .outerjoin(AssignedWords, given)
        .outerjoin(Words, Words.id == AssignedWords.words_id)
        .where(Assignment.id == bindparam("assignment_id"))
        .with_for_update(of=Assignment)
    )


def _may_be_coded() -> ColumnElement[bool]:
    """Tell in SQL whether a turn is an interviewee's, of the assignment's interview, and still there."""
    own = Participant.id == Turn.participant_id, Participant.role == SpeakerRole.INTERVIEWEE
    return and_(
        Turn.interview_id == Assignment.interview_id, Turn.withdrawn_on.is_(None), exists().where(*own).correlate(Turn)
    )
