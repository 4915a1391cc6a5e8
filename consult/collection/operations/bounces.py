"""Mails that came back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.exchange.bounces import Notice
from consult.collection.operations.coverage import propose_other_contact
from consult.collection.records import Mail
from consult.collection.rules import MailState


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many notices were new, how many were recorded before, and how many are of no mail of this strand."""

    new: int
    known: int
    foreign: int


def record_bounces(session: Session, strand_id: str, notices: Collection[Notice], *, day: date) -> Recorded:
    """Note the mails of a strand that came back, and propose another contact for their organisations."""
    hashes = {one for notice in notices for one in notice.hashes}
    mails = {
        mail.message_hash: mail
        for mail in session.scalars(
            select(Mail).where(Mail.strand_id == strand_id, Mail.message_hash.in_(sorted(hashes))).with_for_update()
        )
    }
    new = known = foreign = 0
    returned = []
    for notice in notices:
        mail = next((mails[one] for one in notice.hashes if one in mails), None)
        if mail is None:
            foreign += 1
        elif mail.state is MailState.BOUNCED:
            known += 1
        else:
            mail.state, mail.fault, mail.sealed, mail.changed_on = MailState.BOUNCED, notice.code, None, day
            returned.append((mail.strand_id, mail.organisation_id))
            new += 1
    session.flush()
    propose_other_contact(session, returned)
    return Recorded(new, known, foreign)
