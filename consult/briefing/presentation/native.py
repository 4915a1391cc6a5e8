"""Charts of the joint page as bars that an office program or a typesetter draws itself.

Only what the page shows comes in. A share has a bar from a base of ten on; what has none is said with its category.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consult.briefing.exchange.contents import Chart, Paint, Series
from consult.briefing.presentation.charts import CHARTS
from consult.briefing.presentation.details import MARKS, question_of
from consult.briefing.presentation.pair import Pair, cell
from consult.briefing.presentation.themes import SAID
from consult.briefing.presentation.wording import isolated
from consult.briefing.presentation.wording import translated as _
from consult.disclosure.rules import Mark
from consult.findings.charts import Diverging, Dots, Meaning, Spec, StackedBars, Value
from consult.findings.labels import UNITS
from consult.findings.presentation import Words, is_rtl, item_chart, voice
from consult.findings.rules.intervals import may_show_percentage
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.instrument.rules import PartType

PAINTS = {
    Meaning.YES: Paint.FOR,
    Meaning.CONDITIONS: Paint.RATHER_FOR,
    Meaning.AGAINST: Paint.AGAINST,
    Meaning.RATHER_AGAINST: Paint.RATHER_AGAINST,
    Meaning.NEUTRAL: Paint.NEUTRAL,
    Meaning.CANNOT_JUDGE: Paint.APART,
    Meaning.NOT_HEARD: Paint.NOT_HEARD,
    Meaning.UNTOLD: Paint.UNTOLD,
}
OF_STRAND = {"A": Paint.A, "B": Paint.B}
SCALE = (Meaning.AGAINST, Meaning.RATHER_AGAINST, Meaning.NEUTRAL, Meaning.CONDITIONS, Meaning.YES)
BY_ROW = (PartType.MATRIX, PartType.ALLOCATION)

Pairs = Sequence[tuple[Value, Value]]
"""How many of how many, category by category."""


def chart_of(pair: Pair, name: str) -> Chart | None:
    """Return a chart of the page by its name; None where its table says it better than bars do."""
    made = CHARTS.get(name) or SAID.get(name)
    spec = made(pair) if made else None
    return _native(spec, spec.heading.title) if spec else None


def item_charts(pair: Pair, key: str) -> Iterator[tuple[str, Chart]]:
    """Yield the charts of one question, each with the caption of the table it belongs to."""
    asking = [words for words in pair.both if key in words.compiled.parts]
    alike = len(asking) == 1 or pair.asked(key) is not None
    for together in [asking] if alike else [[words] for words in asking]:
        for unit in (ORGANISATION, INDIVIDUAL):
            name = str(UNITS[unit])
            caption = name if alike else f"{together[0].found.mark} · {name}"
            yield from ((caption, chart) for chart in _item(pair, together, unit, key))


def _item(pair: Pair, asking: Sequence[Words], unit: str, key: str) -> Iterator[Chart]:
    part, title = asking[0].part(key), question_of(pair, key)
    if part.type in BY_ROW:
        for words in asking:
            spec = item_chart(words, unit, key)
            chart = _native(spec, f"{title} · {MARKS[words.found.mark]}") if spec else None
            yield from [chart] if chart else []
        return
    found = FigureKey(unit, key)
    table = next((one for words in asking if (one := words.found.figure(found))), None)
    if table is None or part.type is PartType.MATRIX_MULTIPLE:
        return
    rows = [row for row in table.rows if row not in {net.row for net in table.nets}]
    held = [words for words in asking if words.found.figure(found) is not None]
    series = [
        (str(MARKS[words.found.mark]), OF_STRAND[words.found.mark], [cell(words.found, found, row) for row in rows])
        for words in held
    ]
    yield _beside(title, [asking[0].option(key, row) for row in rows], series)


def _native(spec: Spec, title: str) -> Chart | None:
    """Return a specification as bars; a grid stays the table it is."""
    match spec:
        case Dots():
            return _dots(spec, title)
        case StackedBars():
            names = [(one.label, PAINTS[one.meaning]) for one in spec.categories]
            return _stacked(title, names, [(row.label, row.values) for row in spec.rows])
        case Diverging():
            names = [(name, PAINTS[meaning]) for name, meaning in zip(spec.scale_names, SCALE, strict=True)]
            names.append((spec.cannot_judge_name, Paint.APART))
            return _stacked(title, names, [(row.label, (*row.scale, row.cannot_judge)) for row in spec.rows])
        case _:
            return None


def _dots(spec: Dots, title: str) -> Chart:
    sides = ((spec.a_name, Paint.A, [row.a for row in spec.rows]), (spec.b_name, Paint.B, [row.b for row in spec.rows]))
    series: list[tuple[str, Paint, Pairs]] = [
        (name, paint, [(one.value, one.base) if one else (0, 0) for one in points])
        for name, paint, points in sides
        if any(points)
    ]
    return _beside(title, [row.label for row in spec.rows], series, counts=spec.as_counts)


def _beside(
    title: str, names: Sequence[str], series: Sequence[tuple[str, Paint, Pairs]], *, counts: bool = False
) -> Chart:
    """Return bars side by side: shares where any base allows one, otherwise counts."""
    bases = [base for _name, _paint, pairs in series for _value, base in pairs if not isinstance(base, Mark) and base]
    percent = not counts and any(may_show_percentage(base) for base in bases)
    drawn = [
        Series(name, paint, tuple(_share(*one) if percent else _count(one[0]) for one in pairs))
        for name, paint, pairs in series
    ]
    unsaid = [
        [
            (one.name, voice().said_of(*pairs[at]))
            for one, (_name, _paint, pairs) in zip(drawn, series, strict=True)
            if one.values[at] is None and pairs[at] != (0, 0)
        ]
        for at in range(len(names))
    ]
    told = [_category(name, lacking) for name, lacking in zip(names, unsaid, strict=True)]
    return Chart(title, _told(title), tuple(told), tuple(drawn), stacked=False, percent=percent)


def _stacked(title: str, names: Sequence[tuple[str, Paint]], rows: Sequence[tuple[str, Sequence[Value]]]) -> Chart:
    """Return one bar for each row, cut into counts."""
    drawn = [
        Series(name, paint, tuple(_count(values[at]) for _label, values in rows))
        for at, (name, paint) in enumerate(names)
    ]
    told = [
        _category(
            label,
            [
                (name, voice().say(value))
                for (name, _paint), value in zip(names, values, strict=True)
                if isinstance(value, Mark)
            ],
        )
        for label, values in rows
    ]
    return Chart(title, _told(title), tuple(told), tuple(drawn), stacked=True, percent=False)


def _share(value: Value, base: Value) -> float | None:
    if isinstance(value, Mark) or isinstance(base, Mark) or not may_show_percentage(base):
        return None
    return round(100 * value / base, 1)


def _count(value: Value) -> float | None:
    return None if isinstance(value, Mark) else value


def _category(name: str, lacking: Sequence[tuple[str, str]]) -> str:
    """Return what a bar is of, with what is not drawn of it: "Merge (B: fewer than 5)"."""
    if not lacking:
        return name
    apart = isolated if is_rtl() else str
    return f"{name} ({'; '.join(f'{apart(one)}: {apart(said)}' for one, said in lacking)})"


def _told(title: str) -> str:
    return _("Bar chart: %(title)s. Every number of it stands in the table beside it.", title=title)
