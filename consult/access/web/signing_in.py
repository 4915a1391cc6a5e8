"""Flask-Security, set up for signing in, signing out and changing a password; everything else is off.

Its forms get our limits and words, its messages our catalogue, its hashing a queue.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, abort, current_app
from flask_babel import lazy_gettext as _l
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    Security,
    SQLAlchemyUserDatastore,
    current_user,
    password_changed,
)
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from consult.access.forms import PASSWORD_AT_LEAST, PASSWORD_AT_MOST, email_text, plain_text
from consult.access.operations import ARGON2, set_password
from consult.access.records import Account
from consult.access.rules import is_own_path, normal_email
from consult.access.web.tries import CODE_TRIES, FewAtOnce, Tries
from consult.shared.database import db, writing
from consult.shared.identifiers import digest
from consult.shared.time import now

MISSING = _l("Please fill this in.")
TOO_LONG = _l("This is too long.")
REASONABLE = [InputRequired(MISSING), Length(max=PASSWORD_AT_MOST, message=TOO_LONG)]
OPTIONS: dict[str, Any] = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "CHANGE_URL": "/change-password",
    "LOGOUT_METHODS": ["POST"],
    "POST_CHANGE_VIEW": "/account",
    "CHANGEABLE": True,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "FRESHNESS": timedelta(-1),  # nothing asks for a second sign-in: no /verify
    "STATIC_FOLDER": None,
    "API_ENABLED_METHODS": ["session"],
    "RETURN_GENERIC_RESPONSES": True,
    "DATETIME_FACTORY": now,
    "CACHE_CONTROL": None,  # theirs reads "no-store=True"; every page of ours says no-store
    "JOIN_USER_ROLES": False,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": normal_email, "case_insensitive": False}}],
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_HASH_PASSLIB_OPTIONS": {f"argon2__{name}": value for name, value in ARGON2.items()},
    "PASSWORD_SALT": "",
    "PASSWORD_LENGTH_MIN": PASSWORD_AT_LEAST,
    "MSG_GENERIC_AUTHN_FAILED": (
        _l("This address and password do not belong together. Please check both and try again."),
        "error",
    ),
    "MSG_INVALID_PASSWORD": (_l("This is not your present password."), "error"),
    "MSG_PASSWORD_NOT_PROVIDED": (MISSING, "error"),
    "MSG_PASSWORD_IS_THE_SAME": (_l("The new password is the present one. Please choose another."), "error"),
    "MSG_PASSWORD_INVALID_LENGTH": (_l("Please choose a password of at least %(length)s characters."), "error"),
    "MSG_PASSWORD_CHANGE": (_l("Your password is changed, and your other browsers are signed out."), "success"),
    "MSG_UNAUTHENTICATED": (_l("Please sign in to see this page."), "info"),
}


class SignInForm(LoginForm):
    """Address and password, tried a limited number of times per address."""

    email = EmailField(
        _l("E-mail address"), [InputRequired(MISSING), Length(max=254, message=TOO_LONG)], filters=[email_text]
    )
    password = PasswordField(_l("Password"), REASONABLE, filters=[plain_text])
    next = HiddenField()
    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own_path(self.next.data):
            self.next.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Verify the password, unless this address was tried too often."""
        tries: Tries = current_app.extensions["consult.tries"]
        key = digest(self.email.data or "")
        if not tries.take(key, now()):
            abort(429)
        if not super().validate(**kwargs):
            return False
        tries.forget(key)
        return True


class NewPasswordForm(ChangePasswordForm):
    """The present password and, twice, the new one."""

    password = PasswordField(_l("Present password"), REASONABLE, filters=[plain_text])
    new_password = PasswordField(_l("New password"), REASONABLE, filters=[plain_text])
    new_password_confirm = PasswordField(
        _l("New password again"),
        [InputRequired(MISSING), EqualTo("new_password", _l("The two new passwords differ. Please type them again."))],
        filters=[plain_text],
    )

    def validate(self, **kwargs: Any) -> bool:
        """Verify the present password, unless it was tried too often."""
        tries: Tries = current_app.extensions["consult.tries"]
        if not tries.take(current_user.id, now()):
            abort(429)
        return bool(super().validate(**kwargs))


class OurWords:
    """Stands in for the library's own catalogue: the messages above are translated with the rest of our words."""

    def gettext(self, message: object, **values: object) -> str:
        """Return a message in the reader's language."""
        return str(message) % values if values else str(message)


def set_up_signing_in(app: Flask) -> None:
    """Attach Flask-Security; `CSRFProtect` must be attached already."""
    app.config.update({f"SECURITY_{name}": value for name, value in OPTIONS.items()})
    # Both run as reading transactions: no lock is held while argon2 works. `store_new_password` writes afterwards.
    app.config["READING_ENDPOINTS"] |= {"security.login", "security.change_password"}
    app.extensions["consult.tries"] = Tries()
    app.extensions["consult.code_tries"] = Tries(limit=CODE_TRIES)
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, Account, None),
        login_form=SignInForm,
        change_password_form=NewPasswordForm,
    )
    security.i18n_domain = OurWords()
    security.pwd_context = FewAtOnce(security.pwd_context)
    security.want_json(lambda _request: False)  # JSON answers would offer tokens that outlive a browser session
    security.login_manager.request_loader(lambda _request: None)  # and would accept them
    password_changed.connect(store_new_password, app)


def store_new_password(_app: Flask, user: Account, **_values: object) -> None:
    """Store what the library changed on `user` in a writing transaction of its own, and end the other sessions."""
    account_id, password_hash, uniquifier = user.id, user.password, user.fs_uniquifier
    assert password_hash is not None
    db.session.rollback()
    writing.set(True)
    set_password(db.session(), account_id, password_hash, uniquifier)
    db.session.commit()
