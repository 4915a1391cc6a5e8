"""One row of a register: its cells turned into values, with a note for each that cannot be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import regex

from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.columns import CoalitionName, Column, Headings
from consult.membership.rules.given import ContactGiven, MembershipGiven, Names, OrganisationGiven, Row
from consult.membership.rules.troubles import Noted, Trouble, noted
from consult.membership.rules.words import (
    BLANK,
    BOTH,
    as_date,
    as_email,
    as_kind,
    as_region,
    as_truth,
    as_year,
    fold,
    name_key,
    split_at_and,
    split_list,
)
from consult.shared.text import clean_line, clean_text

CELL_LIMIT = 10_000
NAME_LIMIT = 300
_PIECES = regex.compile(r"[/(),;\[\]|]| - ")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a row is read by: names of places and languages, the coalitions there are, and who is meant without words.

    `everyone_in`: the coalition of rows that name none. `only`: the one whose register this is; rows for another are
    left out with a warning, since whoever imports may not edit the other's.
    """

    names: Names
    coalitions: tuple[CoalitionName, ...]
    everyone_in: str | None = None
    only: str | None = None


@dataclass(slots=True)
class RowReader:
    """Reads the cells of one row; notes gather in `faults` and `warnings`."""

    row: Row
    headings: Headings
    terms: Terms
    faults: list[Noted] = field(default_factory=list)
    warnings: list[Noted] = field(default_factory=list)

    def read(self) -> OrganisationGiven | None:
        """Return the organisation, None when the row is not for this register or has no name."""
        profile = self._profile()
        name = clean_line(self._text(Column.NAME))
        if not name:
            self._fault(Trouble.NO_NAME)
            return None
        if len(name) > NAME_LIMIT:
            self._fault(Trouble.CELL_TOO_LONG, column=self._heading(Column.NAME))
        memberships = self._memberships(profile)
        if memberships is None:
            return None
        languages = self._languages(Column.LANGUAGES)
        return OrganisationGiven(
            row=self.row.number,
            name=name,
            key=name_key(name),
            country=self._country(),
            region=self._region(),
            kind=self._kind(profile),
            languages=languages,
            survivor_led=self._truth(Column.SURVIVOR_LED),
            memberships=memberships,
            contacts=self._contacts(languages, profile),
            profile=tuple(profile.items()),
        )

    def _fault(self, trouble: Trouble, **values: str) -> None:
        self.faults.append(noted(self.row.number, trouble, **values))

    def _warn(self, trouble: Trouble, **values: str) -> None:
        self.warnings.append(noted(self.row.number, trouble, **values))

    def _place(self, column: Column, mark: str = "") -> int | None:
        for place, heading in enumerate(self.headings.columns):
            if heading.column is column and heading.mark == mark:
                return place
        return None

    def _heading(self, column: Column, mark: str = "") -> str:
        place = self._place(column, mark)
        return self.headings.texts[place] if place is not None else ""

    def _text(self, column: Column, mark: str = "") -> str:
        place = self._place(column, mark)
        if place is None or place >= len(self.row.cells):
            return ""
        text = clean_text(self.row.cells[place])
        if text.startswith("="):
            self._fault(Trouble.FORMULA_TEXT, column=self.headings.texts[place])
            return ""
        if len(text) > CELL_LIMIT:
            self._fault(Trouble.CELL_TOO_LONG, column=self.headings.texts[place])
            return ""
        return "" if text.casefold() in BLANK else text

    def _profile(self) -> dict[str, str]:
        profile: dict[str, str] = {}
        for place, cell in enumerate(self.row.cells):
            known = place < len(self.headings.columns)
            if known and self.headings.columns[place].column is not Column.PROFILE:
                continue
            text = clean_text(cell)
            if text and text.casefold() not in BLANK:
                heading = (self.headings.texts[place] if known else "") or f"Column {column_letters(place)}"
                if text.startswith("="):
                    self._fault(Trouble.FORMULA_TEXT, column=heading)
                elif len(text) > CELL_LIMIT:
                    self._fault(Trouble.CELL_TOO_LONG, column=heading)
                else:
                    profile[_free(heading, profile)] = text
        return profile

    def _country(self) -> str:
        text = self._text(Column.COUNTRY)
        if not text:
            return ""
        countries = self.terms.names.countries
        found = {countries[fold(text)]} if fold(text) in countries else set()
        if not found:
            found = {countries[fold(piece)] for piece in _PIECES.split(text) if fold(piece) in countries}
        if len(found) == 1:
            return found.pop()
        near = _nearest(fold(text), countries)
        if near:
            self._fault(Trouble.UNKNOWN_COUNTRY_NEAR, value=text, country=countries[near])
        else:
            self._fault(Trouble.UNKNOWN_COUNTRY, value=text)
        return ""

    def _region(self) -> Region | None:
        text = self._text(Column.REGION)
        region = as_region(text) if text else None
        if text and region is None:
            self._fault(Trouble.UNKNOWN_REGION, value=text)
        return region

    def _kind(self, profile: dict[str, str]) -> OrganisationKind | None:
        text = self._text(Column.KIND)
        if not text:
            return None
        if kind := as_kind(text):
            return kind
        self._warn(Trouble.UNKNOWN_KIND, value=text)
        profile[_free(self._heading(Column.KIND), profile)] = text
        return OrganisationKind.OTHER

    def _languages(self, column: Column) -> tuple[str, ...]:
        text = self._text(column)
        found: list[str] = []
        for piece in split_list(text):
            pieces = [piece] if fold(piece) in self.terms.names.languages else split_at_and(piece)
            for name in pieces:
                tag = self.terms.names.languages.get(fold(name)) or self.terms.names.languages.get(_base(name))
                if tag is None:
                    self._fault(Trouble.UNKNOWN_LANGUAGE, value=name, column=self._heading(column))
                elif tag not in found:
                    found.append(tag)
        return tuple(found)

    def _truth(self, column: Column) -> bool | None:
        text = self._text(column)
        truth = as_truth(text) if text else None
        if text and truth is None:
            self._fault(Trouble.UNCLEAR_TRUTH, value=text, column=self._heading(column))
        return truth

    def _memberships(self, profile: dict[str, str]) -> tuple[MembershipGiven, ...] | None:
        marks = self._marks()
        if marks is None:
            return ()
        only = self.terms.only
        if only is not None and any(mark != only for mark in marks):
            self._warn(Trouble.OTHER_COALITION, coalitions=", ".join(mark for mark in marks if mark != only), only=only)
            marks = [mark for mark in marks if mark == only]
            if not marks:
                return None
        if not marks:
            self._fault(Trouble.NO_COALITION)
            return ()
        return tuple(self._membership(mark, profile) for mark in marks)

    def _marks(self) -> list[str] | None:
        """Return the marks of the coalitions the row names, None when one of them is not known."""
        marks = [coalition.mark for coalition in self.terms.coalitions if self._is_member(coalition.mark)]
        text = self._text(Column.COALITIONS)
        for named in self._named(text) if text else ():
            if named is None:
                known = ", ".join(f"{c.mark} ({c.name})" for c in self.terms.coalitions)
                self._fault(Trouble.UNKNOWN_COALITION, value=text, known=known)
                return None
            marks += [mark for mark in named if mark not in marks]
        if not marks and not self._says_no_member():
            marks = [self.terms.everyone_in] if self.terms.everyone_in else []
        return marks

    def _says_no_member(self) -> bool:
        return any(self._text(Column.MEMBER, coalition.mark) for coalition in self.terms.coalitions)

    def _is_member(self, mark: str) -> bool:
        """Tell whether the coalition's own column says yes, in a word, by a year or by a date."""
        text = self._text(Column.MEMBER, mark)
        if not text:
            return False
        truth = as_truth(text)
        if truth is None and fold(text) != fold(mark) and as_year(text) is None:
            self._fault(Trouble.UNCLEAR_TRUTH, value=text, column=self._heading(Column.MEMBER, mark))
        return truth is not False

    def _named(self, text: str) -> list[list[str] | None]:
        """Return for each name in the cell the marks it stands for, None where nobody knows."""
        whole = self._coalition(text)
        if whole is not None:
            return [whole]
        pieces = [piece for part in split_list(text) for piece in self._pieces(part)]
        return [self._coalition(piece) for piece in pieces] or [None]

    def _pieces(self, part: str) -> list[str]:
        return [part] if self._coalition(part) is not None else split_at_and(part)

    def _coalition(self, text: str) -> list[str] | None:
        plain = fold(text)
        if plain in BOTH:
            return [c.mark for c in self.terms.coalitions] if len(self.terms.coalitions) == 2 else None
        return next(([c.mark] for c in self.terms.coalitions if plain in _called(c)), None)

    def _membership(self, mark: str, profile: dict[str, str]) -> MembershipGiven:
        endorsed, endorsed_on = self._promise(Column.ENDORSED, mark, profile)
        pledged, pledged_on = self._promise(Column.PLEDGE, mark, profile)
        return MembershipGiven(mark, self._joined(mark), endorsed, endorsed_on, pledged, pledged_on)

    def _own_or_common(self, column: Column, mark: str) -> tuple[str, str]:
        """Return the text and heading of the coalition's own column, else of the one for all."""
        own = self._text(column, mark)
        return (own, self._heading(column, mark)) if own else (self._text(column), self._heading(column))

    def _joined(self, mark: str) -> int | None:
        text, heading = self._own_or_common(Column.JOINED, mark)
        if not text:
            member = self._text(Column.MEMBER, mark)
            return as_year(member) if member else None
        year = as_year(text)
        if year is None:
            self._fault(Trouble.BAD_YEAR, value=text, column=heading)
        return year

    def _promise(self, column: Column, mark: str, profile: dict[str, str]) -> tuple[bool | None, date | None]:
        """Return whether, and on which day: a date, a yes or no, or a year (kept as text beside the yes)."""
        text, heading = self._own_or_common(column, mark)
        if not text:
            return None, None
        truth = as_truth(text)
        if truth is not None:
            return truth, None
        if found := as_date(text):
            day, guessed = found
            if guessed:
                self._warn(Trouble.DATE_GUESSED, value=text, column=heading, day=day.isoformat())
            return True, day
        if as_year(text):
            self._warn(Trouble.YEAR_ONLY, value=text, column=heading)
            profile[heading] = text
            return True, None
        self._fault(Trouble.BAD_DATE, value=text, column=heading)
        return None, None

    def _contacts(self, languages: Sequence[str], profile: dict[str, str]) -> tuple[ContactGiven, ...]:
        name, phone = clean_line(self._text(Column.CONTACT)), clean_line(self._text(Column.PHONE))
        access, written = self._text(Column.ACCESS), self._text(Column.EMAIL)
        if not written and (found := as_email(name)):
            written, name = name, "" if found == name else clean_line(name.partition("<")[0])
        email = self._email(written, profile) if written else ""
        if not (name or email or phone or access):
            return ()
        own = self._languages(Column.CONTACT_LANGUAGE)
        language = (own or tuple(languages) or ("",))[0]
        return (ContactGiven(name, email, language, phone, access),)

    def _email(self, written: str, profile: dict[str, str]) -> str:
        pieces = [piece for piece in regex.split(r"[;,\s]+", written) if piece]
        addresses = [as_email(written)] if as_email(written) else [as_email(piece) for piece in pieces]
        good = [address for address in addresses if address]
        if not good or len(good) < len(addresses):
            self._fault(Trouble.BAD_EMAIL, value=written)
            return ""
        if len(good) > 1:
            self._warn(Trouble.SEVERAL_EMAILS, value=good[0])
            profile[_free(self._heading(Column.EMAIL), profile)] = ", ".join(good[1:])
        return good[0]


def _nearest(text: str, names: Iterable[str]) -> str:
    """Return the name most like `text`, "" for none; only names of its length and initial, for all take 30 ms a row."""
    alike = [name for name in names if name[:1] == text[:1] and abs(len(name) - len(text)) <= 3]
    return next(iter(difflib.get_close_matches(text, alike, n=1, cutoff=0.75)), "")


def column_letters(place: int) -> str:
    """Return the letters spreadsheets give a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _called(coalition: CoalitionName) -> set[str]:
    mark, name = fold(coalition.mark), fold(coalition.name)
    return {mark, name, f"coalition {mark}", f"{mark} {name}"}


def _base(tag: str) -> str:
    """Return the language of a tag with region or script: "pt-BR" is "pt"."""
    return (
        regex.split(r"[-_]", tag.strip().casefold())[0]
        if regex.fullmatch(r"\p{L}{2,3}([-_]\w{2,8})+", tag.strip())
        else ""
    )


def _free(heading: str, profile: dict[str, str]) -> str:
    """Return a heading the profile does not have yet."""
    count, free = 1, heading
    while free in profile:
        count += 1
        free = f"{heading} {count}"
    return free
