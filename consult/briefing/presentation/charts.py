"""The charts of the joint page, by name: the same for the page and for exploring."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from consult.briefing.labels import A_NAME, B_NAME
from consult.briefing.presentation.pair import Pair, counts_chart, point, shares_chart
from consult.briefing.presentation.wording import plural as ngettext
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import agreed, common_ground, parting, ranking, terms
from consult.disclosure.rules import Mark
from consult.findings.charts import CommonGround, CommonGroundRow, DotRow, Dots, Group, Heading, Side, Spec, Value
from consult.findings.labels import initials
from consult.findings.presentation import Words, coverage_chart, listed, voice
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    CONDITIONS,
    COULD_LIVE_WITH,
    INDIVIDUAL,
    ORGANISATION,
    RANKING,
    conditions,
    total_share,
)

LEVELS, IDENTITY = "F4.level", "F5"
Line = tuple[str, FigureKey, str]


def lead_of(pair: Pair) -> str | None:
    """Return the option the page follows: the one common ground, else the one nearest to it."""
    ground = common_ground(pair.standings())
    found = ground.one or (ground.options[0] if ground.options else ground.nearest)
    return found.option if found else None


def bases(pair: Pair, key: FigureKey) -> str:
    """Say how many organisations of each strand answered, such as "A 205, B 170"."""
    found = [words.found.figure(key) for words in pair.both]
    a, b = (voice().say(Mark.FEWER if t is None or t.total_base is None else t.total_base) for t in found)
    return _("A %(a)s, B %(b)s", a=a, b=b)


NUMBERED = ("ground", "conditions", "acceptance", "ranking", "structure", "identity", "individuals", "terms", "themes")


def chart_number(name: str) -> str:
    """Return the number under which sentences name a chart."""
    return _("Chart %(number)s.", number=voice().number(NUMBERED.index(name) + 1))


def chart_name(name: str) -> str:
    """Return how a sentence names a chart."""
    return _("chart %(number)s", number=voice().number(NUMBERED.index(name) + 1))


def chart_id(name: str) -> str:
    """Return where a chart stands on the page."""
    return {"conditions": "conditions-chart"}.get(name, name)


def _heading(name: str, title: str, base_line: str, row_name: str, source: str = "") -> Heading:
    return Heading(
        title=title,
        base_line=base_line,
        table_caption=title,
        row_name=row_name,
        number=chart_number(name),
        source=source,
    )


def ground_chart(pair: Pair) -> Spec | None:
    """Return where more than half of each region could live with each future."""
    sides = tuple(_side(words) for words in pair.both)
    ground = common_ground(pair.standings())
    if not ground.group_count or not all(side.groups for side in sides):
        return None
    leads = {one.option for one in ground.options}
    if ground.one:
        title = _("Only one option has a majority in every region of both coalitions")
    elif ground.options:
        title = _("Several options have a majority in every region of both coalitions")
    else:
        title = _("No option has a majority in every region of both coalitions")
    rows = []
    for one in pair.standings():
        cells: list[Value] = []
        for words in pair.both:
            table = words.found.figure(FigureKey(ORGANISATION, ACCEPTABILITY, one.option, "region"))
            cells += [
                Mark.WITHHELD if table is None else table.cell(COULD_LIVE_WITH, group.key)
                for group in words.groups(ORGANISATION, "region")
            ]
        rows.append(CommonGroundRow(label=pair.future(one.option), cells=tuple(cells), lead=one.option in leads))
    line = _(
        "A group is a region within a coalition. A mark is full when more than half of the organisations that "
        "answered could live with the option."
    )
    heading = _heading("ground", title, line, _("Option"), source=_initials(sides))
    return CommonGround(
        heading=heading,
        sides=(sides[0], sides[1]),
        rows=tuple(rows),
        full_name=_("✓ more than half (circle A, diamond B)"),
        off_name=_("half or fewer"),
    )


def _initials(sides: tuple[Side, ...]) -> str:
    """Explain the column heads of a phone."""
    return "; ".join(dict.fromkeys(f"{group.short}: {group.label}" for side in sides for group in side.groups))


def _side(words: Words) -> Side:
    groups = []
    for group in words.groups(ORGANISATION, "region"):
        name = words.group(ORGANISATION, "region", group.key)
        groups.append(Group(label=name, short=initials(group), base=group.base))
    return Side(name=_("Coalition %(mark)s", mark=words.found.mark), groups=tuple(groups))


def acceptance_chart(pair: Pair, unit: str = ORGANISATION) -> Spec | None:
    """Return how many could live with each future, A beside B."""
    standings = pair.standings()
    if not standings:
        return None
    who = bases(pair, FigureKey(unit, ACCEPTABILITY, standings[0].option))
    if unit == INDIVIDUAL:
        title = _("The same question, answered by individuals in their own name")
        line = _(
            "Question F2: acceptable or acceptable on conditions, individuals that answered: %(bases)s.", bases=who
        )
    else:
        title = _acceptance_title(pair)
        line = _(
            "Question F2: acceptable or acceptable on conditions, organisations that answered: %(bases)s.", bases=who
        )
    lines = [
        (pair.future(one.option), FigureKey(unit, ACCEPTABILITY, one.option), COULD_LIVE_WITH)
        for one in pair.standings()
    ]
    lead = lead_of(pair)
    if unit == INDIVIDUAL:
        return individuals_chart(pair, _heading("individuals", title, line, _("Option")), lines)
    heading = _heading("acceptance", title, line, _("Option"))
    return shares_chart(pair, heading, lines, lead=lambda option: option == lead)


def _acceptance_title(pair: Pair) -> str:
    apart = parting(pair.standings(), pair.frames)
    if apart is None:
        return _("On no option do the coalitions clearly differ")
    return _("The coalitions differ most over “%(option)s”", option=pair.future(apart.option))


def _conditions_title(pair: Pair, option: str) -> str:
    on = terms(pair.a.found, pair.b.found, option)
    if not on.shared:
        return _("What must be true")
    if on.same:
        return ngettext(
            "One condition is named by most, the same on both sides",
            "%(number)s conditions are named by most, the same on both sides",
            len(on.shared),
            number=voice().number(len(on.shared)),
        )
    return ngettext(
        "One condition is named by most on both sides",
        "%(number)s conditions are named by most on both sides",
        len(on.shared),
        number=voice().number(len(on.shared)),
    )


def _structure_title(pair: Pair) -> str:
    rows = agreed(pair.a.found, pair.b.found, LEVELS, pair.a.rows(LEVELS), "open_to_sharing")
    if rows is None:
        return _("How close each aspect should be")
    if not rows:
        return _("No aspect is to be shared by a majority in both coalitions")
    names = listed([pair.a.row(LEVELS, row) for row in rows])
    return _("A majority in both coalitions would share: %(aspects)s", aspects=names)


def _identity_title(pair: Pair) -> str:
    rows = agreed(pair.a.found, pair.b.found, IDENTITY, pair.a.rows(IDENTITY), "keep_both")
    if rows is None:
        return _("Identity, kept apart from structure")
    if not rows:
        return _("No part of the identity is to be kept double by a majority in both coalitions")
    names = listed([pair.a.row(IDENTITY, row) for row in rows])
    return _("A majority in both coalitions would keep both: %(parts)s", parts=names)


def individuals_chart(pair: Pair, heading: Heading, lines: list[Line]) -> Spec:
    """Put individuals side by side: nobody knows how many there could be, so there is no range and no comparison."""
    rows = tuple(
        DotRow(label=label, a=point(pair.a.found, key, row), b=point(pair.b.found, key, row))
        for label, key, row in lines
    )
    return Dots(heading=heading, a_name=str(A_NAME), b_name=str(B_NAME), rows=rows)


def conditions_chart(pair: Pair) -> Spec | None:
    """Return what must be true for the option the page follows, counted."""
    option = lead_of(pair)
    if option is None or pair.asked(CONDITIONS) is None:
        return None
    key = FigureKey(ORGANISATION, CONDITIONS, option)
    named = [code for code, _share in conditions(pair.a.found, option)]
    if not named:
        return None
    line = _(
        "Question F6, organisations for which “%(option)s” is acceptable on conditions or unacceptable and that "
        "answered: %(bases)s. Counts; several answers each.",
        option=pair.future(option),
        bases=bases(pair, key),
    )
    heading = _heading("conditions", _conditions_title(pair, option), line, _("Condition"))
    return counts_chart(pair, heading, [(pair.a.option(CONDITIONS, code), key, code) for code in named])


def ranking_chart(pair: Pair) -> Spec | None:
    """Return first choices, A beside B, in the order of the page."""
    key = FigureKey(ORGANISATION, RANKING)
    if not pair.asks_what_is_acceptable or pair.asked(RANKING) is None or pair.a.found.figure(key) is None:
        return None
    line = _("Question F3: ranked first, organisations that ranked: %(bases)s.", bases=bases(pair, key))
    lines = [(pair.future(one.option), key, one.option) for one in pair.standings()]
    split = ranking(pair.a.found, pair.b.found).split
    title = _("The coalitions rank different options first") if split else _("First choices")
    return shares_chart(pair, _heading("ranking", title, line, _("Option")), lines)


def structure_chart(pair: Pair) -> Spec | None:
    """Return how close each aspect should be: shared or fully merged, A beside B."""
    if not _asked_as(pair, LEVELS, "levels"):
        return None
    line = _("Question F4: shared or fully merged, even of those who oppose merging. Organisations that answered.")
    heading = _heading("structure", _structure_title(pair), line, _("Aspect"))
    return shares_chart(pair, heading, _falling(pair, LEVELS, "open_to_sharing"))


def identity_chart(pair: Pair) -> Spec | None:
    """Return which parts of the identity both should keep, A beside B."""
    if not _asked_as(pair, IDENTITY, "identities"):
        return None
    line = _("Question F5: “%(answer)s”. Organisations that answered.", answer=pair.a.option(IDENTITY, "keep_both"))
    heading = _heading("identity", _identity_title(pair), line, _("Part of the identity"))
    return shares_chart(pair, heading, _falling(pair, IDENTITY, "keep_both"))


def _asked_as(pair: Pair, key: str, options: str) -> bool:
    """Tell whether both strands asked a part as the reference instrument does, with these options."""
    part = pair.asked(key)
    return part is not None and part.options_list == options


def _falling(pair: Pair, part: str, answer: str) -> list[Line]:
    """Return one line per row, that with the most agreement first: the smaller of both shares decides."""

    def least(line: Line) -> float:
        return min(total_share(words.found, line[1], line[2]).of or 0.0 for words in pair.both)

    lines = [(pair.a.row(part, row), FigureKey(ORGANISATION, part, row), answer) for row in pair.a.rows(part)]
    return sorted(lines, key=least, reverse=True)


CHARTS: Mapping[str, Callable[[Pair], Spec | None]] = {
    "ground": ground_chart,
    "acceptance": acceptance_chart,
    "individuals": lambda pair: acceptance_chart(pair, INDIVIDUAL),
    "conditions": conditions_chart,
    "ranking": ranking_chart,
    "structure": structure_chart,
    "identity": identity_chart,
    "heard-a": lambda pair: coverage_chart(pair.a.found, "region"),
    "heard-b": lambda pair: coverage_chart(pair.b.found, "region"),
}
