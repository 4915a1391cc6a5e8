"""What is said, what is written in silence, and who has not been heard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consult.meeting.operations.agenda import close_meeting, open_meeting, register_delegation, take_back_arrival
from consult.meeting.operations.talking import take_down, withdraw_intervention
from consult.meeting.queries.agenda import delegations_of
from consult.meeting.queries.talking import interventions_of, not_yet_spoken
from consult.meeting.rules.balance import Side
from consult.meeting.rules.kinds import Attribution, Group, Medium
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_meeting import MORNING, room, say, write


def test_words_are_kept_normalised_and_numbered(session: Session) -> None:
    made = room(session)
    say(session, made, "a1", "  Cafe\u0301\r\n\r\nand \x00more  ")
    translations = {"en": " Not to vanish ", "ar": "x", "fr": ""}
    say(session, made, "b1", "لا نريد أن نختفي", language="ar", translations=translations)
    one, two = interventions_of(session, made.meeting_id)
    assert (one.number, one.text, one.name, one.group) == (1, "Café\n\nand more", "Alpha one", Group.A)
    assert (two.number, two.group, two.translations) == (2, Group.B, {"en": "Not to vanish"})


def test_nothing_is_taken_down_outside_an_open_meeting(session: Session) -> None:
    made = room(session, opened=False)
    with pytest.raises(NotAllowedNow):
        say(session, made, "a1", "Too early.")
    open_meeting(session, made.meeting_id, MORNING)
    close_meeting(session, made.meeting_id, MORNING)
    with pytest.raises(NotAllowedNow):
        say(session, made, "a1", "Too late.")
    assert interventions_of(session, made.meeting_id) == ()


def test_silent_writing_has_its_own_session(session: Session) -> None:
    made = room(session)
    write(session, made, "a1", "A quiet thought.")
    with pytest.raises(NotAllowedNow):
        say(session, made, "a1", "A quiet thought.", silent=True)
    (found,) = interventions_of(session, made.meeting_id)
    assert (found.silent, found.medium) == (True, Medium.PAPER)


def test_somebody_of_a_group_may_speak_without_a_delegation(session: Session) -> None:
    made = room(session)
    say(session, made, None, "From the floor.", group=Group.BOTH)
    (found,) = interventions_of(session, made.meeting_id)
    assert (found.group, found.name) == (Group.BOTH, "")
    with pytest.raises(NotAllowedNow):
        say(session, made, None, "From nobody.")
    with pytest.raises(NotAllowedNow):
        say(session, made, None, "By name.", group=Group.A, attribution=Attribution.DELEGATION)
    with pytest.raises(NotAllowedNow):
        say(session, made, "a1", " \n ")


def test_a_delegation_of_another_meeting_is_not_found(session: Session) -> None:
    made = room(session)
    with pytest.raises(NotFound):
        take_down(
            session, made.sessions["plenary"], delegation_id="nothing", language="en", text="Words",
            attribution=Attribution.GROUP, medium=Medium.SPOKEN, moment=MORNING,
        )  # fmt: skip


def test_withdrawn_words_are_gone_and_their_speaker_was_heard(session: Session) -> None:
    made = room(session)
    spoken = say(session, made, "a1", "I should not have said this.", translations={"fr": "Je n’aurais pas dû."})
    close_meeting(session, made.meeting_id, MORNING)
    withdraw_intervention(session, spoken, MORNING + timedelta(days=1))
    (found,) = interventions_of(session, made.meeting_id)
    assert (found.text, found.translations, found.name) == ("", {}, "Alpha one")
    assert found.withdrawn_at == MORNING + timedelta(days=1)
    assert made.delegations["a1"] not in {one.id for one in not_yet_spoken(session, made.meeting_id).quiet}
    with pytest.raises(NotAllowedNow):
        withdraw_intervention(session, spoken, MORNING)
    with pytest.raises(NotFound):
        withdraw_intervention(session, "nothing", MORNING)


def test_whoever_is_in_the_room_and_neither_spoke_nor_wrote_is_quiet(session: Session) -> None:
    made = room(session)
    say(session, made, "a1", "Spoken.")
    write(session, made, "a2", "Écrit.", language="fr")
    take_back_arrival(session, made.delegations["both"])
    found = not_yet_spoken(session, made.meeting_id)
    names = [one.name for one in found.quiet]
    assert names[0] == "Beta one"
    assert set(names) == {"Beta one", "Secretariat of A", "A visiting body"}
    arabic = found.balance.part(Side.LANGUAGE, "ar")
    assert arabic is not None
    assert (arabic.present, arabic.heard, found.balance.present) == (1, 0, 5)


def test_whoever_speaks_is_in_the_room(session: Session) -> None:
    made = room(session, arrived=False)
    assert not_yet_spoken(session, made.meeting_id).present == ()
    say(session, made, "b1", "We came late.", moment=MORNING)
    arrived = {one.name: one.arrived_at for one in delegations_of(session, made.meeting_id) if one.arrived_at}
    assert arrived == {"Beta one": MORNING}


def test_a_late_guest_is_registered_while_the_room_speaks(session: Session) -> None:
    made = room(session)
    new = register_delegation(session, made.meeting_id, name="A late body", group=Group.GUEST, language="en")
    assert (new.number, len(new.code)) == (7, 14)
