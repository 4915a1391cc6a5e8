"""Forms of the instrument's pages: publish with goals, correct a wording, ask a part again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from consult.instrument.rules import Goals
from consult.shared.text import clean_text
from consult.shared.wording import NAMES, SHIPPED

LETTERS = 80
REASON = InputRequired(_l("Say in a sentence why; members and the other strand can read it."))


class PublishForm(FlaskForm):
    """The reference instrument with the coalition's own goals, one per line and language."""

    reason = StringField(_l("Why this version"), validators=[REASON])

    def goals(self, tags: Sequence[str]) -> Goals:
        """Return the goals as {code: {language: text}}; raises `ValueError` naming a language with another number."""
        lines = {tag: _lines(self[f"goals-{tag}"].data) for tag in tags}
        numbers = {len(found) for found in lines.values() if found}
        if len(numbers) > 1:
            raise ValueError(_("Every language needs the same number of goals, in the same order."))
        count = numbers.pop() if numbers else 0
        return {f"goal_{at + 1}": {tag: found[at] for tag, found in lines.items() if found} for at in range(count)}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in clean_text(text or "").split("\n") if line.strip()]


for _tag in SHIPPED:
    setattr(
        PublishForm,
        f"goals-{_tag}",
        TextAreaField(_l("The coalition's goals, one per line (%(language)s)", language=NAMES[_tag])),
    )


class CorrectForm(FlaskForm):
    """One corrected wording, and whether those who read the old one are asked again."""

    language = SelectField(_l("Language"))
    key = SelectField(_l("Which wording"))
    text = TextAreaField(_l("The corrected wording"), validators=[InputRequired(_l("Write the corrected wording."))])
    reason = StringField(_l("What was wrong with it"), validators=[REASON])
    ask_again = BooleanField(_l("Ask this part again of everybody who answered in this language"))
    part = SelectField(_l("The part to ask again"))


def correct_form(tags: Sequence[str], keys: Mapping[str, str], parts: Mapping[str, str]) -> CorrectForm:
    """Return the form with the choices of one version: `keys` and `parts` with what each says."""
    form = CorrectForm()
    form.language.choices = [SelectChoice(tag, NAMES.get(tag, tag)) for tag in tags]
    form.key.choices = [_called(key, text) for key, text in keys.items()]
    form.part.choices = [_called(part, text) for part, text in parts.items()]
    return form


def _called(code: str, text: str) -> SelectChoice:
    return SelectChoice(code, f"\u2068{shorten(text, LETTERS, placeholder='…')}\u2069 ({code})")
