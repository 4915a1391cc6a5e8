"""Small worlds for tests, made through the ordinary operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from consult.collection.operations import cover_frame
from consult.consultation.operations import add_strand, create_consultation
from consult.consultation.rules import Mandate
from consult.instrument.operations import publish, reference_document
from consult.instrument.rules import reference_structure, reference_wordings
from consult.membership.records import Coalition, Contact, Membership, Organisation
from consult.membership.rules import OrganisationKind, Region
from tests.builders_gates import opened as opened_strand
from tests.grounds import laid_once

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = MOMENT.date()
GOALS = {"goal_1": {"en": "A treaty"}, "goal_2": {"en": "Help for those harmed"}}


def mandate(**changed: Any) -> Mandate:
    """A mandate with nothing missing in English."""
    values: dict[str, Any] = {
        "title": {"en": "The future of two campaigns"},
        "question": {"en": "What should become of us?"},
        "already_discussed": {"en": "The boards spoke about sharing staff."},
        "still_open": {"en": "Everything else."},
        "criteria": [{"en": "Members stay heard"}],
        "languages": ["en"],
        "opens_on": DAY,
        "closes_on": DAY + timedelta(days=42),
        "withdraw_until": DAY + timedelta(days=56),
    }
    return Mandate(**{**values, **changed})


def organisation(session: Session, name: str, *coalitions: Coalition, **changed: Any) -> Organisation:
    """A member organisation with one contact."""
    values: dict[str, Any] = {
        "name": name,
        "name_key": name.casefold(),
        "country": "KE",
        "region": Region.AFRICA,
        "kind": OrganisationKind.NATIONAL_NGO,
        "languages": ["en"],
    }
    made = Organisation(**{**values, **changed})
    session.add(made)
    session.flush()
    session.add_all(Membership(coalition_id=c.id, organisation_id=made.id) for c in coalitions)
    address = f"{len(name)}.{made.id[:6]}@x.example"
    session.add(Contact(organisation_id=made.id, name=f"Contact of {name}", email=address))
    session.flush()
    return made


@cache
def reference() -> dict[str, object]:
    """The reference instrument with two goals; reading six languages' files takes long enough to do it once."""
    structure = reference_structure()
    return reference_document(structure, reference_wordings(structure), GOALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Two coalitions, one consultation, two strands with a published instrument."""

    consultation_id: str
    coalitions: dict[str, str]
    strands: dict[str, str]
    versions: dict[str, str]
    organisations: dict[str, str] = field(default_factory=dict)


@laid_once
def world(session: Session, *, opened: bool = True, **changed: Any) -> World:
    """Three organisations in A, two in B, one of them in both; both strands open unless told otherwise."""
    a = Coalition(mark="A", name="Coalition A", agreement="Treaty A")
    b = Coalition(mark="B", name="Coalition B", agreement="Treaty B")
    session.add_all([a, b])
    session.flush()
    organisations = {
        "a1": organisation(session, "Alpha one", a).id,
        "a2": organisation(session, "Alpha two", a, region=Region.EUROPE, country="FR", languages=["fr"]).id,
        "b1": organisation(session, "Beta one", b).id,
        "both": organisation(session, "Both", a, b).id,
    }
    consultation_id = create_consultation(session, mandate(**changed))
    coalitions = {"A": a.id, "B": b.id}
    strands = {mark: add_strand(session, consultation_id, coalition) for mark, coalition in coalitions.items()}
    document = reference()
    versions = {
        mark: publish(session, strand_id=strand, document=document, reason="First version", moment=MOMENT)
        for mark, strand in strands.items()
    }
    if opened:
        for strand in strands.values():
            opened_strand(session, strand, MOMENT)
            cover_frame(session, strand)
    session.flush()
    return World(
        consultation_id=consultation_id,
        coalitions=coalitions,
        strands=strands,
        versions=versions,
        organisations=organisations,
    )
