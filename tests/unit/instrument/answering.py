"""Hypothesis strategies for answers: any canonical value of any part, whatever routing would ask."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from consult.instrument.rules import Part, PartType, Structure, Value

YEAR = 2026
GOALS = {
    "stockpiles": {"en": "Stockpiles are destroyed", "fr": "Les stocks sont détruits"},
    "clearance": {"en": "Land is cleared"},
}


def values(part: Part) -> SearchStrategy[Value]:
    given = _values(part)
    return st.one_of(given, st.sampled_from(part.instead)) if part.instead else given


def _values(part: Part) -> SearchStrategy[Value]:
    if part.type is PartType.ALLOCATION:
        return _points(part)
    if part.rows_list is not None:
        return _rows(part)
    by_type: dict[PartType, SearchStrategy[Value]] = {
        PartType.YEAR: st.integers(1900, YEAR + 1),
        PartType.TICK: st.just(True),
        PartType.UPLOAD: st.from_regex(r"[A-Za-z0-9_-]{22}", fullmatch=True),
        PartType.DATE: st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(date.isoformat),
        PartType.NUMBER: _numbers(part),
    }
    if part.type in by_type:
        return by_type[part.type]
    return st.sampled_from(part.options) if part.type is PartType.SINGLE else _several(part)


def documents(structure: Structure) -> SearchStrategy[dict[str, Value]]:
    coded = [part for part in structure.parts.values() if not part.is_text and part.type is not PartType.INFORMATION]
    return st.fixed_dictionaries({}, optional={part.key: values(part) for part in coded})


def _several(part: Part) -> SearchStrategy[list[str]]:
    most = part.max_choices or len(part.options)
    together = [code for code in part.options if code not in part.exclusive]
    several = st.sets(st.sampled_from(together or [""]), min_size=1, max_size=max(most, 1)).map(
        lambda chosen: [code for code in part.options if code in chosen]
    )
    return st.one_of(several, *(st.just([code]) for code in part.exclusive))


def _numbers(part: Part) -> SearchStrategy[Value]:
    unit = 10**part.decimals
    lowest, highest = (part.minimum or 0) * unit, (part.maximum or 0) * unit
    whole = st.integers(int(lowest), int(highest))
    return whole.map(lambda number: number // unit if number % unit == 0 else number / unit)


def _points(part: Part) -> SearchStrategy[Value]:
    cuts = st.lists(st.integers(0, part.total or 0), min_size=len(part.rows) - 1, max_size=len(part.rows) - 1)

    def share(places: list[int]) -> Value:
        ends = [0, *sorted(places), part.total or 0]
        points = {row: ends[at + 1] - ends[at] for at, row in enumerate(part.rows)}
        return {row: number for row, number in points.items() if number}

    return cuts.map(share)


def _rows(part: Part) -> SearchStrategy[Value]:
    chosen: dict[PartType, SearchStrategy[str | int | list[str]]] = {
        PartType.RANKING: st.integers(1, len(part.rows)),
        PartType.MATRIX: st.sampled_from(part.options or ("",)),
        PartType.MATRIX_MULTIPLE: _several(part),
    }
    return st.dictionaries(st.sampled_from(part.rows), chosen[part.type], min_size=1)
