"""Withdrawing a turn by its speaker's own link, and taking that back while the link is open.

The turn is emptied as in every withdrawal, and its words, sealed with the link's key, are opened for whoever holds the
link alone. Codes on it are gone for good: whoever gave them is to read the words again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from consult.interview.operations.correcting import Place
from consult.interview.operations.originals import destroy_originals
from consult.interview.operations.planning import forget_notes
from consult.interview.operations.withdrawing import put_empty
from consult.interview.queries.opened import Opened, OpenedTurn, open_turn
from consult.interview.queries.returns import cipher_of_return
from consult.interview.records import Interview, Plan, Redaction, Turn, TurnItem, TurnTranslation, WithheldTurn
from consult.shared.database import table_of
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.identifiers import random_id

Kept = dict[str, Any]  # Any: JSON
MARK = ("language", "start_at", "end_at", "kind", "account_id")
TRANSLATION = ("language", "text", "translator", "state")


def withdraw_passage(session: Session, place: Place, moment: datetime) -> None:
    """Empty a turn at its speaker's wish, with what interpreters made of it; keep the words for them alone."""
    found = open_turn(session, place.return_id, place.number, place.seen, moment)
    if found.own.turn.withdrawn_on is not None:
        return
    going = [one for one in (found.own, *found.interpreted) if one.turn.withdrawn_on is None]
    kept = _kept(session, going)
    held = select(Interview.id).where(Interview.id == found.own.turn.interview_id)
    destroy_originals(session, held, moment.date())
    forget_notes(session, select(Plan.id).where(Plan.interview_id.in_(held)))
    new = put_empty(session, [one.turn for one in going], moment.date())
    cipher = cipher_of_return(found.link.id, found.link.wrapped)
    rows = [
        {
            "turn_id": new[turn_id],
            "return_id": found.link.id,
            "sealed": cipher.seal_document(document, place=_place(new[turn_id])),
        }
        for turn_id, document in kept.items()
    ]
    session.execute(insert(table_of(WithheldTurn)), rows)
    session.expire_all()


def take_back(session: Session, place: Place, moment: datetime) -> None:
    """Put a turn that was withdrawn through this link back as it was, without the codes on it."""
    found = open_turn(session, place.return_id, place.number, place.seen, moment)
    if found.own.turn.withdrawn_on is None:
        return
    if found.own.withheld is None:
        raise NotAllowedNow(N_("These words were destroyed; they cannot be brought back."))
    back = [one for one in (found.own, *found.interpreted) if one.withheld is not None]
    opened = _opened(found, back)
    session.execute(delete(table_of(Turn)).where(Turn.id.in_([one.turn.id for one in back])))
    new = {one.turn.id: random_id() for one in back}
    session.execute(insert(table_of(Turn)), [_turn(new[one.turn.id], one.turn, opened[one.turn.id]) for one in back])
    for record, name in ((TurnItem, "items"), (Redaction, "marks"), (TurnTranslation, "translations")):
        rows = [{"turn_id": new[one], **row} for one, document in opened.items() for row in document[name]]
        if record is Redaction:
            rows = [{"id": random_id(), "marked_at": moment, **row} for row in rows]
        if rows:
            session.execute(insert(table_of(record)), rows)
    session.expire_all()


def _kept(session: Session, going: Sequence[OpenedTurn]) -> dict[str, Kept]:
    """Return everything that goes with some turns and can be put back, by their ids."""
    rows = session.execute(
        select(Turn.id, Redaction, TurnTranslation)
        .outerjoin(Redaction, Redaction.turn_id == Turn.id)
        .outerjoin(TurnTranslation, TurnTranslation.turn_id == Turn.id)
        .where(Turn.id.in_([one.turn.id for one in going]))
    ).all()
    return {
        one.turn.id: {
            "text": one.turn.text,
            "language": one.turn.language,
            "items": [{"item": item} for item in one.items],
            "marks": _columns((mark for key, mark, _other in rows if key == one.turn.id), MARK),
            "translations": _columns((other for key, _mark, other in rows if key == one.turn.id), TRANSLATION),
        }
        for one in going
    }


def _columns(records: Iterable[Redaction | TurnTranslation | None], names: Sequence[str]) -> list[Kept]:
    """Return what stands in some columns of records, each record once."""
    return [{name: getattr(one, name) for name in names} for one in dict.fromkeys(records) if one is not None]


def _opened(found: Opened, back: Sequence[OpenedTurn]) -> dict[str, Kept]:
    cipher = cipher_of_return(found.link.id, found.link.wrapped)
    return {
        one.turn.id: cipher.open_document(one.withheld, place=_place(one.turn.id))
        for one in back
        if one.withheld is not None
    }


def _turn(new_id: str, turn: Turn, document: Kept) -> dict[str, str | int | date | None]:
    return {
        "id": new_id,
        "interview_id": turn.interview_id,
        "number": turn.number,
        "participant_id": turn.participant_id,
        "language": document["language"],
        "text": document["text"],
        "withdrawn_on": None,
        "corrected_at": None,
    }


def _place(turn_id: str) -> str:
    return f"withheld_turn|{turn_id}"
