"""The gate: tables of counts come in, tables safe to publish go out; nothing is shown that did not pass."""

from consult.disclosure.rules.groups import (
    Difference,
    MergedGroup,
    Merging,
    differences,
    merge_consistently,
    merge_small_groups,
)
from consult.disclosure.rules.tables import Cell, GatedTable, Net, Shape, Table
from consult.disclosure.rules.words import (
    Mark,
    SmallCount,
    Threshold,
    may_browse_verbatim,
    sentence_count,
    table_text,
)

__all__ = [
    "Cell",
    "Difference",
    "GatedTable",
    "Mark",
    "MergedGroup",
    "Merging",
    "Net",
    "Shape",
    "SmallCount",
    "Table",
    "Threshold",
    "differences",
    "may_browse_verbatim",
    "merge_consistently",
    "merge_small_groups",
    "sentence_count",
    "table_text",
]
