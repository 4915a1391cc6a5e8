"""A member's own earlier answer in a later wording: `{part:A1}`, or `{part:A1|your organisation}` for want of one.

In: wordings, and what an answer says in the reader's language. Out: plain text in which every answer stands isolated
for its own direction (U+2068 … U+2069, UAX #9) and holds nothing that could end the isolation. It is plain text:
whoever makes a page of it escapes all of it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import regex

from consult.instrument.rules.faults import InstrumentFault
from consult.instrument.rules.structure import SHORT_TEXT, Part, Structure, TextLength
from consult.instrument.rules.types import type_of
from consult.instrument.rules.wording import ENGLISH, Wordings

Say: TypeAlias = Callable[[str], str | None]
"""What the answer to a part says in the reader's language, or nothing."""

NOTHING = "…"
_PIPE = regex.compile(r"\{part:([^{}|]*)(?:\|([^{}]*))?\}")
_CONTROLS = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")


def piped(text: str) -> tuple[str, ...]:
    """The keys of the parts whose answers a wording repeats."""
    return tuple(match[1] for match in _PIPE.finditer(text))


def filled(text: str, say: Say) -> str:
    """A wording with the answers in it."""

    def answer(match: "regex.Match[str]") -> str:
        said = say(match[1]) or match[2] or NOTHING
        return f"\u2068{' '.join(_CONTROLS.sub('', said).split())[:SHORT_TEXT]}\u2069"

    return _PIPE.sub(answer, text)


def check_piping(structure: Structure, wordings: Wordings) -> Iterator[InstrumentFault]:
    """Every wording that repeats what it cannot: unknown, asked later, sealed; or not what English repeats."""
    pages = {key: number for number, page in enumerate(structure.pages()) for key in page.parts}
    first = dict(_first_pages(structure, pages))
    english = wordings.texts.get(ENGLISH, {})
    for language, texts in wordings.texts.items():
        for key, text in texts.items():
            keys = piped(text)
            place = f"wording/{language}.yaml:{key}"
            if sorted(keys) != sorted(piped(english.get(key, text))):
                yield InstrumentFault(place, "repeats other answers than in English", "use the same {part:…}")
            for of in dict.fromkeys(keys):
                yield from _check_pipe(place, first.get(key), structure.parts.get(of), pages)


def _first_pages(structure: Structure, pages: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Each wording that may repeat an answer, and the number of the first page it stands on."""
    for item in structure.items:
        at = [pages[part.key] for part in item.parts if part.key in pages]
        for key in (f"item.{item.code}", f"item.{item.code}.hint") if at else ():
            yield key, min(at)
        for part in item.parts:
            if part.key in pages and part.key != item.code:
                yield f"part.{part.key}", pages[part.key]
                yield f"part.{part.key}.hint", pages[part.key]


def _check_pipe(
    place: str, page: int | None, target: Part | None, pages: Mapping[str, int]
) -> Iterator[InstrumentFault]:
    if page is None:
        yield InstrumentFault(place, "no answer can be repeated here", "repeat it in a question or its hint")
    elif target is None:
        yield InstrumentFault(place, "repeats a part that does not exist", "correct the key")
    elif target.sealed:
        yield InstrumentFault(place, f"repeats {target.key}, which is sealed", "leave it out")
    elif not type_of(target).says_in_a_wording or (target.is_text and target.length is TextLength.LONG):
        yield InstrumentFault(place, f"repeats {target.key}, which is no short answer", "repeat a choice or a number")
    elif pages[target.key] >= page:
        yield InstrumentFault(place, f"repeats {target.key}, asked later or on the same page", "ask that part earlier")
