from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access import operations, queries
from consult.access.records import AccessEvent, Account, BrowserSession, Grant
from consult.access.rules import EmailTaken, GrantRefused, GrantValue, Role
from consult.consultation.records import Consultation
from consult.membership.records import Coalition
from consult.shared.errors import NotFound
from consult.shared.identifiers import digest

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def make(session: scoped_session[Session], email: str = "ann@example.org") -> Account:
    return operations.create_account(session(), email=email, name=" Ann  Example ", password_hash="$hash")


def coalition(session: scoped_session[Session], mark: str = "A") -> Coalition:
    made = Coalition(mark=mark, name=f"Coalition {mark}")
    session.add(made)
    session.flush()
    return made


def browser(session: scoped_session[Session], account: Account, key: str) -> BrowserSession:
    row = BrowserSession(key_hash=digest(key), account_id=account.id, data="{}", created_at=NOW, seen_at=NOW)
    session.add(row)
    session.flush()
    return row


def keys(session: scoped_session[Session]) -> set[str]:
    return set(session.scalars(select(BrowserSession.key_hash)))


def test_an_account_is_stored_with_a_plain_address_and_name(session: scoped_session[Session]) -> None:
    account = make(session, "Ann@Example.org ")
    assert (account.email, account.name, account.active) == ("ann@example.org", "Ann Example", True)


def test_an_address_has_one_account(session: scoped_session[Session]) -> None:
    make(session)
    with pytest.raises(EmailTaken):
        make(session, "ANN@example.org")


def test_a_hash_is_argon2id_with_our_costs_and_never_the_same() -> None:
    first, second = operations.hash_password("twelve letters"), operations.hash_password("twelve letters")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


def test_a_role_given_twice_is_one_grant(session: scoped_session[Session]) -> None:
    account, a = make(session), coalition(session)
    value = GrantValue(Role.COORDINATOR, a.id)
    first = operations.grant_role(session(), account.id, value, at=NOW)
    assert operations.grant_role(session(), account.id, value, at=NOW).id == first.id
    assert queries.grants_of(session(), account.id) == (value,)
    assert first.given_at == NOW


def test_a_role_without_its_scope_is_refused(session: scoped_session[Session]) -> None:
    account = make(session)
    with pytest.raises(GrantRefused):
        operations.grant_role(session(), account.id, GrantValue(Role.COORDINATOR), at=NOW)
    with pytest.raises(NotFound):
        operations.grant_role(session(), "nobody", GrantValue(Role.ADMINISTRATOR), at=NOW)


def test_a_grant_is_revoked_on_its_own_account_only(session: scoped_session[Session]) -> None:
    ann, ben = make(session), make(session, "ben@example.org")
    value = GrantValue(Role.ADMINISTRATOR)
    grant = operations.grant_role(session(), ann.id, value, at=NOW)
    with pytest.raises(NotFound):
        operations.revoke(session(), ben.id, grant.id)
    assert operations.revoke(session(), ann.id, grant.id) == value
    assert session.get(Grant, grant.id) is None
    with pytest.raises(NotFound):
        operations.revoke(session(), ann.id, grant.id)


def test_ending_sessions_spares_others_and_the_one_named(session: scoped_session[Session]) -> None:
    ann, ben = make(session), make(session, "ben@example.org")
    for account, key in ((ann, "here"), (ann, "there"), (ben, "elsewhere")):
        browser(session, account, key)
    operations.end_sessions(session(), ann.id, but=digest("here"))
    assert keys(session) == {digest("here"), digest("elsewhere")}
    operations.end_sessions(session(), ann.id)
    assert keys(session) == {digest("elsewhere")}


def test_deactivating_ends_every_session_and_can_be_undone(session: scoped_session[Session]) -> None:
    ann = make(session)
    browser(session, ann, "here")
    operations.deactivate(session(), ann.id)
    assert not queries.account(session(), ann.id).active
    assert keys(session) == set()
    operations.reactivate(session(), ann.id)
    assert queries.account(session(), ann.id).active


def test_a_new_password_ends_every_session_and_what_they_stand_on(session: scoped_session[Session]) -> None:
    ann = make(session)
    before = ann.fs_uniquifier
    browser(session, ann, "here")
    operations.set_password(session(), ann.id, "$other")
    assert ann.password == "$other"
    assert ann.fs_uniquifier != before
    assert keys(session) == set()


def test_the_log_names_who_and_what_newest_first(session: scoped_session[Session]) -> None:
    ann = make(session)
    consultation = Consultation(
        title={"en": "Future"}, question={}, already_discussed={}, still_open={}, criteria=[], languages=["en"],
        opens_on=NOW.date(), closes_on=NOW.date(), withdraw_until=NOW.date(),
    )  # fmt: skip
    session.add(consultation)
    session.flush()
    for hour, name in ((9, "first"), (10, "second")):
        act = operations.Act(name, "strand", "a reason", consultation.id, {"code": 1})
        operations.record_event(session(), act, by=ann.id, at=NOW.replace(hour=hour))
    operations.record_event(session(), operations.Act("elsewhere", "x", ""), by=ann.id, at=NOW)
    log = queries.access_log(session(), consultation.id)
    assert [(line.name, line.act, line.details) for line in log] == [
        ("Ann Example", "second", {"code": 1}),
        ("Ann Example", "first", {"code": 1}),
    ]
    assert len(list(session.scalars(select(AccessEvent)))) == 3


def test_places_and_accounts_come_out_as_plain_values(session: scoped_session[Session]) -> None:
    a = coalition(session)
    ann = make(session)
    operations.grant_role(session(), ann.id, GrantValue(Role.BOARD, a.id), at=NOW)
    assert queries.places(session()).coalitions == {a.id: ("A", "Coalition A")}
    (row,) = queries.accounts(session())
    assert row == queries.account(session(), ann.id)
    assert row.grants[0].value == GrantValue(Role.BOARD, a.id)
    with pytest.raises(NotFound):
        queries.account(session(), "nobody")
