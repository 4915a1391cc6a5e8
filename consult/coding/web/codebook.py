"""The codebook of a consultation, shared by its strands; no word of anybody stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.exchange.book import book_as_csv, book_as_xlsx
from consult.coding.exchange.refi import as_qdc
from consult.coding.operations import NewCode, add_code, freeze_codebook, start_codebook
from consult.coding.operations.reading_again import mark_read_again
from consult.coding.policy import assignment_scope, is_mine, this_assignment
from consult.coding.presentation import tag
from consult.coding.presentation.codebook import shown_codebook
from consult.coding.queries import codebook, codebook_counted, codebook_state
from consult.coding.queries.blind import blind
from consult.coding.queries.book import book_of
from consult.coding.queries.codebook_history import history, late_codes
from consult.coding.queries.exchanged import codebook_of
from consult.coding.rules.codebook import TEXTS, free_shortcut, parent_of
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.policy import consultation_scope, scope_of, this_consultation, whole_scope
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now, today

FORMATS = {
    "csv": "text/csv",
    "qdc": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/consultations/<consultation_id>/codebook", endpoint="codebook")
@allow(Permission.CODE, on=consultation_scope)
def show_codebook(consultation_id: str) -> ResponseReturnValue:
    """Show every code, how often the reader's own strands gave it, what was done to it, what is to be read again."""
    session, found, own = db.session(), this_consultation(), signed_in()
    leads = own.may(Permission.LEAD_CODING, whole_scope(found))
    strands = [one.id for one in found.strands if own.may(Permission.CODE, scope_of(one))]
    mine = None if leads else own.account_id
    state = codebook_state(session, consultation_id)
    codes = codebook(session, consultation_id, tag()) if not strands else ()
    given = Counter[str]()
    for strand_id in strands:
        hidden = blind(session, strand_id, own.account_id).assignments if leads else frozenset[str]()
        codes, counts = codebook_counted(
            session, consultation_id, tag(), strand_id=strand_id, account_id=mine, hidden=hidden
        )
        given.update(counts)
    late = late_codes(session, consultation_id, strands, mine) if state and state.frozen_at else ()
    return render_template(
        "coding/codebook.html",
        title=_("Codebook"),
        consultation=found,
        consultation_title=in_language(found.title, tag()),
        state=state,
        shown=shown_codebook(codes, given, late, history(session, consultation_id)),
        account_id=own.account_id,
        leads=leads,
    )


@blueprint.get("/consultations/<consultation_id>/codebook.<format>")
@allow(Permission.CODE, on=consultation_scope)
def codebook_file(consultation_id: str, format: str) -> ResponseReturnValue:  # noqa: A002 - the word the address has
    """Give the codebook as a file: codes only, nothing that was coded."""
    if format not in FORMATS:
        abort(404)
    session, found = db.session(), this_consultation()
    if format == "qdc":
        content = as_qdc(codebook_of(session, consultation_id, found.strands[0].id if found.strands else ""))
    else:
        codes = book_of(session, consultation_id)
        content = book_as_csv(codes) if format == "csv" else book_as_xlsx(codes)
    name = f"{'fictitious-' * found.fictitious}codebook.{format}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=FORMATS[format], headers=headers)


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
    new = new_code(consultation_id)
    try:
        add_code(session, consultation_id, new, signed_in().account_id, today(), now())
    except NotAllowedNow as error:
        return refused(error, back)
    session.commit()
    flash(_("%(code)s is added. Look again at what was read before: it may be there too.", code=new.key))
    return redirect(url_for("coding.codebook", consultation_id=consultation_id), 303)


def new_code(consultation_id: str, which: str = "", taken: Collection[str] = ()) -> NewCode:
    """Return the code that a form describes in the language of the page, with free keys where it names none.

    Of a form that describes several, `which` ends the names of the fields of one; `taken` are the others' shortcuts.
    """
    form = request.form
    key = form.get(f"key{which}", "").strip().upper()
    codes = codebook(db.session(), consultation_id, tag())
    sisters = {code.shortcut for code in codes if code.parent == parent_of(key)}.union(taken)
    return NewCode(
        key=key,
        **{name: {tag(): form.get(f"{name}{which}", "")} for name in TEXTS},
        colour=form.get("colour", "").strip().lower(),
        shortcut=form.get(f"shortcut{which}", "").strip()
        or free_shortcut(sisters, {code.shortcut for code in codes}.union(taken)),
        reason=form.get("reason", ""),
    )


@blueprint.post("/coding/<assignment_id>/read-again")
@allow(Permission.CODE, on=assignment_scope)
def read_again(assignment_id: str) -> ResponseReturnValue:
    """Take down that its coder read an assignment again for a code that came later."""
    given = this_assignment()
    if not is_mine(given):
        abort(403)
    mark_read_again(db.session(), assignment_id, request.form.get("code") or abort(400), today())
    db.session.commit()
    flash(_("Saved."))
    if request.form.get("back") == "workbench":
        return redirect(url_for("coding.workbench", assignment_id=assignment_id), 303)
    return redirect(url_for("coding.board", strand_id=given.strand_id), 303)
