"""What may be released after what was released before: nobody is to be found in the difference of two editions.

A family of figures (all rows, breaks and waves of one question; all that was said) is released anew only where every
count in it, and every count that follows by one subtraction, either stands as it was or moved by k or more, and where
the same cells are hidden as in every edition before. Otherwise the family stays as it was last released. So whoever has
all editions knows what the first told and what a part of the last tells, each gated for itself, and of the difference
of the two nothing about fewer than k. Which families stay is not said: it would tell which questions somebody answered
whose answer is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from consult.disclosure.rules import Cell, GatedTable, Mark, Shape
from consult.findings.rules.published import PublishedGroup, StrandFindings
from consult.findings.rules.shares import ORGANISATION
from consult.findings.rules.themes import THEMES

Family = tuple[str, str]
"""A unit, and the part of the instrument; what was said is one part."""
Count = Cell | None


def released_after(earlier: Sequence[StrandFindings], now: StrandFindings) -> StrandFindings:
    """Return the findings of a strand as they may follow those of every edition before, the oldest first."""
    if not earlier:
        return now
    latest = earlier[-1]
    held = {unit for unit in {*now.bases, *latest.bases} if not all(_same_people(one, now, unit) for one in earlier)}
    figures, means = {}, {}
    for family in dict.fromkeys(map(_family, (*latest.figures, *now.figures))):
        anew = family[0] not in held and all(_may_follow(one, now, family) for one in earlier)
        source = now if anew else latest
        for name in _names(source, family):
            figures[name] = source.figures[name]
            if name in source.means:
                means[name] = source.means[name]
    units = {unit: latest if unit in held else now for unit in {*now.bases, *latest.bases}}
    spoken = all(_apart(_heard(one), _heard(now), now.k) for one in earlier)
    return replace(
        now,
        coverage=units[ORGANISATION].coverage if ORGANISATION in units else now.coverage,
        bases={unit: source.bases[unit] for unit, source in units.items() if unit in source.bases},
        groups={unit: source.groups[unit] for unit, source in units.items() if unit in source.groups},
        figures=figures,
        means=means,
        late=units[ORGANISATION].late if ORGANISATION in units else now.late,
        listening=now.listening if spoken else latest.listening,
        safety_condition=latest.safety_condition or now.safety_condition,
    )


def _family(name: str) -> Family:
    unit, part = name.split("/")[:2]
    return unit, THEMES if part.startswith(THEMES) else part


def _names(found: StrandFindings, family: Family) -> list[str]:
    return [name for name in found.figures if _family(name) == family]


def _same_people(earlier: StrandFindings, now: StrandFindings, unit: str) -> bool:
    """Tell whether who answered, in all and in every group, moved by nobody or by k and more."""
    before, after = (_groups(found, unit) for found in (earlier, now))
    if before.keys() != after.keys():
        return False
    counts: list[tuple[Count, Count]] = [(earlier.bases.get(unit, 0), now.bases.get(unit, 0))]
    counts += [(before[key], after[key]) for key in before]
    if unit == ORGANISATION:
        if (told := _coverage(earlier)).keys() != (anew := _coverage(now)).keys():
            return False
        counts += [(told[key], anew[key]) for key in told] + [(earlier.late, now.late)]
    return _all_apart(counts, now.k)


def _groups(found: StrandFindings, unit: str) -> dict[tuple[str, str, tuple[str, ...]], int]:
    breaks: Mapping[str, Sequence[PublishedGroup]] = found.groups.get(unit, {})
    return {(by, one.key, one.parts): one.base for by, groups in breaks.items() for one in groups}


def _coverage(found: StrandFindings) -> dict[tuple[str, ...], Count]:
    told: dict[tuple[str, ...], Count] = {("members",): found.coverage.members}
    told |= {("disposition", key): cell for key, cell in found.coverage.dispositions.items()}
    for by, lines in found.coverage.lines.items():
        for line in lines:
            key = (by, line.group, *line.parts)
            told |= {("members", *key): line.members, ("answered", *key): line.answered}
            told["not heard", *key] = line.not_heard
    return told


def _heard(found: StrandFindings) -> dict[str, Count]:
    listening = found.listening
    kinds = (("interviews", listening.interviews), ("answers", listening.answers), ("voices", listening.voices))
    return {f"{kind} {key}": count for kind, counts in kinds for key, count in counts.items()}


def _may_follow(earlier: StrandFindings, now: StrandFindings, family: Family) -> bool:
    names = _names(now, family)
    if sorted(names) != sorted(_names(earlier, family)):
        return False
    pairs = [(earlier.figures[name], now.figures[name], name.split("/")[3]) for name in names]
    return all(
        _alike(one, other)
        and _apart(_counts(one, _bases(earlier, family[0], by)), _counts(other, _bases(now, family[0], by)), now.k)
        for one, other, by in pairs
    )


def _bases(found: StrandFindings, unit: str, by: str) -> dict[str | None, int]:
    own: dict[str | None, int] = {group.key: group.base for group in found.shown_groups(unit, by)} if by else {}
    return {None: found.bases.get(unit, 0), **own}


def _alike(one: GatedTable, other: GatedTable) -> bool:
    """Tell whether two tables have the same form and hide the same cells for the same reason."""
    return (one.rows, one.groups, one.shape, one.nets, one.at_least_k) == (
        *(other.rows, other.groups, other.shape, other.nets),
        other.at_least_k,
    )


def _apart(before: Mapping[str, Count], now: Mapping[str, Count], k: int) -> bool:
    return before.keys() == now.keys() and _all_apart([(before[key], now[key]) for key in before], k)


def _all_apart(pairs: Iterable[tuple[Count, Count]], k: int) -> bool:
    """Tell whether every pair is hidden alike, or shown twice and equal or k or more apart."""
    return all(
        before == now or (isinstance(before, int) and isinstance(now, int) and abs(before - now) >= k)
        for before, now in pairs
    )


def _counts(table: GatedTable, answered: Mapping[str | None, int]) -> dict[str, Count]:
    """Return every count of a table, and what one subtraction leaves of each sum."""
    told: dict[str, Count] = {}
    columns: tuple[str | None, ...] = (None, *table.groups)
    for group in columns:
        base = table.total_base if group is None else table.bases[table.groups.index(group)]
        cells = {row: table.total(row) if group is None else table.cell(row, group) for row in table.rows}
        own = {"base": base, **{f"row {row}": cell for row, cell in cells.items()}}
        own |= dict(_rests(table, cells, base))
        if group in answered:
            own["left empty"] = _less(answered[group], [base])
        told |= {f"{group}: {name}": count for name, count in own.items()}
    for row in table.rows:
        told[f"rest of {row}"] = _less(table.total(row), [table.cell(row, group) for group in table.groups])
    told["rest of bases"] = _less(table.total_base, table.bases)
    return told


def _rests(table: GatedTable, cells: Mapping[str, Cell], base: int | None) -> Iterator[tuple[str, Count]]:
    summed = {net.row for net in table.nets}
    if table.shape is Shape.PARTITION:
        yield "rest", _less(base, [cell for row, cell in cells.items() if row not in summed])
    for row, cell in cells.items():
        yield f"not {row}", _less(base, [cell])
    for net in table.nets:
        yield f"rest of {net.row}", _less(cells[net.row], [cells[part] for part in net.parts])


def _less(whole: Count, parts: Iterable[Count]) -> Count:
    """Take what is shown of the parts from a sum; a hidden sum leaves nothing to take from."""
    if whole is None or isinstance(whole, Mark):
        return whole
    return whole - sum(part for part in parts if part is not None and not isinstance(part, Mark))
