"""A code added after the freeze: what was read before it is flagged until it was read again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consult.coding.operations import By, SplitPart, add_code, finish, freeze_codebook, reopen, split_code, undo_event
from consult.coding.operations.reading_again import mark_read_again
from consult.coding.queries.codebook_history import history, late_codes
from consult.shared.errors import NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import Desk, account, coded, desk, talk
from tests.store.coding.test_codebook_events import new

AFTER = MOMENT + timedelta(days=2)


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


@pytest.fixture
def at_desk(session: Session, made: World) -> Desk:
    found = desk(session, made)
    finish(session, found.assignment_id, DAY)
    return found


def flagged(session: Session, made: World, mark: str = "A", account_id: str | None = None) -> dict[str, list[str]]:
    found = late_codes(session, made.consultation_id, [made.strands[mark]], account_id)
    return {one.key: [reading.label for reading in one.readings] for one in found}


def test_what_was_finished_before_is_flagged_until_read_again(session: Session, made: World, at_desk: Desk) -> None:
    add_code(session, made.consultation_id, new("TERM-EARLY", "ty"), at_desk.account_id, DAY, MOMENT)
    freeze_codebook(session, made.consultation_id, MOMENT + timedelta(hours=1))
    assert flagged(session, made) == {}
    add_code(session, made.consultation_id, new(), at_desk.account_id, AFTER.date(), AFTER)
    assert flagged(session, made) == {"TERM-BACK": ["T9"]}
    assert flagged(session, made, account_id=account(session, "Other")) == {}
    reopen(session, at_desk.assignment_id)
    finish(session, at_desk.assignment_id, AFTER.date())
    assert flagged(session, made) == {"TERM-BACK": ["T9"]}, "the day it was added says nothing of before or after"
    for _time in range(2):
        mark_read_again(session, at_desk.assignment_id, "TERM-BACK", AFTER.date())
    assert flagged(session, made) == {}


def test_what_was_begun_before_is_flagged_too_and_what_was_only_given_is_not(session: Session, made: World) -> None:
    begun = desk(session, made)
    desk(session, made, begun.account_id, interview_id=talk(session, made, label="T8"))
    coded(session, begun, "STR-FIN", "One")
    freeze_codebook(session, made.consultation_id, MOMENT)
    add_code(session, made.consultation_id, new(), begun.account_id, AFTER.date(), AFTER)
    (late,) = late_codes(session, made.consultation_id, [made.strands["A"]])
    assert ([one.label for one in late.begun], late.finished) == (["T9"], ())


def test_one_strand_is_told_nothing_of_the_other(session: Session, made: World, at_desk: Desk) -> None:
    freeze_codebook(session, made.consultation_id, MOMENT)
    add_code(session, made.consultation_id, new(), at_desk.account_id, AFTER.date(), AFTER)
    assert flagged(session, made, "B") == {}


def test_what_is_split_off_is_a_late_code_until_it_is_taken_back(session: Session, made: World, at_desk: Desk) -> None:
    freeze_codebook(session, made.consultation_id, MOMENT)
    by = By(account_id=at_desk.account_id, moment=AFTER, reason="Two things.")
    event = split_code(session, made.consultation_id, "STR-FIN", [SplitPart(new=new())], by)
    assert flagged(session, made) == {"TERM-BACK": ["T9"]}
    mark_read_again(session, at_desk.assignment_id, "TERM-BACK", AFTER.date())
    undo_event(session, made.consultation_id, event, by)
    assert flagged(session, made) == {}
    with pytest.raises(NotFound):
        mark_read_again(session, at_desk.assignment_id, "TERM-BACK", AFTER.date())
    newest, first = history(session, made.consultation_id)
    assert (newest.undoes, first.is_undone, first.others) == (1, True, ("TERM-BACK",))
