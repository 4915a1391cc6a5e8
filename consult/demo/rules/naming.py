"""Names for invented organisations and the people to write to, none given twice."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import regex

from consult.demo.rules.sources import read
from consult.membership.rules import OrganisationKind, Region

LARGE_LANGUAGE = "en"
_LARGE = "Lumenfeld Worldwide Humanitarian League"
_PLAIN = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "đ": "d", "Đ": "d", "æ": "ae", "ß": "ss", "’": "", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation's name, its country, a person in it, and the plain word for its address."""

    name: str
    country: str
    person: str
    domain: str


def large_name() -> str:
    """Return the name of the one organisation that brings many individual answers."""
    return _LARGE


@dataclass(frozen=True, slots=True)
class _Place:
    """An invented place: its name, its spelling in Latin letters, its country where that is fixed."""

    name: str
    latin: str
    country: str


class Names:
    """Draws names per region and language, the least used place first, none twice."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._names: set[str] = set()
        self._people: set[str] = set()
        self._used: Counter[_Place] = Counter()

    def take(self, region: Region, language: str, kind: OrganisationKind) -> Named:
        """Return a name nobody has yet."""
        group = read("names")["groups"][f"{region.value}.{language}"]
        places = [_place(written) for written in group["places"].split(", ")]
        patterns = read("names")["patterns"][language][kind.value]
        free = [(place, name) for place in places for name in _named(place, patterns) if name not in self._names]
        least = min(self._used[place] for place, _ in free)
        place, name = self._chance.choice([pair for pair in free if self._used[pair[0]] == least])
        self._used[place] += 1
        self._names.add(name)
        country = place.country or self._chance.choice(group["countries"].split())
        return Named(name, country, self._person(group, country), plain(place.latin))

    def _person(self, group: Mapping[str, Any], country: str) -> str:
        if "people" in group:
            names = group["people"][country]
            given, family = names[:3], names[3:]
        else:
            given, family = ([name.split("|")[0] for name in group[part].split(", ")] for part in ("given", "family"))
        free = [f"{first} {last}" for first in given for last in family]
        person = self._chance.choice([name for name in free if name not in self._people])
        self._people.add(person)
        return person


def _place(written: str) -> _Place:
    spelling, _, country = written.partition("@")
    name, _, latin = spelling.partition("|")
    return _Place(name, latin or name, country)


def _named(place: _Place, patterns: Sequence[str]) -> list[str]:
    return [pattern.format(place=place.name) for pattern in patterns]


def plain(name: str) -> str:
    """Return a name as lower-case ASCII letters and hyphens, fit for an address."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return regex.sub(r"[^a-z0-9]+", "-", bare.casefold()).strip("-")
