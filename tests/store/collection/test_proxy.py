"""Answers written down for members, and what the members say about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.access.operations import create_account
from consult.access.records import AccessEvent
from consult.collection.operations import submit, withdraw
from consult.collection.operations.proxy import (
    NewEntry,
    begin_entry,
    confirm_entry,
    discard_entry,
    dispute_entry,
    note_submitted,
    open_entry,
    take_entry,
)
from consult.collection.queries import counted_answers, coverage_counts
from consult.collection.queries.proxy import entries_of, entry_view
from consult.collection.records import Answer, Participation, ProxyEntry, SignOff
from consult.collection.rules import Channel, Closed, Disposition, Unit
from consult.collection.rules.proxy import EntryState, HasOwnAnswer
from consult.consultation.rules import Mode
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import AGREED, begun, kept, link, open_world, signed
from tests.builders_gates import closed


@pytest.fixture
def writer(session: Session) -> str:
    return create_account(session, email="writer@example.org", name="The interviewer", password_hash="-").id


def entry(made: World, organisation: str = "a1", **changed: Any) -> NewEntry:
    values: dict[str, Any] = {
        "unit": Unit.ORGANISATION,
        "short": False,
        "channel": Channel.PHONE,
        "language": "ar",
        "source": "Call of 3 March",
        **changed,
    }
    return NewEntry(organisation_id=made.organisations[organisation], **values)


def written(session: Session, made: World, by: str, organisation: str = "a1", **changed: Any) -> str:
    new = entry(made, organisation, **changed)
    return begin_entry(session, made.strands["A"], new, by=by, at=now(), order_seed=7).answer_id


def handed_over(session: Session, made: World, by: str, **changed: Any) -> str:
    answer_id = written(session, made, by, **changed)
    kept(session, answer_id, {**AGREED, "C2": "regional"}, {"B2": "as they said"})
    signed(session, answer_id)
    submit(session, answer_id, day=today(), moment=now())
    note_submitted(session, answer_id, by=by, at=now())
    return answer_id


def channel(session: Session, answer_id: str) -> Channel:
    return session.get_one(Answer, answer_id).channel


def test_an_entry_says_how_it_came_and_after_what(session: Session, writer: str) -> None:
    made = open_world(session)
    answer_id = handed_over(session, made, writer)
    assert channel(session, answer_id) is Channel.PHONE
    assert b"Call" not in session.get_one(ProxyEntry, answer_id).sealed
    (line,) = entries_of(session, made.strands["A"], writer)
    assert (line.organisation_name, line.source, line.state) == ("Alpha one", "Call of 3 March", EntryState.ASKED)
    view = entry_view(session, made.strands["A"], answer_id)
    assert view is not None
    assert (view.written_by, view.language, view.is_submitted) == ("The interviewer", "ar", True)
    assert coverage_counts(session, made.strands["A"])[Disposition.ANSWERED] == 1
    assert len(counted_answers(session, made.strands["A"], Unit.ORGANISATION)) == 1


def test_nobody_writes_over_an_organisations_own_answer(session: Session, writer: str) -> None:
    made = open_world(session)
    begun(session, made)
    with pytest.raises(HasOwnAnswer, match="through the link in their invitation"):
        written(session, made, writer)
    individual = written(session, made, writer, unit=Unit.INDIVIDUAL)
    assert session.get_one(Answer, individual).unit is Unit.INDIVIDUAL


def test_an_organisation_that_withdrew_may_think_again(session: Session, writer: str) -> None:
    made = open_world(session)
    withdraw(session, begun(session, made).answer_id, moment=now())
    assert written(session, made, writer)


def test_what_is_refused(session: Session, writer: str) -> None:
    made = open_world(session)
    for wrong in ({"channel": Channel.WEB}, {"source": "  "}, {"source": "x" * 501}):
        with pytest.raises(NotAllowedNow):
            written(session, made, writer, **wrong)
    with pytest.raises(NotFound):
        written(session, made, writer, "b1")
    closed(session, made.strands["A"], now())
    with pytest.raises(Closed):
        written(session, made, writer)


def test_no_anonymous_answer_is_written_down_for_anybody(session: Session, writer: str) -> None:
    made = open_world(session, individual_mode=Mode.ANONYMOUS)
    with pytest.raises(NotAllowedNow, match="anonymous"):
        written(session, made, writer, unit=Unit.INDIVIDUAL)
    assert written(session, made, writer)


def test_whoever_began_it_comes_back_and_nobody_else(session: Session, writer: str) -> None:
    made = open_world(session)
    answer_id = written(session, made, writer)
    other = create_account(session, email="other@example.org", name="Another", password_hash="-").id
    strand = made.strands["A"]
    open_entry(session, strand, answer_id, by=writer, at=now())
    for by, where in ((other, strand), (writer, made.strands["B"])):
        with pytest.raises(NotFound):
            open_entry(session, where, answer_id, by=by, at=now())
    assert entries_of(session, strand, other) == ()


@pytest.mark.parametrize("said", [confirm_entry, take_entry])
def test_what_the_member_has_decided_is_not_the_writers_any_more(
    session: Session, writer: str, said: Callable[..., None]
) -> None:
    made = open_world(session)
    answer_id = handed_over(session, made, writer)
    with pytest.raises(NotAllowedNow):
        open_entry(session, made.strands["A"], answer_id, by=writer, at=now())
    said(session, answer_id, day=today())
    with pytest.raises(NotAllowedNow):
        said(session, answer_id, day=today())
    with pytest.raises(NotAllowedNow):
        discard_entry(session, made.strands["A"], answer_id, by=writer, at=now())


def test_confirming_keeps_how_it_came_and_going_on_makes_it_theirs(session: Session, writer: str) -> None:
    made = open_world(session)
    one, two = handed_over(session, made, writer), written(session, made, writer, "a2")
    confirm_entry(session, one, day=today())
    assert channel(session, one) is Channel.PHONE
    with pytest.raises(NotAllowedNow):
        confirm_entry(session, two, day=today())
    take_entry(session, two, day=today())
    assert channel(session, two) is Channel.WEB
    states = {line.organisation_name: line.state for line in entries_of(session, made.strands["A"], writer)}
    assert set(states.values()) == {EntryState.CONFIRMED, EntryState.TAKEN}


def test_what_is_wrong_is_out_of_the_count_at_once(session: Session, writer: str) -> None:
    made = open_world(session)
    answer_id = handed_over(session, made, writer)
    dispute_entry(session, answer_id, moment=now())
    session.expire_all()
    strand = made.strands["A"]
    assert counted_answers(session, strand, Unit.ORGANISATION) == ()
    assert coverage_counts(session, strand)[Disposition.PARTIAL] == 1
    held = session.get_one(Answer, answer_id)
    assert (held.document, held.submitted_at, held.region, held.channel) == ({}, None, "", Channel.WEB)
    assert session.scalar(select(func.count()).select_from(SignOff)) == 0
    assert entries_of(session, strand, writer)[0].state is EntryState.DISPUTED
    with pytest.raises(NotAllowedNow):
        open_entry(session, strand, answer_id, by=writer, at=now())
    signed(session, answer_id)
    submit(session, answer_id, day=today(), moment=now())
    assert len(counted_answers(session, strand, Unit.ORGANISATION)) == 1


def test_nothing_leaves_the_count_after_the_time_to_withdraw(session: Session, writer: str) -> None:
    made = open_world(session)
    answer_id = handed_over(session, made, writer)
    with pytest.raises(NotAllowedNow):
        dispute_entry(session, answer_id, moment=now() + timedelta(days=60))


def test_an_entry_begun_by_mistake_leaves_nothing(session: Session, writer: str) -> None:
    made = open_world(session)
    link(session, made)
    one, two = written(session, made, writer), written(session, made, writer, "a2")
    for answer_id in (one, two):
        discard_entry(session, made.strands["A"], answer_id, by=writer, at=now())
    for table in (Answer, Participation, ProxyEntry):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    counts = coverage_counts(session, made.strands["A"])
    assert (counts[Disposition.OPENED], counts[Disposition.PARTIAL], counts[Disposition.INVITED]) == (0, 0, 1)


def test_every_act_stands_in_the_access_log_and_none_under_the_answer(session: Session, writer: str) -> None:
    made = open_world(session)
    answer_id = written(session, made, writer)
    open_entry(session, made.strands["A"], answer_id, by=writer, at=now())
    discard_entry(session, made.strands["A"], answer_id, by=writer, at=now())
    handed_over(session, made, writer)
    events = session.scalars(select(AccessEvent)).all()
    acts = ["proxy_begun", "proxy_begun", "proxy_discarded", "proxy_opened", "proxy_submitted"]
    assert sorted(event.act for event in events) == acts
    assert {event.subject_id for event in events} == {made.organisations["a1"]}
