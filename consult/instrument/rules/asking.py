"""A compiled page as one person is asked it: only the parts and rows that apply, in that person's order."""

from collections.abc import Mapping
from dataclasses import replace

from consult.instrument.rules.compiled import Compiled, CompiledCard, CompiledItem, CompiledPage, CompiledPart
from consult.instrument.rules.condition import Answers
from consult.instrument.rules.piping import Say, filled
from consult.instrument.rules.routing import rows_shown, varied_order
from consult.instrument.rules.structure import Page
from consult.instrument.rules.wording import Wording


def page_as_asked(compiled: Compiled, page: Page, answers: Answers, seed: str) -> CompiledPage:
    """The words of a page that `pages_shown` returned; the same seed gives the same order on every page."""
    whole = next(found for found in compiled.section(page.section).pages if found.code == page.code)
    items = (_item_as_asked(item, page, answers, seed) for item in whole.items)
    return replace(whole, items=tuple(item for item in items if item.parts))


def cards_as_asked(compiled: Compiled, section: str, seed: str) -> tuple[CompiledCard, ...]:
    """The option cards in the order of that person's rows."""
    cards = {card.code: card for card in compiled.section(section).cards}
    return tuple(cards[code] for code in varied_order(tuple(cards), seed))


def with_answers(compiled: Compiled, say: Say) -> Compiled:
    """An instrument whose questions repeat what was answered; the same one where none does."""
    if not compiled.pipes:
        return compiled
    parts = {key: _part_filled(part, say) for key, part in compiled.parts.items()}
    sections = tuple(
        replace(
            section,
            pages=tuple(
                replace(page, items=tuple(_item_filled(item, parts, say) for item in page.items))
                for page in section.pages
            ),
        )
        for section in compiled.sections
    )
    return replace(compiled, sections=sections, parts=parts)


def _item_as_asked(item: CompiledItem, page: Page, answers: Answers, seed: str) -> CompiledItem:
    parts = (_part_as_asked(part, answers, seed) for part in item.parts if part.key in page.parts)
    return replace(item, parts=tuple(parts))


def _part_as_asked(compiled: CompiledPart, answers: Answers, seed: str) -> CompiledPart:
    part = compiled.part
    rows = {row.code: row for row in compiled.rows}
    shown = rows_shown(part, answers)
    if not part.varied:
        return replace(compiled, rows=tuple(rows[code] for code in shown))
    if rows:
        return replace(compiled, rows=tuple(rows[code] for code in varied_order(shown, seed)))
    options = {option.code: option for option in compiled.options}
    return replace(compiled, options=tuple(options[code] for code in varied_order(tuple(options), seed)))


def _item_filled(item: CompiledItem, parts: Mapping[str, CompiledPart], say: Say) -> CompiledItem:
    own = tuple(parts[part.key] for part in item.parts)
    return replace(item, question=_wording(item.question, say), hint=_hint(item.hint, say), parts=own)


def _part_filled(part: CompiledPart, say: Say) -> CompiledPart:
    specify = {code: _part_filled(text, say) for code, text in part.specify.items()}
    return replace(part, question=_wording(part.question, say), hint=_hint(part.hint, say), specify=specify)


def _wording(wording: Wording, say: Say) -> Wording:
    return replace(wording, text=filled(wording.text, say))


def _hint(wording: Wording | None, say: Say) -> Wording | None:
    return _wording(wording, say) if wording else None
