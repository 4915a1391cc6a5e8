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
from consult.collection.operations.uploads import NewFile, remove_upload, store_upload
from consult.collection.queries.uploads import uploads_of
from consult.collection.rules import KIND_PART, Closed
from consult.collection.web.asking import cards, held_fields, in_words, marked, question_page
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import Sitting, show, sitting, speak
from consult.collection.web.posted import Posted, move_row, read_page, take_files
from consult.instrument.queries import content
from consult.instrument.rules.consents import consent_hash, is_consent
from consult.instrument.rules.routing import left_empty, prune
from consult.instrument.rules.structure import Page, PartType
from consult.shared.database import db
from consult.shared.errors import N_, NotFound
from consult.shared.identifiers import random_id
from consult.shared.time import now
from consult.shared.typed import key_of_post


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
    empty = left(at, asked) if "left" in request.args else {}
    return draw(at, asked, left=empty, warned=bool(empty))


def draw(at: Sitting, asked: Page, **values: Any) -> str:  # Any: template values
    """Render a page with what the answer holds, or with what was typed and its faults."""
    number = [page.code for page in at.pages].index(asked.code)
    section = at.instrument.section(asked.section)
    seed = str(at.answer.order_seed)
    opens = all(page.code == asked.code or page.section != asked.section for page in at.pages[:number])
    again = {*(ask.part for ask in at.asked_again), *at.answer.lapsed} & set(asked.parts)
    given = {**(values.pop("given") if "given" in values else held(at, asked)), **file_names(at, asked)}
    ask = question_page(at.instrument, asked, at.answer.document, seed, given, files=takes_files(at))
    parts = [at.structure.parts[key] for key in asked.parts]
    return show(
        "page",
        at,
        title=ask.title,
        ask=ask,
        page=asked,
        section=marked(section.title),
        note=marked(section.note) if opens and section.note else None,
        cards=cards(at.instrument, section.code, seed) if opens and section.cards else (),
        number=number + 1,
        total=len(at.pages),
        has_files=any(question.type == "upload" and question.offered for question in ask.questions),
        sealed=any(part.sealed for part in parts),
        confidential=any(part.confidential for part in parts),
        asks_consent=any(part.required for part in parts),
        draft=at.instrument.draft,
        again=bool(again),
        key=random_id(),
        given=given,
        **{"faults": {}, "left": {}, "warned": False, "revision": at.answer.revision} | values,
    )


def held(at: Sitting, asked: Page) -> dict[str, list[str]]:
    """Return what the answer holds of a page; the organisation's kind stands there until somebody says otherwise."""
    answer = at.answer
    given = held_fields([at.structure.parts[key] for key in asked.parts], answer.document, answer.words)
    if KIND_PART in asked.parts and KIND_PART not in given and answer.kind in at.structure.parts[KIND_PART].options:
        given[KIND_PART] = [answer.kind]
    return given


def file_names(at: Sitting, asked: Page) -> dict[str, list[str]]:
    """Return what the files of a page are called."""
    parts = [key for key in asked.parts if _is_file(at, key) and key in at.answer.document]
    files = uploads_of(db.session(), at.answer.strand_id, at.answer.id) if parts else {}
    return {key: [files[key].name] for key in parts if key in files}


def takes_files(at: Sitting) -> bool:
    """Tell whether files are taken: what somebody wrote on their own machine says who they are."""
    return not at.code


def left(at: Sitting, asked: Page) -> dict[str, list[str]]:
    """Return what is expected on a page and was left empty, by field."""
    kept = prune(at.structure, at.answer.asked, at.answer.short, at.answer.document)
    return {
        f"{key}:{row}" if row else key: [_("You left this empty.")]
        for key in asked.parts
        for row in left_empty(at.structure.parts[key], kept)
    }


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
    new, faults = take_files(at.structure, asked.parts, request.files if takes_files(at) else {})
    form |= {key: [new[key].id] if key in new else [] for key in asked.parts if _is_file(at, key)}
    posted = read_page(at.structure, asked.parts, form, at.answer.document, strict=go == "next")
    posted.faults += faults
    if go.startswith(("up:", "down:")):
        move_row(at.structure, posted, go, at.answer.document)
    if go == "settle":
        settle(at, posted)
    kept = _keep(at, posted)
    if not kept.repeated:
        keep_files(at, posted, new, kept)
    db.session.commit()
    if go == "lang" and request.form.get("lang") in at.answer.languages:
        session["language"] = request.form["lang"]
        speak(session["language"])
    if kept.stale or posted.faults:
        at = sitting()  # in the language now chosen, with what is kept now
        return (conflict(at, asked, posted, kept) if kept.stale else _again(at, asked, posted, kept)), 422
    after = _afterwards(at, posted)
    if go == "next" and "warned" not in request.form and left(after, asked):
        return redirect(url_for("collection.page", code=code, left=1, _anchor="left"), 303)
    return redirect(onward(after, asked, go), 303)


def _is_file(at: Sitting, key: str) -> bool:
    return at.structure.parts[key].type is PartType.UPLOAD


def keep_files(at: Sitting, posted: Posted, new: Mapping[str, NewFile], kept: Kept) -> None:
    """Keep the files that the answer now names, and forget those it names no more."""
    answer = at.answer
    for key in (key for key in posted.entries if _is_file(at, key) and key not in kept.stale):
        if key in new and posted.entries[key] == new[key].id:
            store_upload(db.session(), answer_id=answer.id, strand_id=answer.strand_id, part=key, file=new[key])
        elif posted.entries[key] is None:
            remove_upload(db.session(), answer.id, key)


def _consents(at: Sitting, posted: Posted, version_id: str) -> dict[str, str]:
    """Return the fingerprint of every text that was ticked, as it was read."""
    ticked = [key for key, value in posted.entries.items() if value and is_consent(at.structure.parts[key])]
    if not ticked:
        return {}
    structure, wordings = content(db.session(), version_id)
    return {key: consent_hash(structure, wordings, structure.parts[key], at.language) for key in ticked}


def _keep(at: Sitting, posted: Posted) -> Kept:
    known = (at.answer.version_id, at.answer.newest_version_id)
    drawn_from = request.form.get("version")
    version_id = drawn_from if drawn_from in known else known[-1]
    return at.keep(
        entries=posted.entries,
        words=posted.words,
        language=at.language,
        key=key_of_post() or random_id(),
        revision=request.form.get("revision", 0, type=int),
        moment=now(),
        version_id=version_id,
        consents=_consents(at, posted, version_id),
    )


def _again(at: Sitting, asked: Page, posted: Posted, kept: Kept) -> str:
    current = next((page for page in at.pages if page.code == asked.code), asked)
    values = {"given": posted.fields, "revision": kept.revision, "warned": "warned" in request.form}
    return draw(at, current, faults=posted.messages(), **values)


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
