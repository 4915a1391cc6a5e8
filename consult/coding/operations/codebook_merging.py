"""Merging a code into another and splitting one: the codings follow, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.coding.operations.codebook_book import (
    Book,
    By,
    at_once,
    hold_readings,
    make_code,
    open_book,
    tokens_of,
    write_event,
)
from consult.coding.records import Adjudication, Assignment, Code, Segment
from consult.coding.rules.attributes import SAFETY, Stance
from consult.coding.rules.codebook import NewCode
from consult.coding.rules.events import EventKind, check_not_looked_up
from consult.consultation.records import Strand
from consult.shared.errors import N_, NotAllowedNow, NotFound

Done = dict[str, Any]  # Any: JSON
EMPTY = {"stance": Stance.NONE, "option": "", "aspect": "", "about": "", "recalled": False, "sealed": False, "memo": ""}
"""What a segment says where nothing was said of it."""
BETWEEN = "\n\n"
"""Stands between two memos that became one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPart:
    """A code that comes out of another one, with the segments that become its own."""

    new: NewCode
    segment_ids: tuple[str, ...] = ()


def merge_codes(session: Session, consultation_id: str, key: str, into: str, by: By) -> str:
    """Merge a code into another and return the event's id.

    Every coding follows. Where one reader gave both to the same words, one stays, with what either said of them; the
    other is set aside until the merging is undone.
    """
    book = open_book(session, consultation_id, EventKind.MERGE)
    source, target = book.in_use(key), book.in_use(into)
    if source.id == target.id:
        raise NotAllowedNow(N_("Choose two different codes."))
    check_not_looked_up(source.key)
    _check_not_sealing(target.key)
    hold_readings(session, consultation_id)
    _check_undecided(session, source, target)
    aside = _set_aside(session, source, target, by)
    ids = session.scalars(select(Segment.id).where(Segment.code_id == source.id)).all()
    moved = sorted(set(ids) - {pair["aside"] for pair in aside})
    give_other_code(session, moved, source.id, target.id)
    source.merged_into, source.retired_on = target.id, by.moment.date()
    return write_event(
        session,
        book,
        EventKind.MERGE,
        by,
        code_key=source.key,
        tokens={f"code:{source.id}", f"code:{target.id}"},
        done={"from": source.id, "into": target.id, "into_key": target.key, "moved": moved, "aside": aside},
    )


def _check_not_sealing(key: str) -> None:
    """What gets the code about safety is sealed when a coder says so, and never by renaming in bulk."""
    if key == SAFETY:
        check_not_looked_up(key)


def _check_undecided(session: Session, *codes: Code) -> None:
    """A decision between two readings names a code on a passage: it must not come to mean another one."""
    ids = [one.id for one in codes]
    decided = or_(Adjudication.code_id.in_(ids), Adjudication.other_id.in_(ids))
    if session.scalar(select(exists().where(decided, Adjudication.taken_back_at.is_(None)))):
        raise NotAllowedNow(
            N_("Disagreements about %(code)s were decided: take those decisions back first."), code=codes[0].key
        )


def _set_aside(session: Session, source: Code, target: Code, by: By) -> list[Done]:
    """Take the source off wherever its reader gave both to the same words; return which stays for which."""
    standing = session.scalars(
        select(Segment).where(Segment.code_id.in_((source.id, target.id)), Segment.removed_at.is_(None))
    ).all()
    there = {_stretch(one): one for one in standing if one.code_id == target.id}
    found = []
    for one in sorted(standing, key=lambda one: one.id):
        kept = there.get(_stretch(one))
        if one.code_id == source.id and kept is not None:
            found.append({"kept": kept.id, "aside": one.id, "filled": _fill(kept, one)})
            one.removed_at = by.moment
    session.flush()
    return found


def _stretch(one: Segment) -> tuple[str, str, int, int]:
    return one.assignment_id, one.turn_id or one.words_id or "", one.start_at, one.end_at


def _fill(kept: Segment, other: Segment) -> list[str]:
    """Say of the kept segment what only the other one says; return what was filled in."""
    filled = [name for name, empty in EMPTY.items() if getattr(kept, name) == empty != getattr(other, name)]
    for name in filled:
        setattr(kept, name, getattr(other, name))
    if other.memo and "memo" not in filled and kept.memo != other.memo:
        kept.memo = f"{kept.memo}{BETWEEN}{other.memo}"
        filled.append("memo joined")
    return filled


def unmerge(session: Session, book: Book, done: Done) -> None:
    """Undo a merging: what followed goes back, what was set aside stands again where its words are still coded."""
    source = book.by_id(done["from"])
    give_other_code(session, done["moved"], done["into"], source.id)
    for pair in done["aside"]:
        kept, aside = session.get(Segment, pair["kept"]), session.get(Segment, pair["aside"])
        if kept is None or aside is None or kept.removed_at is not None:
            continue
        _empty(kept, aside, pair["filled"])
        aside.removed_at = None
    source.merged_into = source.retired_on = None
    session.flush()


def _empty(kept: Segment, other: Segment, filled: Collection[str]) -> None:
    """Take back what was filled in, unless somebody has said something else since."""
    for name in filled:
        if name == "memo joined":
            kept.memo = kept.memo.removesuffix(f"{BETWEEN}{other.memo}")
        elif getattr(kept, name) == getattr(other, name):
            setattr(kept, name, EMPTY[name])


def split_code(session: Session, consultation_id: str, key: str, parts: Sequence[SplitPart], by: By) -> str:
    """Take new codes out of a code with the segments chosen for each, and return the event's id; the rest stays.

    A segment goes to one code only. Raises `NotFound` for one that is not coded with it in this consultation.
    """
    book = open_book(session, consultation_id, EventKind.SPLIT)
    source = book.in_use(key)
    _check_not_sealing(source.key)
    hold_readings(session, consultation_id)
    _check_undecided(session, source)
    chosen = [one for part in parts for one in part.segment_ids]
    if not parts or len(set(chosen)) != len(chosen):
        raise NotAllowedNow(N_("Name a new code, and give each coding to one code only."))
    _check_coded(session, consultation_id, source, chosen)
    made: list[Code] = []
    moved: dict[str, list[str]] = {}
    for part in parts:
        _check_not_sealing(part.new.key)
        code = make_code(session, book, part.new, by, also=made)
        made.append(code)
        moved[code.id] = sorted(part.segment_ids)
        give_other_code(session, moved[code.id], source.id, code.id)
    return write_event(
        session,
        book,
        EventKind.SPLIT,
        by,
        code_key=source.key,
        tokens={f"code:{source.id}"}.union(*map(tokens_of, made)),
        done={"from": source.id, "moved": moved, "made_keys": [one.key for one in made]},
    )


def _check_coded(session: Session, consultation_id: str, source: Code, segment_ids: Sequence[str]) -> None:
    known: set[str] = set()
    for ids in at_once(segment_ids):
        known.update(
            session.scalars(
                select(Segment.id)
                .join(Assignment, Assignment.id == Segment.assignment_id)
                .join(Strand, Strand.id == Assignment.strand_id)
                .where(
                    Segment.id.in_(ids),
                    Segment.code_id == source.id,
                    Segment.removed_at.is_(None),
                    Strand.consultation_id == consultation_id,
                )
            )
        )
    if known != set(segment_ids):
        raise NotFound(source.key)


def unsplit(session: Session, book: Book, done: Done) -> None:
    """Undo a splitting: the segments go back and the new codes are gone; refused once others were coded with them."""
    for code_id, segment_ids in done["moved"].items():
        give_other_code(session, segment_ids, code_id, done["from"])
        take_away(session, book.by_id(code_id))


def take_away(session: Session, code: Code) -> None:
    """Delete a code that was never given; raise `NotAllowedNow` for one that was."""
    if session.scalar(select(exists().where(Segment.code_id == code.id))):
        raise _was_given(code)
    try:
        with session.begin_nested():
            session.delete(code)
    except IntegrityError as error:  # decisions and summaries stand under it
        raise _was_given(code) from error


def _was_given(code: Code) -> NotAllowedNow:
    words = N_("Something was coded with %(code)s since: retire it, or merge it into another code.")
    return NotAllowedNow(words, code=code.key)


def give_other_code(session: Session, segment_ids: Collection[str], was: str, becomes: str) -> None:
    """Give segments that have one code another; those that have neither are left alone."""
    for ids in at_once(segment_ids):
        session.execute(
            update(Segment).where(Segment.id.in_(ids), Segment.code_id == was).values(code_id=becomes),
            execution_options={"synchronize_session": "fetch"},
        )
