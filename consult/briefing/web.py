"""Pages of the joint findings: release, read side by side, publish."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access.policy import allow, for_invited, signed_in
from consult.access.rules import Permission
from consult.briefing.operations import (
    ask_erratum,
    confirm_erratum,
    freeze_next_edition,
    publish_joint,
    release_strand,
    withdraw_erratum,
)
from consult.briefing.policy import (
    consultation_scope,
    published_to_member,
    strand_scope,
    this_consultation,
    this_strand,
)
from consult.briefing.presentation import joint, pair_of, plotly_figure
from consult.briefing.presentation.exporting import MIMETYPES, exported, offered
from consult.briefing.queries import (
    EditionView,
    asked_erratum,
    has_changed_since,
    newest_edition,
    numbered_edition,
)
from consult.consultation.policy import scope_of, whole_scope
from consult.consultation.queries import ConsultationView, StrandView, in_language, strands_of
from consult.consultation.rules import StrandState
from consult.findings.presentation import said, tag, theme_evidence
from consult.findings.queries import strand_findings
from consult.shared.database import db, reading
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now
from consult.shared.wording import SHIPPED

blueprint = Blueprint("briefing", __name__)
ERRATA_TOLD = {
    "ask": _l("Nothing is published yet: the lead consultant of the other strand has to confirm the correction."),
    "confirm": _l("The correction is published as an edition of its own. Earlier editions stay as they were."),
    "withdraw": _l("The correction is taken back; nothing was published."),
}


@blueprint.post("/strands/<strand_id>/release")
@allow(Permission.RELEASE_STRAND, on=strand_scope)
def release(strand_id: str) -> ResponseReturnValue:
    """Say that a strand's findings are ready; the last strand to do so opens both."""
    asked = this_strand()
    back = redirect(url_for("findings.board", strand_id=asked.id), 303)
    if request.form.get("read") != "yes":
        flash(_("Nothing was changed: confirm that you have read the findings."), "warning")
        return back
    try:
        tabulate(asked.consultation_id)
        edition_id = release_strand(db.session(), asked.id, now(), account_id=signed_in().account_id)
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
        return back
    if edition_id is None:
        flash(_("You have released; the findings open when the other strand has too."))
        return back
    flash(_("Both strands have released. The findings are frozen and open to both boards."))
    return redirect(url_for("briefing.joint", consultation_id=asked.consultation_id), 303)


def tabulate(consultation_id: str) -> None:
    """Count everything before anything is written: counting takes seconds, and a write transaction locks others out."""
    db.session.rollback()
    with reading():
        for found in strands_of(db.session(), consultation_id):
            if found.has(StrandState.FROZEN):
                strand_findings(db.session(), found.id)
        db.session.rollback()


@blueprint.get("/consultations/<consultation_id>/joint", endpoint="joint")
@allow(Permission.READ_JOINT, on=consultation_scope)
def show_joint(consultation_id: str) -> ResponseReturnValue:
    """Show the frozen edition, both strands side by side; before both have released, that it is sealed."""
    found = this_consultation()
    if not found.all_have(StrandState.RELEASED):
        return render_template("briefing/sealed.html", title=_("Joint findings"), found=found, where=path(found))
    return page(
        found,
        "briefing.theme",
        explore=True,
        may_publish=signed_in().may_in_every_coalition(Permission.PUBLISH_JOINT, whole_scope(found)),
    )


@blueprint.get("/consultations/<consultation_id>/joint/themes/<code>", endpoint="theme")
@allow(Permission.READ_JOINT, on=consultation_scope)
def show_theme(consultation_id: str, code: str) -> ResponseReturnValue:
    """Show what stands behind one theme of the edition, both strands side by side."""
    found = this_consultation()
    if not found.all_have(StrandState.RELEASED):
        return render_template("briefing/sealed.html", title=_("Joint findings"), found=found, where=path(found))
    return theme_page(found, code, url_for("briefing.joint", consultation_id=found.id))


@blueprint.get("/consultations/<consultation_id>/joint/figure.json", endpoint="figure")
@allow(Permission.READ_JOINT, on=consultation_scope)
def explore(consultation_id: str) -> ResponseReturnValue:
    """Give one chart of the joint page as a Plotly figure: the edition's numbers."""
    if "key" not in request.args:
        abort(400)
    found = this_consultation()
    edition = newest_edition(db.session(), found.id) if found.all_have(StrandState.RELEASED) else None
    if edition is None or not edition.intact:
        abort(404)
    pair = pair_of(db.session(), edition, tag())
    made = plotly_figure(pair, request.args.get("key", ""), fictitious=found.fictitious)
    if made is None:
        abort(404)
    return jsonify(made)


@blueprint.get("/consultations/<consultation_id>/joint/edition.<format>")
@allow(Permission.READ_JOINT, on=consultation_scope)
def export(consultation_id: str, format: str) -> ResponseReturnValue:  # noqa: A002 - the word the address has
    """Give the newest edition as a file, worded in ?language or the reader's own; the page says why there is none."""
    found, language = this_consultation(), request.args.get("language", tag())
    if format not in offered() or language not in SHIPPED:
        abort(404)
    edition = newest_edition(db.session(), found.id) if found.all_have(StrandState.RELEASED) else None
    if edition is None or not edition.intact:
        return redirect(url_for("briefing.joint", consultation_id=found.id), 303)
    name = f"{'fictitious-' * found.fictitious}edition-{edition.number}-{language}.{format}"
    return Response(
        exported(db.session(), found, edition, [language], format),
        content_type=MIMETYPES[format],
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@blueprint.post("/consultations/<consultation_id>/publish")
@allow(Permission.PUBLISH_JOINT, on=consultation_scope, in_every_coalition=True)
def publish(consultation_id: str) -> ResponseReturnValue:
    """Open the edition to the members of both coalitions."""
    found = this_consultation()
    try:
        gates = current_app.extensions["gates"]
        publish_joint(db.session(), gates, found.id, now(), account_id=signed_in().account_id)
        db.session.commit()
        flash(_("The findings are published to the members of both coalitions."))
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(url_for("briefing.joint", consultation_id=found.id), 303)


@blueprint.post("/consultations/<consultation_id>/joint/editions")
@allow(Permission.PUBLISH_JOINT, on=consultation_scope, in_every_coalition=True)
def next_edition(consultation_id: str) -> ResponseReturnValue:
    """Freeze the next edition: what the findings are now that words were withdrawn."""
    found = this_consultation()
    try:
        tabulate(found.id)
        freeze_next_edition(db.session(), found.id, now())
        db.session.commit()
        flash(_("The next edition is frozen; every page shows it from now on. Earlier editions stay as they were."))
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(tell(refused), "warning")
    return redirect(url_for("briefing.joint", consultation_id=found.id), 303)


@blueprint.get("/consultations/<consultation_id>/joint/editions/<int:number>")
@allow(Permission.READ_JOINT, on=consultation_scope)
def edition(consultation_id: str, number: int) -> ResponseReturnValue:
    """Show one edition by its number, as it was frozen, whatever was corrected since."""
    found = this_consultation()
    asked = numbered_edition(db.session(), found.id, number) if found.all_have(StrandState.RELEASED) else None
    if asked is None:
        abort(404)
    return page(found, "briefing.theme", edition=asked)


@blueprint.post("/strands/<strand_id>/errata")
@allow(Permission.RELEASE_STRAND, on=strand_scope)
def erratum(strand_id: str) -> ResponseReturnValue:
    """Ask for a correction of what was released, confirm the other strand's, or take one's own back."""
    asked, session, act = this_strand(), db.session(), request.form.get("act", "")
    if act not in ERRATA_TOLD:
        abort(400)
    try:
        tabulate(asked.consultation_id)
        key = signed_in().account_id
        if act == "ask":
            ask_erratum(session, asked.id, request.form.get("reason", ""), account_id=key, moment=now())
        elif act == "confirm":
            confirm_erratum(session, asked.id, account_id=key, moment=now())
        else:
            withdraw_erratum(session, asked.id)
        session.commit()
        flash(str(ERRATA_TOLD[act]))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(url_for("briefing.joint", consultation_id=asked.consultation_id, _anchor="errata"), 303)


@blueprint.get("/consultations/<consultation_id>/published", endpoint="published_staff")
@allow(Permission.READ_PUBLISHED, on=consultation_scope)
def show_published(consultation_id: str) -> ResponseReturnValue:
    """Show the edition to whoever reads what is published; before that, when it will be."""
    found = this_consultation()
    if not found.all_have(StrandState.PUBLISHED):
        return unpublished(found)
    return page(found, "briefing.published_theme_staff")


@blueprint.get("/consultations/<consultation_id>/published/themes/<code>", endpoint="published_theme_staff")
@allow(Permission.READ_PUBLISHED, on=consultation_scope)
def show_published_theme(consultation_id: str, code: str) -> ResponseReturnValue:
    """Show what stands behind one theme to whoever reads what is published."""
    found = this_consultation()
    if not found.all_have(StrandState.PUBLISHED):
        return unpublished(found)
    return theme_page(found, code, url_for("briefing.published_staff", consultation_id=found.id))


@blueprint.get("/answer/findings")
@for_invited
def published() -> ResponseReturnValue:
    """Show a member what became of the answers, once it is published; until then there is no such page."""
    found = published_to_member()
    if found is None:
        abort(404)
    return page(found, "briefing.published_theme", member=True)


@blueprint.get("/answer/findings/themes/<code>")
@for_invited
def published_theme(code: str) -> ResponseReturnValue:
    """Show a member what stands behind one theme, once it is published."""
    found = published_to_member()
    if found is None:
        abort(404)
    return theme_page(found, code, url_for("briefing.published"), member=True)


def unpublished(found: ConsultationView) -> ResponseReturnValue:
    """Say that nothing is published yet, and when it will be."""
    return render_template("briefing/unpublished.html", title=_("Findings"), found=found, where=path(found))


def broken(edition: EditionView | None, where: list[tuple[str, str | None]]) -> ResponseReturnValue:
    """Say that there is no edition whose seal holds."""
    return render_template("briefing/broken.html", title=_("Joint findings"), edition=edition, where=where)


def page(
    found: ConsultationView,
    theme_endpoint: str,
    *,
    explore: bool = False,
    may_publish: bool = False,
    member: bool = False,
    edition: EditionView | None = None,
) -> ResponseReturnValue:
    """Render an edition, the newest if none is given; one whose seal does not hold is not shown to anybody."""
    session = db.session()
    past, edition = edition is not None, edition or newest_edition(session, found.id)
    where = [] if member else path(found)
    if edition is None or not edition.intact:
        return broken(edition, where)
    shown = joint(session, pair_of(session, edition, tag()))
    keys = keys_of(found) if explore else []
    place = partial(url_for, theme_endpoint) if member else partial(url_for, theme_endpoint, consultation_id=found.id)
    return render_template(
        "briefing/joint.html",
        title=shown.title,
        found=found,
        joint=shown,
        said=said,
        sections=[*shown.contents, ("take", _("Take it with you"))] if explore else shown.contents,
        where=where,
        explore=explore,
        formats=offered(),
        may_publish=may_publish and not found.all_have(StrandState.PUBLISHED),
        is_behind=may_publish and has_changed_since(session, edition),
        past=past,
        keys=keys,
        waiting=asked_erratum(session, found.id) if keys else None,
        theme_url=place,
        consultation_title=in_language(found.title, tag()),
    )


def keys_of(found: ConsultationView) -> list[StrandView]:
    """Return the strands in which the reader is one of the two who make a correction together."""
    return [one for one in found.strands if signed_in().may(Permission.RELEASE_STRAND, scope_of(one))]


def theme_page(found: ConsultationView, code: str, back: str, *, member: bool = False) -> ResponseReturnValue:
    """Render what stands behind one theme of the newest edition; the words are those that still stand."""
    session = db.session()
    edition = newest_edition(session, found.id)
    where = [] if member else path(found, back)
    if edition is None or not edition.intact:
        return broken(edition, where)
    shown = theme_evidence(session, pair_of(session, edition, tag()).both, code)
    if shown is None:
        abort(404)
    return render_template(
        "findings/themes_evidence.html",
        title=shown.name,
        theme=shown,
        sections=shown.contents,
        back=f"{back}#said",
        where=[*where, (shown.name, None)] if where else [],
    )


def path(found: ConsultationView, joint_url: str | None = None) -> list[tuple[str, str | None]]:
    """Return the way to a page of this consultation."""
    overview = url_for("consultation.overview", consultation_id=found.id)
    return [(in_language(found.title, tag()), overview), (_("Joint findings"), joint_url)]
