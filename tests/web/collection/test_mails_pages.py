"""Inviting, reminding and what came back, as the coordinator meets it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.headerregistry import Address
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.collection.cli import group
from consult.collection.records import Coverage, Invitation, Mail
from consult.collection.rules import MailState, NextStep
from consult.consultation.records import Consultation
from consult.membership.records import Contact
from consult.shared.errors import InputRefused
from consult.shared.jobs import run_next
from consult.shared.smtp import read_mail_server
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import submitted
from tests.smtp_server import MailHouse, mail_house
from tests.unit.collection.test_bounces import notice
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

Staff = Callable[..., Browser]


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailHouse]:
    """A mail server, and members who reach us at an address of its own."""
    with mail_house() as found:
        settings = replace(
            app.config["SETTINGS"],
            base_url="https://ask.example.org",
            mail_server=read_mail_server(found.url()),
            mail_from=Address("The office", "office", "example.org"),
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield found


def where(made: World, rest: str = "mails") -> str:
    return f"/strands/{made.strands['A']}/{rest}"


def page_of(browser: Browser, made: World, rest: str = "mails") -> str:
    response = browser.get(where(made, rest))
    assert response.status_code == 200
    return response.get_data(as_text=True)


def work_off(app: Flask, session: Session) -> None:
    while run_next(session, app.extensions["jobs"], now):
        pass
    session.expire_all()


def test_without_a_mail_server_the_page_says_so_and_offers_the_file(made: World, staff: Staff) -> None:
    page = page_of(staff(Role.COORDINATOR), made)
    assert "No mail server is set" in page
    assert 'value="mail"' not in page
    assert 'value="csv"' in page


def test_invitations_are_mailed_by_the_worker_and_the_page_tells_what_became_of_them(
    app: Flask, session: Session, made: World, staff: Staff, house: MailHouse
) -> None:
    browser = staff(Role.COORDINATOR)
    sent = browser.post(where(made, "invite"), data={"go": "mail"})
    assert sent.status_code == 303
    page = page_of(browser, made)
    assert "3 mails are on their way." in page
    assert re.search(r"Mails sent</dt><dd>0", page)
    assert house.taken == []
    work_off(app, session)
    page = page_of(browser, made)
    assert re.search(r"Mails sent</dt><dd>3", page)
    assert len(house.taken) == 3
    assert "from The office" in page


def test_links_in_mails_come_from_the_settings_whatever_a_request_says(
    app: Flask, session: Session, made: World, staff: Staff, house: MailHouse
) -> None:
    browser = staff(Role.COORDINATOR)
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    for cookie in list(browser._cookies.values()):
        browser.set_cookie(cookie.key, cookie.value, domain="evil.example")
    sent = browser.post(where(made, "invite"), data={"go": "mail"}, headers=forged)
    assert "/mails" in sent.headers["Location"]
    work_off(app, session)
    assert len(house.taken) == 3
    for mail in house.taken:
        assert b"evil" not in mail.raw
        assert "https://ask.example.org/i/" in mail.part("plain")


def test_a_reminder_goes_out_once_however_often_it_is_pressed(
    app: Flask, session: Session, made: World, staff: Staff, house: MailHouse
) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(where(made, "invite"), data={"go": "mail"})
    work_off(app, session)
    submitted(session, made, "a1")
    session.commit()
    assert "Reminder 1 goes to 2 contacts" in page_of(browser, made)
    for _time in range(3):
        browser.post(where(made, "remind"), data={"go": "mail", "wave": "1"})
    assert "This reminder has been sent already." in page_of(browser, made)
    work_off(app, session)
    assert len(house.taken) == 5
    assert "Reminder 2 goes to 2 contacts" in page_of(browser, made)


@pytest.mark.parametrize("wave", ["", "0", "-1", "9", "x", "1" * 40])
def test_a_reminder_nobody_was_shown_is_not_sent(session: Session, made: World, staff: Staff, wave: str) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(where(made, "invite"), data={"go": "csv"})
    assert browser.post(where(made, "remind"), data={"go": "csv", "wave": wave}).status_code == 303
    assert session.scalar(select(func.count()).select_from(Invitation)) == 3


def test_reminders_can_be_taken_as_a_file_of_their_own(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(where(made, "invite"), data={"go": "csv"})
    response = browser.post(where(made, "remind"), data={"go": "csv", "wave": "1"})
    assert response.headers["Content-Disposition"].endswith("filename=reminders.csv")
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert all(browser.get(row[4].partition("8000")[2]).status_code == 200 for row in rows[1:])


def test_a_mail_is_shown_in_every_language_before_it_is_sent(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    page = page_of(browser, made)
    for kind in ("invitation", "reminder", "confirm"):
        for tag in ("en", "fr", "es", "pt", "ru", "ar"):
            assert f"kind={kind}&amp;language={tag}" in page
            shown = page_of(browser, made, f"mails/preview?kind={kind}&language={tag}")
            direction = "rtl" if tag == "ar" else "ltr"
            assert f'<div lang="{tag}" dir="{direction}">' in shown
            assert "http://127.0.0.1:8000/i/…" in shown
    assert session.scalar(select(func.count()).select_from(Invitation)) == 0


@pytest.mark.parametrize("asked", ["kind=nothing", "language=xx", "kind=invitation&language=../en"])
def test_a_mail_nobody_writes_has_no_preview(made: World, staff: Staff, asked: str) -> None:
    assert staff(Role.COORDINATOR).get(where(made, f"mails/preview?{asked}")).status_code == 404


def test_the_preview_of_a_fictitious_consultation_says_so(session: Session, made: World, staff: Staff) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    assert "Fictitious demonstration: nothing" in page_of(staff(Role.COORDINATOR), made, "mails/preview")


def returned_file(session: Session, house: MailHouse, number: int = 0) -> bytes:
    return notice(message_id=house.taken[number].message["Message-ID"])


def test_notices_are_uploaded_and_strangers_files_are_named(
    app: Flask, session: Session, made: World, staff: Staff, house: MailHouse
) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(where(made, "invite"), data={"go": "mail"})
    work_off(app, session)
    files = [
        (io.BytesIO(returned_file(session, house)), "one.eml"),
        (io.BytesIO(b"hello"), "holiday.eml"),
        (io.BytesIO(notice()), "foreign.eml"),
    ]
    browser.post(where(made, "mails/bounces"), data={"notices": files}, content_type="multipart/form-data")
    page = page_of(browser, made)
    assert "1 came back, 0 known before, 1 of no mail of this strand" in page
    assert "holiday.eml" in page
    assert "5.1.1" in page
    assert "Find another contact" in page
    session.expire_all()
    assert sorted(session.scalars(select(Mail.state))) == ["bounced", "sent", "sent"]


def test_uploading_nothing_changes_nothing(made: World, staff: Staff) -> None:
    response = staff(Role.COORDINATOR).post(where(made, "mails/bounces"), data={})
    assert response.status_code == 303


def test_a_lead_consultant_sees_no_mails(made: World, staff: Staff) -> None:
    browser = staff(Role.LEAD_CONSULTANT)
    for rest in ("mails", "mails/preview", f"organisations/{made.organisations['a1']}"):
        assert browser.get(where(made, rest)).status_code == 403
    for rest in ("remind", "mails/bounces"):
        assert browser.post(where(made, rest)).status_code == 403


def test_the_page_costs_the_same_for_many_contacts(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(where(made, "invite"), data={"go": "csv"})
    page_of(browser, made)
    with statements() as few:
        page_of(browser, made)
    session.add_all(
        Contact(organisation_id=made.organisations["a1"], name=f"C{n}", email=f"c{n}@x.example") for n in range(50)
    )
    session.commit()
    browser.post(where(made, "invite"), data={"go": "csv"})
    page_of(browser, made)
    with statements() as many:
        page_of(browser, made)
    assert len(many) == len(few) <= 12


# the same from the command line


def test_the_command_mails_and_reminds(
    app: Flask, session: Session, made: World, cli: CliRunner, house: MailHouse
) -> None:
    done = cli.invoke(group, ["invite", made.strands["A"], "--mail"])
    assert done.exit_code == 0
    assert "3 new invitations wait to be mailed, 0 have no address" in done.output
    assert "3 new reminders wait" in cli.invoke(group, ["invite", made.strands["A"], "--mail", "--wave"]).output
    work_off(app, session)
    assert len(house.taken) == 6


def test_the_command_asks_how_links_are_given_out(made: World, cli: CliRunner, tmp_path: Path) -> None:
    assert cli.invoke(group, ["invite", made.strands["A"]]).exit_code == 2
    both = cli.invoke(group, ["invite", made.strands["A"], "--mail", "--out", str(tmp_path / "x")])
    assert both.exit_code == 2
    assert "CONSULT_SMTP_URL" in cli.invoke(group, ["invite", made.strands["A"], "--mail"]).output


def test_the_command_writes_reminders_to_a_file(session: Session, made: World, cli: CliRunner, tmp_path: Path) -> None:
    cli.invoke(group, ["invite", made.strands["A"], "--out", str(tmp_path / "first.csv")])
    done = cli.invoke(group, ["invite", made.strands["A"], "--wave", "--out", str(tmp_path / "second.csv")])
    assert done.exit_code == 0
    assert (tmp_path / "second.csv").read_text(encoding="utf-8").count("/i/") == 3
    assert session.scalars(select(Invitation.wave).distinct().order_by(Invitation.wave)).all() == [0, 1]


def test_the_command_records_notices_or_nothing(
    app: Flask, session: Session, made: World, cli: CliRunner, house: MailHouse, tmp_path: Path
) -> None:
    cli.invoke(group, ["invite", made.strands["A"], "--mail"])
    work_off(app, session)
    good, bad = tmp_path / "good.eml", tmp_path / "bad.eml"
    good.write_bytes(returned_file(session, house))
    bad.write_bytes(b"hello")
    refused = cli.invoke(group, ["bounces", made.strands["A"], str(good), str(bad)])
    assert isinstance(refused.exception, InputRefused)
    assert session.scalar(select(func.count()).where(Mail.state == MailState.BOUNCED)) == 0
    done = cli.invoke(group, ["bounces", made.strands["A"], str(good)])
    assert "1 came back" in done.output
    session.expire_all()
    assert NextStep.OTHER_CONTACT in set(session.scalars(select(Coverage.next_step)))


def test_a_contact_without_an_address_gets_a_link_and_no_mail(
    session: Session, made: World, cli: CliRunner, house: MailHouse
) -> None:
    session.execute(delete(Contact).where(Contact.organisation_id == made.organisations["a1"]))
    session.add(Contact(organisation_id=made.organisations["a1"], name="By post", email=""))
    session.commit()
    done = cli.invoke(group, ["invite", made.strands["A"], "--mail"])
    assert "2 new invitations wait to be mailed, 1 have no address" in done.output
