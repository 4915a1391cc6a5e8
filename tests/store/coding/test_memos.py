"""Memos: who sees which, and with what they fall."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.coding.operations import (
    NewMemo,
    NewSegment,
    apply_code,
    assign_answers,
    assign_interview,
    change_memo,
    finish,
    take_back,
    write_memo,
)
from consult.coding.operations.destroying import remove_codes_of_interviews
from consult.coding.queries import assigned, memos_beside, segment_memos
from consult.coding.records import Memo
from consult.coding.rules.attributes import MemoOn
from consult.collection.records import Words
from consult.interview.operations import withdraw_turns
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import Desk, account, coded, desk, talk, written
from tests.builders_findings import frozen_world

KINDS = (MemoOn.PROJECT, MemoOn.DOCUMENT, MemoOn.CODE)


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def note(session: Session, given: Desk, on: MemoOn, text: str = "") -> str:
    new = NewMemo(on, text or f"On the {on}.", "TERM-COND" if on is MemoOn.CODE else "")
    return write_memo(session, given.assignment_id, new, MOMENT)


def seen(session: Session, assignment_id: str, reader_id: str) -> set[str]:
    view = assigned(session, assignment_id)
    assert view is not None
    both = (*memos_beside(session, view, reader_id), *segment_memos(session, view, reader_id))
    return {one.text for one in both}


def test_the_team_sees_memos_on_strand_document_code_and_segment(session: Session, made: World) -> None:
    own = desk(session, made)
    for on in KINDS:
        note(session, own, on)
    coded(session, own, "TERM-COND", "in writing", memo="On the segment.")
    everything = {"On the project.", "On the document.", "On the code.", "On the segment."}
    assert seen(session, own.assignment_id, own.account_id) == everything
    other = account(session, "Ben")
    beside = assign_interview(session, made.strands["A"], other, own.interview_id, day=DAY)
    assert seen(session, beside, other) == everything
    elsewhere = desk(session, made, account(session, "Cai"), interview_id=talk(session, made, label="T10"))
    assert seen(session, elsewhere.assignment_id, elsewhere.account_id) == {"On the project.", "On the code."}
    across = desk(
        session, made, account(session, "Dee"), mark="B", interview_id=talk(session, made, marks="B", label="T11")
    )
    assert seen(session, across.assignment_id, across.account_id) == set()


def test_blind_readers_see_their_own_until_both_have_finished(session: Session, made: World) -> None:
    first = desk(session, made)
    reader = account(session, "Ben")
    second = desk(session, made, reader, interview_id=first.interview_id, second=True)
    for given, name in ((first, "first"), (second, "second")):
        for on in KINDS:
            note(session, given, on, f"{name} {on}")
        coded(session, given, "TERM-COND", "in writing", memo=f"{name} segment")
    own = {name: {f"{name} {on}" for on in (*KINDS, "segment")} for name in ("first", "second")}
    assert seen(session, first.assignment_id, first.account_id) == own["first"]
    assert seen(session, second.assignment_id, reader) == own["second"]
    finish(session, first.assignment_id, DAY)
    assert seen(session, second.assignment_id, reader) == own["second"]
    assert seen(session, first.assignment_id, first.account_id) == own["first"]
    finish(session, second.assignment_id, DAY)
    both = own["first"] | own["second"]
    assert seen(session, second.assignment_id, reader) == both
    assert seen(session, first.assignment_id, first.account_id) == both


def test_a_blind_reader_learns_nothing_beside_another_interview(session: Session, made: World) -> None:
    first = desk(session, made)
    reader = account(session, "Ben")
    desk(session, made, reader, interview_id=first.interview_id, second=True)
    elsewhere = desk(session, made, reader, interview_id=talk(session, made, label="T10"))
    note(session, first, MemoOn.PROJECT)
    note(session, first, MemoOn.CODE)
    assert seen(session, elsewhere.assignment_id, reader) == set()


def test_of_answers_to_one_part_a_reader_sees_no_memo_on_the_answer_they_read_blind(session: Session) -> None:
    made = frozen_world(session)
    strand_id, reader, other = made.strands["A"], account(session), account(session, "Ben")
    mine, blind = written(session, made, "The office is tired.", "Money.")
    own = assign_answers(session, strand_id, reader, "B2", [mine], day=DAY)
    theirs = assign_answers(session, strand_id, other, "B2", [blind], day=DAY)
    second = assign_answers(session, strand_id, reader, "B2", [blind], second=True, day=DAY)
    apply_code(session, theirs, NewSegment(passage_id=blind, code_key="RES-MONEY", memo="Always money."), MOMENT)
    assert seen(session, own, reader) == set()
    for one in (theirs, second):
        finish(session, one, DAY)
    assert seen(session, own, reader) == {"Always money."}


def test_a_third_reader_keeps_memos_of_one_document_hidden(session: Session, made: World) -> None:
    first = desk(session, made)
    reader = account(session, "Ben")
    second = desk(session, made, reader, interview_id=first.interview_id, second=True)
    third = desk(session, made, account(session, "Cai"), interview_id=first.interview_id, second=True)
    note(session, first, MemoOn.CODE, "A word on the code.")
    for one in (first, second):
        finish(session, one.assignment_id, DAY)
    assert seen(session, second.assignment_id, reader) == set()
    finish(session, third.assignment_id, DAY)
    assert seen(session, second.assignment_id, reader) == {"A word on the code."}


def test_memos_on_what_somebody_else_sealed_stay_with_them(session: Session, made: World) -> None:
    own = desk(session, made)
    coded(session, own, "PART-SAFE", "followed", turn=own.secret, memo="Tell the safeguarding lead.")
    other = account(session, "Ben")
    beside = assign_interview(session, made.strands["A"], other, own.interview_id, day=DAY)
    assert seen(session, beside, other) == set()
    assert seen(session, own.assignment_id, own.account_id) == {"Tell the safeguarding lead."}


def test_only_its_author_changes_a_memo(session: Session, made: World) -> None:
    own = desk(session, made)
    memo = note(session, own, MemoOn.PROJECT)
    other = desk(session, made, account(session, "Ben"), interview_id=talk(session, made, label="T10"))
    with pytest.raises(NotFound):
        change_memo(session, other.assignment_id, memo, "Mine now.", MOMENT)
    change_memo(session, own.assignment_id, memo, "", MOMENT)
    assert seen(session, own.assignment_id, own.account_id) == set()
    with pytest.raises(NotAllowedNow):
        write_memo(session, own.assignment_id, NewMemo(MemoOn.PROJECT, "  "), MOMENT)
    with pytest.raises(NotAllowedNow):
        write_memo(session, own.assignment_id, NewMemo(MemoOn.CODE, "What?", "NO-CODE"), MOMENT)


def test_memos_fall_with_what_was_said(session: Session, made: World) -> None:
    own = desk(session, made)
    for on in KINDS:
        note(session, own, on)
    withdraw_turns(session, [own.secret.id], DAY)
    assert seen(session, own.assignment_id, own.account_id) == {"On the project.", "On the code."}
    remove_codes_of_interviews(session, made.consultation_id)
    assert session.scalar(select(func.count()).select_from(Memo)) == 0


def test_memos_on_open_answers_fall_with_an_answer_and_stay_when_work_is_taken_back(session: Session) -> None:
    made = frozen_world(session)
    strand_id, coder = made.strands["A"], account(session)
    ids = written(session, made, "The office is tired.", "Money.")
    given = assign_answers(session, strand_id, coder, "B2", ids, day=DAY)
    write_memo(session, given, NewMemo(MemoOn.DOCUMENT, "Short answers."), MOMENT)
    spare = assign_answers(session, strand_id, account(session, "Ben"), "B2", ids, day=DAY)
    take_back(session, spare)
    assert seen(session, given, coder) == {"Short answers."}
    session.execute(delete(Words).where(Words.id == ids[0]))
    assert seen(session, given, coder) == set()
