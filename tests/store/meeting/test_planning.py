"""Planning a meeting, its agenda and its delegations; opening and closing it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.meeting.operations.agenda import (
    add_session,
    arrive,
    change_meeting,
    close_meeting,
    close_session,
    move_session,
    new_code,
    open_meeting,
    open_session,
    register_delegation,
    remove_session,
    take_back_arrival,
)
from consult.meeting.queries.agenda import delegation_by_code, delegations_of, meeting, meeting_of, sessions
from consult.meeting.records import Delegation, Poll
from consult.meeting.rules.kinds import Group, MeetingState, PollState, SessionKind
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.identifiers import digest
from tests.builders import organisation, world
from tests.builders_meeting import AGENDA, ANNOUNCED, FIRST_DAY, LAST_DAY, MORNING, plan, released_world, room, say


def test_no_meeting_is_planned_before_both_strands_released(session: Session) -> None:
    made = world(session, opened=False)
    with pytest.raises(NotAllowedNow):
        plan(session, made.consultation_id)
    assert meeting_of(session, made.consultation_id) is None


def test_a_consultation_has_one_meeting_with_its_notice(session: Session) -> None:
    made = released_world(session)
    planned = plan(session, made.consultation_id)
    found = meeting_of(session, made.consultation_id)
    assert found is not None
    assert (found.id, found.state, found.notice_days) == (planned, MeetingState.PREPARED, 22)
    with pytest.raises(NotAllowedNow):
        plan(session, made.consultation_id)


def test_the_agenda_reads_in_the_order_of_the_days(session: Session) -> None:
    made = room(session, opened=False)
    added = add_session(
        session, made.meeting_id, held_on=FIRST_DAY, begins="8:00", ends="8:30", kind=SessionKind.BREAK, title={}
    )
    found = sessions(session, made.meeting_id)
    assert [one.id for one in found][:2] == [added, made.sessions["welcome"]]
    assert found[0].begins == "08:00"
    assert found[0].number == len(AGENDA) + 1


def test_a_session_lies_within_the_days_of_its_meeting(session: Session) -> None:
    made = room(session, opened=False)
    late = LAST_DAY + timedelta(days=1)
    with pytest.raises(NotAllowedNow):
        add_session(
            session, made.meeting_id, held_on=late, begins="9:00", ends="9:30", kind=SessionKind.POLL, title={}
        )  # fmt: skip
    with pytest.raises(NotAllowedNow):
        change_meeting(
            session, made.meeting_id, title={"en": "M"}, place="", begins_on=FIRST_DAY, ends_on=FIRST_DAY,
            languages=["en"], announced_on=ANNOUNCED,
        )  # fmt: skip


def test_a_session_in_which_something_was_said_stays_as_it_is(session: Session) -> None:
    made = room(session)
    say(session, made, "a1", "We should go on.")
    with pytest.raises(NotAllowedNow):
        remove_session(session, made.sessions["plenary"])
    moved = {"held_on": LAST_DAY, "begins": "11:00", "ends": "12:00", "kind": SessionKind.PLENARY, "title": {}}
    with pytest.raises(NotAllowedNow):
        move_session(session, made.sessions["plenary"], **moved)
    move_session(session, made.sessions["welcome"], **moved)
    remove_session(session, made.sessions["ideas"])
    assert [one.id for one in sessions(session, made.meeting_id)][-1] == made.sessions["welcome"]


def test_a_member_comes_under_the_name_region_and_group_of_the_register(session: Session) -> None:
    made = room(session, opened=False)
    found = {one.id: one for one in delegations_of(session, made.meeting_id)}
    both, guest = found[made.delegations["both"]], found[made.delegations["guest"]]
    assert (both.name, both.group, both.region) == ("Both", Group.BOTH, "africa")
    assert found[made.delegations["a2"]].group is Group.A
    assert found[made.delegations["b1"]].group is Group.B
    assert (guest.name, guest.group, guest.region) == ("A visiting body", Group.GUEST, "")


def test_only_members_of_the_register_come_as_members_and_once(session: Session) -> None:
    made = room(session, opened=False)
    stranger = organisation(session, "Stranger")
    for refused in (
        {"organisation_id": made.world.organisations["a1"]},
        {"organisation_id": stranger.id},
        {"name": "A name", "group": Group.A},
        {"name": " ", "group": Group.GUEST},
    ):
        with pytest.raises(NotAllowedNow):
            register_delegation(session, made.meeting_id, language="en", **refused)  # type: ignore[arg-type]


def test_only_the_digest_of_a_room_code_is_stored_and_a_new_one_ends_the_old(session: Session) -> None:
    made = room(session, opened=False)
    code = made.codes["a1"]
    assert code not in session.scalars(select(Delegation.code_hash)).all()
    found = delegation_by_code(session, digest(code))
    assert found is not None
    assert found.id == made.delegations["a1"]
    fresh = new_code(session, found.id)
    assert delegation_by_code(session, digest(code)) is None
    assert delegation_by_code(session, digest(fresh)) is not None


def test_an_arrival_keeps_its_first_moment_and_can_be_taken_back_until_somebody_spoke(session: Session) -> None:
    made = room(session)
    arrive(session, made.delegations["a1"], MORNING + timedelta(hours=2))
    assert {one.arrived_at for one in delegations_of(session, made.meeting_id)} == {MORNING}
    say(session, made, "a1", "Here we are.")
    with pytest.raises(NotAllowedNow):
        take_back_arrival(session, made.delegations["a1"])
    take_back_arrival(session, made.delegations["b1"])
    absent = [one for one in delegations_of(session, made.meeting_id) if one.arrived_at is None]
    assert [one.id for one in absent] == [made.delegations["b1"]]


def test_one_session_is_on_at_a_time(session: Session) -> None:
    made = room(session)
    open_session(session, made.sessions["welcome"], MORNING)
    open_session(session, made.sessions["findings"], MORNING)
    assert [one.id for one in sessions(session, made.meeting_id) if one.is_open] == [made.sessions["findings"]]
    close_session(session, made.sessions["findings"], MORNING)
    with pytest.raises(NotAllowedNow):
        close_session(session, made.sessions["findings"], MORNING)
    open_session(session, made.sessions["welcome"], MORNING)
    assert [one.id for one in sessions(session, made.meeting_id) if one.is_open] == [made.sessions["welcome"]]


def test_no_session_begins_before_the_meeting(session: Session) -> None:
    made = room(session, opened=False)
    with pytest.raises(NotAllowedNow):
        open_session(session, made.sessions["welcome"], MORNING)


def test_a_meeting_is_not_closed_while_a_poll_is_open(session: Session) -> None:
    made = room(session)
    open_session(session, made.sessions["plenary"], MORNING)
    poll = Poll(meeting_id=made.meeting_id, number=1, question={"en": "?"}, opened_at=MORNING)
    session.add(poll)
    session.flush()
    with pytest.raises(NotAllowedNow):
        close_meeting(session, made.meeting_id, MORNING)
    poll.state = PollState.CLOSED
    close_meeting(session, made.meeting_id, MORNING)
    found = meeting(session, made.meeting_id)
    assert found is not None
    assert found.state is MeetingState.CLOSED
    assert not any(one.is_open for one in sessions(session, made.meeting_id))
    with pytest.raises(NotAllowedNow):
        open_meeting(session, made.meeting_id, MORNING)
    with pytest.raises(NotAllowedNow):
        add_session(
            session, made.meeting_id, held_on=FIRST_DAY, begins="9", ends="10", kind=SessionKind.BREAK, title={}
        )  # fmt: skip


def test_every_change_raises_the_revision_by_one(session: Session) -> None:
    made = room(session)

    def revision() -> int:
        found = meeting(session, made.meeting_id)
        assert found is not None
        return found.revision

    before = revision()
    open_session(session, made.sessions["plenary"], MORNING)
    say(session, made, "a1", "One.")
    new_code(session, made.delegations["a1"])
    assert revision() == before + 3
    arrive(session, made.delegations["a1"], MORNING)
    assert revision() == before + 3


def test_what_is_not_there_is_not_found(session: Session) -> None:
    for act in (
        lambda: open_session(session, "nothing", MORNING),
        lambda: new_code(session, "nothing"),
        lambda: open_meeting(session, "nothing", MORNING),
        lambda: arrive(session, "nothing", MORNING),
    ):
        with pytest.raises(NotFound):
            act()
