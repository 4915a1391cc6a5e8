"""How words from a spreadsheet are compared, and what the short ones mean in six languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import regex

from consult.membership.rules import OrganisationKind, Region

# Arabic letters that ordinary writing mixes: hamza forms of alef, teh marbuta, alef maqsura.
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": None})
_MARKS = regex.compile(r"\p{M}")
_NOT_WORDS = regex.compile(r"[^\p{L}\p{N}]+")
_NOT_NAMES = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_EMAIL = regex.compile(r"[^\s@,;:<>()\[\]\\\"]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]+")
_NAMED_EMAIL = regex.compile(r"(?:mailto:)?(?:[^<>]*<)?([^<>]+?)>?", regex.I)
PARTS = regex.compile(r"[;,/&+|\n،؛]")
_AND = regex.compile(r"\s+(?:and|et|y|e|и|و)\s+|\s+و(?=\p{Arabic})", regex.I)
BLANK = frozenset({"", "-", "--", "–", "—", "?", "n/a", "n.a.", "...", "…"})


def fold(text: str) -> str:
    """Return `text` for comparing with word lists: case, accents, Arabic spelling habits and punctuation gone."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_ARABIC))
    return _NOT_WORDS.sub(" ", plain).strip()


def name_key(name: str) -> str:
    """Return what makes two names of organisations the same: letters and digits, whatever the case and the spacing.

    Accents stay: "Médecins" and "Medecins" may be one body or two, and only people know. Letters of other scripts
    stay apart too. A name of punctuation alone keeps it.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", _NOT_NAMES.sub(" ", plain).strip() or plain.strip())


def _flat(rows: Mapping[object, str]) -> dict[str, object]:
    return {word: meaning for meaning, words in rows.items() for word in words.split("|")}


def _table(rows: Mapping[object, str]) -> dict[str, object]:
    return {fold(word): meaning for word, meaning in _flat(rows).items()}


_YES_NO: Mapping[str, object] = _flat(
    {
        True: "yes|y|true|1|x|✓|✔|☑|ok|oui|o|vrai|si|sí|s|verdadero|sim|verdadeiro|да|д|истина|نعم|صحيح|✅",
        False: "no|n|false|0|non|faux|falso|nao|não|нет|н|ложь|لا|خطأ|✗|✘|☐|❌",
    }
)
_KINDS = _table(
    {
        OrganisationKind.NATIONAL_NGO: "national ngo|ngo|local ngo|national organisation|national organization|ong"
        "|ong nationale|ong nacional|ong locale|ong local|association nationale|нпо|национальная нпо|منظمة وطنية"
        "|منظمة غير حكومية|منظمة غير حكومية وطنية|nonprofit|non profit|civil society organisation|cso",
        OrganisationKind.INTERNATIONAL_NGO: "international ngo|ingo|international organisation"
        "|international organization|ong internationale|ong internacional|oing|international|международная нпо|мнпо"
        "|منظمة دولية|منظمة غير حكومية دولية",
        OrganisationKind.SURVIVORS: "survivors|survivor organisation|survivors organisation"
        "|survivors organization|survivors’ organisation|survivor network|opd|dpo|disabled people’s organisation"
        "|organisation of persons with disabilities|organisation of survivors or persons with disabilities"
        "|organisation de survivants|organisation de personnes handicapées|organización de sobrevivientes"
        "|organización de personas con discapacidad|organização de sobreviventes"
        "|organização de pessoas com deficiência|организация пострадавших|организация людей с инвалидностью"
        "|منظمة ناجين|منظمة الناجين|منظمة أشخاص ذوي إعاقة|disability",
        OrganisationKind.WOMEN: "women|women|women’s|women’s organisation|women organisation|women’s organization"
        "|women organization|women’s group|organisation de femmes|association de femmes|organización de mujeres"
        "|organização de mulheres|женская организация|منظمة نسائية|منظمة نساء",
        OrganisationKind.YOUTH: "youth|youth organisation|youth organization|youth group|organisation de jeunes"
        "|jeunesse|organización juvenil|organización de jóvenes|organização juvenil|organização de jovens"
        "|молодежная организация|молодёжная организация|منظمة شبابية|منظمة شباب",
        OrganisationKind.FAITH: "faith|faith based|faith body|faith based organisation|faith organisation|church|fbo"
        "|religious|organisation confessionnelle|organisation religieuse|organización religiosa|iglesia"
        "|organização religiosa|igreja|религиозная организация|منظمة دينية|منظمة دينيّة",
        OrganisationKind.RESEARCH: "research|research institute|university|academic|academia|think tank"
        "|research or university|recherche|institut de recherche|université|investigación|instituto de investigación"
        "|universidad|pesquisa|instituto de pesquisa|universidade|исследовательский институт|университет"
        "|научная организация|معهد أبحاث|جامعة|مركز أبحاث",
        OrganisationKind.NATIONAL_COALITION: "national coalition|coalition|national campaign|national network"
        "|national platform|network|platform|coalition nationale|réseau national|coalición nacional|red nacional"
        "|coalizão nacional|rede nacional|национальная коалиция|ائتلاف وطني|تحالف وطني|شبكة وطنية",
        OrganisationKind.OTHER: "other|autre|otro|otra|outro|outra|другое|другая|أخرى|غير ذلك",
    }
)
_REGIONS = _table(
    {
        Region.AFRICA: "africa|sub saharan africa|afrique|afrique subsaharienne|áfrica|áfrica subsahariana"
        "|áfrica subsaariana|африка|أفريقيا|إفريقيا|east africa|west africa|southern africa|central africa",
        Region.MIDDLE_EAST_NORTH_AFRICA: "mena|middle east and north africa|middle east north africa|middle east"
        "|north africa|moyen orient et afrique du nord|moyen orient afrique du nord|oriente medio y norte de áfrica"
        "|oriente médio e norte de áfrica|oriente médio e norte da áfrica|médio oriente e norte de áfrica"
        "|ближний восток и северная африка|الشرق الأوسط وشمال أفريقيا|arab states",
        Region.ASIA_PACIFIC: "asia pacific|asia and the pacific|asia and pacific|asia|pacific|asie pacifique|asie"
        "|asie et pacifique|asia y el pacífico|asia pacífico|ásia pacífico|ásia e pacífico|азия и тихий океан"
        "|азиатско тихоокеанский регион|آسيا والمحيط الهادئ|south asia|southeast asia|oceania",
        Region.EUROPE: "europe|western europe|europe western|europa|europa occidental|europe occidentale|европа|أوروبا"
        "|central europe|eu",
        Region.EASTERN_EUROPE_CENTRAL_ASIA: "eastern europe and central asia|eastern europe central asia|eeca"
        "|central asia|eastern europe|europe de l’est et asie centrale|europe orientale et asie centrale"
        "|europa del este y asia central|europa oriental y asia central|europa oriental e ásia central"
        "|leste europeu e ásia central|восточная европа и центральная азия|أوروبا الشرقية وآسيا الوسطى|caucasus",
        Region.AMERICAS: "americas|the americas|america|latin america|north america|south america|amériques|amérique"
        "|amérique latine|américas|las américas|américa|américa latina|latin america and the caribbean|lac|caribbean"
        "|америка|латинская америка|الأمريكتان|الأمريكتين|أمريكا",
    }
)
BOTH = frozenset(map(fold, ("both", "a+b", "les deux", "ambas", "ambos", "los dos", "as duas", "оба", "обе", "كلاهما")))
MONTHS: Mapping[str, int] = MappingProxyType(
    {
        fold(name): number
        for number, names in enumerate(
            (
                "january jan janvier enero janeiro января январь يناير",
                "february feb février febrero fevereiro февраля февраль فبراير",
                "march mar mars marzo março марта март مارس",
                "april apr avril abril апреля апрель أبريل",
                "may mai mayo maio мая май مايو",
                "june jun juin junio junho июня июнь يونيو",
                "july jul juillet julio julho июля июль يوليو",
                "august aug août agosto августа август أغسطس",
                "september sep sept septembre septiembre setembro сентября сентябрь سبتمبر",
                "october oct octobre octubre outubro октября октябрь أكتوبر",
                "november nov novembre noviembre novembro ноября ноябрь نوفمبر",
                "december dec décembre diciembre dezembro декабря декабрь ديسمبر",
            ),
            1,
        )
        for name in names.split()
    }
)
_NUMERIC_DATE = regex.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?:[T ]\d\d:\d\d.*)?")
_WORDED_DATE = regex.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?([\p{L}\p{M}]+)\.?,?\s+(?:de\s+)?(\d{4})(?: г\.?)?"
)


def as_truth(text: str) -> bool | None:
    """Return what a yes or no in six languages says, None for any other word."""
    found = _YES_NO.get(text.strip().casefold())
    return found if isinstance(found, bool) else None


def as_kind(text: str) -> OrganisationKind | None:
    """Return the kind a word or code names."""
    found = _KINDS.get(fold(text)) or _KINDS.get(fold(text).removesuffix("s"))
    if isinstance(found, OrganisationKind):
        return found
    return next((kind for kind in OrganisationKind if kind == text.strip().casefold()), None)


def as_region(text: str) -> Region | None:
    """Return the region a word or code names."""
    found = _REGIONS.get(fold(text))
    if isinstance(found, Region):
        return found
    return next((region for region in Region if region == text.strip().casefold()), None)


def as_email(text: str) -> str | None:
    """Return the e-mail address in `text` ("Name <a@b.example>" is understood), None if there is none."""
    named = _NAMED_EMAIL.fullmatch(text.strip())
    address = named[1].strip() if named else text.strip()
    return address if _EMAIL.fullmatch(address) and len(address) <= 254 and ".." not in address else None


def as_year(text: str) -> int | None:
    """Return a year between 1900 and 2100, also when the cell holds a whole date; Arabic digits count."""
    plain = _western(text)
    if regex.fullmatch(r"\d{4}", plain):
        return int(plain) if 1900 <= int(plain) <= 2100 else None
    day = as_date(plain)
    return day[0].year if day else None


def as_date(text: str) -> tuple[date, bool] | None:
    """Return a day and whether its order was a guess (03/04/2015 is read day first), None if it is no day."""
    plain = _western(text)
    if worded := _WORDED_DATE.fullmatch(plain):
        month = MONTHS.get(fold(worded[2]))
        return _day(int(worded[3]), month, int(worded[1]), guessed=False) if month else None
    numeric = _NUMERIC_DATE.fullmatch(plain)
    if not numeric:
        return None
    first, middle, last = (int(part) for part in numeric.groups())
    if first > 31:
        return _day(first, middle, last, guessed=False)
    if middle > 12:
        return _day(last, first, middle, guessed=False)
    return _day(last, middle, first, guessed=first <= 12 and first != middle)


def _day(year: int, month: int, day: int, *, guessed: bool) -> tuple[date, bool] | None:
    try:
        return (date(year, month, day), guessed) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _western(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.strip())


def split_list(text: str) -> list[str]:
    """Return the entries of a cell that lists several, at commas, semicolons, slashes and line ends."""
    return [piece.strip() for piece in PARTS.split(text) if piece.strip()]


def split_at_and(text: str) -> list[str]:
    """Return the two sides of an "and" in six languages."""
    return [piece.strip() for piece in _AND.split(text) if piece.strip()]
