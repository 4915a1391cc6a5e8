from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.access.records import Account, Grant
from consult.access.rules import Role
from consult.briefing.records import Edition
from consult.collection.queries import counted_answers, coverage_counts, earlier_answers, open_invitation
from consult.collection.queries.sealing import sealed_content
from consult.collection.records import Answer, Coverage, SealedAnswer
from consult.collection.rules import REGION_NOT_SHOWN, Disposition, Unit
from consult.consultation.queries import StrandView, cipher_of, strands_of
from consult.consultation.records import Consultation
from consult.consultation.rules import StrandState
from consult.demo.operations import DemoLoaded, load_demo
from consult.instrument.queries import strand_versions
from consult.instrument.records import ReAsk
from consult.membership.records import Contact, Organisation
from consult.membership.rules.troubles import CoalitionRefused
from consult.shared.database import db
from consult.shared.wording import SHIPPED
from tests.demonstration import Demonstration
from tests.unit.demo import expected

Loaded = tuple[Flask, DemoLoaded]


@pytest.fixture
def session(loaded: Loaded) -> Iterator[Session]:
    with loaded[0].app_context():
        yield db.session()


def strands(session: Session, consultation_id: str) -> dict[str, StrandView]:
    return {view.mark: view for view in strands_of(session, consultation_id)}


def test_there_are_two_fictitious_consultations(loaded: Loaded, session: Session) -> None:
    records = {record.id: record for record in session.scalars(select(Consultation))}

    assert set(records) == {loaded[1].released_consultation_id, loaded[1].open_consultation_id}
    assert all(record.fictitious and set(record.languages) == set(SHIPPED) for record in records.values())


def test_the_first_has_its_findings_frozen_and_the_second_is_open(
    loaded: Loaded, session: Session, moment: datetime
) -> None:
    for view in strands(session, loaded[1].released_consultation_id).values():
        assert view.has(StrandState.RELEASED)
        assert view.dataset_hash
        dates = [view.dates[state] for state in StrandState if state in view.dates]
        assert dates == sorted(dates)
        assert max(dates) < moment
    for view in strands(session, loaded[1].open_consultation_id).values():
        assert view.state is StrandState.OPEN
        assert view.opens_on < moment.date() < view.closes_on
    editions = session.scalars(select(Edition)).all()
    assert [edition.consultation_id for edition in editions] == [loaded[1].released_consultation_id]


def test_answers_and_members_are_as_many_as_designed(loaded: Loaded, session: Session) -> None:
    for mark, view in strands(session, loaded[1].released_consultation_id).items():
        counts = coverage_counts(session, view.id)
        assert len(counted_answers(session, view.id, Unit.ORGANISATION)) == sum(expected.BASES[mark])
        assert len(counted_answers(session, view.id, Unit.INDIVIDUAL)) == expected.INDIVIDUALS[mark]
        assert sum(counts.values()) == expected.MEMBERS[mark]
        assert counts[Disposition.ANSWERED] == sum(expected.BASES[mark])
    assert session.scalar(select(func.count(Organisation.id))) == expected.ORGANISATIONS


def test_the_regions_not_shown_are_kept_apart(loaded: Loaded, session: Session) -> None:
    b = strands(session, loaded[1].released_consultation_id)["B"]
    hidden = Counter(answer.region for answer in counted_answers(session, b.id, Unit.INDIVIDUAL))[REGION_NOT_SHOWN]

    assert hidden == expected.HIDDEN_REGIONS_B


def test_the_french_item_keeps_what_was_answered_before_and_after(loaded: Loaded, session: Session) -> None:
    a = strands(session, loaded[1].released_consultation_id)["A"]
    re_ask = session.scalars(select(ReAsk)).one()
    changed = earlier_answers(session, a.id, re_ask.id)
    open_to = ("shared", "merged")

    assert re_ask.strand_id == a.id
    assert re_ask.closed_at is not None
    assert len(changed) == expected.FRENCH
    assert sum(one.before["staff"] in open_to for one in changed) == expected.FRENCH_BEFORE  # type: ignore[index, call-overload]
    assert sum(one.after["staff"] in open_to for one in changed) == expected.FRENCH_AFTER  # type: ignore[index, call-overload]


def test_the_corrected_instrument_asks_both_coalitions_the_same(loaded: Loaded, session: Session) -> None:
    views = strands(session, loaded[1].released_consultation_id)
    a, b = (strand_versions(session, views[mark].id) for mark in "AB")

    assert [version.number for version in a] == [2, 1]
    assert [version.number for version in b] == [1]
    assert a[0].core_hash == b[0].core_hash != a[1].core_hash


def test_two_sealed_answers_report_a_danger(loaded: Loaded, session: Session) -> None:
    found = [sealed_content(cipher_of(session, row.strand_id), row) for row in session.scalars(select(SealedAnswer))]
    told = [one for one in found if one.document.get("J2.risk") == "yes"]

    assert len(told) == expected.SEALED
    assert all(one.words for one in told)
    assert not any("J2.risk" in document for document in session.scalars(select(Answer.document)))


def test_every_address_is_under_example(loaded: Loaded, session: Session) -> None:
    addresses = [*session.scalars(select(Contact.email)), *session.scalars(select(Account.email))]

    assert len(addresses) > expected.ORGANISATIONS
    assert all(address.endswith(".example") for address in addresses)


def test_behind_each_member_door_waits_an_unanswered_invitation(
    loaded: Loaded, session: Session, moment: datetime
) -> None:
    opened = {view.id for view in strands_of(session, loaded[1].open_consultation_id)}
    for tag in SHIPPED:
        found = open_invitation(session, loaded[1].doors[f"member-{tag}"], moment)
        assert found is not None
        assert found.strand_id in opened
        assert found.language == tag
        stands = session.scalars(
            select(Coverage.disposition).where(
                Coverage.strand_id == found.strand_id, Coverage.organisation_id == found.organisation_id
            )
        ).one()
        assert stands is Disposition.INVITED


def test_behind_each_staff_door_stands_one_role(loaded: Loaded, session: Session) -> None:
    roles: dict[str, set[Role]] = {}
    for email, role in session.execute(select(Account.email, Grant.role).join(Grant, Grant.account_id == Account.id)):
        roles.setdefault(email, set()).add(role)
    doors = {door: roles[email] for door, email in loaded[1].doors.items() if not door.startswith("member-")}

    assert doors == {
        "lead-a": {Role.LEAD_CONSULTANT},
        "lead-b": {Role.LEAD_CONSULTANT},
        "safeguarding": {Role.SAFEGUARDING_LEAD},
        "coordinator": {Role.COORDINATOR},
        **{key: {Role.CODER} for key in ("coder", "coder-b", "second-coder-a", "second-coder-b")},
        **{key: {Role.INTERVIEWER} for key in ("interviewer", "interviewer-b")},
        "board-a": {Role.BOARD},
        "board-b": {Role.BOARD},
        "facilitator": {Role.FACILITATOR},
        "scrutineer": {Role.SCRUTINEER},
        "observer": {Role.OBSERVER},
        "administrator": {Role.ADMINISTRATOR},
    }


def test_progress_is_told_to_the_end(demonstration: Demonstration) -> None:
    done, total = (int(number) for number in demonstration.steps[-1].rsplit(" ", 1)[1].split("/"))

    assert done == total
    assert len(demonstration.steps) > 20


def test_it_is_refused_where_there_is_other_data(loaded: Loaded, session: Session, moment: datetime) -> None:
    before = session.scalar(select(func.count(Organisation.id)))

    with pytest.raises(CoalitionRefused):
        load_demo(session, moment=moment)
    session.rollback()

    assert session.scalar(select(func.count(Organisation.id))) == before
