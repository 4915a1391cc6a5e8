"""Two strands with enough answers to be counted, closed and frozen; made quickly, without every page of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.operations import release_strand
from consult.collection.queries.sealing import link_row
from consult.collection.records import Answer, Coverage, Participation
from consult.collection.rules import AnswerState, Disposition, Unit
from consult.consultation.operations import choose_rule
from consult.consultation.queries import cipher_of
from consult.consultation.records import FrameMember
from consult.disclosure.rules import Rule
from consult.membership.records import Membership, Organisation
from consult.membership.rules import OrganisationKind, Region
from consult.shared.identifiers import random_id
from tests.builders import DAY, MOMENT, World, world
from tests.builders_gates import closed, coded, frozen, opened
from tests.grounds import laid_once

AFTER = MOMENT + timedelta(days=60)
LANGUAGES = {"languages": ["en", "ar", "fr"]}
TITLES = {
    name: {"en": f"Text of {name}", "ar": f"نص {name}", "fr": f"Texte de {name}"}
    for name in ("title", "question", "already_discussed", "still_open")
}


@dataclass(frozen=True)
class Bloc:
    """Organisations of one region: how many answered, and how many of them could live with each option."""

    region: Region
    answered: int
    joint: int
    alone: int


# Every count leaves five or more on either side, so that the gate lets it through; two organisations are merged.
BLOCS: Mapping[str, tuple[Bloc, ...]] = {
    "A": (
        Bloc(Region.AFRICA, 14, joint=8, alone=6),
        Bloc(Region.EUROPE, 15, joint=9, alone=5),
        Bloc(Region.EASTERN_EUROPE_CENTRAL_ASIA, 2, joint=1, alone=1),
        Bloc(Region.AMERICAS, 11, joint=6, alone=5),
    ),
    "B": (
        Bloc(Region.AFRICA, 19, joint=11, alone=13),
        Bloc(Region.EUROPE, 21, joint=12, alone=16),
        Bloc(Region.AMERICAS, 23, joint=14, alone=18),
    ),
}
TOTALS = {"A": {"answered": 42, "joint": 24, "alone": 17}, "B": {"answered": 63, "joint": 37, "alone": 47}}
SILENT = {"A": 8, "B": 7}
INDIVIDUALS = {"A": (26, 9), "B": (31, 20)}


@laid_once
def frozen_world(session: Session, **changed: Any) -> World:
    """Both strands with their data frozen and nothing released."""
    made = counted_world(session, **changed)
    for strand_id in made.strands.values():
        freeze(session, strand_id)
    return made


@laid_once
def counted_world(session: Session, *, small: bool = False, **changed: Any) -> World:
    """Both strands answered and closed, not frozen; coalition A has 47 members and the base rule alone if `small`."""
    made = world(session, opened=False, **{**TITLES, **LANGUAGES, **changed})
    if small:
        choose_rule(session, made.strands["A"], Rule.BASES, moment=MOMENT)
    for mark, strand_id in made.strands.items():
        members = [
            (_organisation(f"{mark} {bloc.region.value} {at}", bloc.region), bloc, at)
            for bloc in BLOCS[mark]
            for at in range(bloc.answered)
        ]
        silent = range(SILENT[mark] - len(_own(made, mark)) - 3 * (small and mark == "A"))
        _join(
            session,
            made.coalitions[mark],
            [one for one, _bloc, _at in members] + [_organisation(f"{mark} silent {at}") for at in silent],
        )
        opened(session, strand_id, MOMENT)
        _answer(session, made, mark, [(one.id, bloc, at) for one, bloc, at in members])
        closed(session, strand_id, MOMENT + timedelta(days=43))
    session.flush()
    return made


@laid_once
def small_world(session: Session) -> World:
    """Both strands frozen; A by the base rule alone, and three of its members want others to decide than the rest."""
    made = counted_world(session, small=True)
    own = (Answer.strand_id == made.strands["A"], Answer.unit == Unit.ORGANISATION)
    for answer in session.scalars(select(Answer).where(*own).order_by(Answer.id).limit(3)):
        answer.document = {**answer.document, "G1.who": "named_leads"}
    session.flush()
    for strand_id in made.strands.values():
        freeze(session, strand_id)
    return made


def _organisation(name: str, region: Region = Region.AFRICA) -> Organisation:
    return Organisation(
        name=name,
        name_key=name.casefold(),
        country="KE",
        region=region,
        kind=OrganisationKind.NATIONAL_NGO,
        languages=["en"],
    )


def _join(session: Session, coalition_id: str, organisations: list[Organisation]) -> None:
    session.add_all(organisations)
    session.flush()
    session.add_all(Membership(coalition_id=coalition_id, organisation_id=one.id) for one in organisations)
    session.flush()


def _own(made: World, mark: str) -> list[str]:
    return [key for key in made.organisations if key == "both" or key.startswith(mark.lower())]


def _answer(session: Session, made: World, mark: str, members: list[tuple[str, Bloc, int]]) -> None:
    answered = {organisation_id for organisation_id, _bloc, _at in members}
    frame = session.scalars(select(FrameMember).where(FrameMember.strand_id == made.strands[mark])).all()
    session.add_all(
        Coverage(
            strand_id=member.strand_id,
            organisation_id=member.organisation_id,
            disposition=Disposition.ANSWERED if member.organisation_id in answered else Disposition.INVITED,
        )
        for member in frame
    )
    count, joint = INDIVIDUALS[mark]
    alone = [{"F2": {"full_merger": "acceptable" if at < joint else "unacceptable"}} for at in range(count)]
    given = [
        *((one, Unit.ORGANISATION, bloc.region.value, document(bloc, at)) for one, bloc, at in members),
        *((members[0][0], Unit.INDIVIDUAL, "africa", said) for said in alone),
    ]
    answers = [_given(made, mark, unit, region, said) for _one, unit, region, said in given]
    parts = [_taken(made, mark, one, unit) for one, unit, _region, _said in given]
    session.add_all([*answers, *parts])
    session.flush()
    cipher = cipher_of(session, made.strands[mark])
    session.add_all(link_row(cipher, part.id, answer.id) for part, answer in zip(parts, answers, strict=True))
    session.flush()


def document(bloc: Bloc, at: int) -> dict[str, Any]:
    """What the organisation number `at` of a bloc says: conditions first, so that they are spread over regions."""
    joint = "unacceptable" if at >= bloc.joint else "conditional" if at % 2 else "acceptable"
    alone = "acceptable" if at < bloc.alone else "unacceptable"
    given: dict[str, Any] = {
        "F2": {"joint_house": joint, "continue": alone},
        "F3": {"joint_house": 1} if at < bloc.joint else {"continue": 1},
        "G1.who": "all_members" if at % 2 else "delegates",
        "F4.level": {"staff": "shared" if at % 2 else "separate"},
    }
    if joint != "acceptable" and at < bloc.answered - 2:  # five or more of those asked leave it empty
        given["F6.conditions"] = {"joint_house": ["identity_kept"]}
    return given


def _given(made: World, mark: str, unit: Unit, region: str, said: Mapping[str, Any]) -> Answer:
    return Answer(
        strand_id=made.strands[mark],
        version_id=made.versions[mark],
        unit=unit,
        state=AnswerState.SUBMITTED,
        document={"Z1": unit.value, "Z2.take_part": True, "Z2.region": "yes", **said},
        language="en",
        region=region,
        kind="national_ngo",
        submitted_at=MOMENT.replace(minute=0),
    )


def _taken(made: World, mark: str, organisation_id: str, unit: Unit) -> Participation:
    return Participation(
        strand_id=made.strands[mark],
        organisation_id=organisation_id,
        unit=unit,
        code_hash=random_id(),
        began_on=DAY,
        submitted_on=DAY,
    )


def freeze(session: Session, strand_id: str) -> None:
    """Freeze one strand's data, after the time to withdraw, and call its coding done: it may be released."""
    frozen(session, strand_id, AFTER)
    coded(session, strand_id, AFTER)


@laid_once
def released_world(session: Session, **changed: Any) -> World:
    """Both strands released: there is an edition."""
    return release(session, frozen_world(session, **changed))


def release(session: Session, made: World) -> World:
    """Release both strands of a frozen world."""
    for strand_id in made.strands.values():
        release_strand(session, strand_id, AFTER)
    session.commit()
    return made
