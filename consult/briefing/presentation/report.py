"""The joint page as a document: the same sentences, charts and tables in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consult.briefing.exchange.contents import Chart, Words
from consult.briefing.presentation.counted import about, rules
from consult.briefing.presentation.details import closed_sections
from consult.briefing.presentation.joint import Joint
from consult.briefing.presentation.native import chart_of, item_charts
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.themes import SaidPair
from consult.briefing.presentation.wording import translated as _
from consult.consultation.queries import ConsultationView, in_language
from consult.findings.charts.drawing import Drawing, Table
from consult.findings.presentation import tag

Part = Words | Table | Chart


def parts(found: ConsultationView, pair: Pair, made: Joint) -> Iterator[Part]:
    """Yield what a document of an edition says, from its title to its seal."""
    yield Words("Title", in_language(found.title, tag()))
    if found.fictitious:
        yield Words("Normal", _("Fictitious demonstration."))
        yield Words("Normal", _("Nothing in this file is real."))
    yield Words("Heading1", made.title)
    yield from _opening(pair, made)
    shown = dict(made.contents)
    if "common" in shown:
        yield Words("Heading1", _("Common ground"))
        yield from _charts(pair, made, "ground", "conditions")
        yield from (Words("Normal", line.text) for line in made.near_misses)
    if "side" in shown:
        yield Words("Heading1", _("Side by side"))
        yield from _charts(pair, made, "acceptance", "ranking")
        yield from _paragraphs((made.split,))
    if "structure-identity" in shown:
        yield Words("Heading1", _("Structure and identity"))
        yield from _charts(pair, made, "structure", "identity")
    if made.unit_table:
        yield Words("Heading1", _("Who is counted"))
        yield from (Words("Normal", line.text) for line in made.unit_sentences)
        yield made.unit_table
        yield from _charts(pair, made, "individuals")
    if made.voices:
        yield from _said(pair, made.voices)
    yield from _asked_again(made)
    yield from _questions(pair, made)
    yield from _method(found, pair, made)


def _opening(pair: Pair, made: Joint) -> Iterator[Part]:
    yield Words("Heading2", _("Who we have not heard"))
    yield Words("Normal", f"{made.answered} {made.worst_case}".strip())
    for one in made.heard:
        if one.chart:
            yield Words("Heading3", f"{one.found.mark} · {one.found.coalition_name}")
            yield from _drawn(chart_of(pair, one.chart.key))
            yield one.chart.drawing.table
    if made.messages:
        yield Words("Heading2", _("What can be said"))
    for message in made.messages:
        yield Words("Heading3", message.title)
        yield Words("Normal", " · ".join(f"{number} {beside}" for number, beside in message.figures))
        yield Words("Normal", message.text)
        yield from _paragraphs(made.tried.get(message.key, ()))
    if made.safety_condition:
        yield Words("Normal", _("A safety condition exists; ask the safeguarding lead."))
    yield from (Words("Normal", reason) for reason in made.unsaid)


def _charts(pair: Pair, made: Joint, *names: str) -> Iterator[Part]:
    for name in names:
        if name in made.figures:
            yield from _chart(made.figures[name].drawing, chart_of(pair, name))


def _chart(drawing: Drawing, chart: Chart | None) -> Iterator[Part]:
    yield Words("Heading2", f"{drawing.number} {drawing.title}".strip())
    yield from _paragraphs((drawing.base_line,))
    yield from _drawn(chart)
    yield drawing.table
    yield from _paragraphs((drawing.source,))


def _paragraphs(texts: Iterable[str]) -> Iterator[Part]:
    return (Words("Normal", text) for text in texts if text)


def _said(pair: Pair, voices: SaidPair) -> Iterator[Part]:
    yield Words("Heading1", _("What was said"))
    yield from _paragraphs((voices.wrote,))
    yield from (Words("ListBullet", told.text) for told in (*voices.unasked, *voices.contrasts))
    for found in (voices.conditions, voices.themes):
        if found:
            yield from _chart(found.drawing, chart_of(pair, found.key))


def _asked_again(made: Joint) -> Iterator[Part]:
    if made.trails:
        yield Words("Heading1", _("Asked again"))
    for trail in made.trails:
        yield Words("Heading2", f"{trail.mark} · {trail.title}")
        yield from _paragraphs((trail.sentence, trail.reason, trail.on.isoformat()))
        for wording in trail.wordings:
            yield Words("Heading3", _("Before the correction"))
            yield Words("Normal", wording.before)
            yield Words("Heading3", _("Now"))
            yield Words("Normal", wording.now)
        yield from trail.tables


def _questions(pair: Pair, made: Joint) -> Iterator[Part]:
    yield Words("Heading1", _("Every question"))
    for section, (_title, keys) in zip(made.sections, closed_sections(pair), strict=True):
        yield Words("Heading2", section.title)
        for item, key in zip(section.items, keys, strict=True):
            yield Words("Heading3", item.title)
            charts = list(item_charts(pair, key))
            for table in item.tables:
                own = [chart for caption, chart in charts if caption == table.caption]
                for chart in own:
                    yield from _paragraphs((chart.title,) if len(own) > 1 else ())
                    yield chart
                yield table


def _drawn(chart: Chart | None) -> Iterator[Part]:
    if chart:
        yield chart


def _method(found: ConsultationView, pair: Pair, made: Joint) -> Iterator[Part]:
    yield Words("Heading1", _("How these figures were made"))
    yield from (Words("ListBullet", rule) for rule in rules(pair))
    if made.merged:
        yield Words("Heading2", _("Groups shown together"))
        yield from (Words("ListBullet", line) for line in made.merged)
    if made.errata:
        yield Words("Heading1", _("Errata"))
    for one in made.errata:
        yield Words("Heading2", f"{one.title} · {one.on.isoformat()}")
        yield Words("Normal", one.reason)
        yield from (table for table in (one.figures, one.sentences) if table and table.rows)
    told = {_("How these figures were made"), _("Groups shown together")}
    first, *rest = (line for line in about(found, pair) if line[0] not in told)
    yield Words("Heading1", _("Edition and seal"))
    yield Table(_("Edition and seal"), first, tuple(rest))
