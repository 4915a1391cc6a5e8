"""The settings of a ballot, and votes that came on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.decision.labels import CHOICES
from consult.decision.rules.kinds import Choice
from consult.shared.text import clean_text
from consult.shared.wording import NAMES, SHIPPED

MOST = 500
DAY = InputRequired(_l("Choose a day."))


class BallotForm(FlaskForm):
    """The question in every language of the consultation, and the days of voting."""

    opens_on = DateField(_l("First day of voting"), validators=[DAY])
    closes_on = DateField(_l("Last day of voting"), validators=[DAY])

    tags: tuple[str, ...] = ()

    def validate_closes_on(self, field: DateField) -> None:
        """Refuse a last day before the first."""
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_("The last day of voting comes before the first."))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the fields, and that the question is asked in every language."""
        valid = bool(super().validate(extra_validators))
        for tag in self.tags:
            field = self[f"question-{tag}"]
            if not clean_text(field.data or ""):
                field.errors = [*field.errors, _("Ask the question in this language too: members vote in it.")]
                valid = False
        return valid

    def questions(self) -> list[Any]:  # Any: WTForms fields, untyped
        """Return the fields of the question, one for each language of the consultation."""
        return [self[f"question-{tag}"] for tag in self.tags]

    def question(self) -> dict[str, str]:
        """Return the question as it was worded."""
        return {tag: clean_text(self[f"question-{tag}"].data or "") for tag in self.tags}


def _label(tag: str) -> str:
    return str(_("The question (%(language)s)", language=f"\u2068{NAMES[tag]}\u2069"))


for _tag in SHIPPED:
    # the class is built once for every reader: its labels are worded when they are read
    _field = TextAreaField(
        LazyString(_label, _tag), validators=[Optional(), Length(max=MOST)], render_kw={"lang": _tag}
    )
    setattr(BallotForm, f"question-{_tag}", _field)


def ballot_form(tags: Sequence[str], values: Mapping[str, Any]) -> BallotForm:
    """Return the form for a consultation's languages, filled with `values` unless something was posted."""
    form = BallotForm(data=dict(values))
    form.tags = tuple(tags)
    for field in form.questions():
        field.flags.required = True
    return form


class SlipsForm(FlaskForm):
    """Which organisations handed in a slip, and what the slips say, counted."""

    organisations = SelectMultipleField(
        _l("Who handed in a slip"), validators=[InputRequired(_l("Tick the organisations that handed in a slip."))]
    )

    def counts(self) -> dict[Choice, int]:
        """Return the counted slips."""
        return {choice: self[choice.value].data or 0 for choice in Choice}


_WHOLE = _l("Write a whole number, 0 if there is none.")
for _choice in Choice:
    _number = IntegerField(
        CHOICES[_choice], default=0, validators=[InputRequired(_WHOLE), NumberRange(0, 10_000, _WHOLE)]
    )
    setattr(SlipsForm, _choice.value, _number)


def slips_form(voters: Sequence[tuple[str, str]]) -> SlipsForm:
    """Return the form for a coalition's voter list (id, name)."""
    form = SlipsForm()
    form.organisations.choices = [SelectChoice(value, name) for value, name in voters]
    return form
