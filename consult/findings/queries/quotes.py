"""The words behind references: looked up live, so that what was withdrawn since is gone from every edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from consult.findings.queries.stretches import Passage, material_of, stretches
from consult.findings.rules.published import QuoteRef
from consult.findings.rules.quoting import Attribution, Stretch, digest_of, excerpt
from consult.shared.sentences import aligned

LONGEST_TRANSLATION = 700


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it may be read: the words in the original ("" where the language would tell who), and translations."""

    ref: QuoteRef
    words: str
    language: str
    translations: Mapping[str, str]


def quotes_of(session: Session, strand_id: str, refs: Sequence[QuoteRef]) -> list[Quote]:
    """Return the quotes that still stand word for word as they were released, in the order of `refs`."""
    if not refs:
        return []
    live = {one.segment_id: (one, passage) for one, passage in stretches(material_of(session, strand_id))}
    return list(_standing(refs, live))


def _standing(refs: Iterable[QuoteRef], live: Mapping[str, tuple[Stretch, Passage]]) -> Iterable[Quote]:
    for ref in refs:
        if ref.segment_id not in live:
            continue
        one, passage = live[ref.segment_id]
        found = excerpt(one)
        if found is None or digest_of(one.text[found[0] : found[1]]) != ref.digest:
            continue
        words = one.text[found[0] : found[1]] if ref.original else ""
        translations = _translations(one, passage, found)
        if words or translations:
            unnamed = one.consent is Attribution.MEMBER_ONLY  # they may have agreed to more when it was released
            yield Quote(replace(ref, region="", kind="") if unnamed else ref, words, one.language, translations)


def _translations(one: Stretch, passage: Passage, found: tuple[int, int]) -> dict[str, str]:
    """Return the sentences that stand for the quoted ones; the whole passage's where that cannot be told."""
    whole = not one.sealed
    made = {}
    for tag, text in passage.translations.items():
        told = aligned(one.text, text, *found)
        if told is None and whole and len(text) <= LONGEST_TRANSLATION:
            told = text
        if told:
            made[tag] = told
    return made
