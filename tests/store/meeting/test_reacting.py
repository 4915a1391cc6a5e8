"""Answers to findings, amendments, and the record they make."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.records import Edition
from consult.briefing.rules import TargetKind
from consult.meeting.operations.agenda import close_meeting
from consult.meeting.operations.amending import move_amendment, settle_amendment
from consult.meeting.operations.reacting import withdraw_reaction
from consult.meeting.queries.agenda import meeting
from consult.meeting.queries.amending import amendment, amendments_of
from consult.meeting.queries.reacting import reaction, reaction_counts, reactions_by, reactions_of, reactions_to
from consult.meeting.queries.record import What, record_of
from consult.meeting.records import Reaction
from consult.meeting.rules.kinds import AmendmentState, Attribution, Group, Level, Medium, Stance
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_meeting import MORNING, Room, room, say
from tests.builders_room import EVENING, answer, answering_room, polled
from tests.web.collection.test_budgets import statements


@pytest.fixture
def made(session: scoped_session[Session]) -> Room:
    return answering_room(session())


def moved(session: Session, made: Room, text: str = "Add: two seats for the regions") -> str:
    return move_amendment(session, made.meeting_id, group=Group.B, language="en", text=text, moment=MORNING)


def test_a_reaction_stands_to_its_finding_in_its_language(session: scoped_session[Session], made: Room) -> None:
    answer(session(), made, "a2", "  Pas sans les deux noms.\r\n", language="fr", stance=Stance.OBJECTS,
           translations={"en": "Not without both names.", "fr": "x", "ar": " "})  # fmt: skip
    answer(session(), made, "b1", "موافقون", language="ar", kind=TargetKind.FIGURE, key="F4.level")
    first, second = reactions_of(session(), made.meeting_id)
    assert (first.text, first.language, dict(first.translations)) == (
        "Pas sans les deux noms.",
        "fr",
        {"en": "Not without both names."},
    )
    assert (first.group, first.stance, first.number, first.medium) == (Group.A, Stance.OBJECTS, 1, Medium.PHONE)
    assert (second.target, second.group) == ((TargetKind.FIGURE, "F4.level"), Group.B)
    to = reactions_to(session(), made.consultation_id, TargetKind.FIGURE, "F4.level")
    assert [one.id for one in to] == [second.id]
    assert reaction_counts(session(), made.consultation_id) == {
        (TargetKind.SENTENCE, "common"): 1,
        (TargetKind.FIGURE, "F4.level"): 1,
    }
    newest = session().query(Edition.id).filter_by(consultation_id=made.consultation_id).scalar()
    assert {first.edition_id, second.edition_id} == {newest}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (TargetKind.SENTENCE, "no-such-sentence"),
        (TargetKind.FIGURE, "common"),
        (TargetKind.THEME, "F2"),
        (TargetKind.FIGURE, "J2"),
    ],
)
def test_what_is_not_in_the_edition_cannot_be_answered(
    session: scoped_session[Session], made: Room, kind: TargetKind, key: str
) -> None:
    with pytest.raises(NotAllowedNow, match="no such finding"):
        answer(session(), made, "a1", "Words", kind=kind, key=key)
    assert session().query(Reaction).count() == 0


def test_an_edition_that_was_changed_cannot_be_answered(session: scoped_session[Session], made: Room) -> None:
    first = session().query(Edition).filter_by(consultation_id=made.consultation_id).one()
    session().add(
        Edition(
            consultation_id=made.consultation_id,
            number=2,
            content={**first.content, "format": 99},
            content_hash=first.content_hash,
            frozen_at=EVENING,
        )
    )
    session().flush()
    with pytest.raises(NotAllowedNow, match="no edition"):
        answer(session(), made, "a1", "Words")


def test_without_an_edition_nothing_can_be_answered(session: scoped_session[Session]) -> None:
    with pytest.raises(NotAllowedNow, match="no edition"):
        answer(session(), room(session()), "a1", "Words")


def test_somebody_speaks_and_says_something(session: scoped_session[Session], made: Room) -> None:
    with pytest.raises(NotAllowedNow, match="no words"):
        answer(session(), made, "a1", " \n ")
    with pytest.raises(NotAllowedNow, match="who spoke"):
        answer(session(), made, None, "Words")
    with pytest.raises(NotAllowedNow, match="which delegation"):
        answer(session(), made, None, "Words", group=Group.A, attribution=Attribution.DELEGATION)
    with pytest.raises(NotFound):
        answer(session(), made, None, "Words", delegation_id="of another room")
    answer(session(), made, None, "From the floor", group=Group.GUEST, medium=Medium.SPOKEN)
    assert [one.group for one in reactions_of(session(), made.meeting_id)] == [Group.GUEST]


def test_the_room_answers_while_the_meeting_is_open(session: scoped_session[Session]) -> None:
    made = answering_room(session(), opened=False)
    with pytest.raises(NotAllowedNow, match="not open"):
        answer(session(), made, "a1", "Too early")
    with pytest.raises(NotAllowedNow, match="not open"):
        moved(session(), made)


def test_words_taken_back_are_gone_and_their_place_stays(session: scoped_session[Session], made: Room) -> None:
    kept, gone = (answer(session(), made, "a1", words) for words in ("Kept", "Regretted"))
    withdraw_reaction(session(), gone, EVENING)
    found = reaction(session(), gone)
    assert found is not None
    assert (found.text, found.translations, found.withdrawn_at, found.is_shown) == ("", {}, EVENING, False)
    assert [one.id for one in reactions_by(session(), made.delegations["a1"])] == [kept]
    assert reaction_counts(session(), made.consultation_id) == {(TargetKind.SENTENCE, "common"): 1}
    with pytest.raises(NotAllowedNow, match="before"):
        withdraw_reaction(session(), gone, EVENING)
    close_meeting(session(), made.meeting_id, EVENING)
    withdraw_reaction(session(), kept, EVENING)  # a wish is a wish, after the meeting too


def test_an_amendment_is_moved_once_and_settled_once(session: scoped_session[Session], made: Room) -> None:
    first, second = moved(session(), made), moved(session(), made, "Delete: the third paragraph")
    settle_amendment(session(), first, state=AmendmentState.ADOPTED, moment=EVENING)
    found = amendments_of(session(), made.meeting_id)
    assert [(one.number, one.state, one.is_settled) for one in found] == [
        (1, AmendmentState.ADOPTED, True),
        (2, AmendmentState.MOVED, False),
    ]
    with pytest.raises(NotAllowedNow, match="already"):
        settle_amendment(session(), first, state=AmendmentState.REJECTED, moment=EVENING)
    with pytest.raises(NotAllowedNow, match="Choose"):
        settle_amendment(session(), second, state=AmendmentState.MOVED, moment=EVENING)
    with pytest.raises(NotFound):
        settle_amendment(session(), "elsewhere", state=AmendmentState.ADOPTED, moment=EVENING)
    settled = amendment(session(), first)
    assert settled is not None
    assert settled.settled_at == EVENING
    assert amendment(session(), "elsewhere") is None


def test_the_record_keeps_the_order_in_which_things_happened(session: scoped_session[Session], made: Room) -> None:
    minutes = [MORNING + timedelta(minutes=at) for at in range(4)]
    say(session(), made, "a1", "In the plenary", moment=minutes[2])
    answer(session(), made, "b1", "Earlier", moment=minutes[1])
    amended = move_amendment(
        session(), made.meeting_id, group=Group.A, language="en", text="Both names stay", moment=minutes[3]
    )
    polled(session(), made, [made.delegations["a1"]], {Level.SUPPORT: 1})
    settle_amendment(session(), amended, state=AmendmentState.ADOPTED, moment=EVENING + timedelta(minutes=1))
    with statements() as said:
        found = [one.what for one in record_of(session(), made.meeting_id)]
    assert found == [What.POLL_OPENED, What.REACTED, What.SAID, What.MOVED, What.POLL_CLOSED, What.SETTLED]
    assert len(said) == 4


def test_every_write_raises_the_revision(app: Flask, session: scoped_session[Session], made: Room) -> None:
    def revision() -> int:
        found = meeting(session(), made.meeting_id)
        assert found is not None
        return found.revision

    seen = [revision()]
    given = answer(session(), made, "a1", "Words")
    seen.append(revision())
    withdraw_reaction(session(), given, EVENING)
    seen.append(revision())
    amended = moved(session(), made)
    seen.append(revision())
    settle_amendment(session(), amended, state=AmendmentState.WITHDRAWN, moment=EVENING)
    seen.append(revision())
    assert seen == sorted(set(seen))
