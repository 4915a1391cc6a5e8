from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.instrument.rules import (
    FaultCode,
    Reading,
    Structure,
    check_document,
    digits,
    field_names,
    read_part,
    reference_structure,
)
from tests.conftest import examples

REFERENCE = reference_structure()


def _read(structure: Structure, key: str, form: dict[str, list[str]]) -> Reading:
    return read_part(structure.parts[key], form, this_year=2026)


def _codes(reading: Reading) -> list[FaultCode]:
    return [fault.code for fault in reading.faults]


@pytest.mark.parametrize(
    ("key", "form", "value"),
    [
        ("A1", {"A1": ["youth"]}, "youth"),
        ("A2.role", {"A2.role": ["staff", "board"]}, ["board", "staff"]),
        ("A2.since", {"A2.since": ["2014"]}, 2014),
        ("J3.aloud", {"J3.aloud": ["1"]}, True),
        ("F2", {"F2:looser": ["conditional"], "F2:disband": [""]}, {"looser": "conditional"}),
        ("F6.conditions", {"F6.conditions:looser": ["other", "safety"]}, {"looser": ["safety", "other"]}),
        ("F3", {"F3:looser": ["2"], "F3:continue": ["1"]}, {"continue": 1, "looser": 2}),
    ],
)
def test_fields_become_canonical_values(
    structure: Structure, key: str, form: dict[str, list[str]], value: object
) -> None:
    assert _read(structure, key, form) == Reading(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["A1", "A2.role", "A2.since", "J3.aloud", "F2", "F3", "F6.conditions", "B2"])
def test_nothing_posted_is_not_answered(structure: Structure, key: str) -> None:
    empty = {name: ["", "  "] for name in field_names(structure.parts[key])}
    assert _read(structure, key, {}) == Reading()
    assert _read(structure, key, empty) == Reading()


@pytest.mark.parametrize(
    ("key", "form", "row"),
    [
        ("A1", {"A1": ["<script>"]}, None),
        ("A2.role", {"A2.role": ["board", "emperor"]}, None),
        ("J3.aloud", {"J3.aloud": ["maybe"]}, None),
        ("F2", {"F2:looser": ["perhaps"]}, "looser"),
        ("F2", {"F2:<b>": ["acceptable"]}, None),
        ("F6.conditions", {"F6.conditions:looser": ["money"]}, "looser"),
    ],
)
def test_foreign_codes_are_refused_and_never_quoted(
    structure: Structure, key: str, form: dict[str, list[str]], row: str | None
) -> None:
    reading = _read(structure, key, form)
    assert _codes(reading) == [FaultCode.FOREIGN_CODE]
    assert reading.faults[0].row == row
    assert reading.value is None


def test_a_sound_row_survives_a_fault_in_another(structure: Structure) -> None:
    reading = _read(structure, "F2", {"F2:looser": ["perhaps"], "F2:continue": ["acceptable"]})
    assert reading.value == {"continue": "acceptable"}
    assert _codes(reading) == [FaultCode.FOREIGN_CODE]


def test_more_choices_than_allowed_are_refused(structure: Structure) -> None:
    assert _codes(_read(structure, "C1S", {"C1S": ["help", "funding", "monitoring", "bring_in"]})) == [
        FaultCode.TOO_MANY
    ]
    assert _codes(_read(structure, "A1", {"A1": ["youth", "women"]})) == [FaultCode.TOO_MANY]


@pytest.mark.parametrize("year", ["٢٠١٤", "۲۰۱۴", "२०१४", "２０１４", " 2014 ", "\u200f٢٠١٤\u200f"])
def test_digits_of_every_script_are_read(structure: Structure, year: str) -> None:
    assert _read(structure, "A2.since", {"A2.since": [year]}).value == 2014


@pytest.mark.parametrize(
    ("year", "fault"),
    [
        ("1899", FaultCode.OUT_OF_RANGE),
        ("2028", FaultCode.OUT_OF_RANGE),
        ("two", FaultCode.NOT_A_NUMBER),
        ("20.14", FaultCode.NOT_A_NUMBER),
        ("-2014", FaultCode.NOT_A_NUMBER),
        ("2_014", FaultCode.NOT_A_NUMBER),
        ("²⁰¹⁴", FaultCode.NOT_A_NUMBER),
        ("9" * 5000, FaultCode.NOT_A_NUMBER),
    ],
)
def test_what_is_no_year_is_refused(structure: Structure, year: str, fault: FaultCode) -> None:
    reading = _read(structure, "A2.since", {"A2.since": [year]})
    assert (reading.value, _codes(reading)) == (None, [fault])


def test_next_year_is_the_last(structure: Structure) -> None:
    assert _read(structure, "A2.since", {"A2.since": ["2027"]}).value == 2027


def test_ranks_may_tie_and_must_be_places(structure: Structure) -> None:
    tied = _read(structure, "F3", {"F3:looser": ["1"], "F3:continue": ["1"], "F3:joint_house": ["٣"]})
    assert tied == Reading({"continue": 1, "looser": 1, "joint_house": 3})
    for place in ("0", "7"):
        reading = _read(structure, "F3", {"F3:looser": [place]})
        assert [(fault.code, fault.row) for fault in reading.faults] == [(FaultCode.OUT_OF_RANGE, "looser")]


def test_required_parts_must_be_answered(structure: Structure) -> None:
    assert _codes(_read(structure, "Z1", {})) == [FaultCode.REQUIRED]
    assert _codes(_read(structure, "Z2.take_part", {"Z2.take_part": [""]})) == [FaultCode.REQUIRED]
    assert _codes(_read(structure, "Z1", {"Z1": ["nobody"]})) == [FaultCode.FOREIGN_CODE]


def test_texts_are_trimmed_and_line_ends_made_one(structure: Structure) -> None:
    assert _read(structure, "B2", {"B2": ["  one\r\ntwo \n"]}) == Reading(text="one\ntwo")


def test_texts_are_counted_in_code_points(structure: Structure) -> None:
    assert _read(structure, "B2", {"B2": ["\U0001f54a" * 4000]}).faults == ()
    assert _codes(_read(structure, "B2", {"B2": ["a" * 4001]})) == [FaultCode.TOO_LONG]
    assert _read(structure, "B2", {"B2": ["a\r\n" * 1333 + "abc"]}).faults == ()
    assert _codes(_read(structure, "A1.other", {"A1.other": ["a" * 201]})) == [FaultCode.TOO_LONG]


def test_field_names_are_part_and_row(structure: Structure) -> None:
    assert list(field_names(structure.parts["A1"])) == ["A1"]
    assert list(field_names(structure.parts["H1"])) == ["H1:staff_time", "H1:money", "H1:donor_interest"]


def test_whole_numbers_only() -> None:
    assert [digits(text) for text in ("12", " ١٢ ", "", "1 2", "+1", "①")] == [12, 12, None, None, None, None]


_words = st.one_of(
    st.sampled_from(["", "1", "3", "٣", "99", "acceptable", "youth", "safety", "support", "keep_both", "yes"]),
    st.text(max_size=8),
)
_names = st.one_of(
    st.sampled_from([name for part in REFERENCE.parts.values() for name in field_names(part)]), st.text(max_size=9)
)


@settings(max_examples=examples(200))
@given(form=st.dictionaries(_names, st.lists(_words, max_size=3), max_size=12))
def test_whatever_is_posted_only_canonical_values_come_out(form: dict[str, list[str]]) -> None:
    answers, texts = {}, {}
    for key, part in REFERENCE.parts.items():
        reading = read_part(part, form, this_year=2026)
        if reading.value is not None:
            answers[key] = reading.value
        if reading.text is not None:
            texts[key] = reading.text
    assert check_document(REFERENCE, answers, texts, this_year=2026) == []
