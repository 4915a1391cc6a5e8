"""What deciding says at G8, G9 and G10."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import Outcomes, Subject
from consult.consultation.rules import Outcome
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
    """Say whether the members' ballot is closed (G9)."""
    closed = session.scalar(
        select(func.count(Ballot.id)).where(
            Ballot.consultation_id == subject.consultation.id, Ballot.state == BallotState.CLOSED
        )
    )
    outcome = (
        Outcome(True, N_("The ballot is closed."))
        if closed
        else Outcome(False, N_("No ballot was held and closed yet."))
    )
    return {"ballot_closed": {"": outcome}}


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
