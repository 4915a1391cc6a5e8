"""Hypothesis strategies for answers: any canonical value of any part, whatever routing would ask."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from consult.instrument.rules import Part, PartType, Structure, Value

YEAR = 2026
GOALS = {
    "stockpiles": {"en": "Stockpiles are destroyed", "fr": "Les stocks sont détruits"},
    "clearance": {"en": "Land is cleared"},
}


def values(part: Part) -> SearchStrategy[Value]:
    if part.rows_list is not None:
        return _rows(part)
    by_type: dict[PartType, SearchStrategy[Value]] = {
        PartType.YEAR: st.integers(1900, YEAR + 1),
        PartType.TICK: st.just(True),
    }
    if part.type in by_type:
        return by_type[part.type]
    return st.sampled_from(part.options) if part.type is PartType.SINGLE else _several(part)


def documents(structure: Structure) -> SearchStrategy[dict[str, Value]]:
    coded = [part for part in structure.parts.values() if not part.is_text]
    return st.fixed_dictionaries({}, optional={part.key: values(part) for part in coded})


def _several(part: Part) -> SearchStrategy[list[str]]:
    most = part.max_choices or len(part.options)
    return st.sets(st.sampled_from(part.options or ("",)), min_size=1, max_size=max(most, 1)).map(
        lambda chosen: [code for code in part.options if code in chosen]
    )


def _rows(part: Part) -> SearchStrategy[Value]:
    chosen: dict[PartType, SearchStrategy[str | int | list[str]]] = {
        PartType.RANKING: st.integers(1, len(part.rows)),
        PartType.MATRIX: st.sampled_from(part.options or ("",)),
        PartType.MATRIX_MULTIPLE: _several(part),
    }
    return st.dictionaries(st.sampled_from(part.rows), chosen[part.type], min_size=1)
