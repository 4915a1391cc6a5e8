"""The appraisal as a page shows it: the matrix, totals as a picture, and how far the first place depends on weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.decision.presentation.evidence import EvidenceLink, evidence_links, linked
from consult.decision.presentation.words import Names, Worded, names_of, worded
from consult.decision.queries.appraising import AppraisalView
from consult.decision.rules.appraisal import (
    APPRAISED,
    BreakEven,
    Change,
    Total,
    Variant,
    break_evens,
    first_places,
    most_points,
    steadiness,
    totals,
    variants,
)
from consult.decision.rules.evidence import Evidence
from consult.findings.charts import Category, Drawing, Heading, Meaning, StackedBars, StackedRow, draw
from consult.findings.presentation import is_rtl, listed, voice

CHANGES = {
    Change.GIVEN: _l("weights as given"),
    Change.EQUAL: _l("all criteria alike"),
    Change.DROPPED: _l("without “%(criterion)s”"),
    Change.DOUBLED: _l("“%(criterion)s” counts twice as much"),
    Change.HALVED: _l("“%(criterion)s” counts half as much"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One option on one criterion; no score yet is None."""

    option: str
    name: str
    score: int | None
    reason: Worded
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion with its weight and every option's score."""

    number: int
    name: Worded
    weight: int
    cells: tuple[Cell, ...]

    @property
    def scored(self) -> int:
        """Return how many options have a score."""
        return sum(cell.score is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class VariantLine:
    """One way to weigh, who is first under it, and whether that is who is first with the weights as given."""

    name: str
    first: str
    kept: bool | None


@dataclass(frozen=True, slots=True)
class BreakEvenLine:
    """One criterion, its weight, and the nearest weights at which somebody else draws level."""

    criterion: Worded
    weight: int
    below: str
    above: str


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """Everything the page shows; `chart` is None before the first score."""

    options: tuple[tuple[str, str], ...]
    criteria: tuple[CriterionLine, ...]
    totals: tuple[str, ...]
    missing: int
    claim: str
    leader: str
    chart: Drawing | None
    variants: tuple[VariantLine, ...]
    break_evens: tuple[BreakEvenLine, ...]


def appraisal_page(session: Session, asked: ConsultationView, found: AppraisalView, tag: str) -> AppraisalPage:
    """Return the appraisal in the reader's language."""
    names = names_of(session, asked, tag)
    links = evidence_links(session, asked.id, found.references, tag, asked)
    criteria = tuple(_criterion(found, at, names, links, tag) for at in range(len(found.criteria)))
    made = totals(found.weights, found.points)
    tried = variants(found.weights, found.points) if found.scores else ()
    steady = steadiness(tried)
    leader = steady.option if steady else ""
    return AppraisalPage(
        options=tuple((option, names.option(option)) for option in APPRAISED),
        criteria=criteria,
        totals=tuple(_points(total) for total in made),
        missing=len(APPRAISED) * len(criteria) - len(found.scores),
        claim=_claim(found, tried, names) if found.scores else "",
        leader=leader,
        chart=_chart(found, made, names, leader) if found.scores and any(found.weights) else None,
        variants=tuple(_variant(one, criteria, names, leader) for one in tried),
        break_evens=tuple(_break_even(one, criteria, names) for one in break_evens(found.weights, found.points)),
    )


def _criterion(
    found: AppraisalView, at: int, names: Names, links: Mapping[Evidence, EvidenceLink], tag: str
) -> CriterionLine:
    cells = []
    for option in APPRAISED:
        view = found.scores.get((at, option))
        cells.append(
            Cell(
                option=option,
                name=names.option(option),
                score=view.score if view else None,
                reason=worded(view.reason if view else {}, tag),
                evidence=linked(view.evidence, links) if view else (),
            )
        )
    return CriterionLine(at, worded(found.criteria[at], tag), found.weights[at], tuple(cells))


def _points(total: Total) -> str:
    if total.exact:
        return str(format_decimal(int(total.low)))
    low, high = format_decimal(int(total.low)), format_decimal(int(total.high))
    return str(_("%(low)s to %(high)s", low=low, high=high))


def _claim(found: AppraisalView, tried: tuple[Variant, ...], names: Names) -> str:
    """Say who leads only together with how often; else why nobody does."""
    steady = steadiness(tried)
    if steady is not None:
        words = ngettext(
            "“%(option)s” has the most points with the weights as given, and in %(kept)s of the %(num)s way to weigh.",
            "“%(option)s” has the most points with the weights as given, and in %(kept)s of the %(num)s ways to weigh.",
            steady.variants,
            option=names.option(steady.option),
            kept=format_decimal(steady.kept),
        )
        return str(words)
    if not any(found.weights):
        return str(_("No criterion has any weight, so no option leads."))
    first = [names.option(one) for one in first_places(found.weights, found.points)]
    if any(not total.exact for total in totals(found.weights, found.points)):
        return str(_("No option can be said to lead while scores are missing: %(options)s.", options=listed(first)))
    return str(_("No option leads: %(options)s have the same points.", options=listed(first)))


def _chart(found: AppraisalView, made: tuple[Total, ...], names: Names, leader: str) -> Drawing:
    most = int(most_points(found.weights))
    is_open = any(not total.exact for total in made)
    categories = [Category(label=_("points"), meaning=Meaning.YES)]
    if is_open:
        categories.append(Category(label=_("open: scores are missing"), meaning=Meaning.CANNOT_JUDGE))
    rows = [
        StackedRow(
            label=names.option(total.option),
            values=(int(total.low), int(total.high - total.low))[: len(categories)],
            base=most,
            value=voice().shown_of(int(total.low), most) if total.exact else _points(total),
            detail="" if total.exact else _("of %(most)s", most=format_decimal(most)),
            lead=total.option == leader,
        )
        for total in sorted(made, key=lambda one: -one.high)
    ]
    title = _("Points by option, doing nothing included")
    heading = Heading(
        title=title,
        base_line=_("Score from 1 to 5 on each criterion, times its weight, added up."),
        table_caption=title,
        row_name=_("Option"),
        source=_("Each bar shows the points an option has of those it could have."),
    )
    return draw(StackedBars(heading=heading, categories=tuple(categories), rows=tuple(rows)), voice(), rtl=is_rtl())


def _variant(one: Variant, criteria: tuple[CriterionLine, ...], names: Names, leader: str) -> VariantLine:
    criterion = criteria[one.criterion].name.text if one.criterion is not None else ""
    name = str(CHANGES[one.change])
    return VariantLine(
        name=name % {"criterion": criterion} if criterion else name,
        first=listed([names.option(option) for option in one.first]),
        kept=one.first == (leader,) if leader else None,
    )


def _break_even(one: BreakEven, criteria: tuple[CriterionLine, ...], names: Names) -> BreakEvenLine:
    line = criteria[one.criterion]
    return BreakEvenLine(line.name, line.weight, _crossing(one.below, names), _crossing(one.above, names))


def _crossing(found: tuple[Fraction, str] | None, names: Names) -> str:
    if found is None:
        return str(_("at no weight"))
    weight = format_decimal(round(float(found[0]), 1))
    return str(_("%(weight)s: “%(option)s” draws level", weight=weight, option=names.option(found[1])))
