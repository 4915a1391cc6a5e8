"""What the room answered, beside the findings on the joint page: the page asks for it by a name, and knows no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_decimal, ngettext

from consult.access.policy import reader
from consult.access.rules import Permission
from consult.consultation.policy import this_consultation, whole_scope
from consult.findings.presentation import tag
from consult.meeting.presentation.findings import findings, names
from consult.meeting.presentation.record import finding_id
from consult.meeting.queries.reacting import answered_of
from consult.meeting.web.blueprint import blueprint
from consult.shared.database import db


@dataclass(frozen=True, slots=True)
class Beside:
    """How often a finding was answered, in words, and where the answers stand."""

    name: str
    text: str
    url: str


@blueprint.app_context_processor
def offer_answers() -> dict[str, Any]:  # Any: template values
    """Give every template the function; only the joint page calls it."""
    return {"answers_in_room": answers_in_room}


def answers_in_room(consultation_id: str) -> Mapping[str, Beside]:
    """Return what was answered by the place of its finding on the joint page, for whoever reads the meeting."""
    known = reader()
    if known is None or not known.may(Permission.READ_MEETING, whole_scope(this_consultation())):
        return {}
    meeting_id, counts = answered_of(db.session(), consultation_id)
    if not counts:
        return {}
    record = url_for("meeting.record", meeting_id=meeting_id)
    named = names(findings(db.session(), consultation_id, tag()))
    return {
        named[key].anchor: Beside(named[key].label, _text(count), f"{record}#{finding_id(key)}")
        for key, count in counts.items()
        if key in named
    }


def _text(count: int) -> str:
    number = format_decimal(count)
    return str(ngettext("%(number)s answer in the room", "%(number)s answers in the room", count, number=number))
