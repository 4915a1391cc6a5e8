"""The codebook of a consultation, shared by its strands; no word of anybody stands in it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.operations import NewCode, add_code, freeze_codebook, start_codebook
from consult.coding.presentation import tag, tree_of
from consult.coding.queries import codebook, codebook_state
from consult.coding.rules.codebook import free_shortcut, parent_of
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.policy import consultation_scope, this_consultation, whole_scope
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now, today

TEXTS = ("name", "use_when", "not_when", "example")


@blueprint.get("/consultations/<consultation_id>/codebook", endpoint="codebook")
@allow(Permission.CODE, on=consultation_scope)
def show_codebook(consultation_id: str) -> ResponseReturnValue:
    """Show every code with when it is used and when not, and those added since with date, author and reason."""
    session, found = db.session(), this_consultation()
    codes = codebook(session, consultation_id, tag())
    return render_template(
        "coding/codebook.html",
        title=_("Codebook"),
        consultation=found,
        consultation_title=in_language(found.title, tag()),
        state=codebook_state(session, consultation_id),
        tree=tree_of(codes),
        added=sorted((code for code in codes if code.added_on), key=lambda code: (code.added_on, code.key)),
        count=sum(bool(code.parent) for code in codes),
        leads=signed_in().may(Permission.LEAD_CODING, whole_scope(found)),
    )


@blueprint.post("/consultations/<consultation_id>/codebook/start")
@allow(Permission.LEAD_CODING, on=consultation_scope)
def begin_codebook(consultation_id: str) -> ResponseReturnValue:
    """Begin with the starter codebook."""
    start_codebook(db.session(), consultation_id)
    db.session.commit()
    flash(_("The codebook begins with the starter codes."))
    return redirect(url_for("coding.codebook", consultation_id=consultation_id), 303)


@blueprint.post("/consultations/<consultation_id>/codebook/freeze")
@allow(Permission.LEAD_CODING, on=consultation_scope)
def freeze(consultation_id: str) -> ResponseReturnValue:
    """Freeze the codebook; codes can still be added, each with its date and reason."""
    freeze_codebook(db.session(), consultation_id, now())
    db.session.commit()
    flash(_("The codebook is frozen. A code added from now on stands out by its date and its reason."))
    return redirect(url_for("coding.codebook", consultation_id=consultation_id), 303)


@blueprint.post("/consultations/<consultation_id>/codebook/codes")
@allow(Permission.LEAD_CODING, on=consultation_scope)
def add(consultation_id: str) -> ResponseReturnValue:
    """Add a code, worded in the language of the page."""
    session = db.session()
    back = url_for("coding.codebook", consultation_id=consultation_id, _anchor="add")
    key = request.form.get("key", "").strip().upper()
    codes = codebook(session, consultation_id, tag())
    sisters = {code.shortcut for code in codes if code.parent == parent_of(key)}
    new = NewCode(
        key=key,
        **{name: {tag(): request.form.get(name, "")} for name in TEXTS},
        shortcut=request.form.get("shortcut", "").strip() or free_shortcut(sisters, {code.shortcut for code in codes}),
        reason=request.form.get("reason", ""),
    )
    try:
        add_code(session, consultation_id, new, signed_in().account_id, today())
    except NotAllowedNow as error:
        return refused(error, back)
    session.commit()
    flash(_("%(code)s is added. Look again at what was read before: it may be there too.", code=key))
    return redirect(url_for("coding.codebook", consultation_id=consultation_id), 303)
