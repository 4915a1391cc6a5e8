"""Mail scanners fetch links and press the first button they find: nothing is used up, written, or told to them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.operations import invite_all, remind_all
from consult.collection.rules import Disposition, expiry
from consult.consultation.queries import strand
from consult.shared.database import Record
from consult.shared.time import today
from tests.builders import World
from tests.builders_collection import Member, begun, kept, open_world, submitted

FORMS: list[Mapping[str, str]] = [
    {},
    {"go": "begin"},
    {"go": "begin", "form": "full", "language": "en"},
    {"go": "begin", "unit": "", "form": "short"},
    {"go": "resume"},
    {"go": "resume", "code": ""},
    {"go": "resume", "code": "test test test test"},
    {"go": "nonsense"},
    {"go": "decline"},
    {"go": "decline", "language": "en", "sure": ""},
    {"unit": "everybody"},
]


def everything(session: Session) -> list[tuple[str, list[tuple[object, ...]]]]:
    session.expire_all()
    tables = Record.metadata.sorted_tables
    return [(t.name, sorted((tuple(row) for row in session.execute(select(t))), key=repr)) for t in tables]


def tokens(session: Session, made: World) -> list[str]:
    """The links of one contact: of the invitation, and of a reminder."""
    asking = strand(session, made.strands["A"])
    assert asking is not None
    until = expiry(asking.closes_on, asking.withdraw_until)
    first = invite_all(session, made.strands["A"], until, day=today())
    again = remind_all(session, made.strands["A"], until, wave=1, day=today())
    a1 = made.organisations["a1"]
    return [next(one.token for one in issued if one.organisation_id == a1) for issued in (first, again)]


@pytest.mark.parametrize("at", [Disposition.INVITED, Disposition.PARTIAL, Disposition.ANSWERED])
def test_fetching_and_submitting_the_first_form_changes_nothing(
    session: Session, client: FlaskClient, at: Disposition
) -> None:
    made = open_world(session)
    found = tokens(session, made)
    if at is Disposition.PARTIAL:
        answer_id = begun(session, made).answer_id
        kept(session, answer_id, {"C2": "national"}, {"B2": "canary words"})
    if at is Disposition.ANSWERED:
        submitted(session, made, words={"B2": "canary words"})
    session.commit()
    before = everything(session)
    for token in found:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert "Set-Cookie" not in client.open(f"/i/{token}", method=method).headers
        for form in FORMS:
            response = client.post(f"/i/{token}", data=form)
            assert response.status_code == 422
            assert "Set-Cookie" not in response.headers
            assert "canary" not in response.get_data(as_text=True)
    assert everything(session) == before


def test_the_page_says_the_same_before_and_after_somebody_began(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    token, _again = tokens(session, made)
    session.commit()
    before = client.get(f"/i/{token}").data
    answer_id = begun(session, made).answer_id
    kept(session, answer_id, {"C2": "national"}, {"B2": "canary words"})
    session.commit()
    assert client.get(f"/i/{token}").data == before


def test_after_a_scanner_the_person_begins_as_if_nothing_had_been(
    session: Session, client: FlaskClient, member: Member
) -> None:
    made = open_world(session)
    token, again = tokens(session, made)
    session.commit()
    for link in (token, again):
        client.get(f"/i/{link}")
        client.post(f"/i/{link}", data={})
    member.enter(again)
    assert member.status == 200
    assert "/answer" in member.url


def test_links_that_open_nothing_are_answered_with_one_page_however_they_look(
    session: Session, client: FlaskClient
) -> None:
    open_world(session)
    session.commit()
    before = everything(session)
    answers = {
        (response.status_code, response.data)
        for token in ("nothing", "x" * 22, "x" * 500, "%00", "é")
        for response in (client.get(f"/i/{token}"), client.post(f"/i/{token}"))
    }
    assert [status for status, _page in answers] == [404]
    assert everything(session) == before
