"""The invitation a link opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from consult.collection.records import Invitation
from consult.membership.records import Organisation
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
    return (
        select(Invitation.id, Invitation.strand_id, Invitation.organisation_id, Organisation.name, Invitation.language)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(
            Invitation.token_hash == bindparam("token_hash"),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > bindparam("moment"),
        )
    )


def open_invitation(session: Session, token: str, moment: datetime) -> InvitationView | None:
    """Return the invitation of a link; None alike for one nobody was given, one that has ended, one taken back."""
    row = session.execute(_open(), {"token_hash": digest(token), "moment": moment}).first()
    return InvitationView(*row) if row else None
