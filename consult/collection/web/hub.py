"""The hub between the pages: sections and their states, the way back, what is asked again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.access.policy import for_everyone, for_invited
from consult.access.rules import is_own_path
from consult.collection.web.anonymous import reopened
from consult.collection.web.asking import marked
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import COOKIE_NAMES, Sitting, show, sitting
from consult.instrument.rules.routing import SectionState, section_states
from consult.instrument.rules.structure import Page
from consult.shared.remembering import forget_language
from consult.shared.typed import Typed, typed

STATES = {SectionState.NOT_STARTED: "open", SectionState.STARTED: "part", SectionState.COMPLETE: "done"}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One line of the hub, as templates/components/member.html draws it."""

    label: Markup
    url: str | None
    state: str
    note: str = ""


def section_lines(at: Sitting) -> list[SectionLine]:
    """Return the sections with something to ask, how far each is, and where it begins."""
    answer = at.answer
    states = section_states(at.structure, answer.asked, answer.short, answer.document, answer.words)
    lines = []
    for section in at.instrument.sections:
        own = [page for page in at.pages if page.section == section.code]
        if own:
            url = url_for("collection.page", code=own[0].code) if at.is_open else None
            begun = any(
                has_answer(at, page) or page not in at.answerable for page in own
            )  # the unit, chosen on the landing page, begins nothing
            state = STATES[states[section.code]] if begun else "open"
            lines.append(SectionLine(marked(section.title), url, state))
    return lines


def first_open(at: Sitting) -> str:
    """Return the address of the first page without any answer, else of the review."""
    empty = next((page for page in at.answerable if not has_answer(at, page)), None)
    return url_for("collection.page", code=empty.code) if empty else url_for("collection.review")


def has_answer(at: Sitting, page: Page) -> bool:
    """Tell whether anything on a page is answered."""
    return any(part in at.answer.document or part in at.answer.words for part in page.parts)


@blueprint.get("/answer")
@for_invited
def hub() -> ResponseReturnValue:
    """Show how far the answer is and every way on from here."""
    at = sitting()
    lines = section_lines(at)
    if at.is_submitted:
        session.pop("code", None)
    again = [(at.instrument.parts[ask.part], at.page_of(ask.part)) for ask in at.asked_again if at.is_open]
    return show(
        "hub",
        at,
        title=_("Your answer"),
        lines=tuple(lines),
        done=sum(line.state == "done" for line in lines),
        code=session.get("code"),
        first=first_open(at),
        again=[(marked(part.question), url_for("collection.page", code=page.code)) for part, page in again if page],
    )


@blueprint.post("/answer/open")
@for_everyone("opens an answer to whoever types its code, and says nothing else")
def open_with_code() -> ResponseReturnValue:
    """Come back to an answer with its code, and to what was typed when the session ended."""
    held = carried()
    answer_id = reopened(request.form.get("code", ""))
    if answer_id is None:
        fault = _("No answer can be opened with this code. Check every letter and digit.")
        page = render_template(
            "collection/no_answer.html",
            title=_("Open your answer"),
            faults={"code": [fault]},
            typed_code=request.form.get("code", ""),
            held=held,
        )
        return page, 422
    session["answer"] = answer_id
    if held:
        return render_template("collection/opened_again.html", title=_("Open your answer"), held=held)
    return redirect(url_for("collection.hub"), 303)


def carried() -> Typed | None:
    """Return what came along from a page that could not be kept, to be sent there again."""
    wanted = request.form.get("again", "")
    if not wanted.startswith(url_for("collection.hub") + "/") or not is_own_path(wanted):
        return None
    return typed(wanted, without=("code", "again"))


@blueprint.route("/answer/leave", methods=["GET", "POST"])
@for_everyone("forgets whatever this browser holds; whoever holds nothing is told the same")
def leave() -> ResponseReturnValue:
    """Leave the answer, so that nobody else at this device can open it."""
    if request.method == "GET":
        at = sitting(words=False)
        return show("leave", at, title=_("Leave this device"), code=at.code or session.get("code"))
    for name in COOKIE_NAMES if "_user_id" in session else list(session):
        session.pop(name, None)
    response: Response = make_response(render_template("collection/left.html", title=_("You have left your answer")))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    forget_language(response)
    return response
