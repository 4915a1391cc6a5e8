"""Invitations and reminders: what is sent to whom, what became of it. Never what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale, gettext, ngettext
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.collection import labels
from consult.collection.exchange.bounces import LARGEST, NotANotice, Notice, read_notice
from consult.collection.exchange.letters import Addressed, spoken, write_letter
from consult.collection.operations import IssuedInvitation, invite_all, post, record_bounces, remind_all, renew
from consult.collection.queries import contacts_of, coverage, invitation_counts
from consult.collection.queries.mails import rounds, to_be_reminded, undelivered
from consult.collection.rules import MailKind, MailState, expiry, links_as_csv
from consult.collection.web.blueprint import blueprint
from consult.collection.web.standing import refused_now
from consult.collection.web.words import language_name
from consult.consultation.policy import strand_scope, this_strand
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import StrandState
from consult.settings import Settings
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now, today

MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Link:
    """One new invitation, for whoever sends it."""

    organisation: str
    contact: str
    email: str
    language: str
    url: str


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@blueprint.get("/strands/<strand_id>/mails")
@allow(Permission.INVITE, on=strand_scope)
def mails(strand_id: str) -> ResponseReturnValue:
    """Show who would be written to, what was sent, and what came back."""
    asking = this_strand()
    session = db.session()
    invited, uninvited = invitation_counts(session, asking.id)
    sent = rounds(session, asking.id)
    silent = to_be_reminded(session, asking)
    counted = sum((Counter(one.mails) for one in sent), Counter[MailState]())
    return render_template(
        "collection/mails.html",
        title=_("Invitations and reminders"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        is_open=asking.state is StrandState.OPEN,
        can_mail=_settings().mail_server is not None,
        sender=str(_settings().mail_from or ""),
        invited=invited,
        uninvited=uninvited,
        silent=silent,
        silent_organisations=len({one.organisation_id for one in silent}),
        wave=max((one.wave for one in sent), default=0) + 1,
        rounds=sent,
        counted=counted,
        undelivered=undelivered(session, asking.id),
        previews=[(kind, words) for kind, words in labels.MAIL_KINDS.items()],
        mail_states=labels.MAIL_STATES,
        steps=labels.STEPS,
        language_name=language_name,
    )


@blueprint.get("/strands/<strand_id>/mails/preview")
@allow(Permission.INVITE, on=strand_scope)
def mail_preview(strand_id: str) -> ResponseReturnValue:
    """Show a mail as a member would read it, with invented names and a link that opens nothing."""
    asking = this_strand()
    wanted = request.args.get("kind", MailKind.INVITATION.value)
    tag = request.args.get("language", asking.languages[0] if asking.languages else "en")
    if wanted not in set(MailKind) or tag not in asking.languages:
        abort(404)
    kind = MailKind(wanted)
    with force_locale(spoken(tag)):
        organisation, contact = _("Name of the organisation"), _("Name of the contact")
    letter = write_letter(
        Addressed(
            kind=kind,
            language=tag,
            coalition=asking.coalition_name,
            title=in_language(asking.title, spoken(tag)),
            question=in_language(asking.question, spoken(tag)),
            organisation=organisation,
            contact=contact,
            closes_on=asking.closes_on,
            fictitious=asking.fictitious,
            url=f"{_settings().base_url}/i/…",
        )
    )
    return render_template(
        "collection/mail_preview.html",
        title=labels.MAIL_KINDS[kind],
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        letter=letter,
        kind=kind,
        kinds=labels.MAIL_KINDS,
        language_name=language_name,
    )


@blueprint.post("/strands/<strand_id>/invite")
@allow(Permission.INVITE, on=strand_scope)
def invite(strand_id: str) -> ResponseReturnValue:
    """Invite every contact who has no invitation: mail the links, or show them in the only moment they are known."""
    asking = this_strand()
    try:
        issued = invite_all(db.session(), asking.id, expiry(asking.closes_on, asking.withdraw_until), day=today())
    except NotAllowedNow as refused:
        return refused_now(url_for("collection.mails", strand_id=asking.id), refused)
    return _give_out(asking, issued, MailKind.INVITATION)


@blueprint.post("/strands/<strand_id>/remind")
@allow(Permission.INVITE, on=strand_scope)
def remind(strand_id: str) -> ResponseReturnValue:
    """Give whoever is silent a further link, once for each reminder however often it is pressed."""
    asking = this_strand()
    wave = request.form.get("wave", type=int) or 0
    until = expiry(asking.closes_on, asking.withdraw_until)
    try:
        issued = remind_all(db.session(), asking.id, until, wave=wave, day=today())
    except NotAllowedNow as refused:
        return refused_now(url_for("collection.mails", strand_id=asking.id), refused)
    return _give_out(asking, issued, MailKind.REMINDER)


def _give_out(asking: StrandView, issued: list[IssuedInvitation], kind: MailKind) -> ResponseReturnValue:
    """Mail new links, or hand them over as a file or a page."""
    session = db.session()
    if request.form.get("go") == "mail" and _settings().mail_server is not None:
        posted = post(session, asking.id, issued, kind=kind, settings=_settings(), moment=now())
        session.commit()
        flash(
            ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", posted)
            if posted
            else _("Nobody is left to write to.")
        )
        return redirect(url_for("collection.mails", strand_id=asking.id), 303)
    contacts = contacts_of(session, asking.id)
    names = {line.organisation_id: line.name for line in coverage(session, asking.id)}
    session.commit()
    people = {contact.id: contact for own in contacts.values() for contact in own}
    links = [_link(new, names, people) for new in issued]
    if request.form.get("go") == "csv" and links:
        rows = [(new.organisation, new.contact, new.email, new.language, new.url) for new in links]
        name = f"{'fictitious-' * asking.fictitious}{'reminders' if kind is MailKind.REMINDER else 'invitations'}.csv"
        return Response(
            links_as_csv(rows, fictitious=asking.fictitious),
            mimetype="text/csv",
            headers={"Content-Disposition": f"attachment; filename={name}"},
        )
    return _show_links(asking, links)


@blueprint.post("/strands/<strand_id>/contacts/<contact_id>/new-link")
@allow(Permission.INVITE, on=strand_scope)
def new_link(strand_id: str, contact_id: str) -> ResponseReturnValue:
    """Replace a lost link: the old ones open nothing any more, the new one is shown in this only moment."""
    asking = this_strand()
    session = db.session()
    people = {contact.id: contact for own in contacts_of(session, asking.id).values() for contact in own}
    if contact_id not in people:
        abort(404)
    names = {line.organisation_id: line.name for line in coverage(session, asking.id)}
    try:
        made = renew(session, asking.id, contact_id, expiry(asking.closes_on, asking.withdraw_until), moment=now())
    except NotAllowedNow as refused:
        return refused_now(url_for("collection.mails", strand_id=asking.id), refused)
    session.commit()
    return _show_links(asking, [_link(made, names, people)])


def _show_links(asking: StrandView, links: list[Link]) -> str:
    return render_template(
        "collection/invited.html",
        title=_("New links"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        links=links,
        language_name=language_name,
    )


def _link(new: IssuedInvitation, names: Mapping[str, str], people: Mapping[str, Any]) -> Link:  # Any: contact views
    contact = people[new.contact_id or ""]
    url = f"{_settings().base_url}/i/{new.token}"
    return Link(names.get(new.organisation_id, ""), contact.name, contact.email, new.language, url)


@blueprint.post("/strands/<strand_id>/mails/bounces")
@allow(Permission.INVITE, on=strand_scope)
def bounces(strand_id: str) -> ResponseReturnValue:
    """Take notices that mails did not arrive; a file that is none is named, the others are recorded."""
    asking = this_strand()
    db.session.rollback()  # a file is never read inside a write transaction (decision 2)
    notices: list[Notice] = []
    for file in request.files.getlist("notices")[:MOST_FILES]:
        try:
            notices.append(read_notice(file.read(LARGEST + 1)))
        except NotANotice as refused:
            flash(f"\u2068{(file.filename or '–')[-80:]}\u2069: {gettext(str(refused))}", "warning")
    if notices:
        done = record_bounces(db.session(), asking.id, notices, day=today())
        db.session.commit()
        flash(
            _(
                "Recorded: %(new)s came back, %(known)s known before, %(foreign)s of no mail of this strand.",
                new=done.new,
                known=done.known,
                foreign=done.foreign,
            )
        )
    return redirect(url_for("collection.mails", strand_id=asking.id, _anchor="returned"), 303)
