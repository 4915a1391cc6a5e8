"""An instrument in one language, every text resolved once, ready for pages and figures to read.

In: the published document and a language. Out: frozen data. Where the language lacks a text, the English one
stands there and says so, since a screen reader must be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consult.instrument.rules.document import Document, from_document
from consult.instrument.rules.structure import Item, Page, Part, Section, Structure
from consult.instrument.rules.wording import TranslationState, Wording, Wordings, missing


@dataclass(frozen=True, slots=True)
class CompiledOption:
    """A code with its label; `aside` when it stands outside the scale."""

    code: str
    label: Wording
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPart:
    """A part with its words; `specify` are the texts that its options open, by option."""

    key: str
    part: Part
    question: Wording
    hint: Wording | None
    options: tuple[CompiledOption, ...]
    rows: tuple[CompiledOption, ...]
    instead: tuple[CompiledOption, ...] = ()
    specify: Mapping[str, "CompiledPart"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledItem:
    """An item with those of its parts that stand on one page."""

    code: str
    question: Wording
    hint: Wording | None
    parts: tuple[CompiledPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPage:
    """What is asked together."""

    code: str
    section: str
    items: tuple[CompiledItem, ...]


@dataclass(frozen=True, slots=True)
class CompiledCardLine:
    """One line of an option card."""

    code: str
    label: Wording
    text: Wording


@dataclass(frozen=True, slots=True)
class CompiledCard:
    """One option described in the same lines as every other."""

    code: str
    title: Wording
    lines: tuple[CompiledCardLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledSection:
    """A section with its pages, and the option cards if it shows them."""

    code: str
    title: Wording
    note: Wording | None
    pages: tuple[CompiledPage, ...]
    cards: tuple[CompiledCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A whole instrument in one language; `draft` until its language has been reviewed and is complete.

    `pipes`: some question repeats what was answered (`consult.instrument.rules.piping`).
    """

    structure: Structure
    language: str
    draft: bool
    title: Wording
    sections: tuple[CompiledSection, ...]
    parts: Mapping[str, CompiledPart]
    lists: Mapping[str, tuple[CompiledOption, ...]]
    consent: Mapping[str, Wording]
    pipes: bool = False

    def section(self, code: str) -> CompiledSection:
        """The section of that code."""
        return next(section for section in self.sections if section.code == code)

    def label(self, options_list: str, code: str) -> Wording:
        """The label of one code of a list."""
        return next(option.label for option in self.lists[options_list] if option.code == code)


def compile_instrument(document: Document, language: str) -> Compiled:
    """The instrument of a published document in one language; raises `InstrumentRefused` if it is none."""
    structure, wordings = from_document(document)
    return _Compilation(structure, wordings, language).whole()


class _Compilation:
    """One pass over a structure with the words of one language."""

    def __init__(self, structure: Structure, wordings: Wordings, language: str) -> None:
        self.structure = structure
        self.wordings = wordings
        self.language = language
        self.lists = {
            options.name: tuple(
                CompiledOption(code, self.text(f"list.{options.name}.{code}"), code in options.aside)
                for code in options.codes
            )
            for options in structure.lists.values()
        }
        self.items = {item.code: item for item in structure.items}
        self.parts: dict[str, CompiledPart] = {}
        for key in reversed(list(structure.parts)):  # a text that an option opens follows the part
            self.parts[key] = self.part(structure.parts[key])

    def text(self, key: str) -> Wording:
        return self.wordings.find(key, self.language)

    def whole(self) -> Compiled:
        lacking = missing(self.structure, self.wordings, self.language)
        reviewed = self.wordings.state(self.language) is TranslationState.REVIEWED
        return Compiled(
            structure=self.structure,
            language=self.language,
            draft=bool(lacking) or not reviewed,
            title=self.text("instrument.title"),
            sections=tuple(self.section(section) for section in self.structure.sections),
            parts={key: self.parts[key] for key in self.structure.parts},
            lists=self.lists,
            consent={code: self.text(f"consent.{code}") for code in self.structure.consent},
            pipes=any("{part:" in text for texts in self.wordings.texts.values() for text in texts.values()),
        )

    def section(self, section: Section) -> CompiledSection:
        key = f"section.{section.code}"
        cards = self.structure.cards
        return CompiledSection(
            code=section.code,
            title=self.text(key),
            note=self.text(f"{key}.note") if section.note else None,
            pages=tuple(self.page(page) for page in section.pages),
            cards=self.cards() if cards and cards.section == section.code else (),
        )

    def page(self, page: Page) -> CompiledPage:
        codes = dict.fromkeys(self.structure.parts[key].item for key in page.parts)
        items = tuple(self.item(self.items[code], page) for code in codes)
        return CompiledPage(code=page.code, section=page.section, items=items)

    def item(self, item: Item, page: Page) -> CompiledItem:
        keys = [part.key for part in item.parts if part.key in page.parts and part.other_of is None]
        return CompiledItem(
            code=item.code,
            question=self.text(f"item.{item.code}"),
            hint=self.text(f"item.{item.code}.hint") if item.hint else None,
            parts=tuple(self.parts[key] for key in keys),
        )

    def part(self, part: Part) -> CompiledPart:
        key = f"item.{part.key}" if part.key == part.item else f"part.{part.key}"
        return CompiledPart(
            key=part.key,
            part=part,
            question=self.text(key),
            hint=self.text(f"{key}.hint") if part.hint else None,
            options=self.lists[part.options_list] if part.options_list else (),
            rows=self.lists[part.rows_list] if part.rows_list else (),
            instead=self.lists[part.instead_list] if part.instead_list else (),
            specify={code: self.parts[part.specify_key(code)] for code in part.specify},
        )

    def cards(self) -> tuple[CompiledCard, ...]:
        cards = self.structure.cards
        assert cards is not None, "called only for a section that shows cards"
        labels = {line: self.text(f"card_line.{line}") for line in cards.lines}
        return tuple(
            CompiledCard(
                option.code,
                option.label,
                tuple(
                    CompiledCardLine(line, label, self.text(f"card.{option.code}.{line}"))
                    for line, label in labels.items()
                ),
            )
            for option in self.lists[cards.list]
        )
