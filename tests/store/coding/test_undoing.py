"""Undo and redo of everything a coder does in an assignment: codes, attributes, memos."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.operations import (
    Attributes,
    NewMemo,
    apply_codes,
    change_memo,
    change_segment,
    finish,
    redo,
    remove_segment,
    undo,
    write_memo,
)
from consult.coding.operations.segments import NewSegment
from consult.coding.queries import assigned, memos_beside, segments_of
from consult.coding.records import Act, Code
from consult.coding.rules.attributes import MemoOn, Stance
from consult.interview.operations import withdraw_turns
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, world
from tests.builders_coding import Desk, account, coded, desk

State = list[tuple[str, int, str, str]]


@pytest.fixture
def own(session: Session) -> Desk:
    return desk(session, world(session))


def state(session: Session, own: Desk) -> State:
    view = assigned(session, own.assignment_id)
    assert view is not None
    memos = [("memo", 0, one.text, one.code_key) for one in memos_beside(session, view, own.account_id)]
    segments = segments_of(session, own.assignment_id)
    return sorted([*memos, *((one.code_key, one.start, one.stance.value, one.memo) for one in segments)])


def acts(session: Session, own: Desk) -> list[Callable[[], object]]:
    """One act of every kind, each after the other."""
    first: list[str] = []
    memo: list[str] = []
    return [
        lambda: first.append(coded(session, own, "TERM-COND", "in writing")),
        lambda: change_segment(session, first[0], Attributes(stance=Stance.FOR, memo="Firm.")),
        lambda: memo.append(write_memo(session, own.assignment_id, NewMemo(MemoOn.DOCUMENT, "Tired."), MOMENT)),
        lambda: coded(session, own, "TERM-COND", "in writing", aspect="staff", stance=Stance.AGAINST),
        lambda: change_memo(session, own.assignment_id, memo[0], "Tired, but sure.", MOMENT),
        lambda: remove_segment(session, first[0], MOMENT),
        lambda: write_memo(session, own.assignment_id, NewMemo(MemoOn.CODE, "Narrow.", "TERM-COND"), MOMENT),
        lambda: coded(session, own, "TERM-COND", "in writing"),
        lambda: change_memo(session, own.assignment_id, memo[0], "", MOMENT),
    ]


def test_everything_is_undone_and_done_again_step_by_step(session: Session, own: Desk) -> None:
    seen = [state(session, own)]
    for act in acts(session, own):
        act()
        seen.append(state(session, own))
    for before in seen[-2::-1]:
        undo(session, own.assignment_id, MOMENT)
        session.expire_all()
        assert state(session, own) == before
    with pytest.raises(NotAllowedNow, match="nothing to undo"):
        undo(session, own.assignment_id, MOMENT)
    for after in seen[1:]:
        redo(session, own.assignment_id, MOMENT)
        assert state(session, own) == after
    with pytest.raises(NotAllowedNow, match="nothing to do again"):
        redo(session, own.assignment_id, MOMENT)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["TERM-COND", "STR-FIN", "undo", "redo", "off"]), max_size=14))
def test_any_walk_is_what_a_list_of_states_says(session: Session, own: Desk, walk: list[str]) -> None:
    inside = session.begin_nested()
    past, ahead = [state(session, own)], list[State]()
    for step in walk:
        if step == "undo" and len(past) > 1:
            ahead.append(past.pop())
            undo(session, own.assignment_id, MOMENT)
        elif step == "redo" and ahead:
            past.append(ahead.pop())
            redo(session, own.assignment_id, MOMENT)
        elif step == "off":
            for one in segments_of(session, own.assignment_id)[:1]:
                remove_segment(session, one.id, MOMENT)
        elif step not in ("undo", "redo"):
            coded(session, own, step, "in writing")
        if state(session, own) != past[-1]:
            past.append(state(session, own))
            ahead.clear()
    assert state(session, own) == past[-1]
    inside.rollback()
    session.expire_all()


def test_a_new_act_takes_the_place_of_what_was_undone(session: Session, own: Desk) -> None:
    coded(session, own, "TERM-COND", "in writing")
    undo(session, own.assignment_id, MOMENT)
    coded(session, own, "STR-FIN", "finance desk")
    with pytest.raises(NotAllowedNow):
        redo(session, own.assignment_id, MOMENT)
    assert [one.code_key for one in segments_of(session, own.assignment_id)] == ["STR-FIN"]


def test_the_same_again_is_no_act(session: Session, own: Desk) -> None:
    coded(session, own, "TERM-COND", "in writing")
    coded(session, own, "TERM-COND", "in writing")
    assert session.scalar(select(func.count()).select_from(Act)) == 1


def test_what_one_coder_does_another_does_not_undo(session: Session) -> None:
    made = world(session)
    first = desk(session, made)
    second = desk(session, made, account(session, "Ben"), interview_id=first.interview_id, second=True)
    coded(session, first, "TERM-COND", "in writing")
    with pytest.raises(NotAllowedNow, match="nothing to undo"):
        undo(session, second.assignment_id, MOMENT)


def test_what_a_program_put_there_is_not_undone(session: Session, own: Desk) -> None:
    new = NewSegment(passage_id=own.english.id, start=0, end=3, code_key="STR-FIN")
    apply_codes(session, own.assignment_id, [new], MOMENT)
    with pytest.raises(NotAllowedNow):
        undo(session, own.assignment_id, MOMENT)


def test_nothing_is_undone_in_a_finished_reading(session: Session, own: Desk) -> None:
    coded(session, own, "TERM-COND", "in writing")
    finish(session, own.assignment_id, DAY)
    with pytest.raises(NotAllowedNow, match="finished"):
        undo(session, own.assignment_id, MOMENT)


def test_withdrawn_words_take_what_was_done_on_them_along(session: Session, own: Desk) -> None:
    made = coded(session, own, "TERM-COND", "in writing", memo="Quotes them.")
    coded(session, own, "STR-FIN", "Little", turn=own.secret)
    remove_segment(session, made, MOMENT)
    withdraw_turns(session, [own.english.id], DAY)
    assert session.scalars(select(Act.number)).all() == [2]
    undo(session, own.assignment_id, MOMENT)
    assert segments_of(session, own.assignment_id) == ()


def test_a_code_that_is_retired_is_not_brought_back(session: Session, own: Desk) -> None:
    made = coded(session, own, "TERM-COND", "in writing")
    remove_segment(session, made, MOMENT)
    code = session.scalars(select(Code).where(Code.key == "TERM-COND")).one()
    code.retired_on = DAY
    session.flush()
    with pytest.raises(NotAllowedNow, match="TERM-COND"):
        undo(session, own.assignment_id, MOMENT)
