"""The generator against FIELD.md section 4; that the tally finds the same is asserted over the loaded demonstration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

import pytest

from consult.collection.rules import Unit
from consult.demo.rules import DemoAnswer, StrandData, demo_register, demo_strand
from consult.demo.rules.answers import strand_structure
from consult.disclosure.rules import merge_consistently
from consult.instrument.rules.checking import check_document
from consult.instrument.rules.routing import prune, prune_texts
from consult.instrument.rules.structure import Unit as AskedUnit
from consult.membership.rules import Region
from tests.unit.demo import expected

MARKS = pytest.mark.parametrize("mark", ["A", "B"])
ACCEPTED = ("acceptable", "conditional")


@cache
def strand(mark: str) -> StrandData:
    return demo_strand(mark)


def everybody(mark: str) -> tuple[DemoAnswer, ...]:
    return strand(mark).organisation_answers + strand(mark).individual_answers


def row(answer: DemoAnswer, part: str, name: str) -> object:
    value = answer.document.get(part, {})
    assert isinstance(value, Mapping)
    return value.get(name)


def group(answer: DemoAnswer) -> str:
    europe = (Region.EUROPE, Region.EASTERN_EUROPE_CENTRAL_ASIA)
    return "europe_and_central_asia" if answer.region in europe else answer.region.value


def accepting(answers: Iterable[DemoAnswer], option: str) -> list[DemoAnswer]:
    return [answer for answer in answers if row(answer, "F2", option) in ACCEPTED]


@MARKS
def test_the_same_seed_gives_the_same_answers(mark: str) -> None:
    assert demo_strand(mark) == demo_strand(mark)


@MARKS
def test_as_many_answer_as_designed(mark: str) -> None:
    data = strand(mark)
    groups = Counter(group(answer) for answer in data.organisation_answers)

    assert len(data.members) == expected.MEMBERS[mark]
    assert tuple(groups[name] for name in expected.GROUPS) == expected.BASES[mark]
    assert len(data.individual_answers) == expected.INDIVIDUALS[mark]
    assert len({answer.organisation for answer in data.organisation_answers}) == len(data.organisation_answers)


@MARKS
def test_the_smallest_region_stays_below_what_may_be_shown(mark: str) -> None:
    small = [a for a in strand(mark).organisation_answers if a.region is Region.EASTERN_EUROPE_CENTRAL_ASIA]
    individuals = [a for a in strand(mark).individual_answers if a.region is Region.EASTERN_EUROPE_CENTRAL_ASIA]

    assert len(small) == expected.CENTRAL_ASIA[mark]
    assert len(individuals) < 5


@MARKS
def test_a_break_by_language_would_name_the_smallest_region(mark: str) -> None:
    russian = [a.organisation for a in strand(mark).organisation_answers if a.language == "ru"]
    small = [
        a.organisation for a in strand(mark).organisation_answers if a.region is Region.EASTERN_EUROPE_CENTRAL_ASIA
    ]

    assert russian == small


@MARKS
@pytest.mark.parametrize("unit", list(Unit))
def test_the_gate_merges_the_smallest_region_and_its_language(mark: str, unit: Unit) -> None:
    answers = [answer for answer in everybody(mark) if answer.unit is unit]
    merged = merge_consistently(
        {
            "region": [a.region.value if a.document["Z2.region"] == "yes" else "not_shown" for a in answers],
            "language": [a.language for a in answers],
        },
        {"region": {"eastern_europe_central_asia": "europe"}},
    )

    assert merged["region"].group_of("eastern_europe_central_asia") == "europe"
    assert merged["language"].group_of("ru") != "ru"


@MARKS
@pytest.mark.parametrize("option", expected.ACCEPTED["A"])
def test_acceptability_is_as_designed_in_every_group(mark: str, option: str) -> None:
    found = accepting(strand(mark).organisation_answers, option)
    groups = Counter(group(answer) for answer in found)

    assert tuple(groups[name] for name in expected.GROUPS) == expected.ACCEPTED[mark][option]
    assert len(found) == expected.TOTALS[mark][option]


def test_the_joint_house_alone_is_above_half_in_every_group() -> None:
    above = {
        option
        for option in expected.ACCEPTED["A"]
        if all(
            2 * Counter(map(group, accepting(strand(mark).organisation_answers, option)))[name] > base
            for mark in "AB"
            for name, base in zip(expected.GROUPS, expected.BASES[mark], strict=True)
        )
    }

    assert above == {"joint_house"}


@MARKS
def test_the_joint_house_is_accepted_on_conditions(mark: str) -> None:
    conditional = [a for a in strand(mark).organisation_answers if row(a, "F2", "joint_house") == "conditional"]
    named = Counter(code for a in conditional for code in row(a, "F6.conditions", "joint_house") or ())  # type: ignore[attr-defined]

    assert len(conditional) == expected.CONDITIONAL_JOINT_HOUSE[mark]
    assert named.most_common(1)[0][0] == "identity_kept"
    assert {code for code, _ in named.most_common(5)} == {
        "identity_kept",
        "affected_seats",
        "regional_balance",
        "ring_fenced",
        "review_exit",
    }


@MARKS
def test_every_organisation_says_how_it_could_live_with_every_option(mark: str) -> None:
    for answer in strand(mark).organisation_answers:
        assert set(answer.document["F2"]) == set(expected.ACCEPTED["A"])  # type: ignore[arg-type]
        assert any(row(answer, "F2", option) in ACCEPTED for option in expected.ACCEPTED["A"])


@MARKS
def test_only_what_is_not_unacceptable_is_ranked(mark: str) -> None:
    for answer in everybody(mark):
        ranked = answer.document.get("F3", {})
        assert isinstance(ranked, Mapping)
        assert sorted(ranked.values()) == list(range(1, len(ranked) + 1))
        assert all(row(answer, "F2", option) != "unacceptable" for option in ranked)


def test_b_ranks_continuing_before_the_joint_house() -> None:
    firsts = Counter(
        option
        for answer in strand("B").organisation_answers
        for option, position in dict(answer.document["F3"]).items()  # type: ignore[arg-type]
        if position == 1
    )

    assert {option: firsts[option] for option in expected.FIRST_CHOICES_B} == expected.FIRST_CHOICES_B
    assert sum(firsts.values()) == sum(expected.BASES["B"])
    assert firsts.most_common(1)[0][0] == "continue"


def test_one_large_organisation_turns_full_merger_round_among_individuals() -> None:
    individuals = strand("B").individual_answers
    largest, count = Counter(answer.organisation for answer in individuals).most_common(1)[0]
    favour = accepting(individuals, "full_merger")

    assert len(favour) == expected.FULL_MERGER_INDIVIDUALS_B
    assert count == expected.LARGE
    assert sum(answer.organisation == largest for answer in favour) == expected.LARGE_IN_FAVOUR
    assert next(o for o in demo_register() if o.key == largest).large


def test_six_individuals_in_b_do_not_show_their_region() -> None:
    hidden = [answer for mark in "AB" for answer in everybody(mark) if answer.document.get("Z2.region") != "yes"]

    assert len(hidden) == expected.HIDDEN_REGIONS_B
    assert all(answer in strand("B").individual_answers for answer in hidden)
    assert all(answer.region is not Region.EASTERN_EUROPE_CENTRAL_ASIA for answer in hidden)


def test_the_french_staff_row_was_misread_and_asked_again() -> None:
    data = strand("A")
    french = {a.organisation: a for a in data.organisation_answers if a.language == "fr"}
    open_to = ("shared", "merged")
    after = {key: parts["F4.level"] for key, parts in data.re_asked.items()}

    assert len(french) == expected.FRENCH
    assert set(after) == set(french)
    assert sum(row(a, "F4.level", "staff") in open_to for a in french.values()) == expected.FRENCH_BEFORE
    assert sum(dict(levels)["staff"] in open_to for levels in after.values()) == expected.FRENCH_AFTER  # type: ignore[arg-type]
    for key, answer in french.items():
        unchanged = {**dict(after[key]), "staff": row(answer, "F4.level", "staff")}  # type: ignore[arg-type]
        assert unchanged == answer.document["F4.level"]


def test_nothing_was_asked_again_in_b() -> None:
    assert strand("B").re_asked == {}


def test_two_organisations_report_a_danger_under_seal() -> None:
    told = [answer for mark in "AB" for answer in everybody(mark) if answer.document.get("J2.risk") == "yes"]

    assert len(told) == expected.SEALED
    assert all(answer.unit is Unit.ORGANISATION and answer.words["J2.text"] for answer in told)
    assert sum("J2.text" in answer.words for mark in "AB" for answer in everybody(mark)) == expected.SEALED


@MARKS
def test_every_answer_is_valid_and_holds_only_what_is_asked(mark: str) -> None:
    structure = strand_structure(mark)
    again = strand(mark).re_asked
    for answer in everybody(mark):
        unit = AskedUnit(answer.unit.value)
        later = again.get(answer.organisation, {}) if answer.unit is Unit.ORGANISATION else {}
        for document in (answer.document, {**answer.document, **later}):
            assert check_document(structure, document, answer.words) == []
            assert prune(structure, unit, answer.short, document) == document
        assert prune_texts(structure, unit, answer.short, answer.document, answer.words) == answer.words


@MARKS
def test_every_part_is_answered_by_somebody(mark: str) -> None:
    answered = {part for answer in everybody(mark) for part in (*answer.document, *answer.words)}
    parts = strand_structure(mark).parts
    unasked = {key for key, part in parts.items() if part.is_text}

    assert set(parts) - unasked <= answered


@MARKS
def test_some_individuals_chose_the_short_form(mark: str) -> None:
    short = [answer for answer in strand(mark).individual_answers if answer.short]

    assert 0.1 < len(short) / len(strand(mark).individual_answers) < 0.4
    assert not any(answer.short for answer in strand(mark).organisation_answers)


@MARKS
def test_members_wrote_in_all_six_languages(mark: str) -> None:
    told = [answer for answer in everybody(mark) if set(answer.words) - {"J2.text"}]

    assert {answer.language for answer in told} == expected.LANGUAGES
    assert len(told) >= 12


def test_a_is_tired_and_loses_money_and_b_is_neither() -> None:
    def share(mark: str, part: str, name: str | None, codes: tuple[str, ...]) -> float:
        given = [
            a.document[part] if name is None else row(a, part, name) for a in everybody(mark) if part in a.document
        ]
        return sum(code in codes for code in given) / len(given)

    assert share("A", "H1", "money", ("down",)) > 0.5 > share("B", "H1", "money", ("down",))
    energetic = ("agree", "strongly_agree")
    assert share("A", "H2.energy", None, energetic) < 0.4
    assert share("B", "H2.energy", None, energetic) > 0.6
    afraid = ("concerned", "very_concerned")
    assert share("B", "J1", "larger_dominates", afraid) > 2 * share("A", "J1", "larger_dominates", afraid)
    assert share("A", "J1", "jobs", afraid) < 0.3
