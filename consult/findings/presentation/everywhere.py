"""Which options find agreement in every region, beside plain agreement: made of published counts alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal

from consult.findings.charts import Drawing, Heading
from consult.findings.charts.rounds import LETTERS_ON_A_PHONE, MOST_DRAWN, Course, Rounds, draw_rounds
from consult.findings.labels import NETS
from consult.findings.labels import translated as _
from consult.findings.presentation.items import base_line, closed_parts
from consult.findings.presentation.words import Words, is_rtl, listed, said
from consult.findings.rules.consensus import over_published
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import ORGANISATION, Share, total_share

AGREED = ("could_live_with", "in_favour", "open_to_sharing")


@dataclass(frozen=True, slots=True)
class Agreed:
    """One row of a question: how many agreed in all, and the product over the regions as far as it is known."""

    plain: Share
    least: Fraction
    most: Fraction


def everywhere(words: Words) -> Iterator[tuple[str, Drawing]]:
    """Yield a chart for every question of several rows that is published by region."""
    for key in closed_parts(words, ORGANISATION):
        found = {row: one for row in words.part(key).rows if (one := _agreed(words, key, row))}
        if 1 < len(found) <= MOST_DRAWN:
            yield key, _drawing(words, key, found)


def _agreed(words: Words, key: str, row: str) -> Agreed | None:
    name = FigureKey(ORGANISATION, key, row)
    table = words.found.figure(FigureKey(ORGANISATION, key, row, by="region"))
    net = next((net for net in AGREED if table and net in table.rows), None)
    if table is None or net is None or len(table.groups) < 2:
        return None
    cells = [(table.cell(net, group), base) for group, base in zip(table.groups, table.bases, strict=True)]
    product, plain = over_published(cells, words.found.k), total_share(words.found, name, net)
    if product is None or plain.of is None:
        return None
    return Agreed(plain, *product)


def _drawing(words: Words, key: str, found: Mapping[str, Agreed]) -> Drawing:
    plain = sorted(found, key=lambda row: (-(found[row].plain.of or 0.0), row))
    wide = sorted(found, key=lambda row: (-found[row].least, -found[row].most, row))
    names = (_("agree, of all"), _("in every region"))
    missing = [words.row(key, row) for row in words.part(key).rows if row not in found]
    sure = not missing and found[wide[0]].least > max(found[row].most for row in wide[1:])
    courses = tuple(
        Course(
            label=words.row(key, row),
            places=(place, wide.index(row)),
            said=(said(found[row].plain), _product(found[row])),
            lead=sure and row == wide[0],
        )
        for place, row in enumerate(plain)
    )
    title = _("Who agrees in all, and in every region")
    if sure:
        title = _("“%(option)s” finds the widest agreement over the regions", option=words.row(key, wide[0]))
    heading = Heading(
        title=title,
        base_line=f"{base_line(ORGANISATION, key.partition('.')[0], found[plain[0]].plain.base)} {_net(words, key)}",
        table_caption=title,
        row_name=_("Option"),
        source=_source(courses, missing),
    )
    spec = Rounds(
        heading=heading,
        round_names=names,
        numbers=names,
        courses=courses,
        wins_name=_("widest agreement over the regions"),
        goes_name="",
    )
    return draw_rounds(spec, rtl=is_rtl())


def _net(words: Words, key: str) -> str:
    rows = {row for figure, table in words.found.figures.items() if f"/{key}/" in figure for row in table.rows}
    return _("Agree: “%(answer)s”.", answer=next(str(NETS[net]) for net in AGREED if net in rows))


def _product(one: Agreed) -> str:
    low, high = (str(format_decimal(round(float(value), 3))) for value in (one.least, one.most))
    return low if low == high else _("%(low)s to %(high)s", low=low, high=high)


def _source(courses: tuple[Course, ...], missing: list[str]) -> str:
    told = [_("Where fewer than five agreed in a region, the smallest product possible decides the place.")]
    if missing:
        told.append(_("Not placed, because a count is withheld: %(options)s.", options=listed(missing)))
    if any(len(one.label) > LETTERS_ON_A_PHONE for one in courses):
        told.append("; ".join(f"{at}: {one.label}" for at, one in enumerate(courses, 1)))
    return " ".join(told)
