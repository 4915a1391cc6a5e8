"""What a member organisation can do now on the way to the decision, and what comes when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.consultation.rules import StrandState
from consult.decision.queries.links import LinkedMember
from consult.decision.queries.proposing import ProposalView, proposal_of
from consult.decision.queries.voting import BallotView, OwnVote, ballot_of, own_votes
from consult.decision.rules.kinds import BallotState
from consult.shared.time import now


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it is, how it stands, and where; no address where it cannot be done. `now` is next."""

    key: str
    title: str
    text: str
    url: str | None = None
    action: str = ""
    now: bool = False


def steps(session: Session, asked: ConsultationView, member: LinkedMember) -> list[Step]:
    """Return everything a member can do, in the order of the consultation."""
    ballot = ballot_of(session, asked.id)
    own = own_votes(session, ballot.id, member.organisation_id) if ballot else ()
    voting = _voting(ballot, own)
    decided = [_decision()] if ballot and ballot.is_closed else []
    return [_findings(asked), _proposal(proposal_of(session, asked.id), later=ballot is not None), voting, *decided]


def _findings(asked: ConsultationView) -> Step:
    title = _("The findings")
    if not asked.all_have(StrandState.PUBLISHED):
        return Step("findings", title, _("They are not published yet. This page will lead to them."))
    said = _("What the members of both coalitions said, side by side.")
    return Step("findings", title, said, url_for("decision.findings"), _("Read the findings"))


def _proposal(found: ProposalView | None, *, later: bool) -> Step:
    title = _("The proposal")
    if found is None or found.before_members is None:
        return Step("proposal", title, _("It is not written yet. You will read it here and say what you think of it."))
    url = url_for("decision.member_proposal")
    if found.open_round and not later:
        day = format_date(found.open_round.closes_on, "long")
        text = _("Read what is proposed, clause by clause, and say what you think of it until %(day)s.", day=day)
        return Step("proposal", title, text, url, _("Read and comment"), now=True)
    return Step("proposal", title, _("What is proposed, clause by clause."), url, _("Read the proposal"))


def _voting(ballot: BallotView | None, own: tuple[OwnVote, ...]) -> Step:
    title = _("The vote")
    if ballot is None:
        return Step("vote", title, _("Members vote after they have commented on the proposal."))
    url = url_for("decision.vote")
    if ballot.is_closed:
        return Step("vote", title, _("The ballot is closed and counted."), url, _("Read the result"))
    days = {"first": format_date(ballot.opens_on, "long"), "last": format_date(ballot.closes_on, "long")}
    if ballot.takes_votes(now()) and any(not one.voted for one in own):
        text = _("Your organisation can vote until the end of %(last)s. A vote is secret and final.", **days)
        return Step("vote", title, text, url, _("Vote"), now=True)
    if own and all(one.voted for one in own):
        text = _(
            "Your organisation has voted. The result stands here once the ballot is closed, after %(last)s.", **days
        )
        return Step("vote", title, text, url, _("Look at the question again"))
    if ballot.state is BallotState.OPEN and ballot.is_over(now()):
        return Step("vote", title, _("Voting is over. The result stands here as soon as the ballot is closed."))
    text = _("Members vote from %(first)s until the end of %(last)s.", **days)
    return Step("vote", title, text, url, _("Read the question"))


def _decision() -> Step:
    title, text = _("The decision"), _("What was decided, what it rests on, and what follows from it.")
    return Step("decision", title, text, url_for("decision.member_decision"), _("Read the decision"))
