"""Destroying what was promised to be destroyed: whom we wrote to, and which answer is whose.

Answers stay and so does the coverage, which says who took part. The coalition's own register stays as well: it is the
coalition's, not the consultation's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from consult.collection.operations.rekeying import renew_key
from consult.collection.records import (
    AnonymousDraft,
    Answer,
    AnswerLink,
    Colleague,
    Coverage,
    DraftComment,
    Invitation,
    Mail,
    Participation,
    ProxyEntry,
    SignOff,
)
from consult.collection.rules import Unit
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, Strand
from consult.shared.identifiers import digest, random_id


def destroy_contacts(session: Session, consultation_id: str, moment: datetime) -> Mapping[str, int]:
    """Destroy the invitations of a consultation and every link from whoever took part to an answer; return how many.

    Nobody can tell from then on which answer a receipt code belongs to, and a code that was given out matches nothing.
    What stays is sealed with another key, so that the links cannot be read in a backup either.
    The day is kept on the consultation; the same again changes nothing.
    """
    session.flush()
    strands = select(Strand.id).where(Strand.consultation_id == consultation_id)
    took_part = select(Participation.id).where(Participation.strand_id.in_(strands))
    invited = Invitation.strand_id.in_(strands)
    linked = AnswerLink.answer_id.in_(select(Answer.id).where(Answer.strand_id.in_(strands)))
    alone = Participation.strand_id.in_(strands), Participation.unit == Unit.INDIVIDUAL
    counts = {
        "invitations": _count(session, select(Invitation.id).where(invited)),
        "answer_links": _count(session, select(AnswerLink.answer_id).where(linked)),
        "individuals": _count(session, select(Participation.id).where(*alone)),
    }
    session.execute(delete(Invitation).where(invited))
    session.execute(delete(AnswerLink).where(linked))
    session.execute(delete(AnonymousDraft).where(AnonymousDraft.strand_id.in_(strands)))
    session.execute(delete(Participation).where(*alone))
    codes = [{"id": one, "code_hash": digest(random_id())} for one in session.scalars(took_part)]
    if codes:
        session.execute(update(Participation), codes)
    session.execute(update(Coverage).where(Coverage.strand_id.in_(strands)).values(note=""))
    for strand_id in session.scalars(strands).all():
        _forget_people(session, strand_id)
        renew_key(session, strand_id, moment)
    first = Consultation.id == consultation_id, Consultation.contacts_destroyed_on.is_(None)
    session.execute(update(Consultation).where(*first).values(contacts_destroyed_on=moment.date()))
    session.expire_all()  # rows went that the session may still hold
    return counts


def _count(session: Session, wanted: Select[str]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _forget_people(session: Session, strand_id: str) -> None:
    """Destroy who was written to, who helped with a draft, who signed for an organisation and who told us what."""
    answers = select(Answer.id).where(Answer.strand_id == strand_id)
    session.execute(delete(Mail).where(Mail.strand_id == strand_id))
    session.execute(delete(DraftComment).where(DraftComment.answer_id.in_(answers)))
    session.execute(delete(Colleague).where(Colleague.answer_id.in_(answers)))
    cipher = cipher_of(session, strand_id)
    for row in (
        *session.scalars(select(SignOff).where(SignOff.answer_id.in_(answers))),
        *session.scalars(select(ProxyEntry).where(ProxyEntry.answer_id.in_(answers))),
    ):
        row.sealed = cipher.seal("", place=f"{row.__tablename__}|{row.answer_id}")
    session.flush()
