"""One interview: what was said, in its language and in translation, what it is about, and taking words back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Scope
from consult.instrument.queries import compiled, newest_version
from consult.interview.forms import ConsentForm, consent_form
from consult.interview.labels import KINDS, MODES, REDACTIONS
from consult.interview.operations import Withdrawal, set_consent, set_items, withdraw_participant, withdraw_turns
from consult.interview.policy import KEEPS, WITHDRAWS, interview_scope, its_strands, this_interview
from consult.interview.presentation import (
    ChangeLine,
    ItemChoice,
    corrections,
    item_choices,
    mark_lines,
    speakers_of,
    turn_lines,
)
from consult.interview.queries import (
    ParticipantView,
    TurnView,
    interpreted_after,
    turns_of,
    whole_turns_of,
)
from consult.interview.queries.returns import versions_of
from consult.interview.rules import Quoting, SpeakerRole
from consult.interview.web.blueprint import blueprint
from consult.membership.labels import language_name
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import today


@blueprint.get("/interviews/<interview_id>")
@allow(KEEPS, on=interview_scope)
def transcript(interview_id: str) -> ResponseReturnValue:
    """Show an interview; `turn` or `speaker` in the address opens the form that changes it."""
    found, (turns, marks) = this_interview(), whole_turns_of(db.session(), interview_id)
    changing = next((turn for turn in turns if turn.id == request.args.get("turn") and not turn.withdrawn_on), None)
    person = next((one for one in found.participants if one.id == request.args.get("speaker")), None)
    return render_template(
        "interview/transcript.html",
        title=_("Interview %(label)s", label=found.label),
        found=found,
        kind=KINDS[found.kind],
        mode=MODES[found.mode],
        language=language_name(found.language),
        strands=its_strands(),
        speakers=speakers_of(found, turns),
        lines=turn_lines(turns, marks),
        corrected=_corrected(turns) if changing is None else {},
        translated=any(turn.translations for turn in turns),
        changing=changing,
        items=_items(changing) if changing else (),
        names=mark_lines(changing, marks) if changing else (),
        redactions=REDACTIONS,
        consent=_consent_form(person) if person and _can_agree(person) else None,
        agreeing=person,
        gone=any(turn.withdrawn_on for turn in turns) or any(one.withdrawn_on for one in found.participants),
        may_withdraw=signed_in().may(WITHDRAWS, _scope()),
        late=found.withdraw_until is not None and today() > found.withdraw_until,
    )


def _corrected(turns: Sequence[TurnView]) -> Mapping[str, Sequence[ChangeLine]]:
    """Return how turns were corrected; nothing is asked where none was."""
    if all(turn.corrected_at is None for turn in turns):
        return {}
    return corrections(versions_of(db.session(), this_interview().id), turns)


def _scope() -> Scope:
    strands = its_strands()
    return Scope(
        consultation_id=this_interview().consultation_id, coalitions=frozenset(s.coalition_id for s in strands)
    )


def _items(turn: TurnView) -> tuple[ItemChoice, ...]:
    newest = newest_version(db.session(), its_strands()[0].id)
    return item_choices(compiled(db.session(), newest.id, str(get_locale())), turn.items) if newest else ()


def _can_agree(person: ParticipantView) -> bool:
    return person.role is SpeakerRole.INTERVIEWEE and person.withdrawn_on is None


def _consent_form(person: ParticipantView) -> ConsentForm:
    return consent_form(person.quoting, may_contact=person.may_contact, may_record=person.may_record)


@blueprint.post("/interviews/<interview_id>/turns/<turn_id>/items")
@allow(KEEPS, on=interview_scope)
def change_items(interview_id: str, turn_id: str) -> ResponseReturnValue:
    """Say what a turn is about."""
    number = _turn(interview_id, turn_id).number
    try:
        set_items(db.session(), turn_id, request.form.getlist("item"))
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(tell(refused), "error")
    else:
        db.session.commit()
        flash(_("What turn %(number)s is about is saved.", number=number))
    return _back(interview_id, f"t{number}")


@blueprint.post("/interviews/<interview_id>/speakers/<participant_id>/consent")
@allow(KEEPS, on=interview_scope)
def change_consent(interview_id: str, participant_id: str) -> ResponseReturnValue:
    """Write down what a speaker agrees to from today on."""
    person = _person(participant_id)
    form = _consent_form(person)
    if not form.validate_on_submit():
        flash(_("Choose how their words may be used."), "error")
        return _back(interview_id, "speakers")
    try:
        set_consent(
            db.session(),
            participant_id,
            quoting=Quoting(form.quoting.data),
            may_contact=form.may_contact.data,
            may_record=form.may_record.data,
            day=today(),
        )
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(tell(refused), "error")
    else:
        db.session.commit()
        flash(_("The consent is saved, with today’s date."))
    return _back(interview_id, "speakers")


@blueprint.post("/interviews/<interview_id>/withdraw")
@allow(WITHDRAWS, on=interview_scope)
def withdraw(interview_id: str) -> ResponseReturnValue:
    """Ask whether a speaker's words, or single turns, are to go; take them away once that was said."""
    session = db.session()
    turns, _marks = whole_turns_of(session, interview_id)
    named = set(request.form.getlist("turn"))
    standing = [turn for turn in turns if turn.id in named and turn.withdrawn_on is None]
    person = _person(request.form["speaker"]) if "speaker" in request.form else None
    own = [turn for turn in turns if turn.participant.id == person.id] if person else standing
    interpreted = interpreted_after(turns, {turn.id for turn in own})
    if person is None and not standing:
        flash(_("Choose whose words, or which turns, are withdrawn."), "warning")
        return _back(interview_id, "speakers")
    if request.form.get("sure") != "yes":
        return _ask(person, own, [turn for turn in interpreted if turn not in standing])
    try:
        done = (
            withdraw_participant(
                session, person.id, today(), interpreted=[turn.id for turn in interpreted if turn.id in named]
            )
            if person
            else withdraw_turns(session, [turn.id for turn in standing], today())
        )
    except NotAllowedNow as refused:
        session.rollback()
        flash(tell(refused), "error")
    else:
        session.commit()
        _say(done)
    return _back(interview_id, "speakers" if person else f"t{standing[0].number}")


def _ask(
    person: ParticipantView | None, turns: Sequence[TurnView], interpreted: Sequence[TurnView]
) -> ResponseReturnValue:
    found = this_interview()
    return render_template(
        "interview/withdraw.html",
        title=_("Withdraw words from interview %(label)s", label=found.label),
        found=found,
        strands=its_strands(),
        person=person,
        turns=[turn for turn in turns if turn.withdrawn_on is None],
        interpreted=turn_lines(interpreted),
        late=found.withdraw_until is not None and today() > found.withdraw_until,
    )


def _say(done: Withdrawal) -> None:
    flash(
        ngettext(
            "%(num)s turn is withdrawn, with every code, translation and quotation of it.",
            "%(num)s turns are withdrawn, with every code, translation and quotation of them.",
            done.turn_count,
        )
    )
    if done.late:
        day = format_date(this_interview().withdraw_until)
        flash(_("The time to withdraw ended on %(day)s; it was done all the same, at the speaker’s wish.", day=day))


def _turn(interview_id: str, turn_id: str) -> TurnView:
    """Return a turn of this interview; another's is not found."""
    found = next((turn for turn in turns_of(db.session(), interview_id) if turn.id == turn_id), None)
    if found is None:
        abort(404)
    return found


def _person(participant_id: str) -> ParticipantView:
    found = next((one for one in this_interview().participants if one.id == participant_id), None)
    if found is None:
        abort(404)
    return found


def _back(interview_id: str, place: str) -> ResponseReturnValue:
    return redirect(url_for("interview.transcript", interview_id=interview_id, _anchor=place), 303)
