"""Mails go out through a real server: sealed until it has them, in the contact's language, with our own address."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from consult.collection.operations import (
    IssuedInvitation,
    decline,
    erase_mail,
    invite_all,
    link_again,
    post,
    remind_all,
    renew,
    revoke,
)
from consult.collection.queries import coverage_counts, open_invitation
from consult.collection.queries.mails import rounds, undelivered
from consult.collection.records import Coverage, Invitation, Mail
from consult.collection.rules import Disposition, MailKind, MailState, NextStep
from consult.consultation.records import Consultation
from consult.membership.records import Contact
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.identifiers import digest
from consult.shared.jobs import TRIES, Job, run_next
from consult.shared.smtp import read_mail_server
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import begun, open_world, submitted
from tests.builders_gates import closed
from tests.smtp_server import MailHouse, certified, mail_house

SOON = now() + timedelta(days=30)


@pytest.fixture
def house() -> Iterator[MailHouse]:
    with mail_house() as found:
        yield found


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = replace(
        app.config["SETTINGS"],
        base_url="https://ask.example.org",
        mail_server=read_mail_server(url),
        mail_from=Address("The office", "office", "example.org"),
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture
def app_with_mail(app: Flask, monkeypatch: pytest.MonkeyPatch, house: MailHouse) -> Flask:
    use(app, monkeypatch, house.url())
    return app


def mailed(session: Session, app: Flask, made: World, issued: list[IssuedInvitation] | None = None) -> list[Mail]:
    if issued is None:
        issued = invite_all(session, made.strands["A"], SOON, day=today())
    kind = MailKind.REMINDER if issued[0].wave else MailKind.INVITATION
    post(session, made.strands["A"], issued, kind=kind, settings=app.config["SETTINGS"], moment=now())
    session.commit()
    return list(session.scalars(select(Mail).where(Mail.strand_id == made.strands["A"]).order_by(Mail.id)))


def work_off(session: Session, app: Flask, *, hours: int = 0) -> int:
    done = 0
    while run_next(session, app.extensions["jobs"], lambda: now() + timedelta(hours=hours)):
        done += 1
    session.expire_all()
    return done


def states(session: Session) -> list[str]:
    return sorted(session.scalars(select(Mail.state)))


def test_every_contact_gets_a_mail_with_a_link_that_opens(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    mailed(session, app_with_mail, made)
    assert house.taken == []
    assert work_off(session, app_with_mail) == 3
    assert states(session) == ["sent"] * 3
    assert len({mail.to[0] for mail in house.taken}) == 3
    for mail in house.taken:
        (link,) = set(re.findall(r"https://ask\.example\.org/i/[\w-]{22}", mail.part("plain")))
        assert link in mail.part("html")
        assert open_invitation(session, link.rpartition("/")[2], now()) is not None
        assert mail.sender == "FROM:<office@example.org>"
        assert mail.message["From"] == "The office <office@example.org>"


def test_what_is_stored_of_a_mail_holds_neither_address_nor_link_and_nothing_once_it_is_sent(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    for mail in mailed(session, app_with_mail, made):
        assert mail.sealed
        assert b"x.example" not in mail.sealed
        assert b"/i/" not in mail.sealed
    work_off(session, app_with_mail)
    for mail in session.scalars(select(Mail)):
        assert mail.sealed is None
    named = {digest(mail.message["Message-ID"]) for mail in house.taken}
    assert named == set(session.scalars(select(Mail.message_hash)))
    stored = repr([row for table in (Mail, Job) for row in session.execute(select(table.__table__)).all()])
    assert "example" not in stored


def test_each_mail_is_in_the_language_of_its_contact_and_reads_in_its_direction(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a2"])).one()
    contact.language = "ar"
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    (arabic,) = [mail.part("html") for mail in house.taken if contact.email in mail.to[0]]
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "مستقبل حملتين" in arabic
    others = [mail.part("html") for mail in house.taken if contact.email not in mail.to[0]]
    assert all('<html lang="en" dir="ltr">' in html for html in others)


def test_a_mail_of_a_fictitious_consultation_says_so_in_subject_text_and_html(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    session.get_one(Consultation, made.consultation_id).fictitious = True
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    for mail in house.taken:
        assert mail.message["Subject"].startswith("Fictitious:")
        assert "Fictitious demonstration" in mail.part("plain")
        assert "Fictitious demonstration" in mail.part("html")


def test_the_html_fetches_nothing_and_names_are_no_mark_up(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a1"])).one()
    contact.name = "<img src=x>Ann\r\nBcc: everybody@x.example"
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    for mail in house.taken:
        assert not re.search(r"<(img|link|script|style|iframe)|<[^>]*(style|src)=", mail.part("html"))
        assert mail.message["Bcc"] is None
        assert mail.message["Cc"] is None


@pytest.mark.parametrize("reply", ["550 5.1.1 <ann@x.example> unknown", "553 ann@x.example?", "554 5.7.1 no"])
def test_a_refused_address_is_a_bounce_at_once_and_proposes_another_contact(
    session: Session, app_with_mail: Flask, house: MailHouse, reply: str
) -> None:
    made = open_world(session)
    house.to_recipient = reply
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    assert states(session) == ["bounced"] * 3
    faults = set(session.scalars(select(Mail.fault)))
    assert faults <= {"5.1.1", "553", "5.7.1"}
    assert session.scalars(select(Mail.sealed)).all() == [None] * 3
    steps = session.scalars(select(Coverage.next_step).where(Coverage.strand_id == made.strands["A"])).all()
    assert set(steps) == {NextStep.OTHER_CONTACT}
    assert {one.fault for one in undelivered(session, made.strands["A"])} == faults


def test_a_mail_refused_after_its_text_is_a_bounce_too(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    house.to_mail = "552 5.2.2 mailbox full"
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    assert set(session.scalars(select(Mail.fault))) == {"5.2.2"}


def test_an_address_that_is_none_is_a_bounce_and_stops_nobody_else(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a1"])).one()
    contact.email = "no address\r\nBcc: e@x.example"
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    assert states(session) == ["bounced", "sent", "sent"]


def test_a_server_that_is_busy_is_asked_again_with_the_same_message_id(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    house.to_recipient = "451 4.7.1 later"
    mailed(session, app_with_mail, made)
    assert work_off(session, app_with_mail) == 3
    assert states(session) == ["waiting"] * 3
    assert all("x.example" not in failure for failure in session.scalars(select(Job.failure)))
    house.to_recipient = "250 fine"
    work_off(session, app_with_mail, hours=1)
    assert states(session) == ["sent"] * 3
    assert len({mail.message["Message-ID"] for mail in house.taken}) == 3


def test_a_mail_sent_by_a_worker_that_was_killed_then_is_sent_again_as_the_same_mail(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    first = {mail.message["Message-ID"] for mail in house.taken}
    assert len(first) == 3
    # as if nothing of it had been committed: the row waits, sealed, and its job with it
    issued = renew(session, made.strands["A"], _contact(session, made, "a1"), SOON, moment=now())
    (mail,) = [m for m in mailed(session, app_with_mail, made, [issued]) if m.state is MailState.WAITING]
    sealed, mail_id = mail.sealed, mail.id
    work_off(session, app_with_mail)
    again = session.get_one(Mail, mail_id)
    again.sealed, again.state = sealed, MailState.WAITING
    session.add(Job(kind="collection.send_mail", arguments={"mail_id": mail_id}, due_at=now()))
    session.commit()
    work_off(session, app_with_mail)
    assert house.taken[-1].message["Message-ID"] == house.taken[-2].message["Message-ID"]


@pytest.mark.whole
def test_a_server_that_never_answers_is_given_up_after_a_day_and_nothing_is_kept(
    session: Session, app_with_mail: Flask, monkeypatch: pytest.MonkeyPatch, house: MailHouse
) -> None:
    made = open_world(session)
    mailed(session, app_with_mail, made)
    use(app_with_mail, monkeypatch, "smtp://localhost:1")
    for hour in range(0, 9 * TRIES, 8):
        work_off(session, app_with_mail, hours=hour)
    assert states(session) == ["failed"] * 3
    assert session.scalars(select(Mail.sealed)).all() == [None] * 3


def test_nothing_is_open_in_the_database_while_a_mail_is_sent(
    session: Session, app_with_mail: Flask, house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_world(session)
    mailed(session, app_with_mail, made)
    open_then: list[bool] = []

    def look(*_given: Any, **_named: Any) -> None:
        open_then.append(db.session().in_transaction())

    monkeypatch.setattr("consult.collection.operations.mailing.deliver", look)
    work_off(session, app_with_mail)
    assert open_then == [False] * 3


def test_nobody_is_written_to_who_has_answered_declined_or_lost_the_link_meanwhile(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    issued = {new.organisation_id: new for new in invite_all(session, made.strands["A"], SOON, day=today())}
    session.commit()
    reminders = remind_all(session, made.strands["A"], SOON, wave=1, day=today())
    mailed(session, app_with_mail, made, reminders)
    submitted(session, made, "a1")
    found = open_invitation(session, issued[made.organisations["a2"]].token, now())
    assert found is not None
    decline(session, found.id, day=today())
    (third,) = [new for new in reminders if new.organisation_id == made.organisations["both"]]
    invitation = session.scalars(select(Invitation).where(Invitation.token_hash == digest(third.token))).one()
    revoke(session, invitation.id, moment=now())
    session.commit()
    work_off(session, app_with_mail)
    assert house.taken == []
    assert states(session) == ["dropped"] * 3
    assert session.scalars(select(Mail.sealed)).all() == [None] * 3


def test_nothing_is_sent_once_collection_has_closed(session: Session, app_with_mail: Flask, house: MailHouse) -> None:
    made = open_world(session)
    mailed(session, app_with_mail, made)
    closed(session, made.strands["A"], now())
    session.commit()
    work_off(session, app_with_mail)
    assert states(session) == ["dropped"] * 3


def test_a_reminder_goes_to_whoever_is_silent_and_both_links_work(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    submitted(session, made, "a1")
    session.execute(delete(Invitation))
    first = mailed_tokens(session, app_with_mail, made)
    reminders = remind_all(session, made.strands["A"], SOON, wave=1, day=today())
    assert {one.organisation_id for one in reminders} == {made.organisations["a2"], made.organisations["both"]}
    mailed(session, app_with_mail, made, reminders)
    work_off(session, app_with_mail)
    assert ["Not yet heard" in mail.message["Subject"] for mail in house.taken[3:]] == [True, True]
    for new in reminders:
        assert open_invitation(session, new.token, now()) is not None
        assert open_invitation(session, first[new.organisation_id], now()) is not None
    with pytest.raises(NotAllowedNow):
        remind_all(session, made.strands["A"], SOON, wave=1, day=today())
    assert [(one.wave, one.link_count) for one in rounds(session, made.strands["A"])] == [(0, 3), (1, 2)]


def test_whose_mail_came_back_is_not_reminded_by_mail(session: Session, app_with_mail: Flask, house: MailHouse) -> None:
    made = open_world(session)
    house.to_recipient = "550 5.1.1 no"
    mailed(session, app_with_mail, made)
    work_off(session, app_with_mail)
    with pytest.raises(NotAllowedNow):
        remind_all(session, made.strands["A"], SOON, wave=1, day=today())


def test_a_new_link_ends_those_of_the_mail_and_of_every_reminder(session: Session, app_with_mail: Flask) -> None:
    made = open_world(session)
    first = mailed_tokens(session, app_with_mail, made)
    reminders = {one.organisation_id: one for one in remind_all(session, made.strands["A"], SOON, wave=1, day=today())}
    a1 = made.organisations["a1"]
    new = renew(session, made.strands["A"], _contact(session, made, "a1"), SOON, moment=now())
    assert open_invitation(session, first[a1], now()) is None
    assert open_invitation(session, reminders[a1].token, now()) is None
    assert open_invitation(session, new.token, now()) is not None
    assert open_invitation(session, first[made.organisations["a2"]], now()) is not None


def test_a_mail_that_asks_to_confirm_counts_as_no_reminder(
    session: Session, app_with_mail: Flask, house: MailHouse
) -> None:
    made = open_world(session)
    begun(session, made, "a1")
    issued = link_again(session, made.strands["A"], made.organisations["a1"], SOON)
    settings = app_with_mail.config["SETTINGS"]
    assert post(session, made.strands["A"], issued, kind=MailKind.CONFIRM, settings=settings, moment=now()) == 1
    session.commit()
    work_off(session, app_with_mail)
    assert house.taken[0].message["Subject"].startswith("Please confirm")
    assert rounds(session, made.strands["A"])[0].mails == {}
    assert coverage_counts(session, made.strands["A"])[Disposition.NOT_INVITED] == 2


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_the_way_is_encrypted_wherever_the_server_can(
    session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str
) -> None:
    context, trusted = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    made = open_world(session)
    with mail_house(context=context, from_the_start=scheme == "smtps", offers=["STARTTLS"]) as house:
        use(app, monkeypatch, house.url(scheme, "ann:secret@"))
        mailed(session, app, made)
        work_off(session, app)
    assert [(mail.encrypted, bool(mail.user)) for mail in house.taken] == [(True, True)] * 3


def test_no_password_goes_to_a_server_nobody_vouches_for_or_that_cannot_encrypt(
    session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context, _trusted = certified(tmp_path)
    made = open_world(session)
    mailed_before = mailed(session, app, made)
    assert len(mailed_before) == 3
    for offers in (["STARTTLS"], ["DSN"]):
        with mail_house(context=context, offers=offers) as house:
            use(app, monkeypatch, house.url("smtp", "ann:secret@", "?starttls=yes"))
            work_off(session, app)
        assert house.taken == []
    assert states(session) == ["waiting"] * 3


def test_sent_mails_are_written_out_of_the_log_when_nobody_waits(own_app: Flask, database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("the log is SQLite's")
    with own_app.app_context():
        made = open_world(db.session)
        mailed(db.session(), own_app, made)
        file = Path(str(db.engine.url.database))
        log = file.with_name(file.name + "-wal")
        assert log.stat().st_size > 0
        with sqlite3.connect(file) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM mail").fetchone()
            db.session.execute(select(Mail.id).with_for_update())
            db.session.commit()
            erase_mail(db.session())
            reader.execute("ROLLBACK")
        reader.close()
        erase_mail(db.session())
        assert log.stat().st_size == 0


def test_mailing_many_takes_few_statements(session: Session, app_with_mail: Flask) -> None:
    made = open_world(session)
    session.add_all(
        Contact(organisation_id=made.organisations["a1"], name=f"C{n}", email=f"c{n}@x.example") for n in range(60)
    )
    session.commit()
    said: list[str] = []
    bind = session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE")):
            said.append(statement)

    event.listen(bind, "before_cursor_execute", note)
    mailed(session, app_with_mail, made)
    event.remove(bind, "before_cursor_execute", note)
    assert len(said) < 20


def mailed_tokens(session: Session, app: Flask, made: World) -> dict[str, str]:
    issued = invite_all(session, made.strands["A"], SOON, day=today())
    mailed(session, app, made, issued)
    work_off(session, app)
    return {new.organisation_id: new.token for new in issued}


def _contact(session: Session, made: World, name: str) -> str:
    return session.scalars(select(Contact.id).where(Contact.organisation_id == made.organisations[name])).one()
