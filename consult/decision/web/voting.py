"""The ballot for those who hold it: prepare, open, take in paper votes, close; after that, what was decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.policy import consultation_scope, this_consultation, whole_scope
from consult.consultation.queries import ConsultationView, in_language
from consult.consultation.rules import DecisionRule
from consult.decision.forms.voting import BallotForm, SlipsForm, ballot_form, slips_form
from consult.decision.labels import BALLOT_STATES
from consult.decision.operations.voting import (
    change_ballot,
    close_ballot,
    enter_paper_ballots,
    open_ballot,
    prepare_ballot,
)
from consult.decision.presentation.ballot import regional_drawings, rule_words, shown_result
from consult.decision.queries.proposing import ProposalView, proposal_of
from consult.decision.queries.voting import (
    BallotView,
    Turnout,
    ballot_of,
    result,
    turnout,
    turnout_by_region,
    voter_names,
)
from consult.decision.rules.counting import Rule, Verdict
from consult.decision.rules.kinds import BallotState, Choice
from consult.decision.rules.voting import AlreadyVoted
from consult.decision.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.erasing import erase_traces
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today

HELD = ("ballot_paper", "ballot_voter")
USUAL_DAYS = timedelta(days=14)


def _may_run(found: ConsultationView) -> bool:
    return signed_in().may_in_every_coalition(Permission.RUN_BALLOT, whole_scope(found))


def _where(found: ConsultationView) -> list[tuple[str, str | None]]:
    overview = url_for("consultation.overview", consultation_id=found.id)
    return [(in_language(found.title, str(get_locale())), overview)]


def _back(found: ConsultationView) -> ResponseReturnValue:
    return redirect(url_for("decision.ballot", consultation_id=found.id), 303)


def _refused(found: ConsultationView, refused: NotAllowedNow) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(found)


@blueprint.get("/consultations/<consultation_id>/ballot", endpoint="ballot")
@allow(Permission.READ_DECISION, on=consultation_scope)
def show_ballot(consultation_id: str) -> ResponseReturnValue:
    """Show how the ballot stands; its numbers once it is closed, before that how many papers at most."""
    found, session = this_consultation(), db.session()
    held = ballot_of(session, found.id)
    may_run = _may_run(found)
    mandate = Rule(found.decision_rule, found.decision_base, found.decision_threshold, found.quorum)
    values: dict[str, Any] = {"turnout": (), "result": None, "regional": (), "may_repeat": False}
    if held and held.is_closed:
        values |= _counted(held, may_run=may_run)
    elif held and held.state is BallotState.OPEN and may_run:
        values["turnout"] = turnout(session, held.id)
    return render_template(
        "decision/ballot.html",
        title=_("The ballot"),
        found=found,
        ballot=held,
        rule=rule_words(held.rule if held else mandate),
        may_run=may_run,
        may_count=signed_in().may(Permission.READ_COUNT, whole_scope(found)),
        may_close=bool(held and held.is_over(now())) or _all_voted(values["turnout"]),
        obstacle=None if held or not may_run else _obstacle(found, proposal_of(session, found.id)),
        states=BALLOT_STATES,
        where=_where(found),
        in_language=in_language,
        **values,
    )


def _counted(held: BallotView, *, may_run: bool) -> dict[str, Any]:
    counted = result(db.session(), held.id)
    if counted is None:
        return {}
    missed = any(one.count.verdict is Verdict.QUORUM_MISSED for one in counted.coalitions)
    return {
        "result": shown_result(counted),
        "regional": regional_drawings(turnout_by_region(db.session(), held.id)),
        "may_repeat": may_run and missed,
    }


def _all_voted(found: tuple[Turnout, ...]) -> bool:
    return bool(found) and all(one.cast == one.voters for one in found)


def _obstacle(found: ConsultationView, proposal: ProposalView | None) -> str | None:
    """Say what is still missing before a ballot can be prepared, or None."""
    if found.decision_rule is DecisionRule.DESIGNATED_LEADS:
        return str(_("By the mandate, leads named by the members decide: there is no ballot."))
    if proposal is None:
        return str(_("There is no proposal yet."))
    if not proposal.was_commented:
        return str(_("Members comment before they vote: open a comment round, and close it, first."))
    return None


@blueprint.route(
    "/consultations/<consultation_id>/ballot/settings", methods=["GET", "POST"], endpoint="ballot_settings"
)
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def settings(consultation_id: str) -> ResponseReturnValue:
    """Prepare the ballot, or change it until the first vote; the newest version is what is voted on."""
    found, session = this_consultation(), db.session()
    held = ballot_of(session, found.id)
    held = held if held and not held.is_closed else None
    proposal = proposal_of(session, found.id)
    if proposal is None:
        return _refused(found, NotAllowedNow(N_("There is no proposal yet.")))
    form = ballot_form(found.languages, _values(held))
    if form.validate_on_submit() and _kept(found, held, proposal, form):
        flash(_("The ballot is prepared. Check it, then open it.") if held is None else _("The ballot is changed."))
        return _back(found)
    page = render_template(
        "decision/ballot_settings.html",
        title=_("Prepare the ballot") if held is None else _("Change the ballot"),
        found=found,
        form=form,
        version=proposal.newest,
        rule=rule_words(Rule(found.decision_rule, found.decision_base, found.decision_threshold, found.quorum)),
        where=_where(found),
        back=url_for("decision.ballot", consultation_id=found.id),
    )
    return page, 422 if request.method == "POST" else 200


def _values(held: BallotView | None) -> dict[str, Any]:
    if held is None:
        return {"opens_on": today(), "closes_on": today() + USUAL_DAYS}
    question = {f"question-{tag}": text for tag, text in held.question.items()}
    return {"opens_on": held.opens_on, "closes_on": held.closes_on, **question}


def _kept(found: ConsultationView, held: BallotView | None, proposal: ProposalView, form: BallotForm) -> bool:
    """Keep the settings; otherwise say why not, and leave what was typed on the form."""
    try:
        _keep(found, held, proposal, form)
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
        return False
    return True


def _keep(found: ConsultationView, held: BallotView | None, proposal: ProposalView, form: BallotForm) -> None:
    days = {"opens_on": form.opens_on.data, "closes_on": form.closes_on.data}
    session, newest = db.session(), proposal.newest.id
    if held is None:
        prepare_ballot(session, found.id, version_id=newest, question=form.question(), **days)
    else:
        change_ballot(session, held.id, question=form.question(), **days, version_id=newest)


@blueprint.post("/consultations/<consultation_id>/ballot/open", endpoint="open_ballot")
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def open_it(consultation_id: str) -> ResponseReturnValue:
    """Open the prepared ballot: voter list and version are fixed."""
    found = this_consultation()
    try:
        open_ballot(db.session(), _held(found).id, now())
        db.session.commit()
    except NotAllowedNow as refused:
        return _refused(found, refused)
    flash(_("The ballot is open. Nobody sees a result before it is closed, you neither."))
    return _back(found)


@blueprint.post("/consultations/<consultation_id>/ballot/close", endpoint="close_ballot")
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def close_it(consultation_id: str) -> ResponseReturnValue:
    """Close the ballot: from this moment on it is counted and public."""
    found = this_consultation()
    try:
        close_ballot(db.session(), _held(found).id, now())
        db.session.commit()
    except NotAllowedNow as refused:
        return _refused(found, refused)
    erase_traces(db.engine, HELD)  # the files would still hold the rows in the order of voting
    flash(_("The ballot is closed and counted."))
    return _back(found)


def _held(found: ConsultationView) -> BallotView:
    held = ballot_of(db.session(), found.id)
    if held is None:
        raise NotAllowedNow(N_("There is no ballot yet: prepare it first."))
    return held


@blueprint.route(
    "/consultations/<consultation_id>/ballot/slips/<coalition_id>", methods=["GET", "POST"], endpoint="ballot_slips"
)
@allow(Permission.RUN_BALLOT, on=consultation_scope, in_every_coalition=True)
def slips(consultation_id: str, coalition_id: str) -> ResponseReturnValue:
    """Enter votes that came by post or were cast in the room: who handed in a slip, and the slips, counted."""
    found, session = this_consultation(), db.session()
    strand = next((one for one in found.strands if one.coalition_id == coalition_id), None)
    if strand is None:
        abort(404)
    try:
        held = _held(found)
        if held.state is not BallotState.OPEN:
            raise NotAllowedNow(N_("The ballot is not open; no vote was taken."))
    except NotAllowedNow as refused:
        return _refused(found, refused)
    voters = voter_names(session, held.id, coalition_id)
    form = slips_form(voters)
    if form.validate_on_submit() and _enter(held, coalition_id, form, dict(voters)):
        session.commit()
        flash(_("The paper votes are taken in. Seal the slips and keep them until the result is accepted."))
        return _back(found)
    page = render_template(
        "decision/ballot_slips.html",
        title=_("Votes on paper · %(coalition)s", coalition=strand.coalition_name),
        form=form,
        choices=tuple(Choice),
        where=[*_where(found), (_("The ballot"), url_for("decision.ballot", consultation_id=found.id))],
        back=url_for("decision.ballot", consultation_id=found.id),
    )
    return page, 422 if request.method == "POST" else 200


def _enter(held: BallotView, coalition_id: str, form: SlipsForm, names: dict[str, str]) -> bool:
    """Take the slips in; otherwise say on the form what is wrong."""
    ticked, counts = list(form.organisations.data), form.counts()
    try:
        enter_paper_ballots(db.session(), held.id, coalition_id=coalition_id, organisation_ids=ticked, counts=counts)
    except AlreadyVoted as refused:
        db.session.rollback()
        voted = ", ".join(f"\u2068{names[one]}\u2069" for one in refused.organisation_ids)
        form.organisations.errors = [
            _("These have voted already; take out their slips unread: %(names)s.", names=voted)
        ]
    except NotAllowedNow as refused:
        db.session.rollback()
        form.organisations.errors = [tell(refused)]
    else:
        return True
    return False
