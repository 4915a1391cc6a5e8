"""Forms of the console: what was said, what was written in silence, an idea card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from consult.meeting.labels import ATTRIBUTIONS, GROUPS, MEDIA
from consult.meeting.queries.agenda import DelegationView
from consult.meeting.rules.kinds import Attribution, Group, Medium
from consult.membership.labels import language_name
from consult.shared.text import clean_text
from consult.shared.wording import SHIPPED

LONGEST = 4000
NO_WORDS = _l("Write the words.")
TOO_LONG = _l("Shorten it to 4,000 characters, or take it down in two parts.")


class WordsForm(FlaskForm):
    """Words in one language, with a translation if an interpreter gave one."""

    text = TextAreaField(
        _l("The words"), [InputRequired(_l("Write the words.")), Length(max=LONGEST, message=TOO_LONG)]
    )
    language = SelectField(_l("In which language"))
    translation = TextAreaField(_l("Translation"), [Length(max=LONGEST, message=TOO_LONG)])
    translation_language = SelectField(_l("Translated into"))

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse words that are blank once they are cleaned."""
        if not clean_text(field.data or ""):
            raise ValidationError(str(NO_WORDS))

    @property
    def translations(self) -> dict[str, str]:
        """Return the translation by its language, nothing if there is none."""
        text = clean_text(self.translation.data or "")
        return {self.translation_language.data: text} if text else {}


Spoken = TypeVar("Spoken", bound=WordsForm)


class InterventionForm(WordsForm):
    """What somebody said, or wrote on paper in silence, and how it may be described outside the room."""

    delegation = SelectField(_l("Who spoke"))
    group = SelectField(_l("If you do not know the delegation, at least for whom"))
    attribution = RadioField(_l("How it may be described outside the room"))

    def validate_group(self, field: SelectField) -> None:
        """Refuse words of nobody."""
        if not self.delegation.data and not field.data:
            raise ValidationError(_("Choose the delegation, or at least its group."))

    def validate_attribution(self, field: RadioField) -> None:
        """Refuse a name beside words of an unknown delegation."""
        if not self.delegation.data and field.data == Attribution.DELEGATION.value:
            raise ValidationError(_("Choose the delegation if its name is to stand beside the words."))

    def values(self) -> dict[str, Any]:
        """Return what was filled in, under the names of the operation."""
        return {
            "delegation_id": self.delegation.data or None,
            "group": Group(self.group.data) if self.group.data and not self.delegation.data else None,
            "language": self.language.data,
            "text": self.text.data or "",
            "attribution": Attribution(self.attribution.data),
            "translations": self.translations,
        }


class CardForm(WordsForm):
    """An idea card handed in on paper, or spoken aloud."""

    medium = RadioField(_l("It came in"))


class ClusterForm(FlaskForm):
    """The name of cards that say the same."""

    name = StringField(_l("Name of a new cluster"), [Length(max=120)])
    language = SelectField(_l("In which language"))


def intervention_form(
    delegations: Sequence[DelegationView], languages: Sequence[str], usual: Mapping[str, Any]
) -> InterventionForm:
    """Return the form with the delegations in the room first."""
    form = InterventionForm(data=dict(usual))
    here = [one for one in delegations if one.arrived_at]
    away = [one for one in delegations if not one.arrived_at]
    named = [SelectChoice(one.id, one.name) for one in here]
    named += [SelectChoice(one.id, _("%(name)s (not in the room yet)", name=one.name)) for one in away]
    form.delegation.choices = [SelectChoice("", _("Delegation not known")), *named]
    form.group.choices = [SelectChoice("", "–"), *(SelectChoice(one.value, str(GROUPS[one])) for one in Group)]
    form.attribution.choices = [SelectChoice(one.value, str(ATTRIBUTIONS[one])) for one in Attribution]
    return _speaks(form, languages)


def card_form(languages: Sequence[str], usual: Mapping[str, Any]) -> CardForm:
    """Return the form of an idea card."""
    form = CardForm(data=dict(usual))
    form.medium.choices = [SelectChoice(one.value, str(MEDIA[one])) for one in (Medium.PAPER, Medium.SPOKEN)]
    return _speaks(form, languages)


def cluster_form(languages: Sequence[str], usual: Mapping[str, Any]) -> ClusterForm:
    """Return the form that names a cluster."""
    form = ClusterForm(data=dict(usual))
    form.language.choices = _languages(languages)
    return form


def _speaks(form: Spoken, languages: Sequence[str]) -> Spoken:
    form.language.choices = _languages(languages)
    form.translation_language.choices = _languages(SHIPPED)
    return form


def _languages(tags: Sequence[str]) -> list[SelectChoice]:
    """Return the choices, those of the meeting first: others may be spoken too."""
    every = dict.fromkeys((*tags, *SHIPPED))
    return [SelectChoice(tag, language_name(tag)) for tag in every]
