"""Coverage as it is published: in the groups of the figures, past the gate."""

from __future__ import annotations

from collections.abc import Mapping

from consult.collection.rules import REGION_NOT_SHOWN
from consult.disclosure.rules import Cell, Mark, Shape, Table, gate_table
from consult.findings.rules.published import CoverageLine, PublishedGroup

K = 5
NEIGHBOURS: Mapping[str, Mapping[str, str]] = {
    "region": {"eastern_europe_central_asia": "europe"},
    "language": {"ru": "en", "pt": "es", "es": "pt", "fr": "en", "ar": "en"},
    "kind": dict.fromkeys(
        ("international_ngo", "survivors", "women", "youth", "faith", "research", "national_coalition"),
        "other",
    )
    | {"other": "national_ngo"},
}


def coverage_lines(
    groups: tuple[PublishedGroup, ...], asked: Mapping[str, int], heard: Mapping[str, int]
) -> tuple[CoverageLine, ...]:
    """Return coverage in the published groups; what nobody answered in joins the group it would be merged into.

    `asked` is the register, `heard` the answers by the group they show: who answered without showing a region counts
    as not heard in theirs, and in a line of their own that has nobody else in it. The size of a group that has to be
    hidden is withheld too: figures say how many of it answered, and the difference is who did not.
    """
    own = tuple(group for group in groups if group.parts != (REGION_NOT_SHOWN,))
    if not own:
        return ()
    placed = {part for group in own for part in group.parts}
    homes = {part: _home(part, own) for part in sorted(asked.keys() - placed)}
    parts = {group.key: (*group.parts, *(part for part in homes if homes[part] == group.key)) for group in own}
    answered = {key: sum(heard.get(part, 0) for part in of) for key, of in parts.items()}
    silent = {key: max(0, sum(asked.get(part, 0) for part in of) - answered[key]) for key, of in parts.items()}
    table = Table(
        rows=("answered", "not_heard"),
        groups=tuple(parts),
        counts=(tuple(answered.values()), tuple(silent.values())),
        bases=tuple(answered[key] + silent[key] for key in parts),
        shape=Shape.PARTITION,
    )
    gated = gate_table(table, K)
    lines = []
    for group in groups:
        if group not in own:
            count = heard.get(REGION_NOT_SHOWN, 0)
            lines.append(CoverageLine(group.key, group.parts, count, count))
            continue
        given = gated.cell("answered", group.key)
        hidden = isinstance(given, Mark) or isinstance(gated.cell("not_heard", group.key), Mark)
        whole: Cell = Mark.WITHHELD if hidden else answered[group.key] + silent[group.key]
        lines.append(CoverageLine(group.key, parts[group.key], whole, Mark.WITHHELD if hidden else given))
    return tuple(lines)


def _home(part: str, groups: tuple[PublishedGroup, ...]) -> str:
    for neighbours in NEIGHBOURS.values():
        if found := next((g.key for g in groups if neighbours.get(part) in g.parts), None):
            return found
    return groups[-1].key
