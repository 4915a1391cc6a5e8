"""Names of countries and languages in the six languages of the interface and in their own, from CLDR by Babel."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from consult.membership.rules.given import Names
from consult.membership.rules.places import COUNTRY_ALIASES, REGION_OF
from consult.membership.rules.words import fold
from consult.shared.wording import SHIPPED

_LANGUAGE_ALIASES = {
    "dari": "prs",
    "farsi": "fa",
    "mandarin": "zh",
    "castellano": "es",
    "castilian": "es",
    "flemish": "nl",
    "serbo croatian": "sr",
    "kurmanji": "ku",
    "tagalog": "fil",
    "burmese": "my",
    "фарси": "fa",
    "eng": "en",
    "fre": "fr",
    "fra": "fr",
    "spa": "es",
    "ara": "ar",
    "rus": "ru",
    "por": "pt",
}
# Languages a register may call by their own name; each costs the reading of a locale.
_OWN_NAMES = """
    am az bg bn bs cs da de el et fa fi fil ha he hi hr hu hy id it ja ka kk km ko ku ky lo lt lv mk mn ms my ne nl no
    pl ps ro rw si sk sl so sq sr sv sw ta th ti tr uk ur uz vi zh"""


@cache
def known_names() -> Names:
    """Return both tables; built once, in some tens of milliseconds."""
    return Names(_countries(), _languages())


def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in SHIPPED:
        for code, name in Locale.parse(tag).territories.items():
            if code in REGION_OF:
                found.setdefault(fold(name), code)
    for alias, codes in get_global("territory_aliases").items():  # CLDR lists three-letter codes there
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in REGION_OF:
            found.setdefault(fold(alias), codes[0])
    found.update({code.casefold(): code for code in REGION_OF})
    return found | dict(COUNTRY_ALIASES)


def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in SHIPPED:
        for code, name in Locale.parse(tag).languages.items():
            found.setdefault(fold(name), _base(code))
    codes: list[str] = list(Locale.parse("en").languages)
    found.update({code.casefold(): _base(code) for code in codes})
    for code in _OWN_NAMES.split():
        found.setdefault(fold(Locale.parse(code).languages[code]), code)
    return found | _LANGUAGE_ALIASES


def _base(code: str) -> str:
    """Return the language of a code with region or script; Dari keeps a tag of its own."""
    return "prs" if code == "fa_AF" else code.partition("_")[0]
