"""The words around one item: the question, the unit, and how many answered."""

from __future__ import annotations

from consult.disclosure.rules import GatedTable, Mark
from consult.findings.charts import Heading, Value
from consult.findings.labels import UNITS
from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words, voice


def item_heading(words: Words, unit: str, key: str, *, base: int | None, title: str = "", number: str = "") -> Heading:
    """Return the words around one item: the question, the unit and how many answered."""
    question = words.question(key)
    return Heading(
        title=title or question,
        base_line=base_line(unit, key.split(".", maxsplit=1)[0], base),
        table_caption=f"{title or question} · {UNITS[unit]}",
        row_name=_("Answer"),
        number=number,
    )


def base_line(unit: str, item: str, base: int | None) -> str:
    """Say which question of which unit this is, and how many answered it."""
    if base is None:
        return _("Question %(item)s. Fewer than five answered.", item=item)
    count = voice().number(base)
    if unit == "individual":
        return _("Question %(item)s. Individuals who answered: %(count)s.", item=item, count=count)
    return _("Question %(item)s. Organisations that answered: %(count)s.", item=item, count=count)


def base_of(table: GatedTable | None) -> Value:
    """Return how many answered, or that this is hidden."""
    return Mark.WITHHELD if table is None or table.total_base is None else table.total_base
