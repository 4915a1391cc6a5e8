"""Who has been heard, and who speaks how much, measured by who is in the room.

If everybody present spoke alike, a part of the room that holds a fifth of the delegations would hold a fifth of what is
said: that is what is expected of it. Worked example: 10 delegations, 2 of them French, 15 interventions: 3 expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from consult.meeting.rules.kinds import POLLED, Group


class Side(StrEnum):
    """By what the room is divided."""

    GROUP = "group"
    REGION = "region"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Presence:
    """A delegation in the room, and how often it spoke and wrote."""

    delegation_id: str
    number: int
    group: Group
    region: str
    language: str
    spoken: int = 0
    written: int = 0

    @property
    def is_heard(self) -> bool:
        """Tell whether it spoke or wrote at all."""
        return self.spoken + self.written > 0

    def part(self, side: Side) -> str:
        """Return to which part of the room it belongs; "" where none is known."""
        return str({Side.GROUP: self.group.value, Side.REGION: self.region, Side.LANGUAGE: self.language}[side])


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the room: delegations in it, how many were heard, what it said and what would be expected of it."""

    value: str
    present: int
    heard: int
    spoken: int
    written: int
    expected: Fraction

    @property
    def heard_share(self) -> Fraction:
        """Return how much of it has been heard."""
        return Fraction(self.heard, self.present) if self.present else Fraction(1)

    @property
    def missing(self) -> Fraction:
        """Return how much more would be expected of it; below nought where it spoke more."""
        return self.expected - self.spoken


@dataclass(frozen=True, slots=True)
class Quiet:
    """A delegation nobody has heard yet, and the part of the room it belongs to that was heard least."""

    delegation_id: str
    side: Side
    part: Part


@dataclass(frozen=True, slots=True)
class Balance:
    """The room by group, region and language, and who has not been heard, whoever could be asked next first."""

    parts: Mapping[Side, tuple[Part, ...]]
    quiet: tuple[Quiet, ...]
    present: int = 0
    heard: int = 0
    _by_value: Mapping[tuple[Side, str], Part] = field(default_factory=dict, repr=False)

    def part(self, side: Side, value: str) -> Part | None:
        """Return one part of the room, or None if nobody of it is there."""
        return self._by_value.get((side, value))


def balance(present: Sequence[Presence], beside: Mapping[Group, int] | None = None) -> Balance:
    """Return how the room stands; `beside` counts what was said in the name of a group alone."""
    parts = {side: _parts(present, side, beside or {}) for side in Side}
    by_value = {(side, part.value): part for side, found in parts.items() for part in found}
    silent = [_quiet(one, by_value) for one in present if not one.is_heard]
    silent.sort(key=lambda pair: pair[0])
    heard = sum(one.is_heard for one in present)
    return Balance(parts, tuple(quiet for _order, quiet in silent), len(present), heard, by_value)


def _parts(present: Sequence[Presence], side: Side, beside: Mapping[Group, int]) -> tuple[Part, ...]:
    by_value: dict[str, list[Presence]] = {}
    for one in present:
        if one.part(side):
            by_value.setdefault(one.part(side), []).append(one)
    counted = sum(len(own) for own in by_value.values())
    more = {group.value: count for group, count in beside.items()} if side is Side.GROUP else {}
    said = {value: sum(one.spoken for one in own) + more.get(value, 0) for value, own in by_value.items()}
    total = sum(said.values())
    made = (
        Part(
            value=value,
            present=len(own),
            heard=sum(one.is_heard for one in own),
            spoken=said[value],
            written=sum(one.written for one in own),
            expected=Fraction(total * len(own), counted),
        )
        for value, own in by_value.items()
    )
    return tuple(sorted(made, key=lambda part: (-part.missing, part.heard_share, -part.present, part.value)))


def _quiet(
    one: Presence, by_value: Mapping[tuple[Side, str], Part]
) -> tuple[tuple[bool, Fraction, Fraction, int], Quiet]:
    """Return a quiet delegation with its place: members first, then whose parts of the room were heard least."""
    own = [(side, by_value[side, one.part(side)]) for side in Side if one.part(side)]
    side, part = min(own, key=lambda pair: (pair[1].heard_share, -pair[1].present))
    shares = [found.heard_share for _side, found in own]
    order = (one.group not in POLLED, min(shares), sum(shares, Fraction(0)) / len(shares), one.number)
    return order, Quiet(one.delegation_id, side, part)
