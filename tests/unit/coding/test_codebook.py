"""The starter codebook, and what a code added to it must have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.coding.rules.assigning import second_reading
from consult.coding.rules.attributes import SAFETY
from consult.coding.rules.codebook import (
    NewCode,
    check_new,
    codebook_faults,
    free_shortcut,
    read_codebook,
    starter,
)
from consult.shared.errors import NotAllowedNow
from consult.shared.wording import SHIPPED

KEYS = frozenset(code.key for code in starter())
SHORTCUTS = frozenset(code.shortcut for code in starter() if code.parent)
BACK = NewCode(
    key="TERM-BACK",
    name={"en": "Send it back"},
    use_when={"en": "a decision goes back"},
    not_when={"en": "seats"},
    example={"en": "“Try it on us.”"},
    shortcut="tb",
    reason="nobody asked",
)


def test_the_starter_has_nine_parents_and_thirty_seven_codes() -> None:
    assert sum(not code.parent for code in starter()) == 9
    assert sum(bool(code.parent) for code in starter()) == 37
    assert {"TERM-BACK", "RES-JOBS"} & KEYS == set()
    assert SAFETY in KEYS


def test_every_code_is_named_in_every_language_and_defined_in_english() -> None:
    for code in starter():
        assert set(code.name) == set(SHIPPED), code.key
        if code.parent:
            assert code.use_when["en"], code.key
            assert code.not_when["en"], code.key
            assert code.example["en"], code.key


def test_parents_stand_before_their_codes() -> None:
    keys = [code.key for code in starter()]
    assert all(keys.index(code.parent) < keys.index(code.key) for code in starter() if code.parent)


def test_a_faulty_codebook_is_told_every_fault() -> None:
    text = {"en": "words"}
    whole = {"shortcut": "aa", "name": text, "use_when": text, "not_when": text, "example": text}
    codes = read_codebook(
        {
            "parents": {"ONE": text, "TWO": text},
            "codes": {"ONE-A1": whole, "ONE-BB": whole, "SIX-CC": {**whole, "shortcut": "a", "example": {}}},
        }
    )
    assert set(codebook_faults(codes)) == {
        "TWO has no codes",
        "the shortcut aa stands twice",
        "ONE-A1 is not written PARENT-CODE",
        "SIX-CC is not written PARENT-CODE",
        "SIX-CC has no shortcut of two keys",
        "SIX-CC has no example",
    }


def test_a_sound_new_code_passes() -> None:
    check_new(BACK, KEYS, SHORTCUTS)


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "BACK"},
        {"key": "TREE-BACK"},
        {"key": "TERM-COND"},
        {"shortcut": "tc"},
        {"shortcut": "t"},
        {"name": {"en": " "}},
        {"use_when": {}},
        {"reason": " "},
    ],
)
def test_a_new_code_without_what_it_needs_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(NotAllowedNow):
        check_new(replace(BACK, **changed), KEYS, SHORTCUTS)


def test_a_shortcut_is_found_beside_its_sisters() -> None:
    assert free_shortcut({"tc", "tr"}, {"tc", "tr", "t1"}) == "t2"
    assert free_shortcut(set(), set()) == ""


def test_at_least_a_fifth_is_read_twice_from_every_source() -> None:
    groups = {f"{source}{at}": source for source, size in (("fr", 10), ("en", 33), ("ar", 5)) for at in range(size)}
    taken = second_reading(groups)
    assert taken == second_reading(dict(reversed(groups.items())))
    assert len(taken) * 5 >= len(groups)
    assert {groups[unit] for unit in taken} == {"fr", "en", "ar"}
    assert second_reading({}) == ()
