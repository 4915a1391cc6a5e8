"""A machine that reads any surface in any order, and then tries to work out what was hidden.

It must never succeed against the gate, and soon against a gate that hides small counts and nothing else.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.conftest import examples
from tests.security.gate.attacker import K, Notes
from tests.security.gate.surfaces import ATTRIBUTES, PARTS, BaseGate, Gate, Naive, NaiveBase, Small, notes_of, read

GROUPS = {
    "region": ("africa", "europe", "americas", ""),
    "language": ("en", "fr", "ar"),
    "kind": ("women", "youth", "other"),
    "membership": ("one", "both"),
}
SURFACES = ("json", "lines", "edition")
pairs = st.lists(st.sampled_from(ATTRIBUTES), max_size=2, unique=True).map(
    lambda own: tuple(one for one in ATTRIBUTES if one in own)
)


@st.composite
def worlds(draw: st.DrawFn) -> Small:
    """Return members whose attributes follow one another more or less, and answers lopsided as answers are."""
    chance = draw(st.randoms(use_true_random=False))
    count = chance.choice((14, 30, 60, 120))
    strays, members = chance.choice((0.05, 0.3, 1.0)), []
    weights = {name: [chance.choice((0.1, 1, 3)) for _ in own] for name, own in GROUPS.items()}
    for _ in range(count):
        (region,) = chance.choices(GROUPS["region"], weights["region"])
        at = GROUPS["region"].index(region)
        members.append({"region": region})
        for name in ATTRIBUTES[1:]:
            own = GROUPS[name]
            follows = chance.random() > strays
            members[-1][name] = own[at % len(own)] if follows else chance.choices(own, weights[name])[0]
    return Small(members, {key: [_said(chance, key, member) for member in members] for key in PARTS})


def _said(chance: Any, key: str, member: dict[str, str]) -> object:  # Any: Hypothesis's own Random
    options = PARTS[key].options
    lean = (len(member["region"]) + len(member["language"])) % len(options)
    if chance.random() < 0.04:
        return None
    one = options[lean] if chance.random() < 0.4 else chance.choice(options)
    if PARTS[key].rows:
        return {PARTS[key].rows[0]: one}
    return [one] if key == "A1" else one


class Attack(RuleBasedStateMachine):
    """Reads figures of one question at a time, and keeps what it read."""

    gate: type[Gate] = Gate
    surfaces: Gate
    notes: dict[str, Notes]

    @initialize(world=worlds())
    def begin(self, world: Small) -> None:
        """Count a world."""
        self.surfaces = self.gate(world)
        self.notes = {part: notes_of(part) for part in PARTS}

    @rule(part=st.sampled_from(sorted(PARTS)), by=pairs, surface=st.sampled_from(SURFACES))
    def look(self, part: str, by: tuple[str, ...], surface: str) -> None:
        """Read one table, where there is one."""
        table = self.surfaces.table(part, by)
        if table is not None:
            read(self.notes[part], by, table, surface)

    @rule(part=st.sampled_from(sorted(PARTS)), surface=st.sampled_from(SURFACES))
    def look_at_everything(self, part: str, surface: str) -> None:
        """Read every table of a question there is."""
        for by in [(), *((one,) for one in ATTRIBUTES), *((a, b) for a in ATTRIBUTES for b in ATTRIBUTES if a < b)]:
            self.look(part=part, by=tuple(one for one in ATTRIBUTES if one in by), surface=surface)

    def teardown(self) -> None:
        """Try to work out what was hidden, from everything read."""
        for part, notes in getattr(self, "notes", {}).items():
            found = next(notes.attack(self.surfaces.members(part)), None)
            assert found is None, f"{part}: {found}"


class BaseAttack(Attack):
    """The same where bases alone are secret: nothing that is read may be about one to four people."""

    gate = BaseGate

    def teardown(self) -> None:
        for part, notes in getattr(self, "notes", {}).items():
            small = {place: value for place, value in notes.shown.items() if place[2] is None and value < K}
            assert not small, f"{part}: a base is shown: {small}"
            found = notes.few(self.surfaces.members(part))
            assert not found, f"{part}: told of a few people, by profile: {found}"


class NaiveBaseAttack(BaseAttack):
    """The same against a gate that hides small groups and nothing else."""

    gate = NaiveBase


class NaiveAttack(Attack):
    """The same against the control."""

    gate = Naive


def tried(count: int, steps: int = 4) -> settings:
    return settings(
        max_examples=count,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )


def test_nothing_hidden_can_be_worked_out_from_all_surfaces() -> None:
    run_state_machine_as_test(Attack, settings=tried(8))  # type: ignore[no-untyped-call]


@pytest.mark.whole
def test_nothing_hidden_can_be_worked_out_in_many_worlds() -> None:
    run_state_machine_as_test(Attack, settings=tried(examples(60), 8))  # type: ignore[no-untyped-call]


def test_a_gate_that_hides_small_counts_alone_is_broken() -> None:
    with pytest.raises(AssertionError, match="Cracked"):
        run_state_machine_as_test(NaiveAttack, settings=tried(20, 2))  # type: ignore[no-untyped-call]


def test_by_the_base_rule_nothing_is_told_of_a_few_people() -> None:
    run_state_machine_as_test(BaseAttack, settings=tried(3))  # type: ignore[no-untyped-call]


@pytest.mark.whole
def test_by_the_base_rule_nothing_is_told_of_a_few_people_in_many_worlds() -> None:
    run_state_machine_as_test(BaseAttack, settings=tried(examples(40), 8))  # type: ignore[no-untyped-call]


def test_a_gate_that_hides_small_groups_alone_is_broken() -> None:
    with pytest.raises(AssertionError, match="told of a few"):
        run_state_machine_as_test(NaiveBaseAttack, settings=tried(6, 2))  # type: ignore[no-untyped-call]
