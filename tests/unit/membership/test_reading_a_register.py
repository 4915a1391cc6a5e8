"""What the rows of a register mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.cells import column_letters
from consult.membership.rules.columns import Column, recognise
from consult.membership.rules.given import Row
from consult.membership.rules.reading import read_rows
from consult.membership.rules.troubles import Trouble
from consult.membership.rules.words import as_date, as_email, as_kind, as_region, as_truth, as_year, fold, name_key
from tests.unit.membership.registers import BOTH, ORDINARY, A, B, read, terms, troubles

HEAD = ["Name", "Country", "Coalition"]


def test_an_ordinary_register_is_read() -> None:
    reading = read(*ORDINARY)
    assert reading.faults == ()
    assert troubles(reading.warnings) == [(1, Trouble.ROWS_SKIPPED)]
    house, doctors, union, network = reading.organisations
    assert (house.name, house.country, house.languages, house.survivor_led) == ("دار سهل ورسان", "LB", ("ar",), False)
    assert house.memberships[0].endorsed_on == date(2014, 5, 3)
    assert house.contacts[0].name == "ليلى"
    assert (doctors.country, doctors.languages, doctors.kind) == ("CI", ("fr", "en"), OrganisationKind.NATIONAL_NGO)
    assert [(m.mark, m.joined_year, m.endorsed) for m in doctors.memberships] == [("A", 2009, True), ("B", 2009, True)]
    assert doctors.contacts[0].email == "zoe@ailleurs.example"
    assert doctors.contacts[0].language == "fr"
    assert dict(doctors.profile) == {"Nº": "2", "Web site": "https://ailleurs.example"}
    assert (union.country, union.survivor_led, [m.mark for m in union.memberships]) == ("RU", True, ["B"])
    assert [m.mark for m in network.memberships] == ["A", "B"]


def test_how_each_heading_was_read_is_told() -> None:
    assert dict(read(*ORDINARY).columns)["Organisation / Organización"] is Column.NAME
    assert dict(read(*ORDINARY).columns)["Web site"] is Column.PROFILE


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Organization name", Column.NAME),
        ("NOMBRE", Column.NAME),
        ("Nom de l’organisation", Column.NAME),
        ("اسم المنظّمة", Column.NAME),
        ("Название организации", Column.NAME),
        ("Country *", Column.COUNTRY),
        ("Pays / Country", Column.COUNTRY),
        ("الدولة", Column.COUNTRY),
        ("Страна:", Column.COUNTRY),
        ("Langue(s)", Column.LANGUAGES),
        ("Idiomas", Column.LANGUAGES),
        ("Tipo de organização", Column.KIND),
        ("Survivor-led (Y/N)", Column.SURVIVOR_LED),
        ("E-Mail", Column.EMAIL),
        ("البريد الإلكتروني", Column.EMAIL),
        ("Язык контакта", Column.CONTACT_LANGUAGE),
        ("Год вступления", Column.JOINED),
        ("Favourite colour", Column.PROFILE),
    ],
)
def test_headings_in_six_languages(heading: str, column: Column) -> None:
    assert recognise(heading).column is column


@pytest.mark.parametrize(
    ("heading", "column", "mark"),
    [
        ("Coalition A", Column.MEMBER, "A"),
        ("B", Column.MEMBER, "B"),
        ("Drift Shell Campaign", Column.MEMBER, "B"),
        ("Member since (A)", Column.JOINED, "A"),
        ("Pledge B", Column.PLEDGE, "B"),
    ],
)
def test_headings_of_one_coalition(heading: str, column: Column, mark: str) -> None:
    found = recognise(heading, BOTH)
    assert (found.column, found.mark) == (column, mark)


def test_beside_organisation_a_column_called_name_is_the_person() -> None:
    reading = read(["Name", "Organisation", "Country", "Coalition"], ["Ana", "Casa", "Chile", "A"])
    assert reading.organisations[0].name == "Casa"
    assert reading.organisations[0].contacts[0].name == "Ana"


def test_a_column_for_each_coalition_takes_marks_years_and_no() -> None:
    head = ["Name", "Country", "Coalition A", "Coalition B"]
    reading = read(head, ["One", "Chile", "x", ""], ["Two", "Chile", "no", "2012"], ["Three", "Chile", "✓", "yes"])
    assert reading.faults == ()
    found = [[(m.mark, m.joined_year) for m in one.memberships] for one in reading.organisations]
    assert found == [[("A", None)], [("B", 2012)], [("A", None), ("B", None)]]


@pytest.mark.parametrize("cell", ["both", "les deux", "A+B", "A and B", "A; B", "B / A", f"{A.name} & {B.name}"])
def test_both_coalitions_in_one_cell(cell: str) -> None:
    reading = read(HEAD, ["Casa", "Chile", cell])
    assert reading.faults == ()
    assert sorted(m.mark for m in reading.organisations[0].memberships) == ["A", "B"]


@pytest.mark.parametrize(
    ("row", "trouble"),
    [
        (["", "Chile", "A"], Trouble.NO_NAME),
        (["Casa", "Chlie", "A"], Trouble.UNKNOWN_COUNTRY_NEAR),
        (["Casa", "Wonderland", "A"], Trouble.UNKNOWN_COUNTRY),
        (["Casa", "Chile", "Z"], Trouble.UNKNOWN_COALITION),
        (["Casa", "Chile", ""], Trouble.NO_COALITION),
        (["=A1", "Chile", "A"], Trouble.FORMULA_TEXT),
        (["C" * 301, "Chile", "A"], Trouble.CELL_TOO_LONG),
    ],
)
def test_a_fault_names_its_row(row: list[str], trouble: Trouble) -> None:
    reading = read(HEAD, ["Good", "Peru", "A"], row)
    assert (3, trouble) in troubles(reading.faults)


@pytest.mark.parametrize(
    ("heading", "cell", "trouble"),
    [
        ("Languages", "English, Klingonese", Trouble.UNKNOWN_LANGUAGE),
        ("Region", "The moon", Trouble.UNKNOWN_REGION),
        ("Survivor-led", "perhaps", Trouble.UNCLEAR_TRUTH),
        ("E-mail", "ana at casa", Trouble.BAD_EMAIL),
        ("Member since", "long ago", Trouble.BAD_YEAR),
        ("Endorsed call", "last week", Trouble.BAD_DATE),
        ("Endorsed call", "31/02/2015", Trouble.BAD_DATE),
    ],
)
def test_a_value_that_cannot_be_is_a_fault(heading: str, cell: str, trouble: Trouble) -> None:
    reading = read([*HEAD, heading], ["Casa", "Chile", "A", cell])
    assert troubles(reading.faults) == [(2, trouble)]


@pytest.mark.parametrize(
    ("heading", "cell", "trouble"),
    [
        ("Kind", "Cooperative", Trouble.UNKNOWN_KIND),
        ("E-mail", "a@casa.example; b@casa.example", Trouble.SEVERAL_EMAILS),
        ("Endorsed call", "03/04/2015", Trouble.DATE_GUESSED),
        ("Pledge", "2015", Trouble.YEAR_ONLY),
    ],
)
def test_what_was_assumed_is_a_warning(heading: str, cell: str, trouble: Trouble) -> None:
    reading = read([*HEAD, heading], ["Casa", "Chile", "A", cell])
    assert reading.faults == ()
    assert troubles(reading.warnings) == [(2, trouble)]


def test_nothing_is_lost_that_was_not_understood() -> None:
    head = [*HEAD, "Kind", "E-mail", "Pledge", ""]
    profile = dict(
        read(head, ["Casa", "Chile", "A", "Co-op", "a@c.example b@c.example", "2015", "note"]).organisations[0].profile
    )
    assert profile == {"Kind": "Co-op", "E-mail": "b@c.example", "Pledge": "2015", "Column G": "note"}


def test_two_rows_of_one_organisation_become_one() -> None:
    head = [*HEAD, "E-mail"]
    reading = read(head, ["Casa  Azul", "Chile", "A", "a@c.example"], ["CASA AZUL", "", "B", "b@c.example"])
    assert reading.faults == ()
    assert troubles(reading.warnings) == [(3, Trouble.SAME_NAME)]
    (one,) = reading.organisations
    assert [m.mark for m in one.memberships] == ["A", "B"]
    assert [c.email for c in one.contacts] == ["a@c.example", "b@c.example"]


def test_two_rows_that_contradict_each_other_are_a_fault() -> None:
    reading = read(HEAD, ["Casa", "Chile", "A"], ["Casa", "Peru", "A"])
    assert troubles(reading.faults) == [(3, Trouble.CONTRADICTION)]


def test_rows_for_the_other_coalition_are_left_out_where_one_register_is_kept() -> None:
    reading = read(
        HEAD, ["One", "Chile", "B"], ["Two", "Chile", "both"], ["Three", "Chile", ""], everyone_in="A", only="A"
    )
    assert [one.name for one in reading.organisations] == ["Two", "Three"]
    assert {m.mark for one in reading.organisations for m in one.memberships} == {"A"}
    assert troubles(reading.warnings) == [(2, Trouble.OTHER_COALITION), (3, Trouble.OTHER_COALITION)]


@pytest.mark.parametrize(
    ("rows", "trouble"),
    [
        ([], Trouble.EMPTY_SHEETS),
        ([["", " "], [""]], Trouble.EMPTY_SHEETS),
        ([["1", "2"], ["3", "4"]], Trouble.NO_HEADINGS),
        ([["Country", "Coalition"], ["Chile", "A"]], Trouble.NO_HEADINGS),
        ([["Name", "Coalition"], ["Casa", "A"]], Trouble.NO_COUNTRY_COLUMN),
        ([["Name", "Country"], ["Casa", "Chile"]], Trouble.NO_COALITION_COLUMN),
        ([HEAD], Trouble.NO_ORGANISATIONS),
    ],
)
def test_a_sheet_that_is_no_register(rows: list[list[str]], trouble: Trouble) -> None:
    assert [note.trouble for note in read(*rows).faults] == [trouble]


def test_a_second_column_of_one_meaning_stays_as_text() -> None:
    reading = read([*HEAD, "Country"], ["Casa", "Chile", "A", "Peru"])
    assert troubles(reading.warnings) == [(1, Trouble.COLUMN_TWICE)]
    assert dict(reading.organisations[0].profile) == {"Country": "Peru"}


def test_headings_repeated_further_down_are_left_out() -> None:
    reading = read(HEAD, ["Casa", "Chile", "A"], HEAD, ["Red", "Peru", "A"])
    assert reading.faults == ()
    assert troubles(reading.warnings) == [(3, Trouble.HEADINGS_AGAIN)]
    assert len(reading.organisations) == 2


def test_name_keys_fold_case_space_and_punctuation_only() -> None:
    assert name_key(" Casa-AZUL (Chile) ") == name_key("casa azul, chile")
    assert name_key("Médecins") != name_key("Medecins")
    assert name_key("Cafe\u0301") == name_key("Café")
    assert name_key("دار سهل") != name_key("دار")
    assert name_key("Ｃａｓａ") == name_key("casa")
    assert name_key("!!!") == "!!!"


@given(st.text())
def test_a_name_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("text", "truth"),
    [("Oui", True), ("sí", True), ("да", True), ("نعم", True), ("✓", True), ("NÃO", False), ("لا", False)],
)
def test_yes_and_no_in_six_languages(text: str, truth: bool) -> None:
    assert as_truth(text) is truth


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-04-03", date(2015, 4, 3)),
        ("2015-04-03 00:00:00", date(2015, 4, 3)),
        ("3 April 2015", date(2015, 4, 3)),
        ("1er avril 2015", date(2015, 4, 1)),
        ("3 de abril de 2015", date(2015, 4, 3)),
        ("3 апреля 2015 г.", date(2015, 4, 3)),
        ("٣ أبريل ٢٠١٥", date(2015, 4, 3)),
        ("23.04.2015", date(2015, 4, 23)),
        ("04/23/2015", date(2015, 4, 23)),
    ],
)
def test_dates_as_people_write_them(text: str, day: date) -> None:
    assert as_date(text) == (day, False)


def test_small_words() -> None:
    assert as_year("٢٠٠٩") == 2009
    assert as_year("1850") is None
    assert as_kind("Women’s organisations") is OrganisationKind.WOMEN
    assert as_kind("survivors") is OrganisationKind.SURVIVORS
    assert as_region("Europe de l’Est et Asie centrale") is Region.EASTERN_EUROPE_CENTRAL_ASIA
    assert as_email("Ana <ana@casa.example>") == "ana@casa.example"
    assert as_email("ana@casa") is None
    assert as_email("a..b@casa.example") is None
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert fold("Côte d’Ivoire") == "cote d ivoire"


cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["Name", "Country", "Coalition", "A", "both", "Chile", "x", "2015", "a@b.example", "=1", "-", "E-mail"]
    ),
)


@given(st.lists(st.lists(cells, max_size=8), max_size=12))
def test_no_row_whatever_it_holds_raises(rows: list[list[str]]) -> None:
    reading = read_rows([Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)], terms())
    assert reading.faults or reading.organisations


@given(st.lists(st.lists(cells, min_size=9, max_size=9), max_size=5))
def test_no_cell_under_any_heading_raises(rows: list[list[str]]) -> None:
    head = ["Name", "Country", "Coalition", "Languages", "Kind", "Endorsed call", "Member since", "E-mail", "Region"]
    read(head, *rows)
