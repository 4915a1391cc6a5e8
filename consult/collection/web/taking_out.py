"""Taking the answers of a strand out, by its own lead consultant; a post, since the access log says who did."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection.operations.reading import log_taken_out
from consult.collection.presentation import MIMETYPES, answers_file
from consult.collection.rules import Unit
from consult.collection.web.blueprint import blueprint
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.rules import StrandState
from consult.shared.database import db
from consult.shared.time import now


@blueprint.post("/strands/<strand_id>/answers/taken-out")
@allow(Permission.LEAD_CODING, on=strand_scope)
def take_out_answers(strand_id: str) -> ResponseReturnValue:
    """Give the submitted answers of one unit as a file, without what was written, and log that they were taken out."""
    asking, session = this_strand(), db.session()
    unit, kind = request.form.get("unit", ""), request.form.get("kind", "")
    if not signed_in().may(Permission.READ_ANSWERS, scope_of(asking)):
        abort(403)
    if unit not in set(Unit) or kind not in MIMETYPES:
        abort(400)
    if not asking.has(StrandState.FROZEN):
        return redirect(url_for("collection.answers", strand_id=asking.id), 303)
    made = answers_file(session, asking, Unit(unit), kind, language=str(get_locale()), told=_told())
    log_taken_out(session, asking, Unit(unit), kind=kind, words=False, by=signed_in().account_id, at=now())
    session.commit()
    name = f"{'fictitious-' * asking.fictitious}answers-{asking.mark}-{unit}.{kind}"
    return Response(
        made.content,
        content_type=MIMETYPES[kind],
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )


def _told() -> dict[str, str]:
    return {
        "not_answered": _("not answered"),
        "not_asked": _("not asked"),
        "unranked": _("given no place"),
        "written": _("written"),
        "1": _("yes"),
        "0": _("no"),
    }
