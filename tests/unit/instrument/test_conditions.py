"""When a part is asked: the leaves of a condition, what is refused, and that nothing answered makes it fail."""

from __future__ import annotations

from typing import Any as Anything

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.instrument.rules import (
    All,
    Answered,
    Any,
    Chosen,
    Compared,
    Comparison,
    Condition,
    Counted,
    InstrumentRefused,
    Not,
    Selected,
    Structure,
    Unit,
    holds,
    prune,
    read_structure,
    rows_shown,
)
from consult.instrument.rules.condition import condition_document
from consult.instrument.rules.condition_reading import read_condition
from consult.instrument.rules.entries import Entry
from tests.conftest import examples
from tests.every_type import every_type
from tests.unit.instrument.answering import documents

STRUCTURE = every_type()[0]
MORE, LESS, AT_LEAST, IS = Comparison.ABOVE, Comparison.BELOW, Comparison.AT_LEAST, Comparison.EQUALS


@pytest.mark.parametrize(
    ("condition", "value", "met"),
    [
        (Compared("N", MORE, 10), 11, True),
        (Compared("N", MORE, 10), 10, False),
        (Compared("N", AT_LEAST, 10.5), 10.5, True),
        (Compared("N", LESS, 10), "prefer_not", False),
        (Compared("N", LESS, 10), None, False),
        (Compared("N", LESS, 10), True, False),
        (Compared("N", LESS, 10), {"row": 1}, False),
        (Compared("D", LESS, "2020-06-01"), "2020-05-31", True),
        (Compared("D", AT_LEAST, "2020-06-01"), "prefer_not", False),
        (Compared("D", LESS, "2020-06-01"), 5, False),
        (Compared("P", AT_LEAST, 50, "staff"), {"staff": 50}, True),
        (Compared("P", AT_LEAST, 50, "staff"), {"travel": 50}, False),
        (Counted("M", AT_LEAST, 2), ["a", "b"], True),
        (Counted("M", IS, 0), None, True),
        (Counted("M", AT_LEAST, 2), {"here": 1, "world": 2}, True),
        (Counted("M", AT_LEAST, 2), "prefer_not", False),
        (Counted("M", AT_LEAST, 2, "here"), {"here": ["a", "b"]}, True),
        (Answered("M"), "prefer_not", True),
        (Answered("M"), None, False),
        (Answered("M", "here"), {"world": "a"}, False),
        (Selected("M", "a"), ["a"], True),
        (Selected("M", "a"), {"a": 3}, True),
        (Selected("M", "a"), "a", False),
        (Selected("M"), ["a"], False),
    ],
)
def test_leaves_hold_for_what_was_answered(condition: Condition, value: Anything, met: bool) -> None:
    answers = {} if value is None else {condition.of: value}  # type: ignore[union-attr]
    assert holds(condition, answers) is met


def test_rows_are_asked_that_were_chosen_before() -> None:
    assert rows_shown(STRUCTURE.parts["C4"], {"A2": ["training", "relief"]}) == ("training", "relief")
    kept = prune(STRUCTURE, Unit.ORGANISATION, False, {"A2": ["training"], "C4": {"training": 1}})
    assert "C4" not in kept  # one is nothing to rank


_keys = st.sampled_from(["A1", "B2.x", "C1"])
_rows = st.one_of(st.none(), st.sampled_from(["here", "world"]))
_amounts = st.one_of(st.integers(-5, 5), st.floats(-5, 5), st.dates().map(str))
_how = st.sampled_from(Comparison)
_leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Chosen, _keys, st.lists(st.sampled_from("abc"), unique=True).map(tuple), _rows, st.booleans()),
    st.builds(Compared, _keys, _how, _amounts, _rows),
    st.builds(Counted, _keys, _how, st.integers(-2, 5), _rows),
    st.builds(Answered, _keys, _rows),
    st.builds(Selected, _keys, _rows),
)
trees = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)
_scalars = st.one_of(st.text(max_size=4), st.integers(), st.floats(), st.booleans(), st.lists(st.sampled_from("abc")))
_answers = st.dictionaries(_keys, st.one_of(_scalars, st.dictionaries(st.sampled_from(["here", "world"]), _scalars)))


@settings(max_examples=examples(300))
@given(trees)
def test_a_tree_is_read_as_it_was_written(tree: Condition) -> None:
    faults: list[Anything] = []
    assert read_condition(Entry({"when": condition_document(tree)}, "x", faults), "when") == tree
    assert faults == []


@settings(max_examples=examples(300))
@given(trees, _answers, _rows)
def test_no_answers_make_a_condition_fail(tree: Condition, answers: Anything, row: str | None) -> None:
    assert holds(tree, answers, row) is not holds(Not(tree), answers, row)


@settings(max_examples=examples(150))
@given(documents(STRUCTURE), documents(STRUCTURE))
def test_a_branch_drops_out_and_comes_back_with_its_answers(answers: Anything, other: Anything) -> None:
    before = prune(STRUCTURE, Unit.ORGANISATION, False, answers)
    for key in ("A2", "B1", "B3", "C1", "D1"):
        changed = {name: value for name, value in answers.items() if name != key}
        changed |= {key: other[key]} if key in other else {}
        prune(STRUCTURE, Unit.ORGANISATION, False, changed)
        back = {**changed, **({key: answers[key]} if key in answers else {})}
        back = back if key in answers else {name: value for name, value in back.items() if name != key}
        assert prune(STRUCTURE, Unit.ORGANISATION, False, back) == before


def _faults(when: str, part: str = "type: text") -> str:
    source = f"""
code: small
number: 1
languages: [en]
lists:
  - {{name: colours, codes: [red, green]}}
  - {{name: things, codes: [car, house]}}
sections: [{{code: A, pages: [[M1], [T1], [N1], [D1], [P1], [X1]]}}]
items:
  - {{code: M1, type: multiple, options: colours}}
  - {{code: T1, type: text}}
  - {{code: N1, type: number}}
  - {{code: D1, type: date}}
  - {{code: P1, type: allocation, rows: things, total: 10}}
  - {{code: X1, {part}, {when}}}
"""
    try:
        read_structure(source)
    except InstrumentRefused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "when",
    [
        "when: {of: N1, above: 5}",
        "when: {of: D1, below: 2020-01-01}",
        "when: {of: P1, row: car, at_most: 3}",
        "when: {count: M1, at_least: 2}",
        "when: {answered: P1, row: car}",
        "when: {selected: M1, row: red}",
    ],
)
def test_what_can_be_asked_is_read(when: str) -> None:
    assert _faults(when) == ""


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("when: {of: M1, above: 5}", "gives no such number"),
        ("when: {of: N1, above: '2020-01-01'}", "gives no such number"),
        ("when: {of: D1, above: 5}", "no day"),
        ("when: {of: N1, above: [5]}", "neither a number nor a day"),
        ("when: {of: P1, above: 5}", "which row"),
        ("when: {of: P1, row: boat, above: 5}", "names a row"),
        ("when: {count: N1, above: 5}", "no several answers"),
        ("when: {count: M1, above: 1.5}", "whole number"),
        ("when: {answered: T1}", "no closed answer"),
        ("when: {selected: M1}", "selects no row"),
        ("when: {selected: N1, row: red}", "no several answers"),
        ("when: {selected: M1, row: blue}", "does not have"),
        ("when: {answered: X9}", "does not exist"),
        ("when: {of: N1, above: 5, below: 7}", "`below` is not known"),
    ],
)
def test_what_cannot_be_answered_is_refused(when: str, said: str) -> None:
    assert said in _faults(when)


def test_rows_are_selected_only_from_the_same_list() -> None:
    assert "does not have" in _faults("rows_when: {selected: M1}", "type: ranking, rows: things")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("type: number, minimum: 5, maximum: 1", "above `maximum`"),
        ("type: number, decimals: 9", "too large"),
        ("type: date, earliest: soon", "is no day"),
        ("type: date, earliest: 2020-02-02, latest: 2020-01-01", "after `latest`"),
        ("type: allocation, rows: things", "`total` is missing"),
        ("type: text, total: 5", "takes no `total`"),
        ("type: text, instead: colours", "takes no `instead`"),
        ("type: single, options: colours, specify: [blue]", "has no option `blue`"),
        ("type: upload, sealed: true", "cannot be sealed"),
        ("type: information, required: true", "never answered"),
        ("type: single, options: colours, required: true, optional: true", "both required and optional"),
        ("type: single, options: colours, consent: true", "takes no `consent`"),
    ],
)
def test_what_a_type_cannot_have_is_refused(part: str, said: str) -> None:
    assert said in _faults("hint: false", part)


def test_lists_keep_to_words_exports_do_not_use() -> None:
    source = "code: s\nnumber: 1\nlanguages: [en]\nlists: [{name: l, codes: [not_asked], exclusive: [gone]}]\n"
    with pytest.raises(InstrumentRefused) as refused:
        read_structure(source)
    assert "is kept for exports" in str(refused.value)
    assert "`exclusive` names a code" in str(refused.value)


def test_the_trial_is_routed_as_it_says(structure: Structure) -> None:
    assert structure.parts["F3"].rows_when == Chosen("F2", ("unacceptable",), negated=True)
    assert STRUCTURE.parts["B6"].when == Any((Answered("B5"), Chosen("B1", ("prefer_not",))))
