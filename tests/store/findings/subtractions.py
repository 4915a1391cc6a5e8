"""The reader with a pencil: everything one subtraction across published figures gives of one strand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from consult.disclosure.rules import Cell, GatedTable, Mark, Shape
from consult.findings.rules.published import FigureKey, StrandFindings, Wave
from consult.findings.rules.themes import CONDITION, STANCES, TERMS, THEMES
from consult.instrument.rules import Part, PartType, Structure
from consult.instrument.rules.condition import leaves


def given_away(found: StrandFindings, structure: Structure) -> list[str]:
    """Say what comes to one to four, and which hidden count is alone in its sum."""
    told: list[str] = []
    for name, table in found.figures.items():
        key = _key(name)
        part = structure.parts.get(key.part)  # None for themes
        told += (f"{name}: {line}" for line in _within(table, whole=part and part.type is PartType.RANKING))
        told += (f"{name}: {line}" for line in _against_total(found, key, table))
        if key.wave is Wave.BEFORE:
            told += (f"{name}: {line}" for line in _between_waves(found, key, table))
        if not key.by and part:
            told += (f"{name}: {line}" for line in _where_it_began(found, key, table, part))
        if part is None:
            told += (f"{name}: {line}" for line in _against_raised(found, key, table))
    return told


def _against_raised(found: StrandFindings, key: FigureKey, table: GatedTable) -> Iterator[str]:
    """Take stances and conditions from the count of those who raised the theme."""
    raised = found.figure(FigureKey(key.unit, THEMES))
    if raised is None:
        yield "there is no count of who raised it"
    elif key.part == STANCES and raised.total(key.row) != table.total_base:
        yield f"its base is not the shown count of who raised {key.row}"
    elif key.part == TERMS and isinstance(whole := raised.total(CONDITION), int):
        for row in table.rows:
            cell = table.total(row)
            if isinstance(cell, int) and whole - cell < table.k:
                yield f"those who named any condition less {row} leave {whole - cell}"


def left_empty(found: StrandFindings) -> dict[str, int]:
    """Return how many of those who answered at all left each question empty, where one subtraction says so."""
    counts: dict[str, int] = {}
    for name, table in found.figures.items():
        key = _key(name)
        if key.part.startswith(THEMES):
            continue  # everybody heard is in the base, those without an answer too
        if not key.by:
            if table.total_base is not None:
                counts[name] = found.bases[key.unit] - table.total_base
            continue
        published = {group.key: group.base for group in found.shown_groups(key.unit, key.by)}
        for group, base in zip(table.groups, table.bases, strict=True):
            if base is not None and group in published:
                counts[f"{name}: {group}"] = published[group] - base
    return counts


def _key(name: str) -> FigureKey:
    unit, part, row, by, wave = name.split("/")
    return FigureKey(unit, part, row, by, Wave(wave))


def _rest(what: str, whole: Cell | None, cells: Sequence[Cell | None], k: int) -> Iterator[str]:
    """Take what is shown of a sum from the whole: what is left must be hidden in two places and five or more."""
    if whole is None or isinstance(whole, Mark):
        return
    hidden = [cell for cell in cells if cell is None or isinstance(cell, Mark)]
    rest = whole - sum(cell for cell in cells if cell is not None and not isinstance(cell, Mark))
    if len(hidden) == 1:
        yield f"{what} gives the one hidden count, {rest}"
    elif rest < k and (hidden or rest):
        yield f"{what} leaves {rest}"


def _within(table: GatedTable, *, whole: bool | None) -> Iterator[str]:
    parts = {part for net in table.nets for part in net.parts}
    columns: list[str | None] = [None, *table.groups]
    for group in columns:
        base = _base(table, group)
        if table.shape is Shape.PARTITION or whole:
            cells = [_cell(table, row, group) for row in table.rows if row not in parts]
            if not whole or sum(cell for cell in cells if isinstance(cell, int)) <= (base or 0):
                yield from _rest(f"the base of {group}", base, cells, table.k)
        else:
            for row in table.rows:
                cell = _cell(table, row, group)
                if base is not None and isinstance(cell, int) and base - cell < table.k:
                    yield f"the base of {group} less {row} leaves {base - cell}"
        for net in table.nets:
            yield from _rest(
                f"{net.row} of {group}",
                _cell(table, net.row, group),
                [_cell(table, p, group) for p in net.parts],
                table.k,
            )


def _against_total(found: StrandFindings, key: FigureKey, table: GatedTable) -> Iterator[str]:
    """Take the groups of a break from the figure of everybody."""
    everybody = found.figure(replace(key, by=""))
    if not key.by or everybody is None:
        return
    yield from _rest("the base of everybody", everybody.total_base, table.bases, table.k)
    for row, line in zip(table.rows, table.cells, strict=True):
        yield from _rest(f"{row} of everybody", everybody.total(row), line, table.k)


def _between_waves(found: StrandFindings, key: FigureKey, table: GatedTable) -> Iterator[str]:
    now = found.figure(replace(key, wave=Wave.NOW))
    if now is None:
        yield "there is no figure of now"
        return
    columns: list[str | None] = [None, *table.groups]
    for group in columns:
        pairs: list[tuple[str, Cell | None, Cell | None]] = [("the base", _base(table, group), _base(now, group))]
        pairs += [(row, _cell(table, row, group), _cell(now, row, group)) for row in table.rows]
        for what, before, after in pairs:
            if isinstance(before, int) and isinstance(after, int) and 0 < abs(after - before) < table.k:
                yield f"{what} of {group} changed by {after - before}"


def _where_it_began(found: StrandFindings, key: FigureKey, table: GatedTable, part: Part) -> Iterator[str]:
    """Take the base of a follow-up from what is shown of the answers that lead to it, as if nobody left it empty."""
    route = part.when or (part.rows_when if key.row else None)
    if route is None or table.total_base is None:
        return
    for chosen in leaves(route):
        began = found.figure(FigureKey(key.unit, chosen.of, key.row or chosen.row or ""))
        if began is None or began.total_base is None:
            continue
        nets = {net.row for net in began.nets}
        rows = [row for row in began.rows if row not in nets]
        asked = [began.total(row) for row in rows if (row in chosen.codes) is not chosen.negated]
        others = [began.total(row) for row in rows if (row in chosen.codes) is chosen.negated]
        both = [any(isinstance(cell, Mark) for cell in cells) for cells in (asked, others)]
        if all(both):
            sums = (table.total_base, asked), (began.total_base - table.total_base, others)
            for base, cells in sums:
                rest = base - sum(cell for cell in cells if not isinstance(cell, Mark))
                if 0 <= rest < table.k:
                    yield f"where it began leaves {rest}"


def _base(table: GatedTable, group: str | None) -> int | None:
    return table.total_base if group is None else table.bases[table.groups.index(group)]


def _cell(table: GatedTable, row: str, group: str | None) -> Cell:
    return table.total(row) if group is None else table.cell(row, group)
