"""The scopes of what belongs to a meeting by an identifier of its own: a poll, a reaction, an amendment."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.rules import Scope
from consult.meeting.policy import meeting_scope
from consult.meeting.queries.amending import AmendmentView, amendment
from consult.meeting.queries.polling import PollView, poll
from consult.meeting.queries.reacting import reaction
from consult.shared.database import db


def poll_scope(poll_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting a poll belongs to, or None if there is none."""
    found = poll(db.session(), poll_id)
    if found is None:
        return None
    g.poll = found
    return meeting_scope(found.meeting_id)


def reaction_scope(reaction_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting somebody answered a finding at, or None if there is none."""
    found = reaction(db.session(), reaction_id)
    return meeting_scope(found.meeting_id) if found else None


def amendment_scope(amendment_id: str, **_others: str) -> Scope | None:
    """Return the scope of the meeting an amendment was moved at, or None if there is none."""
    found = amendment(db.session(), amendment_id)
    if found is None:
        return None
    g.amendment = found
    return meeting_scope(found.meeting_id)


def this_poll() -> PollView:
    """Return the poll the page's policy found."""
    return cast(PollView, g.poll)


def this_amendment() -> AmendmentView:
    """Return the amendment the page's policy found."""
    return cast(AmendmentView, g.amendment)
