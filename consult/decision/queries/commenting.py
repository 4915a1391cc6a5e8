"""Reads of comment rounds. Whose organisation commented is in none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from consult.decision.records import Comment, CommentRound, Proposal, ProposalVersion
from consult.decision.rules.kinds import Reply, Voice
from consult.decision.rules.proposal import Texts


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody said about a clause ("" the whole), and what became of it; never who."""

    id: str
    round_id: str
    version_number: int
    number: int
    clause: str
    voice: Voice
    group: str
    language: str
    text: str
    translations: Texts
    may_publish: bool
    written_on: date
    reply: Reply | None
    reply_text: Texts
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoiceCounts:
    """How much was said in one voice: comments, who wrote them, and comments by group, clause and what became of them.

    `writers` counts organisations; nobody knows how many individuals wrote, so it is None for them.
    """

    comments: int
    writers: int | None
    by_group: Mapping[str, int]
    by_clause: Mapping[str, int]
    by_reply: Mapping[Reply | None, int]


CommentCounts = Mapping[Voice, VoiceCounts]


@dataclass(frozen=True, slots=True)
class YouSaid:
    """Everything answered that may be shown, by what became of it, and how many comments may not be shown."""

    answered: tuple[CommentView, ...]
    unanswered: tuple[CommentView, ...]
    hidden: int

    def with_reply(self, reply: Reply) -> tuple[CommentView, ...]:
        """Return the comments that were answered in one way."""
        return tuple(one for one in self.answered if one.reply is reply)


_PLAIN = (
    Comment.id,
    Comment.round_id,
    ProposalVersion.number,
    Comment.number,
    Comment.clause,
    Comment.voice,
    Comment.group,
    Comment.language,
    Comment.text,
    Comment.translations,
    Comment.may_publish,
    Comment.written_on,
    Comment.reply,
    Comment.reply_text,
    Comment.replied_at,
)


def _comments(session: Session, which: ColumnElement[bool]) -> tuple[CommentView, ...]:
    rows = session.execute(
        select(*_PLAIN)
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .join(ProposalVersion, ProposalVersion.id == CommentRound.version_id)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(which)
        .order_by(ProposalVersion.number, Comment.number)
    )
    return tuple(CommentView(*row) for row in rows)


def comments_of(session: Session, round_id: str) -> tuple[CommentView, ...]:
    """Return the comments of one round in the order they came in, shown or not: who reads them is the page's to say."""
    return _comments(session, Comment.round_id == round_id)


def comment(session: Session, comment_id: str) -> CommentView | None:
    """Return one comment, or None."""
    found = _comments(session, Comment.id == comment_id)
    return found[0] if found else None


def own_comments(session: Session, round_id: str, organisation_id: str) -> tuple[CommentView, ...]:
    """Return what came in over one organisation's link in a round, for the organisation itself."""
    return _comments(session, (Comment.round_id == round_id) & (Comment.organisation_id == organisation_id))


def comment_counts(session: Session, round_id: str) -> CommentCounts:
    """Return how much was said in each voice, never added together; pages pass it through the thresholds."""
    rows = session.execute(
        select(Comment.voice, Comment.organisation_id, Comment.group, Comment.clause, Comment.reply).where(
            Comment.round_id == round_id
        )
    ).all()
    counted = {}
    for voice in Voice:
        own = [row for row in rows if row.voice is voice]
        writers = len({row.organisation_id for row in own if row.organisation_id})
        counted[voice] = VoiceCounts(
            comments=len(own),
            writers=writers if voice is Voice.ORGANISATION else None,
            by_group=Counter(row.group for row in own),
            by_clause=Counter(row.clause for row in own),
            by_reply=Counter(row.reply for row in own),
        )
    return counted


def you_said_we_did(session: Session, consultation_id: str) -> YouSaid:
    """Return what members of a consultation said in every round and what became of it, as far as others may read it."""
    found = _comments(session, Proposal.consultation_id == consultation_id)
    shown = tuple(one for one in found if one.may_publish)
    return YouSaid(
        answered=tuple(one for one in shown if one.reply is not None),
        unanswered=tuple(one for one in shown if one.reply is None),
        hidden=len(found) - len(shown),
    )
