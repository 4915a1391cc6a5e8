"""The gate: tables of counts come in, tables safe to publish go out; nothing is shown that did not pass."""

from consult.disclosure.rules.audit import Leak, audit
from consult.disclosure.rules.breaks import DisagreementError, GatedBreaks, gate_breaks, nested_groups
from consult.disclosure.rules.equations import ContradictionError
from consult.disclosure.rules.gate import gate_table
from consult.disclosure.rules.groups import (
    Difference,
    MergedGroup,
    Merging,
    differences,
    merge_consistently,
    merge_small_groups,
)
from consult.disclosure.rules.lattice import Counted, lattice
from consult.disclosure.rules.linked import Told, linked_leaks
from consult.disclosure.rules.people import JOINT, By, People, people_of
from consult.disclosure.rules.suppression import GivenAwayError
from consult.disclosure.rules.tables import Cell, GatedTable, Net, Shape, Table
from consult.disclosure.rules.words import (
    Mark,
    Rule,
    SmallCount,
    Threshold,
    may_browse_verbatim,
    sentence_count,
    table_text,
)

__all__ = [
    "JOINT",
    "By",
    "Cell",
    "ContradictionError",
    "Counted",
    "Difference",
    "DisagreementError",
    "GatedBreaks",
    "GatedTable",
    "GivenAwayError",
    "Leak",
    "Mark",
    "MergedGroup",
    "Merging",
    "Net",
    "People",
    "Rule",
    "Shape",
    "SmallCount",
    "Table",
    "Threshold",
    "Told",
    "audit",
    "differences",
    "gate_breaks",
    "gate_table",
    "lattice",
    "linked_leaks",
    "may_browse_verbatim",
    "merge_consistently",
    "merge_small_groups",
    "nested_groups",
    "people_of",
    "sentence_count",
    "table_text",
]
