"""The gate against a reader who knows every published sum and wants to know the rest."""

import time
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import GatedTable, Leak, Mark, Net, Shape, Table, audit, gate_table
from tests.conftest import examples

REGIONS = ("africa", "mena", "asia_pacific", "europe", "americas")
F, W = Mark.FEWER, Mark.WITHHELD
A = {
    "continue": (35, 20, 25, 15, 20),
    "disband": (5, 0, 5, 20, 0),
    "looser": (20, 10, 15, 35, 20),
    "own_right": (10, 5, 15, 35, 5),
    "merger": (30, 15, 20, 40, 10),
    "joint": (40, 25, 35, 50, 20),
}
B = {
    "continue": (20, 20, 25, 50, 20),
    "disband": (0, 0, 0, 5, 0),
    "looser": (10, 5, 10, 25, 15),
    "own_right": (5, 5, 10, 25, 5),
    "merger": (10, 5, 15, 30, 5),
    "joint": (20, 15, 25, 55, 15),
}


def yes_no(rows: dict[str, tuple[int, ...]], bases: tuple[int, ...], *, has_total: bool = True) -> Table:
    groups = REGIONS[: len(bases)]
    return Table(tuple(rows), groups, tuple(rows.values()), bases, Shape.INDEPENDENT, has_total=has_total)


def partition(*lines: tuple[int, ...], nets: tuple[Net, ...] = ()) -> Table:
    names = tuple(f"row {number}" for number in range(len(lines)))
    groups = tuple(f"group {number}" for number in range(len(lines[0])))
    bases = tuple(map(sum, zip(*lines, strict=True)))
    return Table(names, groups, lines, bases, Shape.PARTITION, nets)


def leaks(table: GatedTable) -> list[Leak]:
    return audit({"": table})


def test_acceptance_of_the_joint_house_is_shown_in_every_region() -> None:
    gated = gate_table(yes_no(A, (50, 30, 45, 55, 25)))

    for option in A.keys() - {"disband"}:
        assert tuple(gated.cell(option, region) for region in REGIONS) == A[option]
    assert gated.total("joint") == 170
    assert gated.total_base == 205


def test_regions_where_nobody_would_disband_cannot_be_worked_out() -> None:
    gated = gate_table(yes_no(A, (50, 30, 45, 55, 25)))

    assert gated.cells[1] == (5, F, 5, W, F)
    assert gated.total("disband") == 30
    assert leaks(gated) == []


def test_one_region_alone_in_favour_has_its_whole_row_withheld() -> None:
    gated = gate_table(yes_no(B, (25, 25, 30, 65, 25)))

    assert gated.cells[1] == (W, W, W, W, W)
    assert gated.total("disband") == 5
    assert ("disband", "europe") not in gated.at_least_k
    assert [gated.cell("joint", region) for region in REGIONS] == [20, 15, 25, 55, 15]
    assert leaks(gated) == []


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert gate_table(partition((10, 20), (15, 30))).complete


def test_a_small_total_reads_fewer_and_so_does_its_row() -> None:
    gated = gate_table(yes_no({"a": (3, 0), "b": (9, 12)}, (20, 30)))

    assert gated.total("a") is F
    assert gated.cells == ((F, F), (9, 12))


def test_groups_in_which_all_agree_are_withheld_without_a_hint() -> None:
    gated = gate_table(partition((20, 10, 12), (0, 12, 20), (0, 15, 9)))

    assert [gated.cell(row, "group 0") for row in gated.rows] == [W, W, W]
    assert not any(group == "group 0" for _, group in gated.at_least_k)
    assert leaks(gated) == []


def test_all_but_a_few_agreeing_is_withheld_too() -> None:
    gated = gate_table(yes_no({"a": (28, 10, 12)}, (30, 30, 30)))

    assert gated.cells[0][0] is W
    assert leaks(gated) == []


def test_three_groups_told_as_fewer_do_not_add_up_to_their_largest() -> None:
    """A total of 12 in three groups of "fewer than 5" would say four each."""
    gated = gate_table(yes_no({"a": (4, 4, 4)}, (30, 30, 30)))

    assert gated.cells[0] == (W, W, W)
    assert leaks(gated) == []


def test_hiding_one_cell_of_a_partition_hides_what_would_give_it_away() -> None:
    gated = gate_table(partition((3, 20, 20), (20, 20, 20), (20, 20, 20)))

    hidden = [cell for line in gated.cells for cell in line if isinstance(cell, Mark)]
    assert len(hidden) == 4
    assert leaks(gated) == []


def test_a_group_below_the_threshold_is_hidden_with_its_base_and_a_partner() -> None:
    gated = gate_table(yes_no({"a": (2, 20, 8)}, (3, 50, 20)))

    assert gated.bases == (None, 50, None)
    assert gated.cells == ((W, 20, W),)
    assert leaks(gated) == []


def test_fewer_respondents_than_the_threshold_show_nothing() -> None:
    gated = gate_table(yes_no({"a": (2, 1)}, (2, 2)))

    assert gated.bases == (None, None)
    assert gated.total_base is None
    assert gated.cells == ((W, W),)
    assert gated.totals == (W,)


def test_a_break_whose_groups_are_all_small_keeps_its_total() -> None:
    gated = gate_table(yes_no({"a": (3, 3, 2)}, (4, 4, 4)))

    assert gated.bases == (None, None, None)
    assert gated.totals == (W,)
    assert leaks(gated) == []


def test_totals_of_a_partition_hide_a_partner() -> None:
    gated = gate_table(partition((2,), (30,), (20,)))

    assert gated.totals == (F, 30, W)
    assert gated.cells == ((F,), (30,), (W,))
    assert leaks(gated) == []


def test_what_options_add_up_to_is_a_row_of_its_own() -> None:
    nets = (Net("could_live_with", ("row 0", "row 1")),)
    gated = gate_table(partition((20, 2, 20), (10, 20, 15), (15, 12, 20), nets=nets))

    assert gated.rows[-1] == "could_live_with"
    assert gated.cells[-1] == (30, 22, 35)
    assert gated.cell("row 0", "group 1") is F or gated.cell("row 0", "group 1") is W
    assert leaks(gated) == []


def test_a_plain_cell_is_hidden_rather_than_the_net_a_headline_is_made_of() -> None:
    nets = (Net("could_live_with", ("row 0", "row 1")),)
    gated = gate_table(partition((10,), (0,), (6,), (0,), nets=nets))

    assert gated.total("could_live_with") == 10
    assert gated.total("row 2") is W
    assert leaks(gated) == []


def test_counts_of_populations_that_do_not_add_up_are_gated_one_by_one() -> None:
    gated = gate_table(yes_no({"a": (0, 20)}, (30, 40), has_total=False))

    assert gated.cells == ((F, 20),)
    assert gated.totals is None


def test_a_higher_threshold_hides_more() -> None:
    assert gate_table(yes_no({"a": (7, 20, 30)}, (40, 40, 40)), k=10).cells[0][0] is F


def test_cells_can_be_hidden_on_request() -> None:
    gated = gate_table(yes_no({"a": (20, 20, 20)}, (40, 40, 40)), also_hide=frozenset({("a", "mena")}))

    assert gated.cell("a", "mena") is W
    assert leaks(gated) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"rows": ("a", "a")},
        {"groups": ("x",)},
        {"counts": ((1, 2),)},
        {"counts": ((1, 2), (3, 99))},
        {"bases": (4,)},
        {"shape": Shape.PARTITION},
        {"nets": (Net("n", ("a", "b")),)},
        {"bases": (3, 6), "shape": Shape.PARTITION, "nets": (Net("n", ("a", "b")),)},
    ],
)
def test_tables_that_do_not_add_up_are_refused(changed: dict[str, object]) -> None:
    whole: dict[str, object] = {
        "rows": ("a", "b"),
        "groups": ("x", "y"),
        "counts": ((1, 2), (2, 4)),
        "bases": (9, 9),
        "shape": Shape.INDEPENDENT,
    }
    with pytest.raises(ValueError, match=r"\w+"):
        Table(**(whole | changed))  # type: ignore[arg-type]


small_or_not = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 12), st.integers(0, 60))


@st.composite
def tables(draw: st.DrawFn, most: int = 6, count: st.SearchStrategy[int] = small_or_not) -> Table:
    rows, groups = draw(st.integers(2, most)), draw(st.integers(1, most))
    counts = tuple(tuple(draw(count) for _ in range(groups)) for _ in range(rows))
    columns = list(zip(*counts, strict=True))
    names = tuple(f"r{number}" for number in range(rows)), tuple(f"g{number}" for number in range(groups))
    if draw(st.booleans()):
        bases = tuple(max(column) + draw(count) for column in columns)
        return Table(*names, counts, bases, Shape.INDEPENDENT, has_total=draw(st.booleans()))
    nets = (Net("n0", ("r0", "r1")),) if rows > 2 and draw(st.booleans()) else ()
    nets += (Net("n1", ("r2", "r3")),) if rows > 3 and nets and draw(st.booleans()) else ()
    bases = tuple(sum(column) for column in columns)
    return Table(*names, counts, bases, Shape.PARTITION, nets, has_total=draw(st.booleans()))


@settings(max_examples=examples(100))
@given(tables())
def test_nothing_hidden_can_be_worked_out(table: Table) -> None:
    assert leaks(gate_table(table)) == []


@settings(max_examples=examples(60))
@given(tables(most=4), st.integers(2, 12))
def test_the_promise_holds_for_every_threshold(table: Table, k: int) -> None:
    assert leaks(gate_table(table, k)) == []


@settings(max_examples=examples(200))
@given(tables())
def test_what_is_shown_is_true_and_never_small(table: Table) -> None:
    gated = gate_table(table)

    for row, line, counts in zip(table.rows, gated.cells, table.counts, strict=False):
        for cell, count, base in zip(line, counts, table.bases, strict=True):
            assert cell in (count, F, W)
            if not isinstance(cell, Mark):
                assert cell >= 5
                assert base - cell >= 5
            assert cell is not F or count < 5
        total = gated.total(row)
        assert isinstance(total, Mark) or total == sum(counts) >= 5
    for row, group in gated.at_least_k:
        if group is not None and row in table.rows:
            assert table.counts[table.rows.index(row)][table.groups.index(group)] >= 5


@settings(max_examples=examples(50))
@given(tables())
def test_the_same_table_is_hidden_the_same_way(table: Table) -> None:
    assert gate_table(table) == gate_table(table)


@settings(max_examples=examples(60))
@given(tables(most=3, count=st.integers(0, 7)))
@example(
    Table(
        rows=("r0", "r1", "r2"),
        groups=("g0", "g1"),
        counts=((0, 3), (0, 5), (5, 7)),
        bases=(5, 15),
        shape=Shape.PARTITION,
        nets=(),
        has_total=False,
    )
)
def test_every_table_a_reader_can_imagine_leaves_hidden_cells_open(table: Table) -> None:
    """Plain enumeration of whole numbers, no linear programming: only for small tables."""
    gated = gate_table(table)
    if table.nets or table.total_base > 24 or None in gated.bases or len(table.groups) < 2:
        return
    for row, group in product(range(len(table.rows)), range(len(table.groups))):
        cell = gated.cells[row][group]
        if isinstance(cell, Mark):
            seen = {one[row][group] for one in imaginable(table, gated, (row, group))}
            capped = gated.totals is not None and gated.totals[row] is F
            assert table.counts[row][group] in seen
            # hidden for another's sake, it may be known to be neither small nor nearly all, as if it were shown
            harmless = cell is W and min(seen) >= 5 and table.bases[group] - max(seen) >= 5
            assert harmless or max(seen) - min(seen) >= (4 if capped else 5)
            assert cell is not F or set(range(5)) <= seen


def imaginable(table: Table, gated: GatedTable, spare: tuple[int, int]) -> list[tuple[tuple[int, ...], ...]]:
    """List every table of whole numbers that agrees with what is published, one cell's mark apart."""

    def values(row: int, group: int) -> range:
        cell, base = gated.cells[row][group], table.bases[group]
        if not isinstance(cell, Mark):
            return range(cell, cell + 1)
        if (row, group) == spare:
            return range(base + 1)
        if cell is F:
            return range(min(base, 4) + 1)
        told = (table.rows[row], table.groups[group]) in gated.at_least_k
        return range(5 if told else 0, base + 1)

    def line_fits(row: int, line: tuple[int, ...]) -> bool:
        if gated.totals is None:
            return True
        total = gated.totals[row]
        if not isinstance(total, Mark):
            return sum(line) == total
        return (total is not F or sum(line) < 5) and ((table.rows[row], None) not in gated.at_least_k or sum(line) >= 5)

    rows = range(len(table.rows)) if table.shape is Shape.PARTITION else [spare[0]]
    lines = [
        [line for line in product(*(values(row, group) for group in range(len(table.groups)))) if line_fits(row, line)]
        for row in rows
    ]
    if table.shape is Shape.INDEPENDENT:
        padding = ((0,) * len(table.groups),) * spare[0]
        return [(*padding, line) for line in lines[0]]
    return add_up(lines, table.bases)


def add_up(lines: list[list[tuple[int, ...]]], bases: tuple[int, ...]) -> list[tuple[tuple[int, ...], ...]]:
    whole: list[tuple[tuple[int, ...], ...]] = [()]
    for choices in lines[:-1]:
        whole = [
            (*table, line)
            for table in whole
            for line in choices
            if all(sum(column) <= base for column, base in zip(zip(*table, line, strict=True), bases, strict=True))
        ]
    last = set(lines[-1])
    complete = []
    for table in whole:
        rest = tuple(base - sum(column) for base, column in zip(bases, zip(*table, strict=True), strict=True))
        if rest in last:
            complete.append((*table, rest))
    return complete


def test_a_table_of_six_by_six_passes_in_time() -> None:
    table = partition(*(tuple((row * 7 + group * 5) % 23 for group in range(6)) for row in range(6)))
    started = time.perf_counter()
    gate_table(table)

    assert time.perf_counter() - started < 1
