"""The answers of one strand: whole documents, valid under the instrument, from the same seed every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from consult.collection.rules import Unit
from consult.demo.rules.futures import follow_stance, limits
from consult.demo.rules.opinions import give_opinions
from consult.demo.rules.people import Person, individuals_of, organisations_of
from consult.demo.rules.placing import already_said, place_sayings
from consult.demo.rules.quotas import (
    CORRECTED_STAFF,
    FIRST_CHOICES,
    INDIVIDUAL_SHARES,
    MISREAD_STAFF,
    ORGANISATIONS,
)
from consult.demo.rules.register import DemoOrganisation, demo_register
from consult.demo.rules.sources import SEED, YEAR, Saying, coalition_text, correction, reference, sayings, sealed_saying
from consult.demo.rules.stances import Stance, accepted, first_choices, rank, take_stances
from consult.instrument.rules.condition import Value
from consult.instrument.rules.goals import with_goals
from consult.instrument.rules.routing import prune, prune_texts
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.structure import Unit as AskedUnit
from consult.membership.rules import Region

RE_ASKED_ON = 28  # the day of collection on which the mistranslation was found
_STAFF = "staff"
_OPEN_FOR = 42
_SKIPS_RANKING = 0.05


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """One answer: the organisation it came from, the closed answers and the words of those who wrote some.

    `day` counts from the opening. Organisations give one answer each, individuals any number.
    """

    organisation: str
    unit: Unit
    language: str
    region: Region
    short: bool
    day: int
    document: Mapping[str, Value]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StrandData:
    """Everything members of one coalition gave.

    `re_asked` holds what organisations gave when a part was asked again: {organisation: {part: value}}.
    """

    mark: str
    members: tuple[DemoOrganisation, ...]
    organisation_answers: tuple[DemoAnswer, ...]
    individual_answers: tuple[DemoAnswer, ...]
    re_asked: Mapping[str, Mapping[str, Value]]


def strand_structure(mark: str) -> Structure:
    """Return the reference instrument with a coalition's goals."""
    structure, wordings = reference()
    return with_goals(structure, wordings, coalition_text(mark).goals)[0]


def demo_strand(mark: str, year: int = YEAR) -> StrandData:
    """Return what was answered in coalition `mark`; the same year, the same answers."""
    register = demo_register(year)
    chance = Random(f"{SEED} {mark}")  # noqa: S311 - invented data, to be the same on every machine
    structure = strand_structure(mark)
    organisations = organisations_of(chance, mark, register)
    stances = take_stances(chance, organisations, ORGANISATIONS[mark])
    firsts = first_choices(chance, stances, FIRST_CHOICES[mark])
    answers = [
        _answer(chance, structure, person, stance, first)
        for person, stance, first in zip(organisations, stances, firsts, strict=True)
    ]
    re_asked: dict[str, Mapping[str, Value]] = {}
    if mark == "A":
        re_asked = _misread(chance, answers)
    answers = _say(chance, mark, _sealed(chance, mark, answers))
    individuals = list(_individuals(chance, structure, mark, register))
    spoken = place_sayings(mark, [*answers, *individuals], already_said(register, mark))
    answers, individuals = spoken[: len(answers)], spoken[len(answers) :]
    return StrandData(
        mark=mark,
        members=tuple(organisation for organisation in register if mark in organisation.memberships),
        organisation_answers=tuple(_counted(structure, answer) for answer in answers),
        individual_answers=tuple(_counted(structure, answer) for answer in individuals),
        re_asked=re_asked,
    )


def _individuals(
    chance: Random, structure: Structure, mark: str, register: Sequence[DemoOrganisation]
) -> Iterator[DemoAnswer]:
    people = individuals_of(chance, mark, register)
    for person, stance in zip(people, take_stances(chance, people, INDIVIDUAL_SHARES[mark]), strict=True):
        liked = accepted(stance)
        first = chance.choice(liked) if liked and chance.random() >= _SKIPS_RANKING else None
        yield _answer(chance, structure, person, stance, first)


def _answer(chance: Random, structure: Structure, person: Person, stance: Stance, first: str | None) -> DemoAnswer:
    given = give_opinions(chance, person, structure) | follow_stance(chance, person, structure, stance)
    given |= _start(chance, person)
    if first:
        given["F3"] = rank(chance, stance, first)
    if bound := limits(chance, structure, given.get("F4.level")):
        given["F4.limit"] = bound
    return DemoAnswer(
        organisation=person.organisation.key,
        unit=person.unit,
        language=person.organisation.language,
        region=person.region,
        short=person.short,
        day=min(_OPEN_FOR, int(chance.triangular(0, _OPEN_FOR + 1, chance.choice((4, 36))))),
        document=given,
        words={},
    )


def _start(chance: Random, person: Person) -> dict[str, Value]:
    organisation = person.organisation
    joined = organisation.memberships[person.mark].joined_year
    latest = max(m.joined_year for m in organisation.memberships.values())
    given: dict[str, Value] = {
        "Z1": person.unit.value,
        "Z2.take_part": True,
        "Z2.region": "yes" if person.shows_region else "no",
        "A1": organisation.kind.value,
        "A2.since": joined if person.unit is Unit.ORGANISATION else chance.randint(joined, max(joined, latest)),
    }
    if chance.random() < 0.4:
        given["Z2.contact"] = True
    return given


def _misread(chance: Random, answers: list[DemoAnswer]) -> dict[str, Mapping[str, Value]]:
    """Put the misread staff row into the French-language answers; return what they gave when asked again."""
    part = correction().part
    places = [at for at, answer in enumerate(answers) if answer.language == correction().language]
    before = [level for level, count in MISREAD_STAFF.items() for _ in range(count)]
    after = [level for level, count in CORRECTED_STAFF.items() for _ in range(count)]
    chance.shuffle(places)
    re_asked: dict[str, Mapping[str, Value]] = {}
    for at, misread, corrected in zip(places, before, after, strict=True):
        answer = answers[at]
        levels = answer.document.get(part)
        rows = dict(levels) if isinstance(levels, Mapping) else {}
        bound = answer.document.get("F4.limit")
        without_staff = {k: v for k, v in bound.items() if k != _STAFF} if isinstance(bound, Mapping) else {}
        document = {**answer.document, part: {**rows, _STAFF: misread}, "F4.limit": without_staff}
        answers[at] = replace(
            answer, day=answer.day % RE_ASKED_ON, document={key: value for key, value in document.items() if value}
        )
        re_asked[answer.organisation] = {part: {**rows, _STAFF: corrected}}
    return re_asked


def _sealed(chance: Random, mark: str, answers: list[DemoAnswer]) -> list[DemoAnswer]:
    """Let one organisation of each coalition tell under seal that an option makes it less safe."""
    said = sealed_saying(mark)
    places = [at for at, answer in enumerate(answers) if answer.language == said.language]
    chosen = chance.choice(places)
    answer = answers[chosen]
    told = replace(answer, document={**answer.document, "J2.risk": "yes"}, words={**answer.words, said.part: said.text})
    return [told if at == chosen else other for at, other in enumerate(answers)]


def _say(chance: Random, mark: str, answers: Sequence[DemoAnswer]) -> list[DemoAnswer]:
    """Give each saying that is in no codes to an answer in its language that has no words yet."""
    spoken = list(answers)
    for said in sayings(mark):
        at = chance.choice([at for at, answer in enumerate(spoken) if _may_say(answer, said)])
        spoken[at] = replace(spoken[at], words={**spoken[at].words, said.part: said.text})
    return spoken


def _may_say(answer: DemoAnswer, said: Saying) -> bool:
    return answer.language == said.language and not answer.words


def _counted(structure: Structure, answer: DemoAnswer) -> DemoAnswer:
    """Return the answer with what the instrument asks of it, and nothing else."""
    unit = AskedUnit(answer.unit.value)
    return replace(
        answer,
        document=prune(structure, unit, answer.short, answer.document),
        words=prune_texts(structure, unit, answer.short, answer.document, answer.words),
    )
