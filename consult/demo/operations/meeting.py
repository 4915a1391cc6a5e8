"""The joint meeting of the demonstration, held from its first minute to its last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.briefing.rules import TargetKind
from consult.demo.rules.delegating import Room, demo_room
from consult.demo.rules.meeting import ENGLISH, MeetingText, Reacted, SessionText, meeting_text
from consult.demo.rules.sources import Texts
from consult.meeting.operations.agenda import (
    add_session,
    arrive,
    close_meeting,
    open_meeting,
    open_session,
    plan_meeting,
    register_delegation,
)
from consult.meeting.operations.amending import move_amendment, settle_amendment
from consult.meeting.operations.ideas import lay_card, name_cluster, put_cards
from consult.meeting.operations.polling import cast, close_poll, enter_slips, open_poll
from consult.meeting.operations.reacting import react
from consult.meeting.operations.talking import take_down
from consult.meeting.rules.kinds import AmendmentState, Attribution, Group, Level, Medium, SessionKind, Stance
from consult.shared.wording import SHIPPED

NOTICE = timedelta(days=14)
ANSWERED_IN = "plenary"
"""The session in which the room answers the findings, on phones and on paper."""
MOVED_IN = "amendments"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Where the meeting is held: of which consultation, with which organisations by key, and from which morning on."""

    session: Session
    consultation_id: str
    organisations: Mapping[str, str]
    first_day: datetime

    def moment(self, line: SessionText, minutes: int = 0) -> datetime:
        """Return a moment some minutes after a session of the agenda begins."""
        hour, minute = (int(part) for part in line.begins.split(":"))
        begins = self.first_day.replace(hour=hour, minute=minute) + timedelta(days=line.day - 1)
        return begins + timedelta(minutes=minutes)


@dataclass(slots=True)
class Recorded:
    """What the meeting left on record, by its place in the lists of the data."""

    meeting_id: str
    delegations: Mapping[str, str]
    reactions: dict[int, str] = field(default_factory=dict)
    amendments: dict[int, str] = field(default_factory=dict)
    polls: dict[int, str] = field(default_factory=dict)


def hold_meeting(where: Gathering) -> Recorded:
    """Hold the meeting and close it; return what can be cited of it."""
    text, room = meeting_text(), demo_room()
    recorded, sessions = _plan(where, text, room)
    open_meeting(where.session, recorded.meeting_id, where.moment(text.sessions[0]))
    for one in room.delegations:
        arrive(where.session, recorded.delegations[one.key], where.moment(text.sessions[0]))
    for line in text.sessions:
        open_session(where.session, sessions[line.key], where.moment(line))
        _speak(where, text, room, recorded, line, sessions[line.key])
        if line.key == ANSWERED_IN:
            _react(where, text, room, recorded, line)
        if line.key == MOVED_IN:
            _amend(where, text, recorded, line)
        if line.kind == SessionKind.IDEAS:
            _collect_ideas(where.session, text, sessions[line.key])
        if line.kind == SessionKind.POLL:
            _poll(where, text, room, recorded, line)
    close_meeting(where.session, recorded.meeting_id, where.moment(text.sessions[-1], 60))
    return recorded


def _plan(where: Gathering, text: MeetingText, room: Room) -> tuple[Recorded, dict[str, str]]:
    day = where.first_day.date()
    meeting_id = plan_meeting(
        where.session,
        where.consultation_id,
        title=text.title,
        place=text.place,
        begins_on=day,
        ends_on=day + timedelta(days=1),
        languages=SHIPPED,
        announced_on=day - NOTICE,
    )
    sessions = {
        line.key: add_session(
            where.session,
            meeting_id,
            held_on=day + timedelta(days=line.day - 1),
            begins=line.begins,
            ends=line.ends,
            kind=SessionKind(line.kind),
            title=line.title,
        )
        for line in text.sessions
    }
    delegations = {
        one.key: register_delegation(
            where.session, meeting_id, organisation_id=where.organisations[one.key], language=one.language
        ).id
        for one in room.delegations
    }
    return Recorded(meeting_id, delegations), sessions


def _speak(
    where: Gathering, text: MeetingText, room: Room, recorded: Recorded, line: SessionText, session_id: str
) -> None:
    said = [(number, one) for number, one in enumerate(text.interventions, start=1) if one.session == line.key]
    for at, (number, one) in enumerate(said, start=1):
        take_down(
            where.session,
            session_id,
            delegation_id=recorded.delegations[room.spoke[number].key],
            language=one.language,
            text=one.text,
            attribution=Attribution(one.attribution),
            medium=Medium(one.medium),
            silent=line.kind == SessionKind.SILENT_WRITING,
            moment=where.moment(line, 3 * at),
            translations=_translated(one.translation),
        )


def _react(where: Gathering, text: MeetingText, room: Room, recorded: Recorded, line: SessionText) -> None:
    for number, one in enumerate(text.reactions, start=1):
        kind, _, key = one.to.partition(":")
        recorded.reactions[number] = react(
            where.session,
            recorded.meeting_id,
            kind=TargetKind(kind),
            key=key,
            delegation_id=recorded.delegations[room.reacted[number].key],
            stance=Stance(one.stance),
            language=one.language,
            text=one.text,
            attribution=Attribution(one.attribution),
            medium=Medium(one.medium),
            moment=where.moment(line, _answered_after(number, one)),
            translations=_translated(one.translation),
        )


def _answered_after(number: int, one: Reacted) -> int:
    """Return the minutes after which a reaction is recorded: paper is entered when the session is nearly over."""
    return 90 if one.medium == Medium.PAPER else 4 * number


def _amend(where: Gathering, text: MeetingText, recorded: Recorded, line: SessionText) -> None:
    for number, one in enumerate(text.amendments, start=1):
        recorded.amendments[number] = move_amendment(
            where.session,
            recorded.meeting_id,
            group=Group(one.group),
            language=one.language,
            text=one.texts[one.language],
            moment=where.moment(line, 20 * number),
            translations=one.texts,
        )
        settle_amendment(
            where.session,
            recorded.amendments[number],
            state=AmendmentState(one.state),
            moment=where.moment(line, 100 + 10 * number),
        )


def _collect_ideas(session: Session, text: MeetingText, session_id: str) -> None:
    under: dict[str, list[str]] = {key: [] for key in text.clusters}
    for one in text.cards:
        card_id = lay_card(
            session,
            session_id,
            language=one.language,
            text=one.text,
            medium=Medium(one.medium),
            translations=_translated(one.translation),
        )
        if one.cluster:
            under[one.cluster].append(card_id)
    for key, name in text.clusters.items():
        cluster_id = name_cluster(session, session_id, name=name[ENGLISH], language=ENGLISH, translations=name)
        put_cards(session, cluster_id, under[key])


def _poll(where: Gathering, text: MeetingText, room: Room, recorded: Recorded, line: SessionText) -> None:
    """Poll the delegations: most on their phones, some on paper, whose slips are counted and entered at the end."""
    answers = {recorded.delegations[key]: Level(level) for key, level in room.polled(line.key).items()}
    paper = {recorded.delegations[key] for key in room.on_paper}
    number = len(recorded.polls) + 1
    poll_id = open_poll(
        where.session,
        recorded.meeting_id,
        question=text.polls[line.key],
        moment=where.moment(line, 5),
        follows_id=recorded.polls.get(number - 1),
    )
    recorded.polls[number] = poll_id
    for delegation_id, level in answers.items():
        if delegation_id not in paper:
            cast(where.session, poll_id, delegation_id=delegation_id, level=level)
    slips = Counter(answers[delegation_id] for delegation_id in paper)
    enter_slips(where.session, poll_id, delegation_ids=paper, counts=slips)
    close_poll(where.session, poll_id, where.moment(line, 25))


def _translated(english: str) -> Texts:
    return {ENGLISH: english} if english else {}
