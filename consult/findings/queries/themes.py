"""What was said becomes themes: counted by organisation, past the gate, with references to the words that show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from consult.coding.queries import code_texts
from consult.coding.rules.attributes import SAFETY
from consult.collection.queries import counted_answers
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView, frame
from consult.disclosure.rules import GatedTable, Mark, Merging, gate_breaks, gate_table
from consult.findings.queries.figures import attributes_of, groups_of, members_of, regroup
from consult.findings.queries.stretches import Material, material_of, passage_of, stretches
from consult.findings.rules import table_of, tally
from consult.findings.rules.heard import K
from consult.findings.rules.published import FigureKey, Listening, QuoteRef, ThemeCode
from consult.findings.rules.quoting import Groups, Speaker, Stretch, choose, excerpt, leveled
from consult.findings.rules.themes import (
    STANCES,
    TERMS,
    THEMES,
    Said,
    TalkingVoice,
    Themes,
    may_join,
    theme_columns,
    without_slivers,
)
from consult.instrument.rules import Structure

Figures = dict[str, GatedTable]
BY, FUTURES = "region", "F2"


@dataclass(frozen=True, slots=True)
class Heard:
    """What one unit said: figures past the gate, codes as they are called, quotes by reference."""

    figures: Figures
    codes: Mapping[str, ThemeCode]
    quotes: tuple[QuoteRef, ...]
    listening: Listening
    sealed: bool


NOTHING = Heard({}, {}, (), Listening({}, {}), sealed=False)


def heard_in(
    session: Session, view: StrandView, mergings: Mapping[str, Merging], unit: Unit, structure: Structure
) -> Heard:
    """Return what one unit of a strand said, grouped as its closed answers are; nothing where nothing is coded."""
    codes = code_texts(session, view.consultation_id)
    if not codes:
        return NOTHING
    material = material_of(session, view.id)
    voices = _voices(session, view.id, material, unit, mergings[BY])
    futures = structure.parts[FUTURES].rows if FUTURES in structure.parts else ()
    themes = theme_columns(list(voices.values()), list(codes), futures)
    themes = replace(themes, columns=regroup(themes.columns, mergings))
    figures = _figures(themes, unit, bool(groups_of(mergings[BY])))
    allowed = list(_quotable(material, unit, figures, view.id))
    shown = _shown_only(choose(allowed, _groups(voices)), unit, figures, mergings[BY])
    return Heard(
        figures=figures,
        codes={key: ThemeCode(one.name, one.use_when, one.added_on) for key, one in codes.items() if key != SAFETY},
        quotes=tuple(leveled(shown, _places(material))),
        listening=_listening(material, voices, unit),
        sealed=any(one.code_key == SAFETY for one in material.segments),
    )


def _voices(
    session: Session, strand_id: str, material: Material, unit: Unit, regions: Merging
) -> dict[str, TalkingVoice]:
    """Return everybody of a unit who was heard: all who answered, and organisations that were only interviewed."""
    groups = {one.answer_id: attributes_of(one) for one in counted_answers(session, strand_id, unit)}
    if unit is Unit.ORGANISATION and material.interviewed:
        members = {one.organisation_id: attributes_of(one) for one in frame(session, strand_id)}
        joining = {key: members[one] for key, one in material.interviewed.items() if one in members}
        if may_join([regions.group_of(one[BY]) or one[BY] for one in joining.values()], K):
            groups |= joining
    said: dict[str, list[Said]] = {}
    for one in material.segments:
        voice = material.passages[passage_of(one)].voice
        said.setdefault(voice, []).append(Said(one.code_key, one.stance, one.option, one.aspect))
    return {key: TalkingVoice(attributes, tuple(said.get(key, ()))) for key, attributes in sorted(groups.items())}


def _listening(material: Material, voices: Mapping[str, TalkingVoice], unit: Unit) -> Listening:
    spoke = len({one.voice for one in material.passages.values()} & set(voices))
    return Listening(
        dict(sorted(Counter(one.kind.value for one in material.interviews).items())),
        {one.value: count for one, count in material.answers.items()},
        {unit.value: spoke} if spoke >= K else {},
    )


def _places(material: Material) -> dict[str, tuple[str, int, int]]:
    """Return where each segment's words stand: the passage, and the sentences it would be quoted with."""
    return {
        one.segment_id: (passage_id, *(excerpt(one) or (one.start, one.end))) for one, passage_id in stretches(material)
    }


def _figures(themes: Themes, unit: Unit, broken: bool) -> Figures:
    """Return who raised what, by region among organisations, how they stood to it, and on what conditions."""
    if themes.columns.count == 0:
        return {}
    name = FigureKey(unit.value, THEMES)
    topline = table_of(tally(themes.columns, themes.raised))
    if unit is Unit.ORGANISATION and broken:
        by_region = table_of(tally(themes.columns, themes.raised, by=BY))
        gated = gate_breaks({BY: by_region}, topline=topline, memberships={BY: members_of(themes.columns, BY)}, k=K)
        made = {str(name): gated.topline, str(replace(name, by=BY)): gated.breaks[BY]}
    else:
        made = {str(name): gate_table(topline, K)}
    raised = made[str(name)]
    stances = tally(themes.columns, themes.stances)
    for code in themes.stances.rows:
        if not isinstance(raised.total(code), Mark):
            made[str(FigureKey(unit.value, STANCES, code))] = gate_table(table_of(stances, code), K)
    if themes.terms.rows:
        terms = tally(themes.columns, themes.terms)
        for option in themes.terms.rows:
            gated_terms = gate_table(table_of(terms, option), K)
            made[str(FigureKey(unit.value, TERMS, option))] = without_slivers(gated_terms, raised)
    return made


def _quotable(material: Material, unit: Unit, figures: Figures, strand_id: str) -> Iterable[Stretch]:
    """Return what may be quoted beside a theme whose count is shown; who speaks for nobody comes with organisations.

    An interview of both strands is quoted in the one that coded it: the same words in both would tell who is in both.
    """
    raised = figures.get(str(FigureKey(unit.value, THEMES)))
    made_here = {one.id for one in material.segments if one.made_in == strand_id}
    for one, _passage in stretches(material) if raised else ():
        if one.segment_id not in made_here:
            continue
        own = one.speaker.value == unit.value
        apart = unit is Unit.ORGANISATION and one.speaker in (Speaker.KEY_INFORMANT, Speaker.STAFF)
        if (own or apart) and raised and one.code in raised.rows and not isinstance(raised.total(one.code), Mark):
            yield one


def _groups(voices: Mapping[str, TalkingVoice]) -> Groups:
    every = [one.attributes for one in voices.values()]
    return Groups(
        regions=Counter(one["region"] for one in every),
        kinds=Counter((one["region"], one["kind"]) for one in every),
        languages=Counter(one["language"] for one in every),
    )


def _shown_only(quotes: Iterable[QuoteRef], unit: Unit, figures: Figures, regions: Merging) -> tuple[QuoteRef, ...]:
    """Take from quotes whatever would tell of a hidden count that it is not nought: the region, or the stance."""
    broken = figures.get(str(FigureKey(unit.value, THEMES, by=BY)))
    made = []
    for one in quotes:
        group = regions.group_of(one.region)
        seen = broken is not None and group in broken.groups and isinstance(broken.cell(one.code, group), int)
        stances = figures.get(str(FigureKey(unit.value, STANCES, one.code)))
        told = stances is not None and isinstance(stances.total(one.stance), int)
        made.append(
            replace(
                one,
                region=one.region if seen else "",
                kind=one.kind if seen else "",
                stance=one.stance if told else "",
            )
        )
    return tuple(made)
