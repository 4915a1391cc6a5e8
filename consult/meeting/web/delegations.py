"""Who comes to the meeting: registering many at once, room codes in the one moment they are known, arrivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.consultation.queries import in_language
from consult.meeting.forms.agenda import BodiesForm, bodies_form
from consult.meeting.operations.agenda import (
    NewDelegation,
    arrive,
    new_code,
    register_delegation,
    take_back_arrival,
)
from consult.meeting.policy import (
    delegation_scope,
    meeting_scope,
    this_consultation,
    this_delegation,
    this_meeting,
)
from consult.meeting.queries.agenda import Comer, comers, delegations_of
from consult.meeting.rules.kinds import Group
from consult.meeting.web.acting import done
from consult.meeting.web.agenda import WORDS, path, tag
from consult.meeting.web.blueprint import blueprint
from consult.membership.rules import Region
from consult.shared.database import db
from consult.shared.time import now


@dataclass(frozen=True, slots=True)
class Slip:
    """A room code with the delegation it is handed to."""

    name: str
    group: Group
    number: int
    code: str


@blueprint.get("/meetings/<meeting_id>/delegations")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def delegations(meeting_id: str) -> ResponseReturnValue:
    """Show who is registered and who could be."""
    return _page(bodies_form(this_meeting().languages))


def _page(form: BodiesForm, ticked: Sequence[str] = ()) -> str:
    found, there = this_meeting(), delegations_of(db.session(), this_meeting().id)
    waiting = _comers()
    by_region = ((region, tuple(one for one in waiting if one.region is region)) for region in Region)
    return render_template(
        "meeting/delegations.html",
        title=_("Delegations"),
        where=path(this_consultation(), (_("Delegations"), None)),
        meeting=found,
        there=there,
        present=sum(one.arrived_at is not None for one in there),
        waiting=[(region, own) for region, own in by_region if own],
        waiting_count=len(waiting),
        ticked=set(ticked),
        form=form,
        **WORDS,
    )


def _comers() -> tuple[Comer, ...]:
    asked = [strand.coalition_id for strand in this_consultation().strands]
    return comers(db.session(), this_meeting(), asked)


@blueprint.post("/meetings/<meeting_id>/delegations")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def register(meeting_id: str) -> ResponseReturnValue:
    """Register the members that were ticked, or the bodies that were written, and show their codes once."""
    found = this_meeting()
    form = bodies_form(found.languages)
    if request.form.get("go") == "members":
        wanted = set(request.form.getlist("organisation"))
        chosen = [one for one in _comers() if one.organisation_id in wanted]
        if not chosen:
            flash(_("Nothing was changed: tick the organisations that come."), "warning")
            return _page(form, tuple(wanted)), 422
        new = [_of_member(meeting_id, one) for one in chosen]
        return _registered(new, form, tuple(wanted))
    if not form.validate_on_submit():
        return _page(form), 422
    group = Group(form.group.data)
    new = [_of_body(meeting_id, name, group, form.language.data) for name in form.bodies()]
    return _registered(new, form)


def _of_member(meeting_id: str, one: Comer) -> tuple[str, Group, Any]:
    """Return name, group and the operation that registers a member; Any: a partial of it."""
    act = partial(
        register_delegation, db.session(), meeting_id, organisation_id=one.organisation_id, language=one.language
    )
    return one.name, one.group, act


def _of_body(meeting_id: str, name: str, group: Group, language: str) -> tuple[str, Group, Any]:
    act = partial(register_delegation, db.session(), meeting_id, name=name, group=group, language=language)
    return name, group, act


def _registered(
    new: Sequence[tuple[str, Group, Any]], form: BodiesForm, ticked: Sequence[str] = ()
) -> ResponseReturnValue:
    slips: list[Slip] = []

    def register_all() -> None:
        for name, group, act in new:
            made: NewDelegation = act()
            slips.append(Slip(name, group, made.number, made.code))

    return _sheet(slips) if done(register_all) else (_page(form, ticked), 422)


def _sheet(slips: Sequence[Slip]) -> str:
    found = this_meeting()
    return render_template(
        "meeting/codes.html",
        title=_("Room codes"),
        where=path(
            this_consultation(),
            (_("Delegations"), url_for("meeting.delegations", meeting_id=found.id)),
            (_("Room codes"), None),
        ),
        meeting=found,
        meeting_title=in_language(found.title, tag()),
        slips=slips,
        door=f"{current_app.config['SETTINGS'].base_url}{url_for('meeting.room')}",
        **WORDS,
    )


@blueprint.post("/delegations/<delegation_id>/code")
@allow(Permission.RUN_MEETING, on=delegation_scope, in_every_coalition=True)
def give_new_code(delegation_id: str) -> ResponseReturnValue:
    """Replace a lost room code, and show the new one in its only moment."""
    found, codes = this_delegation(), list[str]()
    if not done(lambda: codes.append(new_code(db.session(), delegation_id))):
        return redirect(url_for("meeting.delegations", meeting_id=found.meeting_id), 303)
    return _sheet([Slip(found.name, found.group, found.number, code) for code in codes])


@blueprint.post("/meetings/<meeting_id>/arrivals")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def note_arrivals(meeting_id: str) -> ResponseReturnValue:
    """Note who is in the room. Only who was shown there and is not ticked any more is taken back."""
    session, moment = db.session(), now()
    ticked, shown = set(request.form.getlist("here")), set(request.form.getlist("was"))
    there = {one.id: one for one in delegations_of(session, meeting_id)}
    came = [one for one in there.values() if one.id in ticked and one.arrived_at is None]
    left = [one for one in there.values() if one.id in shown - ticked and one.arrived_at is not None]

    def note() -> None:
        for one in came:
            arrive(session, one.id, moment)
        for one in left:
            take_back_arrival(session, one.id)

    done(note, ngettext("%(num)s delegation has come.", "%(num)s delegations have come.", len(came)) if came else "")
    return redirect(url_for("meeting.delegations", meeting_id=meeting_id), 303)
