"""The page of the gates: where a consultation stands, vouching for conditions, passing gates, planning days."""

from __future__ import annotations

from datetime import date

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.labels import CODES, GATE_NAMES
from consult.consultation.operations import attest, pass_gate, plan_gate, withdraw_attestation
from consult.consultation.policy import (
    consultation_scope,
    scope_of,
    strand_scope,
    this_consultation,
    this_strand,
    whole_scope,
)
from consult.consultation.presentation import Rights, live_gates, timeline
from consult.consultation.queries import (
    ConsultationView,
    GateBook,
    Gates,
    StrandView,
    gate_book,
    in_language,
    readiness,
    signatures,
    standings,
)
from consult.consultation.rules import PER_STRAND, Gate, Passed, is_passed_by_all
from consult.consultation.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today

Steps = dict[str, list[tuple[str, str]]]


@blueprint.get("/consultations/<consultation_id>/gates")
@allow(Permission.READ_CONSULTATION, on=consultation_scope)
def gates(consultation_id: str) -> ResponseReturnValue:
    """Show every gate, and how the conditions of those stand whose turn it is."""
    found = this_consultation()
    session = db.session()
    book = gate_book(session, found.id)
    known = known_gates()
    standing = standings(session, known, live_gates(found, book.passed), found, book, now())
    title = in_language(found.title, str(get_locale()))
    signing = Passed(Gate.MANDATE) not in book.passed
    return render_template(
        "consultation/gates.html",
        title=_("Gates"),
        found=found,
        where=[(title, url_for("consultation.overview", consultation_id=found.id)), (_("Gates"), None)],
        lines=timeline(found, known, book, standing, rights=rights_in(found), today=today()),
        steps=steps_elsewhere(found),
        signed=signatures(session, found, readiness(session, found.id)) if signing else (),
        signing=signing,
        may_plan=signed_in().may_in_every_coalition(Permission.EDIT_MANDATE, whole_scope(found)),
        plannable=[(gate.value, f"{CODES[gate]} {GATE_NAMES[gate]}") for gate in _not_behind(found, book)],
    )


def known_gates() -> Gates:
    """Return the gates with their conditions, as the application registered them."""
    known: Gates = current_app.extensions["gates"]
    return known


def _not_behind(found: ConsultationView, book: GateBook) -> list[Gate]:
    strands = [one.id for one in found.strands]
    return [gate for gate in Gate if not is_passed_by_all(gate, strands, book.passed)]


def rights_in(found: ConsultationView) -> Rights:
    """Return what the reader may do with the gates of a consultation: in a strand, or ("") for the whole."""
    reader, whole = signed_in(), whole_scope(found)

    def places(permission: Permission) -> frozenset[str]:
        own = {one.id for one in found.strands if reader.may(permission, scope_of(one))}
        return frozenset(own | ({""} if reader.may_in_every_coalition(permission, whole) else set()))

    figures = {one.id for one in found.strands if reader.roles_in(scope_of(one))}
    return Rights(frozenset(figures | {""}), places(Permission.ATTEST), places(Permission.OPEN_GATE))


def steps_elsewhere(found: ConsultationView) -> Steps:
    """Return where gates are worked on, as {cell's id: [(address, words), …]}, as far as the reader may go there."""
    reader, whole, steps = signed_in(), whole_scope(found), Steps()
    for one in found.strands:
        mark, scope = one.mark.lower(), scope_of(one)
        if reader.may(Permission.STEP_STRAND, scope):
            url = url_for("collection.coverage", strand_id=one.id)
            steps[f"g3-{mark}"] = [(url, _("Close collection on the page of the coverage"))]
            steps[f"g4-{mark}"] = [(url, _("Freeze the data on the page of the coverage"))]
        if reader.may(Permission.RELEASE_STRAND, scope):
            words = _("Read the findings of strand %(mark)s and release them", mark=one.mark)
            steps.setdefault("g6", []).append((url_for("findings.board", strand_id=one.id), words))
    pages = [
        ("g7", "meeting.agenda", reader.may(Permission.READ_MEETING, whole), _("Go to the meeting")),
        (
            *("g7", "briefing.joint", reader.may_in_every_coalition(Permission.PUBLISH_JOINT, whole)),
            _("Publish the findings on their page"),
        ),
        ("g8", "decision.proposal", reader.may(Permission.READ_PROPOSAL, whole), _("Go to the proposal")),
        ("g9", "decision.ballot", reader.may(Permission.READ_DECISION, whole), _("Go to the ballot")),
        ("g10", "decision.decision", reader.may(Permission.READ_DECISION, whole), _("Go to the decision")),
    ]
    for gate, endpoint, may, words in pages:
        if may:
            steps.setdefault(gate, []).append((url_for(endpoint, consultation_id=found.id), words))
    return steps


@blueprint.post("/consultations/<consultation_id>/attestations")
@allow(Permission.ATTEST, on=consultation_scope, in_every_coalition=True)
def attest_whole(consultation_id: str) -> ResponseReturnValue:
    """Vouch for a condition of the whole consultation, or take that back."""
    return _vouch(this_consultation(), None)


@blueprint.post("/strands/<strand_id>/attestations")
@allow(Permission.ATTEST, on=strand_scope)
def attest_strand(strand_id: str) -> ResponseReturnValue:
    """Vouch for a condition of one strand, or take that back."""
    return _vouch(this_consultation(), this_strand())


def _vouch(found: ConsultationView, strand: StrandView | None) -> ResponseReturnValue:
    session, strand_id = db.session(), strand.id if strand else None
    asked = known_gates().condition(request.form.get("condition", ""))
    if "withdraw" not in request.form and (asked is None or (asked.gate in PER_STRAND) is (strand is None)):
        abort(400)
    try:
        if "withdraw" in request.form:
            withdraw_attestation(
                session,
                known_gates(),
                consultation_id=found.id,
                strand_id=strand_id,
                attestation_id=request.form["withdraw"],
                moment=now(),
            )
        else:
            attest(
                session,
                known_gates(),
                consultation_id=found.id,
                strand_id=strand_id,
                condition=request.form.get("condition", ""),
                account_id=signed_in().account_id,
                reason=request.form.get("reason", ""),
                moment=now(),
            )
        session.commit()
        flash(_("Recorded, with your name and the day."))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(found, request.form.get("at", ""))


@blueprint.post("/consultations/<consultation_id>/gates/pass")
@allow(Permission.OPEN_GATE, on=consultation_scope, in_every_coalition=True)
def pass_whole(consultation_id: str) -> ResponseReturnValue:
    """Pass a gate of the whole consultation."""
    return _pass(this_consultation(), None)


@blueprint.post("/strands/<strand_id>/gates/pass")
@allow(Permission.OPEN_GATE, on=strand_scope)
def pass_strand(strand_id: str) -> ResponseReturnValue:
    """Pass a gate of one strand."""
    return _pass(this_consultation(), this_strand())


def _pass(found: ConsultationView, strand: StrandView | None) -> ResponseReturnValue:
    session, gate = db.session(), _gate()
    try:
        pass_gate(
            session,
            known_gates(),
            gate,
            consultation_id=found.id,
            strand_id=strand.id if strand else None,
            account_id=signed_in().account_id,
            moment=now(),
        )
        session.commit()
        flash(_("Gate %(gate)s is passed.", gate=CODES[gate]))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(found, gate.value)


@blueprint.post("/consultations/<consultation_id>/gates/dates")
@allow(Permission.EDIT_MANDATE, on=consultation_scope, in_every_coalition=True)
def plan(consultation_id: str) -> ResponseReturnValue:
    """Plan a gate for a day; without a day, for the usual one again."""
    found, session, gate = this_consultation(), db.session(), _gate()
    typed = request.form.get("day", "").strip()
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        flash(_("Nothing was changed: write the day as year, month and day."), "warning")
        return _back(found, "plan")
    try:
        plan_gate(session, found.id, gate, day)
        session.commit()
        flash(_("The day is planned."))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(found, gate.value)


def _gate() -> Gate:
    typed = request.form.get("gate", "")
    if typed not in {gate.value for gate in Gate}:
        abort(400)
    return Gate(typed)


def _back(found: ConsultationView, at: str) -> ResponseReturnValue:
    known = at if at.replace("-", "").isalnum() else None
    return redirect(url_for("consultation.gates", consultation_id=found.id, _anchor=known or None), 303)
