"""Which scope a page of deciding lies in, and what members read of a proposal."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.rules import Scope
from consult.consultation.policy import consultation_scope, this_consultation, whole_scope
from consult.decision.queries.following import consultation_of_action
from consult.decision.queries.voting import BallotView, ballot
from consult.shared.database import db

__all__ = ["action_scope", "ballot_scope", "consultation_scope", "this_ballot", "this_consultation", "whole_scope"]


def ballot_scope(ballot_id: str, **_others: str) -> Scope | None:
    """Return the scope of the consultation a ballot belongs to, or None if there is none."""
    found = ballot(db.session(), ballot_id)
    if found is None:
        return None
    g.ballot = found
    return consultation_scope(found.consultation_id)


def action_scope(action_id: str, **_others: str) -> Scope | None:
    """Return the scope of the consultation an action of the follow-up belongs to, or None if there is none."""
    found = consultation_of_action(db.session(), action_id)
    return consultation_scope(found) if found else None


def this_ballot() -> BallotView:
    """Return the ballot the page's policy found."""
    return cast(BallotView, g.ballot)
