"""What counts in a strand, its fingerprint, and who has read what."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consult.coding.operations import (
    NewSegment,
    apply_code,
    assign_answers,
    assign_interview,
    finish,
    remove_segment,
    reopen,
    take_back,
    undo,
)
from consult.coding.queries import (
    Seek,
    assigned,
    assignments_of,
    code_counts,
    codebook_counted,
    coding_hash,
    counted_segments,
    interviews_to_code,
    readings,
    window_of,
    words_to_code,
)
from consult.coding.rules.attributes import SAFETY, Stance
from consult.interview.operations import withdraw_turns
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import SECRET, account, coded, desk, talk, written
from tests.builders_findings import frozen_world


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def keys(session: Session, strand_id: str) -> list[str]:
    return sorted(one.code_key for one in counted_segments(session, strand_id))


def test_only_first_readings_that_stand_are_counted(session: Session, made: World) -> None:
    first = desk(session, made)
    second = desk(session, made, account(session, "Bela"), interview_id=first.interview_id, second=True)
    coded(session, first, "STR-FIN", "finance desk")
    coded(session, second, "RES-MONEY", "finance desk")
    remove_segment(session, coded(session, first, "TERM-COND", "in writing"), MOMENT)
    assert keys(session, made.strands["A"]) == ["STR-FIN"]
    assert code_counts(session, made.strands["A"]) == {"STR-FIN": 1}
    assert counted_segments(session, made.strands["B"]) == ()


def test_an_interview_of_both_strands_counts_in_both(session: Session, made: World) -> None:
    coded(session, desk(session, made, interview_id=talk(session, made, marks="AB")), "STR-FIN", "finance desk")
    for mark in "AB":
        assert keys(session, made.strands[mark]) == ["STR-FIN"]
        (one,) = counted_segments(session, made.strands[mark])
        assert one.strand_id == made.strands[mark]


def test_the_fingerprint_follows_everything_that_counts(session: Session, made: World) -> None:
    given = desk(session, made)
    strand_id = made.strands["A"]
    seen = {coding_hash(session, strand_id)}
    made_one = coded(session, given, "STR-FIN", "finance desk")
    seen.add(coding_hash(session, strand_id))
    coded(session, given, "STR-FIN", "finance desk", stance=Stance.FOR)
    seen.add(coding_hash(session, strand_id))
    coded(session, given, SAFETY, SECRET, turn=given.secret)
    with_secret = coding_hash(session, strand_id)
    seen.add(with_secret)
    remove_segment(session, made_one, MOMENT)
    seen.add(coding_hash(session, strand_id))
    assert len(seen) == 5
    undo(session, given.assignment_id, MOMENT)
    assert coding_hash(session, strand_id) == with_secret
    withdraw_turns(session, [given.secret.id], DAY)
    session.expire_all()
    assert coding_hash(session, strand_id) != with_secret


def test_readings_are_of_finished_assignments_and_know_what_was_read_without_a_code(
    session: Session, made: World
) -> None:
    first = desk(session, made)
    second = desk(session, made, account(session, "Bela"), interview_id=first.interview_id, second=True)
    coded(session, first, "STR-FIN", "finance desk")
    coded(session, second, "RES-MONEY", "finance desk")
    coded(session, second, "STR-FIN", "One")
    assert readings(session, made.strands["A"]) == {}
    finish(session, first.assignment_id, DAY)
    finish(session, second.assignment_id, DAY)
    found = readings(session, made.strands["A"])
    own = {first.english.id, first.mixed.id, first.secret.id}
    assert found[first.account_id].passages == found[second.account_id].passages == own
    assert found[first.account_id].codes == {first.english.id: {"STR-FIN"}}
    assert found[second.account_id].codes == {first.english.id: {"STR-FIN", "RES-MONEY"}}


def test_progress_is_told_by_passage(session: Session, made: World) -> None:
    given = desk(session, made)
    coded(session, given, "STR-FIN", "finance desk")
    coded(session, given, "RES-MONEY", "finance desk")
    (one,) = assignments_of(session, made.strands["A"])
    assert (one.label, one.coder_name, one.passage_count, one.coded_count) == ("T9", "Ann", 3, 1)
    _codes, own = codebook_counted(
        session, made.consultation_id, "en", strand_id=made.strands["A"], account_id=given.account_id
    )
    assert own == {"STR-FIN": 1, "RES-MONEY": 1}
    withdraw_turns(session, [given.english.id], DAY)
    session.expire_all()
    (one,) = assignments_of(session, made.strands["A"])
    assert (one.passage_count, one.coded_count) == (2, 0)


def test_what_nobody_was_given_is_known_in_every_strand(session: Session, made: World) -> None:
    interview_id = talk(session, made, marks="AB")
    (before,) = interviews_to_code(session, made.strands["B"])
    assert (before.has_first, before.has_second, before.passage_count) == (False, False, 3)
    desk(session, made, interview_id=interview_id)
    desk(session, made, account(session, "Bela"), interview_id=interview_id, second=True)
    (after,) = interviews_to_code(session, made.strands["B"])
    assert (after.has_first, after.has_second) == (True, True)


def test_nobody_reads_the_same_first_and_second(session: Session, made: World) -> None:
    given = desk(session, made)
    same = assign_interview(session, made.strands["A"], given.account_id, given.interview_id, day=DAY)
    assert same == given.assignment_id
    with pytest.raises(NotAllowedNow):
        assign_interview(session, made.strands["A"], given.account_id, given.interview_id, second=True, day=DAY)


def test_an_interview_of_another_strand_is_not_given(session: Session, made: World) -> None:
    with pytest.raises(NotFound):
        assign_interview(session, made.strands["B"], account(session), talk(session, made), day=DAY)


def test_material_is_taken_back_until_something_is_coded(session: Session, made: World) -> None:
    given = desk(session, made)
    take_back(session, given.assignment_id)
    assert assigned(session, given.assignment_id) is None
    again = desk(session, made, given.account_id, interview_id=given.interview_id)
    remove_segment(session, coded(session, again, "STR-FIN"), MOMENT)
    with pytest.raises(NotAllowedNow):
        take_back(session, again.assignment_id)


def test_open_answers_wait_for_the_frozen_data(session: Session, made: World) -> None:
    with pytest.raises(NotAllowedNow):
        assign_answers(session, made.strands["A"], account(session), "B2", [], day=DAY)


def test_open_answers_of_a_frozen_strand_are_coded_like_turns(session: Session) -> None:
    made = frozen_world(session)
    strand_id, coder = made.strands["A"], account(session)
    ids = written(session, made, "The office is tired.", "قبل أن تصبح القرارات نافذة 🕊️", "Money.")
    assert {one.id for one in words_to_code(session, strand_id) if not one.has_first} == set(ids)
    given = assign_answers(session, strand_id, coder, "B2", ids[:2], day=DAY)
    view = assigned(session, given)
    assert view is not None
    assert {one.passage.text for one in window_of(session, view, Seek()).parts} == {
        "The office is tired.",
        "قبل أن تصبح القرارات نافذة 🕊️",
    }
    apply_code(session, given, NewSegment(passage_id=ids[0], start=0, end=10, code_key="RES-ENERGY"), MOMENT)
    with pytest.raises(NotFound):
        apply_code(session, given, NewSegment(passage_id=ids[2], start=0, end=3, code_key="RES-MONEY"), MOMENT)
    (one,) = counted_segments(session, strand_id)
    assert (one.words_id, one.turn_id, one.code_key) == (ids[0], None, "RES-ENERGY")
    finish(session, given, DAY)
    assert readings(session, strand_id)[coder].passages == set(ids[:2])
    reopen(session, given)
    rest = assign_answers(session, strand_id, coder, "B2", ids, day=DAY)
    assert rest != given
    found = next((one for one in assignments_of(session, strand_id) if one.id == rest), None)
    assert found is not None
    assert found.passage_count == 1
    assert assign_answers(session, strand_id, coder, "B2", ids, day=DAY) in (given, rest)
    with pytest.raises(NotAllowedNow):
        assign_answers(session, strand_id, coder, "B2", ids, second=True, day=DAY)
    with pytest.raises(NotFound):
        assign_answers(session, strand_id, coder, "D2", ids, day=DAY)
