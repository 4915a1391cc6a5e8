"""How long decision links work."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, ValidationError
from wtforms.validators import InputRequired

from consult.shared.time import today

USUAL = timedelta(days=180)
LONGEST = timedelta(days=730)


class LinksForm(FlaskForm):
    """The last day on which links open anything."""

    expires_on = DateField(
        _l("The links work until"),
        description=_l("Long enough to vote, and to read the result and what follows from it."),
        validators=[InputRequired(_l("Choose a day."))],
    )

    def validate_expires_on(self, field: DateField) -> None:
        """Refuse a day that is over, and one years away: a link is a key."""
        if field.data and not today() < field.data <= today() + LONGEST:
            raise ValidationError(_("Choose a day after today, within two years."))


def links_form(expires_on: date | None = None) -> LinksForm:
    """Return the form, with the day half a year away unless one is known."""
    return LinksForm(data={"expires_on": expires_on or today() + USUAL})
