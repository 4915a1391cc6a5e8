"""Which words may be shown beside a theme, as whose, and how many of them.

A quote is the sentences a coded stretch lies in. Consent decides first, then safety, then the gate: words of fewer than
ten are not read at all, nor is anybody described more closely than as one of ten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from consult.coding.rules.attributes import SAFETY, Stance
from consult.disclosure.rules import may_browse_verbatim
from consult.findings.rules.published import QuoteRef
from consult.shared.sentences import widened

MOST, SHORTEST, LONGEST = 12, 12, 420
"""How many quotes stand beside one theme, and how many code points one may have."""


class Speaker(StrEnum):
    """As what somebody is quoted."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"
    KEY_INFORMANT = "key_informant"
    STAFF = "staff"
    APART = "apart"


class Attribution(StrEnum):
    """How closely somebody agreed to be described; the values of item Z2 and of consent in an interview."""

    NONE = "none"
    MEMBER_ONLY = "member_only"
    REGION_AND_KIND = "region_and_kind"
    BY_NAME = "by_name"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A coded stretch with the words it lies in: everything that decides whether it may be quoted.

    `source` is the voice it comes from; `sealed` are the sealed stretches of the same passage.
    """

    segment_id: str
    code: str
    stance: Stance
    option: str
    start: int
    end: int
    text: str
    language: str
    source: str
    speaker: Speaker
    consent: Attribution
    region: str = ""
    kind: str = ""
    sealed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """How many organisations answered, by region, by region and kind, and by language."""

    regions: Mapping[str, int]
    kinds: Mapping[tuple[str, str], int]
    languages: Mapping[str, int]


def digest_of(words: str) -> str:
    """Return the fingerprint by which an edition knows a quote it does not hold."""
    return hashlib.sha256(words.encode()).hexdigest()


def excerpt(one: Stretch) -> tuple[int, int] | None:
    """Return the sentences a stretch lies in, or None where they may not be shown to anybody.

    Not shown: without consent, matters of safety, sentences that touch anything sealed, and what is too short to say
    something or too long to be read.
    """
    if one.consent is Attribution.NONE or one.code == SAFETY:
        return None
    start, end = widened(one.text, one.start, one.end)
    if end - start > LONGEST:
        start, end = one.start, one.end
    if not SHORTEST <= end - start <= LONGEST or any(a < end and b > start for a, b in one.sealed):
        return None
    return start, end


def described(one: Stretch, groups: Groups) -> tuple[str, str]:
    """Return the region and the kind somebody is described by: as agreed, and only in a group of ten or more."""
    if one.consent is Attribution.MEMBER_ONLY or one.speaker is not Speaker.ORGANISATION:
        return "", ""
    if may_browse_verbatim(groups.kinds.get((one.region, one.kind), 0)):
        return one.region, one.kind
    return (one.region, "") if may_browse_verbatim(groups.regions.get(one.region, 0)) else ("", "")


def quote(one: Stretch, groups: Groups) -> QuoteRef | None:
    """Return the reference an edition keeps of a quote: never the words."""
    found = excerpt(one)
    if found is None or not may_browse_verbatim(groups.languages.get(one.language, 0)):
        return None  # in translation only it would stand out, and say which language it was
    region, kind = described(one, groups)
    return QuoteRef(
        segment_id=one.segment_id,
        code=one.code,
        stance=one.stance.value,
        option=one.option,
        digest=digest_of(one.text[found[0] : found[1]]),
        speaker=_shown_as(one).value,
        region=region,
        kind=kind,
    )


def _shown_as(one: Stretch) -> Speaker:
    """Return as what somebody is quoted; who speaks for no member and agreed to less is not told from others who do."""
    apart = one.speaker in (Speaker.KEY_INFORMANT, Speaker.STAFF)
    return Speaker.APART if apart and one.consent is Attribution.MEMBER_ONLY else one.speaker


def choose(stretches: Iterable[Stretch], groups: Groups) -> tuple[QuoteRef, ...]:
    """Return up to twelve quotes for every theme: one a voice, no words twice, every stance and language in turn.

    Which come first is settled by their digests: nobody picks what suits a finding.
    """
    by_code: dict[str, list[tuple[Stretch, QuoteRef]]] = {}
    for one in stretches:
        made = quote(one, groups)
        if made is not None:
            by_code.setdefault(one.code, []).append((one, made))
    return tuple(ref for code in sorted(by_code) for ref in _in_turn(by_code[code]))


def _in_turn(found: Sequence[tuple[Stretch, QuoteRef]]) -> list[QuoteRef]:
    left = sorted(found, key=lambda pair: pair[1].digest)
    chosen: list[tuple[Stretch, QuoteRef]] = []
    while left and len(chosen) < MOST:
        stances = [one.stance for one, _ in chosen]
        languages = [one.language for one, _ in chosen]
        best = min(left, key=lambda pair: (stances.count(pair[0].stance), languages.count(pair[0].language)))
        chosen.append(best)
        left = [pair for pair in left if pair[0].source != best[0].source and pair[1].digest != best[1].digest]
    return [ref for _, ref in chosen]


def leveled(refs: Sequence[QuoteRef], places: Mapping[str, tuple[str, int, int]]) -> list[QuoteRef]:
    """Describe the speaker of the same words everywhere by the least that any theme allows.

    `places` gives the passage and stretch of each segment. Words quoted beside two themes would otherwise carry what
    one of them tells over to the other, where it is hidden.
    """
    made = []
    for one in refs:
        same = [other for other in refs if _touch(places[one.segment_id], places[other.segment_id])]
        region = one.region if all(other.region for other in same) else ""
        kind = one.kind if region and all(other.kind for other in same) else ""
        made.append(replace(one, region=region, kind=kind))
    return made


def _touch(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
