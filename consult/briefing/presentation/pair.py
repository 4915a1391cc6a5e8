"""Both strands of an edition with their words, and charts that put them side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.briefing.labels import A_NAME, B_NAME, CLEAR, DIFFERENCES, RANGE, UNCLEAR
from consult.briefing.presentation.wording import translated as _
from consult.briefing.queries import EditionView
from consult.briefing.rules import OptionStanding, difference, standings
from consult.disclosure.rules import Mark
from consult.findings.charts import Difference, DotRow, Dots, Heading, Point, Value
from consult.findings.presentation import Words, voice, words_of
from consult.findings.rules import Band, Comparison
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.shares import ACCEPTABILITY, Share, number, range_of
from consult.instrument.rules import Part


@dataclass(frozen=True, slots=True)
class Pair:
    """Strand A and strand B of one edition, with the words of each in the reader's language."""

    edition: EditionView
    a: Words
    b: Words

    @property
    def both(self) -> tuple[Words, Words]:
        """Return A and B."""
        return self.a, self.b

    @property
    def frames(self) -> tuple[int, int]:
        """Return how many member organisations each strand has."""
        return self.a.found.coverage.members, self.b.found.coverage.members

    @property
    def same_questions(self) -> bool:
        """Tell whether both strands asked the same core of questions."""
        return self.a.found.core_hash == self.b.found.core_hash

    @property
    def asks_what_is_acceptable(self) -> bool:
        """Tell whether both strands asked item F2 of the reference instrument: the headlines are made of it."""
        return all(words.asks_what_is_acceptable for words in self.both)

    def future(self, code: str) -> str:
        """Return what one of the futures is called."""
        return self.a.future(code)

    def standings(self) -> tuple[OptionStanding, ...]:
        """Return the futures, the most widely acceptable first; the order of every chart on the page.

        There are none where a strand was not asked what is acceptable.
        """
        if not self.asks_what_is_acceptable:
            return ()
        return standings(self.a.found, self.b.found, self.a.rows(ACCEPTABILITY))

    def asked(self, key: str) -> Part | None:
        """Return a part both strands asked alike, or None; a code may name another question where they differ."""
        if key not in self.a.compiled.parts or key not in self.b.compiled.parts:
            return None
        a, b = (words.part(key) for words in self.both)
        return a if (a.type, a.options_list) == (b.type, b.options_list) else None


def pair_of(session: Session, edition: EditionView, tag: str) -> Pair:
    """Return both strands of an intact edition with their words."""
    a, b = (words_of(session, found, tag) for found in edition.strands)
    return Pair(edition, a, b)


def cell(found: StrandFindings, key: FigureKey, row: str) -> tuple[Value, Value]:
    """Return a published total and its base as a chart takes them: a mark where the gate hid it."""
    table = found.figure(key)
    if table is None or row not in table.rows:
        return Mark.WITHHELD, Mark.WITHHELD
    return table.total(row), Mark.WITHHELD if table.total_base is None else table.total_base


def point(found: StrandFindings, key: FigureKey, row: str, *, ranged: bool = False) -> Point | None:
    """Return one strand's figure on a row, with its range if asked; None where it has no such figure."""
    if found.figure(key) is None:
        return None
    value, base = cell(found, key, row)
    share = Share(number(value), number(base))
    interval = range_of(found, share) if ranged else None
    if interval is None:
        return Point(value=value, base=base)
    return Point(value=value, base=base, low=100 * interval.low, high=100 * interval.high)


def share_of(one: Point | None) -> Share:
    """Return the share a point stands for."""
    return Share(None, None) if one is None else Share(number(one.value), number(one.base))


def worded(compared: Comparison | None) -> tuple[Difference, str]:
    """Say whether the strands differ, by the interval alone; nothing where a count is hidden."""
    if compared is None:
        return Difference.UNKNOWN, _("not compared: a count is hidden")
    points = voice().number(round(100 * abs(compared.difference)))
    clear = compared.band is not Band.NO_CLEAR_DIFFERENCE
    return Difference.CLEAR if clear else Difference.UNCLEAR, str(DIFFERENCES[compared.band]) % {"points": points}


def shares_chart(
    pair: Pair,
    heading: Heading,
    lines: Iterable[tuple[str, FigureKey, str]],
    *,
    lead: Callable[[str], bool] = lambda _row: False,
) -> Dots:
    """Put shares of organisations side by side, with ranges and whether they differ; lines: label, figure, row."""
    rows = []
    for label, key, row in lines:
        a, b = (point(words.found, key, row, ranged=True) for words in pair.both)
        found, detail = worded(difference(share_of(a), share_of(b), pair.frames))
        rows.append(DotRow(label=label, a=a, b=b, difference=found, detail=detail, lead=lead(key.row or row)))
    return Dots(
        heading=heading,
        a_name=str(A_NAME),
        b_name=str(B_NAME),
        rows=tuple(rows),
        range_name=str(RANGE),
        clear_name=str(CLEAR),
        unclear_name=str(UNCLEAR),
        difference_name=_("Do they differ?"),
    )


def counts_chart(pair: Pair, heading: Heading, lines: Iterable[tuple[str, FigureKey, str]]) -> Dots:
    """Put counts side by side, without a comparison: their bases differ."""
    rows = tuple(
        DotRow(label=label, a=point(pair.a.found, key, row), b=point(pair.b.found, key, row))
        for label, key, row in lines
    )
    return Dots(heading=heading, a_name=str(A_NAME), b_name=str(B_NAME), rows=rows, as_counts=True)
