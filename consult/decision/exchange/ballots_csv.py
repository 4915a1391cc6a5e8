"""Ballots as CSV: a heading coalition,choice, then a row per paper; nothing of a file with a fault is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from consult.decision.rules.kinds import Choice
from consult.shared.csv_rows import SIZE_LIMIT, Faults, rows_of, short

COLUMNS = ("coalition", "choice")
CHOICES = {choice.value: choice for choice in Choice}

__all__ = ["SIZE_LIMIT", "Papers", "read_ballots"]

Papers = dict[str, Counter[Choice]]


def read_ballots(content: bytes, file_name: str, members: Mapping[str, int]) -> Papers:
    """Return the papers of each coalition of `members` (how many it has), or raise `InputRefused` with every fault."""
    rows = _Rows(Faults(file_name), members, {coalition: Counter() for coalition in members})
    for number, paper in rows_of(content, COLUMNS, rows.faults):
        rows.take(number, paper)
    rows.fit()
    rows.faults.stop()
    return rows.papers


@dataclass(slots=True)
class _Rows:
    """The papers found so far, and the faults."""

    faults: Faults
    members: Mapping[str, int]
    papers: Papers

    def take(self, row: int, paper: Mapping[str, str]) -> None:
        """Count one paper, or say what is wrong with it."""
        coalition, said = paper["coalition"], paper["choice"]
        choice = CHOICES.get(said.casefold())
        if coalition not in self.members:
            known = ", ".join(self.members)
            self.faults.refuse(row, f"{short(coalition)} is no coalition of this ballot", f"write one of {known}")
        elif choice is None:
            self.faults.refuse(row, f"{short(said)} is no choice", "write yes, no or abstain")
        else:
            self.papers[coalition][choice] += 1

    def fit(self) -> None:
        """Refuse more papers than members."""
        for coalition, counted in self.papers.items():
            if counted.total() > self.members[coalition]:
                self.faults.refuse(
                    None,
                    f"{coalition} has {counted.total()} ballots and {self.members[coalition]} members",
                    "look for rows that stand there twice, or mend --members",
                )
