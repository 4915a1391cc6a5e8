"""The joint page: everything from the frozen edition, nothing from an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from consult.briefing.presentation.charts import CHARTS, chart_id, lead_of
from consult.briefing.presentation.compared import Compared, compared
from consult.briefing.presentation.details import (
    SectionPair,
    Trail,
    sections,
    trails,
    unit_sentences,
    unit_table,
)
from consult.briefing.presentation.errata import ErratumShown, errata_shown
from consult.briefing.presentation.headlines import (
    left_out,
    messages,
    near_misses,
    split_sentence,
    title,
    unsayable,
    worst_case,
)
from consult.briefing.presentation.lint import Lint
from consult.briefing.presentation.pair import Pair, pair_of
from consult.briefing.presentation.sentences import Sentence
from consult.briefing.presentation.slope import slope
from consult.briefing.presentation.themes import SAID, SaidPair, said_pair
from consult.briefing.presentation.tried import tried
from consult.briefing.presentation.wording import translated as _
from consult.briefing.queries import EditionView, numbered_edition
from consult.briefing.rules import common_ground, ranking
from consult.findings.charts import Drawing, draw, to_plotly
from consult.findings.charts.drawing import Table
from consult.findings.presentation import Figure, Message, is_rtl, marked, merged_notes, said, tag, voice
from consult.findings.rules.published import StrandFindings
from consult.findings.rules.shares import ACCEPTABILITY, INDIVIDUAL, RANKING, Share
from consult.findings.rules.themes import THEMES


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was heard in one strand, and who was not."""

    found: StrandFindings
    silent: int
    answered: Share
    individuals: int
    chart: Figure | None


@dataclass(frozen=True, slots=True)
class Joint:
    """Everything the joint page shows."""

    title: str
    edition: EditionView
    heard: tuple[Heard, ...]
    answered: str
    worst_case: str
    messages: tuple[Message, ...]
    unsaid: tuple[str, ...]
    safety_condition: bool
    same_questions: bool
    figures: dict[str, Figure]
    near_misses: tuple[Sentence, ...]
    split: str
    unit_table: Table | None
    unit_sentences: tuple[Sentence, ...]
    voices: SaidPair | None
    trails: tuple[Trail, ...]
    sections: tuple[SectionPair, ...]
    merged: tuple[str, ...]
    k: int
    tried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errata: tuple[ErratumShown, ...] = ()
    compared: Compared | None = None
    slope: Drawing | None = None

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return the sections of the page: those of the reference items only where they were asked."""
        closeness = "structure" in self.figures or "identity" in self.figures
        found = [
            ("common", _("Common ground"), self.unit_table),
            ("side", _("Side by side"), self.unit_table),
            ("structure-identity", _("Structure and identity"), closeness),
            ("compared", _("How far A and B differ"), self.compared),
            ("units", _("Who is counted"), self.unit_table),
            ("said", _("What was said"), self.voices),
            ("trails", _("Asked again"), self.trails),
            ("items", _("Every question"), True),
            ("method", _("How these figures were made"), True),
            ("errata", _("Errata"), self.errata),
            ("edition", _("Edition and seal"), True),
        ]
        return [(place, name) for place, name, shown in found if shown]

    @property
    def sentences(self) -> dict[str, str]:
        """Return every sentence that states figures, under the name it keeps in every edition."""
        told = {"answered": self.answered, "worst-case": self.worst_case, "split": self.split}
        told |= {one.key: f"{one.title}: {one.text}" for one in self.messages}
        told |= {f"tried-{key} {at}": line for key, lines in self.tried.items() for at, line in enumerate(lines)}
        return told | {one.key: one.text for one in (*self.near_misses, *self.unit_sentences)}


def figure(pair: Pair, name: str) -> Figure | None:
    """Return one chart of the page, drawn; None where it cannot be."""
    spec = CHARTS[name](pair) if name in CHARTS else None
    return Figure(chart_id(name), name, draw(spec, voice(), rtl=is_rtl())) if spec else None


def plotly_figure(pair: Pair, name: str, *, fictitious: bool) -> dict[str, Any] | None:  # Any: JSON
    """Return one chart of the page as a Plotly figure."""
    made = CHARTS.get(name) or SAID.get(name)
    spec = made(pair) if made else None
    return marked(to_plotly(spec, voice(), rtl=is_rtl()), fictitious=fictitious) if spec else None


def joint(session: Session, pair: Pair) -> Joint:
    """Return what the joint page shows of an intact edition, its errata beside what they corrected."""
    made, own = _made(session, pair), pair.edition.erratum
    if not pair.edition.errata:
        return made
    before: Mapping[str, str] = {}
    corrected = numbered_edition(session, pair.edition.consultation_id, own.corrects) if own else None
    if corrected is not None and corrected.intact:
        before = _made(session, pair_of(session, corrected, tag())).sentences
    return replace(made, errata=errata_shown(pair, before, made.sentences if before else {}))


def _made(session: Session, pair: Pair) -> Joint:
    lead, lint = lead_of(pair), Lint(pair)
    found, unsaid = messages(pair, lead)
    drawn = {name: made for name in CHARTS if (made := figure(pair, name)) and lint.chart(name, made.drawing)}
    a, b = (words.found for words in pair.both)
    heard = tuple(_heard(drawn, pair))
    shares = {name: said(one.answered) for name, one in zip(("a", "b"), heard, strict=True)}
    whole = Joint(
        title=title(common_ground(pair.standings())),
        edition=pair.edition,
        heard=heard,
        answered=lint.text("answered", _("Answered: A %(a)s, B %(b)s.", **shares), ()),
        worst_case=lint.text("worst-case", worst_case(pair, lead), (ACCEPTABILITY,)),
        messages=tuple(filter(lint.message, found)),
        unsaid=(*unsaid, *unsayable(pair, lead)),
        safety_condition=a.safety_condition or b.safety_condition,
        same_questions=pair.same_questions,
        figures=drawn,
        near_misses=tuple(filter(lint.sentence, near_misses(pair))),
        split=lint.text("split", split_sentence(pair, ranking(a, b)), (RANKING,)),
        unit_table=unit_table(pair),
        unit_sentences=tuple(filter(lint.sentence, unit_sentences(pair))),
        voices=_linted(said_pair(pair), lint),
        trails=tuple(trails(session, pair)),
        sections=tuple(sections(pair)),
        merged=tuple(f"{words.found.mark} · {line}" for words in pair.both for line in merged_notes(words)),
        k=a.k,
        tried=tried(pair, lead, lint),
        compared=compared(pair),
        slope=slope(pair),
    )
    return replace(whole, unsaid=(*whole.unsaid, left_out())) if lint.dropped else whole


def _linted(found: SaidPair | None, lint: Lint) -> SaidPair | None:
    """Return what was said without the sentences and charts that state other numbers than figures."""
    if found is None:
        return None
    conditions, themes = (
        one if one and lint.chart(one.key, one.drawing) else None for one in (found.conditions, found.themes)
    )
    return SaidPair(
        wrote=lint.text("wrote", found.wrote, (THEMES,)),
        unasked=tuple(filter(lint.sentence, found.unasked)),
        contrasts=tuple(filter(lint.sentence, found.contrasts)),
        conditions=conditions,
        themes=themes,
    )


def _heard(drawn: dict[str, Figure], pair: Pair) -> Iterator[Heard]:
    for words, name in zip(pair.both, ("heard-a", "heard-b"), strict=True):
        found = words.found
        yield Heard(
            found=found,
            silent=found.coverage.members - found.coverage.answered,
            answered=Share(found.coverage.answered, found.coverage.members),
            individuals=found.bases.get(INDIVIDUAL, 0),
            chart=drawn.get(name),
        )
