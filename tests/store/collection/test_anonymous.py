"""Anonymous answers: kept under a code alone, counted only when mixed, and leading back to nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.collection.operations.anonymous import begin_anonymous, submit_anonymous, withdraw_anonymous
from consult.collection.queries import counted_answers, individual_count, open_answers
from consult.collection.queries.anonymous import anonymous_view, counted_anonymous, derive, strand_of_code
from consult.collection.records import (
    AnonymousDraft,
    Answer,
    AnswerLink,
    Coverage,
    Invitation,
    PagePost,
    Participation,
    SealedAnswer,
    Spooled,
    Words,
)
from consult.collection.rules import AnswerState, Closed, RequiredMissing, Unit, UnknownPart
from consult.collection.rules.anonymous import BATCH, NOT_ASKED, asked_anonymously, in_fives, padded
from consult.consultation.records import Consultation
from consult.consultation.rules import Mode
from consult.instrument.queries import structure_of
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import end_of, now
from tests.builders import World
from tests.builders_anonymous import anonymous, anonymous_world, kept_anonymously, mixed, submitted_anonymously
from tests.builders_collection import begun
from tests.builders_gates import closed

POOL = 2 * BATCH


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return anonymous_world(session())


def rows(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_everything_is_derived_from_the_code_and_the_strand() -> None:
    one, again, other = derive("abcd-efgh", "s1"), derive("ABCDEFGH", "s1"), derive("ABCDEFGH", "s2")
    assert (one.draft_id, one.spool_id, one.answer_id) == (again.draft_id, again.spool_id, again.answer_id)
    assert len({x for d in (one, other) for x in (d.draft_id, d.spool_id, d.answer_id)}) == 6


def test_counts_are_shown_in_fives() -> None:
    assert [in_fives(n) for n in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]


def test_lengths_are_the_same_for_all_but_the_longest() -> None:
    assert {len(padded(b"x" * n)) for n in (1, 500, 8192)} == {8192}
    assert len(padded(b"x" * 8193)) == 16384


def test_what_would_lead_back_to_somebody_is_not_asked(session: scoped_session[Session], made: World) -> None:
    whole = structure_of(session(), made.versions["A"])
    asked = asked_anonymously(whole)
    gone = set(whole.parts) - set(asked.parts)
    assert gone >= NOT_ASKED
    assert all(key in NOT_ASKED or whole.parts[key].other_of in NOT_ASKED for key in gone)


def test_beginning_keeping_and_submitting_touch_nothing_that_names_anybody(
    session: scoped_session[Session], made: World
) -> None:
    before = [rows(session(), table) for table in (Invitation, Coverage, Participation, AnswerLink, PagePost, Answer)]
    code = submitted_anonymously(session(), made, {"C2": "national"}, {"B2": "Words"})
    kept_anonymously(session(), made, code, {"C2": "regional"})
    after = [rows(session(), table) for table in (Invitation, Coverage, Participation, AnswerLink, PagePost, Answer)]
    assert after == before
    assert (rows(session(), AnonymousDraft), rows(session(), Spooled)) == (1, 1)


def test_a_draft_is_read_with_its_code_alone(session: scoped_session[Session], made: World) -> None:
    code = anonymous(session(), made)
    kept_anonymously(session(), made, code, {"C2": "national"}, {"B2": "Words"})
    found = anonymous_view(session(), made.strands["A"], code.lower().replace("-", " "))
    assert found is not None
    assert (found.document["C2"], found.words["B2"], found.state) == ("national", "Words", AnswerState.DRAFT)
    assert anonymous_view(session(), made.strands["A"], "XXXX-XXXX-XXXX-XXXX-XXXX") is None
    assert strand_of_code(session(), code) == made.strands["A"]
    assert strand_of_code(session(), "nothing") is None


def test_the_same_post_again_changes_nothing(session: scoped_session[Session], made: World) -> None:
    code = anonymous(session(), made)
    kept_anonymously(session(), made, code, {"C2": "national"}, key="k", revision=0)
    again = kept_anonymously(session(), made, code, {"C2": "regional"}, key="k", revision=0)
    found = anonymous_view(session(), made.strands["A"], code)
    assert again.repeated and found is not None and found.document["C2"] == "national"


def test_two_devices_do_not_overwrite_each_other(session: scoped_session[Session], made: World) -> None:
    code = anonymous(session(), made)
    kept_anonymously(session(), made, code, {"C2": "national"}, {"B2": "mine"}, revision=0)
    late = kept_anonymously(
        session(), made, code, {"C2": "regional", "A2.role": ["board"]}, {"B2": "theirs"}, revision=0
    )
    found = anonymous_view(session(), made.strands["A"], code)
    assert set(late.stale) == {"C2", "B2"}
    assert found is not None and found.document["C2"] == "national" and found.document["A2.role"] == ["board"]
    assert found.words["B2"] == "mine"
    settled = kept_anonymously(session(), made, code, {"C2": "regional"}, {"B2": None})
    found = anonymous_view(session(), made.strands["A"], code)
    assert not settled.stale and found is not None and found.document["C2"] == "regional" and found.words == {}


def test_what_is_not_asked_is_refused(session: scoped_session[Session], made: World) -> None:
    code = anonymous(session(), made)
    with pytest.raises(UnknownPart):
        kept_anonymously(session(), made, code, {"Z2.region": "yes"})
    with pytest.raises(RequiredMissing):
        submit_anonymous(session(), made.strands["A"], code)


def test_only_a_strand_that_promised_it_takes_anonymous_answers(session: scoped_session[Session]) -> None:
    made = anonymous_world(session(), individual_mode=Mode.CONFIDENTIAL)
    with pytest.raises(NotFound):
        begin_anonymous(session(), made.strands["A"], short=False, order_seed=1)


def test_there_is_no_other_way_to_answer_for_oneself(session: scoped_session[Session], made: World) -> None:
    with pytest.raises(NotAllowedNow):
        begun(session(), made, unit=Unit.INDIVIDUAL)


def test_nothing_is_begun_or_changed_after_the_close(session: scoped_session[Session], made: World) -> None:
    code = submitted_anonymously(session(), made)
    closed(session(), made.strands["A"], now())
    with pytest.raises(Closed):
        anonymous(session(), made)
    with pytest.raises(Closed):
        kept_anonymously(session(), made, code, {"C2": "national"})


def test_fewer_than_ten_wait_and_five_always_stay(session: scoped_session[Session], made: World) -> None:
    for _ in range(POOL - 1):
        submitted_anonymously(session(), made)
    assert mixed(session(), made) == 0 and rows(session(), Answer) == 0
    submitted_anonymously(session(), made)
    assert mixed(session(), made) == BATCH
    assert (rows(session(), Answer), rows(session(), Spooled)) == (BATCH, POOL - BATCH)
    assert individual_count(session(), made.strands["A"]) == BATCH


def test_the_close_lets_everything_out(session: scoped_session[Session], made: World) -> None:
    submitted_anonymously(session(), made, {"C2": "national"}, {"B2": "What I wrote"})
    closed(session(), made.strands["A"], now())
    assert mixed(session(), made) == 1
    (counted,) = counted_answers(session(), made.strands["A"], Unit.INDIVIDUAL)
    (words,) = open_answers(session(), made.strands["A"])
    assert counted.document["C2"] == "national" and words.text == "What I wrote"
    row = session().get_one(Answer, counted.answer_id)
    assert (row.region, row.kind, row.language, row.in_both, row.order_seed) == ("", "", "", False, 0)
    assert (row.submitted_at, row.revision, row.revisions, row.read_in, row.consents) == (None, 0, {}, {}, {})
    assert mixed(session(), made) == 0


@pytest.fixture
def forced(session: scoped_session[Session], made: World) -> Callable[[], int]:
    """Mixes all that waits, as if collection were closed, and goes on as if it were open."""

    def mix_all() -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("consult.collection.operations.mixing.reached", lambda *_: True)
            return mixed(session(), made)

    return mix_all


def test_a_change_keeps_the_ids_that_codes_hang_on(
    session: scoped_session[Session], made: World, forced: Callable[[], int]
) -> None:
    code = submitted_anonymously(session(), made, {"C2": "national"}, {"B2": "first", "D2": "stays"})
    forced()
    session().expire_all()
    before = {row.part: (row.id, row.sealed) for row in session().scalars(select(Words))}
    kept_anonymously(session(), made, code, {"C2": "regional"}, {"B2": "second"})
    assert mixed(session(), made) == 0, "one change alone waits"
    forced()
    session().expire_all()
    after = {row.part: (row.id, row.sealed) for row in session().scalars(select(Words))}
    assert after["D2"] == before["D2"] and after["B2"][0] == before["B2"][0]
    assert {one.part: one.text for one in open_answers(session(), made.strands["A"])} == {"B2": "second", "D2": "stays"}
    assert counted_answers(session(), made.strands["A"], Unit.INDIVIDUAL)[0].document["C2"] == "regional"


def test_a_sealed_item_goes_where_nobody_looks(
    session: scoped_session[Session], made: World, forced: Callable[[], int]
) -> None:
    submitted_anonymously(session(), made, {"J2.risk": "yes"}, {"B2": "open"})
    forced()
    assert rows(session(), SealedAnswer) == 1
    assert "J2.risk" not in counted_answers(session(), made.strands["A"], Unit.INDIVIDUAL)[0].document


def test_withdrawing_deletes_the_draft_at_once_and_the_answer_by_fives(
    session: scoped_session[Session], made: World, forced: Callable[[], int]
) -> None:
    codes = [submitted_anonymously(session(), made) for _ in range(BATCH)]
    forced()
    for code in codes[:-1]:
        withdraw_anonymous(session(), made.strands["A"], code, moment=now())
    assert rows(session(), AnonymousDraft) == 1 and mixed(session(), made) == 0 and rows(session(), Answer) == BATCH
    withdraw_anonymous(session(), made.strands["A"], codes[-1], moment=now())
    assert mixed(session(), made) == BATCH and rows(session(), Answer) == 0
    assert counted_anonymous(session(), codes[0]) is None


def test_on_the_last_day_every_withdrawal_is_done(
    session: scoped_session[Session], made: World, forced: Callable[[], int]
) -> None:
    code = submitted_anonymously(session(), made)
    forced()
    until = session().get_one(Consultation, made.consultation_id).withdraw_until
    withdraw_anonymous(session(), made.strands["A"], code, moment=end_of(until) - timedelta(seconds=1))
    assert mixed(session(), made) == 0
    assert mixed(session(), made, end_of(until)) == 1 and rows(session(), Answer) == 0


def test_nobody_withdraws_after_the_last_day(session: scoped_session[Session], made: World) -> None:
    code = submitted_anonymously(session(), made)
    until = session().get_one(Consultation, made.consultation_id).withdraw_until
    with pytest.raises(NotAllowedNow):
        withdraw_anonymous(session(), made.strands["A"], code, moment=end_of(until))


def test_what_is_withdrawn_before_it_was_mixed_never_counts(session: scoped_session[Session], made: World) -> None:
    code = submitted_anonymously(session(), made)
    withdraw_anonymous(session(), made.strands["A"], code, moment=now())
    assert mixed(session(), made) == 1
    assert (rows(session(), Answer), rows(session(), Spooled), rows(session(), AnonymousDraft)) == (0, 0, 0)


def test_a_code_tells_its_trail_before_and_after_mixing(
    session: scoped_session[Session], made: World, forced: Callable[[], int]
) -> None:
    code = anonymous(session(), made)
    kept_anonymously(session(), made, code, {"Z2.take_part": True})
    started = counted_anonymous(session(), code)
    assert started is not None and not started.is_submitted
    submit_anonymous(session(), made.strands["A"], code)
    waiting = counted_anonymous(session(), code)
    forced()
    assert waiting is not None and waiting.is_submitted and waiting == counted_anonymous(session(), code)
    assert counted_anonymous(session(), "nothing") is None
