"""Answering a finding of the edition, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.briefing.rules import TargetKind
from consult.meeting.operations.revision import changing, changing_open
from consult.meeting.operations.speaking import speaking
from consult.meeting.operations.talking import spoken_text, spoken_translations
from consult.meeting.queries.findings import findings_of
from consult.meeting.records import Reaction
from consult.meeting.rules.kinds import Attribution, Group, Medium, Stance
from consult.shared.errors import N_, NotAllowedNow, NotFound


def react(  # noqa: PLR0913 - an answer has that many sides, each named by whoever calls
    session: Session,
    meeting_id: str,
    *,
    kind: TargetKind,
    key: str,
    delegation_id: str | None = None,
    group: Group | None = None,
    stance: Stance,
    language: str,
    text: str,
    attribution: Attribution,
    medium: Medium,
    moment: datetime,
    translations: Mapping[str, str] | None = None,
) -> str:
    """Record what a delegation, or somebody of a group, answers to a finding of the newest edition; return its id."""
    words = spoken_text(text)
    meeting = changing_open(session, meeting_id)
    edition_id = _edition_with(session, meeting.consultation_id, kind, key)
    speaker = speaking(session, meeting_id, delegation_id, moment)
    if speaker is None and attribution is Attribution.DELEGATION:
        raise NotAllowedNow(N_("Say which delegation spoke if its name is to stand beside the words."))
    spoke_for = speaker.group if speaker else group
    if spoke_for is None:
        raise NotAllowedNow(N_("Say who spoke: a delegation, or at least its group."))
    last = session.scalar(select(func.max(Reaction.number)).where(Reaction.meeting_id == meeting_id))
    made = Reaction(
        meeting_id=meeting_id,
        edition_id=edition_id,
        number=(last or 0) + 1,
        target_kind=kind,
        target_key=key,
        delegation_id=delegation_id,
        group=spoke_for,
        stance=stance,
        language=language,
        text=words,
        translations=dict(spoken_translations(translations, language)),
        attribution=attribution,
        medium=medium,
        recorded_at=moment,
    )
    session.add(made)
    session.flush()
    return made.id


def _edition_with(session: Session, consultation_id: str, kind: TargetKind, key: str) -> str:
    found = findings_of(session, consultation_id, "en")
    if found is None or not found.targets:
        raise NotAllowedNow(N_("There is no edition of the findings that could be answered."))
    if not any((one.kind, one.key) == (kind, key) for one in found.targets):
        raise NotAllowedNow(N_("The newest edition has no such finding. Choose one from the list."))
    return found.edition_id


def withdraw_reaction(session: Session, reaction_id: str, moment: datetime) -> None:
    """Take a reaction back: that there was one stays, the words are gone, even after the meeting."""
    found = session.get(Reaction, reaction_id)
    if found is None:
        raise NotFound("reaction")
    changing(session, found.meeting_id)
    if found.withdrawn_at is not None:
        raise NotAllowedNow(N_("These words were taken back before."))
    found.text, found.translations, found.withdrawn_at = "", {}, moment
    session.flush()
