"""From compiled questions to what the question components draw, and from answers to the words people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.instrument.rules.asking import cards_as_asked, page_as_asked
from consult.instrument.rules.compiled import Compiled, CompiledItem, CompiledOption, CompiledPart
from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Page, PartType
from consult.instrument.rules.wording import Wording
from consult.shared.wording import language


@dataclass(frozen=True, slots=True)
class Option:
    """A code with the words the components show for it."""

    code: str
    label: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One part as the components in templates/components/question.html draw it."""

    key: str
    type: str
    label: Markup | None
    hint: Markup | None
    options: tuple[Option, ...]
    rows: tuple[Option, ...]
    other: bool
    limit: int | None
    max_choices: int | None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page: its heading, a hint for the whole of it, and its questions."""

    title: Markup
    hint: Markup | None
    questions: tuple[Question, ...]
    uses_fallback: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An option card as templates/components/member.html draws it."""

    name: Markup
    facts: tuple[tuple[Markup, Markup], ...]
    summary: str = ""


def marked(wording: Wording) -> Markup:
    """Return a text; one that stands in for a missing translation says which language it is in."""
    if not wording.fallback:
        return escape(wording.text)
    spoken = language(wording.language)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(spoken.tag, spoken.direction, wording.text)


def question_page(instrument: Compiled, page: Page, answers: Mapping[str, Value], seed: str) -> QuestionPage:
    """Return a page as one member is asked it."""
    items = page_as_asked(instrument, page, answers, seed).items
    alone = len(items) == 1
    title = items[0].question if alone else instrument.section(page.section).title
    hint = items[0].hint if alone and not _is_whole(items[0]) else None
    questions = tuple(_question(part, item, alone) for item in items for part in item.parts)
    uses_fallback = title.fallback or any(_uses_fallback(part) for item in items for part in item.parts)
    return QuestionPage(marked(title), marked(hint) if hint else None, questions, uses_fallback)


def _uses_fallback(part: CompiledPart) -> bool:
    return any(said.fallback for said in (part.question, *(option.label for option in (*part.options, *part.rows))))


def _is_whole(item: CompiledItem) -> bool:
    return len(item.parts) == 1 and item.parts[0].key == item.code


def _question(compiled: CompiledPart, item: CompiledItem, alone: bool) -> Question:
    whole = compiled.key == item.code
    label = None if alone and whole else compiled.question
    hint = compiled.hint or (item.hint if whole else None)
    rows = _options(compiled.rows)
    ranks = compiled.part.type is PartType.RANKING
    return Question(
        key=compiled.key,
        type=compiled.part.type.value,
        label=marked(label) if label else None,
        hint=marked(hint) if hint else None,
        options=rows if ranks else _options(compiled.options),
        rows=() if ranks else rows,
        other=compiled.other is not None,
        limit=compiled.part.limit if compiled.part.is_text else None,
        max_choices=compiled.part.max_choices,
    )


def _options(options: Sequence[CompiledOption]) -> tuple[Option, ...]:
    return tuple(Option(option.code, marked(option.label)) for option in options)


def cards(instrument: Compiled, section: str, seed: str) -> list[Card]:
    """Return the option cards of a section, in the order of this member's rows."""
    return [
        Card(marked(card.title), tuple((marked(line.label), marked(line.text)) for line in card.lines))
        for card in cards_as_asked(instrument, section, seed)
    ]


def in_words(part: CompiledPart, value: Value | None) -> list[Markup]:
    """Return an answer as lines of text, one for each row of a matrix; nothing answered is no line."""
    if value is None:
        return []
    options = {option.code: marked(option.label) for option in part.options}
    if part.part.type is PartType.TICK:
        return [escape(_("Yes"))]
    if part.part.type is PartType.RANKING and isinstance(value, Mapping):
        return list(_ranked(part, value))
    if isinstance(value, Mapping):
        return [
            Markup("{} – <b>{}</b>").format(marked(row.label), _joined(_codes(value[row.code]), options))
            for row in part.rows
            if row.code in value
        ]
    return [_joined(_codes(value), options)]


def _ranked(part: CompiledPart, value: Mapping[str, object]) -> Iterator[Markup]:
    labels = {row.code: marked(row.label) for row in part.rows}
    for place, code in sorted((place, code) for code, place in value.items() if isinstance(place, int)):
        yield Markup("{}. {}").format(format_decimal(place), labels.get(code, code))


def _codes(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _joined(codes: list[object], options: Mapping[str, Markup]) -> Markup:
    return Markup(" · ").join(options.get(str(code), escape(str(code))) for code in codes)
