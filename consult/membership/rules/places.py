"""Which region a country belongs to, and the names of countries that no standard list has.

Africa is Africa south of the Sahara with Sudan and Mauritania, as members group themselves. Turkey, the
Caucasus, Russia, Ukraine, Belarus, Moldova and the five Central Asian states are one region of their own; the
Baltic states, Central Europe, the Balkans and Cyprus are Europe; Afghanistan, Pakistan and Mongolia are
Asia-Pacific; Iran and Israel are Middle East. A territory overseas goes where it lies, not where it is
governed from. Antarctica stands with Asia-Pacific only to make the table whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from consult.membership.rules import Region
from consult.membership.rules.words import fold

_CODES = {
    Region.AFRICA: """
        AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW MZ NA NE NG RE RW
        SC SD SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW""",
    Region.MIDDLE_EAST_NORTH_AFRICA: "AE BH DZ EG EH IL IQ IR JO KW LB LY MA OM PS QA SA SY TN YE",
    Region.ASIA_PACIFIC: """
        AF AQ AS AU BD BN BT CC CK CN CX FJ FM GU HK HM ID IN JP KH KI KP KR LA LK MH MM MN MO MP MV MY NC NF NP NR NU
        NZ PF PG PH PK PN PW SB SG TH TK TL TO TV TW UM VN VU WF WS""",
    Region.EUROPE: """
        AD AL AT AX BA BE BG CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC ME MK MT NL
        NO PL PT RO RS SE SI SJ SK SM VA XK""",
    Region.EASTERN_EUROPE_CENTRAL_ASIA: "AM AZ BY GE KG KZ MD RU TJ TM TR UA UZ",
    Region.AMERICAS: """
        AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN KY LC MF
        MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI""",
}
REGION_OF: Mapping[str, Region] = MappingProxyType(
    {code: region for region, codes in _CODES.items() for code in codes.split()}
)

# Former names, short forms and spellings that ordinary registers use.
COUNTRY_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        fold(alias): code
        for code, aliases in {
            "AE": "uae|emirates|emirats arabes unis|emiratos arabes|оаэ|الامارات",
            "BA": "bosnia|bosnia herzegovina|bih|bosnie|босния",
            "BN": "brunei darussalam",
            "BO": "plurinational state of bolivia|bolivia plurinational state of",
            "BY": "belorussia|byelorussia|белоруссия",
            "CD": "drc|dr congo|d r congo|d r c|congo drc|congo dr|rdc|rd congo|rd du congo|r d congo|zaire"
            "|democratic republic of congo|democratic republic of the congo|congo democratic republic"
            "|congo democratic republic of|congo democratic republic of the|congo dem rep|congo the democratic republic"
            "|congo the democratic republic of the|republique democratique du congo|republica democratica del congo"
            "|republica democratica do congo|дрк|демократическая республика конго|جمهوريه الكونغو الديمقراطيه",
            "CF": "car|central african rep|rca|цар",
            "CG": "republic of congo|republic of the congo|congo republic|congo rep|congo republic of the"
            "|republique du congo|republica del congo|республика конго",
            "CI": "ivory coast|cote d ivoire|cote divoire|coast of ivory|rep of cote d ivoire",
            "CN": "prc|peoples republic of china|people s republic of china|кнр",
            "CV": "cabo verde",
            "CZ": "czech republic|republique tcheque|republica checa|чешская республика",
            "DE": "federal republic of germany|brd|deutschland",
            "DO": "dominican rep",
            "EH": "sahrawi arab democratic republic|sadr|sahara occidental",
            "FM": "federated states of micronesia|micronesia federated states of",
            "GB": "uk|u k|great britain|britain|england|scotland|wales|northern ireland|united kingdom of great britain"
            "|united kingdom of great britain and northern ireland|grande bretagne|gran bretana|gra bretanha|angleterre"
            "|inglaterra|великобритания|англия|بريطانيا",
            "GM": "the gambia|gambia the",
            "IR": "islamic republic of iran|iran islamic republic of|iran islamic republic",
            "KG": "kyrgyz republic|kirghizstan|kirghizia|киргизия",
            "KH": "kampuchea",
            "KP": "dprk|korea north|democratic people s republic of korea|korea democratic people s republic of|кндр",
            "KR": "republic of korea|korea republic of|korea south|rok|южная корея",
            "LA": "lao|lao pdr|lao people s democratic republic|lao peoples democratic republic",
            "LY": "libyan arab jamahiriya",
            "MD": "republic of moldova|moldova republic of|moldavia|moldavie|молдавия",
            "MK": "macedonia|fyrom|the former yugoslav republic of macedonia|former yugoslav republic of macedonia"
            "|republic of north macedonia|македония|مقدونيا",
            "MM": "burma|myanmar burma|birmanie|birmania|бирма|بورما",
            "NL": "holland|the netherlands|netherlands the|hollande|holanda|голландия|هولندا",
            "PH": "the philippines|philippines the",
            "PS": "palestine|state of palestine|palestine state of|occupied palestinian territory|opt|west bank"
            "|gaza|west bank and gaza|palestinian territory|palestinian territory occupied|palestina|палестина|فلسطين",
            "RU": "russian federation|federation de russie|federacion de rusia|federacao russa|российская федерация|рф",
            "SA": "ksa|kingdom of saudi arabia",
            "SO": "somaliland",
            "SY": "syrian arab republic|republique arabe syrienne|republica arabe siria|سوريه",
            "SZ": "swaziland|eswatini|kingdom of eswatini|swazilandia|свазиленд",
            "TL": "east timor|timor|timor oriental|восточный тимор",
            "TR": "turkey|turkiye|republic of turkey",
            "TW": "taiwan province of china|chinese taipei|republic of china",
            "TZ": "united republic of tanzania|tanzania united republic of",
            "US": "usa|u s a|u s|united states of america|america|the united states|etats unis d amerique|eeuu|ee uu"
            "|estados unidos de america|eua|сша|الولايات المتحده الامريكيه|امريكا",
            "VA": "holy see|vatican|saint siege|santa sede|santa se",
            "VE": "bolivarian republic of venezuela|venezuela bolivarian republic of",
            "VN": "viet nam",
            "XK": "kosovo under unscr 1244",
            "ZA": "rsa|republic of south africa|юар",
        }.items()
        for alias in aliases.split("|")
    }
)


def region_of(country: str) -> Region:
    """Return the region of a country given by its two-letter code."""
    return REGION_OF[country]
