"""Transcripts returned to their speakers, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import create_account
from consult.corrections import CARRY
from consult.interview.operations.correcting import Place, correct_turn
from consult.interview.operations.returning import issue_return
from consult.interview.operations.withholding import take_back, withdraw_passage
from consult.interview.queries.returns import ReturnView, returned_by_token
from consult.interview.records import Participant, Turn
from consult.interview.rules.returning import WINDOW, seen
from tests.builders import MOMENT


@dataclass(frozen=True)
class Hand:
    """A speaker with their link."""

    session: Session
    token: str
    view: ReturnView
    moment: datetime

    def says(self, number: int) -> Turn:
        found = self.session.scalar(
            select(Turn).where(Turn.interview_id == self.view.interview_id, Turn.number == number)
        )
        assert found
        return found

    def place(self, number: int) -> Place:
        return Place(self.view.id, number, seen(self.says(number).text))

    def corrects(self, number: int, text: str) -> bool:
        return correct_turn(self.session, self.place(number), text, self.moment, CARRY)

    def withdraws(self, number: int) -> None:
        withdraw_passage(self.session, self.place(number), self.moment)

    def takes_back(self, number: int) -> None:
        take_back(self.session, self.place(number), self.moment)


def returned_to(session: Session, interview_id: str, pseudonym: str, moment: datetime = MOMENT) -> Hand:
    """A speaker of an interview with a link of two weeks."""
    person = session.scalars(
        select(Participant.id).where(Participant.interview_id == interview_id, Participant.pseudonym == pseudonym)
    ).one()
    name = f"lead{len(pseudonym)}{pseudonym.encode().hex()[:8]}"
    by = create_account(session, email=f"{name}@x.example", name="Lead", password_hash="").id
    last_day = moment.date() + WINDOW
    token = issue_return(session, person, last_day=last_day, language="en", by=by, moment=moment)
    view = returned_by_token(session, token, moment)
    assert view
    return Hand(session, token, view, moment)
