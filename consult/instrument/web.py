"""Pages of the instrument: its versions, what each asks in every language, publishing and correcting."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.rules import StrandState
from consult.instrument.forms import PublishForm, correct_form
from consult.instrument.operations import (
    NotTheSameQuestions,
    close_re_ask,
    correct_wording,
    open_re_ask,
    publish,
    reference_document,
)
from consult.instrument.policy import this_version, version_scope
from consult.instrument.queries import (
    ReAskView,
    compiled,
    content,
    newest_version,
    re_asks,
    strand_versions,
)
from consult.instrument.rules import PartType, Structure, Wordings, reference_structure, reference_wordings
from consult.shared.database import db
from consult.shared.time import now
from consult.shared.wording import NAMES, SHIPPED, resolve

blueprint = Blueprint("instrument", __name__)


def _sides() -> list[tuple[str, str, bool]]:
    """Say for every other strand of the consultation whether it asks the same core: (mark, hash, same)."""
    session = db.session()
    own = newest_version(session, this_strand().id)
    found = []
    for strand in g.consultation.strands:
        other = newest_version(session, strand.id)
        if strand.id != this_strand().id and other and own:
            found.append((strand.mark, other.core_hash, other.core_hash == own.core_hash))
    return found


@blueprint.get("/strands/<strand_id>/instrument")
@allow(Permission.READ_INSTRUMENT, on=strand_scope)
def versions(strand_id: str) -> ResponseReturnValue:
    """Show the published versions, and whether both strands ask the same."""
    session = db.session()
    again: tuple[ReAskView, ...] = re_asks(session, strand_id)
    return render_template(
        "instrument/versions.html",
        title=_("Instrument of strand %(mark)s", mark=this_strand().mark),
        strand=this_strand(),
        versions=strand_versions(session, strand_id),
        sides=_sides(),
        re_asks=again,
        names=NAMES,
        may_publish=signed_in().may(Permission.PUBLISH_INSTRUMENT, scope_of(this_strand()))
        and not this_strand().has(StrandState.CLOSED),
        may_close=signed_in().may(Permission.RE_ASK, scope_of(this_strand())),
    )


@blueprint.get("/instruments/<version_id>")
@allow(Permission.READ_INSTRUMENT, on=version_scope)
def show(version_id: str) -> ResponseReturnValue:
    """Show everything one version asks, in the chosen language, with routing, units and the short form marked."""
    structure, _wordings = content(db.session(), version_id)
    tag = resolve(structure.languages, [request.args.get("language"), str(get_locale())])
    return render_template(
        "instrument/show.html",
        title=_("What version %(number)s asks", number=this_version().number),
        strand=this_strand(),
        version=this_version(),
        compiled=compiled(db.session(), version_id, tag),
        chosen=tag,
        tags=structure.languages,
        names=NAMES,
    )


@blueprint.route("/strands/<strand_id>/instrument/publish", methods=["GET", "POST"])
@allow(Permission.PUBLISH_INSTRUMENT, on=strand_scope)
def publish_reference(strand_id: str) -> ResponseReturnValue:
    """Publish the reference instrument with the coalition's own goals."""
    form = PublishForm()
    back = url_for("instrument.versions", strand_id=strand_id)
    if form.validate_on_submit():
        try:
            structure = reference_structure()
            document = reference_document(structure, reference_wordings(structure), form.goals(SHIPPED))
            publish(db.session(), strand_id=strand_id, document=document, reason=form.reason.data, moment=now())
        except (ValueError, NotTheSameQuestions) as fault:
            form.form_errors.append(str(fault))
        else:
            db.session.commit()
            flash(_("The version is published. It can no longer be changed, only corrected by a new one."))
            return redirect(back, 303)
    page = render_template(
        "instrument/publish.html", title=_("Publish the instrument"), strand=this_strand(), form=form, tags=SHIPPED
    )
    return page, 422 if request.method == "POST" else 200


def _worded(version_id: str, structure: Structure, wordings: Wordings) -> tuple[dict[str, str], dict[str, str]]:
    """Return what can be corrected and what can be asked again, each with its words in the reader's language."""
    language = resolve(structure.languages, [str(get_locale())])
    asked = compiled(db.session(), version_id, language).parts
    parts = {
        key: asked[key].question.text
        for key, part in structure.parts.items()
        if part.type is not PartType.TEXT and not part.sealed
    }
    return {key: wordings.find(key, language).text for key in wordings.texts["en"]}, parts


@blueprint.route("/strands/<strand_id>/instrument/correct", methods=["GET", "POST"])
@allow(Permission.RE_ASK, on=strand_scope)
def correct(strand_id: str) -> ResponseReturnValue:
    """Correct one wording by a new version and, where it misled people, ask that part again."""
    session = db.session()
    newest = newest_version(session, strand_id)
    if newest is None:
        return redirect(url_for("instrument.publish_reference", strand_id=strand_id), 303)
    structure, wordings = content(session, newest.id)
    form = correct_form(structure.languages, *_worded(newest.id, structure, wordings))
    if form.validate_on_submit():
        version_id = correct_wording(
            session,
            strand_id=strand_id,
            corrections={form.language.data: {form.key.data: form.text.data.strip()}},
            reason=form.reason.data,
            moment=now(),
        )
        if form.ask_again.data:
            open_re_ask(
                session,
                strand_id=strand_id,
                part=form.part.data,
                languages=[form.language.data],
                from_version_id=newest.id,
                to_version_id=version_id,
                reason=form.reason.data,
                moment=now(),
            )
        session.commit()
        flash(_("The corrected version is published; the earlier one and its answers are kept."))
        return redirect(url_for("instrument.versions", strand_id=strand_id), 303)
    page = render_template(
        "instrument/correct.html", title=_("Correct a wording"), strand=this_strand(), form=form, newest=newest
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/strands/<strand_id>/instrument/re-asks/<re_ask_id>/close")
@allow(Permission.RE_ASK, on=strand_scope)
def close_asked_again(strand_id: str, re_ask_id: str) -> ResponseReturnValue:
    """Stop asking a part again; a re-ask of another strand is not found."""
    session = db.session()
    if re_ask_id not in {again.id for again in re_asks(session, strand_id)}:
        abort(404)
    close_re_ask(session, re_ask_id, now())
    session.commit()
    flash(_("The part is no longer asked again; both answers are kept."))
    return redirect(url_for("instrument.versions", strand_id=strand_id), 303)
