"""The joint page as slides: what it says, who was heard, each headline, each chart and each question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consult.briefing.exchange.contents import Chart, Deck, Slide
from consult.briefing.presentation.counted import about, rules
from consult.briefing.presentation.details import closed_sections
from consult.briefing.presentation.joint import Joint
from consult.briefing.presentation.native import chart_of, item_charts
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.themes import SaidPair
from consult.briefing.presentation.wording import translated as _
from consult.consultation.queries import ConsultationView, in_language
from consult.findings.charts.drawing import Drawing, Table
from consult.findings.presentation import is_rtl, tag

NAMES = ("ground", "conditions", "acceptance", "ranking", "structure", "identity", "individuals")


def deck(found: ConsultationView, pair: Pair, made: Joint, foot: str) -> Deck:
    """Return the slides of an edition."""
    title = in_language(found.title, tag())
    invented = (_("Fictitious demonstration."), _("Nothing in this file is real.")) if found.fictitious else ()
    edition = made.edition
    opening = (
        *invented,
        made.title,
        *(f"{words.found.mark} · {words.found.coalition_name}" for words in pair.both),
        f"{_('Edition')} {edition.number} · {_('Frozen on')} {edition.frozen_at.date().isoformat()}",
        f"sha256 {edition.content_hash}",
    )
    return Deck(title, tag(), is_rtl(), foot, opening, tuple(_slides(found, pair, made)))


def _slides(found: ConsultationView, pair: Pair, made: Joint) -> Iterator[Slide]:
    yield Slide(_("Who we have not heard"), _said((made.answered, made.worst_case)))
    for one in made.heard:
        if one.chart:
            name = f"{_('Who we have not heard')} · {one.found.mark} · {one.found.coalition_name}"
            yield Slide(name, (), chart_of(pair, one.chart.key), one.chart.drawing.table)
    yield from _headlines(made)
    for name in NAMES:
        if name in made.figures:
            yield _charted(made.figures[name].drawing, chart_of(pair, name))
        if name == "ground" and made.near_misses:
            yield Slide(_("Common ground"), tuple(line.text for line in made.near_misses))
        if name == "identity" and made.unit_table:
            yield Slide(_("Who is counted"), tuple(line.text for line in made.unit_sentences), None, made.unit_table)
    if made.voices:
        yield from _voices(pair, made.voices)
    yield from _asked_again(made)
    yield from _questions(pair, made)
    yield from _errata(made)
    yield Slide(_("How these figures were made"), (*rules(pair), *made.merged))
    first, *rest = (line for line in about(found, pair) if line[0] != _("How these figures were made"))
    yield Slide(_("Edition and seal"), (), None, Table(_("Edition and seal"), first, tuple(rest)))


def _headlines(made: Joint) -> Iterator[Slide]:
    for message in made.messages:
        counted = (f"{number} {beside}" for number, beside in message.figures)
        against = message.against.label if message.against else ""
        yield Slide(message.title, _said((*counted, message.text, against, *made.tried.get(message.key, ()))))
    if made.unsaid or made.safety_condition:
        sealed = _("A safety condition exists; ask the safeguarding lead.") if made.safety_condition else ""
        yield Slide(_("What can be said"), _said((sealed, *made.unsaid)))


def _charted(drawing: Drawing, chart: Chart | None) -> Slide:
    title = f"{drawing.number} {drawing.title}".strip()
    return Slide(title, _said((drawing.base_line, drawing.source)), chart, drawing.table)


def _voices(pair: Pair, voices: SaidPair) -> Iterator[Slide]:
    told = (one.text for one in (*voices.unasked, *voices.contrasts))
    yield Slide(_("What was said"), _said((voices.wrote, *told)))
    for one in (voices.conditions, voices.themes):
        if one:
            yield _charted(one.drawing, chart_of(pair, one.key))


def _asked_again(made: Joint) -> Iterator[Slide]:
    for trail in made.trails:
        title = f"{_('Asked again')} · {trail.mark} · {trail.title}"
        wordings = (
            text
            for one in trail.wordings
            for text in (f"{_('Before the correction')}: {one.before}", f"{_('Now')}: {one.now}")
        )
        yield Slide(title, _said((trail.sentence, trail.reason, trail.on.isoformat(), *wordings)))
        yield from (Slide(table.caption, (), None, table) for table in trail.tables)


def _errata(made: Joint) -> Iterator[Slide]:
    for one in made.errata:
        yield Slide(f"{one.title} · {one.on.isoformat()}", (one.reason,))
        yield from (Slide(one.title, (), None, table) for table in (one.figures, one.sentences) if table and table.rows)


def _questions(pair: Pair, made: Joint) -> Iterator[Slide]:
    for section, (_title, keys) in zip(made.sections, closed_sections(pair), strict=True):
        for item, key in zip(section.items, keys, strict=True):
            charts = list(item_charts(pair, key))
            for table in item.tables:
                own = [chart for caption, chart in charts if caption == table.caption]
                if len(own) == 1:
                    yield Slide(item.title, (table.caption,), own[0], table)
                    continue
                yield from (Slide(chart.title, (table.caption,), chart) for chart in own)
                yield Slide(item.title, (table.caption,), None, table)


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
