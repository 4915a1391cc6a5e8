"""What deciding says at G8, G9 and G10."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import Outcomes, Subject
from consult.consultation.rules import DecisionRule, Outcome
from consult.decision.records import (
    Ballot,
    Comment,
    CommentRound,
    Decision,
    Destruction,
    FollowUp,
    FollowUpCheck,
    Proposal,
    ProposalVersion,
)
from consult.decision.rules.kinds import BallotState, Promised, RoundState
from consult.decision.rules.proposal import from_document, gaps
from consult.shared.errors import N_


def proposal_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether the proposal is complete, its comment round closed and every comment answered (G8)."""
    own = (
        select(ProposalVersion.id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.consultation_id == subject.consultation.id)
    )
    document = session.scalars(
        select(ProposalVersion.content)
        .where(ProposalVersion.id.in_(own))
        .order_by(ProposalVersion.number.desc())
        .limit(1)
    ).first()
    rounds = select(func.count(CommentRound.id)).where(CommentRound.version_id.in_(own))
    comments = (
        select(func.count(Comment.id))
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .where(CommentRound.version_id.in_(own))
    )
    closed, open_, total, answered = session.execute(
        select(
            rounds.where(CommentRound.state == RoundState.CLOSED).scalar_subquery(),
            rounds.where(CommentRound.state == RoundState.OPEN).scalar_subquery(),
            comments.scalar_subquery(),
            comments.where(Comment.reply.is_not(None)).scalar_subquery(),
        )
    ).one()
    lacking = None if document is None else len(gaps(from_document(document), subject.consultation.languages))
    words = (
        N_("Every comment is answered: %(total)s.") if answered == total else N_("Answered: %(answered)s of %(total)s.")
    )
    return {
        "proposal_complete": {"": _complete(lacking)},
        "comments_closed": {"": _round(closed, open_)},
        "comments_answered": {"": Outcome(answered == total, words, {"answered": answered, "total": total})},
    }


def _complete(lacking: int | None) -> Outcome:
    if lacking is None:
        return Outcome(False, N_("There is no proposal yet."))
    if lacking:
        return Outcome(False, N_("Things the newest version lacks: %(count)s."), {"count": lacking})
    return Outcome(True, N_("The newest version lacks nothing."))


def _round(closed: int, open_: int) -> Outcome:
    if open_:
        return Outcome(False, N_("A comment round is open."))
    if not closed:
        return Outcome(False, N_("There was no comment round yet."))
    return Outcome(True, N_("The comment round is closed."))


def ballot_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether the members' ballot is closed, and none is under way (G9).

    Where by the mandate leads named by the members decide, there is no ballot: what they decided is in the register.
    """
    consultation_id = subject.consultation.id
    if subject.consultation.decision_rule is DecisionRule.DESIGNATED_LEADS:
        entries = session.scalar(select(func.count(Decision.id)).where(Decision.consultation_id == consultation_id))
        return {"ballot_closed": {"": _by_leads(entries or 0)}}
    states = session.scalars(select(Ballot.state).where(Ballot.consultation_id == consultation_id)).all()
    if BallotState.CLOSED not in states:
        outcome = Outcome(False, N_("No ballot was held and closed yet."))
    elif any(state is not BallotState.CLOSED for state in states):
        outcome = Outcome(False, N_("The ballot is held again, and not closed yet."))
    else:
        outcome = Outcome(True, N_("The ballot is closed."))
    return {"ballot_closed": {"": outcome}}


def _by_leads(entries: int) -> Outcome:
    if entries:
        return Outcome(True, N_("By the mandate leads decide; entries in the register: %(count)s."), {"count": entries})
    return Outcome(False, N_("By the mandate leads decide; nothing they decided is in the register yet."))


def review_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether every check was made, and what was promised to be destroyed is destroyed (G10)."""
    checks = (
        select(func.count())
        .select_from(FollowUpCheck)
        .join(FollowUp, FollowUp.id == FollowUpCheck.follow_up_id)
        .join(Decision, Decision.id == FollowUp.decision_id)
        .where(Decision.consultation_id == subject.consultation.id)
    )
    destroyed = select(func.count()).where(
        Destruction.consultation_id == subject.consultation.id, Destruction.done_at.is_not(None)
    )
    total, made, gone = session.execute(
        select(
            checks.scalar_subquery(),
            checks.where(FollowUpCheck.checked_on.is_not(None)).scalar_subquery(),
            destroyed.scalar_subquery(),
        )
    ).one()
    words = N_("Checks made: %(made)s of %(total)s.")
    return {
        "checks_made": {"": Outcome(bool(total) and made == total, words, {"made": made, "total": total})},
        "promises_kept": {
            "": Outcome(True, N_("Transcripts and contacts are destroyed."))
            if gone == len(Promised)
            else Outcome(False, N_("Transcripts or contacts are still kept."))
        },
    }
