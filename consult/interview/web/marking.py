"""Marking what names somebody in a turn, by its words or by a selection, and taking a mark back."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.access.policy import allow, signed_in
from consult.interview.operations import (
    By,
    confirm_translation,
    mark_everywhere,
    mark_stretch,
    mark_words,
    take_mark_back,
)
from consult.interview.policy import KEEPS, interview_scope
from consult.interview.queries import TurnView, redactions_of, turns_of
from consult.interview.rules.redacting import BadMark, RedactionKind
from consult.interview.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.telling import tell
from consult.shared.text import clean_line
from consult.shared.time import now, today


@blueprint.post("/interviews/<interview_id>/turns/<turn_id>/marks")
@allow(KEEPS, on=interview_scope)
def mark(interview_id: str, turn_id: str) -> ResponseReturnValue:
    """Mark words of a turn as naming somebody, or say that a translation of it names nobody any more."""
    turn = _turn(interview_id, turn_id)
    if request.form.get("go") == "covered":
        confirm_translation(db.session(), turn_id, request.form.get("language", ""), today())
        db.session.commit()
        flash(_("Coders read this translation from now on, with what is marked in it covered."))
        return _back(turn)
    try:
        count = _mark(turn)
    except BadMark as refused:
        db.session.rollback()
        flash(tell(refused), "error")
    else:
        db.session.commit()
        flash(ngettext("%(num)s place is covered.", "%(num)s places are covered.", count))
    return _back(turn)


def _mark(turn: TurnView) -> int:
    session, form = db.session(), request.form
    if form.get("kind") not in set(RedactionKind):
        abort(400)
    by = By(kind=RedactionKind(form["kind"]), account_id=signed_in().account_id, moment=now())
    words, language = clean_line(form.get("words", "")), form.get("language", "")
    if "everywhere" in form:
        return mark_everywhere(session, turn.interview_id, words, by)
    start, end = (form.get(name, type=int) for name in ("start", "end"))
    if start is not None and end is not None:
        return mark_stretch(session, turn.id, start, end, by, language=language)
    return mark_words(session, turn.id, words, by, language=language)


@blueprint.post("/interviews/<interview_id>/marks/<redaction_id>")
@allow(KEEPS, on=interview_scope)
def unmark(interview_id: str, redaction_id: str) -> ResponseReturnValue:
    """Take a mark away: the words are read by coders again."""
    found = next((one for one in redactions_of(db.session(), interview_id) if one.id == redaction_id), None)
    if found is None:
        abort(404)
    take_mark_back(db.session(), redaction_id)
    db.session.commit()
    flash(_("The mark is taken away: coders read these words again."))
    return _back(_turn(interview_id, found.turn_id))


def _turn(interview_id: str, turn_id: str) -> TurnView:
    """Return a turn of this interview that stands; another's is not found."""
    turns = turns_of(db.session(), interview_id)
    found = next((turn for turn in turns if turn.id == turn_id and turn.withdrawn_on is None), None)
    if found is None:
        abort(404)
    return found


def _back(turn: TurnView) -> ResponseReturnValue:
    place = url_for("interview.transcript", interview_id=turn.interview_id, turn=turn.id, _anchor=f"t{turn.number}")
    return redirect(place, 303)
