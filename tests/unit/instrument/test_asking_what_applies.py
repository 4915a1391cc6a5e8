from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.instrument.rules import (
    SectionState,
    Structure,
    Unit,
    Value,
    applies,
    check_document,
    pages_shown,
    prune,
    prune_texts,
    reference_structure,
    reference_wordings,
    rows_shown,
    section_states,
    sections_shown,
    varied_order,
    with_goals,
)
from tests.conftest import examples
from tests.unit.instrument.answering import GOALS, YEAR, documents

BARE = reference_structure()
REFERENCE, _ = with_goals(BARE, reference_wordings(BARE), GOALS)
ORG, IND = Unit.ORGANISATION, Unit.INDIVIDUAL
units = st.sampled_from([ORG, IND])


def _pages(structure: Structure, unit: Unit, answers: dict[str, Value], *, short: bool = False) -> list[str]:
    return [page.code for page in pages_shown(structure, unit, short, answers)]


def test_ways_of_bringing_in_states_are_asked_of_those_who_find_it_important(structure: Structure) -> None:
    important: dict[str, Value] = {"C1.importance": {"bring_in": "important"}}
    slight: dict[str, Value] = {"C1.importance": {"bring_in": "slightly_important", "help": "very_important"}}
    assert "C1.bring_in" in _pages(structure, ORG, important)
    assert "C1.bring_in" not in _pages(structure, ORG, slight)
    assert "C1.bring_in" not in _pages(structure, ORG, {})


def test_only_futures_not_refused_are_ranked(structure: Structure) -> None:
    answers: dict[str, Value] = {"F2": {"disband": "unacceptable", "looser": "conditional", "continue": "cannot_judge"}}
    shown = rows_shown(structure.parts["F3"], answers)
    assert shown == ("continue", "looser", "own_organisation", "full_merger", "joint_house")


def test_ranking_disappears_when_every_future_is_refused(structure: Structure) -> None:
    refused: dict[str, Value] = {"F2": dict.fromkeys(structure.parts["F2"].rows, "unacceptable")}
    assert "F3" not in _pages(structure, ORG, refused)


def test_conditions_are_asked_per_future_that_is_conditional_or_refused(structure: Structure) -> None:
    answers: dict[str, Value] = {"F2": {"disband": "unacceptable", "looser": "conditional", "continue": "acceptable"}}
    assert rows_shown(structure.parts["F6.conditions"], answers) == ("disband", "looser")


def test_without_such_a_future_only_the_text_is_asked(structure: Structure) -> None:
    page = next(page for page in pages_shown(structure, ORG, False, {}) if page.code == "F6")
    assert page.parts == ("F6.text",)


def test_doubters_are_asked_what_would_convince_them(structure: Structure) -> None:
    assert "G2.text" in _pages(structure, IND, {"G2.belief": "disagree"})
    assert "G2.text" not in _pages(structure, IND, {"G2.belief": "neither"})
    assert "G2.text" not in _pages(structure, IND, {"G2.belief": "cannot_judge"})


def test_a_dropped_branch_drops_what_hangs_on_it_and_changing_back_restores_it(structure: Structure) -> None:
    answers: dict[str, Value] = {
        "F2": {"disband": "conditional"},
        "F6.conditions": {"disband": ["safety"]},
        "F3": {"disband": 2, "looser": 1},
    }
    assert prune(structure, ORG, False, answers) == answers
    changed: dict[str, Value] = {**answers, "F2": {"disband": "acceptable"}}
    assert "F6.conditions" not in prune(structure, ORG, False, changed)
    refused: dict[str, Value] = {**answers, "F2": {"disband": "unacceptable"}}
    assert prune(structure, ORG, False, refused)["F3"] == {"looser": 1}
    back = {**refused, "F2": {"disband": "conditional"}}
    assert prune(structure, ORG, False, back) == answers


def test_answers_of_the_other_unit_and_the_other_form_do_not_count(structure: Structure) -> None:
    answers: dict[str, Value] = {"A4": "family", "A3": "board", "C1S": ["help"], "C2": "national"}
    assert set(prune(structure, ORG, False, answers)) == {"A3", "C2"}
    assert set(prune(structure, IND, False, answers)) == {"A4", "C2"}
    assert set(prune(structure, IND, True, answers)) == {"C1S"}


def test_texts_count_while_what_opens_them_is_chosen(structure: Structure) -> None:
    texts = {"A1.other": "a trade union", "G2.text": "a vote", "I1.must.other": "time", "Q9": "?", "B2": "much"}
    chosen: dict[str, Value] = {"A1": "other", "G2.belief": "disagree", "I1.must": ["paid_roles", "other"]}
    assert set(prune_texts(structure, ORG, False, chosen, texts)) == {"A1.other", "G2.text", "I1.must.other", "B2"}
    assert set(prune_texts(structure, ORG, False, {"A1": "youth"}, texts)) == {"B2"}


def test_the_short_form_has_its_own_pages(structure: Structure) -> None:
    assert _pages(structure, ORG, {}, short=True) == ["Z1", "Z2", "B1", "C1S", "F1", "F2", "F6", "I1", "J1S", "J3"]
    page = next(page for page in pages_shown(structure, ORG, True, {}) if page.code == "B1")
    assert page.parts == ("B1.overall",)


def test_a_matrix_of_a_list_nobody_has_filled_is_not_asked(bare: Structure) -> None:
    assert not applies(bare.parts["B1.goals"], ORG, False, {})
    assert applies(bare.parts["B1.overall"], ORG, False, {})


def test_sections_say_how_far_they_are_answered(structure: Structure) -> None:
    answers: dict[str, Value] = {
        "A1": "youth",
        "B1.overall": "some",
        "B1.goals": {"stockpiles": "fully", "clearance": "partly"},
    }
    states = section_states(structure, ORG, False, answers)
    assert states["A"] is SectionState.STARTED
    assert states["B"] is SectionState.COMPLETE
    assert states["C"] is SectionState.NOT_STARTED


def test_a_text_starts_a_section_and_never_completes_one(structure: Structure) -> None:
    states = section_states(structure, ORG, False, {}, {"D2"})
    assert states["D"] is SectionState.STARTED


def test_leaving_out_a_sealed_or_sensitive_question_holds_nothing_up(structure: Structure) -> None:
    answers: dict[str, Value] = {
        "J1": dict.fromkeys(structure.parts["J1"].rows, "concerned"),
        "A1": "youth",
        "A2.role": ["member"],
    }
    states = section_states(structure, IND, False, answers)
    assert states["J"] is SectionState.COMPLETE
    assert states["A"] is SectionState.COMPLETE


def test_a_section_that_asks_nothing_is_not_listed(structure: Structure) -> None:
    assert "D" not in section_states(structure, ORG, True, {})
    assert [section.code for section in sections_shown(structure, ORG, True, {})] == list("ZBCFIJ")


def test_the_order_is_the_same_for_the_same_seed_and_differs_between_people() -> None:
    options = REFERENCE.parts["F1"].rows
    orders = {varied_order(options, str(seed)) for seed in range(200)}
    assert varied_order(options, "7") == varied_order(options, "7")
    assert len(orders) > 100
    assert {order[0] for order in orders} == set(options)
    assert all(sorted(order) == sorted(options) for order in orders)


def test_the_order_never_changes_between_releases() -> None:
    assert varied_order(("a", "b", "c", "d"), "seed") == ("a", "d", "c", "b")


@settings(max_examples=examples(150))
@given(answers=documents(REFERENCE), unit=units, short=st.booleans())
def test_what_counts_is_settled_clean_and_part_of_what_was_answered(
    answers: dict[str, Value], unit: Unit, short: bool
) -> None:
    before = copy.deepcopy(answers)
    kept = prune(REFERENCE, unit, short, answers)
    assert answers == before
    assert prune(REFERENCE, unit, short, kept) == kept
    for key, value in kept.items():
        whole = answers[key]
        if isinstance(value, dict) and isinstance(whole, dict):
            assert value.items() <= whole.items()
        else:
            assert value == whole
    assert check_document(REFERENCE, kept, this_year=YEAR) == []


@settings(max_examples=examples(100))
@given(answers=documents(REFERENCE), unit=units, short=st.booleans())
def test_every_counted_answer_stands_on_a_page_that_is_shown(
    answers: dict[str, Value], unit: Unit, short: bool
) -> None:
    shown = {key for page in pages_shown(REFERENCE, unit, short, answers) for key in page.parts}
    assert set(prune(REFERENCE, unit, short, answers)) <= shown


@settings(max_examples=examples(100))
@given(answers=documents(REFERENCE), other=documents(REFERENCE), unit=units)
def test_changing_an_answer_back_restores_what_counted(
    answers: dict[str, Value], other: dict[str, Value], unit: Unit
) -> None:
    before = prune(REFERENCE, unit, False, answers)
    changed = {**answers, **{key: value for key, value in other.items() if key in ("F2", "C1.importance")}}
    prune(REFERENCE, unit, False, changed)
    restored = {key: answers.get(key, value) for key, value in changed.items() if key in answers}
    assert prune(REFERENCE, unit, False, restored) == before
