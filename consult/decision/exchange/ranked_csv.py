"""Ranked ballots as CSV: a heading count,ballot, then a row per way of filling in a paper and how many did so.

A ballot is options from the first place to the last, `>` between places and `=` between options of one place. What it
leaves out is blank, and an empty ballot a blank paper. Nothing of a file with a fault is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from consult.decision.rules.ranking import Ballot
from consult.shared.csv_rows import SIZE_LIMIT, Faults, heading_of, rows_of, short

COLUMNS = ("count", "ballot")
MOST_DIGITS = 9
MOST_OPTIONS = 100

__all__ = ["COLUMNS", "SIZE_LIMIT", "heading_of", "read_ranked"]


def read_ranked(content: bytes, file_name: str) -> Counter[Ballot]:
    """Return how many papers were filled in in each way, or raise `InputRefused` with every fault."""
    faults = Faults(file_name)
    papers: Counter[Ballot] = Counter()
    names = _Names(faults)
    for row, cells in rows_of(content, COLUMNS, faults):
        count, ballot = _count(row, cells["count"], faults), _ballot(row, cells["ballot"], names)
        if count is not None and ballot is not None:
            papers[ballot] += count
    if len(names.known) > MOST_OPTIONS:
        faults.refuse(None, f"there are {len(names.known)} options", f"rank no more than {MOST_OPTIONS}")
    faults.stop()
    return papers


@dataclass(slots=True)
class _Names:
    """The options met so far, and what each is but for capital letters."""

    faults: Faults
    met: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)

    def take(self, row: int, options: list[str]) -> None:
        for option in options:
            if option not in self.met:
                self._meet(row, option)

    def _meet(self, row: int, option: str) -> None:
        self.met.add(option)
        before = self.known.setdefault(option.casefold(), option)
        if before != option:
            what = f"{short(option)} and {short(before)} differ by capital letters only"
            self.faults.refuse(row, what, "write one option in one way")


def _count(row: int, cell: str, faults: Faults) -> int | None:
    if cell.isascii() and cell.isdigit() and len(cell) <= MOST_DIGITS:
        return int(cell)
    faults.refuse(row, f"{short(cell)} is no number of papers", "write a whole number such as 1 or 45")
    return None


def _ballot(row: int, cell: str, names: _Names) -> Ballot | None:
    if not cell:
        return ()
    places = [[option.strip() for option in place.split("=")] for place in cell.split(">")]
    options = [option for place in places for option in place]
    if "" in options:
        names.faults.refuse(row, f"an option has no name in {short(cell)}", "write a ballot like A>B=C")
        return None
    if len(set(options)) < len(options):
        twice = next(option for option in options if options.count(option) > 1)
        names.faults.refuse(row, f"{short(twice)} is ranked twice", "name each option once")
        return None
    names.take(row, options)
    return tuple(tuple(sorted(place)) for place in places)
