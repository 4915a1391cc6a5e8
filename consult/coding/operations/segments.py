"""Applying codes to stretches of what was said or written, changing and removing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, delete, select
from sqlalchemy.orm import Session

from consult.coding.operations.ground import Ground, open_ground
from consult.coding.operations.undoing import State, note_act, state_of
from consult.coding.queries.in_vivo import is_in_reach
from consult.coding.records import Assignment, ChangedWords, Code, Segment
from consult.coding.rules.attributes import ASPECTS, FUTURES, SAFETY, About, Stance
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import settled, trimmed
from consult.consultation.records import Strand
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import reference_structure
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
    """A code on a stretch of a passage: code points, `end` exclusive; None is the end of the passage.

    `seen` is what stood on the page for the passage's text; None where there was no page.
    """

    passage_id: str
    start: int = 0
    end: int | None = None
    code_key: str
    seen: str | None = None


def apply_code(session: Session, assignment_id: str, new: NewSegment, moment: datetime) -> str:
    """Put a code on a stretch, moved out to whole characters, and return the segment's id; it can be undone.

    The same code on the same stretch again is the segment there is: attributes given now replace, those left empty
    stay; a removed one stands again as it is given now. Raises `NotAllowedNow` for what cannot be coded, and
    `WordsChanged` where the page showed other words.
    """
    return put_segment(session, assignment_id, new, moment).id


def put_segment(session: Session, assignment_id: str, new: NewSegment, moment: datetime) -> Segment:
    """Do as `apply_code` does, and return the segment."""
    ground, ((record, before),) = _put(session, assignment_id, [new], moment)
    note_act(session, ground, before, state_of(record), segment_id=record.id)
    return record


def apply_codes(session: Session, assignment_id: str, new: Iterable[NewSegment], moment: datetime) -> tuple[str, ...]:
    """Put many codes on one coder's material in a few statements; return the segments' ids in their order.

    This is no act of the coder's, and cannot be undone.
    """
    _ground, put = _put(session, assignment_id, list(new), moment)
    return tuple(record.id for record, _before in put)


@dataclass(frozen=True, slots=True)
class FromPage:
    """The page a segment was changed on: of which assignment it is, and what stood there for the passage's text."""

    assignment_id: str
    seen: str


def change_segment(session: Session, segment_id: str, attributes: Attributes, page: FromPage | None = None) -> str:
    """Give a segment other attributes and return its passage's id; what is about safety stays sealed.

    Whoever does so has looked at its words again, where they were corrected. Raises `WordsChanged` where the page
    showed other words.
    """
    record, ground, key, is_flagged = _segment(session, segment_id, page)
    if record.removed_at is not None:
        raise NotFound(segment_id)
    _check(attributes, _options(session, ground.given.strand_id) if attributes.option else frozenset())
    before = state_of(record)
    _write(record, attributes, key)
    session.flush()
    note_act(session, ground, before, state_of(record), segment_id=record.id)
    if is_flagged:
        session.execute(delete(ChangedWords).where(ChangedWords.segment_id == record.id))
    return record.turn_id or record.words_id or ""


def remove_segment(session: Session, segment_id: str, moment: datetime, page: FromPage | None = None) -> str:
    """Take a code off its stretch and return the passage's id; it is kept with the moment, so it can be undone.

    Raises `WordsChanged` where the page showed other words.
    """
    record, ground, *_others = _segment(session, segment_id, page)
    if record.removed_at is None:
        record.removed_at = moment
        session.flush()
        note_act(session, ground, {"standing": True}, {"standing": False}, segment_id=record.id)
    return record.turn_id or record.words_id or ""


def _segment(session: Session, segment_id: str, page: FromPage | None) -> tuple[Segment, Ground, str, bool]:
    """Return a segment with its ground, its code's key, and whether its words were corrected since it was given.

    Raises `NotFound` where it is not of the page's assignment.
    """
    found = session.execute(
        select(Segment, Code.key, ChangedWords.changed_on)
        .join(Code, Code.id == Segment.code_id)
        .outerjoin(ChangedWords, ChangedWords.segment_id == Segment.id)
        .where(Segment.id == segment_id)
    ).first()
    if found is None or (page and page.assignment_id != found[0].assignment_id):
        raise NotFound(segment_id)
    record, key, changed_on = found
    ground = open_ground(session, record.assignment_id, [record.turn_id] if record.turn_id else ())
    ground.check_seen(record.turn_id or "", page.seen if page else None)
    return record, ground, key, changed_on is not None


def _put(
    session: Session, assignment_id: str, wanted: Sequence[NewSegment], moment: datetime
) -> tuple[Ground, list[tuple[Segment, State]]]:
    """Put codes on stretches; return the ground, and each segment with what was written of it before."""
    ground = open_ground(session, assignment_id, {one.passage_id for one in wanted})
    options = _options(session, ground.given.strand_id) if any(one.option for one in wanted) else frozenset()
    spans = []
    for one in wanted:
        if one.passage_id not in ground.texts:
            raise NotFound(one.passage_id)
        ground.check_seen(one.passage_id, one.seen)
        _check(one, options)
        text = ground.texts[one.passage_id]
        spans.append(settled(text, trimmed(text, Span(one.start, len(text) if one.end is None else one.end))))
    codes, there = _codes_there(session, ground.given, wanted, spans)
    found = []
    for one, span in zip(wanted, spans, strict=True):
        if one.code_key not in codes:
            raise NotAllowedNow(N_("The codebook has no code %(code)s to apply."), code=one.code_key)
        place = (one.passage_id, span, codes[one.code_key])
        record = there.get(place)
        before: State = {"standing": False} if record is None else state_of(record)
        if record is None:
            record = there[place] = _record(ground.given, one, place, moment)
            session.add(record)
        elif record.removed_at is not None:
            record.removed_at = None
            _write(record, one, one.code_key)
        else:
            _write(record, _over(record, one), one.code_key)
        found.append((record, before))
    session.flush()
    return ground, found


def _options(session: Session, strand_id: str) -> frozenset[str]:
    newest = newest_version(session, strand_id)
    structure = structure_of(session, newest.id) if newest else reference_structure()
    part = structure.parts.get(FUTURES)
    return frozenset(part.rows) if part else frozenset()


Place = tuple[str | None, Span, str]


def _codes_there(
    session: Session, given: Assignment, wanted: Sequence[NewSegment], spans: Sequence[Span]
) -> tuple[dict[str, str], dict[Place, Segment]]:
    """Return the ids of the codes asked for, and the segments of theirs that begin where a stretch begins.

    Parents are not applied, nor what is retired. Of several segments it is the one that stands, else the newest.
    """
    asked = {
        "strand_id": given.strand_id,
        "assignment_id": given.id,
        "passage_ids": list({one.passage_id for one in wanted}),
        "starts": list({span.start for span in spans}),
        "keys": list({one.code_key for one in wanted}),
    }
    rows = session.execute(_places(in_turn=given.interview_id is not None), asked).all()
    there = {
        (one.turn_id or one.words_id, Span(one.start_at, one.end_at), one.code_id): one
        for _key, _id, one in rows
        if one is not None
    }
    return {row[0]: row[1] for row in rows}, there


@cache
def _places(*, in_turn: bool) -> Select[str, str, Segment | None]:
    """Return the statement of `_codes_there`, which every act of coding makes."""
    passages: BindParameter[str] = bindparam("passage_ids", expanding=True)
    here = and_(
        Segment.code_id == Code.id,
        Segment.assignment_id == bindparam("assignment_id"),
        Segment.turn_id.in_(passages) if in_turn else Segment.turn_id.is_(None),
        Segment.words_id.is_(None) if in_turn else Segment.words_id.in_(passages),
        Segment.start_at.in_(bindparam("starts", expanding=True)),
    )
    whole = select(Strand.consultation_id).where(Strand.id == bindparam("strand_id")).scalar_subquery()
    return (
        select(Code.key, Code.id, Segment)
        .outerjoin(Segment, here)
        .where(
            Code.consultation_id == whole,
            Code.key.in_(bindparam("keys", expanding=True)),
            Code.parent != "",
            Code.retired_on.is_(None),
            is_in_reach(bindparam("strand_id")),
        )
        .order_by(Segment.removed_at.is_(None), Segment.removed_at, Segment.id)
    )


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
