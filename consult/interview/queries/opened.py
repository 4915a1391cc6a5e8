"""One turn of a transcript, opened by its speaker through their link, with everything a change of it needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from consult.interview.records import Participant, TranscriptReturn, Turn, TurnItem, TurnTranslation, WithheldTurn
from consult.interview.rules import SpeakerRole
from consult.interview.rules.returning import ChangedMeanwhile, is_open, seen
from consult.shared.errors import N_, NotFound

FOLLOWING = 8
"""So many interpreters may follow one another on a turn and say it again."""


@dataclass(frozen=True, slots=True)
class OpenedTurn:
    """A turn with the items it is about, whether it is translated, and what is withheld of it by this link."""

    turn: Turn
    items: tuple[str, ...]
    is_translated: bool
    withheld: bytes | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is open, the turn of its speaker, and what interpreters said of it right after."""

    link: TranscriptReturn
    own: OpenedTurn
    interpreted: tuple[OpenedTurn, ...]


def open_turn(session: Session, return_id: str, number: int, said: str, moment: datetime) -> Opened:
    """Return a turn that is to be changed, in one statement.

    `said` is what stood on the page for what it showed. Raises `NotFound` unless the link is open and the turn its
    speaker's, `ChangedMeanwhile` where the turn reads otherwise by now.
    """
    items = select(func.aggregate_strings(TurnItem.item, " ")).where(TurnItem.turn_id == Turn.id).scalar_subquery()
    speaks = Participant.id == TranscriptReturn.participant_id
    rows = session.execute(
        select(TranscriptReturn, Turn, items, exists().where(TurnTranslation.turn_id == Turn.id), WithheldTurn.sealed)
        .join(Participant, speaks)
        .join(Turn, Turn.interview_id == Participant.interview_id)
        .outerjoin(WithheldTurn, and_(WithheldTurn.turn_id == Turn.id, WithheldTurn.return_id == TranscriptReturn.id))
        .where(TranscriptReturn.id == return_id, Participant.withdrawn_on.is_(None))
        .where(Turn.number.between(number, number + FOLLOWING))
        .where((Turn.number == number) | exists().where(_interprets()).correlate(Turn))
        .order_by(Turn.number)
        .with_for_update(of=Turn),
        execution_options={"populate_existing": True},
    ).all()
    if not rows or not is_open(rows[0][0].last_day, rows[0][0].revoked_at, moment):
        raise NotFound(return_id)
    link = rows[0][0]
    found = [OpenedTurn(turn, tuple((about or "").split()), some, held) for _link, turn, about, some, held in rows]
    if found[0].turn.number != number or found[0].turn.participant_id != link.participant_id:
        raise NotFound(return_id)
    if seen(found[0].turn.text) != said:
        raise ChangedMeanwhile(N_("This was changed in another window or on another device since you opened the page."))
    following = [one for at, one in enumerate(found[1:], number + 1) if one.turn.number == at]
    return Opened(link, found[0], tuple(following))


def _interprets() -> ColumnElement[bool]:
    other = aliased(Participant)
    return and_(other.id == Turn.participant_id, other.role == SpeakerRole.INTERPRETER)
