"""Words beside a theme: as they were said, in the reader's language, and as whose they may be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from consult.findings.labels import STANCES, group_name
from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words, tag
from consult.findings.queries import Quote
from consult.findings.rules.published import QuoteRef
from consult.interview.labels import opened
from consult.membership.labels import language_name
from consult.shared.wording import language

AGAINST = "against"
APART = ("key_informant", "staff", "apart")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words with the language they are in, for a page of any direction."""

    text: str
    tag: str
    direction: str
    name: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote as a page shows it; `is_draft`: nobody who reads both languages has looked at the translation."""

    mark: str
    original: Passage
    translation: Passage | None
    is_draft: bool
    attribution: str
    counted: bool
    stance: str
    option: str
    is_against: bool


def quote_views(words: Words, quotes: Iterable[Quote]) -> tuple[QuoteView, ...]:
    """Return quotes of one strand in the reader's language."""
    return tuple(_view(words, one) for one in quotes)


def _view(words: Words, one: Quote) -> QuoteView:
    translation = _translation(one)
    return QuoteView(
        mark=words.found.mark,
        original=_passage(one.words, one.language),
        translation=translation,
        is_draft=translation is not None and translation.tag not in one.reviewed,
        attribution=attribution(words.found.mark, one.ref),
        counted=one.ref.speaker not in APART,
        stance=str(STANCES[one.ref.stance]) if one.ref.stance in STANCES and one.ref.stance != "none" else "",
        option=words.future(one.ref.option) if one.ref.option else "",
        is_against=one.ref.stance == AGAINST,
    )


def _translation(one: Quote) -> Passage | None:
    """Return the translation into the reader's language, else English, else any; none where the original serves."""
    if one.language == tag():
        return None
    wanted = next((found for found in (tag(), "en", *one.translations) if found in one.translations), None)
    if wanted is None or wanted == one.language:
        return None
    return _passage(one.translations[wanted], wanted)


def _passage(text: str, found: str) -> Passage:
    return Passage(opened(text), found, language(found).direction, language_name(found))


def attribution(mark: str, ref: QuoteRef) -> str:
    """Say whose words they are, as closely as was agreed and as a group of ten allows."""
    if ref.speaker == "key_informant":
        return _("A key informant, counted nowhere")
    if ref.speaker == "apart":
        return _("Somebody who speaks for no member, counted nowhere")
    if ref.speaker == "staff":
        return _("A member of staff, counted nowhere")
    if ref.region and ref.kind:
        kind, region = group_name("kind", ref.kind), group_name("region", ref.region)
        return _("%(kind)s, %(region)s", kind=kind[:1].upper() + kind[1:], region=region)
    if ref.region:
        return _("An organisation, %(region)s", region=group_name("region", ref.region))
    return _("A member of %(mark)s", mark=mark)
