"""Findings of a strand written down by hand, as the gate would let them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consult.disclosure.rules import Cell, GatedTable, Mark, Net, Shape
from consult.findings.rules.published import (
    CoverageLine,
    FigureKey,
    PublishedGroup,
    StrandCoverage,
    StrandFindings,
    Wave,
)

FEWER, WITHHELD = Mark.FEWER, Mark.WITHHELD
REGIONS = ("africa", "americas")


def table(rows: Sequence[str], totals: Sequence[Cell], base: int | None) -> GatedTable:
    """A figure for everybody together."""
    return GatedTable(
        rows=tuple(rows),
        groups=("",),
        cells=tuple((cell,) for cell in totals),
        totals=tuple(totals),
        bases=(base,),
        total_base=base,
        shape=Shape.PARTITION,
        nets=(Net("could_live_with", ("acceptable", "conditional")),) if "could_live_with" in rows else (),
    )


def broken(row: str, total: Cell, cells: Sequence[Cell], bases: Sequence[int | None], base: int) -> GatedTable:
    """A figure by region, of one row."""
    return GatedTable(
        rows=(row,),
        groups=REGIONS[: len(cells)],
        cells=(tuple(cells),),
        totals=(total,),
        bases=tuple(bases),
        total_base=base,
        shape=Shape.INDEPENDENT,
    )


def option(acceptable: Cell, conditional: Cell, net: Cell, cells: Sequence[Cell], base: int = 100) -> list[GatedTable]:
    """Item F2 for one future: everybody, and by region (two regions of half the base each)."""
    rows = ("acceptable", "conditional", "unacceptable", "cannot_judge", "could_live_with")
    against: Cell = base - net if type(net) is int else WITHHELD
    whole = table(rows, (acceptable, conditional, against, FEWER, net), base)
    return [whole, broken("could_live_with", net, cells, [base // 2] * len(cells), base)]


def strand(
    mark: str,
    futures: Mapping[str, list[GatedTable]],
    *,
    members: int = 150,
    more: Mapping[FigureKey, GatedTable] | None = None,
) -> StrandFindings:
    """Findings of a strand with these futures."""
    figures = {}
    for name, (whole, by_region) in futures.items():
        figures[str(FigureKey("organisation", "F2", name))] = whole
        figures[str(FigureKey("organisation", "F2", name, "region"))] = by_region
    figures |= {str(key): found for key, found in (more or {}).items()}
    return StrandFindings(
        strand_id=mark,
        mark=mark,
        coalition_name=f"Coalition {mark}",
        dataset_hash="d" * 64,
        version_hash="v" * 64,
        core_hash="c" * 64,
        coverage=StrandCoverage(
            {"complete": 100, "no_contact": members - 100},
            {"region": (CoverageLine("africa", ("africa",), 75, 50),)},
            members,
        ),
        bases={"organisation": 100, "individual": 0},
        groups={"organisation": {"region": tuple(PublishedGroup(one, (one,), 50) for one in REGIONS)}},
        figures=figures,
        trails=(),
        safety_condition=False,
        k=5,
    )


__all__ = ["FEWER", "REGIONS", "WITHHELD", "Wave", "broken", "option", "strand", "table"]
