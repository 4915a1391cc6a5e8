"""Codes on stretches: put on, changed, taken off, put back; and what cannot be coded."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.operations import (
    Attributes,
    NewSegment,
    apply_code,
    apply_codes,
    change_segment,
    finish,
    remove_segment,
    reopen,
    undo,
)
from consult.coding.queries import SegmentView, segments_of
from consult.coding.records import Segment
from consult.coding.rules.attributes import SAFETY, Stance
from consult.coding.rules.segments import Marked, pieces
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.interview.operations import withdraw_turns
from consult.interview.queries import turns_of
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, world
from tests.builders_coding import MIXED, SECRET, Desk, coded, desk


@pytest.fixture
def given(session: Session) -> Desk:
    return desk(session, world(session))


def only(session: Session, given: Desk) -> SegmentView:
    (found,) = segments_of(session, given.assignment_id)
    return found


def test_a_code_stands_on_its_words_with_its_attributes(session: Session, given: Desk) -> None:
    coded(
        session, given, "TERM-COND", "nobody loses a post",
        stance=Stance.CONDITIONAL, option="joint_house", aspect="staff", about="both", memo="A condition.",
    )  # fmt: skip
    found = only(session, given)
    assert given.english.text[found.start : found.end] == "nobody loses a post"
    assert (found.code_key, found.stance, found.option) == ("TERM-COND", Stance.CONDITIONAL, "joint_house")
    assert (found.aspect, found.about, found.memo) == ("staff", "both", "A condition.")


def test_the_same_code_again_is_the_same_segment_and_loses_nothing(session: Session, given: Desk) -> None:
    first = coded(session, given, "TERM-COND", "in writing", stance=Stance.FOR, memo="Kept.")
    again = coded(session, given, "TERM-COND", "in writing", aspect="staff")
    assert again == first
    found = only(session, given)
    assert (found.stance, found.aspect, found.memo) == (Stance.FOR, "staff", "Kept.")


def test_several_codes_stand_on_the_same_and_on_overlapping_words(session: Session, given: Desk) -> None:
    coded(session, given, "OPT-MERGE", "One finance desk would be a relief.")
    coded(session, given, "STR-FIN", "finance desk")
    coded(session, given, "RES-ENERGY", "finance desk")
    marks = [Marked(one.id, one.start, one.end) for one in segments_of(session, given.assignment_id)]
    assert max(piece.depth for piece in pieces(given.english.text, marks)) == 3


def test_removing_and_undoing_leave_what_was(session: Session, given: Desk) -> None:
    coded(session, given, "TERM-COND", "in writing", stance=Stance.FOR, memo="Kept.")
    before = only(session, given)
    remove_segment(session, before.id, MOMENT)
    assert segments_of(session, given.assignment_id) == ()
    assert session.get_one(Segment, before.id).removed_at == MOMENT
    assert undo(session, given.assignment_id, MOMENT).segment_id == before.id
    assert only(session, given) == before


def test_a_removed_code_put_on_again_stands_as_it_is_given_now(session: Session, given: Desk) -> None:
    first = coded(session, given, "TERM-COND", "in writing", stance=Stance.FOR)
    remove_segment(session, first, MOMENT)
    assert coded(session, given, "TERM-COND", "in writing") == first
    assert only(session, given).stance is Stance.NONE
    assert session.scalar(select(func.count()).select_from(Segment)) == 1


def test_safety_is_sealed_and_stays_so(session: Session, given: Desk) -> None:
    made = coded(session, given, SAFETY, SECRET, turn=given.secret)
    assert only(session, given).sealed
    change_segment(session, made, Attributes(sealed=False, memo="Tell the safeguarding lead."))
    assert only(session, given).sealed


def test_changing_replaces_every_attribute(session: Session, given: Desk) -> None:
    made = coded(session, given, "TERM-COND", "in writing", stance=Stance.FOR, aspect="staff", memo="Old.")
    change_segment(session, made, Attributes(stance=Stance.AGAINST, recalled=True))
    found = only(session, given)
    assert (found.stance, found.aspect, found.memo, found.recalled) == (Stance.AGAINST, "", "", True)


def test_arabic_emoji_and_combining_marks_keep_their_stretch(session: Session, given: Desk) -> None:
    text = given.mixed.text
    assert "👩🏽‍💻" in text
    inside = text.index("🏽")  # the middle of one character of four code points
    new = NewSegment(passage_id=given.mixed.id, start=inside, end=inside + 1, code_key="STR-STAFF")
    apply_code(session, given.assignment_id, new, MOMENT)
    found = only(session, given)
    assert text[found.start : found.end] == "👩🏽‍💻"
    session.expire_all()
    again = next(turn for turn in turns_of(session, given.interview_id) if turn.id == given.mixed.id)
    assert again.text == text
    assert "e\u0301" in MIXED
    assert "e\u0301" not in text  # NFC joins it, once, before anything is coded


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (0, 10_000), (-2, 4), (3, 4)])
def test_a_stretch_outside_the_words_is_refused(session: Session, given: Desk, start: int, end: int) -> None:
    new = NewSegment(passage_id=given.english.id, start=start, end=end, code_key="STR-FIN")
    with pytest.raises(NotAllowedNow):
        apply_code(session, given.assignment_id, new, MOMENT)


@pytest.mark.parametrize(
    "changed",
    [{"code_key": "TERM"}, {"code_key": "NO-CODE"}, {"option": "heaven"}, {"aspect": "weather"}, {"about": "C"}],
)
def test_what_is_not_in_the_lists_is_refused(session: Session, given: Desk, changed: dict[str, str]) -> None:
    values = {"passage_id": given.english.id, "start": 0, "end": 3, "code_key": "STR-FIN", **changed}
    with pytest.raises(NotAllowedNow):
        apply_code(session, given.assignment_id, NewSegment(**values), MOMENT)  # type: ignore[arg-type] - cases


def test_questions_withdrawn_turns_and_foreign_turns_are_not_coded(session: Session, given: Desk) -> None:
    withdraw_turns(session, [given.secret.id], DAY)
    gone = turns_of(session, given.interview_id)[5]
    for passage_id in (given.turns[0].id, gone.id, given.secret.id, "nothing"):
        with pytest.raises(NotFound):
            apply_code(
                session,
                given.assignment_id,
                NewSegment(passage_id=passage_id, start=0, end=3, code_key="STR-FIN"),
                MOMENT,
            )


def test_a_withdrawn_turn_takes_its_codes_with_it(session: Session, given: Desk) -> None:
    coded(session, given, "STR-FIN", "finance desk")
    withdraw_turns(session, [given.english.id], DAY)
    session.expire_all()
    assert segments_of(session, given.assignment_id) == ()


def test_a_finished_reading_changes_only_when_it_is_opened_again(session: Session, given: Desk) -> None:
    made = coded(session, given, "STR-FIN", "finance desk")
    finish(session, given.assignment_id, DAY)
    for refused in (
        lambda: coded(session, given, "RES-MONEY", "finance desk"),
        lambda: remove_segment(session, made, MOMENT),
        lambda: change_segment(session, made, Attributes()),
    ):
        with pytest.raises(NotAllowedNow):
            refused()
    reopen(session, given.assignment_id)
    remove_segment(session, made, MOMENT)


def test_many_codes_at_once_are_as_many_one_by_one(session: Session, given: Desk) -> None:
    wanted = [
        NewSegment(passage_id=given.english.id, start=0, end=3, code_key=key)
        for key in ("STR-FIN", "RES-MONEY", "STR-FIN")
    ]
    first, second, third = apply_codes(session, given.assignment_id, wanted, MOMENT)
    assert first == third
    assert {one.id for one in segments_of(session, given.assignment_id)} == {first, second}


def test_nothing_changes_once_the_findings_that_count_it_are_released(session: Session) -> None:
    made = world(session)
    given = desk(session, made)
    mark = coded(session, given, "TERM-COND", "in writing")
    session.get_one(Strand, made.strands["A"]).state = StrandState.RELEASED
    session.flush()
    new = NewSegment(passage_id=given.english.id, start=0, end=3, code_key="TERM-IDENT")
    for act in (
        lambda: apply_code(session, given.assignment_id, new, MOMENT),
        lambda: remove_segment(session, mark, MOMENT),
        lambda: change_segment(session, mark, Attributes(stance=Stance.FOR)),
        lambda: reopen(session, given.assignment_id),
    ):
        with pytest.raises(NotAllowedNow, match="released"):
            act()
    withdraw_turns(session, [given.english.id], DAY)
    assert segments_of(session, given.assignment_id) == ()
