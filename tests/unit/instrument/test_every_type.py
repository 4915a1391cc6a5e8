"""What holds for every type of part alike, and for the registry of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.instrument.rules import (
    Part,
    PartType,
    Reading,
    Unit,
    cells_of,
    check_document,
    check_part,
    columns_of,
    field_names,
    fields_of,
    from_document,
    left_empty,
    missing,
    prune,
    read_part,
    summary_of,
    to_document,
    unknown_keys,
)
from consult.instrument.rules.types import TYPES, type_of
from tests.conftest import examples
from tests.every_type import every_type
from tests.unit.instrument.answering import YEAR, documents, values

STRUCTURE, WORDINGS = every_type()
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "components" / "questions"
NOT_A_VALUE = {"not_asked", "not_answered"}
ANSWERED = [part for part in STRUCTURE.parts.values() if not part.is_text and part.type is not PartType.INFORMATION]


def test_every_type_stands_in_the_registry_once_and_has_a_page_of_its_own() -> None:
    assert set(TYPES) == set(PartType)
    assert all(TYPES[name].name is name for name in PartType)
    assert {path.stem for path in TEMPLATES.glob("*.html")} == {*map(str, PartType), "grid"}


def test_the_trial_asks_every_type_and_every_word_is_there() -> None:
    assert {part.type for part in STRUCTURE.parts.values()} == set(PartType)
    for tag in STRUCTURE.languages:
        assert missing(STRUCTURE, WORDINGS, tag) == unknown_keys(STRUCTURE, WORDINGS, tag) == ()
    assert from_document(to_document(STRUCTURE, WORDINGS))[0] == STRUCTURE


@pytest.mark.parametrize("part", ANSWERED, ids=lambda part: part.key)
@settings(max_examples=examples(40))
@given(data=st.data())
def test_a_stored_value_stands_in_the_form_reads_and_is_exported(part: Part, data: st.DataObject) -> None:
    value = data.draw(values(part))
    assert list(check_part(part, value, this_year=YEAR)) == []
    held = fields_of(part, value)
    assert set(held) <= set(field_names(part))
    if part.type is not PartType.UPLOAD:  # a browser is never handed a file back
        assert read_part(part, held, this_year=YEAR) == Reading(value)
    assert summary_of(part, value)
    assert set(type_of(part).cells(part, value, part.rows) if value not in part.instead else ()) <= set(
        type_of(part).columns(part)
    )


_typed = st.one_of(
    st.sampled_from(
        ["", "1", "٣", "99", "-4,5", "2024", "100", "prefer_not", "faith", "here", "yes", "\u0661\u066b\u0662"]
    ),
    st.text(max_size=8),
)
_names = st.one_of(
    st.sampled_from([name for part in STRUCTURE.parts.values() for name in field_names(part)]), st.text(max_size=9)
)


@settings(max_examples=examples(300))
@given(form=st.dictionaries(_names, st.lists(_typed, max_size=3), max_size=14))
def test_every_posted_form_either_reads_or_faults(form: dict[str, list[str]]) -> None:
    for part in STRUCTURE.parts.values():
        reading = read_part(part, form, this_year=YEAR)
        given_ = reading.text if part.is_text else reading.value
        if not reading.faults and given_ is not None:
            assert list(check_part(part, given_, this_year=YEAR)) == []
        for fault in reading.faults:
            assert fault.part == part.key
            assert fault.row is None or fault.row in part.rows


@settings(max_examples=examples(150))
@given(answers=documents(STRUCTURE), unit=st.sampled_from([Unit.ORGANISATION, Unit.INDIVIDUAL]))
def test_every_answer_fills_every_column_and_says_why_it_is_empty(answers: dict[str, object], unit: Unit) -> None:
    kept = prune(STRUCTURE, unit, False, answers)  # type: ignore[arg-type]
    assert check_document(STRUCTURE, kept, this_year=YEAR) == []
    cells = cells_of(STRUCTURE, unit, False, kept, ())
    assert tuple(cells) == columns_of(STRUCTURE)
    assert all(cells.values())
    for key, part in STRUCTURE.parts.items():
        own = [cell for name, cell in cells.items() if name == key or name.startswith(f"{key}:")]
        if key in kept and part.type is not PartType.UPLOAD:
            assert set(own) - NOT_A_VALUE
        if left_empty(part, kept) == (None,):
            assert set(own) <= NOT_A_VALUE
