"""Taking down what is said and what is written in silence, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.interview.rules.text import passage
from consult.meeting.operations.revision import changing, changing_open
from consult.meeting.operations.speaking import speaking
from consult.meeting.records import Intervention, MeetingSession
from consult.meeting.rules.kinds import Attribution, Group, Medium, SessionKind
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text


def spoken_text(typed: str) -> str:
    """Return words as they are kept (decision 10); raise `NotAllowedNow` if there are none."""
    text = passage(clean_text(typed))
    if not text:
        raise NotAllowedNow(N_("There are no words to keep."))
    return text


def spoken_translations(typed: Mapping[str, str] | None, language: str) -> dict[str, str]:
    """Return translations as they are kept, empty ones and the original's own language dropped."""
    kept = {tag: passage(clean_text(words)) for tag, words in (typed or {}).items() if tag != language}
    return {tag: text for tag, text in kept.items() if text}


def take_down(  # noqa: PLR0913 - what was said has that many sides, each named by whoever calls
    session: Session,
    session_id: str,
    *,
    delegation_id: str | None = None,
    group: Group | None = None,
    language: str,
    text: str,
    attribution: Attribution,
    medium: Medium,
    silent: bool = False,
    moment: datetime,
    translations: Mapping[str, str] | None = None,
) -> str:
    """Take down what a delegation, or somebody of a group, said or wrote in a session; return its id.

    Whoever speaks is in the room.
    """
    held = session.get(MeetingSession, session_id)
    if held is None:
        raise NotFound("session")
    meeting = changing_open(session, held.meeting_id)
    if silent and held.kind is not SessionKind.SILENT_WRITING:
        raise NotAllowedNow(N_("Silent writing has its own session."))
    speaker = speaking(session, meeting.id, delegation_id, moment)
    if speaker is None and attribution is Attribution.DELEGATION:
        raise NotAllowedNow(N_("Say which delegation spoke if its name is to stand beside the words."))
    spoke_for = speaker.group if speaker else group
    if spoke_for is None:
        raise NotAllowedNow(N_("Say who spoke: a delegation, or at least its group."))
    last = session.scalar(select(func.max(Intervention.number)).where(Intervention.meeting_id == meeting.id))
    made = Intervention(
        meeting_id=meeting.id,
        number=(last or 0) + 1,
        session_id=session_id,
        delegation_id=delegation_id,
        group=spoke_for,
        language=language,
        text=spoken_text(text),
        translations=dict(spoken_translations(translations, language)),
        attribution=attribution,
        medium=medium,
        silent=silent,
        said_at=moment,
    )
    session.add(made)
    session.flush()
    return made.id


def withdraw_intervention(session: Session, intervention_id: str, moment: datetime) -> None:
    """Take an intervention back: that somebody spoke stays, the words are gone, even after the meeting."""
    found = session.get(Intervention, intervention_id)
    if found is None:
        raise NotFound("intervention")
    changing(session, found.meeting_id)
    if found.withdrawn_at is not None:
        raise NotAllowedNow(N_("These words were taken back before."))
    found.text, found.translations, found.withdrawn_at = "", {}, moment
    session.flush()
