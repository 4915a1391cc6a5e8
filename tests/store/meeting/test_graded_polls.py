"""A graded poll: once, for good, in secret, and no number before its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session, scoped_session

from consult.meeting.operations.agenda import close_meeting
from consult.meeting.operations.polling import cast, close_poll, enter_slips, open_poll
from consult.meeting.queries.agenda import meeting
from consult.meeting.queries.polling import open_poll_of, poll, polls_of, result, turnout
from consult.meeting.records import PollSlip, PollVoter
from consult.meeting.rules.kinds import Level, Medium
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_meeting import MORNING, Room, room
from tests.builders_room import EVENING, FIRST, QUESTION, SECOND, crowd, polled
from tests.web.collection.test_budgets import statements

OPEN_MEMBERS = ("a1", "a2", "b1", "both")


@pytest.fixture
def made(session: scoped_session[Session]) -> Room:
    return room(session())


def begun(session: Session, made: Room) -> str:
    return open_poll(session, made.meeting_id, question=QUESTION, moment=MORNING)


def who(made: Room, *names: str) -> list[str]:
    return [made.delegations[name] for name in names]


def test_the_poll_of_58_delegations_and_its_repetition(session: scoped_session[Session], made: Room) -> None:
    everybody = crowd(session(), made)
    first = polled(session(), made, everybody, FIRST)
    second = polled(session(), made, everybody, SECOND, follows_id=first)
    before, after = result(session(), first), result(session(), second)
    assert before is not None
    assert after is not None
    assert (before.counts, before.present, before.silent) == (FIRST, 58, 0)
    assert (after.counts, after.present, after.silent) == (SECOND, 58, 0)
    assert after.since(before) == {Level.SUPPORT: 15, Level.UNSURE: -8, Level.OPPOSE: -7}


def test_before_the_close_there_is_no_result(session: scoped_session[Session], made: Room) -> None:
    poll_id = polled(session(), made, who(made, "a1", "b1"), {Level.SUPPORT: 1, Level.OPPOSE: 1}, close=False)
    with statements() as said:
        assert result(session(), poll_id) is None
        assert [one.result for one in polls_of(session(), made.meeting_id)] == [None]
        assert open_poll_of(session(), made.meeting_id) is not None
    assert all("poll.state" in one for one in said if "poll_slip" in one)
    assert (turnout(session(), poll_id).present, turnout(session(), poll_id).answered) == (4, 2)
    close_poll(session(), poll_id, EVENING)
    found = result(session(), poll_id)
    assert found is not None
    assert found.counts == {Level.SUPPORT: 1, Level.UNSURE: 0, Level.OPPOSE: 1}
    assert found.silent == 2


def test_a_poll_nobody_answered_can_be_closed(session: scoped_session[Session], made: Room) -> None:
    poll_id = polled(session(), made, [], {})
    found = result(session(), poll_id)
    assert found is not None
    assert (found.answered, found.silent) == (0, 4)


def test_who_came_after_the_close_did_not_keep_silent(session: scoped_session[Session]) -> None:
    made = room(session(), arrived=False)
    poll_id = polled(session(), made, who(made, "a1"), {Level.UNSURE: 1})
    crowd(session(), made, 3)
    found = poll(session(), poll_id)
    assert found is not None
    assert found.result is not None
    assert found.result.present == 1 + 3  # the crowd had arrived in the morning
    session().execute(text("UPDATE delegation SET arrived_at = '2030-01-01 00:00:00' WHERE number >= 100"))
    session().expire_all()
    later = result(session(), poll_id)
    assert later is not None
    assert later.present == 1


def test_an_answer_is_final(session: scoped_session[Session], made: Room) -> None:
    poll_id = polled(session(), made, who(made, "a1"), {Level.SUPPORT: 1}, close=False)
    with pytest.raises(NotAllowedNow, match="final"):
        cast(session(), poll_id, delegation_id=made.delegations["a1"], level=Level.OPPOSE)
    close_poll(session(), poll_id, EVENING)
    found = result(session(), poll_id)
    assert found is not None
    assert found.counts[Level.OPPOSE] == 0


def test_staff_guests_and_other_meetings_are_not_asked(session: scoped_session[Session], made: Room) -> None:
    poll_id = begun(session(), made)
    for name in ("staff", "guest"):
        with pytest.raises(NotAllowedNow, match="members"):
            cast(session(), poll_id, delegation_id=made.delegations[name], level=Level.SUPPORT)
    with pytest.raises(NotFound):
        cast(session(), poll_id, delegation_id="of another room", level=Level.SUPPORT)
    with pytest.raises(NotFound):
        enter_slips(session(), poll_id, delegation_ids=who(made, "guest"), counts={Level.SUPPORT: 1})


def test_phones_and_paper_are_counted_together(session: scoped_session[Session], made: Room) -> None:
    poll_id = polled(session(), made, who(made, "a1"), {Level.SUPPORT: 1}, close=False)
    enter_slips(
        session(), poll_id, delegation_ids=who(made, "a2", "both"), counts={Level.OPPOSE: 1, Level.UNSURE: 1}
    )  # fmt: skip
    media = Counter(session().query(PollVoter.medium).filter_by(poll_id=poll_id).all())
    assert {medium: count for (medium,), count in media.items()} == {Medium.PHONE: 1, Medium.PAPER: 2}
    close_poll(session(), poll_id, EVENING)
    found = result(session(), poll_id)
    assert found is not None
    assert found.counts == {Level.SUPPORT: 1, Level.UNSURE: 1, Level.OPPOSE: 1}


@pytest.mark.parametrize(
    ("names", "counts", "words"),
    [
        (("a1", "a2"), {Level.SUPPORT: 1}, "must agree"),
        (("a1",), {Level.SUPPORT: 2}, "must agree"),
        ((), {}, "Tick"),
        (("a1", "b1"), {Level.SUPPORT: 2}, "1 of the delegations"),
    ],
)
def test_slips_that_do_not_fit_are_refused_whole(
    session: scoped_session[Session],
    made: Room,
    names: Iterable[str],
    counts: dict[Level, int],
    words: str,
) -> None:
    poll_id = polled(session(), made, who(made, "b1"), {Level.SUPPORT: 1}, close=False)
    with pytest.raises(NotAllowedNow, match=words):
        enter_slips(session(), poll_id, delegation_ids=who(made, *names), counts=counts)
    assert session().query(PollVoter).count() == session().query(PollSlip).count() == 1


def test_one_poll_is_open_at_a_time(session: scoped_session[Session], made: Room) -> None:
    first = begun(session(), made)
    with pytest.raises(NotAllowedNow, match="open already"):
        begun(session(), made)
    with pytest.raises(NotAllowedNow, match="open already"):
        open_poll(session(), made.meeting_id, question={}, moment=MORNING, follows_id=first)


def test_a_repetition_asks_the_same_unless_told_otherwise(session: scoped_session[Session], made: Room) -> None:
    first = polled(session(), made, who(made, "a1"), {Level.SUPPORT: 1})
    again = open_poll(session(), made.meeting_id, question={}, moment=MORNING, follows_id=first)
    found = poll(session(), again)
    assert found is not None
    assert (found.question, found.follows_id, found.number) == (QUESTION, first, 2)


def test_a_poll_needs_a_question_a_forerunner_of_this_meeting_and_an_open_room(
    session: scoped_session[Session], made: Room
) -> None:
    with pytest.raises(NotAllowedNow, match="question"):
        open_poll(session(), made.meeting_id, question={"en": "  "}, moment=MORNING)
    with pytest.raises(NotFound):
        open_poll(session(), made.meeting_id, question=QUESTION, moment=MORNING, follows_id="elsewhere")
    close_meeting(session(), made.meeting_id, EVENING)
    with pytest.raises(NotAllowedNow, match="not open"):
        begun(session(), made)


def test_after_the_close_nothing_is_added(session: scoped_session[Session], made: Room) -> None:
    poll_id = polled(session(), made, who(made, "a1"), {Level.SUPPORT: 1})
    with pytest.raises(NotAllowedNow, match="closed"):
        cast(session(), poll_id, delegation_id=made.delegations["a2"], level=Level.SUPPORT)
    with pytest.raises(NotAllowedNow, match="closed"):
        enter_slips(session(), poll_id, delegation_ids=who(made, "a2"), counts={Level.SUPPORT: 1})
    with pytest.raises(NotAllowedNow, match="closed"):
        close_poll(session(), poll_id, EVENING)


def test_every_write_raises_the_revision(session: scoped_session[Session], made: Room) -> None:
    def revision() -> int:
        found = meeting(session(), made.meeting_id)
        assert found is not None
        return found.revision

    seen = [revision()]
    poll_id = begun(session(), made)
    seen.append(revision())
    cast(session(), poll_id, delegation_id=made.delegations["a1"], level=Level.SUPPORT)
    seen.append(revision())
    enter_slips(session(), poll_id, delegation_ids=who(made, "a2"), counts={Level.SUPPORT: 1})
    seen.append(revision())
    close_poll(session(), poll_id, EVENING)
    seen.append(revision())
    assert seen == sorted(set(seen))


# Secrecy.


def test_voters_and_slips_share_nothing_but_the_poll(session: scoped_session[Session]) -> None:
    voter, slip = ({column.name for column in table.__table__.columns} for table in (PollVoter, PollSlip))
    assert voter & slip == {"poll_id"}
    assert slip == {"id", "poll_id", "level"}
    assert voter == {"poll_id", "delegation_id", "medium"}
    for table in ("poll_voter", "poll_slip"):
        refers = {key["referred_table"] for key in inspect(session().connection()).get_foreign_keys(table)}
        assert refers <= {"poll", "delegation"}
        assert "poll_slip" not in refers


def test_no_row_number_tells_an_order(session: scoped_session[Session], made: Room) -> None:
    polled(session(), made, who(made, *OPEN_MEMBERS), {Level.SUPPORT: 4})
    if session().get_bind().dialect.name != "sqlite":
        return
    for table in ("poll_voter", "poll_slip"):
        made_as = session().execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar()
        assert "WITHOUT ROWID" in str(made_as)


def test_the_close_writes_every_answer_anew_in_an_order_of_chance(
    session: scoped_session[Session], made: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = crowd(session(), made, 20)
    poll_id = polled(session(), made, everybody, {Level.SUPPORT: 10, Level.OPPOSE: 10}, close=False)
    slips = set(session().scalars(text("SELECT id FROM poll_slip")))
    shuffled: list[int] = []

    def shuffle(rows: list[object]) -> None:
        shuffled.append(len(rows))
        rows.reverse()

    monkeypatch.setattr("consult.meeting.operations.polling._CHANCE.shuffle", shuffle)
    close_poll(session(), poll_id, EVENING)
    assert shuffled == [20, 20]
    assert not slips & set(session().scalars(text("SELECT id FROM poll_slip")))
    assert session().query(PollVoter).count() == session().query(PollSlip).count() == 20
    if session().get_bind().dialect.name == "postgresql":
        for table in ("poll_slip", "poll_voter"):
            assert len(set(session().scalars(text(f"SELECT xmin::text FROM {table}")))) == 1
