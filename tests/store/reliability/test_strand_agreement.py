"""How far the coders of a strand agree: blind readings of the same passages, finished ones only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.operations import create_account
from consult.coding.operations import NewSegment, apply_codes, assign_answers, assign_interview, finish, start_codebook
from consult.collection.queries.sealing import words_row
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.consultation.queries import cipher_of, strand
from consult.interview.operations import withdraw_turns
from consult.interview.queries import turns_of
from consult.reliability.queries import CodeAgreement, StrandAgreement, Within, strand_agreement
from consult.reliability.rules import NotComputable, Source
from tests.builders import DAY, World
from tests.builders_findings import AFTER, counted_world, freeze
from tests.builders_interview import interviewed

TEXT = "Keep both names on the door."


class Room:
    """Twenty open answers of a frozen strand, and two coders."""

    def __init__(self, session: Session, made: World) -> None:
        self.session, self.made, self.strand_id = session, made, made.strands["A"]
        start_codebook(session, made.consultation_id)
        self.one = create_account(session, email="c@example.org", name="One", password_hash="x").id
        self.other = create_account(session, email="d@example.org", name="Other", password_hash="x").id
        answers = session.query(Answer).filter_by(strand_id=self.strand_id, unit=Unit.ORGANISATION).limit(20)
        cipher = cipher_of(session, self.strand_id)
        written = [
            words_row(cipher, answer_id=answer.id, part="E2", text=TEXT, language="fr" if at % 4 == 0 else "en")
            for at, answer in enumerate(answers)
        ]
        session.add_all(written)
        session.flush()
        self.words = sorted(one.id for one in written)
        self.french = {one.id for one in written if one.language == "fr"}
        freeze(session, self.strand_id)

    def read(
        self,
        account_id: str,
        coded: Sequence[str],
        *,
        second: bool = False,
        done: bool = True,
        among: int = 20,
        end: int = len(TEXT),
    ) -> None:
        given = assign_answers(
            self.session, self.strand_id, account_id, "E2", self.words[:among], second=second, day=DAY
        )
        new = [NewSegment(passage_id=one, start=0, end=end, code_key="TERM-IDENT") for one in coded]
        apply_codes(self.session, given, new, AFTER)
        if done:
            finish(self.session, given, DAY)

    def agreement(self, within: Within | None = None) -> StrandAgreement:
        view = strand(self.session, self.strand_id)
        assert view is not None
        return strand_agreement(self.session, view, within)

    def names(self) -> CodeAgreement:
        return next(one for one in self.agreement().codes if one.code.key == "TERM-IDENT")


@pytest.fixture
def room(session: scoped_session[Session]) -> Room:
    return Room(session(), counted_world(session()))


def test_nobody_has_read_anything(room: Room) -> None:
    found = room.agreement()
    assert found.codes == ()
    assert found.overall.agreement.reason is NotComputable.NO_OVERLAP


def test_two_who_read_the_same_alike_agree(room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:8], second=True)
    assert room.names().measured.agreement.alpha == pytest.approx(1.0)
    assert room.names().disputed == ()
    assert room.agreement().double.share == 1


def test_a_difference_lowers_alpha_and_is_there_to_talk_about(room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:6], second=True)
    found = room.names()
    assert found.measured.agreement.percent == pytest.approx(0.9)
    assert found.measured.agreement.alpha is not None
    assert 0.7 < found.measured.agreement.alpha < 1
    assert [one.passage.id for one in found.disputed] == room.words[6:8]
    assert all(len(one.gave) == len(one.gave_not) == 1 for one in found.disputed)


def test_a_reading_under_way_says_nothing_yet(room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:6], second=True, done=False)
    assert room.names().measured.agreement.reason is NotComputable.NO_OVERLAP


def test_only_what_both_read_is_compared(room: Room) -> None:
    room.read(room.one, [*room.words[:2], *room.words[10:]])
    room.read(room.other, room.words[:2], second=True, among=4)
    assert room.names().measured.agreement.units == 4
    assert room.names().measured.agreement.alpha == pytest.approx(1.0)
    assert room.agreement().double.double == 4
    assert room.agreement().double.enough


def test_a_code_everybody_always_gives_has_no_alpha(room: Room) -> None:
    room.read(room.one, room.words)
    room.read(room.other, room.words, second=True)
    found = room.names().measured.agreement
    assert found.alpha is None
    assert found.reason is NotComputable.NO_VARIATION
    assert found.percent == 1


def test_withdrawn_words_are_no_unit_any_more(room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:6], second=True)
    interview_id = interviewed(room.session, room.made)
    for account_id, second in ((room.one, False), (room.other, True)):
        given = assign_interview(room.session, room.strand_id, account_id, interview_id, second=second, day=DAY)
        finish(room.session, given, DAY)
    own = [turn for turn in turns_of(room.session, interview_id) if turn.participant.role == "interviewee"]
    before = room.agreement().double
    withdraw_turns(room.session, [own[0].id], DAY)
    after = room.agreement().double
    assert (before.double - after.double, before.units - after.units) == (1, 1)


def test_each_language_and_source_is_measured_apart_and_alone_if_asked(room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, [one for one in room.words[:8] if one not in room.french], second=True)
    interview_id = interviewed(room.session, room.made)
    for account_id, second in ((room.one, False), (room.other, True)):
        given = assign_interview(room.session, room.strand_id, account_id, interview_id, second=second, day=DAY)
        finish(room.session, given, DAY)
    groups = room.agreement().groups
    english, french = Within(language="en"), Within(language="fr")
    answers, transcripts = Within(source=Source.ANSWERS), Within(source=Source.TRANSCRIPT)
    assert set(groups) >= {english, french, answers, transcripts}
    assert groups[french].agreement.units == 5
    assert groups[answers].agreement.units == 20
    assert sum(groups[one].agreement.units for one in (answers, transcripts)) == room.agreement().double.double
    assert groups[transcripts].agreement.reason is NotComputable.NO_VARIATION
    alone = room.agreement(french)
    assert alone.overall == groups[french]
    assert alone.groups == groups
    assert [one.code.key for one in alone.codes] == (["TERM-IDENT"] if room.french & set(room.words[:8]) else [])
    assert {one.passage.language for line in alone.codes for one in line.disputed} <= {"fr"}
    nothing = room.agreement(Within(language="xx"))
    assert nothing.overall == room.agreement().overall


def test_alpha_has_an_interval_from_five_answers_on_and_units_and_pairs(room: Room) -> None:
    room.read(room.one, room.words[:10])
    room.read(room.other, room.words[2:12], second=True)
    found = room.names().measured
    assert (found.agreement.units, found.agreement.pairs) == (20, 20)
    assert found.agreement.kappa == pytest.approx(0.6)
    assert found.interval is not None
    assert found.alpha is not None
    assert found.interval.low < found.alpha < found.interval.high
    assert room.names().measured == found


def test_four_answers_have_no_interval(room: Room) -> None:
    room.read(room.one, room.words[:2], among=4)
    room.read(room.other, room.words[1:3], second=True, among=4)
    found = room.names().measured
    assert found.alpha is not None
    assert found.interval is None


def test_stretches_are_compared_where_the_same_coders_read(room: Room) -> None:
    room.read(room.one, room.words[:3], among=4)
    room.read(room.other, room.words[:3], second=True, among=3)
    same = room.agreement().unitized
    assert (same.coders, same.passage_count, same.spans) == (("1", "2"), 3, {"TERM-IDENT": 6})
    assert same.found.codes == {"TERM-IDENT": 1.0}
    assert same.found.alpha == 1.0


def test_other_stretches_of_the_same_passages_lower_unitizing_alpha_and_not_alpha(room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:8], second=True, end=9)
    assert room.names().measured.agreement.alpha == pytest.approx(1.0)
    found = room.agreement().unitized.found
    assert found.alpha is not None
    assert found.alpha < 1
