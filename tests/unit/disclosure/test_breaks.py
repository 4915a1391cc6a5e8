from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import (
    DisagreementError,
    GatedTable,
    Mark,
    Net,
    Shape,
    Table,
    audit,
    gate_breaks,
    linked_leaks,
    merge_consistently,
    nested_groups,
    people_of,
)
from tests.conftest import examples

F, W = Mark.FEWER, Mark.WITHHELD
NET = Net("live", ("yes", "if"))


def table(answers: Sequence[str], groups: Sequence[str], options: Sequence[str], shape: Shape) -> Table:
    names = tuple(sorted(set(groups)))
    pairs = list(zip(answers, groups, strict=True))
    counts = tuple(tuple(pairs.count((option, name)) for name in names) for option in options)
    bases = tuple(list(groups).count(name) for name in names)
    return Table(tuple(options), names, counts, bases, shape)


def topline(*counts: int, rows: tuple[str, ...] = ("yes", "if", "no"), nets: tuple[Net, ...] = (NET,)) -> Table:
    return Table(rows, ("all",), tuple((count,) for count in counts), (sum(counts),), Shape.PARTITION, nets)


def live(*counts: int, bases: tuple[int, ...]) -> Table:
    groups = tuple(f"g{number}" for number in range(len(bases)))
    return Table(("live",), groups, (counts,), bases, Shape.INDEPENDENT)


def test_every_break_agrees_on_the_totals() -> None:
    gated = gate_breaks(
        {"region": live(30, 22, bases=(40, 40)), "kind": live(12, 20, 20, bases=(20, 30, 30))},
        topline=topline(50, 2, 28),
    )

    assert {one.total("live") for one in gated.breaks.values()} == {gated.topline.total("live")}
    assert gated.topline.total("if") is F
    assert audit({"": gated.topline, **gated.breaks}) == []


def test_a_row_whose_total_is_hidden_is_hidden_in_every_break() -> None:
    region = Table(("yes", "if", "no"), ("g0", "g1"), ((1, 1), (20, 20), (30, 30)), (51, 51), Shape.PARTITION)
    gated = gate_breaks({"region": region})

    assert gated.topline.total("yes") is F
    hidden = [row for row in gated.topline.rows if isinstance(gated.topline.total(row), Mark)]
    assert len(hidden) >= 2
    assert all(
        isinstance(cell, Mark) for row in hidden for cell in gated.breaks["region"].cells[region.rows.index(row)]
    )
    assert audit({"": gated.topline, **gated.breaks}) == []


def test_subtracting_a_group_from_one_around_it_says_nothing() -> None:
    region = ["europe"] * 27 + ["africa"] * 33
    language = ["russian"] * 20 + ["english"] * 40
    answers = ["yes"] * 12 + ["no"] * 8 + ["yes"] * 7 + ["yes"] * 15 + ["no"] * 18
    breaks = {
        name: table(answers, groups, ("yes", "no"), Shape.PARTITION)
        for name, groups in (("region", region), ("language", language))
    }
    memberships = {"region": region, "language": language}
    apart, together = gate_breaks(breaks), gate_breaks(breaks, memberships=memberships)
    nested = nested_groups(memberships)

    assert audit({"": apart.topline, **apart.breaks}, nested)
    assert audit({"": together.topline, **together.breaks}, nested) == []
    assert together.breaks["region"].complete
    assert not together.breaks["language"].complete


def test_groups_that_are_the_same_people_are_hidden_alike() -> None:
    memberships = {"region": ["a"] * 20 + ["b"] * 20 + ["c"] * 20, "language": ["x"] * 20 + ["y"] * 40}
    answers = ["yes"] * 3 + ["no"] * 17 + ["yes"] * 10 + ["no"] * 10 + ["yes"] * 10 + ["no"] * 10
    breaks = {n: table(answers, g, ("yes", "no"), Shape.PARTITION) for n, g in memberships.items()}
    gated = gate_breaks(breaks, memberships=memberships)

    assert isinstance(gated.breaks["region"].cell("yes", "a"), Mark)
    assert isinstance(gated.breaks["language"].cell("yes", "x"), Mark)
    assert audit({"": gated.topline, **gated.breaks}, nested_groups(memberships)) == []


def test_groups_that_nearly_are_each_other_do_not_hold_each_others_counts() -> None:
    """One person of Africa does not speak French, and one French speaker is not of Africa: 5 says 4, 5 or 6."""
    region = ["africa"] * 20 + ["europe"] * 40
    language = ["fr"] * 19 + ["en"] + ["fr"] + ["en"] * 39
    answers = ["yes"] * 4 + ["no"] * 16 + ["yes"] + ["no"] * 9 + ["yes"] * 30
    memberships = {"region": region, "language": language}
    breaks = {n: table(answers, g, ("yes", "no"), Shape.PARTITION) for n, g in memberships.items()}
    apart, together = gate_breaks(breaks), gate_breaks(breaks, memberships=memberships)
    people = people_of(memberships)

    assert isinstance(apart.breaks["region"].cell("yes", "africa"), Mark)
    assert apart.breaks["language"].cell("yes", "fr") == 5
    assert linked_leaks({(): apart.topline, **by_one(apart.breaks)}, people)
    assert linked_leaks({(): together.topline, **by_one(together.breaks)}, people) == []


def by_one(breaks: Mapping[str, GatedTable]) -> dict[tuple[str, ...], GatedTable]:
    return {(name,): one for name, one in breaks.items()}


def test_breaks_that_count_other_answers_are_refused() -> None:
    whole = topline(50, 2, 28)

    with pytest.raises(DisagreementError, match="same total"):
        gate_breaks({"region": live(30, 20, bases=(40, 40))}, topline=whole)
    with pytest.raises(DisagreementError, match="one group"):
        gate_breaks({"region": live(30, 22, bases=(40, 40))}, topline=live(30, 22, bases=(40, 40)))


def test_rows_that_add_up_do_so_in_every_break() -> None:
    whole = topline(50, 30, 28)
    apart = Table(("yes", "no"), ("a", "b"), ((30, 20), (10, 18)), (54, 54), Shape.INDEPENDENT)
    fewer = Table(("yes", "no"), ("a", "b"), ((30, 20), (30, 28)), (60, 48), Shape.PARTITION)

    with pytest.raises(DisagreementError, match="yes/no"):
        gate_breaks({"region": apart}, topline=whole)
    with pytest.raises(DisagreementError, match="all of them"):
        gate_breaks({"region": fewer}, topline=whole)


def test_a_break_with_all_rows_gets_what_they_add_up_to() -> None:
    answers, groups = ["yes", "if", "no"] * 30, ["a"] * 45 + ["b"] * 45
    region = table(answers, groups, ("yes", "if", "no"), Shape.PARTITION)

    assert gate_breaks({"region": region}, topline=topline(30, 30, 30)).breaks["region"].cell("live", "a") == 30


def test_too_few_answers_show_nothing_in_any_break() -> None:
    gated = gate_breaks({"region": live(2, 1, bases=(2, 2))})

    assert gated.topline.total_base is None
    assert gated.breaks["region"].cells == ((W, W),)


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from(("yes", "if", "no"))),
        min_size=5,
        max_size=90,
    )
)
def test_a_collapsed_break_and_the_whole_totals_give_nothing_away(people: list[tuple[str, str, str]]) -> None:
    answers = [one[2] for one in people]
    collapsed = ["live" if answer != "no" else "" for answer in answers]
    breaks = {
        "region": table(collapsed, [one[0] for one in people], ("live",), Shape.INDEPENDENT),
        "language": table(answers, [one[1] for one in people], ("yes", "if", "no"), Shape.PARTITION),
    }
    gated = gate_breaks(breaks, topline=topline(*(answers.count(one) for one in ("yes", "if", "no"))))

    assert audit({"": gated.topline, **gated.breaks}) == []


person = st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from(("yes", "if", "no", "cannot")))


@settings(max_examples=examples(60))
@given(st.lists(person, min_size=5, max_size=90), st.booleans(), st.sampled_from(list(Shape)))
def test_no_two_breaks_together_give_anything_away(
    people: list[tuple[str, str, str]], alike: bool, shape: Shape
) -> None:
    groups = {"region": [one[0] for one in people], "language": [one[1] for one in people]}
    if alike:
        groups["language"] = [{"a": "x", "b": "x"}.get(one[0], one[1]) for one in people]
    merged = merge_consistently(groups, {})
    memberships = {
        name: [str(merged[name].group_of(group)) for group in of]
        for name, of in groups.items()
        if not merged[name].withheld
    }
    answers, options = [one[2] for one in people], ("yes", "if", "no", "cannot")
    breaks = {name: table(answers, of, options, shape) for name, of in memberships.items()}
    if not breaks:
        return
    gated = gate_breaks(breaks, memberships=memberships)

    assert audit({"": gated.topline, **gated.breaks}, nested_groups(memberships)) == []
