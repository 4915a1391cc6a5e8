"""Writing a member's answer down for them: what an interviewer begins, comes back to, and hands over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection.labels import CHANNELS, ENTRY_STATES
from consult.collection.operations import link_again
from consult.collection.operations.mailing import post
from consult.collection.operations.proxy import NewEntry, begin_entry, discard_entry, note_submitted, open_entry
from consult.collection.queries import coverage
from consult.collection.queries.proxy import entries_of
from consult.collection.rules import PROXY_CHANNELS, Channel, MailKind, Unit, expiry
from consult.collection.rules.proxy import SOURCE_LENGTH
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import Sitting, offered
from consult.consultation.policy import strand_scope, this_strand
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import Mode, StrandState
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now


def proxy_page(asking: StrandView, faults: Mapping[str, list[str]] | None = None) -> str:
    """Render the form of a new entry with what was typed, and the entries begun before."""
    me = signed_in()
    return render_template(
        "collection/proxy.html",
        title=_("Write an answer down for a member"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        members=coverage(db.session(), asking.id),
        entries=entries_of(db.session(), asking.id, me.account_id),
        channels={channel: CHANNELS[channel] for channel in PROXY_CHANNELS},
        states=ENTRY_STATES,
        tongues=offered(asking.languages),
        is_open=asking.state is StrandState.OPEN,
        anonymous=asking.individual_mode is Mode.ANONYMOUS,
        faults=faults or {},
        posted=request.form,
        length=SOURCE_LENGTH,
    )


@blueprint.get("/strands/<strand_id>/proxy")
@allow(Permission.ENTER_PROXY, on=strand_scope)
def proxy(strand_id: str) -> ResponseReturnValue:
    """Show how to begin an entry, and those begun before."""
    return proxy_page(this_strand())


@blueprint.post("/strands/<strand_id>/proxy")
@allow(Permission.ENTER_PROXY, on=strand_scope)
def begin_proxy(strand_id: str) -> ResponseReturnValue:
    """Begin an entry and open its questions; a code, for the person it belongs to, is shown in this only moment."""
    asking, form = this_strand(), request.form
    faults = _faults(asking)
    if faults:
        return proxy_page(asking, faults), 422
    new = NewEntry(
        organisation_id=form["organisation"],
        unit=Unit(form["unit"]),
        short=form.get("form") == "short",
        channel=Channel(form["channel"]),
        language=form["language"],
        source=form.get("source", ""),
    )
    try:
        begun = begin_entry(
            db.session(), strand_id, new, by=signed_in().account_id, at=now(), order_seed=secrets.randbelow(2**31)
        )
    except NotAllowedNow as refused:
        db.session.rollback()
        return proxy_page(asking, {"organisation": [tell(refused)]}), 409
    db.session.commit()
    _sit_down(begun.answer_id)
    if begun.code is None:
        return redirect(url_for("collection.hub"), 303)
    return render_template(
        "collection/proxy_code.html",
        title=_("A code for the person who answers"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        code=begun.code,
    )


def _faults(asking: StrandView) -> dict[str, list[str]]:
    """Return what is missing in the form, by field; the rest is refused where it is kept."""
    form = request.form
    known = {line.organisation_id for line in coverage(db.session(), asking.id)}
    checks = {
        "organisation": (form.get("organisation") in known, _("Choose the organisation.")),
        "unit": (form.get("unit") in set(Unit), _("Choose for whom the answer speaks.")),
        "channel": (form.get("channel") in set(PROXY_CHANNELS), _("Choose how the answer came.")),
        "language": (form.get("language") in asking.languages, _("Choose the language of the answer.")),
        "source": (bool(form.get("source", "").strip()), _("Say after what you write it down.")),
    }
    return {field: [words] for field, (is_right, words) in checks.items() if not is_right}


def _sit_down(answer_id: str) -> None:
    for name in ("code", "colleague"):
        session.pop(name, None)
    session["answer"] = session["proxy"] = answer_id


@blueprint.post("/strands/<strand_id>/proxy/<entry_id>")
@allow(Permission.ENTER_PROXY, on=strand_scope)
def go_on(strand_id: str, entry_id: str) -> ResponseReturnValue:
    """Go on with an entry, or delete one begun by mistake."""
    me = signed_in().account_id
    try:
        if request.form.get("go") == "discard":
            discard_entry(db.session(), strand_id, entry_id, by=me, at=now())
            db.session.commit()
            flash(_("The entry is deleted with everything in it."))
            return redirect(url_for("collection.proxy", strand_id=strand_id), 303)
        open_entry(db.session(), strand_id, entry_id, by=me, at=now())
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(tell(refused), "warning")
        return redirect(url_for("collection.proxy", strand_id=strand_id), 303)
    db.session.commit()
    _sit_down(entry_id)
    return redirect(url_for("collection.hub"), 303)


def hand_over(at: Sitting) -> int:
    """Ask the member to confirm what was written down, by mail where it is an organisation's; return how many go out.

    Nobody is written to about an individual answer: the contacts of an organisation would learn who gave one.
    """
    note_submitted(db.session(), at.answer.id, by=signed_in().account_id, at=now())
    settings = current_app.config["SETTINGS"]
    if at.answer.unit is not Unit.ORGANISATION or at.own is None or settings.mail_server is None:
        return 0
    until = expiry(at.strand.closes_on, at.strand.withdraw_until)
    issued = link_again(db.session(), at.strand.id, at.own.organisation_id, until)
    return post(db.session(), at.strand.id, issued, kind=MailKind.CONFIRM, settings=settings, moment=now())


def leave_it(at: Sitting, posted: int) -> ResponseReturnValue:
    """Leave an answer that was written down: from now on it is the member's."""
    session.pop("answer", None)
    session.pop("proxy", None)
    if posted:
        flash(_("The answer is submitted and counts. The member is asked by mail to confirm it."))
    elif at.answer.unit is Unit.ORGANISATION:
        flash(_("The answer is submitted and counts. Ask the member to confirm it through their invitation link."))
    else:
        flash(_("The answer is submitted and counts. The person confirms it with their code and their own link."))
    return redirect(url_for("collection.proxy", strand_id=at.answer.strand_id), 303)
