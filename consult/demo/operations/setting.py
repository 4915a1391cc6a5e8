"""Coalitions, the register and the staff of the demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import create_account, grant_role
from consult.access.rules import GrantValue, Role
from consult.demo.rules import MARKS, DemoOrganisation, coalition_text, demo_accounts
from consult.membership.operations import add_coalition, import_register
from consult.membership.records import Coalition, Organisation
from consult.membership.rules.given import ContactGiven, MembershipGiven, OrganisationGiven, Reading
from consult.membership.rules.words import name_key


@dataclass(frozen=True, slots=True)
class Setting:
    """Who there is: coalitions by mark and organisations by the register's key, as ids."""

    coalitions: Mapping[str, str]
    organisations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Staff:
    """The staff by the door they stand behind: their addresses, and their accounts' ids."""

    doors: Mapping[str, str]
    ids: Mapping[str, str]


def add_register(session: Session, register: Iterable[DemoOrganisation], *, year: int) -> Setting:
    """Add both coalitions and import their members as a spreadsheet would be; a mark already taken is refused."""
    members = tuple(register)
    coalitions = {mark: _add_coalition(session, mark, year) for mark in MARKS}
    import_register(session, Reading(tuple(_given(at, member) for at, member in enumerate(members, start=2))))
    rows = session.execute(select(Organisation.name_key, Organisation.id))
    ids: dict[str, str] = {key: organisation_id for key, organisation_id in rows}  # noqa: C416 - rows are not pairs to mypy
    return Setting(
        MappingProxyType(coalitions), MappingProxyType({member.key: ids[name_key(member.name)] for member in members})
    )


def _add_coalition(session: Session, mark: str, year: int) -> str:
    text = coalition_text(mark)
    coalition_id = add_coalition(session, mark, text.name)
    coalition = session.get_one(Coalition, coalition_id)
    coalition.agreement, coalition.agreement_year = text.agreement, year - text.agreement_age
    session.flush()
    return coalition_id


def _given(row: int, member: DemoOrganisation) -> OrganisationGiven:
    contact = member.contact
    return OrganisationGiven(
        row=row,
        name=member.name,
        key=name_key(member.name),
        country=member.country,
        region=member.region,
        kind=member.kind,
        languages=member.languages,
        survivor_led=member.survivor_led,
        profile=tuple(member.profile.items()),
        memberships=tuple(
            MembershipGiven(
                mark,
                joined_year=membership.joined_year,
                endorsed=True,
                endorsed_on=membership.endorsed_on,
                pledged=membership.pledged_on is not None,
                pledged_on=membership.pledged_on,
            )
            for mark, membership in member.memberships.items()
        ),
        contacts=(ContactGiven(contact.name, contact.email, contact.language, access_needs=contact.access_needs),),
    )


def add_accounts(session: Session, setting: Setting, *, password_hash: str, moment: datetime) -> Staff:
    """Add the staff with their grants."""
    doors, ids = {}, {}
    for staff in demo_accounts():
        account = create_account(session, email=staff.email, name=staff.name, password_hash=password_hash)
        within: list[str | None] = [setting.coalitions[mark] for mark in staff.marks]
        for coalition_id in within or [None]:
            grant_role(session, account.id, GrantValue(Role(staff.role), coalition_id), at=moment)
        doors[staff.door], ids[staff.door] = account.email, account.id
    return Staff(MappingProxyType(doors), MappingProxyType(ids))
