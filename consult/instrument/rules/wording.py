"""The words of an instrument, per language, with English as the stated fallback.

In: flat mappings key → text. Out: a `Wording`, which says in which language it really is, so that a page can
mark it and nobody mistakes English for a translation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import regex

from consult.instrument.rules.entries import Entry, load_mapping
from consult.instrument.rules.faults import InstrumentFault, InstrumentRefused
from consult.instrument.rules.structure import Item, Structure

ENGLISH = "en"
PLACEHOLDER = regex.compile(r"\{(?:[a-z_]+|part:[^{}|]*)(?=\}|\|)")


class TranslationState(StrEnum):
    """Whether a second person has read a language's texts."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in the language it is really in; `fallback` when that is not the language asked for."""

    text: str
    language: str
    fallback: bool = False

    def __str__(self) -> str:
        """The text itself."""
        return self.text


@dataclass(frozen=True, slots=True)
class Wordings:
    """All texts by language and key, and each language's state (a language without one is a draft)."""

    texts: Mapping[str, Mapping[str, str]]
    states: Mapping[str, TranslationState]

    def find(self, key: str, language: str) -> Wording:
        """The text for a key, in English where the language lacks it, the key itself where both do."""
        own = self.texts.get(language, {}).get(key)
        if own:
            return Wording(own, language)
        english = self.texts.get(ENGLISH, {}).get(key)
        return Wording(english or key, ENGLISH, fallback=language != ENGLISH or not english)

    def state(self, language: str) -> TranslationState:
        """The state of one language."""
        return self.states.get(language, TranslationState.DRAFT)

    def with_language(self, language: str, texts: Mapping[str, str], state: TranslationState) -> "Wordings":
        """The same wordings with one language replaced."""
        return replace(self, texts={**self.texts, language: dict(texts)}, states={**self.states, language: state})


def read_wording(text: str, place: str) -> tuple[dict[str, str], TranslationState]:
    """The texts and state of one language's file (`state:` and `texts:`); raises `InstrumentRefused`."""
    faults: list[InstrumentFault] = []
    entry = Entry(load_mapping(text, place), place, faults)
    state = entry.choice("state", TranslationState.DRAFT)
    written = entry.raw("texts")
    entry.finish()
    texts: dict[str, str] = {}
    for key, value in written.items() if isinstance(written, Mapping) else ():
        if isinstance(value, str):
            texts[str(key)] = value
        else:
            faults.append(InstrumentFault(f"{place}.{key}", "not a text", "put it in quotation marks"))
    if faults:
        raise InstrumentRefused(tuple(faults))
    return texts, state


def expected_keys(structure: Structure) -> tuple[str, ...]:
    """Every key an instrument needs words for, in the order people meet them."""
    return tuple(_expected(structure))


def missing(structure: Structure, wordings: Wordings, language: str) -> tuple[str, ...]:
    """The keys one language has no words for."""
    own = wordings.texts.get(language, {})
    return tuple(key for key in expected_keys(structure) if not own.get(key, "").strip())


def unknown_keys(structure: Structure, wordings: Wordings, language: str) -> tuple[str, ...]:
    """The keys of one language that the structure does not use: left over, or misspelt."""
    return tuple(sorted(set(wordings.texts.get(language, {})) - set(expected_keys(structure))))


def broken_placeholders(structure: Structure, wordings: Wordings, language: str) -> tuple[str, ...]:
    """The keys whose {placeholders} differ from the English ones."""
    own, english = wordings.texts.get(language, {}), wordings.texts.get(ENGLISH, {})
    return tuple(
        key
        for key in expected_keys(structure)
        if key in own and sorted(PLACEHOLDER.findall(own[key])) != sorted(PLACEHOLDER.findall(english.get(key, "")))
    )


def _expected(structure: Structure) -> Iterator[str]:
    yield "instrument.title"
    for section in structure.sections:
        yield f"section.{section.code}"
        if section.note:
            yield f"section.{section.code}.note"
    for item in structure.items:
        yield from _expected_of_item(item)
    yield from (f"consent.{code}" for code in structure.consent)
    for options in structure.lists.values():
        yield from (f"list.{options.name}.{code}" for code in options.codes)
    if structure.cards:
        yield from (f"card_line.{line}" for line in structure.cards.lines)
        for code in structure.lists[structure.cards.list].codes:
            yield from (f"card.{code}.{line}" for line in structure.cards.lines)


def _expected_of_item(item: Item) -> Iterator[str]:
    yield f"item.{item.code}"
    if item.hint:
        yield f"item.{item.code}.hint"
    for part in item.parts:
        if part.key != item.code:
            yield f"part.{part.key}"
        if part.hint:
            yield f"part.{part.key}.hint"
