"""Taking in a transcript: the turns found are shown before anything is stored, and what was typed survives a fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.policy import scope_of, strand_scope, this_consultation, this_strand
from consult.interview.exchange.file import SIZE_LIMIT, read_transcript
from consult.interview.forms import TranscriptForm, planned_speakers, planned_values, transcript_form, usual_values
from consult.interview.labels import told
from consult.interview.operations import import_interview, interview_faults
from consult.interview.operations.planning import become_interview
from consult.interview.policy import KEEPS, may_open_plan, own_strands
from consult.interview.queries import Member, members
from consult.interview.queries.plans import PlanView, plan_of, planned_people
from consult.interview.rules import SpeakerRole
from consult.interview.rules.planning import CAN_BE_TAKEN_IN
from consult.interview.rules.preparing import Prepared, prepare
from consult.interview.rules.settling import settled
from consult.interview.rules.speaker_labels import label_key
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted
from consult.interview.web.blueprint import blueprint
from consult.interview.web.people import interviewers
from consult.membership.rules.words import name_key
from consult.shared.database import db
from consult.shared.text import clean_line
from consult.shared.time import now, today
from consult.shared.wording import SHIPPED, language, resolve

TURNS_SHOWN = 200
NOTES_SHOWN = 50
SPEAKERS_AT_MOST = 80
"""Each has up to ten fields, and a form of a thousand parts is not read any more."""


@dataclass(slots=True)
class Seen:
    """What was found in what was sent, and what stands in its way."""

    prepared: Prepared | None = None
    faults: list[Noted] = field(default_factory=list)
    warnings: list[Noted] = field(default_factory=list)
    also: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    places: dict[Noted, str] = field(default_factory=dict)
    """The names of the files a note is about."""

    def place(self, notes: Iterable[Noted], name: str) -> None:
        """Remember that these notes are about the file of this name."""
        for note in notes:
            self.places[note] = f"{self.places[note]}, {name}" if note in self.places else name


@blueprint.route("/strands/<strand_id>/interviews/import", methods=["GET", "POST"])
@allow(KEEPS, on=strand_scope)
def bring_in(strand_id: str) -> ResponseReturnValue:
    """Show what a transcript holds; store it once that was confirmed."""
    session = db.session()
    form, known = _form(), members(session, strand_id)
    seen = Seen()
    if request.method == "POST":
        session.commit()  # a file is never read inside a write transaction (decision 2)
        seen = _look(form)
        same = seen.prepared is not None and _show_speakers(form, list(seen.prepared.speech.speakers))
        if request.form.get("go") == "store" and same and not seen.faults:
            interview_id = _store(form, seen, known)
            if interview_id:
                flash(_("The interview is taken in. Say which questions its turns are about."))
                return redirect(url_for("interview.transcript", interview_id=interview_id), 303)
    return _page(form, seen, known)


def _form() -> TranscriptForm:
    reader, asking = signed_in(), this_strand()
    strands = [(one.id, one.coalition_name) for one in own_strands(this_consultation().strands)]
    tag = resolve(SHIPPED, [str(get_locale())])
    usual = usual_values(today(), asking.id, tag, reader.account_id)
    if (planned := _planned()) is not None:
        usual |= planned_values(planned)
    return transcript_form(strands=strands, people=interviewers(asking), usual=usual)


def _planned() -> PlanView | None:
    """Return the plan whose interview is taken in, None where there is none; not found for one that is over."""
    plan_id = request.values.get("plan", "")
    if not plan_id:
        return None
    found = plan_of(db.session(), plan_id)
    own = found is not None and found.strand_id == this_strand().id and may_open_plan(found, scope_of(this_strand()))
    if found is None or not own or found.state not in CAN_BE_TAKEN_IN:
        abort(404)
    return found


def _show_speakers(form: TranscriptForm, labels: list[str]) -> bool:
    """Show who speaks, with what the plan says of them; tell whether nothing had to change."""
    planned = _planned()
    people = planned_people(db.session(), planned.id) if planned else ()
    return form.show_speakers(labels, planned_speakers(labels, people, planned.interpreter) if planned else {})


def _look(form: TranscriptForm) -> Seen:
    """Read the files that were sent, else the texts that were kept from before."""
    also = set(map(label_key, request.form.getlist("also")))
    never = (set(map(label_key, request.form.getlist("never"))) | form.never()) - also
    seen = Seen(also=also, never=never)
    for upload, text in ((form.file, form.text), (form.translation_file, form.translation)):
        try:
            text.data = _read(form, upload, text, seen)
        except InterviewRefused as refused:
            seen.faults += refused.faults
            if name := _sent_name(upload):
                seen.place(refused.faults, name)
    if not (form.text.data or "").strip() and not seen.faults:
        seen.faults.append(noted(Trouble.NOTHING_SENT))
    if not seen.faults:
        _prepare(form, seen)
    return seen


def _prepare(form: TranscriptForm, seen: Seen) -> None:
    found = prepare(form.text.data, form.translation.data, also=seen.also, never=seen.never)
    if (count := len(found.speech.speakers)) > SPEAKERS_AT_MOST:
        seen.faults.append(noted(Trouble.TOO_MANY_SPEAKERS, count=count, limit=SPEAKERS_AT_MOST))
        return
    seen.prepared = found
    seen.faults += found.faults
    seen.warnings += found.warnings


def _read(form: TranscriptForm, upload: Any, text: Any, seen: Seen) -> str:  # Any: WTForms fields, untyped
    name = _sent_name(upload)
    if not name:
        return settled(text.data) if (text.data or "").strip() else ""
    found = read_transcript(upload.data.read(SIZE_LIMIT + 1), name)
    seen.warnings += found.warnings
    seen.place(found.warnings, name)
    seen.also |= set(map(label_key, found.speakers)) - seen.never
    if upload is form.file:
        form.file_name.data, form.file_hash.data = name, found.file_hash
    return found.text


def _sent_name(upload: Any) -> str:  # Any: a WTForms field, untyped
    return clean_line(upload.data.filename or "")[-120:] if upload.data else ""


def _told(seen: Seen, note: Noted) -> tuple[int, str, str]:
    """Return a note for the page, with the file it is about."""
    line, what, todo = told(note)
    return line, f"{seen.places[note]}: {what}" if note in seen.places else what, todo


def _store(form: TranscriptForm, seen: Seen, known: tuple[Member, ...]) -> str | None:
    """Write the interview; return its id, or None with the faults beside what was typed."""
    assert seen.prepared is not None
    session, organisations = db.session(), _organisations(form, seen, known)
    valid = form.validate()
    if not form.is_whole:
        return None
    new = form.interview(seen.prepared.turns(form.translation_language.data), organisations)
    said = {label for fault in seen.faults for name, label in fault.values if name == "speaker"}
    for fault in interview_faults(session, new):
        known_already = fault.trouble is Trouble.NO_STANDING and dict(fault.values).get("speaker") in said
        if fault.trouble is not Trouble.NO_LABEL and not known_already:
            seen.faults.append(fault)
    if seen.faults or not valid:
        return None
    interview_id = import_interview(session, new, now())
    if (planned := _planned()) is not None:
        become_interview(session, planned.id, interview_id, today())
    session.commit()
    return interview_id


def _organisations(form: TranscriptForm, seen: Seen, known: tuple[Member, ...]) -> dict[str, str]:
    """Return {label of a speaker: id of the member they speak for}; a name nobody has is a fault."""
    ids = {member.key: member.id for member in known}
    found = {}
    for entry in form.speakers:
        name = clean_line(entry.form.organisation.data or "")
        if not name or entry.form.role.data != SpeakerRole.INTERVIEWEE.value:
            continue
        if member_id := ids.get(name_key(name)):
            found[entry.form.label.data] = member_id
        else:
            seen.faults.append(noted(Trouble.UNKNOWN_ORGANISATION, value=name, speaker=entry.form.label.data))
    return found


def _page(form: TranscriptForm, seen: Seen, known: tuple[Member, ...]) -> ResponseReturnValue:
    asking, prepared = this_strand(), seen.prepared
    lists_members = signed_in().may(Permission.READ_COVERAGE, scope_of(asking))
    faulty = bool(seen.faults or form.errors)
    page = render_template(
        "interview/import.html",
        title=_("Take in an interview"),
        strand=asking,
        form=form,
        found=bool(prepared and prepared.speech.turns),
        turns=prepared.speech.turns[:TURNS_SHOWN] if prepared else (),
        unshown=max(len(prepared.speech.turns) - TURNS_SHOWN, 0) if prepared else 0,
        counts=prepared.speech.speakers if prepared else {},
        translations=prepared.translations if prepared else (),
        summary=_summary(prepared),
        spoken=language(form.language.data),
        translated=language(form.translation_language.data),
        faults=[_told(seen, fault) for fault in seen.faults],
        warnings=[_told(seen, warning) for warning in seen.warnings[:NOTES_SHOWN]],
        unshown_warnings=max(len(seen.warnings) - NOTES_SHOWN, 0),
        doubts=[doubt.label for doubt in prepared.speech.doubts[:NOTES_SHOWN]] if prepared else (),
        also=sorted(seen.also),
        never=sorted(seen.never),
        names=[member.name for member in known] if lists_members else (),
        frame_is_there=bool(known),
        plan_id=request.values.get("plan", ""),
    )
    return page, 422 if faulty else 200


def _summary(prepared: Prepared | None) -> str:
    if prepared is None:
        return ""
    turns = ngettext("%(num)s turn", "%(num)s turns", len(prepared.speech.turns))
    speakers = ngettext("%(num)s speaker", "%(num)s speakers", len(prepared.speech.speakers))
    return str(_("%(turns)s, %(speakers)s", turns=turns, speakers=speakers))
