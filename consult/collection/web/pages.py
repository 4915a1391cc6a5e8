"""The question pages. Every button keeps what was typed; only going on minds what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from consult.access.policy import for_invited
from consult.collection.operations import Kept
from consult.collection.rules import KIND_PART, Closed
from consult.collection.web.asking import cards, in_words, marked, question_page
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import Sitting, show, sitting, speak
from consult.collection.web.posted import Posted, move_row, read_page
from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Page
from consult.shared.database import db
from consult.shared.errors import N_, NotFound
from consult.shared.identifiers import ID_LENGTH, random_id
from consult.shared.time import now


def found_page(at: Sitting, code: str) -> Page | None:
    """Return the page as this member is asked it; None where routing leaves it out, `NotFound` where there is none."""
    if at.structure.page(code) is None:
        raise NotFound(code)
    return next((page for page in at.pages if page.code == code), None)


def not_asked() -> ResponseReturnValue:
    """Go back to the hub from a question that is not asked (any more)."""
    flash(_("After what you answered before, this question is not asked. What you wrote there is kept."))
    return redirect(url_for("collection.hub"), 303)


@blueprint.get("/answer/<code>")
@for_invited
def page(code: str) -> ResponseReturnValue:
    """Ask one question, or a few that belong together."""
    at = sitting()
    asked = found_page(at, code)
    if not at.is_open:
        raise Closed(N_("Collection is not open."))
    if asked is None:
        return not_asked()
    return draw(at, asked)


def draw(at: Sitting, asked: Page, **values: Any) -> str:  # Any: template values
    """Render a page with what the answer holds, or with what was typed and its faults."""
    number = [page.code for page in at.pages].index(asked.code)
    section = at.instrument.section(asked.section)
    seed = str(at.answer.order_seed)
    opens = all(page.code == asked.code or page.section != asked.section for page in at.pages[:number])
    again = {ask.part for ask in at.asked_again} & set(asked.parts)
    ask = question_page(at.instrument, asked, at.answer.document, seed)
    parts = [at.structure.parts[key] for key in asked.parts]
    return show(
        "page",
        at,
        title=ask.title,
        ask=ask,
        page=asked,
        section=marked(section.title),
        note=marked(section.note) if opens and section.note else None,
        cards=cards(at.instrument, section.code, seed) if opens and section.cards else [],
        number=number + 1,
        total=len(at.pages),
        has_ranking=any(question.type == "ranking" for question in ask.questions),
        sealed=any(part.sealed for part in parts),
        confidential=any(part.confidential for part in parts),
        asks_consent=any(part.required for part in parts),
        draft=at.instrument.draft,
        again=bool(again),
        key=random_id(),
        **{"faults": {}, "given": held(at, asked), "revision": at.answer.revision} | values,
    )


def held(at: Sitting, asked: Page) -> dict[str, Value | str | None]:
    """Return what the answer holds of a page; the organisation's kind stands there until somebody says otherwise."""
    answer = at.answer
    given: dict[str, Value | str | None] = {
        key: answer.words.get(key) if at.structure.parts[key].is_text else answer.document.get(key)
        for key in asked.parts
    }
    if KIND_PART in given and given[KIND_PART] is None and answer.kind in at.structure.parts[KIND_PART].options:
        given[KIND_PART] = answer.kind
    return given


@blueprint.post("/answer/<code>")
@for_invited
def keep_page(code: str) -> ResponseReturnValue:
    """Keep a page and go where the button said."""
    at = sitting(words=False)
    asked = found_page(at, code)
    if asked is None:
        return not_asked()
    go = request.form.get("go", "next")
    form = {name: request.form.getlist(name) for name in request.form}
    posted = read_page(at.structure, asked.parts, form, at.answer.document, strict=go == "next")
    if go.startswith(("up:", "down:")):
        move_row(at.structure, posted, go, at.answer.document)
    if go == "settle":
        settle(at, posted)
    kept = _keep(at, posted)
    db.session.commit()
    if go == "lang" and request.form.get("lang") in at.answer.languages:
        session["language"] = request.form["lang"]
        speak(session["language"])
    if kept.stale or posted.faults:
        at = sitting()  # in the language now chosen, with what is kept now
        return (conflict(at, asked, posted, kept) if kept.stale else _again(at, asked, posted, kept)), 422
    return redirect(onward(_afterwards(at, posted), asked, go), 303)


def _keep(at: Sitting, posted: Posted) -> Kept:
    known = (at.answer.version_id, at.answer.newest_version_id)
    drawn_from = request.form.get("version")
    return at.keep(
        entries=posted.entries,
        words=posted.words,
        language=at.language,
        key=request.form.get("key", "")[:ID_LENGTH] or random_id(),
        revision=request.form.get("revision", 0, type=int),
        moment=now(),
        version_id=drawn_from if drawn_from in known else known[-1],
    )


def _again(at: Sitting, asked: Page, posted: Posted, kept: Kept) -> str:
    current = next((page for page in at.pages if page.code == asked.code), asked)
    return draw(at, current, faults=posted.messages(), given=posted.typed, revision=kept.revision)


def _afterwards(at: Sitting, posted: Posted) -> Sitting:
    """Return the sitting with what was just kept, without asking the database again."""
    document = {**at.answer.document, **posted.entries}
    kept = {key: value for key, value in document.items() if value is not None}
    return replace(at, answer=replace(at.answer, document=kept))


def onward(at: Sitting, asked: Page, go: str) -> str:
    """Return the address a button leads to, after what was kept: a new branch may begin on the next page."""
    if go == "save":
        return url_for("collection.hub")
    if go == "lang":
        return url_for("collection.page", code=asked.code)
    if go.startswith(("up:", "down:")):
        return url_for("collection.page", code=asked.code, _anchor=go.split(":")[1])
    codes = [page.code for page in at.structure.pages()]
    here = codes.index(asked.code)
    if go == "back":
        before = [page.code for page in at.pages if codes.index(page.code) < here]
        return url_for("collection.page", code=before[-1]) if before else url_for("collection.hub")
    after = [page.code for page in at.pages if codes.index(page.code) > here]
    return url_for("collection.page", code=after[0]) if after else url_for("collection.review")


def settle(at: Sitting, posted: Posted) -> None:
    """Keep only what the member chose on the page that showed both: mine, theirs, or both texts one after the other."""
    texts: Mapping[str, str] = {}
    for key in [*posted.entries, *posted.words]:
        choice = request.form.get(f"keep:{key}")
        if choice == "both" and key in posted.words:
            if not texts:
                now_held = at.read_again()
                texts = now_held.words if now_held else {}
            posted.words[key] = "\n\n".join(text for text in (texts.get(key), posted.words[key]) if text)
        elif choice != "mine":
            posted.entries.pop(key, None)
            posted.words.pop(key, None)


def conflict(at: Sitting, asked: Page, posted: Posted, kept: Kept) -> str:
    """Show what this member typed beside what somebody else has kept meanwhile."""
    both = []
    for key in kept.stale:
        part = at.instrument.parts[key]
        if part.part.is_text:
            mine, theirs = _lines(posted.words[key]), _lines(at.answer.words.get(key))
        else:
            mine, theirs = in_words(part, posted.entries[key]), in_words(part, at.answer.document.get(key))
        both.append(
            {"key": key, "label": marked(part.question), "mine": mine, "theirs": theirs, "is_text": part.part.is_text}
        )
    fields = [
        (name, value)
        for name in request.form
        if any(name == key or name.startswith(f"{key}:") for key in kept.stale)
        for value in request.form.getlist(name)
    ]
    return show(
        "conflict",
        at,
        title=ngettext("One answer was changed meanwhile", "Some answers were changed meanwhile", len(both)),
        both=both,
        fields=fields,
        page=asked,
        key=random_id(),
        revision=kept.revision,
    )


def _lines(text: str | None) -> list[Markup]:
    return [escape(line) for line in text.split("\n")] if text else []
