"""Forms of polls: the question, slips of paper, and an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from consult.meeting.labels import LEVELS
from consult.meeting.queries.agenda import DelegationView
from consult.meeting.rules.kinds import POLLED, Level
from consult.shared.text import clean_line
from consult.shared.wording import NAMES

COUNT = _l("Write a whole number, 0 or more.")


class PollForm(FlaskForm):
    """The question of a poll in the languages of the meeting; `poll_form` makes its class."""

    def questions(self) -> list[Any]:  # Any: WTForms fields, untyped
        """Return the fields of the question, language by language."""
        return [field for field in self if field.name.startswith("question-")]

    def question(self) -> dict[str, str]:
        """Return the question as it was filled in, by language."""
        found = {field.name.removeprefix("question-"): clean_line(field.data or "") for field in self.questions()}
        return {tag: text for tag, text in found.items() if text}


class SlipsForm(FlaskForm):
    """Slips of paper: who handed one in, and how many of each answer were counted."""

    delegations = SelectMultipleField(_l("Delegations that handed in a slip"))
    support = IntegerField(LEVELS[Level.SUPPORT], [InputRequired(COUNT), NumberRange(min=0, message=COUNT)], default=0)
    unsure = IntegerField(LEVELS[Level.UNSURE], [InputRequired(COUNT), NumberRange(min=0, message=COUNT)], default=0)
    oppose = IntegerField(LEVELS[Level.OPPOSE], [InputRequired(COUNT), NumberRange(min=0, message=COUNT)], default=0)

    def counts(self) -> dict[Level, int]:
        """Return how many slips of each level were counted."""
        return {level: int(self[level.value].data or 0) for level in Level}


class AnswerForm(FlaskForm):
    """A delegation's answer to a poll."""

    level = RadioField(_l("Your answer"), [InputRequired(_l("Choose an answer."))])


def poll_form(languages: Sequence[str], usual: Mapping[str, str]) -> PollForm:
    """Return the form of a new poll; `usual` is the question of the poll it repeats."""
    fields = {
        f"question-{tag}": StringField(NAMES.get(tag, tag), [Length(max=300)], default=usual.get(tag, ""))
        for tag in languages
    }
    form: PollForm = type("PollForm", (PollForm,), fields)()
    return form


def slips_form(delegations: Sequence[DelegationView]) -> SlipsForm:
    """Return the form for paper: every delegation polls ask, whether or not it has answered by phone."""
    form = SlipsForm()
    form.delegations.choices = [SelectChoice(one.id, one.name) for one in delegations if one.group in POLLED]
    return form


def answer_form() -> AnswerForm:
    """Return the form of a phone."""
    form = AnswerForm()
    form.level.choices = [SelectChoice(level.value, str(LEVELS[level])) for level in Level]
    return form
