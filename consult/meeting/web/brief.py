"""The daily brief, to read and to print."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.meeting.policy import meeting_scope, this_consultation, this_meeting
from consult.meeting.presentation.agenda import days_of
from consult.meeting.presentation.brief import brief_page
from consult.meeting.web.agenda import path, tag
from consult.meeting.web.blueprint import blueprint
from consult.meeting.web.record import edition_of_reader
from consult.shared.database import db


@blueprint.get("/meetings/<meeting_id>/brief/<day>")
@allow(Permission.READ_MEETING, on=meeting_scope)
def brief(meeting_id: str, day: str) -> ResponseReturnValue:
    """Show what one day brought, as far as it may leave the room."""
    found = this_meeting()
    wanted = next((one for one in days_of(found) if one.isoformat() == day), None)
    if wanted is None:
        abort(404)
    _url, known = edition_of_reader()
    title = _("Brief of %(day)s", day=format_date(wanted, "full"))
    page = brief_page(db.session(), found, wanted, tag(), known)
    return render_template(
        "meeting/brief.html",
        title=title,
        where=path(this_consultation(), (title, None)),
        brief=page,
        others=[one for one in days_of(found) if one != wanted],
        meeting=found,
    )
