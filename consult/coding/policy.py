"""An assignment's pages lie in the scope of its strand, for whoever reads it and for whoever leads the coding there."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.policy import reader
from consult.access.rules import Permission, Scope
from consult.coding.queries import Given, assigned
from consult.coding.queries.blind import blind
from consult.shared.database import db


def assignment_scope(assignment_id: str, **_others: str) -> Scope | None:
    """Return the scope of an assignment; None for what is not there and for another coder's.

    Whoever leads sees every coder's, but for the other reading of what they read themselves, until both are done.
    """
    found = assigned(db.session(), assignment_id)
    if found is None:
        return None
    g.assignment = found
    scope = Scope(coalition_id=found.coalition_id, consultation_id=found.consultation_id)
    own = reader()
    if own is None or not _may_code(scope) or is_mine(found):
        return scope
    if not leads(found):
        return None
    g.hidden_assignments = blind(db.session(), found.strand_id, own.account_id).assignments
    return scope if found.id not in g.hidden_assignments else None


def this_assignment() -> Given:
    """Return the assignment the page's policy found."""
    return cast(Given, g.assignment)


def hidden_assignments() -> frozenset[str]:
    """Return the readings that whoever leads must not know yet, as the policy found them; none beside one's own."""
    return cast(frozenset[str], g.get("hidden_assignments", frozenset()))


def is_mine(found: Given) -> bool:
    """Tell whether the signed-in reader is the coder."""
    own = reader()
    return own is not None and own.account_id == found.account_id


def leads(found: Given) -> bool:
    """Tell whether the signed-in reader leads the coding of the strand it belongs to."""
    own = reader()
    scope = Scope(coalition_id=found.coalition_id, consultation_id=found.consultation_id)
    return own is not None and own.may(Permission.LEAD_CODING, scope)


def _may_code(scope: Scope) -> bool:
    own = reader()
    return own is not None and own.may(Permission.CODE, scope)
