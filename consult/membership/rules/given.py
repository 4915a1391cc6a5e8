"""What a register gives: the values of one organisation, blank where the sheet is blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.columns import Column
from consult.membership.rules.troubles import Noted


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number as the spreadsheet shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came out of a file: rows, or faults that say why not."""

    rows: tuple[Row, ...]
    faults: tuple[Noted, ...] = ()
    warnings: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Names of countries (to two-letter codes) and languages (to tags), folded, in six languages."""

    countries: Mapping[str, str]
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """Whom to write to."""

    name: str
    email: str
    language: str = ""
    phone: str = ""
    access_needs: str = ""


@dataclass(frozen=True, slots=True)
class MembershipGiven:
    """The place in one coalition, None where the sheet does not say."""

    mark: str
    joined_year: int | None = None
    endorsed: bool | None = None
    endorsed_on: date | None = None
    pledged: bool | None = None
    pledged_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrganisationGiven:
    """One organisation as a register has it; "" and None are blank."""

    row: int
    name: str
    key: str
    country: str = ""
    region: Region | None = None
    kind: OrganisationKind | None = None
    languages: tuple[str, ...] = ()
    survivor_led: bool | None = None
    profile: tuple[tuple[str, str], ...] = ()
    memberships: tuple[MembershipGiven, ...] = ()
    contacts: tuple[ContactGiven, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A register read: organisations, what is wrong, what was assumed, and how each heading was understood."""

    organisations: tuple[OrganisationGiven, ...] = ()
    faults: tuple[Noted, ...] = ()
    warnings: tuple[Noted, ...] = ()
    columns: tuple[tuple[str, Column], ...] = field(default=())
