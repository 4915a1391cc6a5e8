"""Destroying on the promised day: all of it in one transaction, logged, and never before the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from consult.access.operations import Act, record_event
from consult.coding.operations.destroying import remove_codes_of_interviews
from consult.collection.operations.destroying import destroy_contacts
from consult.consultation.queries import strands_of
from consult.consultation.records import Consultation
from consult.consultation.rules import StrandState
from consult.decision.records import Ballot, Comment, CommentRound, DecisionLink, Destruction, Proposal, ProposalVersion
from consult.decision.rules.kinds import BallotState, Promised, RoundState
from consult.interview.operations.destroying import destroy_transcripts, forget_identities
from consult.meeting.operations.destroying import destroy_confidences, forget_delegations
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.time import check_years


def promise_destruction(session: Session, consultation_id: str, *, what: Promised, due_on: date) -> None:
    """Promise that something is destroyed on a day. A day once promised can be brought forward, not put off."""
    if session.get(Consultation, consultation_id) is None:
        raise NotFound(consultation_id)
    check_years(due_on)
    found = session.get(Destruction, (consultation_id, what), with_for_update=True)
    if found is None:
        session.add(Destruction(consultation_id=consultation_id, what=what, due_on=due_on))
    elif found.done_at is not None:
        raise NotAllowedNow(N_("This was destroyed before; there is nothing left to promise."))
    elif due_on > found.due_on:
        raise NotAllowedNow(
            N_("A promised day can be brought forward, not put off: members were told %(day)s."),
            day=found.due_on.isoformat(),
        )
    else:
        found.due_on = due_on
    session.flush()


def destroy(
    session: Session, consultation_id: str, *, what: Promised, account_id: str, moment: datetime
) -> Mapping[str, int]:
    """Destroy what was promised and return how many of what; what was destroyed before is only counted again.

    Raises `NotAllowedNow` before the promised day, before every strand has released (figures are counted from what
    would go), and for contacts while a comment round or a ballot still needs its links.
    """
    promise = session.get(Destruction, (consultation_id, what), with_for_update=True)
    if promise is None:
        raise NotAllowedNow(N_("No day was promised for this: promise one first."))
    if promise.done_at is not None:
        return dict(promise.counts)
    _check(session, consultation_id, promise, moment.date())
    destroying = _transcripts if what is Promised.TRANSCRIPTS else _contacts
    counts = destroying(session, consultation_id, moment)
    done = {"done_at": moment, "account_id": account_id, "counts": dict(counts)}
    own = Destruction.consultation_id == consultation_id, Destruction.what == what
    session.execute(update(Destruction).where(*own).values(**done))
    reason = f"promised for {promise.due_on.isoformat()}"
    act = Act(f"{what.value}_destroyed", consultation_id, reason, consultation_id, dict(counts))
    record_event(session, act, by=account_id, at=moment)
    return counts


def _check(session: Session, consultation_id: str, promise: Destruction, day: date) -> None:
    if day < promise.due_on:
        raise NotAllowedNow(N_("Nothing was destroyed: the promised day is %(day)s."), day=promise.due_on.isoformat())
    strands = strands_of(session, consultation_id)
    if not strands or not all(strand.has(StrandState.RELEASED) for strand in strands):
        raise NotAllowedNow(
            N_("Nothing was destroyed: figures are counted from these records until both strands have released.")
        )
    if promise.what is Promised.CONTACTS and _is_anything_open(session, consultation_id):
        raise NotAllowedNow(
            N_("Nothing was destroyed: members still comment or vote with these links. Close that first.")
        )


def _is_anything_open(session: Session, consultation_id: str) -> bool:
    ballots = select(Ballot.id).where(Ballot.consultation_id == consultation_id, Ballot.state == BallotState.OPEN)
    rounds = (
        select(CommentRound.id)
        .join(ProposalVersion, ProposalVersion.id == CommentRound.version_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.consultation_id == consultation_id, CommentRound.state == RoundState.OPEN)
    )
    return session.scalars(ballots.union_all(rounds)).first() is not None


def _transcripts(session: Session, consultation_id: str, moment: datetime) -> dict[str, int]:
    codes = remove_codes_of_interviews(session, consultation_id)
    gone = destroy_transcripts(session, consultation_id, moment)
    return {**gone, "codes": codes, "confidences": destroy_confidences(session, consultation_id)}


def _contacts(session: Session, consultation_id: str, moment: datetime) -> dict[str, int]:
    return {
        **destroy_contacts(session, consultation_id, moment),
        "identities": forget_identities(session, consultation_id),
        **forget_delegations(session, consultation_id),
        **_forget_links(session, consultation_id),
    }


def _forget_links(session: Session, consultation_id: str) -> dict[str, int]:
    """Destroy the links by which organisations read, commented and voted, and who wrote which comment."""
    links = DecisionLink.consultation_id == consultation_id
    rounds = (
        select(CommentRound.id)
        .join(ProposalVersion, ProposalVersion.id == CommentRound.version_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.consultation_id == consultation_id)
    )
    signed = Comment.round_id.in_(rounds), Comment.organisation_id.is_not(None)
    counts = {
        "decision_links": session.scalar(select(func.count()).select_from(DecisionLink).where(links)) or 0,
        "comment_links": session.scalar(select(func.count()).select_from(Comment).where(*signed)) or 0,
    }
    session.execute(delete(DecisionLink).where(links))
    session.execute(update(Comment).where(*signed).values(organisation_id=None))
    session.expire_all()  # rows went that the session may still hold
    return counts
