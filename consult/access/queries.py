"""Reads of accounts and grants; plain values come out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Grant
from consult.access.rules import GrantValue


def grants_of(session: Session, account_id: str) -> tuple[GrantValue, ...]:
    """Return everything an account was granted, in one SELECT."""
    rows = session.execute(
        select(Grant.role, Grant.coalition_id, Grant.consultation_id)
        .where(Grant.account_id == account_id)
        .order_by(Grant.role, Grant.id)
    )
    return tuple(GrantValue(role, coalition, consultation) for role, coalition, consultation in rows)
