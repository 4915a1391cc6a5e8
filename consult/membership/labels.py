"""The words people read for the codes of the register, and for everything that can be wrong with one."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.columns import Column
from consult.membership.rules.troubles import Noted, Trouble
from consult.shared.errors import InputFault

REGIONS: Mapping[Region, LazyString] = {
    Region.AFRICA: _l("Africa"),
    Region.MIDDLE_EAST_NORTH_AFRICA: _l("Middle East and North Africa"),
    Region.ASIA_PACIFIC: _l("Asia-Pacific"),
    Region.EUROPE: _l("Europe"),
    Region.EASTERN_EUROPE_CENTRAL_ASIA: _l("Eastern Europe and Central Asia"),
    Region.AMERICAS: _l("Americas"),
}
KINDS: Mapping[OrganisationKind, LazyString] = {
    OrganisationKind.NATIONAL_NGO: _l("national NGO"),
    OrganisationKind.INTERNATIONAL_NGO: _l("international NGO"),
    OrganisationKind.SURVIVORS: _l("survivors’ or disability organisation"),
    OrganisationKind.WOMEN: _l("women’s organisation"),
    OrganisationKind.YOUTH: _l("youth organisation"),
    OrganisationKind.FAITH: _l("faith body"),
    OrganisationKind.RESEARCH: _l("research institute or university"),
    OrganisationKind.NATIONAL_COALITION: _l("national coalition"),
    OrganisationKind.OTHER: _l("other organisation"),
}
COLUMNS: Mapping[Column, LazyString] = {
    Column.NAME: _l("Name of the organisation"),
    Column.COUNTRY: _l("Country"),
    Column.REGION: _l("Region"),
    Column.LANGUAGES: _l("Languages"),
    Column.KIND: _l("Kind"),
    Column.SURVIVOR_LED: _l("Led by survivors"),
    Column.COALITIONS: _l("Coalitions"),
    Column.MEMBER: _l("Member of one coalition"),
    Column.ENDORSED: _l("Endorsed the call"),
    Column.PLEDGE: _l("Accepted the pledge"),
    Column.JOINED: _l("Member since"),
    Column.CONTACT: _l("Contact"),
    Column.EMAIL: _l("E-mail address"),
    Column.CONTACT_LANGUAGE: _l("Language of the contact"),
    Column.PHONE: _l("Telephone"),
    Column.ACCESS: _l("Access needs"),
    Column.PROFILE: _l("Kept as text in the profile"),
}
VALUES: Mapping[str, LazyString] = {
    "name": _l("name"),
    "country": _l("country"),
    "region": _l("region"),
    "kind": _l("kind"),
    "languages": _l("languages"),
    "survivor_led": _l("led by survivors"),
    "profile": _l("profile"),
    "memberships": _l("memberships"),
    "contacts": _l("contacts"),
}
_SAVE_AGAIN = _l("save it as XLSX or CSV and send it again")
_WRITE_OR_DELETE = _l("write it, or delete the row")
_CHECK = _l("check that this is right")
_T = Trouble
WORDS: Mapping[Trouble, tuple[LazyString, LazyString]] = {
    _T.EMPTY_FILE: (_l("the file is empty"), _l("choose the file that holds the register")),
    _T.FILE_TOO_LARGE: (
        _l("the file is larger than %(limit)s MB"),
        _l("take out pictures and other sheets, or save it as CSV"),
    ),
    _T.TOO_MANY_ROWS: (
        _l("the sheet has more than %(limit)s rows"),
        _l("delete the empty rows below the register, or divide it"),
    ),
    _T.NOT_A_TABLE: (_l("the file is not a spreadsheet"), _SAVE_AGAIN),
    _T.OLD_EXCEL: (_l("the file is in the old Excel format (.xls)"), _SAVE_AGAIN),
    _T.BINARY_EXCEL: (_l("the file is in Excel’s binary format (.xlsb)"), _SAVE_AGAIN),
    _T.OPEN_DOCUMENT: (_l("the file is an OpenDocument spreadsheet (.ods)"), _SAVE_AGAIN),
    _T.ENCRYPTED: (_l("the file is protected by a password"), _l("save a copy without a password")),
    _T.BROKEN_WORKBOOK: (
        _l("the workbook is damaged and cannot be read"),
        _l("open it in a spreadsheet program, save it anew and send that"),
    ),
    _T.UNPACKS_TOO_LARGE: (
        _l("the workbook unpacks to far more than a register needs"),
        _l("copy the register alone into a new workbook, or save it as CSV"),
    ),
    _T.EMPTY_SHEETS: (_l("no visible sheet holds anything"), _l("choose the file that holds the register")),
    _T.UNDECODABLE: (
        _l("the letters of the file cannot be made out"),
        _l("save it as CSV in UTF-8, or as XLSX"),
    ),
    _T.UNCLOSED_QUOTE: (
        _l("a quotation mark opens here and is never closed"),
        _l("close or delete it, or save the file as XLSX"),
    ),
    _T.BROKEN_ROW: (_l("the row cannot be divided into cells"), _l("look for stray quotation marks")),
    _T.CHARSET_GUESSED: (
        _l("the file does not say how its letters are written; it was read as %(charset)s"),
        _l("check names with accents, or save it as CSV in UTF-8"),
    ),
    _T.LETTERS_LOST: (
        _l("letters had been lost before the file was sent; their number: %(count)s"),
        _l("look for the sign � and write the names anew"),
    ),
    _T.LOOSE_QUOTES: (_l("quotation marks stand where they should not"), _l("check the cells of this row")),
    _T.SHEET_CHOSEN: (
        _l("several sheets hold something; “%(sheet)s” was read and not: %(others)s"),
        _l("send the others in files of their own if they belong to the register"),
    ),
    _T.SHEET_HIDDEN: (
        _l("the sheet “%(sheet)s” is hidden and was not read"),
        _l("show it if it belongs to the register"),
    ),
    _T.CELLS_MERGED: (_l("the cells %(cells)s are merged; each of their rows got their value"), _CHECK),
    _T.FORMULAS_USED: (
        _l("column %(column)s has formulas, the values last calculated were taken; number of cells: %(count)s"),
        _CHECK,
    ),
    _T.FORMULA_NOT_CALCULATED: (
        _l("cell %(cell)s is a formula without a value"),
        _l("open the file in a spreadsheet program and save it, or write the value"),
    ),
    _T.FORMULA_ERROR: (_l("cell %(cell)s says %(value)s"), _l("mend the formula or write the value")),
    _T.FORMULA_TEXT: (
        _l("a formula stands in the column “%(column)s”"),
        _l("write the value, or save the file as XLSX"),
    ),
    _T.NO_HEADINGS: (
        _l("no row names the columns"),
        _l("give the first row headings such as Organisation, Country, Languages, Coalition, E-mail"),
    ),
    _T.NO_COUNTRY_COLUMN: (_l("no column is headed Country"), _l("add one, or a column headed Region")),
    _T.NO_COALITION_COLUMN: (
        _l("no column says who belongs to which coalition"),
        _l("add a column headed Coalition, or name the coalition all of them belong to"),
    ),
    _T.NO_ORGANISATIONS: (_l("no organisation stands below the headings"), _l("choose the sheet that holds them")),
    _T.ROWS_SKIPPED: (_l("what stands above the headings was left out (rows %(first)s–%(last)s)"), _CHECK),
    _T.HEADINGS_AGAIN: (_l("the headings are repeated here; the row was left out"), _CHECK),
    _T.COLUMN_TWICE: (
        _l("two columns are headed “%(column)s”; the second one was kept as text in the profile"),
        _l("give it another heading if it is something else"),
    ),
    _T.CELL_TOO_LONG: (_l("the cell under “%(column)s” is too long"), _l("shorten it")),
    _T.NO_NAME: (_l("the name of the organisation is missing"), _WRITE_OR_DELETE),
    _T.NO_COUNTRY: (_l("the country of “%(name)s” is missing"), _l("write it, or give a region")),
    _T.UNKNOWN_COUNTRY: (
        _l("no country is called “%(value)s”"),
        _l("write its usual name in one of the six languages, or its two-letter code"),
    ),
    _T.UNKNOWN_COUNTRY_NEAR: (
        _l("no country is called “%(value)s”"),
        _l("write “%(country)s” if that is meant, or its two-letter code"),
    ),
    _T.UNKNOWN_REGION: (
        _l("no region is called “%(value)s”"),
        _l("leave the cell empty: the region follows from the country"),
    ),
    _T.UNKNOWN_LANGUAGE: (
        _l("no language is called “%(value)s” (column “%(column)s”)"),
        _l("write its name, such as French, or its code, such as fr"),
    ),
    _T.UNKNOWN_KIND: (
        _l("the kind “%(value)s” is not known; the organisation counts as other, the word is in its profile"),
        _l("write one of the known kinds if one fits"),
    ),
    _T.UNKNOWN_COALITION: (_l("no coalition is called “%(value)s”"), _l("write one of these: %(known)s")),
    _T.NO_COALITION: (_l("the row does not say to which coalition it belongs"), _WRITE_OR_DELETE),
    _T.OTHER_COALITION: (
        _l("the row names %(coalitions)s; here only the register of %(only)s is filled, the rest was left out"),
        _l("have it imported by those who keep that register"),
    ),
    _T.UNCLEAR_TRUTH: (_l("“%(value)s” under “%(column)s” is neither yes nor no"), _l("write yes or no")),
    _T.BAD_EMAIL: (_l("“%(value)s” is no e-mail address"), _l("write it as name@place.org, or leave it empty")),
    _T.SEVERAL_EMAILS: (
        _l("the cell holds several e-mail addresses; %(value)s was taken, the others are in the profile"),
        _l("give each contact a row of its own if all should be written to"),
    ),
    _T.BAD_YEAR: (_l("“%(value)s” under “%(column)s” is no year"), _l("write four digits, such as 2009")),
    _T.BAD_DATE: (
        _l("“%(value)s” under “%(column)s” is no date"),
        _l("write it as 2015-04-03, or write yes or no"),
    ),
    _T.DATE_GUESSED: (
        _l("“%(value)s” under “%(column)s” was read with the day first, as %(day)s"),
        _l("write it as 2015-04-03 if that is wrong"),
    ),
    _T.YEAR_ONLY: (
        _l("“%(value)s” under “%(column)s” is no full date; it counts as yes, the year is in the profile"),
        _CHECK,
    ),
    _T.SAME_NAME: (
        _l("“%(name)s” is also in row %(first)s; both rows were taken as one organisation"),
        _l("give one of them another name if they are two"),
    ),
    _T.CONTRADICTION: (
        _l("“%(name)s” is also in row %(first)s, with another value: %(field)s"),
        _l("mend one of them, or add the country to the name if they are two organisations"),
    ),
    _T.COUNTRY_CHANGES: (
        _l("the country of “%(name)s” changes from %(old_country)s to %(country)s"),
        _l("add the country to the name if it is another organisation"),
    ),
    _T.NO_KIND: (
        _l("new organisations without a kind count as other; their number, beginning here: %(count)s"),
        _l("add the kind when it is known"),
    ),
    _T.NO_LANGUAGE: (
        _l("new organisations without a language; their number, beginning here: %(count)s"),
        _l("add it before they are invited"),
    ),
}


def country_name(code: str) -> str:
    """Return the name of a country in the reader's language, a dash for none."""
    return str(_locale().territories.get(code, code)) if code else "–"


def language_name(tag: str) -> str:
    """Return the name of a language in the reader's language."""
    found = _locale().languages.get({"prs": "fa_AF"}.get(tag, tag))
    return str(found or tag)


def _locale() -> Locale:
    return get_locale() or Locale.parse("en")


def worded(note: Noted, file_name: str) -> InputFault:
    """Return a fault or warning in the reader's language."""
    what, todo = WORDS[note.trouble]
    values = {name: _value(name, value) for name, value in note.values}
    place = f"{file_name}:{note.row}" if note.row else file_name
    return InputFault(place, str(what) % values, str(todo) % values)


def _value(name: str, value: str) -> str:
    if name in ("country", "old_country"):
        return country_name(value)
    return str(VALUES[value]) if name == "field" else value
