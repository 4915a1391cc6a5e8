"""Marks on what names somebody: set, found again, taken back, and what hangs on them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.interview.operations import (
    By,
    confirm_translation,
    mark_everywhere,
    mark_stretch,
    mark_words,
    take_mark_back,
    translate_turn,
    withdraw_turns,
)
from consult.interview.queries import redactions_of, turns_of, turns_of_strand, whole_turns_of
from consult.interview.records import Redaction
from consult.interview.rules import NewTurn
from consult.interview.rules.redacting import BadMark, RedactionKind
from tests.builders import DAY, MOMENT, World, world
from tests.builders_interview import asker, interviewed, speaker

BY = By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT)
SAID = "Amina came. Then AMINA left with Kim."


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return world(session())


@pytest.fixture
def held(session: scoped_session[Session], made: World) -> str:
    turns = (
        NewTurn(pseudonym="Interviewer", text="Who is Amina?"),
        NewTurn(pseudonym="Nour", text=SAID, translations={"fr": "Amina est venue. Elle est partie avec Kim."}),
        NewTurn(pseudonym="Nour", text="جاءت أمينة", language="ar", translations={"en": "She came, Ameena."}),
    )
    return interviewed(session(), made, language="en", participants=(asker(), speaker(made, "Nour")), turns=turns)


def test_a_mark_covers_its_words_for_everybody_but_the_interviews_own_page(
    session: scoped_session[Session], made: World, held: str
) -> None:
    turn = turns_of(session(), held)[1]
    assert mark_words(session(), turn.id, "amina", BY) == 2
    shown = turns_of(session(), held)[1]
    assert shown.text == "░░░░░ came. Then ░░░░░ left with Kim."
    assert shown.translations["fr"] == "░░░░░ est venue. Elle est partie avec Kim."
    assert turns_of_strand(session(), made.strands["A"])[1] == shown
    whole, marks = whole_turns_of(session(), held)
    assert whole[1].text == SAID
    assert [(one.mark.start, one.mark.end) for one in marks] == [(0, 5), (17, 22)]


def test_a_mark_is_moved_out_to_whole_characters_and_set_once(session: scoped_session[Session], held: str) -> None:
    turn = turns_of(session(), held)[1]
    assert mark_stretch(session(), turn.id, 32, 36, BY) == 1
    assert [(one.mark.start, one.mark.end) for one in redactions_of(session(), held)] == [(33, 36)]
    with pytest.raises(BadMark):
        mark_words(session(), turn.id, "Kim", BY)
    with pytest.raises(BadMark):
        mark_words(session(), turn.id, "Nobody", BY)
    with pytest.raises(BadMark):
        mark_stretch(session(), turn.id, 5, 500, BY)
    assert mark_stretch(session(), turn.id, 28, 37, BY) == 1  # more than what is marked: the rest must not stay open
    assert turns_of(session(), held)[1].text.endswith("left ░░░░░░░░░")


def test_words_are_marked_wherever_they_stand_in_an_interview(session: scoped_session[Session], held: str) -> None:
    assert mark_everywhere(session(), held, "Amina", BY) == 4
    assert all("amina" not in (turn.text + str(turn.translations)).lower() for turn in turns_of(session(), held))


def test_a_translation_that_may_name_what_is_marked_is_held_back_until_somebody_looked(
    session: scoped_session[Session], held: str
) -> None:
    turn = turns_of(session(), held)[2]
    mark_words(session(), turn.id, "أمينة", BY)
    assert turns_of(session(), held)[2].translations == {}
    assert whole_turns_of(session(), held)[0][2].held_back == ("en",)
    mark_words(session(), turn.id, "Ameena", BY, language="en")
    confirm_translation(session(), turn.id, "en", DAY)
    assert turns_of(session(), held)[2].translations == {"en": "She came, ░░░░░░."}
    mark_words(session(), turn.id, "جاءت", BY)
    assert turns_of(session(), held)[2].translations == {}
    confirm_translation(session(), turn.id, "en", DAY)
    translate_turn(session(), turn.id, language="en", text="Ameena came.")
    assert turns_of(session(), held)[2].translations == {}
    assert {one.language for one in redactions_of(session(), held)} == {""}


def test_a_mark_taken_back_or_a_turn_withdrawn_leaves_nothing(session: scoped_session[Session], held: str) -> None:
    turn = turns_of(session(), held)[1]
    mark_words(session(), turn.id, "Kim", BY)
    take_mark_back(session(), redactions_of(session(), held)[0].id)
    assert turns_of(session(), held)[1].text == SAID
    mark_words(session(), turn.id, "Kim", BY)
    withdraw_turns(session(), [turn.id], DAY)
    assert session().scalar(select(func.count()).select_from(Redaction)) == 0
