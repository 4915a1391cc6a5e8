"""What is told of a strand's statements, against counting its answers one by one."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.queries.flips import strand_common_ground
from consult.findings.rules.flips import Claim, Headline, Outcome, Scenario, Way, flips, scenarios
from consult.findings.rules.published import StrandFindings
from consult.instrument.queries import newest_version, structure_of
from tests.builders import World
from tests.builders_findings import counted_world, freeze

OPTIONS = ("joint_house", "continue", "looser")
LEVELS = ("separate", "coordinated", "shared", "merged")
YES = ("acceptable", "conditional")


def answers_of(session: Session, made: World) -> list[Answer]:
    return list(
        session.scalars(
            select(Answer).where(Answer.strand_id == made.strands["A"]).order_by(Answer.unit, Answer.region)
        )
    )


def selected(found: StrandFindings, scenario: Scenario, answers: list[Answer]) -> list[Answer]:
    """Take the answers a scenario counts."""
    own = [one for one in answers if one.unit is Unit.ORGANISATION]
    match scenario.way:
        case Way.WITHOUT_BOTH:
            return [one for one in own if not one.in_both]
        case Way.WITHOUT_LANGUAGE:
            groups = found.shown_groups("organisation", "language")
            parts = next(group.parts for group in groups if group.key == scenario.group)
            return [one for one in own if one.language not in parts]
        case _:
            return answers


def by_hand(headline: Headline, answers: list[Answer]) -> bool:
    """Tell whether a statement holds among these answers."""
    said = {option: [one.document["F2"].get(option) for one in answers] for option in OPTIONS}
    yes = {option: sum(one in YES for one in given) for option, given in said.items()}
    base = {option: sum(one is not None for one in given) for option, given in said.items()}
    share = {option: yes[option] / base[option] for option in OPTIONS}
    own = headline.option
    match headline.claim:
        case Claim.LEAD:
            return all(share[own] > share[other] for other in OPTIONS if other != own)
        case Claim.MAJORITY:
            return (2 * yes[own] > base[own]) is headline.holds
        case Claim.CONDITIONS:
            return (2 * said[own].count("conditional") > yes[own]) is headline.holds
    first = {option: sum(one.document["F3"].get(option) == 1 for one in answers) for option in OPTIONS}
    return all(first[own] > first[other] for other in OPTIONS if other != own)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_is_so(session: scoped_session[Session], seed: int) -> None:
    made, chance = counted_world(session()), random.Random(seed)
    answers = answers_of(session(), made)
    for answer in answers:
        language = chance.choice(("en", "en", "fr", "ar"))
        lean = 0.75 if language == "en" else 0.3
        said = {
            option: chance.choice(YES) if chance.random() < (lean if option == "continue" else 0.55) else "unacceptable"
            for option in OPTIONS
        }
        ranked = [one for one in (OPTIONS if seed % 2 else OPTIONS[:1]) if said[one] in YES]  # routing asks no other
        first = {chance.choice(ranked): 1} if ranked else {}
        answer.document = {"Z1": answer.unit.value, "F2": said, "F3": first}
        answer.language, answer.in_both = language, chance.random() < 0.3
    freeze(session(), made.strands["A"])
    found = strand_findings(session(), made.strands["A"])
    told = 0
    for tried in flips(found, OPTIONS):
        for scenario, outcome in zip(scenarios(found), tried.outcomes, strict=True):
            if outcome is Outcome.NOT_TOLD or scenario.way is Way.EQUAL_REGIONS:
                continue
            told += 1
            holds = by_hand(tried.headline, selected(found, scenario, answers))
            assert outcome is (Outcome.SAME if holds else Outcome.FLIPS), (tried.headline, scenario)
    assert told > 0


@pytest.mark.parametrize("seed", range(4))
def test_common_ground_is_what_every_group_accepts(session: scoped_session[Session], seed: int) -> None:
    made, chance = counted_world(session()), random.Random(seed)
    answers = [one for one in answers_of(session(), made) if one.unit is Unit.ORGANISATION]
    for answer in answers:
        limit = {row: chance.choice((*LEVELS, "merged", "merged", "no_view")) for row in ("staff", "finance")}
        answer.document = {**answer.document, "F4.limit": limit}
    freeze(session(), made.strands["A"])
    found = strand_findings(session(), made.strands["A"])
    newest = newest_version(session(), made.strands["A"])
    assert newest is not None
    ground = strand_common_ground(session(), found, structure_of(session(), newest.id).parts, LEVELS)
    regions = [group.parts for group in found.shown_groups("organisation", "region")]
    large = [own for own in ([one for one in answers if one.region in parts] for parts in regions) if len(own) >= 10]
    accepted = {
        (staff, finance)
        for staff in range(4)
        for finance in range(4)
        if all(2 * sum(accepts(one, staff, finance) for one in own) > len(own) for own in (answers, *large))
    }
    assert ground is not None
    for one in ground.packages:
        at = dict(zip(ground.aspects, (LEVELS.index(level) for level in one.levels), strict=True))
        staff, finance = at["staff"], at["finance"]
        assert (staff, finance) in accepted
        assert not {(staff + 1, finance), (staff, finance + 1)} & accepted
        assert isinstance(one.outside, Mark) or one.outside == sum(not accepts(a, staff, finance) for a in answers)


def accepts(answer: Answer, staff: int, finance: int) -> bool:
    """Tell whether an answer could accept two aspects at these levels."""
    limit = answer.document["F4.limit"]
    return all(
        limit[row] == "no_view" or level <= LEVELS.index(limit[row])
        for row, level in (("staff", staff), ("finance", finance))
    )
