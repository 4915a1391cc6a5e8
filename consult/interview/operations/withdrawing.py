"""Taking words back, at the wish of whoever said them.

Nothing can be emptied around what hangs on it: segments, items and translations point at a turn from here and from
domains further down, and go with the turn's row. So the row is deleted and an empty one with its number takes its
place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from consult.interview.operations.originals import destroy_originals
from consult.interview.operations.planning import forget_notes, withdraw_plan_of
from consult.interview.operations.returning import destroy_returns
from consult.interview.records import Interview, Participant, ParticipantIdentity, Plan, Turn
from consult.interview.rules import Quoting, SpeakerRole
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import random_id


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How many turns were emptied, and whether the promised time was over: it was done all the same, and is said."""

    turn_count: int
    late: bool


def withdraw_participant(
    session: Session, participant_id: str, day: date, *, interpreted: Iterable[str] = ()
) -> Withdrawal:
    """Empty everything a speaker said and forget who they are; others' words stay.

    `interpreted` are turns of the interview's interpreters that go with them; any other turn among them stays.
    What is left is a row called "Speaker N" with the day. Raises `NotAllowedNow` where they have withdrawn already.
    """
    person = session.get(Participant, participant_id)
    if person is None:
        raise NotFound(participant_id)
    if person.withdrawn_on is not None:
        raise NotAllowedNow(N_("This speaker’s words were withdrawn before; there is nothing left of them."))
    interview = session.get_one(Interview, person.interview_id)
    own = session.scalars(select(Turn.id).where(Turn.participant_id == person.id))
    turns = list(dict.fromkeys((*own, *_interpreters(session, interview.id, interpreted))))
    _empty(session, turns, day, language=interview.language)
    session.execute(delete(ParticipantIdentity).where(ParticipantIdentity.participant_id == participant_id))
    destroy_returns(session, select(Participant.id).where(Participant.id == participant_id), day)
    forgotten = {
        "pseudonym": _neutral_name(session, person),
        "position": "",
        "region": "",
        "kind": "",
        "language": interview.language,
        "took_part": False,
        "quoting": Quoting.NONE,
        "may_contact": False,
        "may_record": False,
        "withdrawn_on": day,
    }
    session.execute(update(Participant).where(Participant.id == participant_id).values(forgotten))
    session.execute(update(Interview).where(Interview.id == interview.id).values(file_name=""))
    destroy_originals(session, select(Interview.id).where(Interview.id == interview.id), day)
    withdraw_plan_of(session, interview.id, day)
    late = interview.withdraw_until is not None and day > interview.withdraw_until
    session.expire_all()  # rows went that the session may still hold
    return Withdrawal(len(turns), late)


def withdraw_turns(session: Session, turn_ids: Iterable[str], day: date) -> Withdrawal:
    """Empty single turns; those emptied before are passed over."""
    wanted = list(turn_ids)
    rows = session.execute(
        select(Turn.id, Interview.withdraw_until)
        .join(Interview, Interview.id == Turn.interview_id)
        .where(Turn.id.in_(wanted), Turn.withdrawn_on.is_(None))
    ).all()
    held = select(Turn.interview_id).where(Turn.id.in_([turn_id for turn_id, _until in rows]))
    destroy_originals(session, held, day)
    forget_notes(session, select(Plan.id).where(Plan.interview_id.in_(held)))
    _empty(session, [turn_id for turn_id, _until in rows], day)
    session.expire_all()
    return Withdrawal(len(rows), any(until is not None and day > until for _turn_id, until in rows))


def _interpreters(session: Session, interview_id: str, turn_ids: Iterable[str]) -> list[str]:
    """Return which of these turns an interpreter of the interview said and nobody withdrew yet."""
    spoken = select(Turn.id).join(Participant, Participant.id == Turn.participant_id)
    standing = spoken.where(Turn.interview_id == interview_id, Turn.withdrawn_on.is_(None))
    wanted = standing.where(Turn.id.in_(list(turn_ids)), Participant.role == SpeakerRole.INTERPRETER)
    return list(session.scalars(wanted))


def _empty(session: Session, turn_ids: list[str], day: date, *, language: str | None = None) -> None:
    """Put empty turns in the place of these; in `language`, where their own would tell who spoke."""
    session.flush()
    columns = (Turn.interview_id, Turn.number, Turn.participant_id, Turn.language)
    rows = session.execute(select(*columns, Turn.id).where(Turn.id.in_(turn_ids))).all()
    if rows:
        put_empty(session, rows, day, language=language)


def put_empty(
    session: Session,
    rows: Sequence[Any],  # Any: rows of turns, or turns
    day: date,
    *,
    language: str | None = None,
) -> dict[str, str]:
    """Put empty turns in the place of some turns, in two statements; return the new ids by the old."""
    new = {row.id: random_id() for row in rows}
    session.execute(delete(Turn).where(Turn.id.in_(new)))
    empty = [
        {
            "id": new[row.id],
            "interview_id": row.interview_id,
            "number": row.number,
            "participant_id": row.participant_id,
            "language": language or row.language,
            "text": "",
            "withdrawn_on": day,
        }
        for row in rows
    ]
    session.execute(insert(Turn), empty)
    return new


def _neutral_name(session: Session, person: Participant) -> str:
    """Return the first "Speaker N" nobody in the interview is called."""
    others = select(Participant.pseudonym).where(Participant.interview_id == person.interview_id)
    taken = set(session.scalars(others)) - {person.pseudonym}
    return next(name for number in range(1, len(taken) + 2) if (name := f"Speaker {number}") not in taken)
