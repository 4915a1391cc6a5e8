"""Forms for answering a finding and moving an amendment: on a phone, and by whoever takes down what the room says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from consult.briefing.rules import TargetKind
from consult.meeting.labels import ATTRIBUTIONS, GROUPS, MEDIA
from consult.meeting.queries.agenda import DelegationView
from consult.meeting.rules.kinds import POLLED, Attribution, Group, Medium, Stance
from consult.membership.labels import language_name
from consult.shared.text import clean_text
from consult.shared.wording import SHIPPED

LONGEST = 4000
WE = {
    Stance.CONFIRMS: _l("We confirm it"),
    Stance.QUESTIONS: _l("We question it"),
    Stance.OBJECTS: _l("We object to it"),
    Stance.ADDS: _l("We add to it"),
}
TOO_LONG = _l("Shorten it to 4,000 characters.")


class SaidForm(FlaskForm):
    """Words in one language."""

    text = TextAreaField(
        _l("The words"), [InputRequired(_l("Write the words.")), Length(max=LONGEST, message=TOO_LONG)]
    )
    language = SelectField(_l("In which language"))

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse words that are blank once they are cleaned."""
        if not clean_text(field.data or ""):
            raise ValidationError(_("Write the words."))


class WrittenForm(SaidForm):
    """What is written in silence on a phone."""

    attribution = RadioField(_l("How it may be described outside the room"), default=Attribution.GROUP.value)


class TranslatedForm(SaidForm):
    """Words with a translation, if an interpreter gave one."""

    translation = TextAreaField(_l("Translation"), [Length(max=LONGEST, message=TOO_LONG)])
    translation_language = SelectField(_l("Translated into"))

    @property
    def translations(self) -> dict[str, str]:
        """Return the translation by its language, nothing if there is none."""
        text = clean_text(self.translation.data or "")
        return {self.translation_language.data: text} if text else {}


class ReactionForm(SaidForm):
    """What a delegation answers to a finding, from its phone."""

    target = StringField(_l("Which finding you answer"), [InputRequired(_l("Choose a finding."))])
    stance = RadioField(_l("What your delegation says"), validate_choice=False)
    attribution = RadioField(_l("How it may be described outside the room"), default=Attribution.GROUP.value)

    def validate_target(self, field: StringField) -> None:
        """Refuse what names no finding."""
        if field.data.partition(":")[0] not in set(TargetKind):
            raise ValidationError(_("Choose a finding."))

    def validate_stance(self, field: RadioField) -> None:
        """Refuse an answer that does not say what it does."""
        if field.data not in set(Stance):
            raise ValidationError(_("Choose what your delegation says."))

    def values(self) -> dict[str, Any]:
        """Return what was filled in, under the names of the operation."""
        kind, _colon, key = self.target.data.partition(":")
        return {
            "kind": TargetKind(kind),
            "key": key,
            "stance": Stance(self.stance.data),
            "language": self.language.data,
            "text": self.text.data or "",
            "attribution": Attribution(self.attribution.data),
        }


class TakenDownReactionForm(ReactionForm, TranslatedForm):
    """What somebody answered aloud or on paper."""

    delegation = SelectField(_l("Who answered"))
    group = SelectField(_l("If you do not know the delegation, at least for whom"))
    medium = RadioField(_l("It came in"), default=Medium.SPOKEN.value)

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
            **super().values(),
            "delegation_id": self.delegation.data or None,
            "group": Group(self.group.data) if self.group.data and not self.delegation.data else None,
            "medium": Medium(self.medium.data),
            "translations": self.translations,
        }


class AmendmentForm(TranslatedForm):
    """A change moved aloud or on paper, in the name of a group."""

    group = SelectField(_l("Moved by"))


def reaction_form(languages: Sequence[str], language: str, target: str = "") -> ReactionForm:
    """Return the form of a phone; `target` names a finding chosen before."""
    form = ReactionForm(data={"language": language, "target": target})
    _answers(form, languages)
    return form


def said_form(languages: Sequence[str], language: str) -> SaidForm:
    """Return the form of a phone for words alone."""
    form = SaidForm(data={"language": language})
    form.language.choices = _languages(languages)
    return form


def written_form(languages: Sequence[str], language: str) -> WrittenForm:
    """Return the form of a phone for silent writing."""
    form = WrittenForm(data={"language": language})
    form.attribution.choices = [SelectChoice(one.value, str(ATTRIBUTIONS[one])) for one in Attribution]
    form.language.choices = _languages(languages)
    return form


def taken_down_form(delegations: Sequence[DelegationView], languages: Sequence[str]) -> TakenDownReactionForm:
    """Return the form of whoever takes answers down; the delegations in the room come first."""
    form = TakenDownReactionForm()
    known = sorted(delegations, key=lambda one: one.arrived_at is None)
    form.delegation.choices = [
        SelectChoice("", _("Somebody whose delegation is not known")),
        *(SelectChoice(one.id, one.name) for one in known),
    ]
    form.group.choices = [SelectChoice("", "–"), *(SelectChoice(one.value, str(GROUPS[one])) for one in Group)]
    form.medium.choices = [SelectChoice(one.value, str(MEDIA[one])) for one in (Medium.SPOKEN, Medium.PAPER)]
    form.translation_language.choices = _languages(SHIPPED)
    _answers(form, languages)
    return form


def amendment_form(languages: Sequence[str]) -> AmendmentForm:
    """Return the form of whoever takes amendments down."""
    form = AmendmentForm(prefix="amendment")
    form.group.choices = [SelectChoice(one.value, str(GROUPS[one])) for one in Group if one in POLLED]
    form.translation_language.choices = _languages(SHIPPED)
    form.language.choices = _languages(languages)
    return form


def _answers(form: ReactionForm, languages: Sequence[str]) -> None:
    form.stance.choices = [SelectChoice(one.value, str(WE[one])) for one in Stance]
    form.attribution.choices = [SelectChoice(one.value, str(ATTRIBUTIONS[one])) for one in Attribution]
    form.language.choices = _languages(languages)


def _languages(tags: Sequence[str]) -> list[SelectChoice]:
    """Return the choices, those of the meeting first: others may be spoken too."""
    every = dict.fromkeys((*tags, *SHIPPED))
    return [SelectChoice(tag, language_name(tag)) for tag in every]
