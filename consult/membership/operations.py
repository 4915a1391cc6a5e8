"""Writes to the register: bulk statements only, so that their number does not grow with the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from consult.membership.queries import standing
from consult.membership.records import Coalition, Contact, Membership, Organisation, RegisterUpload
from consult.membership.rules.comparing import ContactState, MembershipState, OrganisationState, Plan, compare
from consult.membership.rules.given import Reading
from consult.membership.rules.troubles import CoalitionRefused, Noted, RegisterRefused
from consult.shared.database import Record
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line

UPLOAD_KEPT = timedelta(days=1)
MARK_LIMIT = 8
NewId = Callable[[], str]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    created: int
    updated: int
    unchanged: int
    memberships_added: int
    memberships_updated: int
    contacts_added: int
    contacts_updated: int
    warnings: tuple[Noted, ...] = ()


def report_on(plan: Plan) -> ImportReport:
    """Return the numbers of a plan."""
    return ImportReport(
        created=sum(line.is_new for line in plan.lines),
        updated=sum(bool(line.changed) and not line.is_new for line in plan.lines),
        unchanged=sum(not line.changed for line in plan.lines),
        memberships_added=sum(not state.id for state in plan.memberships),
        memberships_updated=sum(bool(state.id) for state in plan.memberships),
        contacts_added=sum(not state.id for state in plan.contacts),
        contacts_updated=sum(bool(state.id) for state in plan.contacts),
        warnings=plan.warnings,
    )


def import_register(session: Session, reading: Reading, *, new_id: NewId = random_id) -> ImportReport:
    """Write a register, all of it; raise `RegisterRefused` and write nothing when there is any fault."""
    # Two imports at once would both create the same organisation: the second waits here.
    session.execute(select(Coalition.id).order_by(Coalition.id).with_for_update())
    before = standing(session)
    plan = compare(reading, before)
    if plan.faults:
        raise RegisterRefused(plan.faults)
    ids = {key: state.id for key, state in before.organisations.items()}
    ids |= {state.name_key: new_id() for state in plan.organisations if not state.id}
    _write(
        session, Organisation, [_organisation(state, ids) for state in plan.organisations], _stored(plan.organisations)
    )
    _write(session, Membership, [_of(state, ids, new_id) for state in plan.memberships], _stored(plan.memberships))
    _write(session, Contact, [_of(state, ids, new_id) for state in plan.contacts], _stored(plan.contacts))
    session.expire_all()  # bulk statements pass by what the session remembers
    return report_on(plan)


def _stored(states: Sequence[OrganisationState | MembershipState | ContactState]) -> frozenset[str]:
    """Return the ids of what is stored already."""
    return frozenset(state.id for state in states if state.id)


def _write(session: Session, record: type[Record], rows: list[dict[str, Any]], stored: frozenset[str]) -> None:
    # Any: one row as SQLAlchemy's bulk statements take it
    new = [row for row in rows if row["id"] not in stored]
    old = [row for row in rows if row["id"] in stored]
    if new:
        session.execute(insert(record), new)
    if old:
        session.execute(update(record), old)


def _organisation(state: OrganisationState, ids: dict[str, str]) -> dict[str, Any]:
    row = asdict(state)
    return row | {"id": ids[state.name_key], "languages": list(state.languages), "profile": dict(state.profile)}


def _of(state: MembershipState | ContactState, ids: dict[str, str], new_id: NewId) -> dict[str, Any]:
    row = asdict(state)
    return row | {"id": state.id or new_id(), "organisation_id": ids[row.pop("organisation_key")]}


def add_coalition(session: Session, mark: str, name: str, *, new_id: NewId = random_id) -> str:
    """Add a coalition and return its id; raise `CoalitionRefused` for a mark or name that is taken or unusable."""
    mark, name = clean_line(mark), clean_line(name)
    if not mark or not name or len(mark) > MARK_LIMIT:
        raise CoalitionRefused(f"a coalition needs a name and a mark of 1 to {MARK_LIMIT} characters, such as A")
    taken = session.scalar(select(Coalition).where(or_(Coalition.mark == mark, Coalition.name == name)))
    if taken is not None:
        raise CoalitionRefused(f"{taken.mark} ({taken.name}) is there already: choose another mark and name")
    coalition = Coalition(id=new_id(), mark=mark, name=name)
    session.add(coalition)
    session.flush()
    return coalition.id


def keep_upload(
    session: Session, content: bytes, *, file_name: str, account_id: str, coalition_id: str, at: datetime
) -> str:
    """Keep a register until it is confirmed, let go of those nobody confirmed within a day; return its id."""
    session.execute(delete(RegisterUpload).where(RegisterUpload.uploaded_at < at - UPLOAD_KEPT))
    upload = RegisterUpload(
        account_id=account_id, coalition_id=coalition_id, file_name=file_name, content=content, uploaded_at=at
    )
    session.add(upload)
    session.flush()
    return upload.id


def drop_upload(session: Session, upload_id: str) -> None:
    """Let go of a register that was sent in."""
    session.execute(delete(RegisterUpload).where(RegisterUpload.id == upload_id))
