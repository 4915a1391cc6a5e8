"""Taking in an interview: checked whole, then written whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultation.queries import FrameView, StrandView, frame, strand
from consult.interview.queries import known_items
from consult.interview.records import (
    Interview,
    InterviewStrand,
    Participant,
    ParticipantIdentity,
    Turn,
    TurnItem,
    TurnTranslation,
)
from consult.interview.rules import (
    NOT_SHOWN,
    UNATTRIBUTED,
    InterviewKind,
    NewInterview,
    NewParticipant,
    NewTurn,
    SpeakerRole,
)
from consult.interview.rules.preparing import too_many
from consult.interview.rules.text import UnstorableText, passage
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line

Frame = Mapping[str, FrameView]


def import_interview(session: Session, new: NewInterview, moment: datetime) -> str:
    """Write an interview and return its id; raise `InterviewRefused` with every fault and write nothing.

    A member's position is not kept: beside region and kind it could name them.
    """
    strands, members = _strands(session, new)
    if any(strand.transcripts_destroyed_on for strand in strands):
        raise NotAllowedNow(N_("The transcripts of this consultation were destroyed as promised: take in no more."))
    if faults := _faults(session, new, strands, members):
        raise InterviewRefused(*faults)
    interview_id = _write_interview(session, new, strands[0].consultation_id, moment)
    ids = _write_participants(session, new, interview_id, members)
    _write_turns(session, new, interview_id, ids)
    return interview_id


def interview_faults(session: Session, new: NewInterview) -> list[Noted]:
    """Return everything that stands in the way of taking an interview in."""
    return _faults(session, new, *_strands(session, new))


def _strands(session: Session, new: NewInterview) -> tuple[list[StrandView], Frame]:
    strands = [found for strand_id in new.strand_ids if (found := strand(session, strand_id)) is not None]
    return strands, {one.organisation_id: one for found in strands for one in frame(session, found.id)}


def _faults(session: Session, new: NewInterview, strands: list[StrandView], members: Frame) -> list[Noted]:
    faults = [*_place_faults(session, new, strands), *_speaker_faults(new, members), *_turn_faults(new)]
    return [*faults, *_item_faults(session, new)] if strands else faults


def _place_faults(session: Session, new: NewInterview, strands: list[StrandView]) -> Iterator[Noted]:
    if len(strands) < max(len(new.strand_ids), 1):
        yield noted(Trouble.UNKNOWN_STRAND)
    consultations = {found.consultation_id for found in strands}
    if len(consultations) > 1:
        yield noted(Trouble.STRANDS_APART)
    label = clean_line(new.label)
    if not label:
        yield noted(Trouble.NO_LABEL)
    for consultation_id in consultations:
        inside = select(Interview.label).where(Interview.consultation_id == consultation_id)
        if session.scalar(inside.where(Interview.label == label)) is not None:
            yield noted(Trouble.LABEL_TAKEN, label=label)
        elif new.file_hash and (same := session.scalar(inside.where(Interview.file_hash == new.file_hash))):
            yield noted(Trouble.ALREADY_IMPORTED, label=same)
    if new.withdraw_until is not None and new.withdraw_until < new.held_on:
        yield noted(Trouble.WITHDRAW_BEFORE)


def _speaker_faults(new: NewInterview, members: Frame) -> Iterator[Noted]:
    counts = Counter(clean_line(person.pseudonym) for person in new.participants)
    yield from (noted(Trouble.SAME_SPEAKER, speaker=name) for name, count in counts.items() if count > 1)
    spoken = dict.fromkeys(clean_line(turn.pseudonym) for turn in new.turns)
    yield from (noted(Trouble.NOT_DESCRIBED, speaker=name) for name in spoken if name not in counts)
    interviewed = [person for person in new.participants if person.role is SpeakerRole.INTERVIEWEE]
    if not interviewed:
        yield noted(Trouble.NOBODY_INTERVIEWED)
    for person in interviewed:
        yield from _standing_faults(new.kind, person, members)


def _standing_faults(kind: InterviewKind, person: NewParticipant, members: Frame) -> Iterator[Noted]:
    name = clean_line(person.pseudonym)
    if not person.took_part:
        yield noted(Trouble.NOT_AGREED, speaker=name)
    if person.organisation_id is None:
        if not person.position.strip() and kind not in UNATTRIBUTED:
            yield noted(Trouble.NO_STANDING, speaker=name)
    elif kind is InterviewKind.KEY_INFORMANT:
        yield noted(Trouble.INFORMANT_IS_MEMBER, speaker=name)
    elif person.organisation_id not in members:
        yield noted(Trouble.NOT_IN_FRAME, speaker=name)


def _turn_faults(new: NewInterview) -> Iterator[Noted]:
    if not new.turns:
        yield noted(Trouble.NO_TURNS)
    if many := too_many(len(new.turns)):
        yield many
        return
    for number, turn in enumerate(new.turns, 1):
        try:
            texts = [passage(text) for text in (turn.text, *turn.translations.values())]
        except UnstorableText as found:
            yield noted(Trouble.TURN_UNSTORABLE, turn=number, character=found.character)
        else:
            if not texts[0]:
                yield noted(Trouble.EMPTY_TURN, turn=number)


def _item_faults(session: Session, new: NewInterview) -> Iterator[Noted]:
    named = {item: number for number, turn in enumerate(new.turns, 1) for item in turn.items}
    known = known_items(session, new.strand_ids[0]) if named else ()
    yield from (noted(Trouble.UNKNOWN_ITEM, item=i, turn=n) for i, n in named.items() if i not in known)


def _write_interview(session: Session, new: NewInterview, consultation_id: str, moment: datetime) -> str:
    record = Interview(
        consultation_id=consultation_id,
        label=clean_line(new.label),
        kind=new.kind,
        mode=new.mode,
        language=new.language,
        held_on=new.held_on,
        interviewer_account_id=new.interviewer_account_id,
        interviewer_ties=passage(new.interviewer_ties),
        withdraw_until=new.withdraw_until,
        recall_period=clean_line(new.recall_period),
        recall_confirmed=new.recall_confirmed,
        file_name=clean_line(new.file_name),
        file_hash=new.file_hash,
        imported_at=moment,
    )
    session.add(record)
    session.flush()
    strands = dict.fromkeys(new.strand_ids)
    session.add_all(InterviewStrand(interview_id=record.id, strand_id=strand_id) for strand_id in strands)
    return record.id


def _write_participants(session: Session, new: NewInterview, interview_id: str, members: Frame) -> dict[str, str]:
    ids: dict[str, str] = {}
    identities = []
    for person in new.participants:
        name = clean_line(person.pseudonym)
        ids[name] = random_id()
        session.add(_participant(new, person, interview_id, ids[name], members))
        if person.organisation_id is not None and person.role is SpeakerRole.INTERVIEWEE:
            identities.append(ParticipantIdentity(participant_id=ids[name], organisation_id=person.organisation_id))
    session.flush()
    session.add_all(identities)
    return ids


def _participant(
    new: NewInterview, person: NewParticipant, interview_id: str, participant_id: str, members: Frame
) -> Participant:
    member = members.get(person.organisation_id or "")
    interviewed = person.role is SpeakerRole.INTERVIEWEE
    return Participant(
        id=participant_id,
        interview_id=interview_id,
        pseudonym=clean_line(person.pseudonym),
        role=person.role,
        position="" if member else clean_line(person.position),
        region=_shown(person.region, member.region if member else person.region),
        kind=_shown(person.kind, member.kind if member else person.kind),
        language=person.language or new.language,
        took_part=person.took_part,
        quoting=person.quoting,
        may_contact=person.may_contact,
        may_record=person.may_record,
        consent_on=(person.consent_on or new.held_on) if interviewed else person.consent_on,
    )


def _shown(given: str, known: str) -> str:
    return NOT_SHOWN if given == NOT_SHOWN else known


def _write_turns(session: Session, new: NewInterview, interview_id: str, ids: Mapping[str, str]) -> None:
    languages = {clean_line(person.pseudonym): person.language for person in new.participants}
    records: list[tuple[Turn, NewTurn]] = []
    for number, turn in enumerate(new.turns, 1):
        name = clean_line(turn.pseudonym)
        record = Turn(
            interview_id=interview_id,
            number=number,
            participant_id=ids[name],
            language=turn.language or languages[name] or new.language,
            text=passage(turn.text),
        )
        records.append((record, turn))
    session.add_all(record for record, _turn in records)
    session.flush()
    for record, turn in records:
        session.add_all(TurnItem(turn_id=record.id, item=item) for item in dict.fromkeys(turn.items))
        session.add_all(
            TurnTranslation(
                turn_id=record.id,
                language=tag,
                text=passage(text),
                translator=clean_line(new.translator),
                state=new.translation_state,
            )
            for tag, text in turn.translations.items()
            if passage(text)
        )
    session.flush()
