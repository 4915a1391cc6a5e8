"""Who can be given material in a strand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account, Grant
from consult.access.rules import GrantValue, Permission, Role, Scope, covers, permits


@dataclass(frozen=True, slots=True)
class CoderView:
    """An account that may code, with its roles in the strand."""

    account_id: str
    name: str
    roles: frozenset[Role]


def coders_of(session: Session, scope: Scope) -> tuple[CoderView, ...]:
    """Return who may code in a strand, by name."""
    rows = session.execute(
        select(Account.id, Account.name, Grant.role, Grant.coalition_id, Grant.consultation_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Account.active)
        .order_by(Account.name, Account.id)
    )
    found: dict[tuple[str, str], set[Role]] = {}
    for account_id, name, role, coalition_id, consultation_id in rows:
        grant = GrantValue(role, coalition_id, consultation_id)
        if covers(grant, scope) and permits([grant], Permission.CODE):
            found.setdefault((account_id, name), set()).add(role)
    return tuple(CoderView(account_id, name, frozenset(roles)) for (account_id, name), roles in found.items())
