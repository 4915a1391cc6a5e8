"""Idea cards: laying them, and putting together those that say the same, without dragging."""

from __future__ import annotations

from functools import partial

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.meeting.forms.talking import ClusterForm, card_form, cluster_form
from consult.meeting.operations.ideas import lay_card, name_cluster, put_cards, rename_cluster, take_cards_out
from consult.meeting.policy import cluster_scope, session_scope, this_meeting, this_session
from consult.meeting.queries.ideas import IdeasView, ideas_of
from consult.meeting.rules.kinds import Medium
from consult.meeting.web.acting import done
from consult.meeting.web.blueprint import blueprint
from consult.meeting.web.talking import show, to_console
from consult.shared.database import db
from consult.shared.text import clean_line

NEW, OUT = "new", "out"


@blueprint.post("/sessions/<session_id>/cards")
@allow(Permission.RUN_MEETING, on=session_scope, in_every_coalition=True)
def lay(session_id: str) -> ResponseReturnValue:
    """Lay a card that was handed in on paper or called out; nobody's name is asked for."""
    form = card_form(this_meeting().languages, {})
    if form.validate_on_submit():
        act = partial(
            lay_card,
            db.session(),
            session_id,
            language=form.language.data,
            text=form.text.data or "",
            medium=Medium(form.medium.data),
            translations=form.translations,
        )
        if done(act, _("The card lies on the table.")):
            return to_console(session_id, "lay")
    return show(session_id, card=form), 422


@blueprint.post("/sessions/<session_id>/clusters")
@allow(Permission.RUN_MEETING, on=session_scope, in_every_coalition=True)
def put_together(session_id: str) -> ResponseReturnValue:
    """Put the ticked cards under a cluster, a new one or one there is, or back on the table."""
    form = cluster_form(this_meeting().languages, {})
    there = ideas_of(db.session(), session_id)
    ticked = frozenset(request.form.getlist("card")) & _card_ids(there)
    where = request.form.get("cluster", NEW)
    known = {cluster.id for cluster in there.clusters}
    fault = _fault(form, ticked, where, known)
    if fault:
        flash(_("Nothing was changed: %(reason)s", reason=fault), "warning")
        return show(session_id, naming=form, ticked=ticked), 422
    if done(partial(_put, session_id, form, where, ticked), _("The cards are put together.")):
        return to_console(session_id, "cards")
    return show(session_id, naming=form, ticked=ticked), 422


def _card_ids(there: IdeasView) -> frozenset[str]:
    cards = [*there.loose, *(card for cluster in there.clusters for card in cluster.cards)]
    return frozenset(card.id for card in cards)


def _fault(form: ClusterForm, ticked: frozenset[str], where: str, known: set[str]) -> str:
    """Return what is missing, nothing if the cards can be put there."""
    faults = {
        _("Tick the cards that belong together."): not ticked,
        _("Shorten the name of the cluster."): not form.validate_on_submit(),
        _("Name what the cards have in common, or choose a cluster there is."): (
            where == NEW and not clean_line(form.name.data or "")
        ),
        _("This cluster is gone; choose another."): where not in {NEW, OUT, *known},
    }
    return next((str(words) for words, holds in faults.items() if holds), "")


def _put(session_id: str, form: ClusterForm, where: str, ticked: frozenset[str]) -> None:
    session = db.session()
    if where == OUT:
        take_cards_out(session, ticked)
        return
    if where == NEW:
        where = name_cluster(session, session_id, name=form.name.data or "", language=form.language.data)
    put_cards(session, where, ticked)


@blueprint.post("/clusters/<cluster_id>/name")
@allow(Permission.RUN_MEETING, on=cluster_scope, in_every_coalition=True)
def rename(cluster_id: str) -> ResponseReturnValue:
    """Give a cluster another name."""
    form, session_id = cluster_form(this_meeting().languages, {}), this_session().id
    if form.validate_on_submit() and clean_line(form.name.data or ""):
        act = partial(rename_cluster, db.session(), cluster_id, name=form.name.data or "", language=form.language.data)
        done(act, _("The cluster has its new name."))
    else:
        flash(_("Nothing was changed: %(reason)s", reason=_("write a name of at most 120 characters.")), "warning")
    return to_console(session_id, "cards")
