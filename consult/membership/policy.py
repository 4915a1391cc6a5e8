"""Which scope a register's page lies in. What was found stays in `g` for the view."""

from __future__ import annotations

from typing import cast

from flask import g

from consult.access.policy import reader
from consult.access.rules import RIGHTS, Level, Permission, Scope, Subject, permits
from consult.membership.queries import CoalitionView, coalition
from consult.shared.database import db


def coalition_scope(coalition_id: str, **_others: str) -> Scope | None:
    """Return the scope of a coalition's register, or None if there is none.

    A grant for one consultation of the coalition reaches the register too: the register belongs to each of them.
    """
    found = coalition(db.session(), coalition_id)
    if found is None:
        return None
    g.coalition = found
    g.coalition_scope = Scope(coalition_id=found.id, consultation_id=_own_consultation(found.id))
    return cast(Scope, g.coalition_scope)


def _own_consultation(coalition_id: str) -> str | None:
    """Return the consultation of a grant that lets its holder read the register, None where the coalition is enough."""
    found = reader()
    held = [grant for grant in found.grants if grant.coalition_id == coalition_id] if found else []
    able = [grant for grant in held if permits([grant], Permission.READ_REGISTER)] or held
    if not able or any(grant.consultation_id is None for grant in able):
        return None
    return able[0].consultation_id


def this_coalition() -> CoalitionView:
    """Return the coalition the page's policy found."""
    return cast(CoalitionView, g.coalition)


def may_edit() -> bool:
    """Tell whether the reader may change this register."""
    found = reader()
    return found is not None and found.may(Permission.EDIT_REGISTER, g.coalition_scope)


def may_read_contacts() -> bool:
    """Tell whether the reader sees every contact of this register."""
    found = reader()
    return found is not None and any(
        RIGHTS[role][Subject.CONTACTS].level is Level.FULL for role in found.roles_in(g.coalition_scope)
    )
