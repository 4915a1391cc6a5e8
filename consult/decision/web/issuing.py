"""Giving member organisations their decision links: shown once, in the only moment they are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.collection.rules import links_as_csv
from consult.consultation.policy import consultation_scope, this_consultation
from consult.consultation.queries import ConsultationView, in_language
from consult.decision.forms.issuing import LinksForm, links_form
from consult.decision.operations.links import IssuedLink, extend_links, issue_links, renew_link, revoke_link
from consult.decision.queries.links import LinkHolder, link_holders
from consult.decision.web.blueprint import blueprint
from consult.membership.labels import language_name
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import end_of, now


@dataclass(frozen=True, slots=True)
class Line:
    """One new link, for whoever sends it."""

    organisation: str
    contact: str
    email: str
    language: str
    url: str


@blueprint.get("/consultations/<consultation_id>/links", endpoint="links")
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def links(consultation_id: str) -> ResponseReturnValue:
    """Show who has a link and who waits for one."""
    return _page(this_consultation())


@blueprint.post("/consultations/<consultation_id>/links", endpoint="issue_links")
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def issue(consultation_id: str) -> ResponseReturnValue:
    """Give a link to everybody who has none and show the new ones, or let all links work until another day."""
    asked = this_consultation()
    form = links_form()
    if not form.validate_on_submit():
        return _page(asked, form), 422
    expires_at = end_of(form.expires_on.data)
    session = db.session()
    if request.form.get("go") == "extend":
        extend_links(session, asked.id, expires_at=expires_at)
        session.commit()
        flash(_("Every link works until that day."))
        return redirect(url_for("decision.links", consultation_id=asked.id), 303)
    issued = issue_links(session, asked.id, expires_at=expires_at)
    found = _lines(issued, link_holders(session, asked.id))
    session.commit()
    if request.form.get("go") == "csv" and found:
        return _file(asked, found)
    return _show(asked, found)


@blueprint.post("/consultations/<consultation_id>/links/<organisation_id>/renew", endpoint="renew_link")
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def renew(consultation_id: str, organisation_id: str) -> ResponseReturnValue:
    """Replace a lost link: the old one opens nothing any more, the new one is shown in this only moment."""
    asked, session = this_consultation(), db.session()
    holder = _holder(asked, organisation_id)
    expires_at = holder.expires_at if holder.expires_at and holder.expires_at > now() else None
    until = expires_at or end_of(links_form().expires_on.data)
    try:
        made = renew_link(session, asked.id, organisation_id, expires_at=until, moment=now())
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
        return redirect(url_for("decision.links", consultation_id=asked.id), 303)
    session.commit()
    return _show(asked, _lines([made], [holder]))


@blueprint.post("/consultations/<consultation_id>/links/<organisation_id>/revoke", endpoint="revoke_link")
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def revoke(consultation_id: str, organisation_id: str) -> ResponseReturnValue:
    """Take a link back."""
    asked = this_consultation()
    holder = _holder(asked, organisation_id)
    if holder.link_id is not None:
        revoke_link(db.session(), holder.link_id, moment=now())
        db.session.commit()
    flash(_("The link was taken back: it opens nothing any more."))
    return redirect(url_for("decision.links", consultation_id=asked.id), 303)


def _holder(asked: ConsultationView, organisation_id: str) -> LinkHolder:
    found = link_holders(db.session(), asked.id)
    holder = next((one for one in found if one.organisation_id == organisation_id), None)
    if holder is None:
        abort(404)
    return holder


def _lines(issued: Sequence[IssuedLink], holders: Sequence[LinkHolder]) -> list[Line]:
    known = {holder.organisation_id: holder for holder in holders}
    base = current_app.config["SETTINGS"].base_url
    return [
        Line(holder.name, holder.contact, holder.email, new.language, f"{base}/d/{new.token}")
        for new in issued
        if (holder := known[new.organisation_id])
    ]


def _file(asked: ConsultationView, found: list[Line]) -> Response:
    rows = [(one.organisation, one.contact, one.email, one.language, one.url) for one in found]
    return Response(
        links_as_csv(rows, fictitious=asked.fictitious),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={'fictitious-' * asked.fictitious}decision-links.csv"},
    )


def _where(asked: ConsultationView) -> list[tuple[str, str | None]]:
    overview = url_for("consultation.overview", consultation_id=asked.id)
    return [(in_language(asked.title, str(get_locale())), overview)]


def _page(asked: ConsultationView, form: LinksForm | None = None) -> str:
    holders = link_holders(db.session(), asked.id)
    held = [one for one in holders if one.link_id]
    return render_template(
        "decision/links.html",
        title=_("Links to the decision"),
        asked=asked,
        holders=holders,
        held=len(held),
        waiting=sum(one.is_waiting for one in holders),
        unreachable=sum(one.contact_id is None and one.link_id is None for one in holders),
        form=form or links_form(),
        where=_where(asked),
        now=now(),
        language_name=language_name,
    )


def _show(asked: ConsultationView, found: list[Line]) -> str:
    return render_template(
        "decision/links_issued.html",
        title=_("New links"),
        asked=asked,
        links=found,
        where=_where(asked),
        language_name=language_name,
    )
