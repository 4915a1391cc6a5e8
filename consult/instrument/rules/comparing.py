"""Whether two strands ask the same, and whether the option cards of an instrument are of equal length."""

from __future__ import annotations

from dataclasses import dataclass

from consult.instrument.rules.goals import with_goals
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.wording import ENGLISH, Wordings

CARD_RATIO = 1.5
"""How much longer than the shortest the longest card may be, in characters: more would speak for it by its weight."""


@dataclass(frozen=True, slots=True)
class CoreDifference:
    """How two instruments differ without the goals each coalition supplies.

    `same` compares the items with their codes and the English wording; `translations` are the languages that read
    differently, as they do while one strand has corrected a translation and the other has not.
    """

    same: bool
    translations: tuple[str, ...] = ()


def core_difference(one: tuple[Structure, Wordings], other: tuple[Structure, Wordings]) -> CoreDifference:
    """Return how two instruments differ."""
    (here, words), (there, others) = with_goals(*one, {}), with_goals(*other, {})
    languages = dict.fromkeys((*words.texts, *others.texts))
    unlike = tuple(tag for tag in languages if words.texts.get(tag, {}) != others.texts.get(tag, {}))
    return CoreDifference(here == there and ENGLISH not in unlike, tuple(tag for tag in unlike if tag != ENGLISH))


def uneven_cards(structure: Structure, wordings: Wordings) -> tuple[str, ...]:
    """Return the languages in which the longest option card is more than `CARD_RATIO` times the shortest."""
    if structure.cards is None:
        return ()
    found = []
    for tag, texts in wordings.texts.items():
        lengths = [
            sum(len(texts.get(f"card.{code}.{line}", "")) for line in structure.cards.lines)
            for code in structure.lists[structure.cards.list].codes
        ]
        if lengths and max(lengths) > CARD_RATIO * min(lengths):
            found.append(tag)
    return tuple(found)
