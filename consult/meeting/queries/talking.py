"""Reads of what was said and written, and of who has not been heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import DelegationView, Texts, delegations_of
from consult.meeting.records import Delegation, Intervention, Reaction
from consult.meeting.rules.balance import Balance, Presence, balance
from consult.meeting.rules.kinds import Attribution, Group, Medium
from consult.membership.records import Organisation


@dataclass(frozen=True, slots=True)
class InterventionView:
    """What was said or written. `name` is the speaker's delegation: shown outside the console only as `attribution`
    allows; words that were taken back are empty."""

    id: str
    meeting_id: str
    number: int
    session_id: str
    delegation_id: str | None
    name: str
    group: Group
    language: str
    text: str
    translations: Texts
    attribution: Attribution
    medium: Medium
    silent: bool
    said_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Floor:
    """The delegations in the room, those not heard yet (whoever could be asked next first), and the balance."""

    present: tuple[DelegationView, ...]
    quiet: tuple[DelegationView, ...]
    balance: Balance


def interventions_of(session: Session, meeting_id: str) -> tuple[InterventionView, ...]:
    """Return everything said and written at a meeting, in its order, in one statement."""
    rows = session.execute(
        select(Intervention, Delegation.name, Organisation.name)
        .outerjoin(Delegation, Delegation.id == Intervention.delegation_id)
        .outerjoin(Organisation, Organisation.id == Delegation.organisation_id)
        .where(Intervention.meeting_id == meeting_id)
        .order_by(Intervention.number)
    )
    return tuple(_intervention(record, organisation or name or "") for record, name, organisation in rows)


def intervention_place(session: Session, intervention_id: str) -> str | None:
    """Return the session something was said in, or None."""
    return session.scalar(select(Intervention.session_id).where(Intervention.id == intervention_id))


def _intervention(record: Intervention, name: str) -> InterventionView:
    return InterventionView(
        id=record.id,
        meeting_id=record.meeting_id,
        number=record.number,
        session_id=record.session_id,
        delegation_id=record.delegation_id,
        name=name,
        group=record.group,
        language=record.language,
        text=record.text,
        translations=record.translations,
        attribution=record.attribution,
        medium=record.medium,
        silent=record.silent,
        said_at=record.said_at,
        withdrawn_at=record.withdrawn_at,
    )


def not_yet_spoken(session: Session, meeting_id: str) -> Floor:
    """Return who is in the room and has neither spoken nor written, with the balance by group, region and language."""
    return floor(session, meeting_id, delegations_of(session, meeting_id), interventions_of(session, meeting_id))


def floor(
    session: Session,
    meeting_id: str,
    delegations: Sequence[DelegationView],
    said: Sequence[InterventionView],
) -> Floor:
    """Return the same where delegations and interventions are known already."""
    spoken = Counter(one.delegation_id for one in said if not one.silent)
    written = Counter(one.delegation_id for one in said if one.silent)
    beside = Counter(one.group for one in said if one.delegation_id is None and not one.silent)
    written.update(_reactions(session, meeting_id))
    present = tuple(one for one in delegations if one.arrived_at is not None)
    found = balance(
        [
            Presence(one.id, one.number, one.group, one.region, one.language, spoken[one.id], written[one.id])
            for one in present
        ],
        beside,
    )
    by_id = {one.id: one for one in present}
    return Floor(present, tuple(by_id[one.delegation_id] for one in found.quiet), found)


def _reactions(session: Session, meeting_id: str) -> dict[str | None, int]:
    rows = session.execute(
        select(Reaction.delegation_id, func.count())
        .where(Reaction.meeting_id == meeting_id, Reaction.delegation_id.is_not(None))
        .group_by(Reaction.delegation_id)
    )
    return {row.delegation_id: row[1] for row in rows}
