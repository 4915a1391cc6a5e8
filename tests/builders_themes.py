"""Findings with themes, past the real gate, and words to go with them; no interview and no coder needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from consult.coding.rules.attributes import Stance
from consult.disclosure.rules import GatedTable, Mark, gate_breaks, gate_table
from consult.findings.rules import table_of, tally
from consult.findings.rules.published import FigureKey, Listening, QuoteRef, StrandFindings, ThemeCode
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import STANCES, TERMS, THEMES, Said, TalkingVoice, theme_columns

OPTION = "joint_house"
NAMES = {
    "GOAL-PART": ("Met on paper, not in practice", "متحقق على الورق"),
    "NEXT-UNIV": ("More states joining", "انضمام مزيد من الدول"),
    "STR-TRUST": ("Confidence between people", "الثقة بين الناس"),
    "TERM-COND": ("Acceptable if", "مقبول بشرط"),
    "TERM-BACK": ("Send it back to those affected", "إعادة القرار إلى المتضررين"),
    "RES-MONEY": ("Money is running out", "المال ينفد"),
    "RES-JOBS": ("Fear for jobs", "الخوف على الوظائف"),
    "PROC-RULE": ("Who decides", "من يقرر"),
}
ADDED = {"TERM-BACK": "2026-12-01", "RES-JOBS": "2026-12-02"}
# How many organisations raised each: PROC-RULE by three, NEXT-UNIV by nobody, STR-TRUST by all but one.
RAISED = {"GOAL-PART": 15, "TERM-COND": 18, "TERM-BACK": 10, "RES-MONEY": 20, "RES-JOBS": 13, "PROC-RULE": 3}
ALONE = {"RES-JOBS": 11, "RES-MONEY": 2}
HIDDEN = ("NEXT-UNIV", "PROC-RULE")
STANCE_OF = {"RES-JOBS": (Stance.AGAINST, Stance.NONE), "GOAL-PART": (Stance.MIXED, Stance.FOR)}


@dataclass(frozen=True)
class Words:
    """A quote as a query would give it back."""

    ref: QuoteRef
    words: str
    language: str
    translations: Mapping[str, str]
    reviewed: frozenset[str] = frozenset()


def codes() -> dict[str, ThemeCode]:
    return {
        key: ThemeCode(
            {"en": english, "ar": arabic}, {"en": f"what is counted as {key.lower()}", "ar": arabic}, ADDED.get(key, "")
        )
        for key, (english, arabic) in NAMES.items()
    }


def voices(regions: Sequence[str], raised: Mapping[str, int]) -> list[TalkingVoice]:
    """Give every theme to as many voices as asked, spread over the regions."""
    count = len(regions)
    said: list[list[Said]] = [[] for _ in regions]
    for at, (code, number) in enumerate(raised.items()):
        for one in range(number):
            stance = STANCE_OF.get(code, (Stance.FOR, Stance.CONDITIONAL))[one % 2]
            place = (one * 5 + at) % count if count % 5 else (one + at) % count
            option, aspect = (OPTION, "identity" if one % 3 else "finance") if code == "TERM-COND" else ("", "")
            said[place].append(Said(code, stance, option, aspect))
    return [TalkingVoice({"region": region}, tuple(own)) for region, own in zip(regions, said, strict=True)]


def figures(regions: Sequence[str], raised: Mapping[str, int], unit: str) -> dict[str, GatedTable]:
    themes = theme_columns(voices(regions, raised), list(NAMES), (OPTION, "continue"))
    topline = table_of(tally(themes.columns, themes.raised))
    made = {str(FigureKey(unit, THEMES)): gate_table(topline, 5)}
    if unit == ORGANISATION:
        broken = table_of(tally(themes.columns, themes.raised, by="region"))
        members = themes.columns.memberships("region")
        gated = gate_breaks({"region": broken}, topline=topline, memberships={"region": members}, k=5)
        made = {
            str(FigureKey(unit, THEMES)): gated.topline,
            str(FigureKey(unit, THEMES, by="region")): gated.breaks["region"],
        }
    raised_table = made[str(FigureKey(unit, THEMES))]
    told = tally(themes.columns, themes.stances)
    for code in themes.stances.rows:
        if not isinstance(raised_table.total(code), Mark):
            made[str(FigureKey(unit, STANCES, code))] = gate_table(table_of(told, code), 5)
    for option in themes.terms.rows if themes.terms.options else ():
        made[str(FigureKey(unit, TERMS, option))] = gate_table(table_of(tally(themes.columns, themes.terms), option), 5)
    return made


def ref(mark: str, code: str, number: int, **changed: Any) -> QuoteRef:
    plain = QuoteRef(f"{mark}-{code}-{number}", code, "for", "", "0" * 64, "organisation", "", "")
    return replace(plain, **changed)


def refs(mark: str) -> tuple[QuoteRef, ...]:
    """Return quotes of the fear for jobs, of every kind of speaker, and one of a condition."""
    return (
        ref(mark, "RES-JOBS", 1, region="africa", kind="survivors", stance="against"),
        ref(mark, "RES-JOBS", 2, region="americas", stance="none"),
        ref(mark, "RES-JOBS", 3, stance=""),
        ref(mark, "RES-JOBS", 4, speaker="key_informant", stance="none"),
        ref(mark, "RES-JOBS", 5, speaker="staff", stance="against"),
        ref(mark, "TERM-COND", 6, option=OPTION, stance="conditional"),
    )


SPOKEN = {
    1: ("نخاف على المكتب كله. من سيرد على الهاتف؟", "ar", {"en": "We fear for the whole office. Who will pick up?"}),
    2: ("One team, they say. I count the chairs.", "en", {"fr": "Une équipe, disent-ils. Je compte les chaises."}),
    3: ("", "ru", {"en": "Our only colleague would go."}),
    4: ("We would pay for one office, not for two.", "en", {}),
    5: (
        "Je préfère ne pas lire mon poste dans un graphique.",
        "fr",
        {"en": "I would rather not read my post in a chart."},
    ),
    6: ("أن يبقى الاسمان على الباب، وإلا فلا.", "ar", {"en": "Both names stay on the door, or not at all."}),
}


def spoken(_session: object, wanted: Iterable[QuoteRef]) -> list[Words]:
    """Stand in for the query: every quote still stands."""
    return [Words(one, *SPOKEN[int(one.segment_id.rpartition("-")[2])]) for one in wanted]


def with_themes(found: StrandFindings, more: int = 0) -> StrandFindings:
    """Return findings with what was said: `more` organisations raised each theme."""
    groups = found.groups[ORGANISATION]["region"]
    regions = [group.key for group in groups for _ in range(group.base)]
    counts = {code: number + more for code, number in RAISED.items()} | {"PROC-RULE": 3, "STR-TRUST": len(regions) - 1}
    alone = ["africa"] * found.bases[INDIVIDUAL]
    return replace(
        found,
        figures={
            **found.figures,
            **figures(regions, counts, ORGANISATION),
            **figures(alone, ALONE, INDIVIDUAL),
        },
        codes=codes(),
        quotes=refs(found.mark),
        listening=Listening(
            {"focus_group": 1, "key_informant": 1, "semi_structured": 9}, {"organisation": 60, "individual": 3}
        ),
        coding_hash="c" * 64,
    )
