"""Comment rounds: only on a complete newest version, before any vote, as long as promised; who spoke stays apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.decision.operations.commenting import close_round, reply
from consult.decision.queries.commenting import (
    CommentView,
    comment,
    comment_counts,
    comments_of,
    own_comments,
    you_said_we_did,
)
from consult.decision.queries.proposing import proposal_of, round_view
from consult.decision.records import Comment
from consult.decision.rules.commenting import LONGEST, is_short, usual_close
from consult.decision.rules.kinds import BallotState, Reply, RoundState, Voice
from consult.decision.rules.proposal import Field
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import end_of
from tests.builders_decision import ballot, begin_round, end_round, proposal_content, say, without, write
from tests.builders_findings import AFTER, released_world

DAY = AFTER.date()


def test_members_comment_on_a_complete_version(session: scoped_session[Session]) -> None:
    made = released_world(session())
    found = round_view(session(), begin_round(session(), write(session(), made)))
    assert found is not None
    assert (found.is_open, found.closes_on, found.comment_count) == (True, DAY + timedelta(weeks=4), 0)


def test_an_incomplete_version_is_not_put_to_members(session: scoped_session[Session]) -> None:
    made = released_world(session())
    version_id = write(session(), made, without(proposal_content(), Field.FUNDING))
    with pytest.raises(NotAllowedNow, match="not complete"):
        begin_round(session(), version_id)


def test_an_older_version_is_not_put_to_members(session: scoped_session[Session]) -> None:
    made = released_world(session())
    first = write(session(), made)
    write(session(), made, proposal_content(option="looser"), reason="Later")
    with pytest.raises(NotAllowedNow, match="newer version"):
        begin_round(session(), first)


def test_one_round_at_a_time(session: scoped_session[Session]) -> None:
    made = released_world(session())
    begin_round(session(), write(session(), made))
    second = write(session(), made, proposal_content(option="looser"), reason="Later")
    with pytest.raises(NotAllowedNow, match="round is open"):
        begin_round(session(), second)


def test_a_version_has_one_round(session: scoped_session[Session]) -> None:
    made = released_world(session())
    version_id = write(session(), made)
    end_round(session(), begin_round(session(), version_id))
    with pytest.raises(NotAllowedNow, match="write the next one"):
        begin_round(session(), version_id)


@pytest.mark.parametrize("state", [BallotState.OPEN, BallotState.CLOSED])
def test_members_comment_before_they_vote(session: scoped_session[Session], state: BallotState) -> None:
    made = released_world(session())
    version_id = write(session(), made)
    ballot(session(), made, version_id, state)
    with pytest.raises(NotAllowedNow, match="before they vote"):
        begin_round(session(), version_id)


def test_a_round_takes_at_least_a_day_and_usually_four_weeks(session: scoped_session[Session]) -> None:
    made = released_world(session())
    version_id = write(session(), made)
    with pytest.raises(NotAllowedNow, match="later day"):
        begin_round(session(), version_id, closes_on=DAY)
    assert is_short(DAY, DAY + timedelta(days=27))
    assert not is_short(DAY, usual_close(DAY))


def test_a_round_is_never_closed_before_its_day_is_over_everywhere(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    over = end_of(usual_close(DAY))
    with pytest.raises(NotAllowedNow, match="wherever they are"):
        close_round(session(), round_id, over - timedelta(seconds=1))
    close_round(session(), round_id, over)
    found = round_view(session(), round_id)
    assert found is not None
    assert (found.state, found.closed_at) == (RoundState.CLOSED, over)
    with pytest.raises(NotAllowedNow, match="already"):
        close_round(session(), round_id, over)


def test_a_comment_reads_as_it_was_written_and_names_nobody(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    say(session(), round_id, " نحن نختار. ", made.organisations["a1"], clause="seats", language="ar")
    (found,) = comments_of(session(), round_id)
    assert (found.number, found.clause, found.language, found.text) == (1, "seats", "ar", "نحن نختار.")
    assert not [name for name in CommentView.__slots__ if "organisation" in name]
    assert [one.number for one in own_comments(session(), round_id, made.organisations["a1"])] == [1]
    assert own_comments(session(), round_id, made.organisations["a2"]) == ()


def test_a_comment_in_ones_own_name_is_kept_with_no_organisation(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    say(session(), round_id, "Mine.", made.organisations["a1"], voice=Voice.INDIVIDUAL)
    assert session.scalars(select(Comment.organisation_id)).all() == [None]


def test_organisations_and_individuals_are_counted_apart(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    say(session(), round_id, "One.", made.organisations["a1"], clause="seats")
    first = say(session(), round_id, "Two.", made.organisations["a1"])
    say(session(), round_id, "Three.", made.organisations["b1"], group="b")
    say(session(), round_id, "Four.", voice=Voice.INDIVIDUAL)
    reply(session(), first, reply=Reply.ADOPTED, text={"en": "Done."}, moment=AFTER)
    counts = comment_counts(session(), round_id)
    of = counts[Voice.ORGANISATION]
    assert (of.comments, of.writers, dict(of.by_group)) == (3, 2, {"a": 2, "b": 1})
    assert dict(of.by_clause) == {"seats": 1, "": 2}
    assert dict(of.by_reply) == {None: 2, Reply.ADOPTED: 1}
    assert (counts[Voice.INDIVIDUAL].comments, counts[Voice.INDIVIDUAL].writers) == (1, None)


def test_a_comment_stands_under_a_clause_that_is_there(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    with pytest.raises(NotFound):
        say(session(), round_id, "What?", clause="not-there")


@pytest.mark.parametrize("said", ["  ", "x" * (LONGEST + 1)])
def test_an_empty_or_endless_comment_is_refused(session: scoped_session[Session], said: str) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    with pytest.raises(NotAllowedNow, match="characters"):
        say(session(), round_id, said)


def test_a_comment_after_the_round_is_not_kept(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    with pytest.raises(NotAllowedNow, match="over"):
        say(session(), round_id, "Late.", day=usual_close(DAY) + timedelta(days=2))
    end_round(session(), round_id)
    with pytest.raises(NotAllowedNow, match="over"):
        say(session(), round_id, "Later.")
    assert comments_of(session(), round_id) == ()


def test_every_comment_has_a_reply_and_a_later_one_takes_its_place(session: scoped_session[Session]) -> None:
    made = released_world(session())
    comment_id = say(session(), begin_round(session(), write(session(), made)), "Two seats.")
    reply(session(), comment_id, reply=Reply.IN_PART, text={"en": "One seat.", "fr": " "}, moment=AFTER)
    reply(session(), comment_id, reply=Reply.ADOPTED, text={"en": "Two seats."}, moment=AFTER)
    found = comment(session(), comment_id)
    assert found is not None
    assert (found.reply, found.reply_text) == (Reply.ADOPTED, {"en": "Two seats."})
    with pytest.raises(NotAllowedNow, match="why not"):
        reply(session(), comment_id, reply=Reply.NOT_ADOPTED, text={"en": " "}, moment=AFTER)


def test_you_said_we_did_holds_what_may_be_shown(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    done, waiting, private = (
        say(session(), round_id, words, may_publish=public)
        for words, public in (("Done?", True), ("Waiting?", True), ("Private.", False))
    )
    for one in (done, private):
        reply(session(), one, reply=Reply.NOT_ADOPTED, text={"en": "No."}, moment=AFTER)
    found = you_said_we_did(session(), made.consultation_id)
    assert [one.id for one in found.answered] == [done]
    assert [one.id for one in found.unanswered] == [waiting]
    assert found.hidden == 1
    assert found.with_reply(Reply.NOT_ADOPTED) == found.answered
    assert found.with_reply(Reply.ADOPTED) == ()


def test_a_round_says_how_many_wait_for_a_reply(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    first = say(session(), round_id, "One.")
    say(session(), round_id, "Two.")
    reply(session(), first, reply=Reply.ADOPTED, text={"en": "Done."}, moment=AFTER)
    found = proposal_of(session(), made.consultation_id)
    assert found is not None
    assert found.round is not None
    assert (found.round.comment_count, found.round.unanswered_count) == (2, 1)


@pytest.mark.parametrize("act", ["round", "comment", "reply", "close"])
def test_what_is_not_there_is_said_so(session: scoped_session[Session], act: str) -> None:
    acts = {
        "round": lambda: begin_round(session(), "nothing"),
        "comment": lambda: say(session(), "nothing", "Hello"),
        "reply": lambda: reply(session(), "nothing", reply=Reply.ADOPTED, text={"en": "x"}, moment=AFTER),
        "close": lambda: close_round(session(), "nothing", AFTER),
    }
    with pytest.raises(NotFound):
        acts[act]()
