"""What is said in the demonstration carries the story: by enough organisations, read twice often enough."""

from __future__ import annotations

from collections import Counter

import pytest

from consult.coding.rules.attributes import ASPECTS, Stance
from consult.collection.rules import Unit
from consult.demo.rules import demo_register, demo_strand
from consult.demo.rules.placing import already_said, place_speakers
from consult.demo.rules.voices import Conversation, added_codes, conversations, open_sayings
from consult.interview.rules import InterviewKind, Mode, Quoting, SpeakerRole

TRANSCRIPTS = [one for one in conversations() if one.label != "FG"]
EVERYTHING = [
    (text, reading)
    for text, readings in [
        *((t.text, (*t.first, *(t.second or ()))) for one in conversations() for t in one.turns),
        *((s.text, (*s.first, *(s.second or ()))) for mark in "AB" for s in open_sayings(mark)),
    ]
    for reading in readings
]
# FIELD.md section 4: what each coalition's findings must show, each raised by at least ten organisations.
STORY = {
    "A": ("TERM-COND", "TERM-BACK", "RES-JOBS", "RES-ENERGY", "RES-MONEY", "PART-REGION", "TERM-IDENT"),
    "B": ("TERM-COND", "TERM-BACK", "RES-JOBS", "TERM-EQUAL", "TERM-IDENT", "STR-TRUST", "PART-ACCESS"),
}


def raised(mark: str) -> Counter[str]:
    said = {key: set(codes) for key, codes in already_said(demo_register(), mark).items()}
    codes = {(one.part, one.text): {reading.code for reading in one.first} for one in open_sayings(mark)}
    for answer in demo_strand(mark).organisation_answers:
        for written in answer.words.items():
            said.setdefault(answer.organisation, set()).update(codes.get(written, ()))
    return Counter(code for found in said.values() for code in found)


def test_twelve_transcripts_and_a_focus_group_of_seven() -> None:
    assert [one.label for one in TRANSCRIPTS] == [f"T{at:02}" for at in range(1, 13)]
    group = next(one for one in conversations() if one.label == "FG")
    assert sum(one.role == "interviewee" for one in group.speakers) == 7
    assert sum(one.withdraws for one in group.speakers) == 1


@pytest.mark.parametrize("one", conversations(), ids=lambda one: one.label)
def test_a_transcript_is_of_its_length_and_translated_turn_by_turn(one: Conversation) -> None:
    assert 400 <= sum(len(turn.text.split()) for turn in one.turns) <= 900
    assert all(turn.translation for turn in one.turns if turn.language != "en")
    assert {turn.who for turn in one.turns} <= {speaker.label for speaker in one.speakers}
    assert Mode(one.mode)
    assert InterviewKind(one.kind)
    assert all(SpeakerRole(speaker.role) and Quoting(speaker.quoting) for speaker in one.speakers)


def test_the_transcripts_are_in_the_languages_of_their_speakers() -> None:
    assert Counter(one.language for one in TRANSCRIPTS) == {"en": 5, "es": 2, "ar": 2, "pt": 1, "ru": 1, "fr": 1}


def test_some_two_hundred_and_fifty_open_answers_in_six_languages() -> None:
    written = [one for mark in "AB" for one in open_sayings(mark)]
    assert 245 <= len(written) <= 260
    assert {one.language for one in written} == {"en", "fr", "es", "pt", "ru", "ar"}
    assert {one.part for one in written} == {"D2", "E2", "F6.text", "J3.text"}
    assert all(one.translation for one in written if one.language != "en")


def test_every_quote_stands_once_in_what_was_said() -> None:
    assert len(EVERYTHING) > 600
    for text, reading in EVERYTHING:
        assert not reading.quote or text.count(reading.quote) == 1, reading


def test_attributes_are_the_known_ones() -> None:
    for _, reading in EVERYTHING:
        assert Stance(reading.stance)
        assert reading.aspect in ("", *ASPECTS)
        assert reading.about in ("", "A", "B", "both")


@pytest.mark.parametrize("mark", ["A", "B"])
def test_every_theme_of_the_story_is_raised_by_ten_organisations(mark: str) -> None:
    counts = raised(mark)
    assert {code: counts[code] for code in STORY[mark] if counts[code] < 10} == {}


@pytest.mark.parametrize("mark", ["A", "B"])
def test_every_answer_is_given_by_a_member_who_fits_it(mark: str) -> None:
    data = demo_strand(mark)
    written = {(one.part, one.text): one for one in open_sayings(mark)}
    placed = 0
    for answer in (*data.organisation_answers, *data.individual_answers):
        for said in answer.words.items():
            one = written.get(said)
            if one is None:
                continue
            placed += 1
            assert (one.language, one.unit) == (answer.language, answer.unit)
            assert one.region in ("", answer.region.value)
            assert one.kind in ("", answer.document.get("A1"))
            assert one.quoting != "none" or answer.document["Z2.quote"] == "none"
    assert placed == len(written)


def test_every_member_who_speaks_is_another_organisation() -> None:
    placed = place_speakers(demo_register())
    assert len({member.key for member in placed.values()}) == len(placed) == 17
    assert placed["T08", "Annelise"].large
    assert placed["T10", "Lucrecia"].answers_in("A")
    assert placed["T10", "Lucrecia"].answers_in("B")


@pytest.mark.parametrize("mark", ["A", "B"])
def test_a_fifth_of_the_material_is_read_twice(mark: str) -> None:
    spoken = [
        turn
        for one in conversations()
        if mark in one.marks
        for turn in one.turns
        if turn.who in {speaker.label for speaker in one.speakers if speaker.role == "interviewee"}
    ]
    units = [*spoken, *open_sayings(mark)]
    assert sum(unit.second is not None for unit in units) >= len(units) / 5


def test_the_second_reading_is_no_copy_of_the_first() -> None:
    double = [turn for one in conversations() for turn in one.turns if turn.second is not None]
    assert any(turn.first != turn.second for turn in double)


def test_the_two_codes_nobody_foresaw_are_worded_in_every_language() -> None:
    assert [one.key for one in added_codes()] == ["TERM-BACK", "RES-JOBS"]
    assert all(set(one.name) == {"en", "fr", "es", "pt", "ru", "ar"} for one in added_codes())


def test_only_individuals_in_their_long_form_are_asked_about_loss_and_change() -> None:
    for mark in "AB":
        for answer in demo_strand(mark).individual_answers:
            assert answer.unit is Unit.INDIVIDUAL
            assert not (answer.short and {"D2", "E2"} & set(answer.words))
