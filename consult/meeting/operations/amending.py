"""Moving an amendment, and saying what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.meeting.operations.revision import changing_open
from consult.meeting.operations.talking import spoken_text, spoken_translations
from consult.meeting.records import Amendment
from consult.meeting.rules.kinds import AmendmentState, Group
from consult.shared.errors import N_, NotAllowedNow, NotFound


def move_amendment(
    session: Session,
    meeting_id: str,
    *,
    group: Group,
    language: str,
    text: str,
    moment: datetime,
    translations: Mapping[str, str] | None = None,
) -> str:
    """Move a change to what is to be proposed, in the name of a group; return its id."""
    words = spoken_text(text)
    changing_open(session, meeting_id)
    last = session.scalar(select(func.max(Amendment.number)).where(Amendment.meeting_id == meeting_id))
    made = Amendment(
        meeting_id=meeting_id,
        number=(last or 0) + 1,
        group=group,
        language=language,
        text=words,
        translations=dict(spoken_translations(translations, language)),
        moved_at=moment,
    )
    session.add(made)
    session.flush()
    return made.id


def settle_amendment(session: Session, amendment_id: str, *, state: AmendmentState, moment: datetime) -> None:
    """Say what became of an amendment; that is said once."""
    found = session.get(Amendment, amendment_id)
    if found is None:
        raise NotFound("amendment")
    changing_open(session, found.meeting_id)
    if state is AmendmentState.MOVED:
        raise NotAllowedNow(N_("Choose what became of the amendment."))
    if found.state is not AmendmentState.MOVED:
        raise NotAllowedNow(N_("What became of this amendment has been said already."))
    found.state, found.settled_at = state, moment
    session.flush()
