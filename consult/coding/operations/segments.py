"""Applying codes to stretches of what was said or written, changing and removing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.operations.assigning import check_unreleased
from consult.coding.records import AssignedWords, Assignment, Code, Segment
from consult.coding.rules.attributes import ASPECTS, FUTURES, SAFETY, About, Stance
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import settled
from consult.collection.queries.sealing import words_text
from consult.collection.records import Words
from consult.consultation.queries import cipher_of
from consult.consultation.records import Strand
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import reference_structure
from consult.interview.records import Participant, Turn
from consult.interview.rules import SpeakerRole
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What is said of a segment besides its code."""

    stance: Stance = Stance.NONE
    option: str = ""
    aspect: str = ""
    about: str = ""
    recalled: bool = False
    sealed: bool = False
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSegment(Attributes):
    """A code on a stretch of a passage: code points, `end` exclusive."""

    passage_id: str
    start: int
    end: int
    code_key: str


def apply_code(session: Session, assignment_id: str, new: NewSegment, moment: datetime) -> str:
    """Put a code on a stretch, moved out to whole characters, and return the segment's id.

    The same code on the same stretch again is the segment there is: attributes given now replace, those left empty
    stay; a removed one stands again as it is given now. Raises `NotAllowedNow` for what cannot be coded.
    """
    return apply_codes(session, assignment_id, [new], moment)[0]


def apply_codes(session: Session, assignment_id: str, new: Iterable[NewSegment], moment: datetime) -> tuple[str, ...]:
    """Put many codes on one coder's material in a few statements; return the segments' ids in their order."""
    given = _open_assignment(session, assignment_id)
    wanted = list(new)
    texts = _texts(session, given, {one.passage_id for one in wanted})
    codes = _codes(session, given)
    options = _options(session, given.strand_id) if any(one.option for one in wanted) else frozenset()
    there = _there(session, assignment_id)
    ids = []
    for one in wanted:
        text = texts.get(one.passage_id)
        if text is None:
            raise NotFound(one.passage_id)
        if one.code_key not in codes:
            raise NotAllowedNow(N_("The codebook has no code %(code)s to apply."), code=one.code_key)
        _check(one, options)
        span = settled(text, Span(one.start, one.end))
        place = (one.passage_id, span, codes[one.code_key])
        record = there.get(place)
        if record is None:
            record = there[place] = _record(given, one, place, moment)
            session.add(record)
        elif record.removed_at is not None:
            record.removed_at = None
            _write(record, one, one.code_key)
        else:
            _write(record, _over(record, one), one.code_key)
        ids.append(record.id)
    session.flush()
    return tuple(ids)


def change_segment(session: Session, segment_id: str, attributes: Attributes) -> None:
    """Give a segment other attributes; what is about safety stays sealed."""
    record, given = _segment(session, segment_id)
    if record.removed_at is not None:
        raise NotFound(segment_id)
    _check(attributes, _options(session, given.strand_id) if attributes.option else frozenset())
    key = session.scalars(select(Code.key).where(Code.id == record.code_id)).one()
    _write(record, attributes, key)
    session.flush()


def remove_segment(session: Session, segment_id: str, moment: datetime) -> None:
    """Take a code off its stretch; it is kept with the moment, so that this can be undone."""
    record, _given = _segment(session, segment_id)
    record.removed_at = record.removed_at or moment
    session.flush()


def restore_segment(session: Session, segment_id: str) -> str:
    """Undo a removal and return the id of the segment that stands: another, where the code was put on again since."""
    record, given = _segment(session, segment_id)
    if record.removed_at is None:
        return record.id
    place = (record.turn_id or record.words_id, Span(record.start_at, record.end_at), record.code_id)
    other = {key: one for key, one in _there(session, given.id).items() if one.removed_at is None}.get(place)
    if other is not None:
        return other.id
    record.removed_at = None
    session.flush()
    return record.id


def _open_assignment(session: Session, assignment_id: str) -> Assignment:
    """Return an assignment that is being read, locked: two posts at once must not both put the same code there."""
    given = session.get(Assignment, assignment_id, with_for_update=True)
    if given is None:
        raise NotFound(assignment_id)
    if given.done_on is not None:
        raise NotAllowedNow(N_("This reading is finished. Open it again to change something."))
    check_unreleased(session, given)
    return given


def _segment(session: Session, segment_id: str) -> tuple[Segment, Assignment]:
    record = session.get(Segment, segment_id)
    if record is None:
        raise NotFound(segment_id)
    return record, _open_assignment(session, record.assignment_id)


def _texts(session: Session, given: Assignment, passage_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the texts that can be coded among the passages asked for: of this assignment, and still there."""
    wanted = list(passage_ids)
    if given.interview_id is not None:
        turns = (
            select(Turn.id, Turn.text)
            .join(Participant, Participant.id == Turn.participant_id)
            .where(
                Turn.id.in_(wanted),
                Turn.interview_id == given.interview_id,
                Turn.withdrawn_on.is_(None),
                Participant.role == SpeakerRole.INTERVIEWEE,
            )
        )
        return {row[0]: row[1] for row in session.execute(turns)}
    words = (
        select(Words.id, Words.sealed)
        .join(AssignedWords, AssignedWords.words_id == Words.id)
        .where(AssignedWords.assignment_id == given.id, Words.id.in_(wanted))
    )
    cipher = cipher_of(session, given.strand_id)
    return {key: words_text(cipher, key, sealed) for key, sealed in session.execute(words)}


def _codes(session: Session, given: Assignment) -> Mapping[str, str]:
    """Return the ids of the codes that are applied, by key: parents are not, nor what is retired."""
    rows = session.execute(
        select(Code.key, Code.id)
        .join(Strand, Strand.consultation_id == Code.consultation_id)
        .where(Strand.id == given.strand_id, Code.parent != "", Code.retired_on.is_(None))
    )
    return {row[0]: row[1] for row in rows}


def _options(session: Session, strand_id: str) -> frozenset[str]:
    newest = newest_version(session, strand_id)
    structure = structure_of(session, newest.id) if newest else reference_structure()
    part = structure.parts.get(FUTURES)
    return frozenset(part.rows) if part else frozenset()


Place = tuple[str | None, Span, str]


def _there(session: Session, assignment_id: str) -> dict[Place, Segment]:
    """Return the segments of an assignment by stretch and code; of several, the one that stands, else the newest."""
    rows = session.scalars(
        select(Segment)
        .where(Segment.assignment_id == assignment_id)
        .order_by(Segment.removed_at.is_(None), Segment.removed_at, Segment.id)
    )
    return {(one.turn_id or one.words_id, Span(one.start_at, one.end_at), one.code_id): one for one in rows}


def _check(given: Attributes, options: frozenset[str]) -> None:
    if given.option and given.option not in options:
        raise NotAllowedNow(N_("This is not one of the options of the consultation."))
    if given.aspect and given.aspect not in ASPECTS:
        raise NotAllowedNow(N_("This is not one of the aspects."))
    if given.about and given.about not in set(About):
        raise NotAllowedNow(N_("Choose A, B or both."))


def _record(given: Assignment, new: NewSegment, place: Place, moment: datetime) -> Segment:
    _passage, span, code_id = place
    in_turn = given.interview_id is not None
    record = Segment(
        assignment_id=given.id,
        turn_id=new.passage_id if in_turn else None,
        words_id=None if in_turn else new.passage_id,
        start_at=span.start,
        end_at=span.end,
        code_id=code_id,
        made_at=moment,
    )
    _write(record, new, new.code_key)
    return record


def _over(record: Segment, new: NewSegment) -> Attributes:
    """Return what stands after the same code came again: what is given now, over what was there."""
    return Attributes(
        stance=new.stance if new.stance is not Stance.NONE else record.stance,
        option=new.option or record.option,
        aspect=new.aspect or record.aspect,
        about=new.about or record.about,
        recalled=new.recalled or record.recalled,
        sealed=new.sealed or record.sealed,
        memo=new.memo or record.memo,
    )


def _write(record: Segment, given: Attributes, code_key: str) -> None:
    record.stance = Stance(given.stance)
    record.option = given.option
    record.aspect = given.aspect
    record.about = given.about
    record.recalled = given.recalled
    record.sealed = given.sealed or code_key == SAFETY
    record.memo = clean_text(given.memo)
