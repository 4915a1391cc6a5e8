"""Words of any script are whole, and their spellings fold together."""

from __future__ import annotations

import pytest

from consult.coding.rules.words import STEMMERS, folded, lowered, primary, stems, tokens, without_elision


def words(text: str) -> list[str]:
    found = list(tokens(text))
    assert all(text[token.start : token.end] == token.text for token in found)
    return [token.text for token in found]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("हिन्दी में क्षमता", ["हिन्दी", "में", "क्षमता"]),
        ("مُنَظَّمَة، وَطَنِيَّة", ["مُنَظَّمَة", "وَطَنِيَّة"]),
        ("the member’s don't ‘quoted’ o'clock", ["the", "member’s", "don't", "quoted", "o'clock"]),
        ("e\u0301te\u0301 nai\u0308ve", ["e\u0301te\u0301", "nai\u0308ve"]),
        ("می‌خواهیم", ["می‌خواهیم"]),
        ("co-ordination 3.5", ["co", "ordination", "3", "5"]),
        ("ខ្មែរយើង។ ឈ្មោះ", ["ខ្មែរយើង", "ឈ្មោះ"]),
        ("我们NGO，很小", ["我们", "NGO", "很小"]),
        ("スーパー", ["スーパー"]),
        ("🙂 👩🏽‍🦽 — …", []),
    ],
)
def test_words_keep_their_marks_and_apostrophes(text: str, whole: list[str]) -> None:
    assert words(text) == whole


@pytest.mark.parametrize(
    ("word", "small", "bare"),
    [
        ("RÉUNION", "réunion", "reunion"),
        ("re\u0301union", "réunion", "reunion"),
        ("Ёлка", "ёлка", "елка"),
        ("Йод", "йод", "йод"),
        ("за\u0301мок", "за\u0301мок", "замок"),
        ("مُنَظَّمَةٌ", "منظمة", "منظمه"),
        ("إلــى", "إلى", "الي"),
        ("Œuvre", "œuvre", "oeuvre"),
        ("Łódź", "łódź", "lodz"),
        ("שָׁלוֹם", "שלום", "שלום"),
        ("member’s", "member's", "member's"),
        ("ｶﾞ", "ガ", "ガ"),
        ("हिन्दी", "हिन्दी", "हिन्दी"),
        ("۲۰۳۱", "۲۰۳۱", "2031"),
        ("ـ", "", "ـ"),
    ],
)
def test_folding_unifies_spellings_and_keeps_what_makes_a_word(word: str, small: str, bare: str) -> None:
    assert lowered(word) == small
    assert folded(word) == bare


@pytest.mark.parametrize(
    ("tied", "free"),
    [("l'organisation", "organisation"), ("qu'elle", "elle"), ("dell'arte", "arte"), ("don't", "don't"), ("l'", "l'")],
)
def test_what_is_tied_to_a_word_is_taken_off(tied: str, free: str) -> None:
    assert without_elision(tied) == free


def test_every_named_stemmer_is_there_and_others_have_none() -> None:
    assert all(stems("organisation", language) for language in STEMMERS)
    assert stems("muungano", "sw") == frozenset()
    assert stems("words", "") == frozenset()


@pytest.mark.parametrize(
    ("tag", "language"), [("pt-BR", "pt"), ("zh_Hans_CN", "zh"), ("EN", "en"), ("", ""), (None, "")]
)
def test_a_language_is_known_by_the_first_part_of_its_tag(tag: str | None, language: str) -> None:
    assert primary(tag) == language
