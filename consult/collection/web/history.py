"""What a member had answered before they changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.access.policy import for_invited
from consult.collection.queries.history import Earlier, history
from consult.collection.web.asking import in_words, marked
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import Sitting, show, sitting
from consult.shared.database import db


@dataclass(frozen=True, slots=True)
class Before:
    """What stood under a question until a day."""

    lines: list[Markup]
    until: date | None
    asked_again: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that was changed: what stands there now, and what stood there before."""

    question: Markup
    now: list[Markup]
    before: list[Before]


@blueprint.get("/answer/history", endpoint="history")
@for_invited
def show_history() -> ResponseReturnValue:
    """Show the member's own changes, with the day of each."""
    at = sitting()
    rows = () if at.code else history(db.session(), at.answer.strand_id, at.answer.id)
    found: dict[str, list[Earlier]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row)
    parts = [part for part in at.structure.parts if part in found]
    return show("history", at, title=_("What you changed"), changed=[changed(at, part, found[part]) for part in parts])


def changed(at: Sitting, part: str, rows: list[Earlier]) -> Changed:
    """Return the changes of one question in words."""
    compiled = at.instrument.parts[part]
    if compiled.part.is_text:
        now = [escape(line) for line in (at.answer.words.get(part) or "").splitlines()]
    else:
        now = in_words(compiled, at.answer.document.get(part))
    before = [
        Before(
            [escape(line) for line in row.text.splitlines()] if row.text else in_words(compiled, row.value),
            row.replaced_on,
            row.asked_again,
        )
        for row in rows
    ]
    return Changed(marked(compiled.question), now, before)
