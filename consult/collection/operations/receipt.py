"""The receipt code of an organisation, made when it asks for one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import participation_of
from consult.collection.records import Answer, AnswerLink, Participation
from consult.collection.rules import AnswerState, Unit
from consult.consultation.queries import cipher_of
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, readable_code


def new_receipt_code(session: Session, answer_id: str) -> str:
    """Return a new receipt code for an organisation's submitted answer; the one before tells nothing any more.

    An individual has a code from the beginning, which is also the only way back. An organisation's opens nothing: it
    shows what the answer counts towards, and the link in the invitation stays the way back.
    """
    row = session.execute(
        select(AnswerLink, Answer.strand_id, Answer.state)
        .join(Answer, Answer.id == AnswerLink.answer_id)
        .where(Answer.id == answer_id)
    ).first()
    if row is None:
        raise NotFound(answer_id)
    link, strand_id, state = row
    own = participation_of(cipher_of(session, strand_id), link)
    participation = session.get_one(Participation, own, with_for_update=True)
    if participation.unit is not Unit.ORGANISATION or state is not AnswerState.SUBMITTED:
        raise NotAllowedNow(N_("A receipt code is made for the submitted answer of an organisation."))
    code = readable_code()
    participation.code_hash = digest(code)
    session.flush()
    return code
