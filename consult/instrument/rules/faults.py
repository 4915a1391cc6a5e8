"""What can be wrong with an instrument: where, what, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstrumentFault:
    """One fault in an instrument file, for the person who edits it."""

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """One line, as the command line prints it."""
        return f"{self.place}: {self.what}; {self.remedy}"


class InstrumentRefused(ValueError):
    """An instrument that cannot be used; carries every fault found."""

    def __init__(self, faults: tuple[InstrumentFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
