"""The invented texts of the demonstration, read from `consult/demo/data`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from consult.instrument.rules.reference import reference_structure, reference_wordings
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.wording import Wordings

SEED = 2009
YEAR = 2026
"""The year the demonstration is set in where nobody gives one."""
MARKS = ("A", "B")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CoalitionText:
    """An invented coalition; `goals` is {code: {language: text}} in the order to be shown."""

    mark: str
    name: str
    agreement: str
    agreement_age: int
    goals: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class MandateText:
    """What the boards ask in one consultation, per language."""

    title: Texts
    question: Texts
    already_discussed: Texts
    still_open: Texts
    criteria: Sequence[Texts]


@dataclass(frozen=True, slots=True)
class Saying:
    """Something one member wrote, in the language it was written in."""

    part: str
    language: str
    text: str


@cache
def read(name: str) -> Any:  # Any: each reader below gives its part a type
    """Return what one file of the demonstration holds."""
    return yaml.safe_load((files("consult.demo") / "data" / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def reference() -> tuple[Structure, Wordings]:
    """Return the reference instrument; reading it takes long enough to do it once."""
    structure = reference_structure()
    return structure, reference_wordings(structure)


def coalition_text(mark: str) -> CoalitionText:
    """Return one of the two coalitions."""
    given = read("coalitions")[mark]
    return CoalitionText(mark, given["name"], given["agreement"], given["agreement_age"], given["goals"])


def mandate_text(name: str) -> MandateText:
    """Return the texts of the consultation `name`: "released" or "open"."""
    return MandateText(**read("mandates")[name])


def sayings(mark: str) -> tuple[Saying, ...]:
    """Return what members of one coalition wrote, the sealed matter apart."""
    return tuple(Saying(part, **said) for part, lines in read("words")[mark].items() for said in lines)


def sealed_saying(mark: str) -> Saying:
    """Return what one member of a coalition told under seal."""
    return Saying("J2.text", **read("words")["sealed"][mark])


@dataclass(frozen=True, slots=True)
class Correction:
    """The translation that went wrong, the text it was put right with, and why."""

    part: str
    language: str
    key: str
    before: str
    after: str
    first: str
    reason: str
    re_ask: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An invented member of staff: the door they stand behind, their role, the coalitions it holds in."""

    door: str
    name: str
    role: str
    marks: Sequence[str]

    @property
    def email(self) -> str:
        """An address that leads nowhere."""
        return f"{self.door}@consult.example"


def correction() -> Correction:
    """Return the mistranslation of coalition A's first version."""
    return Correction(**read("correction"))


def demo_accounts() -> tuple[DemoAccount, ...]:
    """Return the staff of the demonstration, one behind each door."""
    return tuple(DemoAccount(door, **given) for door, given in read("accounts").items())


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who vouches for a condition of a gate ("lead" is the strand's own), and why."""

    by: str
    reason: str


def readiness_answers() -> Mapping[str, Texts]:
    """Return what the boards answered on readiness, by question."""
    found: Mapping[str, Texts] = read("gates")["readiness"]
    return found


def attested() -> Mapping[str, Vouched]:
    """Return who vouches for what, by condition."""
    return {key: Vouched(**given) for key, given in read("gates")["attested"].items()}


def planned(name: str) -> Mapping[str, int]:
    """Return the days, from the opening of the consultation `name`, that its boards planned gates for."""
    found: Mapping[str, int] = read("gates")["planned"][name]
    return found
