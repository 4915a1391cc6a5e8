"""Reads of accounts, grants and where grants may hold; plain values come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from consult.access.records import AccessEvent, Account, BrowserSession, Grant
from consult.access.rules import GrantValue
from consult.shared.database import Document
from consult.shared.errors import NotFound

# By name, as the foreign keys of `Grant` have them: their domains lie above this one.
_COALITION = table("coalition", column("id"), column("mark"), column("name"))
_CONSULTATION = table("consultation", column("id"), column("title", Document))


@dataclass(frozen=True, slots=True)
class GivenGrant:
    """A grant as it stands on an account."""

    id: str
    value: GrantValue


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as administrators see it."""

    id: str
    email: str
    name: str
    active: bool
    grants: tuple[GivenGrant, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a grant may hold: coalitions by id (mark and name), consultations by id (title in each language)."""

    coalitions: dict[str, tuple[str, str]]
    consultations: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """One line of the access log, with the name of who acted."""

    name: str
    act: str
    subject_id: str
    reason: str
    at: datetime
    details: dict[str, Any]


def grants_of(session: Session, account_id: str) -> tuple[GrantValue, ...]:
    """Return everything an account was granted, in one SELECT."""
    rows = session.execute(
        select(Grant.role, Grant.coalition_id, Grant.consultation_id)
        .where(Grant.account_id == account_id)
        .order_by(Grant.role, Grant.id)
    )
    return tuple(GrantValue(role, coalition, consultation) for role, coalition, consultation in rows)


def accounts(session: Session) -> list[AccountRow]:
    """Return every account with its grants, by name."""
    given: dict[str, list[GivenGrant]] = {}
    for grant in session.execute(select(Grant).order_by(Grant.role, Grant.id)).scalars():
        given.setdefault(grant.account_id, []).append(_given(grant))
    rows = session.execute(select(Account).order_by(Account.name, Account.email)).scalars()
    return [AccountRow(a.id, a.email, a.name, a.active, tuple(given.get(a.id, []))) for a in rows]


def account(session: Session, account_id: str) -> AccountRow:
    """Return one account with its grants; raise `NotFound` if there is none."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound("no such account")
    grants = session.execute(
        select(Grant).where(Grant.account_id == account_id).order_by(Grant.role, Grant.id)
    ).scalars()
    return AccountRow(found.id, found.email, found.name, found.active, tuple(_given(grant) for grant in grants))


def places(session: Session) -> Places:
    """Return the coalitions and consultations a grant may name."""
    coalitions = session.execute(select(_COALITION).order_by(_COALITION.c.mark))
    consultations = session.execute(select(_CONSULTATION))
    return Places({key: (mark, name) for key, mark, name in coalitions}, {key: title for key, title in consultations})  # noqa: C416 - rows are not pairs to a type checker


def session_count(session: Session, account_id: str, since: datetime) -> int:
    """Return in how many browsers an account is signed in and was seen after `since`."""
    return (
        session.scalar(
            select(func.count())
            .select_from(BrowserSession)
            .where(BrowserSession.account_id == account_id, BrowserSession.seen_at > since)
        )
        or 0
    )


def access_log(session: Session, consultation_id: str) -> list[LoggedAct]:
    """Return what was opened in a consultation, newest first."""
    rows = session.execute(
        select(Account.name, AccessEvent)
        .join(AccessEvent, AccessEvent.account_id == Account.id)
        .where(AccessEvent.consultation_id == consultation_id)
        .order_by(AccessEvent.at.desc(), AccessEvent.id)
    )
    return [LoggedAct(name, e.act, e.subject_id, e.reason, e.at, e.details) for name, e in rows]


def _given(grant: Grant) -> GivenGrant:
    return GivenGrant(grant.id, GrantValue(grant.role, grant.coalition_id, grant.consultation_id))
