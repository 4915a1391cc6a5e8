"""The screen for the room: set up by its address alone, so that any projector shows it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.briefing.rules import TargetKind
from consult.findings.presentation import tag
from consult.meeting.policy import meeting_scope, this_meeting
from consult.meeting.presentation.findings import by_place, findings
from consult.meeting.presentation.screen import Showing, half, wall
from consult.meeting.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.wording import SHIPPED, language


@blueprint.get("/meetings/<meeting_id>/screen", endpoint="screen")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def show_screen(meeting_id: str) -> ResponseReturnValue:
    """Show the wall, with a bar to choose two languages and what is shown."""
    meeting = this_meeting()
    return render_template(
        "meeting/screen.html",
        title=_("Screen for the room"),
        meeting=meeting,
        offered=[language(one) for one in _offered()],
        chosen=_languages(),
        finding=request.args.get("finding", ""),
        showing=_showing().value,
        groups=by_place(findings(db.session(), meeting.consultation_id, tag())),
        part_url=url_for(
            "meeting.screen_part",
            meeting_id=meeting_id,
            first=request.args.get("first"),
            second=request.args.get("second"),
            finding=request.args.get("finding"),
            show=request.args.get("show"),
        ),
        **_wall(),
    )


@blueprint.get("/meetings/<meeting_id>/screen/part", endpoint="screen_part")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def show_screen_part(meeting_id: str) -> ResponseReturnValue:
    """Give the part of the wall that changes, for its script."""
    return render_template("meeting/screen_part.html", meeting=this_meeting(), **_wall())


def _wall() -> dict[str, Any]:  # Any: template values
    meeting, session = this_meeting(), db.session()
    found = wall(session, meeting, _finding(), _showing())
    return {"wall": found, "halves": [half(session, meeting, found, one) for one in _languages()]}


def _finding() -> tuple[TargetKind, str] | None:
    kind, _colon, key = request.args.get("finding", "").partition(":")
    return (TargetKind(kind), key) if kind in set(TargetKind) and key else None


def _showing() -> Showing:
    wanted = request.args.get("show", "")
    return Showing(wanted) if wanted in set(Showing) else Showing.LATEST


def _offered() -> list[str]:
    """Return the languages the wall can speak: those of the meeting the program has words in."""
    return [one for one in this_meeting().languages if one in SHIPPED] or ["en"]


def _languages() -> list[str]:
    """Return one or two languages: those asked for, else the first two of the meeting."""
    offered = _offered()
    asked = [one for one in (request.args.get("first"), request.args.get("second")) if one in offered]
    return list(dict.fromkeys(asked or offered))[:2]
