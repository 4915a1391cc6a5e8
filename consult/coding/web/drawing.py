"""Drawing what is read a second time, from the board."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.operations.drawing import draw_second_readings
from consult.coding.queries import coders_of
from consult.coding.web.blueprint import blueprint, refused
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.identifiers import random_id
from consult.shared.time import now


@blueprint.post("/strands/<strand_id>/coding/draw", endpoint="draw")
@allow(Permission.LEAD_CODING, on=strand_scope)
def draw_readings(strand_id: str) -> ResponseReturnValue:
    """Draw a share of the interviews and answers, and give them to a second coder."""
    session, strand, form = db.session(), this_strand(), request.form
    back = url_for("coding.board", strand_id=strand_id)
    reader, by = form.get("coder", ""), signed_in().account_id
    try:
        if reader not in {one.account_id for one in coders_of(session, scope_of(strand))}:
            raise NotAllowedNow(N_("Choose who is to read it."))
        share = form.get("share", 0, int)
        count = draw_second_readings(session, strand, reader, share=share, seed=random_id(), by=by, moment=now())
    except NotAllowedNow as error:
        return refused(error, back)
    db.session.commit()
    flash(ngettext("%(num)s document was drawn.", "%(num)s documents were drawn.", count))
    return redirect(back, 303)
