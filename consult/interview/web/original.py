"""The file of a transcript: kept sealed, and opened with a line in the access log."""

from __future__ import annotations

import io

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.interview.operations.originals import SIZE_LIMIT, Original, keep_original, open_original
from consult.interview.policy import KEEPS, interview_scope
from consult.interview.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now


@blueprint.post("/interviews/<interview_id>/original")
@allow(KEEPS, on=interview_scope)
def original(interview_id: str) -> ResponseReturnValue:
    """Keep the file of an interview, or give it to whoever may open the interview."""
    session = db.session()
    if request.form.get("go") == "open":
        found = open_original(session, interview_id, by=signed_in().account_id, at=now())
        session.commit()
        given, name = io.BytesIO(found.content), found.name or "transcript"
        answer = send_file(given, "application/octet-stream", as_attachment=True, download_name=name)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    sent = request.files.get("file")
    content = sent.read(SIZE_LIMIT + 1) if sent else b""
    try:
        keep_original(session, interview_id, Original((sent and sent.filename) or "", content), now())
    except NotAllowedNow as refused:
        session.rollback()
        flash(tell(refused), "error")
    else:
        session.commit()
        flash(_("The file is kept, sealed. Whoever opens it is written into the access log."))
    return redirect(url_for("interview.transcript", interview_id=interview_id, _anchor="original"), 303)
