"""Codes named with somebody's words: making one on the workbench, and giving it a name of its own (decision 30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.operations.codebook_book import (
    By,
    cleaned,
    hold_readings,
    open_book,
    tokens_of,
    write_event,
)
from consult.coding.operations.segments import NewSegment, put_segment
from consult.coding.queries.in_vivo import InVivoView, in_vivo_codes
from consult.coding.records import Assignment, Code, Codebook, InVivo
from consult.coding.rules.codebook import NewCode, check_new
from consult.coding.rules.events import EventKind
from consult.coding.rules.in_vivo import LONGEST, key_of, says_the_words
from consult.consultation.records import Strand
from consult.membership.records import Coalition
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text


@dataclass(frozen=True, slots=True)
class Chosen:
    """Words of a passage: where they begin and end, and what stood on the page for its text (None: no page)."""

    passage_id: str
    start: int = 0
    end: int | None = None
    seen: str | None = None


def code_in_vivo(session: Session, assignment_id: str, words: Chosen, moment: datetime) -> str:
    """Make words of a passage the name of a new code that stands on them, and return the segment's id.

    The coding can be undone. The code lives in the strand of the assignment alone, and its key tells nothing. Raises
    `NotAllowedNow` for more words than a name can have, `WordsChanged` where the page showed other words.
    """
    given, mark = _locked(session, assignment_id)
    key, parent, position = _free(session, given.consultation_id, mark)
    code = Code(
        consultation_id=given.consultation_id,
        key=key,
        parent=parent,
        position=position,
        added_on=moment.date(),
        added_by=given.account_id,
    )
    session.add(code)
    session.flush()
    new = NewSegment(passage_id=words.passage_id, start=words.start, end=words.end, code_key=key, seen=words.seen)
    made = put_segment(session, assignment_id, new, moment)
    if made.end_at - made.start_at > LONGEST:
        raise NotAllowedNow(
            N_("Choose fewer words: a code in their own words has at most %(count)s characters."), count=LONGEST
        )
    session.add(InVivo(code_id=code.id, strand_id=given.strand_id, segment_id=made.id))
    session.flush()
    return made.id


@dataclass(frozen=True, slots=True)
class _Given:
    consultation_id: str
    strand_id: str
    account_id: str


def _locked(session: Session, assignment_id: str) -> tuple[_Given, str]:
    """Return whose the assignment is, and its coalition's mark, with the codebook locked: before it, as events do."""
    row = session.execute(
        select(Codebook.consultation_id, Assignment.strand_id, Assignment.account_id, Coalition.mark)
        .join(Strand, Strand.consultation_id == Codebook.consultation_id)
        .join(Assignment, Assignment.strand_id == Strand.id)
        .join(Coalition, Coalition.id == Strand.coalition_id)
        .where(Assignment.id == assignment_id)
        .with_for_update(of=Codebook)
    ).first()
    if row is None:
        raise NotFound(assignment_id)
    return _Given(*row[:3]), row[3]


def _free(session: Session, consultation_id: str, mark: str) -> tuple[str, str, int]:
    """Return a free key with its parent's, and a place behind every other code."""
    known = session.execute(select(Code.key, Code.position).where(Code.consultation_id == consultation_id)).all()
    key, parent = key_of(mark, {one.key for one in known})
    return key, parent, 1 + max((one.position for one in known), default=0)


def name_in_vivo(session: Session, strand_id: str, key: str, new: NewCode, by: By) -> None:
    """Give a code in somebody's words a name of its own: from then on it is in the codebook, and counts.

    Raises `NotAllowedNow` where what is said of the code still holds the words, and once findings are released: what
    it stands on would be counted.
    """
    strand = session.get(Strand, strand_id)
    view = next((one for one in in_vivo_codes(session, strand_id, by.account_id) if one.key == key), None)
    if strand is None or view is None or view.is_hidden:
        raise NotAllowedNow(N_("The codebook has no code %(code)s."), code=key)
    _check_own(new, view)
    book = open_book(session, strand.consultation_id, EventKind.SPLIT)
    hold_readings(session, strand.consultation_id)
    known = [one for one in book.codes if one.id != view.code_id]
    check_new(new, {one.key for one in known}, {one.shortcut for one in known if one.shortcut})
    code = session.get_one(Code, view.code_id)
    code.key, code.parent, code.shortcut, code.colour = new.key, new.parent, new.shortcut, new.colour
    code.position = 1 + max(one.position for one in known if new.parent in (one.key, one.parent))
    code.name, code.definition = cleaned(new.name), cleaned(new.definition)
    code.use_when, code.not_when = cleaned(new.use_when), cleaned(new.not_when)
    code.example, code.counter_example = cleaned(new.example), cleaned(new.counter_example)
    code.added_on, code.added_by, code.reason = by.moment.date(), by.account_id, clean_text(new.reason)
    session.delete(session.get_one(InVivo, view.code_id))
    session.flush()
    write_event(session, book, EventKind.ADD, by, code_key=code.key, tokens=tokens_of(code), done={"code": code.id})


def _check_own(new: NewCode, view: InVivoView) -> None:
    texts = (new.name, new.definition, new.use_when, new.not_when, new.example, new.counter_example)
    said = [text for one in texts for text in one.values()]
    if says_the_words([*said, new.reason], view.words):
        raise NotAllowedNow(
            N_("Those are somebody’s words, and the other coalition would read them: use words of your own.")
        )
