"""What of an edition can be cited and answered: its figures, its sentences, its themes, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import force_locale
from sqlalchemy.orm import Session

from consult.briefing.presentation.charts import CHARTS, IDENTITY, LEVELS, chart_id, lead_of
from consult.briefing.presentation.details import closed_sections, question_of, unit_sentences
from consult.briefing.presentation.headlines import messages, near_misses, split_sentence, worst_case
from consult.briefing.presentation.lint import HEADLINES, Lint
from consult.briefing.presentation.pair import Pair, pair_of
from consult.briefing.presentation.sentences import Sentence, anchor_of
from consult.briefing.presentation.themes import contrasts, name_of, unasked
from consult.briefing.presentation.wording import translated as _
from consult.briefing.queries import EditionView
from consult.briefing.rules import TargetKind, ranking, theme_pairs
from consult.findings.presentation import page_id
from consult.findings.rules.shares import ACCEPTABILITY, CONDITIONS, RANKING

COVERAGE = "coverage"
CHARTED = {
    ACCEPTABILITY: "acceptance",
    RANKING: "ranking",
    CONDITIONS: "conditions",
    LEVELS: "structure",
    IDENTITY: "identity",
}
"""The parts that may have a chart of their own; every other stands among the questions."""


@dataclass(frozen=True, slots=True)
class Target:
    """One finding: what it is called, where it stands on the joint page, and what it rests on.

    `place` names the part of the page it belongs to.
    """

    kind: TargetKind
    key: str
    label: str
    anchor: str
    parts: tuple[str, ...]
    place: str = ""


def targets(session: Session, edition: EditionView, tag: str) -> tuple[Target, ...]:
    """Return every finding of an edition that can be cited or answered, in the order of the joint page.

    One whose seal does not hold has none.
    """
    if not edition.intact:
        return ()
    with force_locale(tag):
        pair = pair_of(session, edition, tag)
        return (*_sentences(pair), *_figures(pair), *_themes(pair))


def _sentences(pair: Pair) -> Iterator[Target]:
    lead, place, lint = lead_of(pair), _("What can be said"), Lint(pair)
    for message in filter(lint.message, messages(pair, lead)[0]):
        yield _said(Sentence(message.key, message.title, HEADLINES[message.key]), place)
    split = split_sentence(pair, ranking(pair.a.found, pair.b.found))
    found = [
        Sentence("worst-case", worst_case(pair, lead), (ACCEPTABILITY,)),
        *near_misses(pair),
        Sentence("split", split, (RANKING,)),
        *unit_sentences(pair),
        *unasked(pair),
        *contrasts(pair),
    ]
    yield from (_said(one, place) for one in found if one.text and lint.sentence(one))


def _said(one: Sentence, place: str) -> Target:
    return Target(TargetKind.SENTENCE, one.key, one.text, anchor_of(one.key), one.parts, place)


def _figures(pair: Pair) -> Iterator[Target]:
    heard = _("Who we have not heard")
    yield Target(TargetKind.FIGURE, COVERAGE, heard, "heard", (), heard)
    for section, keys in closed_sections(pair):
        for key in keys:
            yield Target(TargetKind.FIGURE, key, question_of(pair, key), _place_of(pair, key), (key,), section)


def _place_of(pair: Pair, key: str) -> str:
    made = CHARTS.get(CHARTED.get(key, ""))
    return chart_id(CHARTED[key]) if made and made(pair) else f"items-{page_id(key)}"


def _themes(pair: Pair) -> Iterator[Target]:
    place = _("What was said")
    for one in theme_pairs(pair.a.found, pair.b.found):
        anchor = f"theme-{one.code.lower()}"
        yield Target(TargetKind.THEME, one.code, name_of(pair, one.code), anchor, (), place)
