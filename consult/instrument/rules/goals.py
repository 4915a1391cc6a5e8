"""The one list that belongs to a coalition: its goals."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from consult.instrument.rules.document import structure_document
from consult.instrument.rules.parsing import read_structure
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.wording import Wordings

Goals: TypeAlias = Mapping[str, Mapping[str, str]]


def with_goals(structure: Structure, wordings: Wordings, goals: Goals) -> tuple[Structure, Wordings]:
    """The instrument with a coalition's goals in it: `{code: {language: text}}`, in the order to be shown.

    Earlier goals are replaced; raises `InstrumentRefused` for a code that is none.
    """
    names = [options.name for options in structure.lists.values() if options.strand]
    lists = {
        name: replace(options, codes=tuple(goals)) if options.strand else options
        for name, options in structure.lists.items()
    }
    filled = read_structure(structure_document(replace(structure, lists=lists)))
    texts: dict[str, dict[str, str]] = {}
    languages = [*wordings.texts, *(language for words in goals.values() for language in words)]
    for language in dict.fromkeys(languages):
        own = wordings.texts.get(language, {})
        kept = {key: text for key, text in own.items() if not key.startswith(_prefixes(names))}
        for prefix in _prefixes(names):
            kept |= {prefix + code: words[language] for code, words in goals.items() if language in words}
        if kept:  # a language that held nothing but earlier goals must not change the core
            texts[language] = kept
    return filled, replace(wordings, texts=texts)


def _prefixes(names: list[str]) -> tuple[str, ...]:
    return tuple(f"list.{name}." for name in names)
