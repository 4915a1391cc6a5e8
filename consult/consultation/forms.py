"""The form of the mandate: one text per offered language, fixed choices, dates that follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.consultation.labels import BASES, MODES, RULES
from consult.consultation.rules import ORGANISATION_MODES, DecisionBase, DecisionRule, Mandate, Mode
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.text import clean_text
from consult.shared.time import check_years
from consult.shared.wording import NAMES, SHIPPED

TEXTS = {
    "title": _l("Title, as members see it"),
    "question": _l("The question put to members"),
    "already_discussed": _l("What the leaderships have already discussed"),
    "still_open": _l("What is still open"),
}
MOST = 2
ONE_OR_TWO = _l("Choose one or two coalitions.")


def plausible(_form: FlaskForm, field: DateField) -> None:
    """Refuse a day whose year nobody can mean."""
    try:
        check_years(field.data)
    except NotAllowedNow as refused:
        raise ValidationError(tell(refused)) from refused


NEEDED = InputRequired(_l("Fill this in; the consultation cannot begin without it."))


class Criteria(TextAreaField):
    """Appraisal criteria, one per line."""

    def lines(self) -> list[str]:
        """Return the criteria, empty lines dropped."""
        return [line for line in clean_text(self.data or "").split("\n") if line.strip()]

    def pre_validate(self, form: MandateForm) -> None:
        """Refuse fewer lines than another language has: nobody could tell which line belongs to which."""
        if (own := self.lines()) and len(own) < max(len(field.lines()) for field in form.criteria_fields()):
            raise ValidationError(_("Write as many criteria as in the other languages, in the same order."))


class MandateForm(FlaskForm):
    """What both boards sign. The texts and criteria of each language are added by `WordedMandateForm`."""

    languages = SelectMultipleField(
        _l("Languages members may answer in"), validators=[InputRequired(_l("Choose at least one language."))]
    )
    opens_on = DateField(_l("Collection opens on"), validators=[NEEDED, plausible])
    closes_on = DateField(_l("Collection closes on"), validators=[NEEDED, plausible])
    withdraw_until = DateField(_l("Members may withdraw their answer until"), validators=[NEEDED, plausible])
    meeting_on = DateField(_l("Joint meeting on"), validators=[Optional(), plausible])
    mode = RadioField(_l("Answers of organisations"))
    individual_mode = RadioField(_l("Answers people give in their own name"))
    decision_rule = SelectField(_l("How the members decide"))
    decision_threshold = IntegerField(
        _l("Share needed, in per cent"),
        validators=[NEEDED, NumberRange(1, 100, _l("Write a whole number from 1 to 100."))],
    )
    decision_base = SelectField(_l("Share of what"))
    quorum = IntegerField(
        _l("Quorum: share of the members who must vote, in per cent"),
        validators=[NEEDED, NumberRange(0, 100, _l("Write a whole number from 0 to 100."))],
    )

    def validate_closes_on(self, field: DateField) -> None:
        """Refuse a close before the opening."""
        if self.opens_on.data and field.data and field.data <= self.opens_on.data:
            raise ValidationError(_("Collection must close after it opens."))

    def validate_withdraw_until(self, field: DateField) -> None:
        """Refuse to end withdrawal before collection."""
        if self.closes_on.data and field.data and field.data < self.closes_on.data:
            raise ValidationError(_("Members must be able to withdraw at least until collection closes."))

    def texts(self) -> list[Any]:  # Any: WTForms fields, untyped
        """Return the fields of the wordings, field by field, language by language."""
        return [self[f"{name}-{tag}"] for name in TEXTS for tag in SHIPPED]

    def criteria(self) -> list[dict[str, str]]:
        """Return the criteria: the same line of every language is the same criterion."""
        lines = {tag: self[f"criteria-{tag}"].lines() for tag in SHIPPED}
        count = max(map(len, lines.values()))
        return [{tag: own[at] for tag, own in lines.items() if at < len(own)} for at in range(count)]

    def criteria_fields(self) -> list[Any]:  # Any: WTForms fields, untyped
        """Return the fields of the criteria, language by language."""
        return [self[f"criteria-{tag}"] for tag in SHIPPED]

    def mandate(self) -> Mandate:
        """Return what was filled in."""

        def worded(name: str) -> dict[str, str]:
            found = {tag: clean_text(self[f"{name}-{tag}"].data or "") for tag in SHIPPED}
            return {tag: text for tag, text in found.items() if text}

        return Mandate(
            title=worded("title"),
            question=worded("question"),
            already_discussed=worded("already_discussed"),
            still_open=worded("still_open"),
            criteria=self.criteria(),
            languages=[tag for tag in SHIPPED if tag in self.languages.data],
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            withdraw_until=self.withdraw_until.data,
            meeting_on=self.meeting_on.data,
            decision_rule=DecisionRule(self.decision_rule.data),
            decision_base=DecisionBase(self.decision_base.data),
            decision_threshold=self.decision_threshold.data,
            quorum=self.quorum.data,
            mode=Mode(self.mode.data),
            individual_mode=Mode(self.individual_mode.data),
        )


def _label(name: str, tag: str) -> str:
    return f"{TEXTS[name]} (\u2068{NAMES[tag]}\u2069)"


def _field(name: str, tag: str) -> TextAreaField:
    # the class is built once for every reader: its labels are worded when they are read
    return TextAreaField(LazyString(_label, name, tag), validators=[Optional()], render_kw={"lang": tag})


def _criteria_label(tag: str) -> str:
    name = f"\u2068{NAMES[tag]}\u2069"
    return str(_("Criteria by which options will be weighed, one per line (%(language)s)", language=name))


def _criteria(tag: str) -> Criteria:
    return Criteria(LazyString(_criteria_label, tag), validators=[Optional()], render_kw={"lang": tag})


class WordedMandateForm(MandateForm):
    """The mandate with one field per text and language; a class built once (decision 4)."""


for _tag in SHIPPED:
    for _name in TEXTS:
        setattr(WordedMandateForm, f"{_name}-{_tag}", _field(_name, _tag))
    setattr(WordedMandateForm, f"criteria-{_tag}", _criteria(_tag))


Form = TypeVar("Form", bound=WordedMandateForm)


class BeginForm(WordedMandateForm):
    """The mandate, and which coalitions ask: one, or two side by side."""

    coalitions = SelectMultipleField(
        _l("Which coalitions ask their members"),
        validators=[InputRequired(ONE_OR_TWO), Length(max=MOST, message=ONE_OR_TWO)],
    )


def mandate_form(values: Mapping[str, Any] | None = None) -> WordedMandateForm:
    """Return the form, filled with `values` unless something was posted."""
    return _with_choices(WordedMandateForm(data=dict(values or {})))


def begin_form(coalitions: Sequence[tuple[str, str]], values: Mapping[str, Any]) -> BeginForm:
    """Return the form that offers `coalitions` (id, name) and takes no others; up to two are chosen beforehand."""
    chosen = [value for value, _name in coalitions] if len(coalitions) <= MOST else []
    form = _with_choices(BeginForm(data={**values, "coalitions": chosen}))
    form.coalitions.choices = [SelectChoice(value, name) for value, name in coalitions]
    form.coalitions.data = list(dict.fromkeys(form.coalitions.data or []))  # posted twice is chosen once
    return form


def _with_choices(form: Form) -> Form:
    form.languages.choices = [SelectChoice(tag, NAMES[tag]) for tag in SHIPPED]
    form.decision_rule.choices = [SelectChoice(rule.value, str(RULES[rule])) for rule in DecisionRule]
    form.mode.choices = [SelectChoice(mode.value, str(MODES[mode])) for mode in ORGANISATION_MODES]
    form.individual_mode.choices = [SelectChoice(mode.value, str(MODES[mode])) for mode in Mode]
    form.decision_base.choices = [SelectChoice(base.value, str(BASES[base])) for base in DecisionBase]
    return form
