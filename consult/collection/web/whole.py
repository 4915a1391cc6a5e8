"""The whole instrument for one unit and form at once, as the paper form and the answer file ask it.

Nothing is left out by what was answered before: whoever answers without us has not answered yet. What a question hangs
on is handed along, for paper to say and for the file to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import format_date
from markupsafe import Markup

from consult.collection.rules import UNIT_PART
from consult.collection.web.asking import Card, Question, cards, marked, question_page
from consult.collection.web.disclosing import small_numbers
from consult.consultation.queries import StrandView
from consult.consultation.rules import Mode
from consult.instrument.rules.asking import with_answers
from consult.instrument.rules.compiled import Compiled, CompiledItem, CompiledPage, CompiledSection
from consult.instrument.rules.piping import Say
from consult.instrument.rules.routing import is_for
from consult.instrument.rules.structure import Page, Part, Structure, Unit
from consult.instrument.rules.wording import Wording


@dataclass(frozen=True, slots=True)
class WholeQuestion:
    """One part with its words, always under a label of its own, and the part it stands for."""

    asked: Question
    part: Part


@dataclass(frozen=True, slots=True)
class WholePage:
    """What is asked together; `title` is said once where several questions hang on it."""

    code: str
    title: Markup | None
    hint: Markup | None
    questions: tuple[WholeQuestion, ...]

    @property
    def is_sealed(self) -> bool:
        """Whether anything here is sealed once it reaches us."""
        return any(question.part.sealed for question in self.questions)


@dataclass(frozen=True, slots=True)
class WholeSection:
    """One section with everything it may ask."""

    code: str
    title: Markup
    note: Markup | None
    cards: tuple[Card, ...]
    pages: tuple[WholePage, ...]


def whole(instrument: Compiled, unit: Unit, *, short: bool, seed: str, say: Say) -> list[WholeSection]:
    """Return everything one unit and form may be asked, in the order of `seed`, but for what is known: the unit.

    `say` stands in for answers that a wording repeats.
    """
    bare = _unconditional(with_answers(instrument, say))
    found = []
    for section in instrument.structure.sections:
        pages = _named_once(
            _page(bare, instrument.structure, replace(page, parts=parts), seed)
            for page in section.pages
            if (parts := tuple(key for key in page.parts if _belongs(instrument.structure, key, unit, short=short)))
        )
        if pages:
            words = instrument.section(section.code)
            shown = cards(instrument, section.code, seed) if words.cards else []
            note = marked(words.note) if words.note else None
            found.append(WholeSection(section.code, marked(words.title), note, tuple(shown), pages))
    return found


def _belongs(structure: Structure, key: str, unit: Unit, *, short: bool) -> bool:
    return key != UNIT_PART and is_for(structure.parts[key], unit, short)


def _page(bare: Compiled, structure: Structure, page: Page, seed: str) -> WholePage:
    drawn = question_page(bare, page, {}, seed, files=False)
    questions = tuple(
        WholeQuestion(
            question if question.label else replace(question, label=drawn.title, hint=question.hint or drawn.hint),
            structure.parts[question.key],
        )
        for question in drawn.questions
    )
    items = {structure.parts[key].item for key in page.parts}
    if len(items) > 1 or any(question.label is None for question in drawn.questions):
        return WholePage(page.code, None, None, questions)  # else the title would be the section's, or said twice
    return WholePage(page.code, drawn.title, drawn.hint, questions)


def _named_once(pages: Iterable[WholePage]) -> tuple[WholePage, ...]:
    """Return the pages with the title of an item that fills several of them on the first alone."""
    found: list[WholePage] = []
    title = None
    for page in pages:
        found.append(replace(page, title=None, hint=None) if page.title and page.title == title else page)
        title = page.title
    return tuple(found)


def _unconditional(instrument: Compiled) -> Compiled:
    """Return the instrument with every row asked whatever was answered."""
    return replace(instrument, sections=tuple(_open_section(section) for section in instrument.sections))


def _open_section(section: CompiledSection) -> CompiledSection:
    return replace(section, pages=tuple(_open_page(page) for page in section.pages))


def _open_page(page: CompiledPage) -> CompiledPage:
    return replace(page, items=tuple(_open_item(item) for item in page.items))


def _open_item(item: CompiledItem) -> CompiledItem:
    parts = (replace(found, part=replace(found.part, when=None, rows_when=None)) for found in item.parts)
    return replace(item, parts=tuple(parts))


def promises(instrument: Compiled, strand: StrandView, unit: Unit) -> list[Markup]:
    """Return what is promised to whoever answers by paper or file; `{contact}` is whoever gave it to them."""
    mode = strand.mode if unit is Unit.ORGANISATION else strand.individual_mode
    codes = ["purpose", "use", "people", *([] if mode is Mode.ANONYMOUS else [mode.value]), "voluntary", "withdraw"]
    until = format_date(strand.withdraw_until, "long")
    told = small_numbers(strand) if unit is Unit.ORGANISATION else None
    words = {code: _filled(instrument.consent[code], strand, until) for code in codes if code in instrument.consent}
    return [one for code, text in words.items() for one in (text, told if code == "use" else None) if one is not None]


def _filled(wording: Wording, strand: StrandView, until: str) -> Markup:
    return marked(wording).replace("{coalition}", strand.coalition_name).replace("{date}", until)
