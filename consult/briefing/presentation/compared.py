"""How far A and B differ, question by question: points, ranges and words, from the frozen edition alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_decimal

from consult.briefing.labels import A_NAME, B_NAME, RANGE, WORDINGS
from consult.briefing.presentation.details import closed_sections
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.wording import plural as ngettext
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules.families import Family, family
from consult.disclosure.rules import Mark
from consult.findings.charts.drawing import Table
from consult.findings.presentation import Words, said, voice
from consult.findings.rules import Interval
from consult.findings.rules.difference import Judged, Wording
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import ORGANISATION, Share, total_share

APART = frozenset({Wording.MUCH_HIGHER, Wording.HIGHER, Wording.LOWER, Wording.MUCH_LOWER})
MOST_NAMED = 5
"""How many differences are named before the sections."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer that both strands could give: the question, the answer, and both shares."""

    question: str
    answer: str
    a: Share
    b: Share

    @property
    def name(self) -> str:
        """Return the question with the answer."""
        return f"{self.question} · {self.answer}"


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A section of the instrument, which is one family: its differences, the largest first, and what is left out."""

    title: str
    apart: tuple[tuple[float, str], ...]
    summary: str
    table: Table | None
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The largest clear differences, every section, and what is to be known of members of both coalitions."""

    largest: tuple[str, ...]
    sections: tuple[ComparedSection, ...]
    dual: str


def compared(pair: Pair) -> Compared | None:
    """Return how far the strands differ; None where they were asked nothing alike."""
    made = tuple(_sections(pair))
    if not made:
        return None
    apart = sorted((one for section in made for one in section.apart), key=lambda one: -one[0])
    return Compared(tuple(line for _size, line in apart[:MOST_NAMED]), made, _dual(pair))


def _sections(pair: Pair) -> Iterator[ComparedSection]:
    for title, keys in closed_sections(pair):
        lines = {f"{at}": line for at, line in enumerate(line for key in keys for line in _lines(pair, key))}
        if not lines:
            continue
        found = family({name: (line.a, line.b) for name, line in lines.items()}, pair.frames)
        yield ComparedSection(
            title=title,
            apart=tuple(
                (abs(one.compared.difference), f"{lines[name].name}: {words_of(one)}")
                for name, one in found.judged.items()
                if one.wording in APART
            ),
            summary=_summary(found),
            table=_table(title, lines, found) if found.judged else None,
            left_out=tuple(_left_out(found)),
        )


def _lines(pair: Pair, key: str) -> Iterator[Line]:
    """Return the answers of a part that everybody in both strands was asked; sums stand for what they sum up."""
    part = pair.asked(key)
    if part is None or part.when or part.rows_when or part.opened_by:
        return
    for row in part.rows or ("",):
        name = (
            FigureKey(ORGANISATION, key, row) if part.rows and _by_row(pair, key, row) else FigureKey(ORGANISATION, key)
        )
        tables = [words.found.figure(name) for words in pair.both]
        if tables[0] is None or tables[1] is None:
            continue
        sums = {net.row for table in tables if table for net in table.nets}
        label = f"{pair.a.question(key)} · {pair.a.row(key, row)}" if name.row else pair.a.question(key)
        for code in tables[0].rows:
            if code in tables[1].rows and (not sums or code in sums):
                a, b = (total_share(words.found, name, code) for words in pair.both)
                yield Line(label, pair.a.option(key, code), a, b)
        if not name.row:
            return


def _by_row(pair: Pair, key: str, row: str) -> bool:
    return pair.a.found.figure(FigureKey(ORGANISATION, key, row)) is not None


def words_of(one: Judged) -> str:
    """Say who is higher and by how much, as far as the interval and the whole family allow."""
    return str(WORDINGS[one.wording]) % {"points": _points(abs(one.compared.difference))}


def _table(title: str, lines: dict[str, Line], found: Family) -> Table:
    head = (
        _("Question and answer"),
        str(A_NAME),
        str(B_NAME),
        _("A less B, in points"),
        str(RANGE),
        _("whatever the silent would say"),
        _("Do they differ?"),
    )
    rows = tuple(
        (
            lines[name].name,
            said(lines[name].a),
            said(lines[name].b),
            signed(one.compared.difference),
            _range(one.compared.interval) or _("counted in full"),
            _range(found.possible.get(name)) or "–",
            words_of(one),
        )
        for name, one in sorted(found.judged.items(), key=_clearest)
    )
    return Table(title, head, rows)


def _clearest(named: tuple[str, Judged]) -> tuple[bool, float]:
    one = named[1]
    return one.wording not in APART, -abs(one.compared.difference)


def _range(interval: Interval | None) -> str:
    return _("%(low)s to %(high)s", low=signed(interval.low), high=signed(interval.high)) if interval else ""


def signed(share: float) -> str:
    """Write a difference in whole points with its sign, isolated so that the sign stays before the number."""
    points = round(100 * share)
    plus = "+" if points > 0 else ""
    return f"\u2066{plus}{format_decimal(points)}\u2069"


def _points(share: float) -> str:
    return voice().number(round(100 * share))


def _summary(found: Family) -> str:
    number = len(found.judged)
    if not number:
        return _("Nothing in this section can be compared.")
    apart = sum(one.wording in APART for one in found.judged.values())
    return ngettext(
        "%(apart)s clear difference among %(number)s answers compared.",
        "%(apart)s clear differences among %(number)s answers compared.",
        apart,
        apart=voice().number(apart),
        number=voice().number(number),
    )


def _left_out(found: Family) -> Iterator[str]:
    if found.hidden:
        yield ngettext(
            "%(number)s answer is not compared, because a count is hidden.",
            "%(number)s answers are not compared, because a count is hidden.",
            found.hidden,
            number=voice().number(found.hidden),
        )
    if found.small:
        yield ngettext(
            "%(number)s answer is not compared, because fewer than ten answered in a coalition: read the counts.",
            "%(number)s answers are not compared, because fewer than ten answered in a coalition: read the counts.",
            found.small,
            number=voice().number(found.small),
        )


def _dual(pair: Pair) -> str:
    """Say how many answered in both coalitions, as far as that is published; nothing where nobody did."""
    counts = [_in_both(words) for words in pair.both]
    if not any(counts):
        return ""
    a, b = (count or voice().say(Mark.WITHHELD) for count in counts)
    return _(
        "Some organisations belong to both coalitions and count in each: %(a)s in A, %(b)s in B. The two sides are "
        "not wholly separate; how much hangs on them stands beside the headlines.",
        a=a,
        b=b,
    )


def _in_both(words: Words) -> str:
    shown = words.found.shown_groups(ORGANISATION, "membership")
    return next((voice().number(group.base) for group in shown if group.key == "both" and not group.merged), "")
