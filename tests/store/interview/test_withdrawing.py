"""Whoever takes their words back is gone from every table; nobody else loses a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import String, Text, func, inspect, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from consult.access.operations import create_account
from consult.coding.records import Assignment, Code, Codebook, Segment
from consult.coding.rules.attributes import Material
from consult.interview.operations import (
    organisations_of,
    set_consent,
    set_items,
    translate_turn,
    withdraw_participant,
    withdraw_turns,
)
from consult.interview.queries import ParticipantView, interpreted_after, interview, turns_of
from consult.interview.records import ParticipantIdentity, Turn, TurnItem, TurnTranslation
from consult.interview.rules import NewTurn, Quoting
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_interview import group, interviewed, said, speaker
from tests.store.interview.groups import interpreted_group

CANARY = "kanarienvogel"
LATER = DAY + timedelta(days=3)


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def person(session: Session, interview_id: str, pseudonym: str) -> ParticipantView:
    found = interview(session, interview_id)
    assert found
    return next(one for one in found.participants if one.pseudonym == pseudonym)


def everything_stored(session: Session) -> Iterator[tuple[str, str]]:
    """Every text in every table, with where it stands: tables that nobody thought of included."""
    connection = session.connection()
    looked = inspect(connection)
    for table in looked.get_table_names():
        for column in looked.get_columns(table):
            kind = column["type"]
            if isinstance(kind, String | Text) or "JSON" in str(kind).upper():
                name = column["name"]
                for (value,) in connection.execute(text(f'SELECT CAST("{name}" AS TEXT) FROM "{table}"')):
                    yield f"{table}.{name}", str(value)


def where(session: Session, words: str) -> list[str]:
    session.flush()
    return sorted({place for place, value in everything_stored(session) if words in value})


def coded(session: Session, made: World, interview_id: str) -> None:
    """Every turn coded by somebody."""
    coder = create_account(session, email="coder@x.example", name="Coder", password_hash="-")
    session.add(Codebook(consultation_id=made.consultation_id, origin="test"))
    session.flush()
    code = Code(
        consultation_id=made.consultation_id, key="GOAL-ACH", parent="GOAL", position=1, name={}, use_when={},
        not_when={}, example={},
    )  # fmt: skip
    given = Assignment(
        strand_id=made.strands["A"], account_id=coder.id, material=Material.INTERVIEW, interview_id=interview_id,
        assigned_on=DAY,
    )  # fmt: skip
    session.add_all([code, given])
    session.flush()
    for turn in turns_of(session, interview_id):
        session.add(
            Segment(
                assignment_id=given.id,
                turn_id=turn.id,
                start_at=0,
                end_at=3,
                code_id=code.id,
                made_at=MOMENT,
                memo=f"{CANARY} memo" if CANARY in turn.text else "",
            )
        )
    session.flush()


def canaried(session: Session, made: World) -> str:
    """A group in which Bela's name, words, items and translation carry the canary."""
    name = f"Bela {CANARY}"
    found = group(
        session,
        made,
        participants=(speaker(made, "Amal"), speaker(made, name, "a2", position=CANARY, language="pt")),
        turns=(
            *said(("Amal", "The words of Amal."), (name, f"one {CANARY}")),
            NewTurn(pseudonym=name, text=f"two {CANARY}", items=("B1",), translations={"en": f"three {CANARY}"}),
            *said(("Amal", "More of Amal.")),
        ),
        file_name=f"{CANARY}.docx",
    )
    coded(session, made, found)
    return found


def test_a_withdrawn_speaker_is_in_no_table_any_more(session: Session, made: World) -> None:
    key = canaried(session, made)
    assert "turn.text" in where(session, CANARY)
    found = withdraw_participant(session, person(session, key, f"Bela {CANARY}").id, LATER)
    assert (found.turn_count, found.late) == (2, False)
    assert where(session, CANARY) == []
    left = person(session, key, "Speaker 1")
    assert (left.region, left.kind, left.position, left.language) == ("", "", "", "en")
    assert (left.took_part, left.quoting, left.withdrawn_on) == (False, Quoting.NONE, LATER)
    assert organisations_of(session, [left.id]) == {}
    assert session.scalar(select(func.count()).select_from(ParticipantIdentity)) == 1


def test_others_words_items_and_segments_stay(session: Session, made: World) -> None:
    key = canaried(session, made)
    before = {turn.number: turn for turn in turns_of(session, key)}
    withdraw_participant(session, person(session, key, f"Bela {CANARY}").id, LATER)
    after = {turn.number: turn for turn in turns_of(session, key)}
    assert list(after) == [1, 2, 3, 4]
    assert after[1] == before[1]
    assert after[4] == before[4]
    for number in (2, 3):
        assert (after[number].text, after[number].withdrawn_on, after[number].language) == ("", LATER, "en")
        assert after[number].items == ()
        assert after[number].translations == {}
    assert session.scalar(select(func.count()).select_from(Segment)) == 2
    assert session.scalar(select(func.count()).select_from(TurnItem)) == 0
    assert session.scalar(select(func.count()).select_from(TurnTranslation)) == 0


def test_single_turns_can_be_withdrawn_and_their_speaker_stays(session: Session, made: World) -> None:
    key = canaried(session, made)
    turns = turns_of(session, key)
    assert withdraw_turns(session, [turns[1].id], LATER).turn_count == 1
    assert withdraw_turns(session, [turns[1].id, turns_of(session, key)[1].id], LATER).turn_count == 0
    after = turns_of(session, key)
    assert [turn.text == "" for turn in after] == [False, True, False, False]
    assert after[1].participant.withdrawn_on is None
    assert session.scalar(select(func.count()).select_from(Segment)) == 3


def test_after_the_promised_day_it_is_done_all_the_same_and_said(session: Session, made: World) -> None:
    key = group(session, made, withdraw_until=DAY)
    assert withdraw_participant(session, person(session, key, "Amal").id, LATER).late
    assert withdraw_turns(session, [turns_of(session, key)[2].id], LATER).late
    open_ended = group(session, made, label="FG2", withdraw_until=None)
    assert not withdraw_participant(session, person(session, open_ended, "Amal").id, LATER).late


def test_two_who_withdraw_are_told_apart(session: Session, made: World) -> None:
    key = group(session, made)
    for name in ("Amal", "Bela"):
        withdraw_participant(session, person(session, key, name).id, LATER)
    found = interview(session, key)
    assert found
    assert [one.pseudonym for one in found.participants] == ["Chiara", "Interviewer", "Speaker 1", "Speaker 2"]


def test_nothing_can_be_done_to_what_is_withdrawn(session: Session, made: World) -> None:
    key = group(session, made)
    someone = person(session, key, "Amal")
    withdraw_participant(session, someone.id, LATER)
    gone = turns_of(session, key)[1].id
    with pytest.raises(NotAllowedNow):
        withdraw_participant(session, someone.id, LATER)
    with pytest.raises(NotAllowedNow):
        set_items(session, gone, ["B1"])
    with pytest.raises(NotAllowedNow):
        translate_turn(session, gone, language="fr", text="retour")
    with pytest.raises(NotAllowedNow):
        set_consent(session, someone.id, quoting=Quoting.MEMBER_ONLY, may_contact=True, may_record=True, day=LATER)
    with pytest.raises(NotFound):
        withdraw_participant(session, "nobody", LATER)


def test_the_database_itself_refuses_to_change_what_was_said(session: Session, made: World) -> None:
    turn = turns_of(session, interviewed(session, made))[1].id
    with pytest.raises(DatabaseError, match="cannot be changed, only withdrawn"), session.begin_nested():
        session.execute(update(Turn).where(Turn.id == turn).values(text="other words"))
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(Turn).where(Turn.id == turn).values(withdrawn_on=LATER))


def test_items_and_translations_can_be_put_right(session: Session, made: World) -> None:
    key = interviewed(session, made)
    turn = turns_of(session, key)[1].id
    set_items(session, turn, ["E1", "B1", "E1"])
    translate_turn(session, turn, language="fr", text="Nous sommes petits.\r\n")
    translate_turn(session, turn, language="fr", text="Nous sommes peu.\r\n", translator="T")
    found = turns_of(session, key)[1]
    assert found.items == ("B1", "E1")
    assert found.translations["fr"] == "Nous sommes peu."
    with pytest.raises(NotAllowedNow, match="no item Q9"):
        set_items(session, turn, ["Q9"])


def test_consent_can_change(session: Session, made: World) -> None:
    key = interviewed(session, made)
    someone = person(session, key, "نور")
    set_consent(session, someone.id, quoting=Quoting.NONE, may_contact=True, may_record=False, day=LATER)
    after = person(session, key, "نور")
    assert (after.quoting, after.may_contact, after.may_record, after.consent_on) == (Quoting.NONE, True, False, LATER)


def test_what_interpreters_said_right_after_somebody_is_found(session: Session, made: World) -> None:
    turns = turns_of(session, interpreted_group(session, made))
    bela = {turn.id for turn in turns if turn.participant.pseudonym == "Bela"}
    assert [turn.number for turn in interpreted_after(turns, bela)] == [2, 3, 5]
    assert [turn.number for turn in interpreted_after(turns, {turns[3].id})] == [5]
    withdraw_turns(session, [turns[1].id], LATER)
    turns = turns_of(session, turns[0].interview_id)
    assert [turn.number for turn in interpreted_after(turns, bela)] == [3, 5]


def test_interpreters_turns_go_in_the_same_act_only_where_they_are_named(session: Session, made: World) -> None:
    key, other = interpreted_group(session, made), interpreted_group(session, made, label="FG2")
    turns, others = turns_of(session, key), turns_of(session, other)
    named = [turns[2].id, turns[5].id, turns[7].id, others[1].id]  # Echo's; Amal's; the interviewer's; another group's
    done = withdraw_participant(session, person(session, key, "Bela").id, LATER, interpreted=named)
    assert done.turn_count == 3
    assert [turn.number for turn in turns_of(session, key) if turn.withdrawn_on] == [1, 3, 4]
    assert turns_of(session, other) == others
    assert person(session, key, "Echo").withdrawn_on is None
