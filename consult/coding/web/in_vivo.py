"""Codes named with somebody's words: making one on the workbench, the team's list, and giving one its own name."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.operations import By
from consult.coding.operations.in_vivo import Chosen, code_in_vivo, name_in_vivo
from consult.coding.policy import assignment_scope, this_assignment
from consult.coding.presentation import tag
from consult.coding.queries import Seek, window_of
from consult.coding.queries.in_vivo import in_vivo_codes
from consult.coding.queries.windows import passage_in
from consult.coding.web.blueprint import blueprint, refused
from consult.coding.web.codebook import new_code
from consult.coding.web.workbench import must_be_mine, place, stretch_asked
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_line
from consult.shared.time import now


@blueprint.post("/coding/<assignment_id>/in-vivo", endpoint="put_in_vivo")
@allow(Permission.CODE, on=assignment_scope)
def make_code(assignment_id: str) -> ResponseReturnValue:
    """Make chosen words the name of a new code: a stretch, or words as they stand in the passage."""
    must_be_mine()
    passage_id = request.form.get("passage") or abort(400)
    try:
        start, end = _stretch(passage_id)
        words = Chosen(passage_id, start, end, request.form.get("seen", ""))
        segment_id = code_in_vivo(db.session(), assignment_id, words, now())
    except NotFound:
        abort(404)
    except NotAllowedNow as error:
        return refused(error, place(assignment_id, passage_id, passage=passage_id))
    db.session.commit()
    return redirect(place(assignment_id, passage_id, segment=segment_id), 303)


def _stretch(passage_id: str) -> tuple[int, int | None]:
    """Return the stretch a form names; words are looked for in what the coder reads, with marked names covered."""
    if "words" not in request.form:
        return stretch_asked()
    words = clean_line(request.form["words"])
    window = window_of(db.session(), this_assignment(), Seek(passage_id=passage_id))
    passage = passage_in(window, passage_id)
    start = passage.text.find(words) if passage and passage.is_coded and words else -1
    if start < 0:
        raise NotAllowedNow(N_("Write words exactly as they stand there."))
    return start, start + len(words)


@blueprint.get("/strands/<strand_id>/coding/in-vivo", endpoint="in_vivo")
@allow(Permission.CODE, on=strand_scope)
def show_in_vivo(strand_id: str) -> ResponseReturnValue:
    """Show a strand's codes in somebody's words to those who code in it."""
    strand = this_strand()
    return render_template(
        "coding/in_vivo.html",
        title=_("In their own words"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        codes=in_vivo_codes(db.session(), strand_id, signed_in().account_id),
        leads=signed_in().may(Permission.LEAD_CODING, scope_of(strand)),
    )


@blueprint.post("/strands/<strand_id>/coding/in-vivo")
@allow(Permission.LEAD_CODING, on=strand_scope)
def name_code(strand_id: str) -> ResponseReturnValue:
    """Give a code in somebody's words a name of its own, which shares it and has it count."""
    new = new_code(this_strand().consultation_id)
    by = By(account_id=signed_in().account_id, moment=now(), reason=new.reason)
    back = url_for("coding.in_vivo", strand_id=strand_id)
    try:
        name_in_vivo(db.session(), strand_id, request.form.get("was", ""), new, by)
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(_("%(code)s is added. Look again at what was read before: it may be there too.", code=new.key))
    return redirect(back, 303)
