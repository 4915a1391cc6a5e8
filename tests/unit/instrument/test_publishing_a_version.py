from __future__ import annotations

import json

import pytest

from consult.instrument.rules import (
    InstrumentRefused,
    Structure,
    TranslationState,
    Wordings,
    content_hash,
    core_hash,
    expected_keys,
    from_document,
    missing,
    to_document,
    with_goals,
    wording_hash,
)


def test_a_document_gives_back_what_was_published(structure: Structure, wordings: Wordings) -> None:
    stored = json.loads(json.dumps(to_document(structure, wordings), sort_keys=True))
    again, words = from_document(stored)
    assert again == structure
    assert list(again.parts) == list(structure.parts)
    assert words.texts == wordings.texts
    assert to_document(again, words) == to_document(structure, wordings)
    assert content_hash(stored) == content_hash(to_document(structure, wordings))


def test_the_shipped_structure_is_published_as_written(bare: Structure, bare_wordings: Wordings) -> None:
    again, _ = from_document(to_document(bare, bare_wordings))
    assert again == bare
    assert [page.code for page in again.pages()][:4] == ["Z1", "Z2", "A1", "A2"]


def test_every_single_word_is_in_the_fingerprint(structure: Structure, wordings: Wordings) -> None:
    hashes = {content_hash(to_document(structure, wordings))}
    english = wordings.texts["en"]
    for key in expected_keys(structure):
        changed = wordings.with_language("en", {**english, key: english[key] + "."}, wordings.state("en"))
        hashes.add(content_hash(to_document(structure, changed)))
    assert len(hashes) == len(expected_keys(structure)) + 1


def test_the_core_is_the_same_whatever_the_goals(bare: Structure, bare_wordings: Wordings) -> None:
    plain = to_document(bare, bare_wordings)
    one = to_document(*with_goals(bare, bare_wordings, {"ban": {"en": "A ban", "es": "Prohibición"}}))
    two = to_document(*with_goals(bare, bare_wordings, {"aid": {"en": "Aid"}, "clearance": {"en": "Cleared"}}))
    assert core_hash(plain) == core_hash(one) == core_hash(two)
    assert len({content_hash(document) for document in (plain, one, two)}) == 3


def test_the_core_changes_with_a_shared_word(structure: Structure, wordings: Wordings) -> None:
    changed = wordings.with_language(
        "en", {**wordings.texts["en"], "item.F2": "Would you accept it?"}, TranslationState.REVIEWED
    )
    assert core_hash(to_document(structure, wordings)) != core_hash(to_document(structure, changed))


def test_a_language_has_a_fingerprint_of_its_own(structure: Structure, wordings: Wordings) -> None:
    before = to_document(structure, wordings)
    after = to_document(
        structure, wordings.with_language("es", {"item.F2": "¿Podría aceptarlo?"}, TranslationState.DRAFT)
    )
    assert wording_hash(before, "en") == wording_hash(after, "en")
    assert wording_hash(before, "es") != wording_hash(after, "es")


def test_goals_come_in_their_order_and_languages(structure: Structure, wordings: Wordings) -> None:
    assert structure.parts["B1.goals"].rows == ("stockpiles", "clearance")
    assert wordings.find("list.goals.stockpiles", "fr").text == "Les stocks sont détruits"
    fallback = wordings.find("list.goals.clearance", "fr")
    assert (fallback.text, fallback.language, fallback.fallback) == ("Land is cleared", "en", True)
    assert "list.goals.clearance" in missing(structure, wordings, "fr")


def test_new_goals_replace_the_old(structure: Structure, wordings: Wordings) -> None:
    again, words = with_goals(structure, wordings, {"ban": {"en": "A ban"}})
    assert again.parts["B1.goals"].rows == ("ban",)
    assert [key for key in words.texts["en"] if key.startswith("list.goals.")] == ["list.goals.ban"]


def test_a_goal_needs_a_code(structure: Structure, wordings: Wordings) -> None:
    with pytest.raises(InstrumentRefused):
        with_goals(structure, wordings, {"No Code": {"en": "x"}})


@pytest.mark.parametrize("document", [{}, {"format": 1}, {"format": 2, "structure": {}, "wordings": {}, "states": {}}])
def test_what_is_no_publication_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(InstrumentRefused):
        from_document(document)
