"""Comment rounds, comments, and what became of them. Nothing here commits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation
from consult.decision.queries.proposing import is_voted_on
from consult.decision.records import Comment, CommentRound, Proposal, ProposalVersion
from consult.decision.rules.commenting import LONGEST
from consult.decision.rules.kinds import Reply, RoundState, Voice
from consult.decision.rules.proposal import Texts, from_document, gaps
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text
from consult.shared.time import check_years, end_of


def open_round(session: Session, version_id: str, *, closes_on: date, moment: datetime) -> str:
    """Let members comment on the newest version until a day; return the round's id.

    Four weeks are usual; a shorter round is the caller's to warn of. Refused once the ballot has opened, while another
    round is open, on an older version, for a version that lacks anything, and a second time for the same version.
    """
    version = session.get(ProposalVersion, version_id)
    if version is None:
        raise NotFound(version_id)
    proposal = session.get_one(Proposal, version.proposal_id, with_for_update=True)
    if is_voted_on(session, proposal.consultation_id):
        raise NotAllowedNow(N_("The ballot has opened; members comment before they vote."))
    _check_version(session, version)
    check_years(closes_on)
    if closes_on <= moment.date():
        raise NotAllowedNow(N_("A comment round closes on a later day than it opens."))
    languages = session.get_one(Consultation, proposal.consultation_id).languages
    missing = len(gaps(from_document(version.content), languages))
    if missing:
        raise NotAllowedNow(
            N_("The proposal is not complete, %(count)s things are missing: complete it in a new version first."),
            count=missing,
        )
    record = CommentRound(version_id=version_id, opened_at=moment, closes_on=closes_on)
    session.add(record)
    session.flush()
    return record.id


def _check_version(session: Session, version: ProposalVersion) -> None:
    rows = session.execute(
        select(ProposalVersion.number, CommentRound.state)
        .outerjoin(CommentRound, CommentRound.version_id == ProposalVersion.id)
        .where(ProposalVersion.proposal_id == version.proposal_id)
    ).all()
    if version.number < max(row.number for row in rows):
        raise NotAllowedNow(N_("There is a newer version: members comment on the newest one."))
    if any(row.state is RoundState.OPEN for row in rows):
        raise NotAllowedNow(N_("A comment round is open: close it before the next one."))
    if any(row.number == version.number and row.state is not None for row in rows):
        raise NotAllowedNow(N_("Members have commented on this version; write the next one first."))


def write_comment(  # noqa: PLR0913 - a comment has that many sides, each named by whoever calls
    session: Session,
    round_id: str,
    *,
    organisation_id: str | None,
    voice: Voice,
    group: str,
    clause: str,
    language: str,
    text: str,
    may_publish: bool,
    day: date,
    translations: Texts | None = None,
) -> str:
    """Take down what a member says about a clause, or about the whole; return the comment's id.

    The organisation is stored with a comment for that organisation alone: one made in somebody's own name is nobody's.
    """
    record = _round(session, round_id)
    if record.state is not RoundState.OPEN or day > record.closes_on + timedelta(days=1):
        raise NotAllowedNow(N_("The comment round is over; your comment was not kept."))
    version = session.get_one(ProposalVersion, record.version_id)
    if clause and from_document(version.content).clause(clause) is None:
        raise NotFound(clause)
    said = clean_text(text)
    if not said or len(said) > LONGEST:
        raise NotAllowedNow(N_("A comment has between 1 and %(most)s characters."), most=LONGEST)
    newest = session.scalar(select(func.max(Comment.number)).where(Comment.round_id == round_id))
    comment = Comment(
        round_id=round_id,
        number=(newest or 0) + 1,
        organisation_id=organisation_id if voice is Voice.ORGANISATION else None,
        voice=voice,
        group=group,
        clause=clause,
        language=language,
        text=said,
        translations=dict(translations or {}),
        may_publish=may_publish,
        written_on=day,
    )
    session.add(comment)
    session.flush()
    return comment.id


def close_round(session: Session, round_id: str, moment: datetime) -> None:
    """Close a comment round, never before its day is over everywhere: members were promised that long."""
    record = _round(session, round_id)
    if record.state is RoundState.CLOSED:
        raise NotAllowedNow(N_("The comment round is closed already."))
    if moment < end_of(record.closes_on):
        raise NotAllowedNow(
            N_("Members may comment until %(day)s, wherever they are; close the round after that day."),
            day=record.closes_on.isoformat(),
        )
    record.state, record.closed_at = RoundState.CLOSED, moment
    session.flush()


def reply(session: Session, comment_id: str, *, reply: Reply, text: Texts, moment: datetime) -> None:
    """Say what became of a comment, and why; a later reply takes the place of an earlier one."""
    record = session.get(Comment, comment_id)
    if record is None:
        raise NotFound(comment_id)
    said = {tag: cleaned for tag, typed in text.items() if (cleaned := clean_text(typed))}
    if not said:
        raise NotAllowedNow(N_("Say what was done, or why not."))
    record.reply, record.reply_text, record.replied_at = reply, said, moment
    session.flush()


def _round(session: Session, round_id: str) -> CommentRound:
    record = session.get(CommentRound, round_id, with_for_update=True)
    if record is None:
        raise NotFound(round_id)
    return record
