"""Writes of accounts, grants, browser sessions and the access log.

Hashing a password takes long and is done by the caller, outside any transaction that writes (decision 2).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.access.records import AccessEvent, Account, BrowserSession, Grant
from consult.access.rules import EmailTaken, GrantValue, check_grant, normal_email
from consult.shared.errors import NotFound
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line

# argon2id as OWASP's cheat sheet on password storage has it: 19 MiB, two passes, one lane.
ARGON2 = {"memory_cost": 19456, "time_cost": 2, "parallelism": 1}


@dataclass(frozen=True, slots=True)
class Act:
    """Something done that others must be able to see; `details` holds codes and identifiers, never content."""

    name: str
    subject_id: str
    reason: str
    consultation_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


def hash_password(password: str) -> str:
    """Return what may be stored of a password; slow on purpose."""
    hasher = PasswordHasher(
        memory_cost=ARGON2["memory_cost"], time_cost=ARGON2["time_cost"], parallelism=ARGON2["parallelism"]
    )
    return hasher.hash(unicodedata.normalize("NFKD", password))


def create_account(session: Session, *, email: str, name: str, password_hash: str) -> Account:
    """Add an account without grants; raise `EmailTaken` if the address has one."""
    address = normal_email(email)
    if session.scalar(select(Account.id).where(Account.email == address)) is not None:
        raise EmailTaken("there is an account with this address")
    account = Account(email=address, name=clean_line(name), password=password_hash)
    session.add(account)
    session.flush()
    return account


def set_password(session: Session, account_id: str, password_hash: str, fs_uniquifier: str | None = None) -> None:
    """Replace a password and end every browser session of its account."""
    account = _account(session, account_id)
    account.password = password_hash
    account.fs_uniquifier = fs_uniquifier or random_id()
    end_sessions(session, account_id)


def grant_role(session: Session, account_id: str, grant: GrantValue, *, at: datetime) -> Grant:
    """Give a role within a scope; the same again changes nothing."""
    check_grant(grant)
    _account(session, account_id)
    same = session.scalar(
        select(Grant).where(
            Grant.account_id == account_id,
            Grant.role == grant.role,
            Grant.coalition_id.is_not_distinct_from(grant.coalition_id),
            Grant.consultation_id.is_not_distinct_from(grant.consultation_id),
        )
    )
    if same is not None:
        return same
    given = Grant(
        account_id=account_id,
        role=grant.role,
        coalition_id=grant.coalition_id,
        consultation_id=grant.consultation_id,
        given_at=at,
    )
    session.add(given)
    session.flush()
    return given


def revoke(session: Session, account_id: str, grant_id: str) -> GrantValue:
    """Take a grant back and return what it was; raise `NotFound` unless it is this account's."""
    grant = session.get(Grant, grant_id)
    if grant is None or grant.account_id != account_id:
        raise NotFound("no such grant")
    value = GrantValue(grant.role, grant.coalition_id, grant.consultation_id)
    session.delete(grant)
    session.flush()
    return value


def deactivate(session: Session, account_id: str) -> None:
    """Shut an account out at once: no sign-in, no open session."""
    _account(session, account_id).active = False
    end_sessions(session, account_id)


def reactivate(session: Session, account_id: str) -> None:
    """Let an account sign in again."""
    _account(session, account_id).active = True
    session.flush()


def end_sessions(session: Session, account_id: str, *, but: str | None = None) -> None:
    """End the browser sessions of an account, all `but` the one stored under this hash."""
    ended = delete(BrowserSession).where(BrowserSession.account_id == account_id)
    if but is not None:
        ended = ended.where(BrowserSession.key_hash != but)
    session.execute(ended)
    session.flush()


def record_event(session: Session, act: Act, *, by: str, at: datetime) -> AccessEvent:
    """Write `act` of account `by` into the access log."""
    event = AccessEvent(
        account_id=by,
        act=act.name,
        subject_id=act.subject_id,
        reason=act.reason,
        at=at,
        consultation_id=act.consultation_id,
        details=act.details,
    )
    session.add(event)
    session.flush()
    return event


def _account(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("no such account")
    return account


def set_language(session: Session, account_id: str, tag: str) -> None:
    """Remember in which language somebody reads, for their next browser too."""
    session.execute(update(Account).where(Account.id == account_id).values(language=tag))
