"""Holding the interviews of the demonstration: who is interviewed by whom, and who takes words back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.demo.operations.opening import WITHDRAW_FOR, Plan
from consult.demo.operations.setting import Setting
from consult.demo.rules import DemoOrganisation
from consult.demo.rules.placing import place_speakers
from consult.demo.rules.voices import Conversation, Speaker, conversations
from consult.interview.operations import import_interview, withdraw_participant, withdraw_turns
from consult.interview.queries import TurnView, interview, turns_of
from consult.interview.rules import (
    NOT_SHOWN,
    InterviewKind,
    Mode,
    NewInterview,
    NewParticipant,
    NewTurn,
    Quoting,
    SpeakerRole,
)

TRANSLATION = "en"
_TAKES_BACK_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Held:
    """Conversations that were held, as interviews: by label, with their ids and turns in the order of the source."""

    ids: Mapping[str, str]
    turns: Mapping[str, tuple[TurnView, ...]]


@dataclass(frozen=True, slots=True)
class Listening:
    """Where interviews are held: the strands by mark, the interviewers by mark, the register and the plan."""

    session: Session
    strands: Mapping[str, str]
    interviewers: Mapping[str, str]
    setting: Setting
    register: tuple[DemoOrganisation, ...]
    plan: Plan


def hold_interviews(where: Listening, *, only: Iterable[str] | None = None, latest_day: int = 42) -> Held:
    """Import every conversation (or `only` those of these labels) as a finished transcript would be."""
    placed = place_speakers(where.register)
    wanted = None if only is None else set(only)
    ids, turns = {}, {}
    for one in conversations():
        if wanted is not None and one.label not in wanted:
            continue
        moment = where.plan.day(min(one.day, latest_day))
        new = _interview(where, one, moment, {who: org for (label, who), org in placed.items() if label == one.label})
        ids[one.label] = import_interview(where.session, new, moment)
        _take_back(where.session, one, ids[one.label], moment + _TAKES_BACK_AFTER)
        turns[one.label] = turns_of(where.session, ids[one.label])
    return Held(ids, turns)


def _interview(
    where: Listening, one: Conversation, moment: datetime, members: Mapping[str, DemoOrganisation]
) -> NewInterview:
    return NewInterview(
        strand_ids=tuple(where.strands[mark] for mark in one.marks),
        label=one.label,
        kind=InterviewKind(one.kind),
        mode=Mode(one.mode),
        language=one.language,
        held_on=moment.date(),
        participants=tuple(_participant(where, one, speaker, members.get(speaker.label)) for speaker in one.speakers),
        turns=tuple(
            NewTurn(
                pseudonym=turn.who,
                text=turn.text,
                language=turn.language,
                items=turn.items,
                translations={TRANSLATION: turn.translation} if turn.translation else {},
            )
            for turn in one.turns
        ),
        interviewer_account_id=where.interviewers[one.marks[0]],
        interviewer_ties=one.ties,
        withdraw_until=where.plan.closes_at.date() + WITHDRAW_FOR,
        recall_period=one.recall_period,
        recall_confirmed=one.recall_confirmed,
        file_name=f"{one.label}.docx",
    )


def _participant(
    where: Listening, one: Conversation, speaker: Speaker, member: DemoOrganisation | None
) -> NewParticipant:
    return NewParticipant(
        pseudonym=speaker.label,
        role=SpeakerRole(speaker.role),
        position=speaker.position,
        organisation_id=where.setting.organisations[member.key] if member else None,
        region=NOT_SHOWN if speaker.hides_region else "",
        language=one.language_of(speaker),
        took_part=speaker.role == SpeakerRole.INTERVIEWEE,
        quoting=Quoting(speaker.quoting),
        may_record=one.mode != Mode.EMAIL,
    )


def _take_back(session: Session, one: Conversation, interview_id: str, moment: datetime) -> None:
    """Let those who took back what they said do so: whole speakers, and single turns said off the record."""
    off_record = [at for at, turn in enumerate(one.turns, 1) if turn.withdrawn]
    if off_record:
        own = [turn.id for turn in turns_of(session, interview_id) if turn.number in off_record]
        withdraw_turns(session, own, moment.date())
    leaving = {speaker.label for speaker in one.speakers if speaker.withdraws}
    held = interview(session, interview_id)
    for person in held.participants if held and leaving else ():
        if person.pseudonym in leaving:
            withdraw_participant(session, person.id, moment.date())
