"""Errors that reach people: each says what happened and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


class ConsultError(Exception):
    """Anything this product refuses on purpose."""


class NotAllowedNow(ConsultError):
    """The act is not possible in the present state; the message names the state."""


class NotFound(ConsultError):
    """There is no such thing, or none that this person may know of."""


@dataclass(frozen=True, slots=True)
class InputFault:
    """One fault in what somebody gave us: where it is (`place`, e.g. "members.csv:12"), what is wrong, what to do."""

    place: str
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}, {self.todo}"


class InputRefused(ConsultError):
    """Input with faults; nothing of it was kept."""

    def __init__(self, faults: list[InputFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
