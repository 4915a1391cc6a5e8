"""Which numbers a sentence states, in any script, and which of them are no figure of the findings.

A number that is part of a name, such as that of item F2 or of "Council of 9", is accounted for by the name itself:
names come from where they are kept and are set aside first. Numbers in letters ("twelve") are words and are not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

import regex

from consult.disclosure.rules import Cell, Mark
from consult.findings.rules.published import StrandFindings
from consult.findings.rules.shares import Share

_ISOLATES = regex.compile("[\u2066-\u2069\u202a-\u202e]")
_DIRECTION = regex.compile("[\u200e\u200f\u061c]")
_SPACES = " \u00a0\u2009\u202f"
_GROUPS, _DECIMALS, _PERCENT = "\u066c", "\u066b", "%\u066a\ufe6a\uff05"
_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class Separators:
    """What a language writes between groups of three digits, and before decimals."""

    group: str
    decimal: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of a sentence as it is written, and what it means; None where no figure is written so ("½")."""

    written: str
    value: Decimal | None
    percent: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers that may be stated: counts, and whole per cents."""

    counts: frozenset[int] = field(default_factory=frozenset)
    percents: frozenset[int] = field(default_factory=frozenset)

    def __or__(self, other: Known) -> Known:
        """Return both together."""
        return Known(self.counts | other.counts, self.percents | other.percents)

    def holds(self, one: Stated) -> bool:
        """Tell whether a stated number is one of these."""
        return one.value is not None and one.value in (self.percents if one.percent else self.counts)


def numbers_in(text: str, separators: Separators) -> Iterator[Stated]:
    """Yield every number of a text: digits of any script, grouped and signed as its language does, and what follows.

    Example, English: "In B, 1,170 of 2,205 (53%)." states 1170, 2205 and 53 per cent.
    """
    plain = _ISOLATES.sub(_APART, _DIRECTION.sub("", text))
    for found in _pattern(separators).finditer(plain):
        written = found.group().strip()
        yield Stated(written, _value(found), bool(found["before"] or found["after"]))


@cache
def _pattern(separators: Separators) -> regex.Pattern[str]:
    space = separators.group in _SPACES
    group = f"[{_GROUPS}{_SPACES[1:] if space else regex.escape(separators.group)}]"
    decimal = f"[{_DECIMALS}{regex.escape(separators.decimal)}]"
    return regex.compile(
        rf"(?P<before>[{_PERCENT}][{_SPACES}]?)?(?P<sign>(?<![\p{{L}}\p{{Nd}}])[-\u2212])?"
        rf"(?:(?P<whole>\p{{Nd}}{{1,3}}(?:{group}\p{{Nd}}{{3}})+(?!\p{{Nd}})|\p{{Nd}}+)(?:{decimal}(?P<part>\p{{Nd}}+))?"
        rf"|(?P<odd>[\p{{No}}\p{{Nl}}]))(?P<after>[{_SPACES}]?[{_PERCENT}])?"
    )


def _value(found: regex.Match[str]) -> Decimal | None:
    if found["odd"]:
        return None
    digits = "".join(str(int(one)) for one in found["whole"] if one.isdecimal())
    part = "".join(str(int(one)) for one in found["part"] or "")
    value = Decimal(f"{digits}.{part or 0}")
    return -value if found["sign"] else value


def strays(text: str, known: Known, separators: Separators, names: Collection[str] = ()) -> tuple[str, ...]:
    """Return the numbers of a text, as written, that are neither a figure nor part of a name it mentions.

    A name without letters accounts for nothing: it would let every such number through.
    """
    left = without_names(text, names)
    return tuple(one.written for one in numbers_in(left, separators) if not known.holds(one))


def without_names(text: str, names: Iterable[str]) -> str:
    """Return a text without the names in it that have a number: the longest first, and only as words of their own."""
    told = {one for one in names if one in text and regex.search(r"\p{L}", one) and regex.search(r"\p{N}", one)}
    for name in sorted(told, key=len, reverse=True):
        text = regex.sub(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(name)}(?![\p{{L}}\p{{N}}])", _APART, text)
    return text


def figures_of(found: StrandFindings, parts: Collection[str]) -> Known:
    """Return every number that stands in the published figures of these parts, with the per cents made of them."""
    counts: set[int] = set()
    percents: set[int] = set()
    for key, table in found.figures.items():
        if key.split("/", 2)[1] not in parts:
            continue
        columns = [(table.total_base, table.totals or ())]
        columns += [(base, tuple(line[at] for line in table.cells)) for at, base in enumerate(table.bases)]
        for base, cells in columns:
            _add(counts, percents, base, cells)
        percents |= {found.means[key]} if key in found.means else set()
    return Known(frozenset(counts), frozenset(percents))


def _add(counts: set[int], percents: set[int], base: int | None, cells: Iterable[Cell]) -> None:
    shown = [one for one in cells if not isinstance(one, Mark)]
    counts.update(shown)
    if base:
        counts.add(base)
        percents.update(whole_percent(one, base) for one in shown)


def whole_percent(count: int, base: int) -> int:
    """Return a share in whole per cent, a half upwards, as every page writes it."""
    return int(100 * (count / base) + 0.5)


def coverage_of(found: StrandFindings) -> Known:
    """Return the numbers of who was heard: register, answers, silence, units, interviews, and the threshold."""
    members, answered = found.coverage.members, found.coverage.answered
    shown = [one for one in found.coverage.dispositions.values() if not isinstance(one, Mark)]
    listening = (found.listening.interviews, found.listening.answers, found.listening.voices)
    counts = {members, answered, max(0, members - answered), found.k, *shown, *found.bases.values()}
    counts.update(count for one in listening for count in one.values())
    return Known(frozenset(counts), frozenset({whole_percent(answered, members)} if members else ()))


def known_shares(shares: Iterable[Share]) -> Known:
    """Return the counts, bases and per cents of shares that the rules work out from figures; a hidden one has none."""
    shown = [(one.count, one.base) for one in shares if one.count is not None and one.base]
    return Known(
        frozenset(value for one in shown for value in one),
        frozenset(whole_percent(count, base) for count, base in shown),
    )
