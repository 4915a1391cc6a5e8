"""Forms of the account pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from consult.access.labels import ROLE_NAMES
from consult.access.rules import GrantValue, Role, normal_email
from consult.shared.text import clean_line

PASSWORD_AT_LEAST = 12
PASSWORD_AT_MOST = 200
_MISSING = _l("Please fill this in.")
_TOO_LONG = _l("This is too long.")


def _line(typed: str | None) -> str:
    return clean_line(typed or "")


def email_text(typed: object) -> str:
    """Return an address as accounts store it, whatever the request brought."""
    return normal_email(str(typed or ""))


def plain_text(typed: object) -> str:
    """Return a password as it was typed; a request of another kind may bring a number or nothing."""
    return "" if typed is None else str(typed)


class NewAccountForm(FlaskForm):
    """Whose account it is; the first password is made by the machine."""

    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_MISSING),
            Length(max=254, message=_TOO_LONG),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z", message=_l("Please write an address like name@organisation.org.")),
        ],
        [email_text],
    )
    name = StringField(_l("Name"), [InputRequired(_MISSING), Length(max=200, message=_TOO_LONG)], [_line])


class GrantForm(FlaskForm):
    """A role and where it holds."""

    role = SelectField(
        _l("Role"), [InputRequired(_MISSING)], choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()]
    )
    coalition = SelectField(_l("Coalition"))
    consultation = SelectField(_l("Consultation"))

    def value(self) -> GrantValue:
        """Return the grant that was chosen."""
        return GrantValue(Role(self.role.data), self.coalition.data or None, self.consultation.data or None)
