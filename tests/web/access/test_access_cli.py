from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.access import queries
from consult.access.cli import group
from consult.access.rules import EmailTaken, GrantRefused, GrantValue, Role
from consult.membership.records import Coalition
from consult.shared.errors import NotFound

ADD = ["account", "add", "Ann@example.org", "--name", "Ann", "--role"]


@pytest.fixture
def run(app: Any) -> Any:
    return lambda *arguments, **more: CliRunner().invoke(group, list(arguments), **more)


def test_the_first_account_is_made_with_a_password_printed_once(run: Any, browser: Any) -> None:
    done = run(*ADD, "administrator")
    assert done.exit_code == 0, done.output
    assert browser.sign_in("ann@example.org", done.output.split()[-1]).status_code == 302
    assert browser.get("/accounts").status_code == 200


def test_a_password_may_be_asked_for(run: Any, browser: Any) -> None:
    done = run(*ADD, "administrator", "--ask-password", input="four more words\nfour more words\n")
    assert done.exit_code == 0, done.output
    assert "four more words" not in done.output
    assert browser.sign_in("ann@example.org", "four more words").status_code == 302
    assert run(*ADD, "administrator", "--ask-password", input="short\nshort\n").exit_code == 2


def test_a_coalition_is_named_by_its_mark(run: Any, session: scoped_session[Session]) -> None:
    coalition = Coalition(mark="A", name="Coalition A")
    session.add(coalition)
    session.commit()
    assert run(*ADD, "board", "--coalition", "A").exit_code == 0
    (row,) = queries.accounts(session())
    assert row.grants[0].value == GrantValue(Role.BOARD, coalition.id)
    listed = run("account", "list", "--json")
    assert json.loads(listed.output)["roles"] == ["board"]
    assert "ann@example.org\tAnn\t\tboard" in run("account", "list").output


@pytest.mark.parametrize("demo_mode", [True, False], ids=["demonstration", "installation"])
def test_a_demonstration_marks_its_accounts(run: Any, demo_mode: bool) -> None:
    assert run(*ADD, "administrator").exit_code == 0
    assert json.loads(run("account", "list", "--json").output).get("fictitious", False) is demo_mode


def test_what_cannot_be_leaves_nothing(run: Any, session: scoped_session[Session]) -> None:
    assert isinstance(run(*ADD, "board", "--coalition", "Z").exception, NotFound)
    assert isinstance(run(*ADD, "board", "--consultation", "Z").exception, NotFound)
    assert isinstance(run(*ADD, "board").exception, GrantRefused)
    session.rollback()
    assert queries.accounts(session()) == []
    run(*ADD, "administrator")
    assert isinstance(run(*ADD, "administrator").exception, EmailTaken)
