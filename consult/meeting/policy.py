"""Which scope a meeting's page lies in: that of the whole consultation. What was found stays in `g` for the view."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.rules import Scope
from consult.consultation.policy import consultation_scope, this_consultation, whole_scope
from consult.meeting.queries.agenda import (
    DelegationView,
    MeetingView,
    SessionView,
    delegation,
    meeting,
    meeting_session,
)
from consult.meeting.queries.ideas import cluster_session
from consult.meeting.queries.talking import intervention_place
from consult.shared.database import db


def meeting_scope(meeting_id: str, **_others: str) -> Scope | None:
    """Return the scope of a meeting, or None if there is none."""
    found = meeting(db.session(), meeting_id)
    if found is None:
        return None
    g.meeting = found
    return consultation_scope(found.consultation_id)


def session_scope(session_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting a session of its agenda belongs to, or None if there is none."""
    found = meeting_session(db.session(), session_id)
    if found is None:
        return None
    g.meeting_session = found
    return meeting_scope(found.meeting_id)


def delegation_scope(delegation_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting a delegation comes to, or None if there is none."""
    found = delegation(db.session(), delegation_id)
    if found is None:
        return None
    g.delegation = found
    return meeting_scope(found.meeting_id)


def intervention_scope(intervention_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting something was said at, or None if there is none."""
    found = intervention_place(db.session(), intervention_id)
    return session_scope(found) if found else None


def cluster_scope(cluster_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting whose cards a cluster holds, or None if there is none."""
    found = cluster_session(db.session(), cluster_id)
    return session_scope(found) if found else None


def this_delegation() -> DelegationView:
    """Return the delegation the page's policy found."""
    return cast(DelegationView, g.delegation)


def this_meeting() -> MeetingView:
    """Return the meeting the page's policy found."""
    return cast(MeetingView, g.meeting)


def this_session() -> SessionView:
    """Return the session of the agenda the page's policy found."""
    return cast(SessionView, g.meeting_session)


__all__ = [
    "cluster_scope",
    "consultation_scope",
    "delegation_scope",
    "intervention_scope",
    "meeting_scope",
    "session_scope",
    "this_consultation",
    "this_delegation",
    "this_meeting",
    "this_session",
    "whole_scope",
]
