"""Gates are passed in order, G1 and G2 side by side, and the whole waits for every strand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.consultation.labels import CODES, worded
from consult.consultation.rules import (
    PER_STRAND,
    PREREQUISITES,
    Gate,
    Passed,
    is_passed_by_all,
    mandate_hash,
    missing_before,
)
from consult.gates import GATES
from tests.builders import mandate

STRANDS = ("one", "two")
PLACES = [Passed(gate, one) for gate in Gate for one in (STRANDS if gate in PER_STRAND else ("",))]


def before(at: Passed, *passed: Passed) -> tuple[Gate, ...]:
    return missing_before(at.gate, at.strand_id, STRANDS, passed)


def test_the_instrument_and_the_register_wait_for_nothing_but_the_mandate() -> None:
    for gate in (Gate.INSTRUMENT, Gate.REGISTER):
        assert before(Passed(gate, "one")) == (Gate.MANDATE,)
        assert before(Passed(gate, "one"), Passed(Gate.MANDATE)) == ()


def test_collection_waits_for_both_of_its_own_strand() -> None:
    at, base = Passed(Gate.COLLECTION, "one"), Passed(Gate.MANDATE)
    assert before(at, base, Passed(Gate.INSTRUMENT, "one")) == (Gate.REGISTER,)
    assert before(at, base, Passed(Gate.INSTRUMENT, "two"), Passed(Gate.REGISTER, "two")) == PREREQUISITES[at.gate]
    assert before(at, base, Passed(Gate.INSTRUMENT, "one"), Passed(Gate.REGISTER, "one")) == ()


def test_the_release_waits_for_the_coding_of_every_strand() -> None:
    at = Passed(Gate.RELEASE)
    assert before(at, Passed(Gate.CODING, "one")) == (Gate.CODING,)
    assert before(at, *(Passed(Gate.CODING, one) for one in STRANDS)) == ()
    assert not is_passed_by_all(Gate.CODING, STRANDS, [Passed(Gate.CODING, "one")])


@given(st.randoms(use_true_random=False))
def test_however_gates_are_tried_each_is_passed_once_and_after_those_before_it(chance) -> None:  # type: ignore[no-untyped-def]
    passed: list[Passed] = []
    while len(passed) < len(PLACES):
        ready = [at for at in PLACES if at not in passed and not before(at, *passed)]
        assert ready, "some gate can always be passed"
        passed.append(chance.choice(ready))
    for earlier, later in itertools.combinations(passed, 2):
        same_line = earlier.strand_id == later.strand_id or "" in (earlier.strand_id, later.strand_id)
        assert not (same_line and later.gate in PREREQUISITES[earlier.gate])


def test_every_gate_has_its_conditions_and_every_condition_one_name() -> None:
    assert {one.gate for one in GATES.conditions} == set(Gate)
    assert len({one.key for one in GATES.conditions}) == len(GATES.conditions)
    assert [CODES[gate] for gate in Gate] == [f"G{number}" for number in range(11)]


@pytest.mark.parametrize(
    "changed",
    [
        {"question": {"en": "Another?"}},
        {"criteria": [{"en": "Another"}]},
        {"quorum": 49},
        {"decision_threshold": 74},
        {"meeting_on": mandate().closes_on},
    ],
)
def test_whatever_is_changed_changes_what_was_signed(changed: dict[str, object]) -> None:
    assert mandate_hash(mandate(**changed), {}) != mandate_hash(mandate(), {})


def test_what_was_measured_is_said_with_its_figures() -> None:
    assert str(worded("Read: %(done)s of %(all)s.", {"done": 3, "all": 12})) == "Read: 3 of 12."
