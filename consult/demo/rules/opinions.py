"""Everything else an answer holds, drawn around the leanings that `consult/demo/data/opinions.yaml` describes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from consult.demo.rules.people import Person
from consult.demo.rules.sources import read
from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType, Structure

Weights = Mapping[str, float]
SKIPPED_ROW = 0.02
SKIPPED_PART = 0.03
_SPREAD = 0.85
_ASIDE = 0.04


def give_opinions(chance: Random, person: Person, structure: Structure) -> dict[str, Value]:
    """Return values for all parts that the leanings speak of; routing decides later which are asked."""
    given: dict[str, Value] = {}
    for key, part in structure.parts.items():
        value = _opinion(chance, person, structure, part)
        if value and chance.random() >= SKIPPED_PART:
            given[key] = value
    return given


def _opinion(chance: Random, person: Person, structure: Structure, part: Part) -> Value | None:
    lean = read("opinions")
    if part.key in lean["scales"]:
        return _on_scale(chance, person, structure, part, lean["scales"][part.key])
    if part.key in lean["choices"]:
        return pick(chance, person, lean["choices"][part.key])
    if part.key in lean["row_choices"]:
        rows = lean["row_choices"][part.key]
        return _rows(chance, part, {row: pick(chance, person, rows.get(row) or rows[""]) for row in part.rows})
    if part.key in lean["several"]:
        return _several(chance, part, lean["several"][part.key])
    return None


def _on_scale(
    chance: Random, person: Person, structure: Structure, part: Part, leanings: Mapping[str, Weights]
) -> Value | None:
    options = structure.lists[str(part.options_list)]
    codes = options.substantive
    aside = options.aside[0] if options.aside else None

    def one(row: str) -> str:
        if aside and chance.random() < _ASIDE:
            return aside
        return codes[_step(chance, person, leanings[row], len(codes) - 1)]

    if part.type is PartType.SINGLE:
        return one("")
    return _rows(chance, part, {row: one(row) for row in part.rows})


def _step(chance: Random, person: Person, lean: Weights, top: int) -> int:
    centre = (
        lean[person.mark]
        + lean.get(person.region.value, 0)
        + lean.get("closer", 0) * person.closer
        + lean.get("energy", 0) * person.energy
    )
    return min(top, max(0, round(centre + chance.gauss(0, _SPREAD))))


def _rows(chance: Random, part: Part, values: Mapping[str, str]) -> Value:
    return {row: values[row] for row in part.rows if row in values and chance.random() >= SKIPPED_ROW}


def pick(chance: Random, person: Person, weights: Mapping[str, Any]) -> str:
    """Return one code by its weight; weights may be given per coalition."""
    own: Weights = weights.get(person.mark, weights)
    return chance.choices([*own], [*own.values()])[0]


def _several(chance: Random, part: Part, shares: Weights) -> Value | None:
    named = [code for code, share in shares.items() if chance.random() < share]
    if part.max_choices and len(named) > part.max_choices:
        named = chance.sample(named, part.max_choices)
    if not named and "nothing_now" in part.options:
        named = ["nothing_now"]
    return [code for code in part.options if code in named]
