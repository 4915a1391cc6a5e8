"""Reading everything once more, submitting, the receipt, and withdrawing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.access.policy import for_invited
from consult.collection.operations.position import sign_off
from consult.collection.operations.receipt import new_receipt_code
from consult.collection.rules import RequiredMissing, Unit, required_missing
from consult.collection.rules.position import ChangedMeanwhile, NotSigned
from consult.collection.web.asking import in_words, marked
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import Sitting, show, sitting, speak
from consult.collection.web.proxy import hand_over, leave_it
from consult.collection.web.signing import Faults, Signing, agreed_by, posted, prefilled, read
from consult.instrument.rules.routing import is_open
from consult.instrument.rules.structure import Page
from consult.shared.database import db
from consult.shared.telling import tell
from consult.shared.time import end_of, now, today


@dataclass(frozen=True, slots=True)
class Line:
    """One part on the review: its question, and the answer as lines (none: left empty) or as the member's words.

    `is_beside`: the words stand beside an option that was not chosen, so they count nowhere.
    """

    label: Markup
    lines: list[Markup]
    text: str | None = None
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One page on the review."""

    title: Markup
    url: str
    lines: list[Line]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is answered here."""
        return not any(line.lines or (line.text and not line.is_beside) for line in self.lines)


def reviewed(at: Sitting, page: Page) -> Reviewed:
    """Return what a page asks and what stands there."""
    instrument = at.instrument
    item = next(
        item
        for section in instrument.sections
        for compiled in section.pages
        if compiled.code == page.code
        for item in compiled.items
    )
    alone = [key for key in page.parts if instrument.parts[key].part.other_of is None]
    spread = len(alone) == 1 and alone[0] != item.code  # the item fills several pages, each asking one part of it
    lines = []
    for key in page.parts:
        part = instrument.parts[key]
        text = at.answer.words.get(key)
        label = Markup() if key == item.code or (spread and key == alone[0]) else marked(part.question)
        if part.part.other_of is None or text:
            beside = part.part.other_of is not None and not is_open(part.part, at.answer.document)
            lines.append(Line(label, in_words(part, at.answer.document.get(key)), text, beside))
    title = instrument.parts[alone[0]].question if spread else item.question
    return Reviewed(marked(title), url_for("collection.page", code=page.code), lines)


def review_page(at: Sitting, faults: Faults | None = None, signing: Signing | None = None) -> str:
    """Render every answer by section, with a link to change it, and the signature of an organisation."""
    sections = [
        (marked(section.title), [reviewed(at, page) for page in at.answerable if page.section == section.code])
        for section in at.instrument.sections
    ]
    empty = sum(page.is_empty for _title, pages in sections for page in pages)
    signs = at.answer.unit is Unit.ORGANISATION and at.is_open
    return show(
        "review",
        at,
        title=_("Read your answers once more"),
        sections=[(title, pages) for title, pages in sections if pages],
        empty=empty,
        faults=faults or {},
        signing=(signing or prefilled(at)) if signs and not (at.signed and not at.signed.changed) else None,
        agreed=agreed_by(at),
        waiting=sum((at.comments or {}).values()),
    )


@blueprint.get("/answer/review")
@for_invited
def review() -> ResponseReturnValue:
    """Show all answers and what is left empty."""
    return review_page(sitting())


@blueprint.post("/answer/review")
@for_invited
def send() -> ResponseReturnValue:
    """Submit the answer; an organisation's is signed in the same moment, and a changed one is signed again."""
    if request.form.get("go") == "lang":
        return _in_the_language_chosen()
    at = sitting(words=False)
    signing = posted(at) if at.answer.unit is Unit.ORGANISATION else None
    signature, faults = read(signing) if signing else (None, {})
    try:
        if faults or (signing and signature is None):
            raise NotSigned("the signature is not whole")
        with db.session.no_autoflush:  # or the answer would be written twice
            if signing and signature:
                sign_off(
                    *(db.session(), at.answer.id, signature),
                    seen=signing.revision,
                    language=at.language,
                    moment=now(),
                )
            if not at.is_submitted:
                at.submit(day=today(), moment=now())
    except (RequiredMissing, NotSigned, ChangedMeanwhile) as refused:
        db.session.rollback()
        return _not_sent(sitting(), refused, faults, signing), 422
    mails = hand_over(at) if at.writes else 0
    db.session.commit()
    if at.writes:
        return leave_it(at, mails)
    if at.is_submitted:
        flash(_("Your answer is signed as it stands now."))
    return redirect(url_for("collection.receipt"), 303)


def _in_the_language_chosen() -> str:
    """Render the review in another language, with what was typed of the signature; nothing is sent."""
    if (chosen := request.form.get("lang", "")) in sitting(words=False).answer.languages:
        session["language"] = chosen
        speak(chosen)
    at = sitting()
    return review_page(at, signing=posted(at) if at.answer.unit is Unit.ORGANISATION else None)


def _not_sent(at: Sitting, refused: Exception, faults: Faults, signing: Signing | None) -> str:
    """Render the review with everything that is in the way, and what was typed."""
    if isinstance(refused, ChangedMeanwhile):
        current = replace(signing, revision=at.answer.revision) if signing else None
        return review_page(at, {"signing": [tell(refused)]}, current)
    missing = required_missing(at.structure, at.answer.unit, at.answer.short, at.answer.document)
    found = [(at.instrument.parts[part], at.page_of(part)) for part in missing]
    wanted = {
        url_for("collection.page", code=page.code, _anchor=part.key): [
            _("We need this before you can submit: %(question)s", question=str(part.question))
        ]
        for part, page in found
        if page
    }
    return review_page(at, {**wanted, **faults}, signing)


@blueprint.get("/answer/receipt")
@for_invited
def receipt() -> ResponseReturnValue:
    """Confirm what was received and say what happens next."""
    at = sitting(words=False)
    if not at.is_submitted:
        return redirect(url_for("collection.hub"), 303)
    may_withdraw = now() < end_of(at.strand.withdraw_until)
    code = at.code or session.get("code")
    return show("receipt", at, title=_("Thank you. We have your answer."), code=code, may_withdraw=may_withdraw)


@blueprint.post("/answer/receipt")
@for_invited
def make_receipt_code() -> ResponseReturnValue:
    """Make a receipt code for an organisation and show it once."""
    at = sitting(words=False)
    session["code"] = new_receipt_code(db.session(), at.answer.id)
    db.session.commit()
    return redirect(url_for("collection.receipt"), 303)


@blueprint.get("/answer/withdraw")
@for_invited
def ask_withdraw() -> ResponseReturnValue:
    """Ask whether the answer is really to be withdrawn."""
    at = sitting(words=False)
    may_withdraw = now() < end_of(at.strand.withdraw_until)
    return show("withdraw", at, title=_("Withdraw your answer"), may_withdraw=may_withdraw)


@blueprint.post("/answer/withdraw")
@for_invited
def take_back() -> ResponseReturnValue:
    """Withdraw the answer and forget it."""
    at = sitting(words=False)
    at.withdraw(moment=now())
    db.session.commit()
    session.pop("answer", None)
    session.pop("code", None)
    return render_template("collection/withdrawn.html", title=_("Your answer is withdrawn"))
