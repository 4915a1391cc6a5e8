"""An interview is taken in whole or not at all, and comes out as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.interview.operations import import_interview, organisations_of
from consult.interview.queries import interview, interviews_of, tallies, turns_of, turns_of_strand
from consult.interview.records import Interview, Participant, Turn
from consult.interview.rules import NOT_SHOWN, InterviewKind, NewTurn, Quoting
from consult.interview.rules.preparing import TURN_LIMIT
from consult.interview.rules.troubles import InterviewRefused, Trouble
from tests.builders import DAY, MOMENT, World, world
from tests.builders_interview import ARABIC, asker, conversation, group, interviewed, said, speaker
from tests.web.collection.test_budgets import statements


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def refused(session: Session, made: World, **changed: Any) -> dict[Trouble, dict[str, str]]:
    with pytest.raises(InterviewRefused) as found:
        import_interview(session, conversation(made, **changed), MOMENT)
    assert session.scalar(select(func.count()).select_from(Interview).where(Interview.label == "T1")) == 0
    return {fault.trouble: dict(fault.values) for fault in found.value.faults}


def test_what_was_said_comes_out_letter_by_letter(session: Session, made: World) -> None:
    turns = turns_of(session, interviewed(session, made))
    assert [turn.number for turn in turns] == [1, 2, 3, 4]
    assert turns[1].text == ARABIC
    assert turns[1].items == ("B1", "I1")
    assert turns[1].translations == {"en": "We are a small organisation; not a symbol on a poster."}
    assert [turn.language for turn in turns] == ["en", "ar", "en", "ar"]


def test_a_turn_is_in_its_own_language_else_in_its_speakers(session: Session, made: World) -> None:
    people = (asker(), speaker(made, "Rui", language="pt"), speaker(made, "Nour"))
    turns = (
        *said(("Interviewer", "a"), ("Rui", "b"), ("Nour", "c")),
        NewTurn(pseudonym="Rui", text="d", language="fr"),
    )
    found = turns_of(session, interviewed(session, made, participants=people, turns=turns))
    assert [turn.language for turn in found] == ["ar", "pt", "ar", "fr"]


def test_region_and_kind_of_a_member_come_from_the_register_unless_hidden(session: Session, made: World) -> None:
    hidden = speaker(made, "Hidden", "a1", region=NOT_SHOWN)
    shown = speaker(made, "Shown", "a2", position="chair")
    staff = speaker(made, "Staff", None)
    found = interview(
        session, interviewed(session, made, participants=(hidden, shown, staff), turns=said(("Shown", "x")))
    )
    assert found
    assert {p.pseudonym: (p.region, p.kind, p.position) for p in found.participants} == {
        "Hidden": (NOT_SHOWN, "national_ngo", ""),
        "Shown": ("europe", "national_ngo", ""),
        "Staff": ("", "", "staff"),
    }


def test_who_a_speaker_is_is_known_for_counting_only(session: Session, made: World) -> None:
    found = interview(session, interviewed(session, made))
    assert found
    known = organisations_of(session, [person.id for person in found.participants])
    assert list(known.values()) == [made.organisations["a1"]]
    assert made.organisations["a1"] not in repr(found)
    assert "Alpha" not in repr(turns_of(session, found.id))


def test_what_is_not_said_was_not_agreed_to(session: Session, made: World) -> None:
    person = replace(speaker(made, "Nour"), quoting=Quoting.NONE)
    found = interview(session, interviewed(session, made, participants=(person,), turns=said(("Nour", "x"))))
    assert found
    assert found.participants[0].quoting is Quoting.NONE
    assert not found.participants[0].may_contact
    assert not found.participants[0].may_record
    assert found.participants[0].consent_on == DAY


def test_every_fault_is_named_at_once_and_nothing_is_kept(session: Session, made: World) -> None:
    people = (replace(speaker(made, "Nour"), took_part=False), speaker(made, "Other", "b1"), asker("Nour"))
    turns = (
        *said(("Nour", "x"), ("Stranger", "y"), ("Nour", " \n"), ("Nour", "a\x00")),
        NewTurn(pseudonym="Nour", text="z", items=("Q9",)),
    )
    found = refused(session, made, participants=people, turns=turns, withdraw_until=DAY - timedelta(days=1))
    assert found == {
        Trouble.NOT_AGREED: {"speaker": "Nour"},
        Trouble.NOT_IN_FRAME: {"speaker": "Other"},
        Trouble.SAME_SPEAKER: {"speaker": "Nour"},
        Trouble.NOT_DESCRIBED: {"speaker": "Stranger"},
        Trouble.EMPTY_TURN: {"turn": "3"},
        Trouble.TURN_UNSTORABLE: {"turn": "4", "character": "U+0000"},
        Trouble.UNKNOWN_ITEM: {"item": "Q9", "turn": "5"},
        Trouble.WITHDRAW_BEFORE: {},
    }
    for record in (Participant, Turn):
        assert session.scalar(select(func.count()).select_from(record)) == 0


def test_somebody_interviewed_speaks_for_a_member_or_is_something_else(session: Session, made: World) -> None:
    nobody = (speaker(made, "Nour", None, position=""),)
    assert Trouble.NO_STANDING in refused(session, made, participants=nobody, turns=said(("Nour", "x")))
    informant = {"kind": InterviewKind.KEY_INFORMANT, "participants": (speaker(made, "Nour"),)}
    assert Trouble.INFORMANT_IS_MEMBER in refused(session, made, **informant, turns=said(("Nour", "x")))
    ideas = {"kind": InterviewKind.BRAINSTORMING, "participants": nobody, "turns": said(("Nour", "x"))}
    assert interviewed(session, made, **ideas)


def test_labels_and_files_are_taken_in_once(session: Session, made: World) -> None:
    interviewed(session, made, label="First", file_hash="a" * 64)
    with pytest.raises(InterviewRefused) as found:
        interviewed(session, made, label=" First ")
    assert found.value.faults[0].trouble is Trouble.LABEL_TAKEN
    with pytest.raises(InterviewRefused) as found:
        interviewed(session, made, label="Second", file_hash="a" * 64)
    assert dict(found.value.faults[0].values) == {"label": "First"}


def test_an_interview_needs_a_strand_a_speaker_and_words(session: Session, made: World) -> None:
    assert Trouble.UNKNOWN_STRAND in refused(session, made, strand_ids=())
    assert Trouble.UNKNOWN_STRAND in refused(session, made, strand_ids=("nothing",))
    assert Trouble.NOBODY_INTERVIEWED in refused(
        session, made, participants=(asker(),), turns=said(("Interviewer", "x"))
    )
    assert Trouble.NO_TURNS in refused(session, made, turns=())


def test_an_interview_of_both_strands_is_found_in_each(session: Session, made: World) -> None:
    interviewed(session, made, label="T1")
    both = interviewed(
        session, made, label="T2", marks="AB", participants=(speaker(made, "x", "both"),), turns=said(("x", "y"))
    )
    assert [found.label for found in interviews_of(session, made.strands["A"])] == ["T1", "T2"]
    assert [found.id for found in interviews_of(session, made.strands["B"])] == [both]
    assert {turn.interview_id for turn in turns_of_strand(session, made.strands["B"])} == {both}
    assert set(interviews_of(session, made.strands["B"])[0].strand_ids) == set(made.strands.values())


def test_reading_a_strand_takes_few_statements_however_many_turns(session: Session, made: World) -> None:
    counts = []
    for round_ in range(2):
        for number in range(4):
            group(session, made, label=f"FG {round_} {number}")
        session.expire_all()
        with statements() as made_statements:
            turns_of_strand(session, made.strands["A"])
            interviews_of(session, made.strands["A"])
            tallies(session, made.strands["A"])
        counts.append(len(made_statements))
    assert counts[0] == counts[1] <= 9


def test_a_tally_counts_without_reading(session: Session, made: World) -> None:
    key = interviewed(session, made)
    found = tallies(session, made.strands["A"])[key]
    assert (found.turn_count, found.withdrawn_count, found.items) == (4, 0, ("B1", "I1"))


def test_more_turns_than_a_conversation_has_are_refused(session: Session, made: World) -> None:
    turns = said(*[("نور", "x")] * (TURN_LIMIT + 1))
    assert refused(session, made, turns=turns) == {Trouble.TOO_MANY_TURNS: {"count": "3001", "limit": "3000"}}
