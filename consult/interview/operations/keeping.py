"""What can be put right afterwards: what a turn is about, its translation, what a speaker agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.interview.queries import known_items
from consult.interview.records import (
    InterviewStrand,
    Participant,
    ParticipantIdentity,
    Redaction,
    Turn,
    TurnItem,
    TurnTranslation,
)
from consult.interview.rules import Quoting, SpeakerRole, TranslationState
from consult.interview.rules.text import passage
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_line


def set_items(session: Session, turn_id: str, items: Iterable[str]) -> None:
    """Say which items of the instrument a turn is about; raise `NotAllowedNow` for one that is not asked."""
    turn = _standing_turn(session, turn_id)
    wanted = list(dict.fromkeys(items))
    strands = select(InterviewStrand.strand_id).where(InterviewStrand.interview_id == turn.interview_id)
    known = known_items(session, session.scalars(strands.order_by(InterviewStrand.strand_id)).first() or "")
    for item in wanted:
        if item not in known:
            raise NotAllowedNow(N_("The instrument has no item %(item)s."), item=item)
    session.execute(delete(TurnItem).where(TurnItem.turn_id == turn_id))
    session.add_all(TurnItem(turn_id=turn_id, item=item) for item in wanted)
    session.flush()


def translate_turn(
    session: Session,
    turn_id: str,
    *,
    language: str,
    text: str,
    translator: str = "",
    state: TranslationState = TranslationState.DRAFT,
) -> None:
    """Write down what a turn says in another language; a later translation replaces an earlier one."""
    _standing_turn(session, turn_id)
    words, name = passage(text), clean_line(translator)
    found = session.get(TurnTranslation, (turn_id, language))
    if found is None:
        session.add(
            TurnTranslation(turn_id=turn_id, language=language, text=words, translator=name, state=state),
        )
    else:
        if found.text != words:  # places in the old words are none in the new
            found.covered_on = None
            session.execute(delete(Redaction).where(Redaction.turn_id == turn_id, Redaction.language == language))
        found.text, found.translator, found.state = words, name, state
    session.flush()


def set_consent(
    session: Session, participant_id: str, *, quoting: Quoting, may_contact: bool, may_record: bool, day: date
) -> None:
    """Write down what a speaker agrees to from `day` on; whoever takes back taking part withdraws their words."""
    person = session.get(Participant, participant_id)
    if person is None:
        raise NotFound(participant_id)
    if person.withdrawn_on is not None or person.role is not SpeakerRole.INTERVIEWEE:
        raise NotAllowedNow(N_("Only somebody who was interviewed, and whose words stand, gives consent."))
    person.quoting, person.may_contact, person.may_record = quoting, may_contact, may_record
    person.consent_on = day
    session.flush()


def organisations_of(session: Session, participant_ids: Iterable[str]) -> dict[str, str]:
    """Return {participant's id: their organisation's id}, so that one organisation is counted once.

    For counting, and for nothing that is shown.
    """
    rows = session.execute(
        select(ParticipantIdentity.participant_id, ParticipantIdentity.organisation_id).where(
            ParticipantIdentity.participant_id.in_(list(participant_ids))
        )
    )
    return {participant_id: organisation_id for participant_id, organisation_id in rows}  # noqa: C416 - rows are not pairs to a type checker


def _standing_turn(session: Session, turn_id: str) -> Turn:
    turn = session.get(Turn, turn_id)
    if turn is None:
        raise NotFound(turn_id)
    if turn.withdrawn_on is not None:
        raise NotAllowedNow(N_("This turn was withdrawn; nothing is kept about it any more."))
    return turn
