"""The decision page, for staff and for members with a link; entering decisions in the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.access.policy import allow, for_invited, signed_in
from consult.access.rules import Permission
from consult.consultation.queries import ConsultationView, in_language
from consult.decision.forms.deciding import read_entry
from consult.decision.forms.reading import own_first
from consult.decision.labels import HEADINGS
from consult.decision.operations.deciding import decide
from consult.decision.policy import consultation_scope, this_consultation, whole_scope
from consult.decision.presentation.decided import decided
from consult.decision.presentation.evidence import choices
from consult.decision.presentation.words import worded
from consult.decision.queries.deciding import Basis, basis, counted
from consult.decision.web.blueprint import blueprint
from consult.decision.web.links import asked_of, this_member
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import today
from consult.shared.wording import NAMES

STAFF_PAGES: Mapping[str, tuple[str, Permission]] = {
    "ballot": ("decision.ballot", Permission.READ_DECISION),
    "proposal": ("decision.proposal", Permission.READ_PROPOSAL),
    "findings": ("briefing.joint", Permission.READ_JOINT),
    "overview": ("consultation.overview", Permission.READ_CONSULTATION),
}
MEMBER_PAGES: Mapping[str, str] = {"ballot": "decision.vote", "proposal": "decision.member_proposal"}


def path(asked: ConsultationView, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page about decisions."""
    overview = url_for("consultation.overview", consultation_id=asked.id)
    return [(in_language(asked.title, tag()), overview), *more]


def may_keep(asked: ConsultationView) -> bool:
    """Tell whether the reader keeps the register: for each of the coalitions."""
    return signed_in().may_in_every_coalition(Permission.KEEP_DECISIONS, whole_scope(asked))


@blueprint.get("/consultations/<consultation_id>/decision", endpoint="decision")
@allow(Permission.READ_DECISION, on=consultation_scope)
def show_decision(consultation_id: str) -> ResponseReturnValue:
    """Show what was decided; before that, what comes first."""
    asked = this_consultation()
    page = decided(db.session(), asked, tag(), today())
    return render_template(
        "decision/decision.html",
        title=page.title.text,
        where=path(asked, (_("Decision"), None)),
        asked=asked,
        page=page,
        sections=page.contents,
        may_keep=may_keep(asked),
        ahead_url=_staff_page(asked, page.ahead.key) if page.ahead else None,
    )


def _staff_page(asked: ConsultationView, key: str) -> str | None:
    endpoint, permission = STAFF_PAGES[key]
    if not signed_in().may(permission, whole_scope(asked)):
        return None
    return url_for(endpoint, consultation_id=asked.id)


@blueprint.get("/d/decision", endpoint="member_decision")
@for_invited
def show_member_decision() -> ResponseReturnValue:
    """Show the same to a member with a link."""
    asked = asked_of(this_member())
    page = decided(db.session(), asked, tag(), today())
    endpoint = MEMBER_PAGES.get(page.ahead.key) if page.ahead else None
    there = endpoint in current_app.view_functions if endpoint else False
    return render_template(
        "decision/decision.html",
        title=page.title.text,
        where=[],
        asked=asked,
        page=page,
        sections=page.contents,
        may_keep=False,
        ahead_url=url_for(endpoint) if endpoint and there else None,
    )


@blueprint.get("/consultations/<consultation_id>/decisions/new", endpoint="new_decision")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def show_entry_form(consultation_id: str) -> ResponseReturnValue:
    """Show the form of a new entry; what was voted on stands in it already."""
    asked = this_consultation()
    behind = basis(db.session(), asked.id)
    typed: MultiDict[str, str] = MultiDict({"decided_on": _voted_on(behind).isoformat()})
    if behind.ballot is not None:
        typed["ballot"] = behind.ballot.id
        typed.setlist("entry.evidence", [f"ballot:{behind.ballot.id}"])
    return _form(asked, behind, typed)


@blueprint.post("/consultations/<consultation_id>/decisions/new", endpoint="enter_decision")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def enter(consultation_id: str) -> ResponseReturnValue:
    """Write an entry; whatever is wrong, what was typed stays."""
    asked = this_consultation()
    typed = read_entry(request.form, asked.languages)
    try:
        if typed.wrong:
            raise NotAllowedNow(
                N_("This is no reference: %(refs)s. Choose one from the list."), refs=", ".join(typed.wrong)
            )
        if typed.heading is None or typed.decided_on is None:
            raise NotAllowedNow(N_("Say under which heading and on which day it was decided."))
        decide(
            db.session(),
            asked.id,
            heading=typed.heading,
            title=typed.title,
            text=typed.text,
            clause=typed.clause,
            evidence=typed.evidence,
            ballot_id=typed.ballot_id,
            decided_on=typed.decided_on,
        )
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        return _form(asked, basis(db.session(), asked.id), request.form, tell(refused)), 422
    flash(_("The decision is in the register. Now write down what follows from it."))
    return redirect(url_for("decision.actions", consultation_id=asked.id), 303)


def _voted_on(behind: Basis) -> date:
    closed = behind.ballot.closed_at if behind.ballot else None
    return closed.date() if closed else today()


def _form(asked: ConsultationView, behind: Basis, typed: MultiDict[str, str], fault: str = "") -> str:
    session = db.session()
    votes = counted(session, behind)
    citable = choices(session, asked.id, tag())
    clauses = [(one.key, worded(one.text, tag()).text) for one in behind.content.clauses] if behind.content else []
    return render_template(
        "decision/new_decision.html",
        title=_("Enter a decision"),
        where=path(
            asked,
            (_("Decision"), url_for("decision.decision", consultation_id=asked.id)),
            (_("Enter a decision"), None),
        ),
        asked=asked,
        typed=typed,
        fault=fault,
        tags=own_first(asked.languages, tag()),
        language_names=NAMES,
        headings=HEADINGS,
        clauses=clauses,
        ballot=behind.ballot if votes and votes.passed else None,
        failed=votes is not None and not votes.passed,
        choices=citable,
        cited_names={one.ref: one.label for one in citable},
    )
