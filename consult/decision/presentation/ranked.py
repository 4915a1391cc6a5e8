"""Ranked papers counted by every rule: whom each names, the rounds as a bump chart, the pairwise matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from consult.decision.rules.ranking import Blanks, Outcome, Runoff
from consult.findings.charts import Drawing, Heading, Table
from consult.findings.charts.pairs import Pairs, draw_pairs
from consult.findings.charts.rounds import LETTERS_ON_A_PHONE, MOST_DRAWN, Course, Rounds, draw_rounds
from consult.findings.labels import translated as _
from consult.findings.presentation.words import is_rtl, listed, voice

RULES = {
    "condorcet": _l("Condorcet: ranked before every other"),
    "schulze": _l("Schulze: the strongest paths"),
    "irv": _l("Instant run-off: round by round"),
    "borda": _l("Borda: points for every place"),
    "plurality": _l("First places alone"),
}
MEANINGS = {
    Blanks.LAST: _l("What a paper leaves out shares its last place."),
    Blanks.NONE: _l("What a paper leaves out is compared with nothing."),
}


@dataclass(frozen=True, slots=True)
class NamedBy:
    """One rule, and whom it names."""

    rule: str
    names: str


@dataclass(frozen=True, slots=True)
class RankedView:
    """A count of ranked papers as a page shows it; drawings where the options are few enough to be drawn."""

    agreed: str
    papers: str
    named: tuple[NamedBy, ...]
    rounds: Drawing | None
    pairs: Drawing | None
    tables: tuple[Table, ...]


def ranked_view(counted: Outcome, blanks: Blanks) -> RankedView:
    """Return what every rule makes of the papers, in words and figures."""
    drawn = len(counted.pairwise.options) <= MOST_DRAWN
    rounds = rounds_drawing(counted, blanks) if counted.irv.rounds and counted.pairwise.options else None
    pairs = pairs_drawing(counted, blanks) if counted.pairwise.options else None
    return RankedView(
        agreed=_agreed(counted),
        papers=_papers(counted, blanks),
        named=tuple(NamedBy(str(RULES[rule]), _named(names)) for rule, names in counted.standing.by_rule.items()),
        rounds=rounds if drawn else None,
        pairs=pairs if drawn else None,
        tables=() if drawn else tuple(one.table for one in (rounds, pairs) if one),
    )


def rounds_drawing(counted: Outcome, blanks: Blanks) -> Drawing:
    """Return instant run-off round by round; options with as many first places stand in the order of their names."""
    irv, title = counted.irv, _rounds_title(counted.irv)
    first = irv.rounds[0].votes
    numbers = tuple(str(format_decimal(at)) for at, _round in enumerate(irv.rounds, 1))
    courses = [
        Course(
            label=option,
            places=tuple(_order(one.votes).index(option) for one in irv.rounds if option in one.votes),
            said=tuple(written(one.votes[option]) for one in irv.rounds if option in one.votes),
            lead=option == irv.winner,
        )
        for option in _order(first)
    ]
    spec = Rounds(
        heading=Heading(
            title=title,
            base_line=_papers(counted, blanks),
            table_caption=_("First places in each round"),
            row_name=_("Option"),
            source=_("Options with as many first places stand in the order of their names.") + _numbered(courses),
        ),
        round_names=tuple(_("Round %(number)s", number=number) for number in numbers),
        numbers=numbers,
        courses=tuple(courses),
        wins_name=_("has more than half"),
        goes_name=_("goes after this round"),
        more=((_("Papers with no rank left"), *(str(format_decimal(one.exhausted)) for one in irv.rounds)),),
    )
    return draw_rounds(spec, rtl=is_rtl())


def pairs_drawing(counted: Outcome, blanks: Blanks) -> Drawing:
    """Return the pairwise matrix, its options in the order of the rounds."""
    found = counted.pairwise
    order = _order(counted.irv.rounds[0].votes) if counted.irv.rounds else list(found.options)
    at = [found.options.index(option) for option in order]
    title = _("No option is ranked before every other one by more papers than behind it")
    if counted.condorcet is not None:
        title = _("More papers rank “%(option)s” before each other option than behind it", option=counted.condorcet)
    spec = Pairs(
        heading=Heading(
            title=title,
            base_line=_papers(counted, blanks),
            table_caption=_("Papers that rank the option of the row before that of the column"),
            row_name=_("Option"),
        ),
        options=tuple(order),
        over=tuple(tuple(int(found.over[a, b]) for b in at) for a in at),
        leads=frozenset({counted.condorcet} if counted.condorcet is not None else ()),
        more_name=_("more papers rank the row first"),
        level_name=_("as many one way as the other"),
        fewer_name=_("fewer papers do"),
        wins_head=_("Won against"),
    )
    return draw_pairs(spec, voice(), rtl=is_rtl())


def written(number: Fraction) -> str:
    """Write a number of first places; shared ones make fractions."""
    return str(format_decimal(int(number) if number.denominator == 1 else float(number)))


def _order(votes: Mapping[str, Fraction]) -> list[str]:
    return sorted(votes, key=lambda option: (-votes[option], option))


def _numbered(courses: list[Course]) -> str:
    """Name the numbers of the picture in full, where a phone cuts a name."""
    if all(len(one.label) <= LETTERS_ON_A_PHONE for one in courses):
        return ""
    return " " + "; ".join(f"{at}: {one.label}" for at, one in enumerate(courses, 1))


def _rounds_title(irv: Runoff) -> str:
    if irv.winner is not None:
        number = format_decimal(len(irv.rounds))
        return _(
            "“%(option)s” has more than half of the first places in round %(number)s", option=irv.winner, number=number
        )
    if irv.tied:
        return _("A tie for the fewest first places leaves it open between %(options)s", options=_named(irv.tied))
    return _("No paper ranks anything")


def _agreed(counted: Outcome) -> str:
    agreed = counted.standing.agreed
    if agreed is None:
        return _("The rules disagree.")
    return _("Every rule that has a winner names “%(option)s”.", option=agreed)


def _named(names: tuple[str, ...]) -> str:
    return listed([f"“{name}”" for name in names]) if names else _("nobody")


def _papers(counted: Outcome, blanks: Blanks) -> str:
    said = _(
        "Papers: %(papers)s, of them blank: %(blank)s.",
        papers=format_decimal(counted.papers),
        blank=format_decimal(counted.blank_papers),
    )
    return f"{said} {MEANINGS[blanks]}"
