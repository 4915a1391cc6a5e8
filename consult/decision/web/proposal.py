"""The proposal for staff: its versions, what changed between them, and writing the next one."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.queries import ConsultationView, in_language
from consult.decision.forms.proposing import clause_keys, read_content, typed_of
from consult.decision.forms.reading import own_first
from consult.decision.labels import FIELDS, HEADINGS
from consult.decision.operations.proposing import write_version
from consult.decision.policy import consultation_scope, this_consultation, whole_scope
from consult.decision.presentation.evidence import choices
from consult.decision.presentation.proposing import version_page
from consult.decision.presentation.redlining import redline_page
from consult.decision.presentation.words import names_of
from consult.decision.queries.proposing import (
    ProposalView,
    VersionHead,
    VersionView,
    proposal_of,
    version,
    versions,
)
from consult.decision.rules.commenting import usual_close
from consult.decision.rules.proposal import ASPECTS, FORMS, IDENTITY, LEVELS, OPTIONS, REQUIRED, Field, ProposalContent
from consult.decision.web.blueprint import blueprint
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today
from consult.shared.wording import NAMES


def may_edit(asked: ConsultationView) -> bool:
    """Tell whether the reader may write the proposal: for each of the coalitions."""
    return signed_in().may_in_every_coalition(Permission.EDIT_PROPOSAL, whole_scope(asked))


def path(asked: ConsultationView, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page of the proposal."""
    overview = url_for("consultation.overview", consultation_id=asked.id)
    return [(in_language(asked.title, tag()), overview), *more]


@blueprint.get("/consultations/<consultation_id>/proposal", endpoint="proposal")
@allow(Permission.READ_PROPOSAL, on=consultation_scope)
def show_proposal(consultation_id: str) -> ResponseReturnValue:
    """Show the newest version, or that there is none yet."""
    asked = this_consultation()
    found = proposal_of(db.session(), asked.id)
    if found is None:
        return render_template(
            "decision/no_proposal.html",
            title=_("The proposal"),
            where=path(asked, (_("The proposal"), None)),
            asked=asked,
            may_edit=may_edit(asked),
        )
    return _version(asked, found, found.newest)


@blueprint.get("/consultations/<consultation_id>/proposal/<int:number>", endpoint="proposal_version")
@allow(Permission.READ_PROPOSAL, on=consultation_scope)
def show_version(consultation_id: str, number: int) -> ResponseReturnValue:
    """Show one version."""
    asked = this_consultation()
    found = proposal_of(db.session(), asked.id)
    head = found.version_of(number) if found else None
    if found is None or head is None:
        abort(404)
    return _version(asked, found, head)


def _version(asked: ConsultationView, found: ProposalView, head: VersionHead) -> ResponseReturnValue:
    session = db.session()
    shown = _intact(version(session, head.id))
    page = version_page(session, asked, shown, tag())
    return render_template(
        "decision/proposal.html",
        title=page.title.text or _("The proposal"),
        where=path(asked, (_("The proposal"), None)),
        asked=asked,
        proposal=found,
        head=head,
        page=page,
        may_edit=may_edit(asked),
        usual_close=usual_close(today()),
        sections=[
            ("clauses", _("Clauses")),
            ("structure", _("Aspect by aspect")),
            ("identity", _("Identity")),
            ("fields", _("How it works")),
            ("round", _("Comment round")),
            ("versions", _("Versions")),
        ],
    )


def _intact(found: VersionView | None) -> ProposalContent:
    """Return the words of a version whose seal holds; one that was changed is not shown to anybody."""
    if found is None or found.content is None:
        abort(409)
    return found.content


@blueprint.get("/consultations/<consultation_id>/proposal/changes", endpoint="changes")
@allow(Permission.READ_PROPOSAL, on=consultation_scope)
def show_changes(consultation_id: str) -> ResponseReturnValue:
    """Show what changed between two versions; without a choice, from the version before to the newest."""
    asked, session = this_consultation(), db.session()
    found = proposal_of(session, asked.id)
    if found is None or len(found.versions) < 2:
        return redirect(url_for("decision.proposal", consultation_id=asked.id), 303)
    newest = found.newest.number
    new = found.version_of(request.args.get("to", newest, type=int))
    old = found.version_of(request.args.get("from", (new.number if new else newest) - 1, type=int))
    if old is None or new is None:
        abort(404)
    found_versions = {one.id: one for one in versions(session, (old.id, new.id))}
    before, after = (_intact(found_versions.get(head.id)) for head in (old, new))
    back = url_for("decision.proposal", consultation_id=asked.id)
    return render_template(
        "decision/changes.html",
        title=_("What changed"),
        where=path(asked, (_("The proposal"), back), (_("What changed"), None)),
        asked=asked,
        proposal=found,
        old=old,
        new=new,
        redline=redline_page(session, asked, before, after, tag()),
        language_names=NAMES,
    )


@blueprint.get("/consultations/<consultation_id>/proposal/write", endpoint="write_proposal")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def show_form(consultation_id: str) -> ResponseReturnValue:
    """Show the form of the next version, filled with the newest one."""
    asked = this_consultation()
    found = proposal_of(db.session(), asked.id)
    typed: MultiDict[str, str] = MultiDict()
    if found is not None:
        typed = typed_of(_intact(version(db.session(), found.newest.id)))
    return _form_page(asked, found, typed)


@blueprint.post("/consultations/<consultation_id>/proposal/write", endpoint="save_proposal")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def save_version(consultation_id: str) -> ResponseReturnValue:
    """Write the next version, or give more room for clauses; whatever is wrong, everything typed stays."""
    asked, session = this_consultation(), db.session()
    typed = MultiDict(request.form)
    if "more" in typed:
        return _form_page(asked, proposal_of(session, asked.id), typed, more=2)
    read = read_content(typed, asked.languages)
    try:
        if read.wrong_refs:
            raise NotAllowedNow(
                N_("This is no reference: %(refs)s. Choose one from the list."), refs=", ".join(read.wrong_refs)
            )
        if read.wrong_days:
            raise NotAllowedNow(N_("Write days as year, month, day."))
        write_version(
            session,
            asked.id,
            read.content,
            reason=typed.get("reason", ""),
            account_id=signed_in().account_id,
            moment=now(),
        )
        session.commit()
    except NotAllowedNow as refused:
        session.rollback()
        return _form_page(asked, proposal_of(session, asked.id), typed, fault=tell(refused)), 422
    flash(_("The version is written. It stays as it is; what changes from now on is a new version."))
    return redirect(url_for("decision.proposal", consultation_id=asked.id), 303)


def _form_page(
    asked: ConsultationView, found: ProposalView | None, typed: MultiDict[str, str], *, more: int = 0, fault: str = ""
) -> str:
    session = db.session()
    citable = choices(session, asked.id, tag())
    title = _("Write the first version") if found is None else _("Write the next version")
    return render_template(
        "decision/write_proposal.html",
        title=title,
        where=path(asked, (_("The proposal"), url_for("decision.proposal", consultation_id=asked.id)), (title, None)),
        asked=asked,
        proposal=found,
        typed=typed,
        fault=fault,
        keys=clause_keys(typed, len(found.versions) + 1 if found else 1, more=more),
        tags=own_first(asked.languages, tag()),
        choices=citable,
        cited_names={one.ref: one.label for one in citable},
        names=names_of(session, asked, tag()),
        headings=HEADINGS,
        field_names=FIELDS,
        field_list=tuple(Field),
        required=REQUIRED,
        codes={"options": OPTIONS, "aspects": ASPECTS, "levels": LEVELS, "identity": IDENTITY, "forms": FORMS},
        language_names=NAMES,
    )
