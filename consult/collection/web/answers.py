"""Submitted answers for the named consultants: the list, one answer whole, and whose it is.

Opening an answer and learning whose it is are posts, since both write into the access log; a name is on the page that
answers the post and nowhere else, least of all in an address.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection.operations.reading import read_answer, reveal_answer
from consult.collection.queries.reading import (
    OwnWords,
    WholeAnswer,
    mode_of,
    readable_answers,
    unit_counts,
    whole_answer,
)
from consult.collection.rules import Unit
from consult.collection.web.asking import in_words, marked
from consult.collection.web.blueprint import blueprint
from consult.consultation.labels import MODES
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import Mode, StrandState
from consult.instrument.queries import compiled
from consult.instrument.rules.compiled import Compiled, CompiledItem
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.telling import tell
from consult.shared.time import now, today
from consult.shared.wording import Language, language

ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Said:
    """One part that was answered: its question, then lines or the member's own words with their language."""

    question: Markup
    lines: list[Markup]
    words: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One section of an answer."""

    title: Markup
    lines: list[Said]


@blueprint.get("/strands/<strand_id>/answers")
@allow(Permission.READ_ANSWERS, on=strand_scope)
def answers(strand_id: str) -> ResponseReturnValue:
    """List the submitted answers of one unit from the day on which the data are frozen."""
    asking = this_strand()
    if not asking.has(StrandState.FROZEN):
        return _page("answers_not_yet", asking, title=_("Answers"))
    session = db.session()
    wanted = request.args.get("unit", Unit.ORGANISATION.value)
    unit = Unit(wanted) if wanted in set(Unit) else Unit.ORGANISATION
    found = readable_answers(session, asking, unit, f"{signed_in().account_id}|{today().isoformat()}")
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return _page(
        "answers",
        asking,
        title=_("Answers"),
        unit=unit,
        counts=unit_counts(session, asking.id),
        mode=mode_of(asking, unit),
        found=found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        page=page,
        pages=pages,
    )


@blueprint.get("/strands/<strand_id>/answers/<answer_id>")
@blueprint.get("/strands/<strand_id>/answers/<answer_id>/whose")
@allow(Permission.READ_ANSWERS, on=strand_scope)
def one_answer(strand_id: str, answer_id: str) -> ResponseReturnValue:
    """Lead back to the list whoever comes by the address: an answer is opened by its button, and that is logged."""
    found = whole_answer(db.session(), this_strand(), answer_id)
    if found is None:
        abort(404)
    return redirect(url_for("collection.answers", strand_id=strand_id, unit=found.unit.value))


@blueprint.post("/strands/<strand_id>/answers/<answer_id>")
@allow(Permission.READ_ANSWERS, on=strand_scope)
def open_answer(strand_id: str, answer_id: str) -> ResponseReturnValue:
    """Show one answer whole, after writing into the access log that it was read."""
    asking = this_strand()
    found = _opened(asking, answer_id)
    db.session.commit()
    return _whole(asking, found)


@blueprint.post("/strands/<strand_id>/answers/<answer_id>/whose")
@allow(Permission.REVEAL_ANSWER, on=strand_scope)
def whose_answer(strand_id: str, answer_id: str) -> ResponseReturnValue:
    """Show whose answer it is, once, after writing the reason into the access log."""
    asking = this_strand()
    found = _opened(asking, answer_id)
    reason = request.form.get("reason", "")
    try:
        name = reveal_answer(db.session(), asking, found, reason, by=signed_in().account_id, at=now())
    except NotAllowedNow as refused:
        db.session.commit()
        return _whole(asking, found, fault=tell(refused)), 422
    db.session.commit()
    return _whole(asking, found, name=name)


def _opened(asking: StrandView, answer_id: str) -> WholeAnswer:
    try:
        return read_answer(db.session(), asking, answer_id, by=signed_in().account_id, at=now())
    except NotFound:
        abort(404)


def _whole(asking: StrandView, found: WholeAnswer, **values: object) -> str:
    instrument = compiled(db.session(), found.version_id, str(get_locale()))
    told = [_told(instrument, found, section.code) for section in instrument.sections]
    return _page(
        "answers_one",
        asking,
        title=found.called or _("An anonymous answer"),
        answer=found,
        told=[one for one in told if one.lines],
        may_ask=found.mode is Mode.CONFIDENTIAL
        and signed_in().may(Permission.REVEAL_ANSWER, scope_of(asking))
        and "name" not in values,
        **{"fault": "", "name": ""} | values,
    )


def _told(instrument: Compiled, found: WholeAnswer, code: str) -> Told:
    section = instrument.section(code)
    items = {item.code: item for page in section.pages for item in page.items}
    pieces = [(item, part.key) for page in section.pages for item in page.items for part in item.parts]
    lines = [_said(instrument, items[item.code], key, found) for item, key in pieces]
    return Told(marked(section.title), [line for line in lines if line is not None])


def _said(instrument: Compiled, item: CompiledItem, key: str, found: WholeAnswer) -> Said | None:
    part = instrument.parts[key]
    lines, own = in_words(part, found.document.get(key)), found.words.get(key, OwnWords("", ""))
    if part.part.sealed or not (lines or own.text):
        return None
    asked = marked(item.question)
    if key != item.code and part.question.text != item.question.text:
        asked = Markup("{} – {}").format(asked, marked(part.question))
    return Said(asked, lines, own.text, language(own.language) if own.language else None)


def _page(template: str, asking: StrandView, **values: object) -> str:
    return render_template(
        f"collection/{template}.html",
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        units={Unit.ORGANISATION: _("Organisations"), Unit.INDIVIDUAL: _("Individuals")},
        modes=MODES,
        **values,
    )
