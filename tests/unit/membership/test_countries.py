"""Countries, their names and their regions."""

from __future__ import annotations

import pytest
from babel import Locale

from consult.membership.exchange.names import known_names
from consult.membership.rules import Region
from consult.membership.rules.places import REGION_OF, region_of
from consult.membership.rules.words import fold
from consult.shared.wording import SHIPPED

# What CLDR lists beside ISO 3166: groups of countries, outlying islands without a code of their own, test codes.
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def test_every_territory_has_one_region() -> None:
    codes = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()} - NOT_COUNTRIES
    assert set(REGION_OF) == codes
    assert set(REGION_OF.values()) == set(Region)


@pytest.mark.parametrize("code", ["TR", "GE", "AM", "AZ", "RU", "UA", "BY", "MD", "KZ", "KG", "TJ", "TM", "UZ"])
def test_eastern_europe_and_central_asia_is_a_region_of_its_own(code: str) -> None:
    assert region_of(code) is Region.EASTERN_EUROPE_CENTRAL_ASIA


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("PL", Region.EUROPE),
        ("BA", Region.EUROPE),
        ("CY", Region.EUROPE),
        ("SD", Region.AFRICA),
        ("EG", Region.MIDDLE_EAST_NORTH_AFRICA),
        ("IR", Region.MIDDLE_EAST_NORTH_AFRICA),
        ("AF", Region.ASIA_PACIFIC),
        ("RE", Region.AFRICA),
        ("HT", Region.AMERICAS),
    ],
)
def test_the_regions_of_doubtful_cases(code: str, region: Region) -> None:
    assert region_of(code) is region


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_country_is_known_by_its_name_in_every_language(tag: str) -> None:
    names = Locale.parse(tag).territories
    wrong = {code for code in REGION_OF if known_names().countries.get(fold(names[code])) != code}
    assert wrong == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ivory Coast", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("DRC", "CD"),
        ("R.D. Congo", "CD"),
        ("Burma", "MM"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("U.S.A.", "US"),
        ("EE.UU.", "US"),
        ("США", "US"),
        ("Palestine", "PS"),
        ("فلسطين", "PS"),
        ("Syria", "SY"),
        ("Laos", "LA"),
        ("Lao PDR", "LA"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Viet Nam", "VN"),
        ("Swaziland", "SZ"),
        ("FRA", "FR"),
        ("deu", "DE"),
        ("na", "NA"),
        ("مصر", "EG"),
    ],
)
def test_countries_go_by_many_names(name: str, code: str) -> None:
    assert known_names().countries[fold(name)] == code


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("Anglais", "en"),
        ("inglés", "en"),
        ("EN", "en"),
        ("Árabe", "ar"),
        ("العربية", "ar"),
        ("Русский", "ru"),
        ("Dari", "prs"),
        ("Kiswahili", "sw"),
        ("ខ្មែរ", "km"),
    ],
)
def test_languages_go_by_many_names(name: str, tag: str) -> None:
    assert known_names().languages[fold(name)] == tag
