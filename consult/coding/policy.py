"""An assignment's pages lie in the scope of its strand, for whoever reads it and for whoever leads the coding there."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.policy import reader
from consult.access.rules import Permission, Scope
from consult.coding.queries import AssignmentView, assignment
from consult.shared.database import db


def assignment_scope(assignment_id: str, **_others: str) -> Scope | None:
    """Return the scope of an assignment; None for what is not there and for another coder's."""
    found = assignment(db.session(), assignment_id)
    if found is None:
        return None
    g.assignment = found
    scope = Scope(coalition_id=found.coalition_id, consultation_id=found.consultation_id)
    if not _may_code(scope) or is_mine(found) or leads(found):
        return scope
    return None


def this_assignment() -> AssignmentView:
    """Return the assignment the page's policy found."""
    return cast(AssignmentView, g.assignment)


def is_mine(found: AssignmentView) -> bool:
    """Tell whether the signed-in reader is the coder."""
    own = reader()
    return own is not None and own.account_id == found.account_id


def leads(found: AssignmentView) -> bool:
    """Tell whether the signed-in reader leads the coding of the strand it belongs to."""
    own = reader()
    scope = Scope(coalition_id=found.coalition_id, consultation_id=found.consultation_id)
    return own is not None and own.may(Permission.LEAD_CODING, scope)


def _may_code(scope: Scope) -> bool:
    own = reader()
    return own is not None and own.may(Permission.CODE, scope)
