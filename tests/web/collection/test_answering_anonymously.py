"""The way of somebody nobody can know, on the pages everybody answers on."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import BrowserSession
from consult.access.rules import Role
from consult.collection.queries.anonymous import anonymous_view, derive
from consult.collection.records import AnonymousDraft, Answer, Coverage, Invitation, Participation, Spooled
from consult.consultation.rules import Mode
from consult.shared.time import now
from tests.builders import World
from tests.builders_anonymous import anonymous_world, mixed
from tests.builders_collection import Member, link
from tests.builders_gates import closed
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

CODE = re.compile(r'<bdi dir="ltr">([0-9A-Z-]{24})</bdi>')


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    world = anonymous_world(session())
    session.commit()
    return world


@pytest.fixture
def token(session: scoped_session[Session], made: World) -> str:
    found = link(session(), made)
    session.commit()
    return found


def code_on(member: Member) -> str:
    found = CODE.search(member.page)
    assert found is not None
    return found.group(1)


def rows(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_landing_page_says_what_anonymous_means_before_anything_is_chosen(member: Member, token: str) -> None:
    member.go(f"/i/{token}")
    assert "For myself, anonymously" in member.text
    assert "nobody can remind you, or ask you again" in member.text
    assert "with it you can read, change or withdraw your answer" in member.text
    assert "cannot be changed or withdrawn" not in member.text


def test_the_code_stands_there_before_anything_is_typed(member: Member, token: str) -> None:
    member.enter(token, unit="individual")
    assert member.url == "/answer" and len(code_on(member)) == 24
    assert "If it is lost, you cannot read your answer again" in member.text
    assert "No section" not in member.text and "Not begun" in member.text


def test_answering_writes_nothing_of_the_invitation(
    member: Member, session: scoped_session[Session], made: World, token: str
) -> None:
    def known() -> list[object]:
        session.commit()
        invitations = [tuple(row) for row in session.execute(select(*Invitation.__table__.columns))]
        coverage = [tuple(row) for row in session.execute(select(*Coverage.__table__.columns))]
        return [invitations, coverage, rows(session(), Participation), rows(session(), Answer)]

    before = known()
    member.enter(token, unit="individual")
    member.answer("Z2", Z2_dot_take_part="yes")
    member.answer("B2", B2="In my own words")
    member.go("/answer/review").send()
    assert member.url == "/answer/receipt" and member.status == 200
    member.answer("C2", C2="national")
    assert known() == before
    assert (rows(session(), AnonymousDraft), rows(session(), Spooled)) == (1, 1)


def test_what_would_lead_back_is_on_no_page(member: Member, token: str) -> None:
    member.enter(token, unit="individual").go("/answer/Z2")
    assert "Z2.take_part" in member.page and "Z2.region" not in member.page and "Z2.contact" not in member.page
    assert 'value="member_only"' in member.page and "region_and_kind" not in member.page
    member.go("/answer/A1")
    assert member.url == "/answer", "the page is not asked"


def test_an_answer_goes_on_at_another_device_with_its_code(member: Member, colleague: Member, token: str) -> None:
    member.enter(token, unit="individual")
    code = code_on(member)
    member.answer("B2", B2="In my own words")
    colleague.post("/answer/open", code=code.lower())
    assert colleague.url == "/answer" and colleague.status == 200
    member.go("/answer/B2")
    assert "In my own words" in colleague.go("/answer/B2").page
    colleague.send(go="save", B2="Other words")
    member.send(go="next", B2="Mine, later")
    assert member.status == 422 and "Other words" in member.page and "Mine, later" in member.page
    member.send(go="settle", keep__B2="mine")
    assert "Mine, later" in member.go("/answer/B2").page


def test_the_invitation_resumes_with_a_code_and_refuses_one_nobody_was_given(
    member: Member, colleague: Member, token: str
) -> None:
    member.enter(token, unit="individual")
    code = code_on(member)
    assert colleague.post(f"/i/{token}", go="resume", code=code, language="en").url == "/answer"
    wrong = colleague.post(f"/i/{token}", go="resume", code="2222-2222-2222-2222-2222", language="en")
    assert wrong.status == 422 and "No answer can be opened with this code" in wrong.text


def test_the_language_is_changed_and_the_answer_stays(member: Member, token: str) -> None:
    member.enter(token, unit="individual").go("/answer/B2").send(go="lang", lang="ar", B2="كلماتي")
    assert 'lang="ar"' in member.page and "كلماتي" in member.page


def test_a_required_tick_is_asked_for_before_submitting(member: Member, token: str) -> None:
    member.enter(token, unit="individual").go("/answer/review").send()
    assert member.status == 422 and "We need this before you can submit" in member.text


def test_the_receipt_shows_the_code_and_its_trail(member: Member, colleague: Member, token: str) -> None:
    member.enter(token, unit="individual")
    code = code_on(member)
    member.answer("Z2", Z2_dot_take_part="yes")
    member.go("/answer/review").send()
    assert code in member.page and "Received on" not in member.text and "waits, sealed" in member.text
    assert colleague.post("/receipt", code=code).status == 200


def test_leaving_shows_the_code_once_more_and_forgets_it(member: Member, token: str) -> None:
    member.enter(token, unit="individual")
    code = code_on(member)
    assert code in member.go("/answer/leave").page
    member.send()
    assert member.go("/answer").status == 404


def test_withdrawing_ends_the_answer(
    member: Member, colleague: Member, session: scoped_session[Session], token: str
) -> None:
    member.enter(token, unit="individual")
    code = code_on(member)
    member.answer("Z2", Z2_dot_take_part="yes")
    member.go("/answer/review").send()
    assert "deleted together with others" in member.go("/answer/withdraw").text
    member.send()
    assert member.status == 200 and member.go("/answer").status == 404
    assert colleague.post("/answer/open", code=code).status == 422
    assert rows(session(), AnonymousDraft) == 0


def test_the_answer_is_read_after_the_close_and_changed_no_more(
    member: Member, session: scoped_session[Session], made: World, token: str
) -> None:
    member.enter(token, unit="individual")
    code = code_on(member)
    member.answer("Z2", Z2_dot_take_part="yes")
    member.answer("B2", B2="In my own words")
    member.go("/answer/review").send()
    closed(session(), made.strands["A"], now())
    assert mixed(session(), made) == 1
    session.commit()
    assert "In my own words" in member.go("/answer/review").text
    assert member.go("/answer/B2").status == 409
    own = derive(code, made.strands["A"])
    assert session.get(Answer, own.answer_id) is not None


def test_the_code_stands_in_no_address_and_no_log(member: Member, token: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    member.enter(token, unit="individual")
    code = code_on(member)
    addresses = [member.url]
    for step in ("Z2", "B2", "review", "leave", "withdraw"):
        addresses.append(member.go(f"/answer/{step}").url)
        assert not re.findall(rf'(?:href|action)="[^"]*{code}', member.page)
    assert code not in "".join(addresses) + caplog.text


def test_whoever_is_signed_in_leaves_no_code_in_the_stored_session(
    staff: Callable[..., Browser], session: scoped_session[Session], member: Member, token: str
) -> None:
    browser = staff(Role.LEAD_CONSULTANT)
    refused = browser.post(f"/i/{token}", data={"go": "begin", "unit": "individual", "language": "en"})
    assert refused.status_code == 409 and "sign out first" in refused.get_data(as_text=True)
    member.enter(token, unit="individual")
    code = code_on(member)
    assert browser.post("/answer/open", data={"code": code}).status_code == 422
    assert code not in " ".join(session.scalars(select(BrowserSession.data)))


def test_uploads_files_and_the_organisation_s_way_are_not_there(member: Member, token: str) -> None:
    member.enter(token, unit="individual")
    assert "Answer without a network" not in member.text
    assert member.go("/answer/file").status == 404


def test_a_page_is_kept_in_few_statements(app: Flask, member: Member, token: str) -> None:
    member.enter(token, unit="individual").answer("Z2", Z2_dot_take_part="yes")
    member.go("/answer/review").send()
    member.go("/answer/C2")
    with statements() as seen:
        member.client.post("/answer/C2", data={**member.hidden, "C2": "national", "go": "next"})
    assert len(seen) <= 8, seen


def test_other_modes_keep_their_way(member: Member, session: scoped_session[Session]) -> None:
    world = anonymous_world(session(), individual_mode=Mode.CONFIDENTIAL)
    token = link(session(), world)
    session.commit()
    member.enter(token, unit="individual")
    assert rows(session(), Answer) == 1 and rows(session(), AnonymousDraft) == 0
    assert anonymous_view(session(), world.strands["A"], "x") is None
