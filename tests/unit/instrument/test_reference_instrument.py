from __future__ import annotations

import pytest

from consult.instrument.rules import (
    PartType,
    Structure,
    Unit,
    Wordings,
    broken_placeholders,
    expected_keys,
    is_for,
    missing,
    reference_wordings,
    unknown_keys,
)

CODES = {
    "Z": ["Z1", "Z2"],
    "A": ["A1", "A2", "A3", "A4"],
    "B": ["B1", "B2"],
    "C": ["C1", "C1S", "C2"],
    "D": ["D1", "D2"],
    "E": ["E1", "E2"],
    "F": ["F1", "F2", "F3", "F4", "F5", "F6", "F7"],
    "G": ["G1", "G2"],
    "H": ["H1", "H2", "H3"],
    "I": ["I1"],
    "J": ["J1", "J1S", "J2", "J3"],
}
FUTURES = (
    "Continue separately, adapted",
    "Disband with handover",
    "Looser network",
    "Organisation in its own right, no members",
    "Full merger under one name",
    "Joint governance, finance and staff, two identities",
)


def _asked(structure: Structure, unit: Unit, *, short: bool) -> list[str]:
    parts = [part for part in structure.parts.values() if is_for(part, unit, short)]
    return list(dict.fromkeys(part.item for part in parts))


def test_it_has_every_item_of_the_reference(structure: Structure) -> None:
    found = {section: [item.code for item in structure.items if item.code[0] == section] for section in CODES}
    assert found == CODES
    assert len(structure.items) == 32
    assert [section.code for section in structure.sections] == list(CODES)


@pytest.mark.parametrize(("unit", "count"), [(Unit.ORGANISATION, 26), (Unit.INDIVIDUAL, 24)])
def test_each_unit_sees_its_number_of_questions(structure: Structure, unit: Unit, count: int) -> None:
    assert len([code for code in _asked(structure, unit, short=False) if not code.startswith("Z")]) == count


def test_what_only_one_unit_is_asked(structure: Structure) -> None:
    organisation = set(_asked(structure, Unit.ORGANISATION, short=False))
    individual = set(_asked(structure, Unit.INDIVIDUAL, short=False))
    assert organisation - individual == {"A3", "F7", "H1", "H3"}
    assert individual - organisation == {"A4", "H2"}
    assert not is_for(structure.parts["C1.doing"], Unit.INDIVIDUAL, False)


@pytest.mark.parametrize("unit", [Unit.ORGANISATION, Unit.INDIVIDUAL])
def test_the_short_form_is_the_same_for_both_units(structure: Structure, unit: Unit) -> None:
    assert _asked(structure, unit, short=True) == ["Z1", "Z2", "B1", "C1S", "F1", "F2", "F6", "I1", "J1S", "J3"]
    assert not is_for(structure.parts["B1.goals"], unit, True)


def test_only_the_start_is_required(structure: Structure) -> None:
    assert [key for key, part in structure.parts.items() if part.required] == ["Z1", "Z2.take_part"]


def test_sealed_confidential_and_sensitive_parts_are_marked(structure: Structure) -> None:
    marked = {
        mark: [key for key, part in structure.parts.items() if getattr(part, mark)]
        for mark in ("sealed", "confidential", "sensitive")
    }
    assert marked == {
        "sealed": ["J2.risk", "J2.text"],
        "confidential": ["H2.energy", "H2.staying"],
        "sensitive": ["A4"],
    }


def test_the_short_form_lists_allow_three_choices(structure: Structure) -> None:
    assert [structure.parts[key].max_choices for key in ("C1S", "J1S")] == [3, 3]


def test_an_other_option_opens_a_short_text(structure: Structure) -> None:
    opened = [key for key, part in structure.parts.items() if part.other_of]
    assert opened == ["A1.other", "I1.must.other"]
    assert structure.parts["A1.other"].type is PartType.TEXT
    assert structure.parts["A1.other"].limit == 200
    assert structure.parts["B2"].limit == 4000


def test_scales_keep_cannot_judge_outside(structure: Structure) -> None:
    for name in ("support", "importance", "value", "agreement", "concern", "influence"):
        assert len(structure.lists[name].substantive) == 5
        assert structure.lists[name].aside == ("cannot_judge",)


def test_the_futures_are_worded_as_in_the_reference(structure: Structure, wordings: Wordings) -> None:
    texts = wordings.texts["en"]
    assert tuple(texts[f"list.futures.{code}"] for code in structure.lists["futures"].codes) == FUTURES


def test_english_is_complete_and_holds_nothing_else(structure: Structure, wordings: Wordings) -> None:
    assert missing(structure, wordings, "en") == ()
    assert unknown_keys(structure, wordings, "en") == ()
    assert len(set(expected_keys(structure))) == len(expected_keys(structure))


def test_shipped_translations_use_known_keys_and_the_same_placeholders(bare: Structure) -> None:
    shipped = reference_wordings(bare)
    for language in shipped.texts:
        assert unknown_keys(bare, shipped, language) == (), language
        assert broken_placeholders(bare, shipped, language) == (), language


def test_option_cards_are_of_equal_length(structure: Structure, wordings: Wordings) -> None:
    assert structure.cards is not None
    texts = wordings.texts["en"]
    cards = {
        code: [len(texts[f"card.{code}.{line}"].split()) for line in structure.cards.lines]
        for code in structure.lists["futures"].codes
    }
    totals = [sum(counts) for counts in cards.values()]
    assert max(totals) / min(totals) <= 1.3
    for line in zip(*cards.values(), strict=True):
        assert max(line) / min(line) <= 1.3


def test_every_card_says_what_happens_to_membership(structure: Structure, wordings: Wordings) -> None:
    texts = wordings.texts["en"]
    for code in structure.lists["futures"].codes:
        assert "ember" in texts[f"card.{code}.membership"]
    assert texts["card.own_organisation.membership"].startswith("Membership ends")
