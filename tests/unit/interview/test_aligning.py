"""A translation follows its original turn by turn, or it is refused with the place."""

from __future__ import annotations

from consult.interview.rules.aligning import Misaligned, misaligned
from consult.interview.rules.speaking import find_turns

ORIGINAL = find_turns("المحاورة: كيف؟\nنور: هكذا\nالمحاورة: ثم؟\nنور: لا شيء")


def test_translated_labels_are_no_fault() -> None:
    assert misaligned(ORIGINAL, find_turns("Interviewer: How?\nNour: So\nInterviewer: Then?\nNour: Nothing")) is None


def test_a_missing_turn_is_named_where_another_speaks() -> None:
    shorter = find_turns("Interviewer: How?\nNour: So\nNour: Nothing\nInterviewer: x")
    assert misaligned(ORIGINAL, shorter) == Misaligned(4, 4, 3, "المحاورة", "Nour")


def test_a_translation_that_ends_early_is_named_with_both_counts() -> None:
    assert misaligned(ORIGINAL, ORIGINAL[:3]) == Misaligned(4, 3, 4, "نور", "")
