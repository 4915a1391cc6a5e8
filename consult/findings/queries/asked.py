"""What routing asked of many respondents: each condition is judged once for all who answered alike what it hangs on.

In: a structure, a unit and answer after answer. Out: for each the answers that count, as `prune` leaves them, and what
was asked ("F3", and "F3/row" where rows are asked one by one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consult.instrument.rules import Part, Structure, applies, rows_shown
from consult.instrument.rules import Unit as AskedUnit
from consult.instrument.rules.condition import Condition, Value, leaves

Answers = Mapping[str, Value]
Shown = frozenset[str] | None
"""The rows of a part that are asked; None where the part is not."""


@dataclass(frozen=True, slots=True)
class _Route:
    """A part that is not asked of everybody, with what its conditions hang on: parts that are asked before it."""

    part: Part
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The routing of one instrument for one unit, with what was found of it so far."""

    structure: Structure
    unit: AskedUnit
    routes: tuple[_Route, ...]
    _always: dict[bool, frozenset[str]] = field(default_factory=dict)
    _shown: dict[tuple[str, bool, tuple[str, ...]], Shown] = field(default_factory=dict)
    _sets: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, structure: Structure, unit: AskedUnit) -> Asking:
        """Return what can be asked about an instrument."""
        routes = tuple(
            _Route(part, tuple(dict.fromkeys(leaf.of for one in _conditions(part) for leaf in leaves(one))))
            for part in structure.parts.values()
            if _conditions(part)
        )
        return cls(structure, unit, routes)

    def judge(self, answers: Answers, *, short: bool) -> tuple[Answers, frozenset[str]]:
        """Return the answers that count, and what was asked."""
        always = self._asked_always(short)
        kept = {key: value for key, value in answers.items() if key in always}
        asked = set(always)
        for route in self.routes:
            key, shown = route.part.key, self._rows(route, kept, short=short)
            if shown is None:
                continue
            asked.add(key)
            if route.part.rows_when is not None:
                asked.update(f"{key}/{row}" for row in shown)
            if key in answers and (value := _within(route.part, answers[key], shown)) is not None:
                kept[key] = value
        found = frozenset(asked)
        return kept, self._sets.setdefault(found, found)

    def without(self, asked: frozenset[str], away: frozenset[str]) -> frozenset[str]:
        """Take from what was asked the parts and rows some were not asked elsewhere; their other rows stay asked."""
        left = set(asked - away)
        for key, part in self.structure.parts.items():
            names = {f"{key}/{row}" for row in part.rows}
            if key in away:
                left -= names
            elif key in left and part.rows_when is None and names & away:
                left |= names - away
        return frozenset(left)

    def _asked_always(self, short: bool) -> frozenset[str]:
        if short not in self._always:
            routed = {one.part.key for one in self.routes}
            self._always[short] = frozenset(
                key
                for key, part in self.structure.parts.items()
                if key not in routed and applies(part, self.unit, short, {})
            )
        return self._always[short]

    def _rows(self, route: _Route, kept: Answers, *, short: bool) -> Shown:
        known = route.part.key, short, tuple([repr(kept.get(of)) for of in route.sources])
        if known not in self._shown:
            own = {of: kept[of] for of in route.sources if of in kept}
            asked = applies(route.part, self.unit, short, own)
            self._shown[known] = frozenset(rows_shown(route.part, own)) if asked else None
        return self._shown[known]


def _conditions(part: Part) -> list[Condition]:
    return [one for one in (part.when, part.rows_when) if one is not None]


def _within(part: Part, value: Value, shown: frozenset[str]) -> Value | None:
    if part.rows_when is None or not isinstance(value, Mapping):
        return value
    return {row: chosen for row, chosen in value.items() if row in shown} or None
