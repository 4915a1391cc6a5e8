"""Merging, splitting, moving, renaming, retiring: codings follow, nothing of them is lost, everything can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from consult.coding.operations import (
    LAST,
    By,
    NewCode,
    Renaming,
    SplitPart,
    add_code,
    apply_code,
    change_segment,
    freeze_codebook,
    merge_codes,
    move_code,
    remove_segment,
    rename_code,
    retire_code,
    split_code,
    start_codebook,
    undo_event,
)
from consult.coding.operations.segments import Attributes, NewSegment
from consult.coding.records import Code, CodebookEvent, Segment
from consult.coding.rules.attributes import SAFETY, Stance
from consult.coding.rules.events import LOOKED_UP
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.findings.rules.raised import JOBS
from consult.findings.rules.themes import CONDITION
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import Desk, account, coded, desk
from tests.conftest import examples

LATER = MOMENT + timedelta(days=3)
A, B, C = "STR-FIN", "RES-MONEY", "TERM-IDENT"


@pytest.fixture
def made(session: Session) -> World:
    found = world(session)
    start_codebook(session, found.consultation_id)
    return found


@pytest.fixture
def at_desk(session: Session, made: World) -> Desk:
    return desk(session, made)


@pytest.fixture
def by(session: Session, at_desk: Desk) -> By:
    return By(account_id=account(session, "Lead"), moment=LATER, reason="They mean the same.")


def new(key: str = "TERM-BACK", shortcut: str = "tk") -> NewCode:
    return NewCode(
        key=key,
        name={"en": "Send it back"},
        use_when={"en": "it goes back"},
        not_when={},
        example={},
        shortcut=shortcut,
        reason="Two things under one name.",
    )


def rows(session: Session, kind: type[Code] | type[Segment]) -> dict[str, dict[str, object]]:
    """Every column of every row, by id, as the database has it."""
    session.expire_all()
    names = [column.key for column in inspect(kind).column_attrs]
    return {one.id: {name: getattr(one, name) for name in names} for one in session.scalars(select(kind))}


def key_of(session: Session, segment_id: str) -> str:
    session.expire_all()
    return session.scalars(
        select(Code.key).join(Segment, Segment.code_id == Code.id).where(Segment.id == segment_id)
    ).one()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotAllowedNow) as caught:
        act()
    return str(caught.value)


def test_codings_follow_a_merging_and_come_back(session: Session, made: World, at_desk: Desk, by: By) -> None:
    one = coded(session, at_desk, A, "finance desk", stance=Stance.FOR, memo="Mine.")
    gone = coded(session, at_desk, A, "One")
    remove_segment(session, gone, MOMENT)
    before = rows(session, Segment)
    event = merge_codes(session, made.consultation_id, A, B, by)
    assert (key_of(session, one), key_of(session, gone)) == (B, B)
    refusal = refused(lambda: apply_code(session, at_desk.assignment_id, _on(at_desk, A), LATER))
    assert A in refusal
    undo_event(session, made.consultation_id, event, by)
    assert rows(session, Segment) == before
    assert apply_code(session, at_desk.assignment_id, _on(at_desk, A), LATER)


def _on(given: Desk, code: str) -> NewSegment:
    return NewSegment(passage_id=given.english.id, start=0, end=3, code_key=code)


def test_of_two_on_one_stretch_one_stays_and_says_what_both_said(
    session: Session, made: World, at_desk: Desk, by: By
) -> None:
    aside = coded(session, at_desk, A, "finance desk", stance=Stance.FOR, memo="First.", sealed=True)
    kept = coded(session, at_desk, B, "finance desk", memo="Second.", aspect="finance")
    before = rows(session, Segment)
    event = merge_codes(session, made.consultation_id, A, B, by)
    found = session.get_one(Segment, kept)
    assert (found.stance, found.aspect, found.memo, found.sealed) == (
        Stance.FOR,
        "finance",
        "Second.\n\nFirst.",
        True,
    )
    assert session.get_one(Segment, aside).removed_at == LATER
    document = session.get_one(CodebookEvent, event).document
    assert "First." not in str(document), "what somebody said or wrote stands in no history"
    undo_event(session, made.consultation_id, event, by)
    assert rows(session, Segment) == before


def test_what_a_coder_said_since_is_not_undone_with_a_merging(
    session: Session, made: World, at_desk: Desk, by: By
) -> None:
    aside = coded(session, at_desk, A, "finance desk", stance=Stance.FOR)
    kept = coded(session, at_desk, B, "finance desk")
    event = merge_codes(session, made.consultation_id, A, B, by)
    change_segment(session, kept, Attributes(stance=Stance.AGAINST, memo="On second thoughts."))
    undo_event(session, made.consultation_id, event, by)
    found = session.get_one(Segment, kept)
    assert (found.stance, found.memo) == (Stance.AGAINST, "On second thoughts.")
    assert session.get_one(Segment, aside).removed_at is None


def test_another_readers_coding_of_the_same_words_is_not_set_aside(
    session: Session, made: World, at_desk: Desk, by: By
) -> None:
    second = desk(session, made, account(session, "Second"), interview_id=at_desk.interview_id, second=True)
    one, other = coded(session, at_desk, A, "finance desk"), coded(session, second, B, "finance desk")
    merge_codes(session, made.consultation_id, A, B, by)
    assert {key_of(session, one), key_of(session, other)} == {B}
    assert all(row["removed_at"] is None for row in rows(session, Segment).values())


def test_the_chosen_codings_leave_with_a_splitting(session: Session, made: World, at_desk: Desk, by: By) -> None:
    stays, goes = coded(session, at_desk, A, "One"), coded(session, at_desk, A, "finance desk")
    codes, before = rows(session, Code), rows(session, Segment)
    parts = [SplitPart(new=new(), segment_ids=(goes,)), SplitPart(new=new("STR-DESK", "sx"))]
    event = split_code(session, made.consultation_id, A, parts, by)
    assert (key_of(session, stays), key_of(session, goes)) == (A, "TERM-BACK")
    undo_event(session, made.consultation_id, event, by)
    assert (rows(session, Code), rows(session, Segment)) == (codes, before)
    with pytest.raises(NotFound):
        split_code(session, made.consultation_id, B, [SplitPart(new=new(), segment_ids=(stays,))], by)


def test_a_splitting_stays_once_somebody_coded_with_what_came_of_it(
    session: Session, made: World, at_desk: Desk, by: By
) -> None:
    event = split_code(session, made.consultation_id, A, [SplitPart(new=new())], by)
    coded(session, at_desk, "TERM-BACK", "One")
    assert "TERM-BACK" in refused(lambda: undo_event(session, made.consultation_id, event, by))


def test_a_moved_code_is_called_by_its_new_parent(session: Session, made: World, at_desk: Desk, by: By) -> None:
    one = coded(session, at_desk, A, "One")
    codes = rows(session, Code)
    event = move_code(session, made.consultation_id, A, "RES", B, by)
    assert key_of(session, one) == "RES-FIN"
    sisters = session.scalars(select(Code.key).where(Code.parent == "RES").order_by(Code.position)).all()
    assert sisters.index("RES-FIN") == sisters.index(B) + 1
    undo_event(session, made.consultation_id, event, by)
    assert rows(session, Code) == codes
    move_code(session, made.consultation_id, A, "STR", "", by)
    assert session.scalars(select(Code.key).where(Code.parent == "STR").order_by(Code.position)).first() == A


def test_a_renamed_code_is_the_same_code(session: Session, made: World, at_desk: Desk, by: By) -> None:
    one = coded(session, at_desk, A, "One")
    codes = rows(session, Code)
    change = Renaming(
        texts={"name": {"en": "Money"}, "definition": {"ar": "تعريف"}, "counter_example": {"en": "“No.”"}},
        key="STR-CASH",
        shortcut="zz",
        colour="#2a58a8",
    )
    event = rename_code(session, made.consultation_id, A, change, by)
    code = session.scalars(select(Code).where(Code.key == "STR-CASH")).one()
    assert (code.name["en"], code.definition, code.colour) == ("Money", {"ar": "تعريف"}, "#2a58a8")
    assert code.name["fr"], "what was not named stays"
    assert key_of(session, one) == "STR-CASH"
    undo_event(session, made.consultation_id, event, by)
    assert rows(session, Code) == codes


def test_a_retired_code_keeps_its_codings_and_gets_no_more(
    session: Session, made: World, at_desk: Desk, by: By
) -> None:
    one = coded(session, at_desk, A, "One")
    event = retire_code(session, made.consultation_id, A, by)
    assert key_of(session, one) == A
    refused(lambda: apply_code(session, at_desk.assignment_id, _on(at_desk, A), LATER))
    refused(lambda: merge_codes(session, made.consultation_id, B, A, by))
    undo_event(session, made.consultation_id, event, by)
    assert apply_code(session, at_desk.assignment_id, _on(at_desk, A), LATER)


def test_an_event_is_undone_before_the_one_it_stands_on(session: Session, made: World, by: By) -> None:
    first = rename_code(session, made.consultation_id, A, Renaming(texts={"name": {"en": "Money"}}), by)
    second = merge_codes(session, made.consultation_id, A, B, by)
    elsewhere = retire_code(session, made.consultation_id, C, by)
    assert f"no. 2 ({A})" in refused(lambda: undo_event(session, made.consultation_id, first, by))
    undone = undo_event(session, made.consultation_id, second, by)
    refused(lambda: undo_event(session, made.consultation_id, second, by))
    refused(lambda: undo_event(session, made.consultation_id, undone, by))
    undo_event(session, made.consultation_id, first, by)
    undo_event(session, made.consultation_id, elsewhere, by)


def test_a_freed_name_taken_again_stands_in_the_way(session: Session, made: World, by: By) -> None:
    moved = move_code(session, made.consultation_id, A, "RES", LAST, by)
    add_code(session, made.consultation_id, new(A, "tk"), by.account_id, DAY)
    assert A in refused(lambda: undo_event(session, made.consultation_id, moved, by))


def test_once_findings_are_released_nothing_that_was_counted_changes(
    session: Session, made: World, at_desk: Desk, by: By
) -> None:
    coded(session, at_desk, A, "One")
    merged = merge_codes(session, made.consultation_id, C, B, by)
    freeze_codebook(session, made.consultation_id, MOMENT)
    rename_code(session, made.consultation_id, B, Renaming(texts={"name": {"en": "Money"}}), by)
    session.execute(update(Strand).where(Strand.id == made.strands["B"]).values(state=StrandState.RELEASED))
    for act in (
        lambda: merge_codes(session, made.consultation_id, A, B, by),
        lambda: split_code(session, made.consultation_id, A, [SplitPart(new=new())], by),
        lambda: move_code(session, made.consultation_id, A, "RES", LAST, by),
        lambda: rename_code(session, made.consultation_id, A, Renaming(key="STR-XX"), by),
        lambda: undo_event(session, made.consultation_id, merged, by),
    ):
        refused(act)
    retired = retire_code(session, made.consultation_id, A, by)
    undo_event(session, made.consultation_id, retired, by)
    add_code(session, made.consultation_id, new(), by.account_id, DAY)


def test_what_is_looked_up_by_its_key_keeps_it(session: Session, made: World, by: By) -> None:
    assert {SAFETY, CONDITION, JOBS} == LOOKED_UP
    for key in (SAFETY, CONDITION):
        refused(lambda key=key: merge_codes(session, made.consultation_id, key, A, by))
        refused(lambda key=key: move_code(session, made.consultation_id, key, "RES", LAST, by))
    refused(lambda: merge_codes(session, made.consultation_id, A, SAFETY, by))
    refused(lambda: split_code(session, made.consultation_id, SAFETY, [SplitPart(new=new())], by))


def test_whoever_gives_no_reason_changes_nothing(session: Session, made: World, by: By) -> None:
    silent = By(account_id=by.account_id, moment=LATER, reason="  ")
    refused(lambda: retire_code(session, made.consultation_id, A, silent))
    refused(lambda: rename_code(session, made.consultation_id, A, Renaming(), by))
    refused(lambda: rename_code(session, made.consultation_id, A, Renaming(colour="red"), by))


CODES = ("STR-FIN", "RES-MONEY", "TERM-IDENT", "RES-ENERGY")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("merge", "split", "move", "rename", "retire", "add")),
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=7,
)


def act(session: Session, made: World, by: By, given: tuple[str, str, str, int], number: int) -> str:
    kind, key, other, pick = given
    where = made.consultation_id
    if kind == "merge":
        return merge_codes(session, where, key, other, by)
    if kind == "split":
        found = session.scalars(
            select(Segment.id)
            .join(Code, Code.id == Segment.code_id)
            .where(Code.key == key, Segment.removed_at.is_(None))
            .order_by(Segment.start_at, Segment.end_at, Segment.assignment_id)
        ).all()
        fresh = new(f"PROC-N{'ABCDEFGH'[number]}", "")
        return split_code(session, where, key, [SplitPart(new=fresh, segment_ids=tuple(found[:pick]))], by)
    if kind == "move":
        return move_code(session, where, key, ("RES", "STR", "TERM")[pick % 3], (LAST, "", other)[pick // 2], by)
    if kind == "rename":
        change = Renaming(texts={"name": {"en": f"Name {number}"}}, key=f"{key[:-1]}{'ABCDEF'[pick]}", colour="#00ff00")
        return rename_code(session, where, key, change, by)
    if kind == "retire":
        return retire_code(session, where, key, by)
    add_code(session, where, new(f"GOAL-N{'ABCDEFGH'[number]}", ""), by.account_id, DAY, LATER)
    return session.scalars(select(CodebookEvent.id).order_by(CodebookEvent.number.desc())).first() or ""


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(acts=ACTS)
def test_any_events_undone_backwards_leave_everything_as_it_was(
    session: Session, made: World, at_desk: Desk, by: By, acts: list[tuple[str, str, str, int]]
) -> None:
    outer = session.begin_nested()
    try:
        _there_and_back(session, made, at_desk, by, acts)
    finally:
        outer.rollback()


def _there_and_back(
    session: Session, made: World, at_desk: Desk, by: By, acts: list[tuple[str, str, str, int]]
) -> None:
    second = desk(session, made, account(session, "Other"), interview_id=at_desk.interview_id)
    for given_desk in (at_desk, second):
        for at, key in enumerate(CODES * 2):
            words = ("One", "finance desk")[at // 4]
            coded(session, given_desk, key, words, memo=f"{key}." if at % 2 else "", stance=list(Stance)[at % 3])
    remove_segment(session, coded(session, at_desk, CODES[0], "relief"), MOMENT)
    snapshots, done = [(rows(session, Code), rows(session, Segment))], []
    stretches = _stretches(snapshots[0][1])
    for number, one in enumerate(acts):
        try:
            with session.begin_nested():
                done.append(act(session, made, by, one, number))
        except NotAllowedNow:
            continue
        snapshots.append((rows(session, Code), rows(session, Segment)))
        assert set(snapshots[-1][1]) == set(snapshots[0][1])
        assert _stretches(snapshots[-1][1]) == stretches, "no coded word becomes uncoded"
    for event, (codes, segments) in zip(reversed(done), reversed(snapshots[:-1]), strict=True):
        undo_event(session, made.consultation_id, event, by)
        assert rows(session, Code) == codes
        assert rows(session, Segment) == segments


def _stretches(found: dict[str, dict[str, object]]) -> set[tuple[object, ...]]:
    standing = [one for one in found.values() if one["removed_at"] is None]
    return {(one["assignment_id"], one["turn_id"], one["start_at"], one["end_at"]) for one in standing}
