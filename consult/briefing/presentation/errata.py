"""Corrections of an edition as its page and files show them: number, day, reason, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consult.briefing.presentation.counted import names_of
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import Change, ErratumView
from consult.disclosure.rules import Cell, Mark
from consult.findings.charts.drawing import Table
from consult.findings.presentation import Words, voice

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ErratumShown:
    """One correction: `title` says its number and day; `figures` and `sentences` are before beside now."""

    number: int
    title: str
    on: date
    mark: str
    reason: str
    corrects: int
    edition: int
    figures: Table
    sentences: Table | None


def errata_shown(pair: Pair, before: Mapping[str, str], now: Mapping[str, str]) -> tuple[ErratumShown, ...]:
    """Return the corrections of an edition, the newest first; sentences of its own are compared with those before."""
    own = pair.edition.erratum
    return tuple(
        _shown(pair, one, _sentences(before, now) if one is own else None) for one in reversed(pair.edition.errata)
    )


def _shown(pair: Pair, one: ErratumView, sentences: Table | None) -> ErratumShown:
    on = date.fromisoformat(one.on)
    head = (_("Question"), _("Before the correction"), _("Now"))
    words = {each.found.mark: each for each in pair.both}
    rows = tuple((_name(words[at.mark], at), _count(at.before), _count(at.now)) for at in one.changes)
    return ErratumShown(
        number=one.number,
        title=_("Erratum %(number)s", number=voice().number(one.number)),
        on=on,
        mark=one.mark,
        reason=one.reason,
        corrects=one.corrects,
        edition=one.edition,
        figures=Table(_("Counts that changed"), head, rows),
        sentences=sentences,
    )


def _name(words: Words, at: Change) -> str:
    return " · ".join(filter(None, (at.mark, *names_of(words, at.figure, at.row, at.group))))


def _count(cell: Cell | None) -> str:
    if cell is None:
        return NOTHING
    return voice().say(cell) if isinstance(cell, Mark) else voice().number(cell)


def _sentences(before: Mapping[str, str], now: Mapping[str, str]) -> Table | None:
    rows = tuple(
        (before.get(key) or NOTHING, now.get(key) or NOTHING)
        for key in dict.fromkeys((*before, *now))
        if before.get(key) != now.get(key)
    )
    head = (_("Before the correction"), _("Now"))
    return Table(_("Sentences that changed"), head, rows) if rows else None
