"""The register and one organisation on pages."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.membership.records import Organisation
from consult.shared.database import db

WITHOUT = [Role.LEAD_CONSULTANT, Role.BOARD, Role.TRANSLATOR, Role.INTERVIEWER, Role.OBSERVER, Role.FACILITATOR]


def test_the_register_lists_its_members(signed_in: Any, filled: Any) -> None:
    page = signed_in().get(filled.path)
    assert page.status_code == 200
    for text in (
        "Médecins d’ailleurs",
        "دار سهل ورسان",
        "Côte d’Ivoire",
        "Middle East and North Africa",
        "3 organisations match",
    ):
        assert text in page.text
    assert "Союз Велимост" not in page.text  # a member of the other coalition only
    assert "zoe@ailleurs.example" not in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=medecins", ["Médecins d’ailleurs"]),
        ("region=americas", ["Red Valdoriega"]),
        ("kind=national_ngo&language=ar", ["دار سهل ورسان"]),
        ("kind=nonsense&region=x&page=abc", ["Médecins d’ailleurs", "Red Valdoriega", "دار سهل ورسان"]),
        ("q=nobody", []),
    ],
)
def test_the_register_is_searched_and_filtered(signed_in: Any, filled: Any, query: str, shown: list[str]) -> None:
    page = signed_in().get(f"{filled.path}?{query}").text
    for name in ("Médecins d’ailleurs", "Red Valdoriega", "دار سهل ورسان"):
        assert (f"<bdi>{name}</bdi>" in page) is (name in shown)
    assert ("No organisation matches." in page) is (not shown)


def test_an_empty_register_says_what_to_do_next(signed_in: Any, registers: Any) -> None:
    page = signed_in().get(registers.path).text
    assert "The register is empty." in page
    assert f"{registers.path}/import" in page


def test_an_organisation_shows_its_places_and_contacts(
    signed_in: Any, filled: Any, session: scoped_session[Session]
) -> None:
    doctors = session.scalars(select(Organisation).where(Organisation.country == "CI")).one()
    page = signed_in().get(f"{filled.path}/{doctors.id}").text
    for text in ("Médecins d’ailleurs", "French", "2009", "zoe@ailleurs.example", "https://ailleurs.example"):
        assert text in page
    union = session.scalars(select(Organisation).where(Organisation.country == "RU")).one()
    assert signed_in(email="eve@example.org").get(f"{filled.path}/{union.id}").status_code == 404


@pytest.mark.parametrize("role", WITHOUT)
def test_whoever_has_no_right_to_the_register_is_refused(signed_in: Any, filled: Any, role: Role) -> None:
    browser = signed_in(role)
    assert browser.get(filled.path).status_code == 403
    assert browser.get(f"{filled.path}/import").status_code == 403


def test_another_coalitions_register_is_not_there(signed_in: Any, filled: Any) -> None:
    browser = signed_in()
    assert browser.get(f"/coalitions/{filled.b}/members").status_code == 404
    assert browser.get("/coalitions/nothing/members").status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(browser: Any, filled: Any) -> None:
    assert "/sign-in" in browser.get(filled.path).location


def test_a_role_in_one_consultation_reaches_the_register(
    open_browser: Any, person: Any, filled: Any, session: scoped_session[Session], consultation_id: str
) -> None:
    person("ola@example.org", GrantValue(Role.COORDINATOR, filled.a, consultation_id))
    browser = open_browser()
    browser.sign_in("ola@example.org")
    assert browser.get(filled.path).status_code == 200
    assert browser.get(f"/coalitions/{filled.b}/members").status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar", "ru"])
def test_the_register_speaks_the_readers_language(signed_in: Any, filled: Any, language: str) -> None:
    page = signed_in().get(filled.path, headers={"Accept-Language": language}).text
    assert f'lang="{language}"' in page
    names = {"fr": "Mexique", "ar": "المكسيك", "ru": "Мексика"}
    assert names[language] in page


def test_a_page_takes_at_most_twelve_statements(signed_in: Any, filled: Any) -> None:
    browser = signed_in()
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if "SAVEPOINT" not in statement:  # the suite's own
            seen.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    assert browser.get(filled.path).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(seen) <= 12, seen
