"""How numbers and hidden cells read in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from consult.disclosure.rules import Mark
from consult.findings.charts.spec import Value

PERCENT_FROM = 10
"""Bases under ten are given as counts only."""
SLOT = "\ue000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The translated words every chart needs, and the functions that write numbers.

    `percent` writes 83 as "83 %"; `of` writes ("34", "41") as "34 of 41". `withheld_name` explains `withheld`.
    """

    number: Callable[[int], str]
    percent: Callable[[int], str]
    of: Callable[[str, str], str]
    few: str
    few_short: str
    withheld: str
    withheld_name: str
    count_head: str
    base_head: str
    share_head: str
    low_head: str
    high_head: str
    total_head: str
    bins: tuple[str, str, str, str]

    def say(self, value: Value) -> str:
        """Write a count, or the words that stand for a hidden one."""
        if isinstance(value, Mark):
            return self.few if value is Mark.FEWER else self.withheld
        return self.number(value)

    def short(self, value: Value) -> str:
        """Write the same in the width of a cell, isolated so that "<5" is not turned round."""
        return f"\u2068{self.few_short}\u2069" if value is Mark.FEWER else self.say(value)

    def share(self, value: Value, base: Value) -> str:
        """Write a share in whole per cent, or nothing if there is none to write."""
        part = share_of(value, base)
        if part is None or isinstance(base, Mark) or base < PERCENT_FROM:
            return ""
        return self.percent(int(part + 0.5))

    def said_of(self, value: Value, base: Value) -> str:
        """Write "34 of 41"; a mark stands alone."""
        if isinstance(value, Mark) or isinstance(base, Mark):
            return self.say(value)
        return self.of(self.number(value), self.number(base))

    def shown_of(self, value: Value, base: Value) -> Markup:
        """Write the same for a page, with the count in bold."""
        if isinstance(value, Mark) or isinstance(base, Mark):
            return escape(self.say(value))
        sentence, count = escape(self.of(SLOT, self.number(base))), escape(self.number(value))
        return Markup(str(sentence).replace(SLOT, f"<b>{count}</b>"))  # noqa: S704 both parts are escaped


def share_of(value: Value, base: Value) -> float | None:
    """Return a share in per cent, or None if either number is hidden or the base is empty."""
    if isinstance(value, Mark) or isinstance(base, Mark) or base <= 0:
        return None
    return 100 * value / base
