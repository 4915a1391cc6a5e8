"""Codes by the group of their case, and what each further case adds: cases are counted, never mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from flask_babel import gettext as _

from consult.coding.labels import ABOUT, STANCES
from consult.coding.presentation.patterns_drawn import Figure, HeatCell, figure, heat
from consult.coding.presentation.words import Words
from consult.coding.queries import CodeView, CountedSegment
from consult.coding.queries.patterns import HeardPassage, Patterns, Source, passage_of
from consult.coding.rules.crossing import Whole, distinct_cases
from consult.coding.rules.saturation import curve
from consult.collection.rules import REGION_NOT_SHOWN
from consult.disclosure.rules import MergedGroup, merge_small_groups
from consult.interview.labels import NOT_SHOWN_WORDS
from consult.membership.labels import REGIONS, language_name

FEWEST = 5
"""A region with fewer cases is shown with another: the codes on open answers never tell where their author is."""
NEIGHBOURS = {"eastern_europe_central_asia": "europe"}


@dataclass(frozen=True, slots=True)
class Row:
    """One code with a cell for every column."""

    code: CodeView
    total: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """In how many cases of each group each code stands; no groups where there are too few cases for any."""

    groups: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]


def whole(numbers: Iterable[int]) -> Whole:
    """Return numbers as an array."""
    return np.fromiter(numbers, np.int64)


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Return a number from 0 on for each name, in the order they come first."""
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


def _is_case(passage: HeardPassage) -> bool:
    """Tell whether a passage is an organisation's or an interview's: an individual is never added to these."""
    return passage.source is not Source.INDIVIDUAL


def _read(found: Patterns) -> list[HeardPassage]:
    """Return the passages of cases that somebody has read: what nobody has read adds nothing, and shows nothing."""
    return [one for one in found.passages.values() if one.coder_count and _is_case(one)]


@dataclass(frozen=True, slots=True)
class Regions:
    """The region each case shows, and the regions as they are shown."""

    of_case: Mapping[str, str]
    groups: tuple[MergedGroup, ...]

    def shown(self, case: str) -> str:
        """Return the region a case is shown in, "" for none."""
        region = self.of_case.get(case)
        return next((group.key for group in self.groups if region in group.parts), "")


def regions_of(found: Patterns) -> Regions:
    """Return the region of every case, and regions merged until each has cases enough; none where there are too few."""
    of_case: dict[str, str] = {}
    for one in _read(found):
        of_case.setdefault(one.case, one.region or REGION_NOT_SHOWN)
    merging = merge_small_groups(Counter(of_case.values()), NEIGHBOURS, FEWEST)
    return Regions(of_case, merging.groups)


GroupOf = Callable[[CountedSegment | None, HeardPassage], str]


def group_of(attribute: str, regions: Regions) -> GroupOf:
    """Return which group a segment or, without one, a passage is in; "" for none."""
    if attribute == "region":
        return lambda _segment, passage: regions.shown(passage.case)
    if attribute == "source":
        return lambda _segment, passage: passage.source.value
    if attribute == "language":
        return lambda _segment, passage: passage.language if _is_case(passage) else ""
    return lambda segment, passage: str(getattr(segment, attribute)) if segment and _is_case(passage) else ""


def names_of(attribute: str, regions: Regions, words: Words) -> Callable[[str], str]:
    """Return what a group is called, in the reader's language."""
    sources = {
        Source.TRANSCRIPT: _("Transcripts"),
        Source.ORGANISATION: _("Open answers of organisations"),
        Source.INDIVIDUAL: _("Open answers of individuals"),
    }
    called: dict[str, Callable[[str], str]] = {
        "region": lambda key: _regions_named(next(group.parts for group in regions.groups if group.key == key)),
        "language": language_name,
        "source": lambda key: str(sources[Source(key)]),
        "about": lambda key: str({one.value: text for one, text in ABOUT.items()}.get(key, key)),
        "stance": lambda key: str({one.value: text for one, text in STANCES.items()}[key]),
        "option": lambda key: words.options.get(key, key),
    }
    return called[attribute]


def _regions_named(parts: Collection[str]) -> str:
    names = {**{one.value: str(text) for one, text in REGIONS.items()}, REGION_NOT_SHOWN: str(NOT_SHOWN_WORDS)}
    return " + ".join(names.get(part, part) for part in parts)


def _order(group: str) -> tuple[int, str]:
    """Return where a group stands among its like: in the order its words have everywhere."""
    known = [one.value for one in (*REGIONS, *STANCES, *Source)]
    return known.index(group) if group in known else len(known), group


def crossed(found: Patterns, used: Sequence[CodeView], place: GroupOf, name_of: Callable[[str], str]) -> Crossed:
    """Return the codes by group; individuals have cells where they are a group of their own, and are never added."""
    keys, cases = numbered(one.key for one in used), numbered(one.case for one in found.passages.values())
    lines = [(keys[one.code_key], one, found.passages[passage_of(one)]) for one in found.segments]
    placed = [(at, place(one, passage), passage) for at, one, passage in lines]
    heard = [(0, place(None, passage), passage) for passage in found.passages.values() if passage.coder_count]
    bases = heard if any(group for _at, group, _passage in heard) else [(0, *line[1:]) for line in placed]
    groups = numbered(sorted({group for _at, group, _passage in (*bases, *placed)} - {""}, key=_order))

    def counted(rows: Iterable[tuple[int, str, HeardPassage]], codes: int) -> Whole:
        kept = [(at, groups[group], cases[one.case]) for at, group, one in rows if group]
        code, group, case = (whole(row[column] for row in kept) for column in range(3))
        return distinct_cases(code, group, case, (codes, len(groups)))

    table, sizes = counted(placed, len(used)), counted(bases, 1)[0]
    own = [(at, cases[one.case]) for at, _segment, one in lines if _is_case(one)]
    at_all = whole(row[0] for row in own)
    totals = distinct_cases(at_all, at_all * 0, whole(row[1] for row in own), (len(used), 1))[:, 0]
    top = int(table.max(initial=0))
    return Crossed(
        groups=tuple((name_of(key), int(sizes[at])) for key, at in groups.items()),
        rows=tuple(
            Row(code, int(totals[at]), tuple(heat(int(one), top) for one in table[at])) for at, code in enumerate(used)
        ),
    )


def curves(found: Patterns, used: Sequence[CodeView], regions: Regions) -> tuple[Figure, ...]:
    """Return the curve of the strand, and of each region that is shown."""
    read, keys = _read(found), numbered(one.key for one in used)
    order = list(dict.fromkeys(one.case for one in read))
    given = [(found.passages[passage_of(one)], keys[one.code_key]) for one in found.segments]
    own = [(passage.case, code) for passage, code in given if _is_case(passage)]

    def drawn(name: str, cases: Sequence[str]) -> Figure:
        places = numbered(cases)
        rows = [(places[case], code) for case, code in own if case in places]
        return figure(name, curve(whole(row[0] for row in rows), whole(row[1] for row in rows), len(places)))

    inside = [
        (_regions_named(group.parts), [one for one in order if regions.of_case[one] in group.parts])
        for group in sorted(regions.groups, key=lambda group: _order(group.key))
    ]
    split = inside if len(inside) > 1 else []
    return tuple(drawn(name, cases) for name, cases in [(str(_("All")), order), *split] if cases)
