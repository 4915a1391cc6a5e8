"""The invitation a link opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from consult.collection.records import Invitation
from consult.membership.records import Organisation
from consult.shared.database import rows_of
from consult.shared.identifiers import digest


@dataclass(frozen=True, slots=True)
class InvitationView:
    """What a link opens: whose it is, in which strand, and the language it was written in."""

    id: str
    strand_id: str
    organisation_id: str
    organisation_name: str
    language: str


@cache
def _open() -> Select[str, str, str, str, str]:
    link, house = Invitation.__table__.c, Organisation.__table__
    return (
        select(link.id, link.strand_id, link.organisation_id, house.c.name, link.language)
        .select_from(Invitation.__table__)
        .join(house, house.c.id == link.organisation_id)
        .where(
            link.token_hash == bindparam("token_hash"),
            link.revoked_at.is_(None),
            link.expires_at > bindparam("moment"),
        )
    )


def open_invitation(session: Session, token: str, moment: datetime) -> InvitationView | None:
    """Return the invitation of a link; None alike for one nobody was given, one that has ended, one taken back."""
    row = rows_of(session, _open(), token_hash=digest(token), moment=moment).first()
    return InvitationView(*row) if row else None
