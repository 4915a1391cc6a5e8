"""The answer file: made here, given to the member, and brought back into their own draft."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex
from flask import Response, current_app, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.access.policy import for_invited
from consult.collection.exchange.answer_file import SIZE_LIMIT, AnswerFile, FileRefused, read_answer_file
from consult.collection.labels import fault_message
from consult.collection.operations import Kept
from consult.collection.operations.bringing_in import Brought, bring_in, consents_in
from consult.collection.rules import Closed, Unit
from consult.collection.web.asking import in_words, marked
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import Sitting, said, show, sitting
from consult.collection.web.pages import settle
from consult.collection.web.posted import Posted, read_page
from consult.collection.web.whole import WholeSection, promises, whole
from consult.consultation.queries import StrandView
from consult.consultation.rules import Mode
from consult.instrument.queries import compiled, version
from consult.instrument.rules.compiled import Compiled
from consult.instrument.rules.condition import condition_document
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.database import db
from consult.shared.errors import N_, NotFound
from consult.shared.identifiers import random_id
from consult.shared.time import now
from consult.shared.typed import key_of_post
from consult.shared.wording import language

NAME = "answer_file"
STYLES = ("css/member.css", "css/answer_file.css")
SCRIPTS = ("js/questions.js", "js/answer_file.js")


@dataclass(frozen=True, slots=True)
class Edition:
    """Which answer file: of which version, unit and form, in which language, and in which order of the futures."""

    version_id: str
    content_hash: str
    unit: Unit
    short: bool
    language: str
    seed: str


def answer_file(asking: StrandView, edition: Edition) -> str:
    """Return the answer file as one page. It needs no request: the command line makes the same."""
    env = current_app.jinja_env
    instrument = compiled(db.session(), edition.version_id, edition.language)
    unit = InstrumentUnit(edition.unit)
    mode = asking.mode if edition.unit is Unit.ORGANISATION else asking.individual_mode
    style, script = (_packed(names) for names in (STYLES, SCRIPTS))
    with force_locale(edition.language.replace("-", "_")):
        sections = whole(instrument, unit, short=edition.short, seed=edition.seed, say="⟦{}⟧".format)
        page = env.get_template("collection/answer_file.html").render(
            locale=language(edition.language),
            strand=asking,
            title=said(asking.title, edition.language),
            question=said(asking.question, edition.language),
            promises=promises(instrument, asking, unit),
            anonymous=mode is Mode.ANONYMOUS,
            fictitious=asking.fictitious,
            draft=instrument.draft,
            unit=edition.unit,
            short=edition.short,
            day=format_date(asking.closes_on, "long"),
            sections=sections,
            policy=f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)}; base-uri 'none'; "
            "form-action 'none'",
            style=Markup("<style>{}</style>").format(Markup(style)),  # noqa: S704 - our own file
            script=Markup("<script>{}</script>").format(Markup(script)),  # noqa: S704 - our own file
            data=_data_element(asking, edition, instrument, sections),
        )
    return _squeezed(_repeating(page, instrument))


def _packed(names: Sequence[str]) -> str:
    folder = Path(str(current_app.static_folder))
    return _squeezed("\n".join((folder / name).read_text(encoding="utf-8") for name in names))


def _squeezed(text: str) -> str:
    """Return a text without the white space around its line ends; doing it twice is doing it once."""
    return str(regex.sub(r"\s*\n\s*", "\n", text))


def _repeating(page: str, instrument: Compiled) -> str:
    """Return the page with a place for each answer that a wording repeats; the script fills it."""

    def place(found: regex.Match[str]) -> str:
        blank = Markup('<span data-repeats="{}" data-else="…">…</span>').format(found[1])
        return str(blank) if found[1] in instrument.parts else str(found[0])

    return str(regex.sub('⟦([^⟦⟧<>"]+)⟧', place, page)) if instrument.pipes else page


def _hashed(inside: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"


def _data_element(
    asking: StrandView, edition: Edition, instrument: Compiled, sections: Sequence[WholeSection]
) -> Markup:
    """Return the questions' types and conditions, and the words of the script, as data no browser runs."""
    parts: dict[str, dict[str, object]] = {}
    limits = {}
    for key in _asked(instrument, sections):
        part = instrument.parts[key].part
        parts[key] = {"type": part.type.value}
        for name, condition in (("when", part.when), ("rows_when", part.rows_when)):
            if condition is not None:
                parts[key][name] = condition_document(condition)
        if part.is_text:
            limits[key] = part.limit
    found = {
        "instrument": edition.content_hash,
        "unit": edition.unit.value,
        "short": edition.short,
        "language": edition.language,
        "fictitious": asking.fictitious,
        "order": list(parts),
        "parts": parts,
        "limits": limits,
        "words": _words(),
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup('<script type="application/json" id="data">{}</script>').format(Markup(text))  # noqa: S704 - as above


def _asked(instrument: Compiled, sections: Sequence[WholeSection]) -> list[str]:
    """Return the keys of all parts in the file, in the order asked."""
    shown = {question.part.key for section in sections for page in section.pages for question in page.questions}
    return [key for key, part in instrument.structure.parts.items() if key in shown or part.other_of in shown]


def _words() -> dict[str, str]:
    return {
        "about": _("Answers of one consultation. Whoever finds this file can read them."),
        "saved": _("A copy is saved among your downloads."),
        "code": _("Here is the code. Send all of it."),
        "copied": _("The code is copied."),
        "opened": _("The saved copy is open. Go on where you stopped."),
        "unreadable": _("This is no copy that an answer file saved."),
        "another": _("This copy was saved by another answer file. Bring it in as it is."),
    }


@blueprint.get("/answer/file", endpoint="answer_file")
@for_invited
def offer() -> ResponseReturnValue:
    """Say what an answer file is, give it, and take it back."""
    return offer_page(sitting(words=False))


def offer_page(at: Sitting, **values: Any) -> str:  # Any: template values
    """Render the page of the answer file, with what became of one that was brought."""
    if at.code:
        raise NotFound("an anonymous answer has no file")
    if not at.is_open:
        raise Closed(N_("Collection is not open."))
    title = _("Answer without a network")
    return show("answer_file_page", at, title=title, **{"refused": "", "brought": None, "typed": ""} | values)


@blueprint.get("/answer/file/download")
@for_invited
def download_answer_file() -> ResponseReturnValue:
    """Give the member the file of their unit, form and language; nothing they answered is in it."""
    at = sitting(words=False)
    if at.code:
        raise NotFound("an anonymous answer has no file")
    if not at.is_open:
        raise Closed(N_("Collection is not open."))
    found = version(db.session(), at.answer.newest_version_id)
    assert found is not None, "a published version is never taken away"
    made = Edition(found.id, found.content_hash, at.answer.unit, at.answer.short, at.language, random_id())
    name = f"{'fictitious-' * at.strand.fictitious}consult-{at.language}.html"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(answer_file(at.strand, made), mimetype="text/html", headers=headers)


@blueprint.post("/answer/file")
@for_invited
def bring_answer_file() -> ResponseReturnValue:
    """Take what was brought into the member's own draft, or keep what they chose where both differed."""
    at = sitting()
    if at.code:
        raise NotFound("an anonymous answer has no file")
    if request.form.get("go") == "settle":
        return _settle(at)
    upload = request.files.get("file")
    given = upload.stream.read(SIZE_LIMIT + 1) if upload else b""
    typed = request.form.get("code", "")
    try:
        file = read_answer_file(given or typed.encode("utf-8", "replace"))
        brought = bring_in(db.session(), at.answer, file, moment=now())
    except FileRefused as refused:
        db.session.rollback()
        said_why = str(_(refused.words, **refused.values))
        return offer_page(at, refused=said_why, typed=typed[:SIZE_LIMIT]), 422
    db.session.commit()
    return _result(sitting(), brought, file)


def _result(at: Sitting, brought: Brought, file: AnswerFile) -> str:
    """Say part by part what went in, what could not be read, and what differs from what is there."""
    parts = at.instrument.parts
    fields = {name: file.form[name] for name in file.form if name.partition(":")[0] in brought.conflict}
    given = {**brought.read.entries, **brought.read.words}
    return offer_page(
        at,
        brought=brought,
        taken=[marked(parts[key].question) for key in brought.taken],
        faults=[(marked(parts[fault.part].question), fault_message(fault)) for fault in brought.read.faults],
        both=[_both(at, key, given[key]) for key in brought.conflict],
        fields=[(name, value) for name, values in fields.items() for value in values],
        key=random_id(),
        revision=brought.revision,
    )


def _both(at: Sitting, key: str, given: Any) -> dict[str, Any]:  # Any: an answer, and template values
    part = at.instrument.parts[key]
    if part.part.is_text:
        lines = ([escape(line) for line in text.split("\n")] for text in (given, at.answer.words.get(key, "")))
    else:
        lines = (in_words(part, value) for value in (given, at.answer.document.get(key)))
    mine, theirs = lines
    return {
        "key": key,
        "label": marked(part.question),
        "mine": mine,
        "theirs": theirs,
        "is_text": part.part.is_text,
    }


def _settle(at: Sitting) -> ResponseReturnValue:
    form = {name: request.form.getlist(name) for name in request.form}
    keys = [name.partition(":")[2] for name in form if name.startswith("keep:")]
    posted = read_page(
        at.structure, [key for key in keys if key in at.structure.parts], form, at.answer.document, strict=False
    )
    settle(at, posted)
    version_id = at.answer.newest_version_id
    kept = at.keep(
        entries=posted.entries,
        words=posted.words,
        language=at.language,
        key=key_of_post() or random_id(),
        revision=request.form.get("revision", 0, type=int),
        moment=now(),
        version_id=version_id,
        consents=consents_in(db.session(), version_id, at.language, posted.entries),
    )
    db.session.commit()
    if kept.stale:
        return conflict_again(sitting(), posted, kept)
    flash(_("Your choice is saved. Read everything once more before you submit it."))
    return redirect(url_for("collection.review"), 303)


def conflict_again(at: Sitting, posted: Posted, kept: Kept) -> ResponseReturnValue:
    """Show once more what somebody changed while the choice was made."""
    given = {**posted.entries, **posted.words}
    fields = [(n, v) for n in request.form if n.partition(":")[0] in kept.stale for v in request.form.getlist(n)]
    both = [_both(at, key, given[key]) for key in kept.stale]
    words = {"key": random_id(), "revision": kept.revision}
    return offer_page(at, brought=kept, taken=[], faults=[], both=both, fields=fields, **words), 422


@blueprint.record_once
def lend_to_commands(state: BlueprintSetupState) -> None:
    """Let the command line make the same file; it may not import pages."""
    state.app.extensions[NAME] = lambda asking, **edition: answer_file(asking, Edition(**edition))
