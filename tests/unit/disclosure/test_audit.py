"""The auditor must catch what the gate is there to prevent."""

import pytest

from consult.disclosure.rules import (
    ContradictionError,
    Difference,
    GatedTable,
    Mark,
    Net,
    Shape,
    Table,
    audit,
    gate_table,
)

F, W = Mark.FEWER, Mark.WITHHELD


def published(
    *lines: tuple[int | Mark, ...],
    totals: tuple[int | Mark, ...] | None,
    bases: tuple[int | None, ...],
    shape: Shape = Shape.PARTITION,
    told: frozenset[tuple[str, str | None]] = frozenset(),
) -> GatedTable:
    return GatedTable(
        rows=tuple(f"r{number}" for number in range(len(lines))),
        groups=tuple(f"g{number}" for number in range(len(bases))),
        cells=lines,
        totals=totals,
        bases=bases,
        total_base=sum(base or 0 for base in bases),
        shape=shape,
        at_least_k=told,
    )


def test_hidden_zeros_whose_row_adds_up_are_found() -> None:
    row = published((5, F, 5, 20, F), totals=(30,), bases=(50, 30, 45, 55, 25), shape=Shape.INDEPENDENT)

    assert [(leak.group, leak.low, leak.high) for leak in audit({"": row})] == [("g1", 0, 0), ("g4", 0, 0)]


def test_small_cells_alone_in_their_columns_are_found_exactly_and_the_gate_prevents_it() -> None:
    counts, bases = ((3, 12, 14, 20), (10, 4, 13, 15), (20, 26, 2, 15)), (33, 42, 29, 50)
    before = published((F, 12, 14, 20), (10, F, 13, 15), (20, 26, F, 15), totals=(49, 42, 63), bases=bases)
    after = gate_table(Table(before.rows, before.groups, counts, bases, Shape.PARTITION))

    found = {(leak.row, leak.group): (leak.low, leak.high) for leak in audit({"": before})}
    assert found == {("r0", "g0"): (3, 3), ("r1", "g1"): (4, 4), ("r2", "g2"): (2, 2)}
    assert audit({"": after}) == []


def test_marks_that_add_up_to_their_limit_are_found() -> None:
    row = published((F, F, F), totals=(12,), bases=(30, 30, 30), shape=Shape.INDEPENDENT)

    assert len(audit({"": row})) == 3


def test_a_withheld_cell_known_to_be_large_limits_the_others() -> None:
    told = frozenset({("r0", "g0")})
    row = published((W, F, F), totals=(5,), bases=(30, 30, 30), shape=Shape.INDEPENDENT, told=told)

    assert [(leak.group, leak.low, leak.high) for leak in audit({"": row})] == [("g1", 0, 0), ("g2", 0, 0)]


def test_small_shown_counts_bases_and_rests_are_found() -> None:
    row = published((3, 27, 20), totals=None, bases=(30, 30, 20), shape=Shape.INDEPENDENT)

    assert [(leak.row, leak.group) for leak in audit({"": row})] == [("r0", "g0"), ("r0", "g1"), ("r0", "g2")]


def test_a_small_base_is_found() -> None:
    row = published((W, 20), totals=None, bases=(4, 30), shape=Shape.INDEPENDENT)

    assert (None, "g0") in {(leak.row, leak.group) for leak in audit({"": row})}


def test_a_total_shown_in_one_table_and_hidden_in_another_is_found() -> None:
    hidden = published((W, W), (W, W), totals=(W, W), bases=(30, 30))
    shown = published((6, 20), totals=(26,), bases=(30, 30), shape=Shape.INDEPENDENT)
    small = published((W, W), totals=(2,), bases=(30, 30), shape=Shape.INDEPENDENT)

    assert audit({"hidden": hidden}) == audit({"hidden": hidden, "shown": shown}) == []
    assert ("hidden", "r0", "g0") in {
        (leak.table, leak.row, leak.group) for leak in audit({"hidden": hidden, "small": small})
    }


def test_what_options_add_up_to_gives_an_option_away() -> None:
    table = GatedTable(
        rows=("yes", "if", "no", "live"),
        groups=("g0",),
        cells=((F,), (20,), (W,), (W,)),
        totals=None,
        bases=(60,),
        total_base=None,
        shape=Shape.PARTITION,
        nets=(Net("live", ("yes", "if")),),
    )
    given_away = GatedTable(
        rows=table.rows,
        groups=("g0",),
        cells=((F,), (20,), (37,), (23,)),
        totals=None,
        bases=(60,),
        total_base=None,
        shape=Shape.PARTITION,
        nets=table.nets,
    )

    assert audit({"": table}) == []
    assert [(leak.row, leak.low, leak.high) for leak in audit({"": given_away})] == [("yes", 3, 3)]


def test_a_small_difference_between_breaks_is_found() -> None:
    region = published((26, 20), totals=(46,), bases=(55, 50), shape=Shape.INDEPENDENT)
    language = published((24, 22), totals=(46,), bases=(48, 57), shape=Shape.INDEPENDENT)
    nested = [Difference(("region", ("g0",)), ("language", ("g0",)), 7)]
    found = audit({"region": region, "language": language}, nested)

    assert [(leak.row, leak.low, leak.high) for leak in found] == [("r0", 2, 2)]
    assert found[0].difference == nested[0]


def test_figures_that_cannot_all_be_true_are_reported() -> None:
    with pytest.raises(ContradictionError):
        audit({"": published((F, 20), totals=(90,), bases=(30, 70), shape=Shape.INDEPENDENT)})
