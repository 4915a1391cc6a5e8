"""The statements of the board, tried again in other ways of counting, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words
from consult.findings.rules.flips import Claim, Headline, Outcome, Scenario, Way, flips, scenarios
from consult.findings.rules.shares import ACCEPTABILITY, ORGANISATION

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
    """A table of statements by scenarios; without statements there is nothing to try."""

    scenarios: tuple[str, ...]
    lines: tuple[FlipLine, ...]


def flips_view(words: Words) -> FlipsView:
    """Return every statement of a strand's board with what other ways of counting make of it."""
    if ACCEPTABILITY not in words.compiled.parts:
        return FlipsView((), ())
    lines = tuple(
        FlipLine(statement(words, one.headline), tuple((OUTCOMES[o][0], str(OUTCOMES[o][1])) for o in one.outcomes))
        for one in flips(words.found, words.rows(ACCEPTABILITY))
    )
    return FlipsView(tuple(scenario_name(words, one) for one in scenarios(words.found)), lines)


def statement(words: Words, headline: Headline) -> str:
    """Return what a statement says."""
    option = words.future(headline.option)
    match headline.claim, headline.holds:
        case Claim.LEAD, _holds:
            return _("Most organisations accept “%(option)s”", option=option)
        case Claim.CONDITIONS, True:
            return _("More than half of those who could live with “%(option)s” set conditions", option=option)
        case Claim.CONDITIONS, False:
            return _("Half or fewer of those who could live with “%(option)s” set conditions", option=option)
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
        case Way.WITHOUT_LANGUAGE:
            return _("without answers in %(language)s", language=words.group(ORGANISATION, "language", scenario.group))
    return _("with individuals counted too")
