"""The record of a meeting as it grows, and the number that tells whether it has."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.briefing.presentation.targets import Target
from consult.consultation.queries import in_language
from consult.consultation.rules import StrandState
from consult.findings.presentation import tag
from consult.meeting.policy import meeting_scope, this_consultation, this_meeting, whole_scope
from consult.meeting.presentation.findings import findings
from consult.meeting.presentation.reading import of_texts
from consult.meeting.presentation.record import record_page
from consult.meeting.web.blueprint import blueprint
from consult.shared.database import db


@blueprint.get("/meetings/<meeting_id>/record", endpoint="record")
@allow(Permission.READ_MEETING, on=meeting_scope)
def show_record(meeting_id: str) -> ResponseReturnValue:
    """Show what the room said, answered, polled and changed; where there is a script, it grows as the room speaks."""
    found, whole = this_meeting(), this_consultation()
    title = of_texts(found.title, tag()).text
    return render_template(
        "meeting/record.html",
        title=_("The record of the meeting"),
        meeting=found,
        meeting_title=title,
        where=path(title),
        may_run=signed_in().may_in_every_coalition(Permission.RUN_MEETING, whole_scope(whole)),
        **_shown(meeting_id),
    )


@blueprint.get("/meetings/<meeting_id>/record/part", endpoint="record_part")
@allow(Permission.READ_MEETING, on=meeting_scope)
def show_record_part(meeting_id: str) -> ResponseReturnValue:
    """Give the part of the record that grows, for the script of the page."""
    return render_template("meeting/record_part.html", meeting=this_meeting(), **_shown(meeting_id))


@blueprint.get("/meetings/<meeting_id>/changes", endpoint="changes")
@allow(Permission.READ_MEETING, on=meeting_scope)
def show_changes(meeting_id: str) -> ResponseReturnValue:
    """Give the meeting's revision: whoever has seen it has seen everything."""
    return jsonify(revision=this_meeting().revision)


def _shown(meeting_id: str) -> dict[str, Any]:  # Any: template values
    """Return the record, with the names of findings for whoever may read the edition, and where it can be read."""
    url, known = edition_of_reader()
    return {"record": record_page(db.session(), meeting_id, tag(), known), "joint_url": url}


def edition_of_reader() -> tuple[str | None, tuple[Target, ...]]:
    """Return the page of the edition that the reader may open, and its findings; neither before that."""
    found = this_consultation()
    may = signed_in().may
    if may(Permission.READ_JOINT, whole_scope(found)):
        url = url_for("briefing.joint", consultation_id=found.id)
    elif may(Permission.READ_PUBLISHED, whole_scope(found)) and found.all_have(StrandState.PUBLISHED):
        url = url_for("briefing.published_staff", consultation_id=found.id)
    else:
        return None, ()
    return url, findings(db.session(), found.id, tag())


def path(title: str, here: str | None = None) -> list[tuple[str, str | None]]:
    """Return the way to a page of this meeting: `here`, or its record."""
    found, meeting = this_consultation(), this_meeting()
    overview = url_for("consultation.overview", consultation_id=found.id)
    record = url_for("meeting.record", meeting_id=meeting.id)
    ways: list[tuple[str, str | None]] = [(in_language(found.title, tag()), overview)]
    return [*ways, (title, record), (here, None)] if here else [*ways, (title, None)]
