"""Errors that reach people: each says what happened and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


class ConsultError(Exception):
    """Anything this product refuses on purpose."""


def N_(words: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark `words` for the catalogues without translating them here: rules know no language."""
    return words


class NotAllowedNow(ConsultError):
    """The act is not possible in the present state.

    `words` is an English sentence that says so and what to do, marked with `N_`; `values` fill its placeholders.
    Pages say it in the reader's language (`consult.shared.telling.tell`).
    """

    def __init__(self, words: str = N_("This is not possible at present."), **values: object) -> None:
        super().__init__(words % values if values else words)
        self.words, self.values = words, values


class NotFound(ConsultError):
    """There is no such thing, or none that this person may know of."""


class SignedOut(ConsultError):
    """Somebody typed something on a page that asks for an account, and is not signed in any more."""


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
