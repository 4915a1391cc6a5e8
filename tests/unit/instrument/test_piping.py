"""A member's own answer in a later wording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from consult.instrument.rules import (
    InstrumentRefused,
    TranslationState,
    check_piping,
    compile_instrument,
    from_document,
    to_document,
    with_answers,
)
from consult.instrument.rules.piping import filled, piped
from tests.every_type import every_type

STRUCTURE, WORDINGS = every_type()


def _with(key: str, text: str, language: str = "en") -> list[str]:
    texts = {**WORDINGS.texts[language], key: text}
    changed = WORDINGS.with_language(language, texts, TranslationState.DRAFT)
    return [str(fault) for fault in check_piping(STRUCTURE, changed)]


def test_an_answer_stands_isolated_in_the_wording() -> None:
    assert filled("Of {part:A1}?", {"A1": "a network"}.get) == "Of \u2068a network\u2069?"
    assert filled("Of {part:A1|your body}?", {}.get) == "Of \u2068your body\u2069?"
    assert filled("Of {part:A1}?", {}.get) == "Of \u2068…\u2069?"
    assert piped("{part:A1|x} {coalition} {part:B1}") == ("A1", "B1")


@given(st.text())
def test_nothing_answered_yields_markup_or_ends_its_isolation(said: str) -> None:
    text = filled("Of {part:A1}?", {"A1": said}.get)
    inner = text.removeprefix("Of \u2068").removesuffix("\u2069?")
    assert not set(inner) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n")
    assert "<" not in escape(text)


def test_questions_repeat_what_was_answered_and_nothing_else_changes() -> None:
    compiled = compile_instrument(to_document(STRUCTURE, WORDINGS), "ar")
    spoken = with_answers(compiled, {"A1": "شبكة"}.get)
    assert "\u2068شبكة\u2069" in spoken.parts["B5"].question.text
    page = next(page for page in spoken.section("B").pages if page.code == "B4")
    assert "\u2068شبكة\u2069" in page.items[1].question.text
    assert spoken.parts["A1"] == compiled.parts["A1"]
    assert compiled.pipes


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("item.B6", "{part:Q1}", "does not exist"),
        ("item.B6", "{part:D4}", "asked later"),
        ("item.B5", "{part:B4}", "asked later or on the same page"),
        ("item.D5", "{part:C1}", "no short answer"),
        ("item.D5", "{part:D3}", "no short answer"),
        ("item.D5", "{part:D2}", "no short answer"),
        ("section.C", "{part:A1}", "no answer can be repeated here"),
        ("list.ways.alone", "{part:A1}", "no answer can be repeated here"),
    ],
)
def test_what_cannot_be_repeated_is_a_fault(key: str, text: str, said: str) -> None:
    assert any(said in fault for fault in _with(key, text))


def test_a_language_repeats_what_english_does() -> None:
    assert _with("item.B5", "هل ما زال؟", "ar") != []
    assert _with("item.B5", "{part:A1|أنتم} – هل ما زال؟", "ar") == []


def test_an_instrument_that_repeats_what_it_cannot_is_not_read() -> None:
    texts = {**WORDINGS.texts["en"], "item.A1": "{part:D4}"}
    with pytest.raises(InstrumentRefused, match="asked later"):
        from_document(to_document(STRUCTURE, WORDINGS.with_language("en", texts, TranslationState.DRAFT)))
