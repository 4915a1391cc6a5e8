"""A tick agrees to the words that stood there, and to no others."""

from __future__ import annotations

from consult.instrument.rules import TranslationState, consent_hash, is_consent, lapsed, without_lapsed
from tests.every_type import every_type

STRUCTURE, WORDINGS = every_type()
TAKE_PART, CONTACT = STRUCTURE.parts["Z2.take_part"], STRUCTURE.parts["Z2.contact"]
ANSWERS = {"Z2.take_part": True, "Z2.contact": True, "A1": "office"}
AGREED = {key: consent_hash(STRUCTURE, WORDINGS, STRUCTURE.parts[key], "ar") for key in ("Z2.take_part", "Z2.contact")}


def _reworded(key: str) -> tuple[str, ...]:
    changed = WORDINGS
    for tag in STRUCTURE.languages:
        changed = changed.with_language(tag, {**changed.texts[tag], key: "Something else"}, TranslationState.DRAFT)
    return lapsed(STRUCTURE, changed, ANSWERS, AGREED)


def test_what_is_ticked_in_one_language_holds_in_every_other() -> None:
    assert lapsed(STRUCTURE, WORDINGS, ANSWERS, AGREED) == ()


def test_a_changed_text_asks_again() -> None:
    assert _reworded("part.Z2.contact") == ("Z2.contact",)
    assert _reworded("part.Z2.take_part") == ("Z2.take_part",)
    assert _reworded("consent.purpose") == ("Z2.take_part",)  # “I have read this”: it speaks for the whole text
    assert _reworded("item.A1") == ()


def test_a_lapsed_tick_is_no_answer() -> None:
    stale = {**AGREED, "Z2.take_part": "another text"}
    assert without_lapsed(STRUCTURE, WORDINGS, ANSWERS, stale) == {"Z2.contact": True, "A1": "office"}
    assert without_lapsed(STRUCTURE, WORDINGS, ANSWERS, {}) == ANSWERS  # given before fingerprints were kept


def test_only_agreements_are_bound() -> None:
    assert is_consent(TAKE_PART)
    assert is_consent(CONTACT)
    assert not is_consent(STRUCTURE.parts["A1"])
