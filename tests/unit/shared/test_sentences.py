from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consult.shared.sentences import aligned, sentences, widened


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_the_worked_example() -> None:
    assert sentences("One. Two?") == [(0, 4), (5, 9)]


def test_sentences_of_the_six_languages_and_beyond() -> None:
    assert texts("Keep both names. Why not?") == ["Keep both names.", "Why not?"]
    assert texts("« Deux noms ! » Rien d’autre.") == ["« Deux noms ! »", "Rien d’autre."]
    assert texts("هل نثق بهم؟ نعم. ولكن…") == ["هل نثق بهم؟", "نعم.", "ولكن…"]
    assert texts("Кто хранит архив? Никто.") == ["Кто хранит архив?", "Никто."]
    assert texts("我们同意。名字要留。") == ["我们同意。", "名字要留。"]
    assert texts("हम साथ हैं। नाम रहे।") == ["हम साथ हैं।", "नाम रहे।"]


def test_initials_and_numbers_end_nothing() -> None:
    assert texts("We met A. Person in 3.5 hours. Then we left.") == ["We met A. Person in 3.5 hours.", "Then we left."]


def test_a_line_break_ends_a_sentence() -> None:
    assert texts("two names\none board") == ["two names", "one board"]


def test_a_stretch_widens_to_the_sentences_it_touches() -> None:
    text = "First one. The second one. Third."
    start = text.index("second")
    assert text[slice(*widened(text, start, start + 6))] == "The second one."
    assert text[slice(*widened(text, 2, start))] == "First one. The second one."


def test_a_translation_is_followed_sentence_by_sentence() -> None:
    text, other = "أولًا المال. ثم الأسماء. ثم النهاية.", "First the money. Then the names. Then the end."
    start = text.index("الأسماء")
    assert aligned(text, other, start, start + 3) == "Then the names."
    assert aligned(text, "First the money, then the names. Then the end.", start, start + 3) is None


@given(st.text(alphabet="ab .!?\n。؟é👩🏽", max_size=60))
def test_sentences_hold_every_letter_once_and_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join(text[a:b] for a, b in found).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace(
        "\n", ""
    )
    assert all(one[1] <= two[0] for one, two in pairwise(found))
