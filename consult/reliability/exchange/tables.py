"""The rows of a table of labels or spans, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from consult.shared.csv_rows import SIZE_LIMIT, Faults, records_of, short

__all__ = ["SIZE_LIMIT", "Rows", "short"]


@dataclass(slots=True)
class Rows:
    """The rows of a file with the number of the line each begins on, and the faults found in them."""

    heading: list[str]
    heading_at: int
    records: list[tuple[int, list[str]]]
    faults: Faults

    @classmethod
    def of(cls, content: bytes, file_name: str) -> Rows:
        """Return the rows of a file that hold anything, or raise `InputRefused`."""
        faults = Faults(file_name)
        (heading_at, heading), *others = records_of(content, (), faults)
        return cls(heading, heading_at, others, faults)

    def refuse(self, row: int, what: str, todo: str) -> None:
        """Note a fault."""
        self.faults.refuse(row, what, todo)

    def fits(self, row: int, cells: list[str]) -> bool:
        """Tell whether a row has as many cells as the heading; note it if not."""
        if len(cells) == len(self.heading):
            return True
        self.refuse(
            row,
            f"the row has {len(cells)} cells and the heading {len(self.heading)}",
            "leave a cell empty where nothing belongs in it",
        )
        return False

    def check(self) -> None:
        """Raise `InputRefused` if a fault was noted."""
        self.faults.stop()
