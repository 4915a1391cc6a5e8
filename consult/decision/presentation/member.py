"""What a member organisation can do now on the way to the decision, and what comes when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.consultation.rules import StrandState
from consult.decision.queries.links import LinkedMember


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it is, how it stands, and where; no address where it cannot be done."""

    key: str
    title: str
    text: str
    url: str | None = None
    action: str = ""
    now: bool = False


def steps(_session: Session, asked: ConsultationView, _member: LinkedMember) -> list[Step]:
    """Return everything a member can do, in the order of the consultation."""
    return [_findings(asked)]


def _findings(asked: ConsultationView) -> Step:
    title = _("The findings")
    if not asked.all_have(StrandState.PUBLISHED):
        return Step("findings", title, _("They are not published yet. This page will lead to them."))
    said = _("What the members of both coalitions said, side by side.")
    return Step("findings", title, said, url_for("decision.findings"), _("Read the findings"))
