"""From compiled questions to what the question components draw, and from answers to the words people read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from babel.dates import get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal as babel_decimal
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.instrument.rules.asking import cards_as_asked, page_as_asked
from consult.instrument.rules.compiled import Compiled, CompiledItem, CompiledOption, CompiledPart
from consult.instrument.rules.condition import Value
from consult.instrument.rules.reading import Form, Said, fields_of, summary_of
from consult.instrument.rules.structure import Page, Part, PartType
from consult.instrument.rules.types.allocation import given_total
from consult.instrument.rules.types.text import allowance, is_long
from consult.instrument.rules.wording import Wording
from consult.shared.drawing import day
from consult.shared.wording import language

SCALE_POINTS = 5
CHOICES = ("single", "multiple")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A code with the words the components show for it; `specify` is the label of the text it opens."""

    code: str
    label: Markup
    aside: bool = False
    excludes: bool = False
    specify: Markup | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """How much a text may hold, holds and has room for, in the reader's digits; `zero` is the first of them."""

    limit: str
    written: str
    left: str
    zero: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One part as its component in templates/components/questions draws it."""

    key: str
    type: str
    label: Markup | None
    hint: Markup | None
    options: tuple[Option, ...]
    rows: tuple[Option, ...]
    instead: tuple[Option, ...] = ()
    other: bool = False
    scale: bool = False
    long: bool = False
    limit: int | None = None
    room: Room | None = None
    max_choices: int | None = None
    total: int | None = None
    given_total: int = 0
    bounds: tuple[str | None, str | None] = (None, None)
    decimals: int = 0
    months: tuple[str, ...] = ()
    file: str | None = None
    offered: bool = True

    def __hash__(self) -> int:
        return hash((self.key, self.type, self.label))  # equal ones are equal in these; of all of it it would take long

    def drawn_for(self, given: Form, faults: Mapping[str, object]) -> tuple[str, ...] | None:
        """Return what the drawing hangs on beside the question; None for what is not to be held: words, and faults."""
        own = [name for name in given if self._owns(name) and any(given[name])]
        if any(self._owns(name) for name in faults) or own not in ([], [self.key]):
            return None
        chosen = tuple(given[self.key]) if own else ()
        codes = {option.code for option in self.options} if self.type in CHOICES else ()
        return chosen if all(code in codes for code in chosen) else None

    def _owns(self, name: str) -> bool:
        return name == self.key or name.startswith((f"{self.key}.", f"{self.key}:"))


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page: its heading, a hint for the whole of it, its questions; `repeats`: they may quote what was answered."""

    title: Markup
    hint: Markup | None
    questions: tuple[Question, ...]
    uses_fallback: bool
    repeats: bool

    @property
    def has_script(self) -> bool:
        """Whether a script makes something here easier."""
        eased = {"ranking", "allocation", "text"}
        return any(q.type in eased or any(option.excludes for option in q.options) for q in self.questions)


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


def number(value: float) -> str:
    """Return a number in the digits and with the separators of the page's language."""
    return str(babel_decimal(value, locale=get_locale(), numbering_system="default"))


def question_page(
    instrument: Compiled,
    page: Page,
    answers: Mapping[str, Value],
    seed: str,
    given: Form | None = None,
    *,
    files: bool = True,
) -> QuestionPage:
    """Return a page as one member is asked it; `given` is what its fields hold, `files` whether any are taken."""
    items = page_as_asked(instrument, page, answers, seed).items
    alone = len(items) == 1
    title = items[0].question if alone else instrument.section(page.section).title
    hint = items[0].hint if alone and not _is_whole(items[0]) else None
    asked = ((part, item) for item in items for part in item.parts)
    questions = tuple(_question(part, item, alone, given or {}, files) for part, item in asked)
    uses_fallback = title.fallback or any(_uses_fallback(part) for item in items for part in item.parts)
    return QuestionPage(marked(title), marked(hint) if hint else None, questions, uses_fallback, instrument.pipes)


def _uses_fallback(part: CompiledPart) -> bool:
    return any(said.fallback for said in (part.question, *(option.label for option in (*part.options, *part.rows))))


def _is_whole(item: CompiledItem) -> bool:
    return len(item.parts) == 1 and item.parts[0].key == item.code


def _question(compiled: CompiledPart, item: CompiledItem, alone: bool, given: Form, files: bool) -> Question:
    whole, part = compiled.key == item.code, compiled.part
    label = None if alone and whole else compiled.question
    hint = compiled.hint or (item.hint if whole else None)
    ranks = part.type is PartType.RANKING
    options, rows = _options(compiled.options, compiled), _options(compiled.rows, compiled)
    file = given.get(part.key, ()) if part.type is PartType.UPLOAD else ()
    return Question(
        key=part.key,
        type=part.type.value,
        label=marked(label) if label else None,
        hint=marked(hint) if hint else None,
        options=rows if ranks else options,
        rows=() if ranks else rows,
        instead=_options(compiled.instead, compiled),
        other=bool(compiled.specify),
        scale=part.scale and sum(not option.aside for option in options) == SCALE_POINTS,
        long=is_long(part),
        limit=part.limit if part.is_text else None,
        room=_room(part, given) if part.is_text else None,
        max_choices=part.max_choices,
        total=part.total,
        given_total=given_total(part, given) if part.total else 0,
        bounds=_bounds(part),
        decimals=part.decimals,
        months=_months() if part.type is PartType.DATE else (),
        file=file[0] if file else None,
        offered=files or part.type is not PartType.UPLOAD,
    )


def _options(options: Sequence[CompiledOption], compiled: CompiledPart) -> tuple[Option, ...]:
    return tuple(
        Option(
            code=option.code,
            label=marked(option.label),
            aside=option.aside,
            excludes=option.code in compiled.part.exclusive,
            specify=marked(compiled.specify[option.code].question) if option.code in compiled.specify else None,
        )
        for option in options
    )


def _room(part: Part, given: Form) -> Room:
    found = allowance("\n".join(given.get(part.key, ())), part.limit)
    return Room(number(part.limit), number(found.written), number(found.left), number(0))


def _bounds(part: Part) -> tuple[str | None, str | None]:
    """Return the lowest and the highest answer as pages name them."""
    if part.type is PartType.DATE:
        return _day(part.earliest) if part.earliest else None, _day(part.latest) if part.latest else None
    return (
        None if part.minimum is None else number(part.minimum),
        None if part.maximum is None else number(part.maximum),
    )


def _months() -> tuple[str, ...]:
    names = get_month_names("wide", "stand-alone", locale=get_locale())
    return tuple(str(names[month]) for month in range(1, 13))


def _day(iso: str) -> str:
    return day(datetime.date.fromisoformat(iso), "long")


def cards(instrument: Compiled, section: str, seed: str) -> tuple[Card, ...]:
    """Return the option cards of a section, in the order of this member's rows."""
    return tuple(
        Card(marked(card.title), tuple((marked(line.label), marked(line.text)) for line in card.lines))
        for card in cards_as_asked(instrument, section, seed)
    )


def held_fields(parts: Sequence[Part], document: Mapping[str, Value], words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what the form fields of a page hold for what is kept."""
    held: dict[str, list[str]] = {}
    for part in parts:
        held |= fields_of(part, words.get(part.key) if part.is_text else document.get(part.key))
    return held


def in_words(part: CompiledPart, value: Value | None) -> list[Markup]:
    """Return an answer as lines of text, one for each row of a matrix; nothing answered is no line."""
    labels = {option.code: marked(option.label) for option in (*part.rows, *part.options, *part.instead)}
    return [_line(said, labels, part) for said in summary_of(part.part, value)]


def _line(said: Said, labels: Mapping[str, Markup], part: CompiledPart) -> Markup:
    codes = [labels.get(code, escape(code)) for code in said.codes]
    if said.place is not None:
        named = {"place": number(said.place), "options": Markup(" · ").join(codes)}
        return escape(_("%(place)s. %(options)s (equal)") if len(codes) > 1 else "%(place)s. %(options)s") % named
    shown = Markup(" · ").join(codes) if codes else escape("".join(_values(said)))
    if said.row is None:
        return shown
    row = next((marked(option.label) for option in part.rows if option.code == said.row), escape(said.row))
    return Markup("{} – <b>{}</b>").format(row, shown)


def _values(said: Said) -> Iterator[str]:
    if said.amount is not None:
        yield number(said.amount)
    if said.year is not None:
        yield str(said.year)
    if said.day is not None:
        yield _day(said.day)
    if said.yes:
        yield str(_("Yes"))
    if said.file:
        yield str(_("A file is attached."))


def repeated(part: CompiledPart, value: Value | str | None) -> str | None:
    """Return an answer as a later question repeats it: plain text in the page's language, or nothing."""
    if part.part.is_text:
        return str(value) if value else None
    labels = {option.code: option.label.text for option in (*part.rows, *part.options, *part.instead)}
    said = summary_of(part.part, value)
    pieces = [piece for one in said for piece in (*(labels.get(code, code) for code in one.codes), *_values(one))]
    return str(format_list(pieces, locale=get_locale())) if pieces else None
