"""A register compared with what is stored: what would be created, what would change, what stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.given import ContactGiven, MembershipGiven, OrganisationGiven, Reading
from consult.membership.rules.places import region_of
from consult.membership.rules.troubles import Noted, Trouble, noted

State = TypeVar("State", "OrganisationState", "MembershipState", "ContactState")


@dataclass(frozen=True, slots=True)
class OrganisationState:
    """An organisation as it is stored; an empty id: not yet."""

    id: str
    name: str
    name_key: str
    country: str
    region: Region
    kind: OrganisationKind
    languages: tuple[str, ...]
    survivor_led: bool
    profile: tuple[tuple[str, str], ...]  # sorted: JSONB does not keep an order


@dataclass(frozen=True, slots=True)
class MembershipState:
    """A membership as it is stored."""

    id: str
    organisation_key: str
    coalition_id: str
    endorsed_call: bool
    endorsed_call_on: date | None
    pledge_accepted: bool
    pledge_accepted_on: date | None
    joined_year: int | None


@dataclass(frozen=True, slots=True)
class ContactState:
    """A contact as it is stored."""

    id: str
    organisation_key: str
    name: str
    email: str
    language: str
    phone: str
    access_needs: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is stored, found by name key, by (name key, coalition) and by name key."""

    coalitions: Mapping[str, str]  # mark to id
    organisations: Mapping[str, OrganisationState]
    memberships: Mapping[tuple[str, str], MembershipState]
    contacts: Mapping[str, Sequence[ContactState]]


@dataclass(frozen=True, slots=True)
class OrganisationPlan:
    """What an import does with one organisation; `changed` names values, including "memberships" and "contacts"."""

    row: int
    name: str
    is_new: bool
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would write: states with an empty id are new, the others replace what has their id."""

    organisations: tuple[OrganisationState, ...] = ()
    memberships: tuple[MembershipState, ...] = ()
    contacts: tuple[ContactState, ...] = ()
    lines: tuple[OrganisationPlan, ...] = ()
    faults: tuple[Noted, ...] = ()
    warnings: tuple[Noted, ...] = ()


def with_coalitions(standing: Standing, marks: Sequence[str]) -> Standing:
    """Return `standing` as it will be once coalitions with these marks are added."""
    return replace(standing, coalitions={**{mark: f"new {mark}" for mark in marks}, **standing.coalitions})


def compare(reading: Reading, standing: Standing) -> Plan:
    """Return what importing `reading` would write. Blank cells keep what is there; nothing is ever taken away."""
    faults, warnings = list(reading.faults), list(reading.warnings)
    organisations: list[OrganisationState] = []
    memberships: list[MembershipState] = []
    contacts: list[ContactState] = []
    lines: list[OrganisationPlan] = []
    for given in reading.organisations:
        old = standing.organisations.get(given.key)
        new = _organisation(given, old, faults)
        if new is None:
            continue
        changed = _differences(old, new)
        if old and old.country and new.country != old.country:
            warnings.append(
                noted(given.row, Trouble.COUNTRY_CHANGES, name=given.name, old_country=old.country, country=new.country)
            )
        own_memberships = _memberships(given, standing)
        own_contacts = _contacts(given, standing.contacts.get(given.key, ()))
        organisations += [new] if changed else []
        memberships += own_memberships
        contacts += own_contacts
        changed += ("memberships",) if own_memberships else ()
        changed += ("contacts",) if own_contacts else ()
        lines.append(OrganisationPlan(given.row, given.name, old is None, changed))
    warnings += _gaps(organisations, reading)
    return Plan(
        tuple(organisations), tuple(memberships), tuple(contacts), tuple(lines), _sorted(faults), _sorted(warnings)
    )


def _organisation(
    given: OrganisationGiven, old: OrganisationState | None, faults: list[Noted]
) -> OrganisationState | None:
    country = given.country or (old.country if old else "")
    region = given.region or (region_of(given.country) if given.country else old.region if old else None)
    if region is None:
        if not any(fault.row == given.row for fault in faults):
            faults.append(noted(given.row, Trouble.NO_COUNTRY, name=given.name))
        return None
    # A region once set by hand stays while the country does.
    if old and given.region is None and country == old.country:
        region = old.region
    return OrganisationState(
        id=old.id if old else "",
        name=given.name,
        name_key=given.key,
        country=country,
        region=region,
        kind=given.kind or (old.kind if old else OrganisationKind.OTHER),
        languages=given.languages or (old.languages if old else ()),
        survivor_led=given.survivor_led if given.survivor_led is not None else bool(old and old.survivor_led),
        profile=tuple(sorted({**dict(old.profile if old else ()), **dict(given.profile)}.items())),
    )


def _memberships(given: OrganisationGiven, standing: Standing) -> list[MembershipState]:
    wanted = []
    for membership in given.memberships:
        coalition_id = standing.coalitions[membership.mark]
        old = standing.memberships.get((given.key, coalition_id))
        new = _membership(membership, given.key, coalition_id, old)
        if _differences(old, new):
            wanted.append(new)
    return wanted


def _membership(given: MembershipGiven, key: str, coalition_id: str, old: MembershipState | None) -> MembershipState:
    old = old or MembershipState("", key, coalition_id, False, None, False, None, None)
    endorsed_on = None if given.endorsed is False else given.endorsed_on or old.endorsed_call_on
    pledged_on = None if given.pledged is False else given.pledged_on or old.pledge_accepted_on
    return replace(
        old,
        endorsed_call=old.endorsed_call if given.endorsed is None else given.endorsed,
        endorsed_call_on=endorsed_on,
        pledge_accepted=old.pledge_accepted if given.pledged is None else given.pledged,
        pledge_accepted_on=pledged_on,
        joined_year=given.joined_year or old.joined_year,
    )


def _contacts(given: OrganisationGiven, known: Sequence[ContactState]) -> list[ContactState]:
    wanted: dict[str, ContactState] = {}
    for contact in given.contacts:
        old = next((state for state in known if _is_same(state, contact)), None)
        new = _contact(contact, given.key, old)
        if _differences(old, new):
            wanted[new.id or f"{new.email.casefold()} {new.name.casefold()}"] = new
    return list(wanted.values())


def _is_same(state: ContactState, contact: ContactGiven) -> bool:
    """Tell whether both are one person: by address, or by name where the sheet gives no address."""
    if contact.email:
        return state.email.casefold() == contact.email.casefold()
    return state.name.casefold() == contact.name.casefold()


def _contact(given: ContactGiven, key: str, old: ContactState | None) -> ContactState:
    old = old or ContactState("", key, "", "", "", "", "")
    return ContactState(
        id=old.id,
        organisation_key=key,
        name=given.name or old.name,
        email=given.email or old.email,
        language=given.language or old.language or "en",
        phone=given.phone or old.phone,
        access_needs=given.access_needs or old.access_needs,
    )


def _differences(old: State | None, new: State) -> tuple[str, ...]:
    """Return the names of the values that differ; of something new, all of them."""
    names = [each.name for each in fields(new) if each.name not in ("id", "organisation_key", "name_key")]
    return tuple(name for name in names if old is None or getattr(old, name) != getattr(new, name))


def _gaps(organisations: Sequence[OrganisationState], reading: Reading) -> list[Noted]:
    """Return one warning for each value that new organisations lack, with their number."""
    rows = {given.key: given for given in reading.organisations}
    new = [state for state in organisations if not state.id]
    no_kind = [rows[state.name_key].row for state in new if rows[state.name_key].kind is None]
    no_language = [rows[state.name_key].row for state in new if not state.languages]
    notes = []
    if no_kind:
        notes.append(noted(no_kind[0], Trouble.NO_KIND, count=str(len(no_kind))))
    if no_language:
        notes.append(noted(no_language[0], Trouble.NO_LANGUAGE, count=str(len(no_language))))
    return notes


def _sorted(notes: list[Noted]) -> tuple[Noted, ...]:
    return tuple(sorted(notes, key=lambda note: note.row))
