"""A sheet read as a register: headings found, rows read, one organisation on several rows put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.membership.rules.cells import RowReader, Terms
from consult.membership.rules.columns import Column, Headings, find_headings
from consult.membership.rules.given import MembershipGiven, OrganisationGiven, Reading, Row, Sheet
from consult.membership.rules.troubles import Noted, Trouble, noted
from consult.membership.rules.words import fold

ROW_LIMIT = 20_000
COLUMN_LIMIT = 256


def read_sheet(sheet: Sheet, terms: Terms) -> Reading:
    """Return what came out of a file, with the file's own faults and warnings."""
    if sheet.faults and not sheet.rows:
        return Reading(faults=sheet.faults, warnings=sheet.warnings)
    reading = read_rows(sheet.rows, terms)
    return replace(
        reading,
        faults=_in_order([*sheet.faults, *reading.faults]),
        warnings=_in_order([*sheet.warnings, *reading.warnings]),
    )


def read_rows(rows: Sequence[Row], terms: Terms) -> Reading:
    """Return what a sheet says; never raises for anything a sheet can hold."""
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        return Reading(faults=(noted(0, Trouble.EMPTY_SHEETS),))
    if len(filled) > ROW_LIMIT:
        return Reading(faults=(noted(0, Trouble.TOO_MANY_ROWS, limit=str(ROW_LIMIT)),))
    headings = find_headings([row.cells[:COLUMN_LIMIT] for row in filled], terms.coalitions)
    if headings is None:
        return Reading(faults=(noted(filled[0].number, Trouble.NO_HEADINGS),))
    columns = tuple(
        (text, heading.column) for text, heading in zip(headings.texts, headings.columns, strict=True) if text
    )
    faults, warnings = _about_headings(filled, headings, terms)
    if faults:
        return Reading(faults=tuple(faults), warnings=tuple(warnings), columns=columns)
    organisations = _read_each(filled[headings.place + 1 :], headings, terms, faults, warnings)
    together = put_together(organisations, faults, warnings)
    if not together and not faults:
        faults.append(noted(filled[headings.place].number, Trouble.NO_ORGANISATIONS))
    return Reading(tuple(together), _in_order(faults), _in_order(warnings), columns)


def _about_headings(filled: Sequence[Row], headings: Headings, terms: Terms) -> tuple[list[Noted], list[Noted]]:
    row = filled[headings.place].number
    faults: list[Noted] = []
    warnings: list[Noted] = []
    if headings.place:
        first, last = filled[0].number, filled[headings.place - 1].number
        warnings.append(noted(first, Trouble.ROWS_SKIPPED, first=str(first), last=str(last)))
    if not headings.has(Column.COUNTRY, Column.REGION):
        faults.append(noted(row, Trouble.NO_COUNTRY_COLUMN))
    if terms.everyone_in is None and not headings.has(Column.COALITIONS, Column.MEMBER):
        faults.append(noted(row, Trouble.NO_COALITION_COLUMN))
    seen: set[str] = set()
    for text in headings.texts:
        if text and fold(text) in seen:
            warnings.append(noted(row, Trouble.COLUMN_TWICE, column=text))
        seen.add(fold(text))
    return faults, warnings


def _read_each(
    rows: Sequence[Row], headings: Headings, terms: Terms, faults: list[Noted], warnings: list[Noted]
) -> list[OrganisationGiven]:
    organisations = []
    for row in rows:
        if tuple(" ".join(cell.split()) for cell in row.cells[: len(headings.texts)]) == headings.texts:
            warnings.append(noted(row.number, Trouble.HEADINGS_AGAIN))
            continue
        reader = RowReader(row, headings, terms)
        organisation = reader.read()
        # A cell that several coalitions share is read for each: the note is one.
        faults.extend(dict.fromkeys(reader.faults))
        warnings.extend(dict.fromkeys(reader.warnings))
        if organisation is not None:
            organisations.append(organisation)
    return organisations


def put_together(
    organisations: Sequence[OrganisationGiven], faults: list[Noted], warnings: list[Noted]
) -> list[OrganisationGiven]:
    """Return each organisation once: rows with one name are one organisation unless they contradict each other."""
    found: dict[str, OrganisationGiven] = {}
    for given in organisations:
        first = found.get(given.key)
        if first is None:
            found[given.key] = given
            continue
        if differs := _contradiction(first, given):
            faults.append(noted(given.row, Trouble.CONTRADICTION, name=given.name, first=str(first.row), field=differs))
            continue
        warnings.append(noted(given.row, Trouble.SAME_NAME, name=given.name, first=str(first.row)))
        found[given.key] = _union(first, given)
    return list(found.values())


def _contradiction(first: OrganisationGiven, second: OrganisationGiven) -> str:
    """Return the name of the first value both rows give differently, "" when they agree."""
    for name in ("country", "region", "kind", "survivor_led"):
        one, other = getattr(first, name), getattr(second, name)
        if one not in ("", None) and other not in ("", None) and one != other:
            return name
    return ""


def _union(first: OrganisationGiven, second: OrganisationGiven) -> OrganisationGiven:
    memberships = {membership.mark: membership for membership in first.memberships}
    for membership in second.memberships:
        known = memberships.get(membership.mark)
        memberships[membership.mark] = _filled(known, membership) if known else membership
    return replace(
        first,
        country=first.country or second.country,
        region=first.region or second.region,
        kind=first.kind or second.kind,
        languages=tuple(dict.fromkeys(first.languages + second.languages)),
        survivor_led=second.survivor_led if first.survivor_led is None else first.survivor_led,
        profile=tuple({**dict(second.profile), **dict(first.profile)}.items()),
        memberships=tuple(memberships.values()),
        contacts=tuple(dict.fromkeys(first.contacts + second.contacts)),
    )


def _filled(first: MembershipGiven, second: MembershipGiven) -> MembershipGiven:
    return MembershipGiven(
        first.mark,
        first.joined_year or second.joined_year,
        second.endorsed if first.endorsed is None else first.endorsed,
        first.endorsed_on or second.endorsed_on,
        second.pledged if first.pledged is None else first.pledged,
        first.pledged_on or second.pledged_on,
    )


def _in_order(notes: list[Noted]) -> tuple[Noted, ...]:
    return tuple(sorted(notes, key=lambda note: note.row))
