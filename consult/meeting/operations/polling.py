"""Graded polls: opening one, answering it once, closing it.

Who has answered and what was answered are two tables with nothing in common but the poll. At close both are written
anew in an order of chance, so that neither place nor transaction joins a delegation to its answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from consult.meeting.operations.revision import changing_open
from consult.meeting.records import Delegation, Poll, PollSlip, PollVoter
from consult.meeting.rules.kinds import POLLED, Level, Medium, PollState
from consult.meeting.rules.polling import check_slips
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line

_CHANCE = secrets.SystemRandom()


def open_poll(
    session: Session, meeting_id: str, *, question: Mapping[str, str], moment: datetime, follows_id: str | None = None
) -> str:
    """Open a poll, or the repetition of a closed one; return its id. One is open at a time."""
    changing_open(session, meeting_id)
    polls = session.scalars(select(Poll).where(Poll.meeting_id == meeting_id)).all()
    if any(one.state is PollState.OPEN for one in polls):
        raise NotAllowedNow(N_("A poll is open already; close it first."))
    followed = next((one for one in polls if one.id == follows_id), None)
    if follows_id is not None and followed is None:
        raise NotFound("poll")
    asked: dict[str, Any] = {tag: text for tag, words in question.items() if (text := clean_line(words))}
    asked = asked or dict(followed.question if followed else {})
    if not asked:
        raise NotAllowedNow(N_("Write the question in at least one language."))
    made = Poll(
        meeting_id=meeting_id,
        number=max((one.number for one in polls), default=0) + 1,
        question=asked,
        follows_id=follows_id,
        opened_at=moment,
    )
    session.add(made)
    session.flush()
    return made.id


def cast(session: Session, poll_id: str, *, delegation_id: str, level: Level, medium: Medium = Medium.PHONE) -> None:
    """Answer an open poll for a delegation, once and for good."""
    meeting_id = _open(session, poll_id).meeting_id
    voted = exists().where(PollVoter.poll_id == poll_id, PollVoter.delegation_id == Delegation.id)
    asked = select(Delegation.group, voted).where(Delegation.id == delegation_id, Delegation.meeting_id == meeting_id)
    row = session.execute(asked).first()
    if row is None:
        raise NotFound("delegation")
    group, has_answered = row
    if group not in POLLED:
        raise NotAllowedNow(N_("Polls ask members; staff and guests speak and are not counted."))
    if has_answered:
        raise NotAllowedNow(N_("Your delegation has answered this poll. An answer is final."))
    _write(session, poll_id, [(delegation_id, medium)], [level])


def enter_slips(
    session: Session, poll_id: str, *, delegation_ids: Collection[str], counts: Mapping[Level, int]
) -> None:
    """Enter slips of paper: the delegations that handed one in are ticked, the slips are counted."""
    ticked = sorted(set(delegation_ids))
    check_slips(len(ticked), counts)
    meeting_id = _open(session, poll_id).meeting_id
    asked = (Delegation.meeting_id == meeting_id, Delegation.group.in_(POLLED), Delegation.id.in_(ticked))
    if session.scalar(select(func.count()).select_from(Delegation).where(*asked)) != len(ticked):
        raise NotFound("delegation")
    voted = (PollVoter.poll_id == poll_id, PollVoter.delegation_id.in_(ticked))
    twice = session.scalar(select(func.count()).select_from(PollVoter).where(*voted)) or 0
    if twice:
        raise NotAllowedNow(
            N_("%(count)s of the delegations ticked have answered before; their slips do not count."), count=twice
        )
    levels = [level for level, count in counts.items() for _ in range(count)]
    _write(session, poll_id, [(one, Medium.PAPER) for one in ticked], levels)


def _open(session: Session, poll_id: str) -> Poll:
    found = session.get(Poll, poll_id)
    if found is None:
        raise NotFound("poll")
    changing_open(session, found.meeting_id)
    session.refresh(found)
    if found.state is not PollState.OPEN:
        raise NotAllowedNow(N_("This poll is closed."))
    return found


def _write(session: Session, poll_id: str, voters: list[tuple[str, Medium]], levels: list[Level]) -> None:
    _CHANCE.shuffle(voters)
    _CHANCE.shuffle(levels)
    session.execute(
        insert(PollVoter),
        [{"poll_id": poll_id, "delegation_id": voter, "medium": medium} for voter, medium in voters],
    )
    session.execute(insert(PollSlip), [{"id": random_id(), "poll_id": poll_id, "level": level} for level in levels])


def close_poll(session: Session, poll_id: str, moment: datetime) -> None:
    """Close a poll: from now on its numbers can be read, and nothing joins an answer to who gave it."""
    found = _open(session, poll_id)
    voters = session.execute(select(PollVoter.delegation_id, PollVoter.medium).where(PollVoter.poll_id == poll_id))
    answered = [(voter, medium) for voter, medium in voters]
    levels = list(session.scalars(select(PollSlip.level).where(PollSlip.poll_id == poll_id)))
    session.execute(delete(PollVoter).where(PollVoter.poll_id == poll_id))
    session.execute(delete(PollSlip).where(PollSlip.poll_id == poll_id))
    if levels:
        _write(session, poll_id, answered, levels)
    found.state, found.closed_at = PollState.CLOSED, moment
    session.flush()
