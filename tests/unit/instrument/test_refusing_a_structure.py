from __future__ import annotations

from importlib.resources import files

import pytest

from consult.instrument.rules import InstrumentRefused, Structure, Value, read_structure, read_wording
from consult.instrument.rules.condition import All, Any, Chosen, Not, holds

HEAD = """
code: small
number: 1
languages: [en]
lists:
  - {name: colours, codes: [red, green, other]}
  - {name: things, codes: [car, house]}
"""
ONE_PAGE = "sections:\n  - {code: A, pages: [[A1], [A2]]}\n"
SOUND = """items:
  - {code: A1, type: matrix, rows: things, options: colours}
  - {code: A2, type: text}
"""


def _faults(text: str) -> list[str]:
    with pytest.raises(InstrumentRefused) as refused:
        read_structure(text)
    return [str(fault) for fault in refused.value.faults]


def _with(a2: str) -> str:
    return HEAD + ONE_PAGE + SOUND.replace("{code: A2, type: text}", a2)


def test_a_small_instrument_is_read() -> None:
    structure = read_structure(HEAD + ONE_PAGE + SOUND)
    assert list(structure.parts) == ["A1", "A2"]
    assert structure.item("A1") is not None
    assert structure.item("Q1") is None
    assert structure.page("A2") is not None


@pytest.mark.parametrize(
    ("a2", "said"),
    [
        ("{code: A2, type: single, options: shapes}", "list `shapes` is unknown"),
        ("{code: A2, type: slider}", "`type` is unknown"),
        ("{code: A2}", "`type` is missing"),
        ("{code: A2, type: single}", "`options` is missing"),
        ("{code: A2, type: text, rows: things}", "takes no `rows`"),
        ("{code: A2, type: text, max_choices: 2}", "takes no `max_choices`"),
        ("{code: A2, type: text, max_choices: none}", "not a number"),
        ("{code: A2, type: text, requird: true}", "`requird` is not known"),
        ("{code: A2, type: text, required: maybe}", "neither true nor false"),
        ("{code: A2, type: text, order: random}", "`order` is unknown"),
        ("{code: A2, type: single, options: things, other_text: true}", "has no option `other`"),
        ("{code: A2, type: text, when: {of: A9, in: [red]}}", "does not exist"),
        ("{code: A2, type: text, when: {of: A2, in: [red]}}", "later or on the same page"),
        ("{code: A2, type: text, when: {of: A1, in: [red]}}", "does not say which row"),
        ("{code: A2, type: text, when: {of: A1, row: boat, in: [red]}}", "names a row"),
        ("{code: A2, type: text, when: {of: A1, row: car, in: [blue]}}", "names a code"),
        ("{code: A2, type: text, when: {of: A1, row: car}}", "names no codes"),
        ("{code: A2, type: text, when: {of: A1, row: car, is: red}}", "`is` is not known"),
        ("{code: A2, type: text, rows_when: {of: A1, in: [red]}}", "without rows"),
        ("{code: A2, parts: [{name: x, type: text}, {name: x, type: year}]}", "used twice"),
        ("{code: A1, type: text}", "used twice"),
        ("{code: A3, type: text}", "stands on no page"),
        ("just words", "not a mapping"),
    ],
)
def test_a_faulty_item_is_refused_with_its_place(a2: str, said: str) -> None:
    faults = _faults(_with(a2))
    assert any(said in fault for fault in faults)
    assert all(fault.startswith("instrument") and ";" in fault for fault in faults)


def test_a_condition_may_not_look_ahead() -> None:
    text = HEAD + ONE_PAGE + SOUND.replace("options: colours}", "options: colours, when: {of: A2, in: [red]}}")
    assert any("asked later" in fault for fault in _faults(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "instrument:"),
        ("- a\n- b", "not a mapping"),
        ("code: a\ncode: b", "key given twice"),
        ("code: \x01", "not YAML"),
        (HEAD.replace("[en]", "[fr]") + ONE_PAGE + SOUND, "English is missing"),
        (HEAD.replace("[car, house]", "[car, car]") + ONE_PAGE + SOUND, "holds a code twice"),
        (HEAD.replace("[car, house]", "[yes, no]") + ONE_PAGE + SOUND, "quotation marks"),
        (HEAD.replace("[car, house]", "[]") + ONE_PAGE + SOUND, "the list is empty"),
        (HEAD.replace("name: things", "name: colours") + ONE_PAGE + SOUND, "list name is used twice"),
        (HEAD + "cards: {list: x, section: Q, lines: [a]}\n" + ONE_PAGE + SOUND, "its list is unknown"),
        (HEAD + ONE_PAGE.replace("[A2]", "[A2], [A1]") + SOUND, "stands on two pages"),
        (HEAD + ONE_PAGE.replace("[A2]", "[A2], []") + SOUND, "a page is empty"),
        (HEAD + ONE_PAGE.replace("[A2]", "[A2], [B7]") + SOUND, "no such item or part"),
    ],
)
def test_a_faulty_file_is_refused(text: str, said: str) -> None:
    assert any(said in fault for fault in _faults(text))


def test_all_faults_are_reported_at_once() -> None:
    assert len(_faults(_with("{code: A2, type: slider, options: shapes, requird: true}"))) >= 3


def test_the_shipped_file_holds_no_words_for_people(structure: Structure) -> None:
    text = (files("consult.instrument") / "data" / "future.yaml").read_text(encoding="utf-8")
    assert read_structure(text).code == structure.code


def test_a_wording_file_must_hold_texts() -> None:
    with pytest.raises(InstrumentRefused, match="not a text"):
        read_wording("state: draft\ntexts:\n  list.yes_no.no: no\n", "fr.yaml")
    with pytest.raises(InstrumentRefused, match="`state` is unknown"):
        read_wording("state: done\ntexts: {}\n", "fr.yaml")


def test_conditions_combine() -> None:
    red, house = Chosen("A1", ("red",), row="car"), Chosen("A2", ("x",))
    answers: dict[str, Value] = {"A1": {"car": "red"}, "A2": ["x", "y"]}
    assert holds(All((red, house)), answers)
    assert holds(Any((Not(red), house)), answers)
    assert not holds(Not(red), answers)
    assert not holds(red, {})
    assert holds(Chosen("A1", ("red",), row="car", negated=True), {})


def test_combined_conditions_are_read_and_written() -> None:
    when = "{any: [{not: {of: A1, row: car, in: [red]}}, {all: [{of: A1, row: house, not_in: [green]}]}]}"
    part = read_structure(_with("{code: A2, type: text, when: " + when + "}")).parts["A2"]
    assert part.when == Any(
        (Not(Chosen("A1", ("red",), "car")), All((Chosen("A1", ("green",), "house", negated=True),)))
    )
