"""Undoing what a coder did in an assignment, act by act, and doing it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Select, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from consult.coding.operations.ground import Ground, open_ground
from consult.coding.records import Act, Code, Memo, Segment
from consult.coding.rules.attributes import Stance
from consult.shared.errors import N_, NotAllowedNow

State = dict[str, Any]  # Any: JSON, as it lies in the row of an act
SAID = ("option", "aspect", "about", "recalled", "sealed", "memo")
"""What is said of a segment besides its stance, by the names of its columns."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was undone or done again: a segment with its passage, or a memo."""

    segment_id: str = ""
    passage_id: str = ""
    stands: bool = False


def state_of(record: Segment) -> State:
    """Return what is written of a segment, and whether it stands."""
    said = {name: getattr(record, name) for name in SAID}
    return {"standing": record.removed_at is None, "stance": Stance(record.stance).value, **said}


def note_act(session: Session, ground: Ground, before: State, after: State, **about: str) -> None:
    """Keep an act so that it can be undone; what was undone before cannot be done again after it."""
    if before == after:
        return
    own = Act.assignment_id == ground.given.id
    if ground.has_undone:
        session.execute(delete(Act).where(own, Act.undone))
    values = {"assignment_id": ground.given.id, "own": ground.given.id, "before": before, "after": after, **about}
    session.execute(_next_act(*about), values)


@cache
def _next_act(about: str) -> Insert:
    """Return the statement that keeps an act about a segment or a memo under the next number."""
    standing = Act.assignment_id == bindparam("own"), Act.undone.is_(False)
    last = select(func.coalesce(func.max(Act.number), 0)).where(*standing).scalar_subquery()
    names = ("assignment_id", "before", "after", about)
    return insert(Act).values(number=last + 1, undone=False, **{name: bindparam(name) for name in names})


def undo(session: Session, assignment_id: str, moment: datetime) -> Step:
    """Take back the last act that stands; raise `NotAllowedNow` where there is none."""
    ground = open_ground(session, assignment_id)
    standing = _acts().where(Act.assignment_id == ground.given.id, Act.undone.is_(False))
    found = session.execute(standing.order_by(Act.number.desc()).limit(1)).first()
    if found is None:
        raise NotAllowedNow(N_("There is nothing to undo."))
    act, record, memo, code = found
    act.undone = True
    return _bring(session, Thing(record, memo, code), act.before, moment)


def redo(session: Session, assignment_id: str, moment: datetime) -> Step:
    """Do the act that was undone last again; raise `NotAllowedNow` where there is none."""
    ground = open_ground(session, assignment_id)
    undone = _acts().where(Act.assignment_id == ground.given.id, Act.undone)
    found = session.execute(undone.order_by(Act.number).limit(1)).first()
    if found is None:
        raise NotAllowedNow(N_("There is nothing to do again."))
    act, record, memo, code = found
    act.undone = False
    return _bring(session, Thing(record, memo, code), act.after, moment)


class Thing(NamedTuple):
    """What an act was about: a segment with its code, or a memo."""

    segment: Segment | None
    memo: Memo | None
    code: Code | None


def _acts() -> Select[Act, Segment | None, Memo | None, Code | None]:
    return (
        select(Act, Segment, Memo, Code)
        .outerjoin(Segment, Segment.id == Act.segment_id)
        .outerjoin(Memo, Memo.id == Act.memo_id)
        .outerjoin(Code, Code.id == Segment.code_id)
    )


def _bring(session: Session, thing: Thing, state: State, moment: datetime) -> Step:
    """Write a state back where it was."""
    record, memo, code = thing
    if memo is not None:
        memo.text, memo.written_at = state["text"], moment
        session.flush()
        return Step()
    assert record is not None
    assert code is not None
    if state["standing"] and record.removed_at is not None:
        _check_free(session, record, code)
        record.removed_at = None
    elif not state["standing"]:
        record.removed_at = record.removed_at or moment
    if "stance" in state:
        record.stance = Stance(state["stance"])
        for name in SAID:
            setattr(record, name, state[name])
    session.flush()
    return Step(record.id, record.turn_id or record.words_id or "", bool(state["standing"]))


def _check_free(session: Session, record: Segment, code: Code) -> None:
    """Refuse to bring back a code that is given no more, or that stands on the same words by now."""
    if code.retired_on is not None:
        raise NotAllowedNow(N_("The codebook has no code %(code)s to apply."), code=code.key)
    twin = select(Segment.id).where(
        Segment.assignment_id == record.assignment_id,
        Segment.turn_id == record.turn_id if record.turn_id else Segment.words_id == record.words_id,
        Segment.start_at == record.start_at,
        Segment.end_at == record.end_at,
        Segment.code_id == record.code_id,
        Segment.removed_at.is_(None),
    )
    if session.scalar(twin) is not None:
        raise NotAllowedNow(N_("%(code)s stands on these words already."), code=code.key)
