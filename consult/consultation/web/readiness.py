"""What boards read and answer before they sign: the seven questions on readiness, and the signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission, Scope
from consult.consultation.labels import READINESS
from consult.consultation.operations import answer_readiness, choose_rule, sign_mandate
from consult.consultation.policy import consultation_scope, scope_of, strand_scope, this_consultation, whole_scope
from consult.consultation.queries import (
    ConsultationView,
    StrandView,
    gaps_of,
    in_language,
    passed_gates,
    readiness,
    register_sizes,
    signatures,
    unanswered,
)
from consult.consultation.rules import Gate, Passed, ReadinessQuestion, StrandState, may_choose_bases
from consult.consultation.web.blueprint import blueprint
from consult.disclosure.rules import Rule
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One strand, its members now, and the other rule where the reader may choose it."""

    strand: StrandView
    members: int
    other: str


@blueprint.get("/consultations/<consultation_id>/readiness", endpoint="readiness")
@allow(Permission.READ_CONSULTATION, on=consultation_scope)
def show_readiness(consultation_id: str) -> ResponseReturnValue:
    """Show the questions with their answers, and who has signed."""
    found, session, tag = this_consultation(), db.session(), str(get_locale())
    answers = readiness(session, found.id)
    locked = Passed(Gate.MANDATE) in passed_gates(session, found.id)
    reader = signed_in()
    title = in_language(found.title, tag)
    return render_template(
        "consultation/readiness.html",
        title=_("Before joining forces"),
        found=found,
        where=[
            (title, url_for("consultation.overview", consultation_id=found.id)),
            (_("Gates"), url_for("consultation.gates", consultation_id=found.id)),
            (_("Readiness"), None),
        ],
        questions=[(one.value, READINESS[one], answers.get(one, {})) for one in ReadinessQuestion],
        in_language=in_language,
        signed={one.coalition_id: one for one in signatures(session, found, answers)},
        locked=locked,
        may_answer=not locked and reader.may_in_every_coalition(Permission.EDIT_MANDATE, whole_scope(found)),
        may_sign={
            one.coalition_id: not locked and reader.may(Permission.SIGN_MANDATE, scope_of(one)) for one in found.strands
        },
        rules=rule_lines(found, register_sizes(session, found), locked=locked),
        gaps=gaps_of(found),
        is_answered=not unanswered(answers),
    )


@blueprint.post("/consultations/<consultation_id>/readiness")
@allow(Permission.EDIT_MANDATE, on=consultation_scope, in_every_coalition=True)
def answer(consultation_id: str) -> ResponseReturnValue:
    """Write the answers down, in the language of the page."""
    found, session = this_consultation(), db.session()
    typed = {one: request.form[one.value] for one in ReadinessQuestion if one.value in request.form}
    try:
        answer_readiness(session, found.id, typed, language=str(get_locale()))
        session.commit()
        flash(_("The answers are saved. Whoever signed before signs again."))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(found)


def coalition_scope(consultation_id: str, coalition_id: str) -> Scope | None:
    """Return the scope of one coalition's half of a consultation, or None if it has none."""
    whole = consultation_scope(consultation_id)
    if whole is None or coalition_id not in whole.coalitions:
        return None
    return Scope(coalition_id=coalition_id, consultation_id=consultation_id)


@blueprint.post("/consultations/<consultation_id>/coalitions/<coalition_id>/signature")
@allow(Permission.SIGN_MANDATE, on=coalition_scope)
def sign(consultation_id: str, coalition_id: str) -> ResponseReturnValue:
    """Sign the mandate for one's own coalition."""
    found, session = this_consultation(), db.session()
    try:
        sign_mandate(session, found.id, coalition_id, account_id=signed_in().account_id, moment=now())
        session.commit()
        flash(_("You have signed the mandate. If it is changed, your signature no longer counts."))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(found)


def rule_lines(found: ConsultationView, sizes: Mapping[str, int], *, locked: bool) -> list[RuleLine]:
    """Return the rule on small numbers of each strand, and what the reader may choose instead."""
    lines = []
    for one in found.strands:
        small = one.rule is Rule.BASES
        open_to = not one.has(StrandState.FROZEN) if small else not locked and may_choose_bases(sizes[one.coalition_id])
        other = Rule.FULL if small else Rule.BASES
        may = open_to and signed_in().may(Permission.OPEN_GATE, scope_of(one))
        lines.append(RuleLine(one, sizes[one.coalition_id], other.value if may else ""))
    return lines


@blueprint.post("/strands/<strand_id>/small-numbers")
@allow(Permission.OPEN_GATE, on=strand_scope)
def choose(strand_id: str) -> ResponseReturnValue:
    """Choose how much the findings of one strand hide."""
    wanted = request.form.get("rule", "")
    if wanted not in set(Rule):
        abort(400)
    session = db.session()
    try:
        choose_rule(session, strand_id, Rule(wanted), moment=now())
        session.commit()
        flash(_("The choice is saved."))
    except NotAllowedNow as refused:
        session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(this_consultation())


def _back(found: ConsultationView) -> ResponseReturnValue:
    return redirect(url_for("consultation.readiness", consultation_id=found.id), 303)
