"""The statements of the board, tried again in other ways of counting, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult.disclosure.rules import Cell, Mark
from consult.findings.charts.drawing import Table
from consult.findings.labels import NOT_KNOWN
from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words, listed, voice
from consult.findings.queries.flips import LIMIT, strand_common_ground, strand_flips
from consult.findings.rules.flips import Claim, Headline, Outcome, Scenario, Way, scenarios
from consult.findings.rules.shares import ACCEPTABILITY, CONDITIONS, ORGANISATION
from consult.instrument.rules import PartType

# Sign and word together: nothing here is told by colour.
OUTCOMES: Mapping[Outcome, tuple[str, LazyString]] = {
    Outcome.SAME: ("=", _l("the same")),
    Outcome.FLIPS: ("⇄", _l("it flips")),
    Outcome.NOT_TOLD: ("–", _l("not told")),
}


@dataclass(frozen=True, slots=True)
class FlipLine:
    """A statement, and per scenario a sign with its word."""

    statement: str
    outcomes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FlipsView:
    """A table of statements by scenarios, and the common ground; without scenarios nothing is tried."""

    scenarios: tuple[str, ...]
    lines: tuple[FlipLine, ...]
    ground: Table | None

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return the sections for the page's table of contents."""
        first = [("flips", _("Would it come out differently?"))] if self.scenarios else []
        return [*first, ("common-ground", _("Common ground"))] if self.ground else first


def flips_view(session: Session, words: Words) -> FlipsView:
    """Return every statement of a strand's board with what other ways of counting make of it."""
    ground = ground_table(session, words)
    if not words.asks_what_is_acceptable:
        return FlipsView((), (), ground)
    lines = tuple(
        FlipLine(statement(words, one.headline), tuple((OUTCOMES[o][0], str(OUTCOMES[o][1])) for o in one.outcomes))
        for one in strand_flips(words.found, words.rows(ACCEPTABILITY))
    )
    return FlipsView(tuple(scenario_name(words, one) for one in scenarios(words.found)), lines, ground)


def statement(words: Words, headline: Headline) -> str:
    """Return what a statement says."""
    option = words.future(headline.option)
    match headline.claim, headline.holds:
        case Claim.LEAD, _holds:
            return _("Most organisations accept “%(option)s”", option=option)
        case Claim.CONDITIONS, True:
            return _("Most of that yes has conditions")
        case Claim.CONDITIONS, False:
            return _("Part of that yes has conditions")
        case Claim.MAJORITY, True:
            return _("More than half could live with “%(option)s”", option=option)
        case Claim.MAJORITY, False:
            return _("Half or fewer could live with “%(option)s”", option=option)
    return _("“%(option)s” is most often the first choice", option=option)


def scenario_name(words: Words, scenario: Scenario) -> str:
    """Return in a few words how the answers are counted."""
    match scenario.way:
        case Way.EQUAL_REGIONS:
            return _("every region counts the same")
        case Way.WITHOUT_BOTH:
            return _("without members of both coalitions")
        case Way.WITHOUT_LATE:
            return _("without answers that came after the announced day")
        case Way.WITHOUT_LANGUAGE:
            return _("without answers in %(language)s", language=words.group(ORGANISATION, "language", scenario.group))
    return _("with individuals counted too")


def ground_table(session: Session, words: Words) -> Table | None:
    """Return the closest packages that no group refuses, one column each; None where there is none."""
    compiled = words.compiled.parts
    if LIMIT not in compiled or compiled[LIMIT].part.type is not PartType.MATRIX:
        return None
    levels = [one.code for one in compiled[LIMIT].options if not one.aside]
    parts = {key: compiled[key].part for key in (LIMIT, CONDITIONS) if key in compiled}
    ground = strand_common_ground(session, words.found, parts, levels)
    if ground is None or not ground.packages:
        return None
    packages = ground.packages
    rows = [
        (words.row(LIMIT, aspect), *(words.option(LIMIT, one.levels[at]) for one in packages))
        for at, aspect in enumerate(ground.aspects)
    ]
    rows.append((_("Organisations that stand outside"), *(_count(one.outside) for one in packages)))
    named = (listed([words.option(CONDITIONS, code) for code in one.conditions]) or NOT_KNOWN for one in packages)
    rows.append((_("Conditions more than half of these name"), *named))
    head = (_("Aspect"), *(voice().number(at) for at in range(1, len(packages) + 1)))
    return Table(_("Common ground"), head, tuple(rows))


def _count(cell: Cell) -> str:
    if not isinstance(cell, Mark):
        return voice().number(cell)
    return voice().few if cell is Mark.FEWER else str(OUTCOMES[Outcome.NOT_TOLD][1])
