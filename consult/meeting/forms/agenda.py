"""Forms of the meeting's plan: the meeting, a session of its agenda, and who is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consult.meeting.labels import GROUPS, SESSION_KINDS
from consult.meeting.rules.kinds import POLLED, Group, SessionKind
from consult.membership.labels import language_name
from consult.shared.text import clean_line
from consult.shared.wording import NAMES, SHIPPED

LINES_AT_MOST = 100


class TitledForm(FlaskForm):
    """A form with a title in each shipped language, of which one is needed; `titled` makes its class."""

    def titles(self) -> list[Any]:  # Any: WTForms fields, untyped
        """Return the fields of the title, language by language."""
        return [self[f"title-{tag}"] for tag in SHIPPED]

    @property
    def title_texts(self) -> dict[str, str]:
        """Return the title as it was filled in, by language."""
        found = {tag: clean_line(self[f"title-{tag}"].data or "") for tag in SHIPPED}
        return {tag: text for tag, text in found.items() if text}


class MeetingForm(TitledForm):
    """What is announced of a meeting."""

    place = StringField(_l("Place"), [Length(max=200)])
    begins_on = DateField(_l("First day"), [InputRequired(_l("Say on which day it begins."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Say on which day it ends."))])
    announced_on = DateField(
        _l("Announced to members on"), [Optional()], description=_l("At least two weeks before it begins.")
    )
    languages = SelectMultipleField(
        _l("Languages spoken in the room"), [InputRequired(_l("Choose at least one language."))]
    )

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse a meeting that ends before it begins."""
        if self.begins_on.data and field.data and field.data < self.begins_on.data:
            raise ValidationError(_("A meeting cannot end before it begins."))

    def validate_announced_on(self, field: DateField) -> None:
        """Refuse an announcement after the beginning."""
        if self.begins_on.data and field.data and field.data > self.begins_on.data:
            raise ValidationError(_("A meeting is announced before it begins."))

    def values(self) -> dict[str, Any]:
        """Return what was filled in, under the names of the operation."""
        return {
            "title": self.title_texts,
            "place": self.place.data or "",
            "begins_on": self.begins_on.data,
            "ends_on": self.ends_on.data,
            "languages": [tag for tag in SHIPPED if tag in self.languages.data],
            "announced_on": self.announced_on.data,
        }


class SessionForm(TitledForm):
    """One line of the agenda."""

    held_on = SelectField(_l("Day"))
    begins = TimeField(_l("Begins at"), [InputRequired(_l("Say when it begins."))])
    ends = TimeField(_l("Ends at"), [InputRequired(_l("Say when it ends."))])
    kind = SelectField(_l("What happens"))

    def validate_ends(self, field: TimeField) -> None:
        """Refuse a session that ends before it begins."""
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError(_("A session ends after it begins."))

    def values(self) -> dict[str, Any]:
        """Return what was filled in, under the names of the operation."""
        return {
            "held_on": date.fromisoformat(self.held_on.data),
            "begins": self.begins.data.strftime("%H:%M"),
            "ends": self.ends.data.strftime("%H:%M"),
            "kind": SessionKind(self.kind.data),
            "title": self.title_texts,
        }


class BodiesForm(FlaskForm):
    """Staff and guests, by the body they come from: no person is named."""

    names = TextAreaField(
        _l("Bodies, one in each line"),
        [InputRequired(_l("Write at least one body."))],
        description=_l("The name of the body, never a person’s."),
    )
    group = SelectField(_l("They come as"))
    language = SelectField(_l("Their language"))

    def validate_names(self, field: TextAreaField) -> None:
        """Refuse more bodies than anybody seats, and names no list can show."""
        if not self.bodies():
            raise ValidationError(_("Write at least one body."))
        if len(self.bodies()) > LINES_AT_MOST or any(len(name) > 200 for name in self.bodies()):
            raise ValidationError(_("Write at most 100 bodies, each with a name of at most 200 characters."))

    def bodies(self) -> list[str]:
        """Return the names, empty lines dropped."""
        lines = (clean_line(line) for line in (self.names.data or "").splitlines())
        return [line for line in lines if line]


def _titled(form: type[TitledForm], label: Any) -> type[Any]:  # Any: a lazy string; a form class made by name
    fields = {
        f"title-{tag}": StringField(
            label if tag == "en" else NAMES[tag],
            [InputRequired(_l("Give it a title.")), Length(max=200)] if tag == "en" else [Length(max=200)],
        )
        for tag in SHIPPED
    }
    return type(form.__name__, (form,), fields)


_TITLED_MEETING = _titled(MeetingForm, _l("Title, in English"))
_TITLED_SESSION = _titled(SessionForm, _l("Title, in English"))


def meeting_form(usual: Mapping[str, Any]) -> MeetingForm:
    """Return the form of a meeting; `usual` is what stands in it before anything is typed."""
    form: MeetingForm = _TITLED_MEETING(data=_spread(usual))
    form.languages.choices = [SelectChoice(tag, NAMES[tag]) for tag in SHIPPED]
    return form


def session_form(days: Sequence[date], usual: Mapping[str, Any]) -> SessionForm:
    """Return the form of a session on one of the meeting's days."""
    form: SessionForm = _TITLED_SESSION(data=_spread(usual))
    form.held_on.choices = [SelectChoice(day.isoformat(), format_date(day, "full")) for day in days]
    form.kind.choices = [SelectChoice(kind.value, str(SESSION_KINDS[kind])) for kind in SessionKind]
    return form


def _spread(usual: Mapping[str, Any]) -> dict[str, Any]:
    titles = {f"title-{tag}": text for tag, text in usual.get("title", {}).items()}
    return {**{name: value for name, value in usual.items() if name != "title"}, **titles}


def bodies_form(languages: Sequence[str]) -> BodiesForm:
    """Return the form for staff and guests."""
    form = BodiesForm()
    beside = [group for group in Group if group not in POLLED]
    form.group.choices = [SelectChoice(group.value, str(GROUPS[group])) for group in beside]
    form.language.choices = [SelectChoice(tag, language_name(tag)) for tag in languages]
    return form
