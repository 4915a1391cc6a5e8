"""What two readings differ about, side by side with the words it is about, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from consult.coding.labels import SIGNS, STANCES
from consult.coding.presentation.words import Words
from consult.coding.queries import CodeView
from consult.coding.queries.adjudication import Contest, Contested, Disagreement, Mark
from consult.coding.queries.reread import ReadPassage
from consult.coding.rules.attributes import SAFETY
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import masked
from consult.shared.wording import Language, language

SHOWS = ("open", "decided", "all")
AT_ONCE = 10
"""So many passages stand on one page."""


@dataclass(frozen=True, slots=True)
class GivenCode:
    """One stretch a reading gave a code, with what it says of it; `quote` are its words without what is sealed."""

    key: str
    sign: str
    stance: str
    option: str
    aspect: str
    quote: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement and what its code is called."""

    one: Disagreement
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A passage whose readings differ; `translations` are left out where something in it is sealed."""

    passage: Contested
    label: str
    speaker: str
    language: Language
    text: str
    before: str
    before_language: Language | None
    translations: tuple[tuple[Language, str], ...]
    sides: tuple[tuple[GivenCode, ...], tuple[GivenCode, ...]]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody had filled in when it was refused, and why it was; kept in the form they sent."""

    passage_id: str
    code_key: str
    verdict: str
    other: str
    reason: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicationPage:
    """One page of what is asked for: `show` is one of `SHOWS`; `codes` are those that can take another's place."""

    contest: Contest
    show: str
    number: int
    page_count: int
    cards: tuple[Card, ...]
    codes: tuple[CodeView, ...]
    typed: Typed | None = None

    def typed_in(self, one: Card, dispute: Dispute) -> Typed | None:
        """Return what was typed into the form of one disagreement, if this is the one."""
        typed = self.typed
        here = typed is not None and (typed.passage_id, typed.code_key) == (one.passage.id, dispute.one.code_key)
        return typed if here else None

    @property
    def typed_nowhere(self) -> Typed | None:
        """Return what was typed into a form that is not there any more."""
        every = ((one, dispute) for one in self.cards for dispute in one.disputes)
        return None if any(self.typed_in(*each) for each in every) else self.typed


def wanted(contest: Contest, show: str, number: int) -> tuple[tuple[Contested, ...], int, int]:
    """Return the passages of one page, which page that is, and how many there are."""
    asked = [one for one in contest.passages if _is_asked(one, show)]
    page_count = max(1, ceil(len(asked) / AT_ONCE))
    number = min(max(number, 1), page_count)
    return tuple(asked[(number - 1) * AT_ONCE : number * AT_ONCE]), number, page_count


def the_one(contest: Contest, passage_id: str) -> tuple[Contested, ...]:
    """Return one passage alone, which a refused form was about; nothing where its readings do not differ any more."""
    return tuple(one for one in contest.passages if one.id == passage_id)


def _is_asked(one: Contested, show: str) -> bool:
    if show == "all":
        return True
    has_open = any(each.is_open for each in one.disagreements)
    return has_open if show == "open" else not has_open


def adjudication_page(
    contest: Contest,
    chosen: tuple[Sequence[Contested], int, int],
    passages: Mapping[str, ReadPassage],
    codes: Sequence[CodeView],
    *,
    words: Words,
    show: str,
    typed: Typed | None = None,
) -> AdjudicationPage:
    """Return the page with the passages chosen by `wanted`; one whose words are gone is left out."""
    names = {one.key: one.name for one in codes}
    shown, number, page_count = chosen
    return AdjudicationPage(
        contest=contest,
        show=show,
        number=number,
        page_count=page_count,
        cards=tuple(_card(one, passages[one.id], names, words) for one in shown if one.id in passages),
        codes=tuple(one for one in codes if one.parent and one.key != SAFETY and one.retired_on is None),
        typed=typed,
    )


def _card(one: Contested, read: ReadPassage, names: Mapping[str, str], words: Words) -> Card:
    sealed = [Span(mark.start, mark.end) for mark in one.marks if mark.sealed]
    text = masked(read.text, sealed)
    told = () if sealed else tuple((language(tag), words) for tag, words in sorted(read.translations.items()))
    return Card(
        passage=one,
        label=one.label if one.number else words.material(one.label),
        speaker=read.speaker,
        language=language(read.language),
        text=text,
        before=read.before,
        before_language=language(read.before_language) if read.before else None,
        translations=told,
        sides=(_side(one.marks, text, words, second=False), _side(one.marks, text, words, second=True)),
        disputes=tuple(Dispute(each, names.get(each.code_key, "")) for each in one.disagreements),
    )


def _side(marks: Iterable[Mark], text: str, words: Words, *, second: bool) -> tuple[GivenCode, ...]:
    return tuple(
        GivenCode(
            key=mark.code_key,
            sign=SIGNS[mark.stance],
            stance=str(STANCES[mark.stance]),
            option=words.options.get(mark.option, mark.option),
            aspect=words.aspects.get(mark.aspect, mark.aspect),
            quote=text[mark.start : mark.end],
        )
        for mark in marks
        if mark.second is second
    )
