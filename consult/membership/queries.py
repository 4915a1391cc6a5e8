"""Reads of the register; plain values out, in a constant number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, aliased

from consult.membership.records import Coalition, Contact, Membership, Organisation, RegisterUpload
from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.comparing import ContactState, MembershipState, OrganisationState, Standing
from consult.membership.rules.words import fold
from consult.shared.text import sort_key

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class CoalitionView:
    """A coalition and how many organisations it has."""

    id: str
    mark: str
    name: str
    agreement: str
    agreement_year: int | None
    member_count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which members of a register are asked for; None and "" ask for all."""

    text: str = ""
    region: Region | None = None
    kind: OrganisationKind | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member organisation in one coalition's register."""

    id: str
    name: str
    country: str
    region: Region
    kind: OrganisationKind
    languages: tuple[str, ...]
    survivor_led: bool
    joined_year: int | None
    endorsed_call: bool
    pledge_accepted: bool
    in_several: bool
    has_contact: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The members that match, one page of them; and how many match in all."""

    members: tuple[MemberView, ...]
    matching_count: int
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """What a register holds: organisations by region, kind and first language, and what it still lacks."""

    total: int
    by_region: tuple[tuple[Region, int], ...]
    by_kind: tuple[tuple[OrganisationKind, int], ...]
    by_language: tuple[tuple[str, int], ...]
    in_several: int
    survivor_led: int
    without_contact: int


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to write to."""

    name: str
    email: str
    language: str
    phone: str
    access_needs: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """One organisation with its places in coalitions."""

    id: str
    name: str
    country: str
    region: Region
    kind: OrganisationKind
    languages: tuple[str, ...]
    survivor_led: bool
    profile: tuple[tuple[str, str], ...]
    memberships: tuple[tuple[CoalitionView, MembershipState], ...]


@dataclass(frozen=True, slots=True)
class UploadView:
    """A register waiting to be confirmed."""

    id: str
    file_name: str
    content: bytes


def coalitions(session: Session) -> tuple[CoalitionView, ...]:
    """Return every coalition by its mark, with the number of its members."""
    count = func.count(Membership.id)
    rows = session.execute(
        select(Coalition, count).outerjoin(Membership).group_by(Coalition.id).order_by(Coalition.mark)
    )
    return tuple(_coalition(record, members) for record, members in rows)


def coalition(session: Session, coalition_id: str) -> CoalitionView | None:
    """Return one coalition."""
    record = session.get(Coalition, coalition_id)
    if record is None:
        return None
    members = session.scalar(select(func.count(Membership.id)).where(Membership.coalition_id == coalition_id))
    return _coalition(record, members or 0)


def _coalition(record: Coalition, members: int) -> CoalitionView:
    return CoalitionView(record.id, record.mark, record.name, record.agreement, record.agreement_year, members)


def members(session: Session, coalition_id: str) -> tuple[MemberView, ...]:
    """Return every member of a coalition by name, in one statement."""
    any_place = aliased(Membership)
    several = select(func.count()).where(any_place.organisation_id == Organisation.id).correlate(Organisation)
    reachable = (
        select(func.count())
        .where(Contact.organisation_id == Organisation.id, Contact.email != "")
        .correlate(Organisation)
    )
    rows = session.execute(
        select(*_MEMBER, several.scalar_subquery(), reachable.scalar_subquery())
        .select_from(Membership)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.coalition_id == coalition_id)
    )
    return tuple(sorted(map(_member, rows), key=lambda member: sort_key(member.name)))


_MEMBER: tuple[Any, ...] = (  # Any: columns of many types
    Organisation.id,
    Organisation.name,
    Organisation.country,
    Organisation.region,
    Organisation.kind,
    Organisation.languages,
    Organisation.survivor_led,
    Membership.joined_year,
    Membership.endorsed_call,
    Membership.endorsed_call_on,
    Membership.pledge_accepted,
    Membership.pledge_accepted_on,
)


def _member(row: Any) -> MemberView:  # Any: a row of `_MEMBER` and two counts
    return MemberView(
        id=row.id,
        name=row.name,
        country=row.country,
        region=row.region,
        kind=row.kind,
        languages=tuple(row.languages),
        survivor_led=row.survivor_led,
        joined_year=row.joined_year,
        endorsed_call=row.endorsed_call or row.endorsed_call_on is not None,
        pledge_accepted=row.pledge_accepted or row.pledge_accepted_on is not None,
        in_several=row[-2] > 1,
        has_contact=row[-1] > 0,
    )


def filtered(found: Sequence[MemberView], filters: Filters, page: int = 1) -> RegisterPage:
    """Return the page of members that match; a text matches names whatever the case and the accents."""
    wanted = fold(filters.text)
    matching = [
        member
        for member in found
        if wanted in fold(member.name)
        and filters.region in (None, member.region)
        and filters.kind in (None, member.kind)
        and (not filters.language or filters.language in member.languages)
    ]
    page_count = max(1, -(-len(matching) // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    return RegisterPage(tuple(matching[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), len(matching), page, page_count)


def counts(found: Sequence[MemberView]) -> RegisterCounts:
    """Return what a register holds."""
    regions = Counter(member.region for member in found)
    kinds = Counter(member.kind for member in found)
    languages = Counter(member.languages[0] for member in found if member.languages)
    return RegisterCounts(
        total=len(found),
        by_region=tuple((region, regions[region]) for region in Region if regions[region]),
        by_kind=tuple((kind, kinds[kind]) for kind in OrganisationKind if kinds[kind]),
        by_language=tuple(languages.most_common()),
        in_several=sum(member.in_several for member in found),
        survivor_led=sum(member.survivor_led for member in found),
        without_contact=sum(not member.has_contact for member in found),
    )


def organisation(session: Session, organisation_id: str, coalition_id: str) -> OrganisationView | None:
    """Return one member organisation of a coalition; None when it is no member there."""
    record = session.get(Organisation, organisation_id)
    places = session.execute(
        select(Coalition, Membership)
        .join(Membership, Membership.coalition_id == Coalition.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Coalition.mark)
    ).all()
    if record is None or all(place.id != coalition_id for place, _membership in places):
        return None
    return OrganisationView(
        id=record.id,
        name=record.name,
        country=record.country,
        region=record.region,
        kind=record.kind,
        languages=tuple(record.languages),
        survivor_led=record.survivor_led,
        profile=_profile(record),
        memberships=tuple((_coalition(place, 0), _membership(own, record.name_key)) for place, own in places),
    )


def contacts(session: Session, organisation_id: str) -> tuple[ContactView, ...]:
    """Return whom to write to in an organisation."""
    rows = session.scalars(
        select(Contact).where(Contact.organisation_id == organisation_id).order_by(Contact.name, Contact.id)
    )
    return tuple(ContactView(row.name, row.email, row.language, row.phone, row.access_needs) for row in rows)


def standing(session: Session) -> Standing:
    """Return all that is stored, for a register to be compared with, in four statements."""
    marks = {row.mark: row.id for row in session.execute(select(Coalition.mark, Coalition.id))}
    records = {record.id: record for record in session.scalars(select(Organisation))}
    keys = {record.id: record.name_key for record in records.values()}
    own: dict[str, list[ContactState]] = {}
    for contact in session.scalars(select(Contact).order_by(Contact.id)):
        key = keys[contact.organisation_id]
        own.setdefault(key, []).append(
            ContactState(
                contact.id, key, contact.name, contact.email, contact.language, contact.phone, contact.access_needs
            )
        )
    places = session.scalars(select(Membership)).all()
    return Standing(
        coalitions=marks,
        organisations={record.name_key: _state(record) for record in records.values()},
        memberships={
            (keys[place.organisation_id], place.coalition_id): _membership(place, keys[place.organisation_id])
            for place in places
        },
        contacts=own,
    )


def _state(record: Organisation) -> OrganisationState:
    return OrganisationState(
        id=record.id,
        name=record.name,
        name_key=record.name_key,
        country=record.country,
        region=record.region,
        kind=record.kind,
        languages=tuple(record.languages),
        survivor_led=record.survivor_led,
        profile=_profile(record),
    )


def _profile(record: Organisation) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((heading, str(text)) for heading, text in record.profile.items()))


def _membership(record: Membership, key: str) -> MembershipState:
    return MembershipState(
        id=record.id,
        organisation_key=key,
        coalition_id=record.coalition_id,
        endorsed_call=record.endorsed_call or record.endorsed_call_on is not None,
        endorsed_call_on=record.endorsed_call_on,
        pledge_accepted=record.pledge_accepted or record.pledge_accepted_on is not None,
        pledge_accepted_on=record.pledge_accepted_on,
        joined_year=record.joined_year,
    )


def upload(session: Session, upload_id: str, account_id: str, coalition_id: str) -> UploadView | None:
    """Return a register this account sent in for this coalition and has not confirmed yet."""
    record = session.get(RegisterUpload, upload_id)
    if record is None or (record.account_id, record.coalition_id) != (account_id, coalition_id):
        return None
    return UploadView(record.id, record.file_name, record.content)


@dataclass(frozen=True, slots=True)
class ContactGaps:
    """How many members a coalition has, and how many of them nobody can write to, or in no known language."""

    members: int
    without_contact: int
    without_language: int


def contact_gaps(session: Session, coalition_ids: Collection[str]) -> Mapping[str, ContactGaps]:
    """Return by coalition how many members have no contact with an address, or no language, in one statement."""
    reached = exists().where(Contact.organisation_id == Membership.organisation_id, func.trim(Contact.email) != "")
    spoken = exists().where(Contact.organisation_id == Membership.organisation_id, func.trim(Contact.language) != "")
    rows = session.execute(
        select(
            Membership.coalition_id,
            func.count(),
            func.sum(case((reached, 0), else_=1)),
            func.sum(case((spoken, 0), else_=1)),
        )
        .where(Membership.coalition_id.in_(coalition_ids))
        .group_by(Membership.coalition_id)
    )
    found = {coalition_id: ContactGaps(members, int(alone), int(mute)) for coalition_id, members, alone, mute in rows}
    return {one: found.get(one, ContactGaps(0, 0, 0)) for one in coalition_ids}
