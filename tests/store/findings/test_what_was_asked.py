"""What was asked of many respondents is what routing asks of each."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.findings.queries.asked import Asking
from consult.instrument.rules import Part, Structure, Unit, applies, prune, reference_structure, rows_shown
from consult.instrument.rules.condition import Answers, Value
from tests.conftest import examples
from tests.every_type import every_type

STRUCTURES = {"reference": reference_structure(), "every type": every_type()[0]}


def anything(draw: Random, part: Part) -> Value:
    codes = [*part.options, *part.rows, *part.instead, "none"]
    every: list[Value] = [
        draw.choice(codes),
        draw.sample(codes, min(2, len(codes))),
        {row: draw.choice(codes) for row in part.rows},
        {row: draw.sample(codes, 1) for row in part.rows},
        {row: draw.randint(0, 9) for row in part.rows},
        draw.randint(0, 9),
        "2026-03-02",
    ]
    return draw.choice(every)


def asked_of(structure: Structure, unit: Unit, kept: Answers, *, short: bool, away: frozenset[str]) -> set[str]:
    asked: set[str] = set()
    for key, part in structure.parts.items():
        if key not in away and applies(part, unit, short, kept):
            asked.add(key)
            if part.rows_when is not None or any(f"{key}/{row}" in away for row in part.rows):
                asked |= {f"{key}/{row}" for row in rows_shown(part, kept)} - away
    return asked


@pytest.mark.parametrize("name", STRUCTURES)
@settings(max_examples=examples(60))
@given(seed=st.integers(0, 2**32), unit=st.sampled_from(list(Unit)), short=st.booleans())
def test_what_counts_and_what_was_asked_is_what_routing_says(name: str, seed: int, unit: Unit, short: bool) -> None:
    draw, structure = Random(seed), STRUCTURES[name]
    asking = Asking.of(structure, unit)
    names = [*structure.parts, *(f"{key}/{row}" for key, part in structure.parts.items() for row in part.rows)]
    for _one in range(5):
        answers = {key: anything(draw, part) for key, part in structure.parts.items() if draw.random() < 0.8}
        kept = prune(structure, unit, short, answers)
        away = frozenset(draw.sample(names, draw.choice((0, 5))))

        found, asked = asking.judge(answers, short=short)

        assert found == kept
        assert asked == asked_of(structure, unit, kept, short=short, away=frozenset())
        assert asking.without(asked, away) == asked_of(structure, unit, kept, short=short, away=away)
