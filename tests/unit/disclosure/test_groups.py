from collections import Counter
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from consult.disclosure.rules import Merging, differences, merge_consistently, merge_small_groups

EAST, EUROPE, AFRICA = "eastern_europe_central_asia", "europe", "africa"


def parts(merging: Merging) -> dict[str, tuple[str, ...]]:
    return {group.key: group.parts for group in merging.groups}


def test_a_small_group_joins_its_neighbour_and_the_result_says_so() -> None:
    merging = merge_small_groups({AFRICA: 50, EUROPE: 52, EAST: 3}, {EAST: EUROPE})

    assert parts(merging) == {AFRICA: (AFRICA,), EUROPE: (EUROPE, EAST)}
    assert [group.key for group in merging.merged] == [EUROPE]
    assert merging.group_of(EAST) == EUROPE
    assert merging.groups[1].base == 55
    assert not merging.groups[1].gathered


def test_large_groups_stay_as_they_are() -> None:
    assert not merge_small_groups({AFRICA: 5, EUROPE: 6}, {AFRICA: EUROPE}).merged


def test_merging_follows_a_chain_of_neighbours() -> None:
    merging = merge_small_groups({"a": 1, "b": 2, "c": 3, "d": 9}, {"a": "b", "b": "c", "c": "d"})

    assert parts(merging) == {"c": ("a", "b", "c"), "d": ("d",)}


def test_a_group_without_neighbour_is_gathered_with_the_smallest_other() -> None:
    merging = merge_small_groups({"a": 2, "b": 9, "c": 7}, {})

    assert parts(merging) == {"b": ("b",), "c": ("a", "c")}
    assert merging.groups[1].gathered


def test_neighbours_that_point_at_each_other_still_end() -> None:
    merging = merge_small_groups({"a": 1, "b": 2, "c": 30, "d": 40}, {"a": "b", "b": "a"})

    assert parts(merging) == {"c": ("a", "b", "c"), "d": ("d",)}


def test_a_break_of_which_one_group_is_left_is_withheld() -> None:
    assert merge_small_groups({"a": 2, "b": 9}, {"a": "b"}).withheld
    assert merge_small_groups({"a": 2, "b": 1}, {}).withheld
    assert merge_small_groups({}, {}).withheld


def test_a_small_group_is_merged_in_every_break_it_could_be_worked_out_from() -> None:
    region = [EAST] * 3 + [EUROPE] * 52 + [AFRICA] * 50
    language = ["ru"] * 3 + ["en"] * 60 + ["fr"] * 42
    merged = merge_consistently(
        {"region": region, "language": language}, {"region": {EAST: EUROPE}, "language": {"ru": "en"}}
    )

    assert parts(merged["region"]) == {AFRICA: (AFRICA,), EUROPE: (EAST, EUROPE)}
    assert parts(merged["language"]) == {"en": ("en", "ru"), "fr": ("fr",)}


def test_a_small_difference_of_nested_groups_is_merged_away() -> None:
    region = [EUROPE] * 23 + [AFRICA] * 20 + ["asia"] * 20
    language = ["ru"] * 20 + ["en"] * 3 + ["fr"] * 20 + ["en"] * 20
    merged = merge_consistently({"region": region, "language": language}, {"language": {"ru": "en"}})

    assert parts(merged["region"]) == {AFRICA: (AFRICA,), "asia": ("asia",), EUROPE: (EUROPE,)}
    assert parts(merged["language"]) == {"en": ("en", "ru"), "fr": ("fr",)}


def test_a_break_that_only_adds_a_small_difference_is_withheld() -> None:
    region = ["a"] * 20 + ["b"] * 20
    kind = ["x"] * 18 + ["y"] * 22

    assert merge_consistently({"region": region, "kind": kind}, {})["kind"].withheld


def test_unions_of_groups_are_subtracted_too() -> None:
    region = ["a"] * 10 + ["b"] * 10 + ["c"] * 10 + ["d"] * 10
    kind = ["x"] * 5 + ["y"] * 5 + ["x"] * 5 + ["y"] * 4 + ["z"] * 11 + ["w"] * 10
    merged = merge_consistently({"region": region, "kind": kind}, {})

    assert all(found.base >= 5 for found in differences({"region": region, "kind": kind}, merged))
    assert not merged["region"].merged
    assert merged["kind"].withheld or merged["kind"].merged


people = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz"), st.sampled_from("mnop")), min_size=1, max_size=60
)


@given(people)
def test_no_union_of_published_groups_leaves_a_few_when_subtracted(given_people: list[tuple[str, ...]]) -> None:
    """Every union of one break against every union of another, by plain sets."""
    memberships = {name: [person[at] for person in given_people] for at, name in enumerate("ABC")}
    merged = merge_consistently(memberships, {"A": {"a": "b", "c": "d"}})
    published = {name: published_sets(memberships[name], merging) for name, merging in merged.items()}

    for sets in published.values():
        assert all(len(one) >= 5 for one in sets)
    for one, other in permutations(published.values(), 2):
        for inner in unions(one):
            for outer in unions(other):
                assert not (inner < outer and len(outer - inner) < 5)


@given(people)
def test_merging_loses_nobody_and_is_repeatable(given_people: list[tuple[str, ...]]) -> None:
    memberships = {name: [person[at] for person in given_people] for at, name in enumerate("ABC")}
    merged = merge_consistently(memberships, {})

    assert merged == merge_consistently(memberships, {})
    for name, merging in merged.items():
        if not merging.withheld:
            assert sum(group.base for group in merging.groups) == len(given_people)
            assert {part for group in merging.groups for part in group.parts} == set(memberships[name])
            counted = Counter(merging.group_of(group) for group in memberships[name])
            assert counted == {group.key: group.base for group in merging.groups}


def published_sets(groups: list[str], merging: Merging) -> list[frozenset[int]]:
    return [frozenset(at for at, group in enumerate(groups) if group in merged.parts) for merged in merging.groups]


def unions(sets: list[frozenset[int]]) -> list[frozenset[int]]:
    return [frozenset().union(*chosen) for size in range(1, len(sets) + 1) for chosen in combinations(sets, size)]
