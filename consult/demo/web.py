"""The first page; in demo mode with its doors, one click each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import login_user, logout_user

from consult.access.policy import for_everyone, reader
from consult.shared.database import db
from consult.shared.wording import SHIPPED, language

blueprint = Blueprint("demo", __name__)
plain = Blueprint("start", __name__)
DECISION_DOOR = "member-decision"


@dataclass(frozen=True, slots=True)
class Door:
    """One way into the demonstration: where it leads, what one does there and what one sees."""

    key: str
    title: str
    text: str
    sees: str
    tag: str | None = None


def _marker() -> dict[str, Any]:
    path = Path(current_app.config["SETTINGS"].instance) / "doors.json"
    return dict(json.loads(path.read_text())) if path.exists() else {"doors": {}}


def member_doors() -> list[Door]:
    """Return a door per language, each in its own words."""
    own_answers = _("Sees: own answers only")
    return [
        Door(f"member-{tag}", language(tag).name, _("Answer as a member, from the invitation on."), own_answers, tag)
        for tag in SHIPPED
    ]


def staff_doors() -> list[tuple[str, str, list[Door]]]:
    """Return the doors of the consulting teams and of those who convene and decide."""
    return [
        (_("Listen and understand"), _("the two consulting teams"), _listening_doors()),
        (_("Convene and decide"), _("secretariat and boards"), _deciding_doors()),
    ]


def _listening_doors() -> list[Door]:
    assigned = _("Sees: what was assigned, by pseudonym; nobody else’s codes")
    aggregate = _("Sees: own results in groups of five or more, both after release")
    return [
        Door("lead-a", _("Lead consultant, strand A"), _("Follow the coverage, read and release."), aggregate),
        Door("lead-b", _("Lead consultant, strand B"), _("The other strand, sealed until release."), aggregate),
        Door("coder", _("Coder, strand A"), _("Mark what was said with the codes of the codebook."), assigned),
        Door(
            "interviewer",
            _("Interviewer, strand A"),
            _("Bring in transcripts, and take words back for whoever said them."),
            _("Sees: own interviews only"),
        ),
        Door(
            "safeguarding",
            _("Safeguarding lead"),
            _("Hold one of the two keys to sealed answers."),
            _("Sees: sealed matters, with the second key"),
        ),
    ]


def _deciding_doors() -> list[Door]:
    board = _("Sees: findings of both coalitions from the moment both are released")
    return [
        Door(
            "coordinator",
            _("Coordinator"),
            _("Keep the register, invite, and see who has not yet been heard."),
            _("Sees: contacts and response rates, never an answer"),
        ),
        Door(
            "facilitator",
            _("Facilitator of the joint meeting"),
            _("See who has not spoken yet, and keep the record of what was said."),
            _("Sees: findings of both, attendance and the room"),
        ),
        Door("board-a", _("Board member, coalition A"), _("Read both findings side by side."), board),
        Door("board-b", _("Board member, coalition B"), _("The same page, in the same moment."), board),
        *_watching_doors(),
        Door(
            "administrator",
            _("Administrator"),
            _("Keep the accounts and what each may do."),
            _("Sees: accounts, no content"),
        ),
    ]


def _watching_doors() -> list[Door]:
    """Return the doors of those who see that it was done well, and of a member reading what became of it."""
    return [
        Door("scrutineer", _("Scrutineer"), _("Check how the ballot was counted."), _("Sees: the count, nothing else")),
        Door(
            DECISION_DOOR,
            _("Member organisation, half a year later"),
            _("Read what was decided, and what became of what you said."),
            _("Sees: what every member sees"),
        ),
        Door(
            "observer",
            _("Observer"),
            _("Read what was published and decided."),
            _("Sees: what is published, nothing else"),
        ),
    ]


@blueprint.get("/")
@for_everyone("says what the demonstration is; everything in it is invented")
def start() -> ResponseReturnValue:
    """Show what this is, and the doors."""
    return render_template(
        "demo/start.html",
        title=_("Ask the members before deciding the future"),
        members=member_doors(),
        groups=staff_doors(),
        doors=_marker()["doors"],
    )


@blueprint.post("/demo/doors/<key>")
@for_everyone("exists in the demonstration only, where every account is invented")
def enter(key: str) -> ResponseReturnValue:
    """Go through a door: a member by their link, staff signed in with the rights of that role only."""
    target = _marker()["doors"].get(key)
    if target is None:
        abort(404)
    if reader() is not None:
        logout_user()
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    if key == DECISION_DOOR:
        return redirect(url_for("decision.landing", token=target), 303)
    if key.startswith("member-"):
        session["language"] = key.removeprefix("member-")
        return redirect(url_for("collection.landing", token=target), 303)
    account = current_app.extensions["security"].datastore.find_user(email=target)
    if account is None:
        abort(404)
    login_user(account)
    db.session.commit()
    marker = _marker()
    pages = {
        "lead-a": url_for("consultation.overview", consultation_id=marker["released"]),
        "lead-b": url_for("consultation.overview", consultation_id=marker["released"]),
        "board-a": url_for("briefing.joint", consultation_id=marker["released"]),
        "board-b": url_for("briefing.joint", consultation_id=marker["released"]),
        "administrator": url_for("access.accounts"),
        "observer": url_for("decision.decision", consultation_id=marker["released"]),
        **_listening_pages(marker),
        **_meeting_pages(marker),
    }
    return redirect(pages.get(key, url_for("consultation.index")), 303)


def _listening_pages(marker: dict[str, Any]) -> dict[str, str]:
    """Return where coder and interviewer go on: in strand A of the open consultation."""
    strand_id = marker.get("open_strands", {}).get("A")
    if strand_id is None:
        return {}
    return {
        "coder": url_for("coding.board", strand_id=strand_id),
        "interviewer": url_for("interview.interviews", strand_id=strand_id),
    }


def _meeting_pages(marker: dict[str, Any]) -> dict[str, str]:
    """Return where facilitator and scrutineer go on: in the room, and at the count."""
    if not {"meeting", "ballot"} <= set(marker):
        return {}
    return {
        "facilitator": url_for("meeting.console", meeting_id=marker["meeting"]),
        "scrutineer": url_for("decision.count", ballot_id=marker["ballot"]),
    }


@plain.get("/")
@for_everyone("says what this installation is for")
def welcome() -> ResponseReturnValue:
    """Send staff to their consultations, everybody else to the sign-in."""
    if reader() is not None:
        return redirect(url_for("consultation.index"))
    return render_template("demo/welcome.html", title=_("Ask the members before deciding the future"))
