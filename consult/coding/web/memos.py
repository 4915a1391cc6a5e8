"""Memos beside an assignment: on the strand, on the document, on codes, on segments."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.labels import MEMOS_ON
from consult.coding.operations import NewMemo, change_memo, write_memo
from consult.coding.policy import assignment_scope, is_mine, this_assignment
from consult.coding.presentation import tag, tree_of, words_of
from consult.coding.queries import codebook, memos_beside, segment_memos
from consult.coding.rules.attributes import Material, MemoOn
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.queries import in_language, strand
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now


@blueprint.get("/coding/<assignment_id>/memos")
@allow(Permission.CODE, on=assignment_scope)
def memos(assignment_id: str) -> ResponseReturnValue:
    """Show what the coding team noted, as far as the reader may see it, with forms for what is the reader's own."""
    session, given, own = db.session(), this_assignment(), signed_in().account_id
    whole = strand(session, given.strand_id)
    assert whole is not None
    found = (*memos_beside(session, given, own), *segment_memos(session, given, own))
    label = given.label
    if given.material is Material.OPEN_ANSWERS:
        label = words_of(session, given.strand_id).material(given.part)
    return render_template(
        "coding/memos.html",
        title=_("Memos"),
        strand=whole,
        consultation_title=in_language(whole.title, tag()),
        given=given,
        label=label,
        kinds=[(on, text, [one for one in found if one.on is on]) for on, text in MEMOS_ON.items()],
        tree=tree_of(codebook(session, given.consultation_id, tag())),
        may_write=is_mine(given) and given.done_on is None,
    )


@blueprint.post("/coding/<assignment_id>/memos")
@allow(Permission.CODE, on=assignment_scope)
def add_memo(assignment_id: str) -> ResponseReturnValue:
    """Keep a new memo on the strand, on the document or on a code."""
    on = request.form.get("on", "")
    if not is_mine(this_assignment()):
        abort(403)
    if on not in set(MemoOn) - {MemoOn.SEGMENT}:
        abort(400)
    back = url_for("coding.memos", assignment_id=assignment_id)
    new = NewMemo(MemoOn(on), request.form.get("memo", ""), request.form.get("code", ""))
    try:
        write_memo(db.session(), assignment_id, new, now())
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(_("The memo is kept."))
    return redirect(back, 303)


@blueprint.post("/coding/<assignment_id>/memos/<memo_id>", endpoint="change_memo")
@allow(Permission.CODE, on=assignment_scope)
def change_or_remove_memo(assignment_id: str, memo_id: str) -> ResponseReturnValue:
    """Write a memo of one's own anew, or take it back."""
    if not is_mine(this_assignment()):
        abort(403)
    back = url_for("coding.memos", assignment_id=assignment_id)
    text = "" if request.form.get("go") == "remove" else request.form.get("memo", "")
    try:
        change_memo(db.session(), assignment_id, memo_id, text, now())
    except NotFound:
        abort(404)
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(_("The memo is kept.") if text.strip() else _("The memo is taken back."))
    return redirect(back, 303)
