"""Importing a register on pages: send, look, confirm."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.membership.records import Membership, Organisation, RegisterUpload
from tests.unit.membership.registers import ORDINARY, as_csv, as_xlsx

HEAD = ["Name", "Country", "Coalition"]


def send(browser: Any, registers: Any, content: bytes, name: str = "members.csv") -> Any:
    return browser.post(f"{registers.path}/import", data={"file": (io.BytesIO(content), name)})


def number_of(session: scoped_session[Session], record: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(record)) or 0


@pytest.mark.parametrize("content", [as_csv(ORDINARY), as_xlsx(ORDINARY)], ids=["csv", "xlsx"])
def test_a_register_is_previewed_then_imported(
    signed_in: Any, registers: Any, session: scoped_session[Session], content: bytes
) -> None:
    browser = signed_in()
    preview = send(browser, registers, content).location
    page = browser.get(preview).text
    assert number_of(session, Organisation) == 0
    for text in ("Nothing is written yet.", "Médecins d’ailleurs", "Country", "Kept as text in the profile", "4"):
        assert text in page
    done = browser.post(f"{preview}/confirm", follow_redirects=True)
    assert "Organisations added: 3" in done.text
    assert number_of(session, Organisation) == 3
    assert set(session.scalars(select(Membership.coalition_id))) == {registers.a}
    assert number_of(session, RegisterUpload) == 0


def test_rows_of_the_other_coalition_are_left_out_and_told(signed_in: Any, registers: Any) -> None:
    browser = signed_in()
    page = browser.get(send(browser, registers, as_csv([HEAD, ["Casa", "Chile", "B"], ["Red", "Peru", "A"]])).location)
    assert "The row names B; here only the register of A is filled" in page.text


def test_faults_are_listed_by_row_and_cannot_be_confirmed(
    signed_in: Any, registers: Any, session: scoped_session[Session]
) -> None:
    browser = signed_in()
    preview = send(browser, registers, as_csv([HEAD, ["Casa", "Frnace", "A"], ["", "Peru", "A"]])).location
    page = browser.get(preview).text
    assert "Nothing can be imported yet: 2 faults have to be mended." in page
    assert "No country is called “Frnace”" in page
    assert "Write “France” if that is meant" in page
    assert f"{preview}/confirm" not in page
    again = browser.post(f"{preview}/confirm", follow_redirects=True)
    assert "Nothing was imported" in again.text
    assert number_of(session, Organisation) == 0


def test_faults_name_countries_in_the_readers_language(signed_in: Any, registers: Any) -> None:
    browser = signed_in()
    preview = send(browser, registers, as_csv([HEAD, ["Casa", "Germny", "A"]])).location
    assert "Deutschland" not in browser.get(preview).text
    assert "Allemagne" in browser.get(preview, headers={"Accept-Language": "fr"}).text


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_file_that_is_no_register_gets_a_reason(signed_in: Any, registers: Any, content: bytes) -> None:
    browser = signed_in()
    page = browser.get(send(browser, registers, content).location)
    assert page.status_code == 200
    assert "Nothing can be imported yet: 1 fault has to be mended." in page.text


def test_no_file_at_all_is_said_beside_the_field(signed_in: Any, registers: Any) -> None:
    page = signed_in().post(f"{registers.path}/import", data={})
    assert page.status_code == 200
    assert "Choose the file that holds the register." in page.text


def test_a_file_can_be_let_go_of(signed_in: Any, registers: Any, session: scoped_session[Session]) -> None:
    browser = signed_in()
    preview = send(browser, registers, as_csv(ORDINARY)).location
    assert "Nothing was imported." in browser.post(f"{preview}/discard", follow_redirects=True).text
    assert number_of(session, RegisterUpload) == 0
    assert browser.get(preview).status_code == 404


def test_anothers_file_is_not_there(signed_in: Any, registers: Any) -> None:
    preview = send(signed_in(), registers, as_csv(ORDINARY)).location
    other = signed_in(email="eve@example.org")
    assert other.get(preview).status_code == 404
    assert other.post(f"{preview}/confirm").status_code == 404
    assert other.post(f"{preview}/discard").status_code == 404


def test_names_from_a_spreadsheet_are_never_markup(signed_in: Any, registers: Any) -> None:
    browser = signed_in()
    rows = [[*HEAD, "<b>note</b>"], ["<script>alert(1)</script>", "Chile", "A", "<i>x</i>"]]
    preview = send(browser, registers, as_csv(rows), "<img src=x>.csv").location
    page = browser.get(preview).text + browser.post(f"{preview}/confirm", follow_redirects=True).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>note" not in page
