"""What decisions make of two readings, and that a disagreement is what the figures of agreement call one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.coding.rules.adjudicating import Codes, Decision, Origin, Verdict, agreed, differing, disputed
from consult.reliability.rules import Readings, disagreements

UNITS, CODES = ["u1", "u2", "u3"], ["W", "X", "Y", "Z"]
reading = st.dictionaries(st.sampled_from(UNITS), st.frozensets(st.sampled_from(CODES)))
decision = st.builds(
    lambda verdict, other: Decision(verdict, other if verdict is Verdict.OTHER else ""),
    st.sampled_from(Verdict),
    st.sampled_from([*CODES, "NEW"]),
)


def pairs(codes: Codes) -> set[tuple[str, str]]:
    return {(unit, code) for unit, given_codes in codes.items() for code in given_codes}


def all_decided(first: Codes, second: Codes, verdict: Verdict) -> set[tuple[str, str]]:
    return set(agreed(first, second, dict.fromkeys(disputed(first, second), Decision(verdict))))


@given(reading, reading)
def test_keeping_both_everywhere_gives_the_union(first: Codes, second: Codes) -> None:
    assert all_decided(first, second, Verdict.BOTH) == pairs(first) | pairs(second)


@given(reading, reading)
def test_taking_one_everywhere_gives_that_ones_coding(first: Codes, second: Codes) -> None:
    assert all_decided(first, second, Verdict.FIRST) == pairs(first)
    assert all_decided(first, second, Verdict.SECOND) == pairs(second)


@given(reading, reading)
def test_without_a_decision_the_first_reading_counts_as_it_stands(first: Codes, second: Codes) -> None:
    assert all_decided(first, second, Verdict.DISCUSS) == set(agreed(first, second, {})) == pairs(first)


@given(reading, reading, st.dictionaries(st.tuples(st.sampled_from(UNITS), st.sampled_from(CODES)), decision))
def test_what_both_gave_stays_and_every_code_of_a_unit_comes_from_somewhere_once(
    first: Codes, second: Codes, decisions: dict[tuple[str, str], Decision]
) -> None:
    found = agreed(first, second, decisions)
    assert pairs(first) & pairs(second) <= set(found)
    for (unit, _code), (origin,) in found.items():
        assert origin.code in (second if origin.second else first)[unit]
    origins = [(unit, origin) for (unit, _code), origin in found.items()]
    assert len(origins) == len(set(origins))


@given(reading, reading)
def test_a_disagreement_is_what_agreement_is_measured_by(first: Codes, second: Codes) -> None:
    measured = disagreements(Readings({"1": UNITS, "2": UNITS}, {"1": first, "2": second}), CODES)
    assert set(disputed(first, second)) == {(unit, code) for code, units in measured.items() for unit in units}


def test_the_example_of_the_docstring() -> None:
    first, second = {"u": frozenset("X")}, {"u": frozenset("Y")}
    assert disputed(first, second) == (("u", "X"), ("u", "Y"))
    put_z = {("u", "X"): Decision(Verdict.OTHER, "Z"), ("u", "Y"): Decision(Verdict.SECOND)}
    assert agreed(first, second, put_z) == {("u", "Z"): (Origin(False, "X"),), ("u", "Y"): (Origin(True, "Y"),)}


def test_a_third_code_that_stands_there_already_is_not_put_twice() -> None:
    first, second = {"u": frozenset("XZ")}, {"u": frozenset("Z")}
    found = agreed(first, second, {("u", "X"): Decision(Verdict.OTHER, "Z")})
    assert found == {("u", "Z"): (Origin(False, "Z"),)}


def test_what_is_said_of_a_code_differs_only_where_both_gave_it() -> None:
    first = {("u", "X"): frozenset({("for", "", "")}), ("u", "Y"): frozenset({("for", "", "")})}
    second = {("u", "X"): frozenset({("against", "", "")}), ("v", "Y"): frozenset({("none", "", "")})}
    assert differing(first, second) == (("u", "X"),)


def test_where_both_gave_a_code_and_differ_about_it_either_or_both_count() -> None:
    both, place = {"u": frozenset("X")}, ("u", "X")
    first, second = Origin(False, "X"), Origin(True, "X")
    for verdict, kept in (
        (Verdict.DISCUSS, (first,)),
        (Verdict.FIRST, (first,)),
        (Verdict.SECOND, (second,)),
        (Verdict.BOTH, (first, second)),
    ):
        assert agreed(both, both, {place: Decision(verdict)}, [place]) == {place: kept}
    assert agreed(both, both, {place: Decision(Verdict.OTHER, "Z")}, [place]) == {("u", "Z"): (first,)}
    assert agreed(both, both, {place: Decision(Verdict.SECOND)}) == {place: (first,)}, "nothing is disputed there"
