"""The one decorator every view carries, and the reader it checks.

`allow` asks for a permission within a scope, `for_everyone` says why anybody may see the page,
`for_invited` marks a member's page. Answers: nobody signed in → to sign in; a thing that is not
there, or in which the reader holds nothing → 404; a right they lack where they do hold one → 403.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from consult.access.labels import ROLE_NAMES
from consult.access.queries import grants_of
from consult.access.rules import GrantValue, Permission, Role, Scope, covers, permits
from consult.shared.database import db
from consult.shared.errors import SignedOut
from consult.shared.typed import typed

View = TypeVar("View", bound=Callable[..., Any])  # Any: whatever a view takes and returns
ScopeFinder = Callable[..., Scope | None]

THIRD_PARTY_ROUTES: Mapping[str, str] = {
    "static": "style sheets, scripts and icons hold nothing about anybody",
    "security.login": "signing in, by Flask-Security",
    "security.logout": "signing out, by Flask-Security; harmless for whoever is not signed in",
    "security.change_password": "asks for the present password of the account signed in, by Flask-Security",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a view declares; found on it as `view.policy`."""

    kind: str
    permission: Permission | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is signed in, with everything they were granted."""

    account_id: str
    name: str
    email: str
    language: str | None
    grants: tuple[GrantValue, ...]

    @property
    def role_label(self) -> str:
        """Return the role in words if the reader has one role only, else nothing."""
        roles = {grant.role for grant in self.grants}
        return str(ROLE_NAMES[roles.pop()]) if len(roles) == 1 else ""

    def within(self, scope: Scope) -> tuple[GrantValue, ...]:
        """Return the grants that reach `scope`."""
        return tuple(grant for grant in self.grants if covers(grant, scope))

    def roles_in(self, scope: Scope) -> frozenset[Role]:
        """Return the reader's roles in `scope`."""
        return frozenset(grant.role for grant in self.within(scope))

    def may(self, permission: Permission, scope: Scope | None = None) -> bool:
        """Tell whether the reader has `permission` in `scope`; without a scope, anywhere at all."""
        return permits(self.grants if scope is None else self.within(scope), permission)

    def may_in_every_coalition(self, permission: Permission, scope: Scope) -> bool:
        """Tell whether the reader has `permission` for each of the coalitions that a whole consultation asks."""
        return bool(scope.coalitions) and all(
            self.may(permission, Scope(coalition_id, scope.consultation_id)) for coalition_id in scope.coalitions
        )


def reader() -> Reader | None:
    """Return who is signed in, or None; one SELECT for the grants, once per request."""
    if "reader" not in g:
        account = current_user._get_current_object() if current_user and current_user.is_authenticated else None
        g.reader = account and Reader(
            account_id=account.id,
            name=account.name,
            email=account.email,
            language=account.language,
            grants=grants_of(db.session(), account.id),
        )
    return cast(Reader | None, g.reader)


def signed_in() -> Reader:
    """Return who is signed in, in a view that `allow` or `for_signed_in` guards."""
    found = reader()
    assert found is not None
    return found


def allow(
    permission: Permission, on: ScopeFinder | None = None, *, in_every_coalition: bool = False
) -> Callable[[View], View]:
    """Let staff with `permission` in the scope that `on(**url_values)` finds pass; without `on`, with it anywhere.

    `in_every_coalition`: what is done for a whole consultation takes the right in each of its coalitions.
    """

    def check(found: Reader, url_values: dict[str, Any]) -> None:
        grants = found.grants
        if on is not None:
            scope = on(**url_values)
            grants = found.within(scope) if scope is not None else ()
            if scope is None or not grants:
                abort(404)
            if in_every_coalition and not found.may_in_every_coalition(permission, scope):
                abort(403)
        if not permits(grants, permission):
            abort(403)

    return _guarded(Policy("allow", permission), check)


def for_signed_in(reason: str) -> Callable[[View], View]:
    """Let anybody with an account pass: the page shows nobody but its reader, and `reason` says so."""
    return _guarded(Policy("signed_in", reason=reason), lambda _reader, _values: None)


def for_everyone(reason: str) -> Callable[[View], View]:
    """Mark a view that anybody may see, and say why."""

    def mark(view: View) -> View:
        view.policy = Policy("everyone", reason=reason)  # type: ignore[attr-defined]  # - a mark on the view
        return view

    return mark


def for_invited(view: View) -> View:
    """Mark a member's page. That the signed cookie holds an open answer is checked by `consult.collection` itself."""
    view.policy = Policy("invited")  # type: ignore[attr-defined]  # - a mark on the view
    return view


def _guarded(policy: Policy, check: Callable[[Reader, dict[str, Any]], None]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**url_values: Any) -> ResponseReturnValue:
            found = reader()
            if found is None:
                return to_sign_in()
            check(found, url_values)
            return cast(ResponseReturnValue, view(**url_values))

        guarded.policy = policy  # type: ignore[attr-defined]  # - a mark on the view
        return cast(View, guarded)

    return guard


def to_sign_in() -> ResponseReturnValue:
    """Send the reader to sign in and, where that is possible, back to the page they wanted."""
    if (held := typed()) is not None and held.texts:
        raise SignedOut
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=wanted))
