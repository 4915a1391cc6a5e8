"""A graded poll in numbers alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.meeting.rules.kinds import Attribution, Level
from consult.meeting.rules.polling import check_slips, counted
from consult.meeting.rules.reacting import leaves_the_room
from consult.shared.errors import NotAllowedNow
from tests.builders_meeting import MORNING

FIRST = {Level.SUPPORT: 31, Level.UNSURE: 15, Level.OPPOSE: 12}
SECOND = {Level.SUPPORT: 46, Level.UNSURE: 7, Level.OPPOSE: 5}
COUNTS = st.dictionaries(st.sampled_from(Level), st.integers(0, 500))


@given(counts=COUNTS, silent=st.integers(0, 500))
def test_answers_and_silence_add_up_to_those_present(counts: dict[Level, int], silent: int) -> None:
    found = counted(counts, sum(counts.values()) + silent)
    assert set(found.counts) == set(Level)
    assert found.answered + found.silent == found.present
    assert found.silent == silent


@given(first=COUNTS, second=COUNTS)
def test_what_a_repetition_changed_adds_up(first: dict[Level, int], second: dict[Level, int]) -> None:
    earlier, later = counted(first, 2000), counted(second, 2000)
    change = later.since(earlier)
    assert sum(change.values()) == later.answered - earlier.answered
    assert all(earlier.counts[level] + change[level] == later.counts[level] for level in Level)


def test_the_room_moved_from_31_15_12_to_46_7_5() -> None:
    change = counted(SECOND, 58).since(counted(FIRST, 58))
    assert change == {Level.SUPPORT: 15, Level.UNSURE: -8, Level.OPPOSE: -7}


def test_more_answers_than_delegations_is_no_result() -> None:
    with pytest.raises(ValueError, match="more answers"):
        counted(FIRST, 57)


@given(counts=COUNTS, ticked=st.integers(0, 600))
def test_slips_count_only_where_both_numbers_agree(counts: dict[Level, int], ticked: int) -> None:
    if ticked and ticked == sum(counts.values()):
        check_slips(ticked, counts)
    else:
        with pytest.raises(NotAllowedNow):
            check_slips(ticked, counts)


def test_a_negative_count_is_no_count() -> None:
    with pytest.raises(NotAllowedNow):
        check_slips(1, {Level.SUPPORT: 2, Level.OPPOSE: -1})


def test_words_leave_the_room_only_as_agreed() -> None:
    assert leaves_the_room(Attribution.GROUP, None)
    assert leaves_the_room(Attribution.DELEGATION, None)
    assert not leaves_the_room(Attribution.NONE, None)
    assert not leaves_the_room(Attribution.GROUP, MORNING)
