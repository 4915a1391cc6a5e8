"""The words behind references: looked up live, so that what was withdrawn since is gone from every edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from consult.coding.queries import LivePassage, LiveSegment, live_segments
from consult.findings.rules.published import QuoteRef
from consult.findings.rules.quoting import Attribution, Speaker, Stretch, digest_of, excerpt
from consult.shared.sentences import aligned

LONGEST_TRANSLATION = 700


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it may be read: the words in the original, and translations.

    `reviewed` are the languages whose translation somebody who reads both has looked at.
    """

    ref: QuoteRef
    words: str
    language: str
    translations: Mapping[str, str]
    reviewed: frozenset[str] = frozenset()


def quotes_of(session: Session, refs: Sequence[QuoteRef]) -> list[Quote]:
    """Return the quotes that still stand word for word as they were released, in the order of `refs`.

    Three statements, whatever the number of quotes and of strands they come from.
    """
    return list(_standing(refs, live_segments(session, {ref.segment_id for ref in refs})))


def _standing(refs: Sequence[QuoteRef], live: Mapping[str, LiveSegment]) -> Iterator[Quote]:
    for ref in refs:
        if ref.segment_id not in live:
            continue
        one = stretch_of(live[ref.segment_id])
        passage = live[ref.segment_id].passage
        found = excerpt(one)
        if found is None or digest_of(one.text[found[0] : found[1]]) != ref.digest:
            continue
        unnamed = one.consent is Attribution.MEMBER_ONLY  # they may have agreed to more when it was released
        yield Quote(
            replace(ref, region="", kind="") if unnamed else ref,
            one.text[found[0] : found[1]],
            one.language,
            _translations(one, passage, found),
            frozenset(passage.reviewed),
        )


def stretch_of(one: LiveSegment) -> Stretch:
    """Return a segment with what decides whether it may be quoted."""
    passage = one.passage
    apart = Speaker.KEY_INFORMANT if passage.informant else Speaker.STAFF
    return Stretch(
        segment_id=one.id,
        code=one.code_key,
        stance=one.stance,
        option=one.option,
        start=one.start,
        end=one.end,
        text=passage.text,
        language=passage.language,
        source=one.id,
        speaker=Speaker(passage.unit.value) if passage.unit else apart,
        consent=Attribution(passage.quoting),
        region=passage.region,
        kind=passage.kind,
        sealed=one.sealed,
    )


def _translations(one: Stretch, passage: LivePassage, found: tuple[int, int]) -> dict[str, str]:
    """Return the sentences that stand for the quoted ones; the whole passage's where that cannot be told."""
    made = {}
    for tag, text in passage.translations.items():
        told = aligned(one.text, text, *found)
        if told is None and not one.sealed and len(text) <= LONGEST_TRANSLATION:
            told = text
        if told:
            made[tag] = told
    return made
