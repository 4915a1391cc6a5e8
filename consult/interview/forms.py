"""Forms of the interviews' pages: taking one in, what a turn is about, what a speaker agrees to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import regex
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consult.interview.exchange.speakers import NO_SPEAKER
from consult.interview.labels import KINDS, MODES, QUOTING, ROLES, language_choices
from consult.interview.queries.plans import PlannedPersonView, PlanView
from consult.interview.rules import NOT_SHOWN, NewInterview, NewParticipant, NewTurn, Quoting, SpeakerRole
from consult.interview.rules.kinds import InterviewKind, Mode
from consult.interview.rules.planning import NewPerson, NewPlan, planned_for
from consult.interview.rules.speaker_labels import label_key, usual_role
from consult.membership.labels import KINDS as ORGANISATION_KINDS
from consult.membership.labels import REGIONS
from consult.shared.text import clean_line
from consult.shared.wording import SHIPPED, language

OFFERED = (Quoting.NONE, Quoting.MEMBER_ONLY, Quoting.REGION_AND_KIND)
"""By name is agreed in writing and recorded from the command line only."""


class SpeakerForm(Form):
    """One speaker found in the transcript."""

    label = HiddenField()
    role = SelectField(_l("Role"))
    organisation = StringField(
        _l("Member organisation"), [Length(max=300)], description=_l("Its name as it stands in the register.")
    )
    position = StringField(
        _l("What else they are"),
        [Length(max=80)],
        description=_l("Only for whoever speaks for no member: staff, donor official …"),
    )
    took_part = BooleanField(_l("Agreed to take part"))
    quoting = SelectField(_l("Their words may be used"))
    hides_region = BooleanField(_l("Their region is not to be shown"))
    may_contact = BooleanField(_l("May be contacted again"))
    may_record = BooleanField(_l("Agreed to be recorded"))
    consent_on = DateField(_l("Consent given on"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [
            *(SelectChoice(role.value, str(ROLES[role])) for role in SpeakerRole),
            SelectChoice(NO_SPEAKER, str(_l("No speaker: read it as words"))),
        ]
        self.quoting.choices = [SelectChoice(one.value, str(QUOTING[one])) for one in OFFERED]


class TranscriptForm(FlaskForm):
    """A transcript with everything that is to be said about it. Nothing is stored before it is confirmed."""

    file = FileField(
        _l("Transcript"),
        description=_l("Text, Word, OpenDocument, RTF, PDF, a web page, subtitles or e-mail, at most 10 MB."),
    )
    text = TextAreaField(_l("The text"), [Optional()])
    translation_file = FileField(
        _l("Its translation"), description=_l("With the same turns in the same order; leave it out if there is none.")
    )
    translation = TextAreaField(_l("The text of the translation"), [Optional()])
    translation_language = SelectField(_l("Language of the translation"))
    file_name = HiddenField()
    file_hash = HiddenField()
    label = StringField(
        _l("Name of the interview"),
        [InputRequired(_l("Give it a short name.")), Length(max=60)],
        description=_l("A short one that names nobody, such as T4."),
    )
    kind = SelectField(_l("Kind"))
    mode = SelectField(_l("Held"))
    language = SelectField(_l("Language"), description=_l("The one most of it is in."))
    held_on = DateField(_l("Day"), [InputRequired(_l("Say on which day it was held."))])
    withdraw_until = DateField(
        _l("Words can be withdrawn until"), [Optional()], description=_l("What the speakers were promised.")
    )
    interviewer = SelectField(_l("Who held it"))
    interviewer_ties = TextAreaField(
        _l("The interviewer’s ties"),
        [Length(max=1000)],
        description=_l("To the coalition and to whoever was interviewed; “none” if there are none."),
    )
    recall_period = StringField(
        _l("Period recalled"), [Length(max=120)], description=_l("Only where somebody looks back: which years.")
    )
    recall_confirmed = SelectField(_l("Confirmed by a document"))
    strands = SelectMultipleField(_l("It counts in"))
    speakers = FieldList(FormField(SpeakerForm))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that an interview cannot be described without, once the form was validated."""
        return not {"kind", "mode", "language", "strands", "held_on", "interviewer", "speakers"} & set(self.errors)

    def settled(self) -> dict[str, dict[str, Any]]:
        """Return what was said of each speaker, by the key of their label."""
        return {label_key(entry.form.label.data or ""): dict(entry.data) for entry in self.speakers}

    def never(self) -> set[str]:
        """Return the labels that are no speakers."""
        return {key for key, given in self.settled().items() if given["role"] == NO_SPEAKER}

    def show_speakers(self, labels: Sequence[str], planned: Mapping[str, Mapping[str, Any]]) -> bool:
        """Have one entry for each label, keeping what was typed; return whether nothing had to change.

        `planned` is what a plan says of speakers, by the key of their label.
        """
        known = self.settled()
        given = [label_key(entry.form.label.data or "") for entry in self.speakers]
        wanted = [label_key(label) for label in labels]
        if given == wanted:
            return True
        while len(self.speakers):
            self.speakers.pop_entry()
        for label, key in zip(labels, wanted, strict=True):
            fresh = {"role": usual_role(label).value, "quoting": Quoting.NONE.value}
            self.speakers.append_entry({**fresh, **planned.get(key, {}), **known.get(key, {}), "label": label})
        return False

    def interview(self, turns: Sequence[NewTurn], organisations: Mapping[str, str]) -> NewInterview:
        """Return the interview that was described; `organisations` are ids by the label of a speaker."""
        confirmed = {"yes": True, "no": False}.get(self.recall_confirmed.data)
        return NewInterview(
            strand_ids=tuple(self.strands.data),
            label=self.label.data or "",
            kind=InterviewKind(self.kind.data),
            mode=Mode(self.mode.data),
            language=self.language.data,
            held_on=self.held_on.data,
            participants=tuple(_participant(entry.data, organisations) for entry in self.speakers),
            turns=tuple(turns),
            interviewer_account_id=self.interviewer.data or None,
            interviewer_ties=self.interviewer_ties.data or "",
            withdraw_until=self.withdraw_until.data,
            recall_period=self.recall_period.data or "",
            recall_confirmed=confirmed,
            file_name=self.file_name.data or "",
            file_hash=self.file_hash.data or "",
        )


def _participant(given: Mapping[str, Any], organisations: Mapping[str, str]) -> NewParticipant:
    interviewed = given["role"] == SpeakerRole.INTERVIEWEE.value
    return NewParticipant(
        pseudonym=given["label"],
        role=SpeakerRole(given["role"]),
        organisation_id=organisations.get(given["label"]) if interviewed else None,
        position=clean_line(given["position"] or "") if interviewed else "",
        region=NOT_SHOWN if given["hides_region"] else "",
        took_part=given["took_part"],
        quoting=Quoting(given["quoting"]),
        may_contact=given["may_contact"],
        may_record=given["may_record"],
        consent_on=given["consent_on"],
    )


def transcript_form(
    *, strands: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]], usual: Mapping[str, Any]
) -> TranscriptForm:
    """Return the form with its choices; of one strand and one interviewer there is nothing to choose."""
    form = TranscriptForm(data=dict(usual))
    form.kind.choices = [SelectChoice(kind.value, str(KINDS[kind])) for kind in KINDS]
    form.mode.choices = [SelectChoice(mode.value, str(MODES[mode])) for mode in Mode]
    languages = [SelectChoice(tag, name) for tag, name in language_choices(SHIPPED)]
    form.language.choices = form.translation_language.choices = languages
    confirmed = (("", _l("not said")), ("yes", _l("yes")), ("no", _l("no")))
    form.recall_confirmed.choices = [SelectChoice(value, str(words)) for value, words in confirmed]
    form.interviewer.choices = [SelectChoice(value, name) for value, name in people]
    form.file.flags.required = form.text.flags.required = True  # one of the two: "optional" beside either misleads
    form.strands.choices = [SelectChoice(value, name) for value, name in strands]
    return form


class PlanForm(FlaskForm):
    """An interview that is to be held."""

    OWN = (
        "label",
        "reason",
        "region",
        "organisation_kind",
        "kind",
        "language",
        "interpreter",
        "interviewer_ties",
        "withdraw_until",
    )
    """The fields a plan has under the same name."""

    label = StringField(
        _l("Name of the interview"),
        [InputRequired(_l("Give it a short name.")), Length(max=60)],
        description=_l("A short one that names nobody, such as T4."),
    )
    reason = TextAreaField(
        _l("Why this conversation"),
        [InputRequired(_l("Say which voice is missing without it.")), Length(max=1000)],
        description=_l("Which voice is missing without it. Name nobody here."),
    )
    region = SelectField(_l("Region"))
    organisation_kind = SelectField(_l("Kind of organisation"))
    kind = SelectField(_l("Kind"))
    language = SelectField(_l("Language"))
    interpreter = StringField(
        _l("Interpreter"), [Length(max=200)], description=_l("From where, and their ties; empty where none is needed.")
    )
    interviewer = SelectField(_l("Who holds it"))
    interviewer_ties = TextAreaField(
        _l("The interviewer’s ties"),
        [Length(max=1000)],
        description=_l("To the coalition and to whoever is interviewed; “none” if there are none."),
    )
    withdraw_until = DateField(_l("Words can be withdrawn until"), [Optional()])

    def plan(self) -> NewPlan:
        """Return the plan that was described."""
        return NewPlan(
            label=self.label.data or "",
            reason=self.reason.data or "",
            kind=InterviewKind(self.kind.data),
            language=self.language.data,
            interpreter=self.interpreter.data or "",
            region=self.region.data or "",
            organisation_kind=self.organisation_kind.data or "",
            interviewer_account_id=self.interviewer.data or None,
            interviewer_ties=self.interviewer_ties.data or "",
            withdraw_until=self.withdraw_until.data,
        )


def plan_form(people: Sequence[tuple[str, str]], usual: Mapping[str, Any]) -> PlanForm:
    """Return the form of a plan with its choices."""
    form = PlanForm(data=dict(usual))
    any_of = SelectChoice("", str(_l("any")))
    form.region.choices = [any_of, *(SelectChoice(one.value, str(words)) for one, words in REGIONS.items())]
    kinds = (SelectChoice(one.value, str(words)) for one, words in ORGANISATION_KINDS.items())
    form.organisation_kind.choices = [any_of, *kinds]
    form.kind.choices = [SelectChoice(kind.value, str(KINDS[kind])) for kind in KINDS]
    form.language.choices = [SelectChoice(tag, name) for tag, name in language_choices(SHIPPED)]
    form.interviewer.choices = [SelectChoice(value, name) for value, name in people]
    return form


class PersonForm(FlaskForm):
    """Somebody who is to be interviewed."""

    description = StringField(
        _l("What they are"), [Length(max=120)], description=_l("Without naming them: board member, former staff …")
    )
    name = StringField(
        _l("Who they are"),
        [Length(max=200)],
        description=_l("Kept apart from the plan, and forgotten once the transcript is taken in."),
    )
    organisation = StringField(
        _l("Member organisation"), [Length(max=300)], description=_l("Its name as it stands in the register.")
    )
    took_part = BooleanField(_l("Agreed to take part"))
    quoting = SelectField(_l("Their words may be used"))
    may_contact = BooleanField(_l("May be contacted again"))
    may_record = BooleanField(_l("Agreed to be recorded"))

    def person(self, organisation_id: str | None = None) -> NewPerson:
        """Return who was described."""
        return NewPerson(
            description=self.description.data or "",
            name=self.name.data or "",
            organisation_id=organisation_id,
            took_part=self.took_part.data,
            quoting=Quoting(self.quoting.data),
            may_contact=self.may_contact.data,
            may_record=self.may_record.data,
        )


def person_form(usual: Mapping[str, Any] | None = None, *, prefix: str = "") -> PersonForm:
    """Return the form of a person with its choices; consent by name can be given here, before they speak."""
    form = PersonForm(data=dict(usual or {"quoting": Quoting.NONE.value}), prefix=prefix)
    form.quoting.choices = [SelectChoice(one.value, str(QUOTING[one])) for one in Quoting]
    return form


class ConsentForm(FlaskForm):
    """What a speaker agrees to from today on."""

    quoting = SelectField(_l("Their words may be used"))
    may_contact = BooleanField(_l("May be contacted again"))
    may_record = BooleanField(_l("Agreed to be recorded"))


def consent_form(quoting: Quoting, *, may_contact: bool, may_record: bool) -> ConsentForm:
    """Return the form as the speaker's consent stands; a consent by name can be taken back but not given here."""
    form = ConsentForm(data={"quoting": quoting.value, "may_contact": may_contact, "may_record": may_record})
    offered = (*OFFERED, quoting) if quoting not in OFFERED else OFFERED
    form.quoting.choices = [SelectChoice(one.value, str(QUOTING[one])) for one in offered]
    return form


class ReturnForm(FlaskForm):
    """A link by which a speaker reads what they said."""

    speaker = SelectField(_l("Who is sent what they said"), [InputRequired()])
    last_day = DateField(
        _l("Last day"),
        [InputRequired()],
        description=_l("Two weeks are usual. The last day is over when it is over everywhere on earth."),
    )
    language = SelectField(_l("Language of the page"))


def return_form(speakers: Iterable[tuple[str, str]], last_day: date, spoken: str) -> ReturnForm:
    """Return the form with whom a link can be made for, and what is usual."""
    form = ReturnForm(data={"last_day": last_day, "language": spoken})
    form.speaker.choices = [SelectChoice(*one) for one in speakers]
    form.language.choices = [SelectChoice(tag, language(tag).name) for tag in SHIPPED]
    return form


def usual_values(today: date, strand_id: str, language: str, interviewer: str) -> dict[str, Any]:
    """Return what the form holds before anything is typed."""
    return {
        "held_on": today,
        "kind": InterviewKind.SEMI_STRUCTURED.value,
        "mode": Mode.VIDEO.value,
        "language": language,
        "translation_language": "en",
        "strands": [strand_id],
        "interviewer": interviewer,
    }


def planned_values(plan: PlanView) -> dict[str, Any]:
    """Return what a plan says of the interview it becomes; who interpreted stands with the interviewer's ties."""
    interpreted = str(_("Interpreter: %(who)s", who=plan.interpreter)) if plan.interpreter else ""
    return {
        "label": plan.label,
        "kind": plan.kind.value,
        "language": plan.language,
        "withdraw_until": plan.withdraw_until,
        "interviewer": plan.interviewer_account_id or "",
        "interviewer_ties": "\n".join(one for one in (plan.interviewer_ties, interpreted) if one),
    }


def planned_speakers(
    labels: Sequence[str], people: Sequence[PlannedPersonView], interpreter: str
) -> dict[str, dict[str, Any]]:
    """Return what a plan says of the speakers that were found, by the key of their label.

    Consent by name is written down in a plan and not on the page of the import: the next lesser one takes its place.
    """
    asked = [label for label in labels if usual_role(label) is SpeakerRole.INTERVIEWEE]
    named = {label_key(word) for word in regex.findall(r"\w+", interpreter)}
    interprets = [one for one in asked if label_key(one) in named]
    spoken = [label for label in asked if label not in interprets]
    found: dict[str, dict[str, Any]] = {label_key(one): {"role": SpeakerRole.INTERPRETER.value} for one in interprets}
    for key, at in planned_for(spoken, [(one.name, one.description) for one in people]).items():
        one = people[at]
        found[key] = {
            "organisation": one.organisation,
            "position": "" if one.organisation else one.description[:80],
            "took_part": one.took_part,
            "quoting": (one.quoting if one.quoting in OFFERED else OFFERED[-1]).value,
            "may_contact": one.may_contact,
            "may_record": one.may_record,
            "consent_on": one.consent_on,
        }
    return found
