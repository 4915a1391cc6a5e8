"""What two editions tell together: the difference of their counts is about nobody, or about five and more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import GatedTable, Mark, Net, Shape, Table, gate_breaks
from consult.findings.rules.published import FigureKey, PublishedGroup, StrandFindings
from consult.findings.rules.released import released_after
from tests.conftest import examples
from tests.unit.briefing.strands import strand

ROWS = ("acceptable", "conditional", "unacceptable")
NETS = (Net("could_live_with", ("acceptable", "conditional")),)
REGIONS = ("africa", "americas", "europe")
Person = tuple[str, str, str]
"""Region, and the answer to two questions."""
people = st.lists(st.tuples(st.sampled_from(REGIONS), st.sampled_from(ROWS), st.sampled_from(ROWS)), min_size=12)


def findings(of: Sequence[Person]) -> StrandFindings:
    """Count people, past the gate."""
    figures: dict[str, GatedTable] = {}
    for at, part in enumerate(("F2", "F9"), 1):
        counts = Counter((one[0], one[at]) for one in of)
        bases = Counter(one[0] for one in of)
        whole = tuple((sum(counts[region, row] for region in REGIONS),) for row in ROWS)
        cells = tuple(tuple(counts[region, row] for region in REGIONS) for row in ROWS)
        every = tuple(bases[region] for region in REGIONS)
        gated = gate_breaks(
            {"region": Table(ROWS, REGIONS, cells, every, Shape.PARTITION, NETS)},
            topline=Table(ROWS, ("",), whole, (len(of),), Shape.PARTITION, NETS),
            memberships={"region": tuple(one[0] for one in of)},
            k=5,
        )
        figures[str(FigureKey("organisation", part))] = gated.topline
        figures |= {str(FigureKey("organisation", part, by=by)): table for by, table in gated.breaks.items()}
    groups = tuple(PublishedGroup(one, (one,), 50) for one in REGIONS)
    return replace(
        strand("A", {}), figures=figures, bases={"organisation": 100}, groups={"organisation": {"region": groups}}
    )


def changes(before: StrandFindings, now: StrandFindings) -> Iterator[int]:
    """Subtract everything that is shown in both, and what is left of each base beside it."""
    for name, one in before.figures.items():
        other = now.figures[name]
        for old, new in zip(_shown(one), _shown(other), strict=True):
            if old is not None and new is not None:
                yield abs(old - new)


def _shown(table: GatedTable) -> Iterator[int | None]:
    lines = [(table.totals or (), table.total_base)]
    lines += [(tuple(line[at] for line in table.cells), base) for at, base in enumerate(table.bases)]
    for cells, base in lines:
        numbers = [None if isinstance(cell, Mark) else int(cell) for cell in cells]
        yield base
        yield from numbers
        yield from (base - one if base is not None and one is not None else None for one in numbers)
        yield base - sum(one or 0 for one in numbers[:3]) if base is not None else None


def hidden(found: StrandFindings) -> list[list[bool]]:
    return [[one is None for one in _shown(table)] for table in found.figures.values()]


@settings(max_examples=examples(150))
@given(people, people, st.data())
def test_no_difference_of_two_editions_is_about_one_to_four(
    first: list[Person], more: list[Person], data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, len(first)))
    before, now = findings(first), findings([*first[:kept], *more])
    released = released_after([before], now)
    assert all(one == 0 or one >= 5 for one in changes(before, released))
    assert hidden(before) == hidden(released)


@settings(max_examples=examples(60))
@given(people, st.lists(st.integers(0, 30), min_size=2, max_size=3))
def test_every_earlier_edition_counts_not_the_newest_alone(of: list[Person], gone: list[int]) -> None:
    editions = [findings(of)]
    for number in gone:
        editions.append(released_after(editions, findings(of[: max(1, len(of) - number)])))
    for at, earlier in enumerate(editions):
        for later in editions[at:]:
            assert all(one == 0 or one >= 5 for one in changes(earlier, later))


def blocs(acceptable: int, unacceptable: int) -> list[Person]:
    yes = [("africa", "acceptable", "acceptable")] * acceptable
    return yes + [("europe", "unacceptable", "acceptable")] * unacceptable


def test_one_answer_less_leaves_the_figures_as_they_were() -> None:
    before = findings(blocs(20, 20))
    assert released_after([before], findings(blocs(20, 19))).figures == before.figures


def answered(*counts: int) -> list[Person]:
    """As many in every region as `counts` say of each answer; the second question is answered by turns."""
    told = [row for row, count in zip(ROWS, counts, strict=True) for _ in range(count)]
    pairs = [(region, row) for region in REGIONS for row in told]
    return [(*one, ROWS[at % 3]) for at, one in enumerate(pairs)]


def test_a_large_correction_is_released_with_its_own_question_alone() -> None:
    before, after = findings(answered(10, 10, 10)), findings(answered(15, 10, 5))
    assert released_after([before], after).figures == after.figures != before.figures
    fewer = replace(after, figures={**after.figures, **_one_moved(after)})
    released = released_after([before], fewer)
    own, kept = (str(FigureKey("organisation", part)) for part in ("F2", "F9"))
    assert released.figures[own] == after.figures[own] != before.figures[own]
    assert released.figures[kept] == before.figures[kept] != fewer.figures[kept]


def _one_moved(found: StrandFindings) -> dict[str, GatedTable]:
    """Have one person less say the first answer to the second question, and one more the second."""
    key = str(FigureKey("organisation", "F9"))
    first, second, *others = (found.figures[key].total(row) for row in found.figures[key].rows)
    assert isinstance(first, int)
    assert isinstance(second, int)
    totals = (first - 1, second + 1, *others)
    return {key: replace(found.figures[key], totals=totals, cells=tuple((one,) for one in totals))}


def test_releasing_the_same_again_changes_nothing() -> None:
    before, now = findings(blocs(20, 20)), findings(blocs(20, 12))
    once = released_after([before], now)
    assert released_after([before, once], now) == once


def test_who_was_heard_does_not_move_by_a_few_either() -> None:
    before = findings(blocs(20, 20))
    for count, stands in ((99, True), (95, False)):
        now = replace(before, bases={"organisation": count})
        assert (released_after([before], now).bases == before.bases) is stands


def test_a_safety_condition_once_said_stays_said() -> None:
    before = replace(findings(blocs(20, 20)), safety_condition=True)
    assert released_after([before], replace(before, safety_condition=False)).safety_condition
