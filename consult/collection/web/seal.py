"""The two keys to the sealed answers: one asks, the other turns, both may read, everybody entitled sees it happened."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection.operations import ask_seal, read_sealed, sealed_condition, turn_seal
from consult.collection.queries import seal_opening, seal_openings
from consult.collection.rules import SameKey
from consult.collection.web.asking import in_words, marked
from consult.collection.web.blueprint import blueprint
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.consultation.rules import StrandState
from consult.instrument.queries import compiled, newest_version
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now


def _page(template: str, **values: object) -> str:
    asking = this_strand()
    return render_template(
        f"collection/{template}.html",
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        **values,
    )


@blueprint.get("/strands/<strand_id>/seal")
@allow(Permission.READ_SEALED, on=strand_scope)
def seal(strand_id: str) -> ResponseReturnValue:
    """Show every request to open the seal, and what may be done now."""
    asking, reader = this_strand(), signed_in()
    may_turn = reader.may(Permission.TURN_SEAL, scope_of(asking))
    # Beside a coverage that says who answered today, its change would tell the lead consultant whose answer made it.
    may_know = may_turn or asking.has(StrandState.FROZEN)
    return _page(
        "seal",
        title=_("Sealed answers"),
        openings=seal_openings(db.session(), strand_id),
        condition=sealed_condition(db.session(), strand_id) if may_know else None,
        may_ask=reader.may(Permission.ASK_SEAL, scope_of(asking)),
        may_turn=may_turn,
        me=reader.account_id,
        moment=now(),
    )


def _to_seal(strand_id: str) -> ResponseReturnValue:
    return redirect(url_for("collection.seal", strand_id=strand_id), 303)


@blueprint.post("/strands/<strand_id>/seal")
@allow(Permission.ASK_SEAL, on=strand_scope)
def ask_for_seal(strand_id: str) -> ResponseReturnValue:
    """Turn the first key, with a reason."""
    try:
        ask_seal(db.session(), strand_id, by=signed_in().account_id, reason=request.form.get("reason", ""), at=now())
    except NotAllowedNow:
        flash(_("Say why the sealed answers have to be read. The reason goes into the access log."), "warning")
        return _to_seal(strand_id)
    db.session.commit()
    flash(_("Your request is recorded. The safeguarding lead has to turn the second key."))
    return _to_seal(strand_id)


@blueprint.post("/strands/<strand_id>/seal/<opening_id>/turn")
@allow(Permission.TURN_SEAL, on=strand_scope)
def turn_second_key(strand_id: str, opening_id: str) -> ResponseReturnValue:
    """Turn the second key: the seal is open for one hour."""
    if seal_opening(db.session(), strand_id, opening_id) is None:
        abort(404)
    try:
        turn_seal(db.session(), opening_id, by=signed_in().account_id, at=now())
    except (NotAllowedNow, SameKey):
        flash(_("This request cannot be opened: it was opened before, or you made it yourself."), "warning")
        return _to_seal(strand_id)
    db.session.commit()
    flash(_("The sealed answers can be read by both key holders for one hour. Every reading is recorded."))
    return _to_seal(strand_id)


@blueprint.post("/strands/<strand_id>/seal/<opening_id>/read")
@allow(Permission.READ_SEALED, on=strand_scope)
def read_seal(strand_id: str, opening_id: str) -> ResponseReturnValue:
    """Show the sealed answers to a key holder, after writing into the access log that they read them."""
    opening = seal_opening(db.session(), strand_id, opening_id)
    if opening is None or not opening.is_holder(signed_in().account_id):
        abort(404)
    try:
        answers = read_sealed(db.session(), opening_id, by=signed_in().account_id, at=now())
    except NotAllowedNow:
        flash(_("The hour is over, or the second key is not turned yet."), "warning")
        return _to_seal(strand_id)
    db.session.commit()
    version = newest_version(db.session(), strand_id)
    instrument = compiled(db.session(), version.id, str(get_locale())) if version else None
    found = [
        [
            (marked(instrument.parts[key].question), in_words(instrument.parts[key], value))
            for key, value in answer.document.items()
            if instrument
        ]
        + [(marked(instrument.parts[key].question), [text]) for key, text in answer.words.items() if instrument]
        for answer in answers
    ]
    return _page("sealed", title=_("Sealed answers, open for one hour"), answers=found, opening=opening)
