"""Writes of the briefing: release, freeze, publish. Nothing here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.briefing.rules import content_hash
from consult.consultation import operations as strands
from consult.consultation.queries import Gates, strand, strands_of
from consult.consultation.rules import Gate, StrandState
from consult.findings.queries import strand_findings
from consult.findings.rules.published import to_document
from consult.shared.errors import N_, NotAllowedNow, NotFound

FORMAT = 2


def release_strand(session: Session, strand_id: str, moment: datetime, *, account_id: str | None = None) -> str | None:
    """Release a strand's findings; return the id of the edition if that was the last strand to do so.

    The edition is frozen in the same transaction, so both boards can open it in the same moment.
    """
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    everybody = strands.release(session, strand_id, moment, account_id=account_id)
    return freeze_edition(session, view.consultation_id, moment) if everybody else None


def freeze_edition(session: Session, consultation_id: str, moment: datetime) -> str:
    """Freeze both strands' gated findings under one hash; return the edition's id."""
    return _freeze(session, consultation_id, _content(session, consultation_id), moment)


def freeze_next_edition(session: Session, consultation_id: str, moment: datetime) -> str:
    """Freeze what the findings are now, after words were withdrawn; return the id of the new edition.

    Earlier editions stay as they are. Raises `NotAllowedNow` before both strands have released, and where nothing has
    changed since the newest edition.
    """
    views = strands_of(session, consultation_id)
    if not views or not all(view.has(StrandState.RELEASED) for view in views):
        raise NotAllowedNow(N_("The first edition is frozen when both strands have released their findings."))
    newest, content = _newest(session, consultation_id), _content(session, consultation_id)
    if newest is not None and content_hash(newest.content) == content_hash(content):
        raise NotAllowedNow(
            N_("Nothing has changed since edition %(number)s was frozen; the next one is frozen when something has."),
            number=newest.number,
        )
    return _freeze(session, consultation_id, content, moment)


def _content(session: Session, consultation_id: str) -> dict[str, Any]:  # Any: JSON
    return {
        "format": FORMAT,
        "consultation": consultation_id,
        "strands": [to_document(strand_findings(session, view.id)) for view in strands_of(session, consultation_id)],
    }


def _newest(session: Session, consultation_id: str) -> Edition | None:
    wanted = select(Edition).where(Edition.consultation_id == consultation_id)
    return session.scalars(wanted.order_by(Edition.number.desc()).limit(1)).first()


def _freeze(session: Session, consultation_id: str, content: dict[str, Any], moment: datetime) -> str:  # Any: JSON
    newest = _newest(session, consultation_id)
    record = Edition(
        consultation_id=consultation_id,
        number=newest.number + 1 if newest else 1,
        content=content,
        content_hash=content_hash(content),
        frozen_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def publish_joint(
    session: Session, gates: Gates, consultation_id: str, moment: datetime, *, account_id: str | None = None
) -> None:
    """Open the edition to the members of both coalitions at once: that is passing G7."""
    strands.pass_gate(
        session, gates, Gate.MEETING, consultation_id=consultation_id, account_id=account_id, moment=moment
    )
