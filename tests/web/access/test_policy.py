from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden, NotFound

from consult.access import policy
from consult.access.policy import Policy, Reader, allow, for_everyone, for_invited, for_signed_in
from consult.access.rules import GrantValue, Permission, Role, Scope


@pytest.fixture
def request_here() -> Iterator[Callable[..., Any]]:
    app = Flask("small")
    app.add_url_rule("/sign-in", "security.login", lambda: "")
    return app.test_request_context  # type: ignore[return-value]


def reader_with(*grants: GrantValue) -> Reader:
    return Reader("id", "Ann", "ann@example.org", None, grants)


@pytest.fixture
def read_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Reader | None], None]:
    return lambda found: monkeypatch.setattr(policy, "reader", lambda: found)


def scope_of(strand_id: str) -> Scope | None:
    return {"own": Scope("a", "c"), "foreign": Scope("b", "c")}.get(strand_id)


@allow(Permission.INVITE, on=scope_of)
def invite(strand_id: str) -> str:
    return f"inviting {strand_id}"


@allow(Permission.MANAGE_ACCOUNTS)
def accounts() -> str:
    return "accounts"


def test_nobody_signed_in_is_sent_to_sign_in_and_back(request_here: Any, read_by: Any) -> None:
    read_by(None)
    with request_here("/strands/own?x=1"):
        assert invite(strand_id="own").location == "/sign-in?next=/strands/own?x%3D1"
    with request_here("/strands/own", method="POST"):
        assert invite(strand_id="own").location == "/sign-in"
    with request_here("/strands/nothing"):
        assert invite(strand_id="nothing").status_code == 302


@pytest.mark.parametrize("strand_id", ["foreign", "nothing"])
def test_what_is_foreign_answers_as_what_is_not_there(request_here: Any, read_by: Any, strand_id: str) -> None:
    read_by(reader_with(GrantValue(Role.COORDINATOR, "a", "c")))
    with request_here("/"), pytest.raises(NotFound):
        invite(strand_id=strand_id)


def test_a_right_that_is_lacking_is_forbidden(request_here: Any, read_by: Any) -> None:
    read_by(reader_with(GrantValue(Role.BOARD, "a", "c")))
    with request_here("/"), pytest.raises(Forbidden):
        invite(strand_id="own")


def test_a_right_held_elsewhere_does_not_help_here(request_here: Any, read_by: Any) -> None:
    read_by(reader_with(GrantValue(Role.BOARD, "a", "c"), GrantValue(Role.COORDINATOR, "b", "c")))
    with request_here("/"), pytest.raises(Forbidden):
        invite(strand_id="own")
    with request_here("/"):
        assert invite(strand_id="foreign") == "inviting foreign"


def test_without_a_scope_the_right_may_be_held_anywhere(request_here: Any, read_by: Any) -> None:
    with request_here("/"):
        read_by(reader_with(GrantValue(Role.ADMINISTRATOR)))
        assert accounts() == "accounts"
        read_by(reader_with(GrantValue(Role.COORDINATOR, "a")))
        with pytest.raises(Forbidden):
            accounts()
        read_by(reader_with())
        with pytest.raises(Forbidden):
            accounts()


def test_an_administrator_meets_content_nowhere(request_here: Any, read_by: Any) -> None:
    read_by(reader_with(GrantValue(Role.ADMINISTRATOR)))
    with request_here("/"), pytest.raises(NotFound):
        invite(strand_id="own")


def test_every_decorator_leaves_its_policy_on_the_view() -> None:
    def view() -> str:
        return ""

    assert invite.policy == Policy("allow", Permission.INVITE)
    assert for_everyone("because")(view).policy == Policy("everyone", reason="because")
    assert for_invited(view).policy == Policy("invited")
    assert for_signed_in("own")(view).policy == Policy("signed_in", reason="own")
    assert invite.__name__ == "invite"


def test_a_reader_knows_roles_and_rights_by_scope() -> None:
    reader = reader_with(GrantValue(Role.BOARD, "a", "c"), GrantValue(Role.COORDINATOR, "b"))
    assert reader.roles_in(Scope("a", "c")) == {Role.BOARD}
    assert reader.roles_in(Scope(None, "c", frozenset({"a", "b"}))) == {Role.BOARD, Role.COORDINATOR}
    assert reader.may(Permission.INVITE, Scope("b", "c"))
    assert not reader.may(Permission.INVITE, Scope("a", "c"))
    assert reader.may(Permission.INVITE)
