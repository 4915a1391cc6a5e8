"""The coverage for staff: who has been heard, who has not, and the invitations. Never what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection import labels
from consult.collection.operations import IssuedInvitation, cover_frame, invite_all, mark_unreachable, renew
from consult.collection.queries import (
    CoverageView,
    contacts_of,
    coverage,
    individual_count,
    invitation_counts,
)
from consult.collection.rules import Disposition, expiry, links_as_csv
from consult.collection.web.blueprint import blueprint
from consult.consultation.operations import open_strand, pass_gate
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import Gate, StrandState
from consult.instrument.queries import newest_version
from consult.membership.labels import KINDS, REGIONS
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today

ORDER = (
    Disposition.ANSWERED,
    Disposition.PARTIAL,
    Disposition.INVITED,
    Disposition.NOT_INVITED,
    Disposition.UNREACHABLE,
    Disposition.DECLINED,
)
WAITING = (Disposition.PARTIAL, Disposition.INVITED, Disposition.NOT_INVITED, Disposition.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Group:
    """The organisations of one region, kind or language, by where they stand."""

    label: str
    counts: tuple[tuple[Disposition, int], ...]
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Link:
    """One new invitation, for whoever sends it."""

    organisation: str
    contact: str
    email: str
    language: str
    url: str


def groups(lines: Iterable[CoverageView], attribute: str, names: Mapping[Any, LazyString]) -> list[Group]:
    """Return the lines grouped by an attribute, in the order of its names, then by code."""
    counted: dict[str, Counter[Disposition]] = {}
    for line in lines:
        counted.setdefault(getattr(line, attribute), Counter())[line.disposition] += 1
    order = {str(code): place for place, code in enumerate(names)}
    return [
        Group(
            str(names[code]) if code in names else language_name(code),
            tuple((d, counted[code][d]) for d in ORDER if counted[code][d]),
            counted[code][Disposition.ANSWERED],
            counted[code].total(),
        )
        for code in sorted(counted, key=lambda code: (order.get(code, len(order)), code))
    ]


def language_name(tag: str) -> str:
    """Return a language's name in the language of the page."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(str(get_locale())) or tag
    except (ValueError, UnknownLocaleError):
        return tag


@blueprint.get("/strands/<strand_id>/coverage", endpoint="coverage")
@allow(Permission.READ_COVERAGE, on=strand_scope)
def coverage_page(strand_id: str) -> ResponseReturnValue:
    """Show who has been heard, by region, kind and language, and who has not."""
    return draw(this_strand())


def draw(asking: StrandView, **values: Any) -> str:  # Any: template values
    """Render the coverage of a strand."""
    session = db.session()
    lines = coverage(session, asking.id)
    counts = Counter(line.disposition for line in lines)
    may = {permission.value: signed_in().may(permission, scope_of(asking)) for permission in Permission}
    out, waiting = invitation_counts(session, asking.id)
    return render_template(
        "collection/coverage.html",
        title=_("Members and coverage"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        lines=lines,
        total=len(lines),
        counts={d: counts[d] for d in ORDER},
        individuals=individual_count(session, asking.id),
        cuts=[
            (_("By region"), groups(lines, "region", REGIONS)),
            (_("By kind of organisation"), groups(lines, "kind", KINDS)),
            (_("By language"), groups(lines, "language", {})),
        ],
        unheard=[line for d in WAITING for line in lines if line.disposition is d],
        contacts=contacts_of(session, asking.id) if may["read_register"] else {},
        invitations=out,
        uninvited=waiting,
        days_left=(asking.closes_on - today()).days,
        may=may,
        next_state=_next_state(asking),
        **WORDS,
        **values,
    )


WORDS: Mapping[str, Any] = {
    "dispositions": labels.DISPOSITIONS,
    "tiles": labels.TILES,
    "next_steps": labels.NEXT_STEPS,
    "regions": REGIONS,
    "kinds": KINDS,
    "language_name": language_name,
}


def _next_state(asking: StrandView) -> str | None:
    """Return what the strand may become next; collection opens only with a published instrument."""
    following = {StrandState.OPEN: StrandState.CLOSED, StrandState.CLOSED: StrandState.FROZEN}
    if asking.state is StrandState.PREPARED and newest_version(db.session(), asking.id) is not None:
        return StrandState.OPEN.value
    state = following.get(asking.state)
    return state.value if state else None


@blueprint.post("/strands/<strand_id>/invite")
@allow(Permission.INVITE, on=strand_scope)
def invite(strand_id: str) -> ResponseReturnValue:
    """Invite every contact who has no invitation, and show the links in the only moment they are known."""
    asking = this_strand()
    contacts = contacts_of(db.session(), asking.id)
    names = {line.organisation_id: line.name for line in coverage(db.session(), asking.id)}
    issued = invite_all(db.session(), asking.id, expiry(asking.closes_on, asking.withdraw_until), day=today())
    db.session.commit()
    people = {contact.id: contact for own in contacts.values() for contact in own}
    links = [_link(new, names, people) for new in issued]
    if request.form.get("go") == "csv" and links:
        rows = [(new.organisation, new.contact, new.email, new.language, new.url) for new in links]
        return Response(
            links_as_csv(rows, fictitious=asking.fictitious),
            mimetype="text/csv",
            headers={"Content-Disposition": f"attachment; filename={'fictitious-' * asking.fictitious}invitations.csv"},
        )
    return _show_links(asking, links)


@blueprint.post("/strands/<strand_id>/contacts/<contact_id>/new-link")
@allow(Permission.INVITE, on=strand_scope)
def new_link(strand_id: str, contact_id: str) -> ResponseReturnValue:
    """Replace a lost link: the old one opens nothing any more, the new one is shown in this only moment."""
    asking = this_strand()
    session = db.session()
    people = {contact.id: contact for own in contacts_of(session, asking.id).values() for contact in own}
    if contact_id not in people:
        abort(404)
    names = {line.organisation_id: line.name for line in coverage(session, asking.id)}
    try:
        made = renew(session, asking.id, contact_id, expiry(asking.closes_on, asking.withdraw_until), moment=now())
    except NotAllowedNow as refused:
        return _refused(asking, refused)
    session.commit()
    return _show_links(asking, [_link(made, names, people)])


@blueprint.post("/strands/<strand_id>/organisations/<organisation_id>/unreachable")
@allow(Permission.INVITE, on=strand_scope)
def unreachable(strand_id: str, organisation_id: str) -> ResponseReturnValue:
    """Record that every way of reaching an organisation has failed; a later invitation takes it back."""
    asking = this_strand()
    session = db.session()
    if organisation_id not in {line.organisation_id for line in coverage(session, asking.id)}:
        abort(404)
    try:
        if asking.state is not StrandState.OPEN:
            raise NotAllowedNow(N_("Collection is not open."))
        mark_unreachable(session, asking.id, organisation_id, day=today())
    except NotAllowedNow as refused:
        return _refused(asking, refused)
    session.commit()
    flash(_("Recorded: this organisation could not be reached. A new link takes it back."))
    return redirect(url_for("collection.coverage", strand_id=asking.id), 303)


def _refused(asking: StrandView, refused: NotAllowedNow) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(url_for("collection.coverage", strand_id=asking.id), 303)


def _show_links(asking: StrandView, links: list[Link]) -> str:
    return render_template(
        "collection/invited.html",
        title=_("New invitations"),
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        links=links,
        **WORDS,
    )


def _link(new: IssuedInvitation, names: Mapping[str, str], people: Mapping[str, Any]) -> Link:
    contact = people[new.contact_id or ""]
    url = f"{current_app.config['SETTINGS'].base_url}/i/{new.token}"
    return Link(names.get(new.organisation_id, ""), contact.name, contact.email, new.language, url)


@blueprint.post("/strands/<strand_id>/step")
@allow(Permission.STEP_STRAND, on=strand_scope)
def step(strand_id: str) -> ResponseReturnValue:
    """Open collection, close it, or freeze the data: whatever comes next, once."""
    asking = this_strand()
    wanted = request.form.get("to")
    session = db.session()
    try:
        if wanted == StrandState.OPEN.value:
            if newest_version(session, asking.id) is None:
                raise NotAllowedNow(N_("Publish the instrument first."))
            open_strand(session, asking.id, now())
            cover_frame(session, asking.id)
            flash(_("Collection is open. Invite the members now."))
        elif wanted == StrandState.CLOSED.value:
            _pass(asking, Gate.COLLECTION)
            flash(_("Collection is closed. No answer comes in or changes any more."))
        elif wanted == StrandState.FROZEN.value:
            _pass(asking, Gate.DATA)
            flash(_("The data are frozen under their hash."))
        session.commit()
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(url_for("collection.coverage", strand_id=asking.id), 303)


def _pass(asking: StrandView, gate: Gate) -> None:
    """Close or freeze a strand: that is passing its gate."""
    pass_gate(
        db.session(),
        current_app.extensions["gates"],
        gate,
        consultation_id=asking.consultation_id,
        strand_id=asking.id,
        account_id=signed_in().account_id,
        moment=now(),
    )
