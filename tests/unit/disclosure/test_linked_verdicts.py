"""Few linear programmes find the same leaks as two for every hidden count."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import Shape, Table, Told, gate_table, linked, linked_leaks, people_of
from consult.disclosure.rules.linked import Seen, Tables
from tests.conftest import examples

Memberships = dict[str, list[str]]


def one_by_one(hidden: list[Any], search: Any, *_more: object, **_once: bool) -> Iterator[Told]:  # Any: private
    """The way without shortcuts: the least and the most of every hidden count."""
    for one in hidden:
        low = float(one.form @ search.least(one.form, one))
        high = float(one.form @ search.least(-one.form, one))
        if not one.wide(low, high) and not one.harmless(low, high):
            yield Told(*one.at, low, high)


def at(leaks: list[Told]) -> set[tuple[object, ...]]:
    return {(one.by, one.row, one.group) for one in leaks}


def drawn(draw: Random) -> tuple[Memberships, list[str], tuple[str, ...]]:
    """Groups that nearly are each other, and answers."""
    count, rows = draw.randint(12, 60), tuple("abc")[: draw.randint(1, 3)]
    region = [draw.choice("nsw") for _one in range(count)]
    language = [one if draw.random() < 0.9 else draw.choice("nsw") for one in region]
    kind = [draw.choice("xy") for _one in range(count)]
    answers = [draw.choices((*rows, "z"), (4, 3, 2, 1)[: len(rows) + 1])[0] for _one in range(count)]
    return {"region": region, "language": language, "kind": kind}, answers, rows


def published(
    groups: Memberships, answers: list[str], rows: tuple[str, ...], also: frozenset[tuple[str, str]] = frozenset()
) -> Tables:
    """Every break gated by itself, as nothing that is published is: so something leaks now and then."""
    shape = Shape.PARTITION if len(rows) > 1 else Shape.INDEPENDENT
    names = (*rows, "z") if len(rows) > 1 else rows
    tables = {}
    for by, own in {(): [""] * len(answers), **{(name,): own for name, own in groups.items()}}.items():
        labels = tuple(sorted(set(own)))
        pairs = list(zip(own, answers, strict=True))
        counts = tuple(tuple(pairs.count((label, row)) for label in labels) for row in names)
        hide = also if by else frozenset[tuple[str, str]]()
        tables[by] = gate_table(Table(names, labels, counts, tuple(map(own.count, labels)), shape), also_hide=hide)
    return tables


@pytest.mark.whole
@settings(max_examples=examples(60))
@given(seed=st.integers(0, 2**32))
def test_shortcuts_find_the_same_leaks(seed: int) -> None:
    groups, answers, rows = drawn(Random(seed))
    people, tables = people_of(groups), published(groups, answers, rows)
    with patch.object(linked, "_judge", one_by_one):
        every = linked_leaks(tables, people)

    assert at(linked_leaks(tables, people)) == at(every)
    once = linked_leaks(tables, people, once=True)
    assert {one.row for one in once} == {one.row for one in every if one.by}
    assert at(once) <= at(every)


@pytest.mark.whole
@settings(max_examples=examples(40))
@given(seed=st.integers(0, 2**32))
def test_what_was_found_for_other_tables_changes_no_verdict(seed: int) -> None:
    draw = Random(seed)
    groups, answers, rows = drawn(draw)
    people, seen = people_of(groups), Seen()
    more = frozenset({(rows[0], draw.choice("nswxy"))})
    before, after = published(groups, answers, rows), published(groups, answers, rows, more)

    for tables in draw.sample((before, after, before), 3):
        assert at(linked_leaks(tables, people, seen=seen)) == at(linked_leaks(tables, people))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_few_of_these_tables(seed: int) -> None:
    groups, answers, rows = drawn(Random(seed))
    people, tables = people_of(groups), published(groups, answers, rows)
    with patch.object(linked, "_judge", one_by_one):
        every = linked_leaks(tables, people)

    assert at(linked_leaks(tables, people)) == at(every)
