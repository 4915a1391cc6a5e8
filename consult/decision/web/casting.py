"""The ballot for a member organisation: the question, a vote in each of its coalitions, and after the close the result.

How somebody votes stands in the body of one request and in one row without a name; never in an address or a cookie.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_invited
from consult.consultation.queries import ConsultationView, in_language
from consult.decision.labels import CHOICES
from consult.decision.operations.voting import cast_ballot
from consult.decision.presentation.ballot import regional_drawings, rule_words, shown_result
from consult.decision.queries.links import LinkedMember
from consult.decision.queries.voting import (
    BallotView,
    OwnVote,
    ballot_of,
    own_votes,
    result,
    turnout_by_region,
)
from consult.decision.rules.kinds import BallotState, Choice
from consult.decision.web.blueprint import blueprint
from consult.decision.web.links import asked_of, this_member
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now


def _show(template: str, member: LinkedMember, asked: ConsultationView, **values: Any) -> str:  # Any: template values
    return render_template(
        f"decision/{template}.html",
        member=member,
        asked=asked,
        consultation_title=in_language(asked.title, tag()),
        in_language=in_language,
        choices=CHOICES,
        **values,
    )


@blueprint.get("/d/ballot", endpoint="vote")
@for_invited
def vote() -> ResponseReturnValue:
    """Show the ballot as it stands for this member: not yet, the question and its forms, or the result."""
    member = this_member()
    asked = asked_of(member)
    held = ballot_of(db.session(), asked.id)
    if held and held.is_closed:
        return _result(member, asked, held)
    own = own_votes(db.session(), held.id, member.organisation_id) if held else ()
    return _paper(member, asked, held, own)


def _paper(
    member: LinkedMember, asked: ConsultationView, held: BallotView | None, own: tuple[OwnVote, ...], **values: Any
) -> str:  # Any: template values
    return _show(
        "vote",
        member,
        asked,
        title=_("Your vote"),
        ballot=held,
        own=own,
        is_open=bool(held and held.takes_votes(now())),
        is_over=bool(held and held.state is BallotState.OPEN and held.is_over(now())),
        rule=rule_words(held.rule) if held else None,
        **{"faults": {}, "refused": None} | values,
    )


def _result(member: LinkedMember, asked: ConsultationView, held: BallotView) -> ResponseReturnValue:
    counted = result(db.session(), held.id)
    if counted is None:
        abort(404)
    shown = shown_result(counted)
    return _show(
        "vote_result",
        member,
        asked,
        title=_("The result of the vote"),
        ballot=held,
        result=shown,
        regional=regional_drawings(turnout_by_region(db.session(), held.id)),
    )


@blueprint.post("/d/ballot", endpoint="cast")
@for_invited
def cast() -> ResponseReturnValue:
    """Ask once more whether this is meant; when it is confirmed, take the vote."""
    member = this_member()
    asked = asked_of(member)
    held = ballot_of(db.session(), asked.id)
    own = own_votes(db.session(), held.id, member.organisation_id) if held else ()
    at = next((one for one in own if one.coalition_id == request.form.get("coalition")), None)
    if held is None or at is None:
        abort(404)
    if at.voted or not held.takes_votes(now()):
        return _paper(member, asked, held, own, refused=_refusal(at)), 409
    said = request.form.get("choice", "")
    if said not in set(Choice):
        faults = {f"choice-{at.coalition_id}": [_("Choose yes, no or abstain.")]}
        return _paper(member, asked, held, own, faults=faults), 422
    choice = Choice(said)
    if request.form.get("go") != "cast":
        title = _("Is this your vote?")
        return _show("vote_confirm", member, asked, title=title, ballot=held, at=at, choice=choice)
    return _take(member, asked, held, at, choice)


def _refusal(at: OwnVote) -> str:
    if at.voted:
        return str(_("Your organisation has voted in this coalition. A vote is final."))
    return str(_("These are not the days of voting; your vote was not taken."))


def _take(
    member: LinkedMember, asked: ConsultationView, held: BallotView, at: OwnVote, choice: Choice
) -> ResponseReturnValue:
    who = {"coalition_id": at.coalition_id, "organisation_id": member.organisation_id}
    try:
        cast_ballot(db.session(), held.id, **who, choice=choice, moment=now())
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        own = own_votes(db.session(), held.id, member.organisation_id)
        return _paper(member, asked, held, own, refused=tell(refused)), 409
    return redirect(url_for("decision.voted"), 303)


@blueprint.get("/d/ballot/thanks", endpoint="voted")
@for_invited
def voted() -> ResponseReturnValue:
    """Say thank you, and whether there is another vote to cast; never what was voted."""
    member = this_member()
    asked = asked_of(member)
    held = ballot_of(db.session(), asked.id)
    own = own_votes(db.session(), held.id, member.organisation_id) if held else ()
    if held is None or held.is_closed or not any(one.voted for one in own):
        return redirect(url_for("decision.vote"))
    return _show("voted", member, asked, title=_("Thank you"), ballot=held, own=own)
