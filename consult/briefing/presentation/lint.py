"""No sentence of an edition states a number that is not a figure of it: one that does is left out, and it is said."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from babel.numbers import get_decimal_symbol, get_group_symbol

from consult.briefing.presentation.charts import IDENTITY, LEVELS, NUMBERED, chart_name, chart_number, lead_of
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.sentences import Sentence
from consult.briefing.presentation.themes import Told
from consult.briefing.rules import common_ground, difference, terms
from consult.findings.charts import Drawing
from consult.findings.presentation import Message, tag
from consult.findings.presentation.themes import theme_name
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.raised import jobs_contrast
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    CONDITIONS,
    ORGANISATION,
    RANKING,
    Share,
    if_all_silent_objected,
)
from consult.findings.rules.stated import Known, Separators, coverage_of, figures_of, known_shares, strays
from consult.findings.rules.themes import TERMS, THEMES
from consult.instrument.rules.compiled import Compiled

HEADLINES = {"common": (ACCEPTABILITY,), "conditional": (CONDITIONS, ACCEPTABILITY), "parted": (ACCEPTABILITY, RANKING)}
"""The parts each headline rests on."""
CHARTED = (ACCEPTABILITY, RANKING, CONDITIONS, LEVELS, IDENTITY, THEMES, TERMS)
"""What charts beside the questions are drawn of."""

_log = logging.getLogger(__name__)


class Lint:
    """Knows the numbers and the names of one edition in the reader's language."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.separators = Separators(get_group_symbol(tag()), get_decimal_symbol(tag()))
        self.dropped: list[str] = []
        self._parts: dict[frozenset[str], Known] = {}

    def holds(self, key: str, texts: Iterable[str], parts: Collection[str]) -> bool:
        """Tell whether the texts of a sentence state figures alone; one that does not is noted, without its words."""
        known = self.known(parts)
        count = sum(len(strays(text, known, self.separators, self.names)) for text in texts)
        if count:
            _log.error(
                "edition %s: sentence %s states %s numbers that are no figures", self.pair.edition.id, key, count
            )
            self.dropped.append(key)
        return not count

    def text(self, key: str, text: str, parts: Collection[str]) -> str:
        """Return a text that states figures alone, or nothing."""
        return text if self.holds(key, (text,), parts) else ""

    def message(self, one: Message) -> bool:
        """Tell whether a headline states figures alone."""
        return self.holds(one.key, message_texts(one), HEADLINES[one.key])

    def sentence(self, one: Sentence) -> bool:
        """Tell whether a sentence that can be cited states figures alone."""
        return self.holds(one.key, (one.text,), (*one.parts, THEMES) if isinstance(one, Told) else one.parts)

    def chart(self, key: str, drawing: Drawing) -> bool:
        """Tell whether the words around a chart state figures alone, of whatever can be charted."""
        return self.holds(key, (drawing.title, drawing.base_line, drawing.source), CHARTED)

    def known(self, parts: Collection[str]) -> Known:
        """Return what may be stated of some parts: their figures, who was heard, and what the rules make of both."""
        wanted = frozenset(parts)
        if wanted not in self._parts:
            made = self._compared if ACCEPTABILITY in wanted else Known()
            for words in self.pair.both:
                made = made | coverage_of(words.found) | figures_of(words.found, wanted)
                made = made | (_heard(words.found) if THEMES in wanted else Known())
            self._parts[wanted] = made
        return self._parts[wanted]

    @cached_property
    def _compared(self) -> Known:
        """Return what is worked out from item F2: groups with a majority and without, differences, the worst case."""
        found = self.pair.standings()
        ground, lead = common_ground(found), lead_of(self.pair)
        counts = {ground.group_count, *(one.majorities for one in found)}
        counts |= {len(one.a.without_majority) + len(one.b.without_majority) for one in found}
        compared = (difference(one.a.total, one.b.total, self.pair.frames) for one in found)
        counts |= {round(100 * abs(one.difference)) for one in compared if one}
        if lead and self.pair.asked(CONDITIONS):
            counts.add(len(terms(self.pair.a.found, self.pair.b.found, lead).shared))
        made = Known(frozenset(counts))
        for words in self.pair.both if lead else ():
            made = made | known_shares([if_all_silent_objected(words.found, lead or "")])
        return made

    @cached_property
    def names(self) -> frozenset[str]:
        """Return every name that may stand in a sentence and holds a number, each from where it is kept."""
        charts = (name for one in NUMBERED for name in (chart_name(one), chart_number(one)))
        found = {*charts, *(name for words in self.pair.both for name in _coded(words.compiled))}
        for words in self.pair.both:
            found.add(words.found.coalition_name)
            found |= {theme_name(words, code) for code in words.found.codes}
            for unit, breaks in words.found.groups.items():
                found |= {words.group(unit, by, group.key) for by, groups in breaks.items() for group in groups}
        return frozenset(one for one in found if any(sign.isnumeric() for sign in one))


def _heard(found: StrandFindings) -> Known:
    """Return what is worked out of what was said: who said anything, and both sides of the contrast."""
    raised, contrast = found.figure(FigureKey(ORGANISATION, THEMES)), jobs_contrast(found)
    shares = [Share(found.listening.voices.get(ORGANISATION), raised.total_base if raised else None)]
    shares += [contrast.surveyed, contrast.raised] if contrast else []
    return known_shares(shares)


def _coded(compiled: Compiled) -> Iterator[str]:
    """Yield the codes and words of an instrument: items, questions, options, rows."""
    for key, part in compiled.parts.items():
        yield key
        yield key.partition(".")[0]
        yield part.question.text
        yield from (one.label.text for one in (*part.options, *part.rows, *part.instead))


def message_texts(one: Message) -> Iterator[str]:
    """Yield every text of a headline."""
    yield from (text for figure in one.figures for text in figure)
    yield from (one.title, one.text, one.evidence.label)
    if one.against:
        yield one.against.label
