"""Offline mode as the server sees it: chosen or refused, what it gives away, and how it ends."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from consult.consultation.rules import Mode
from tests.builders_collection import Member, agreed, link, open_world


def chosen(member: Member, own: str = "yes", risk: str = "no") -> Member:
    return member.go("/answer/offline").send("on", own=own, risk=risk)


def test_it_is_off_until_it_is_chosen(session: Session, member: Member) -> None:
    member.enter(link(session, open_world(session)))
    response = member.client.get("/answer/B2")
    assert "Consult-Draft" not in response.headers
    assert "offline" not in response.get_data(as_text=True)
    assert member.go("/answer/offline/pages").status == 404


@pytest.mark.parametrize(("own", "risk"), [("no", "no"), ("yes", "yes"), ("", ""), ("yes", ""), ("no", "yes")])
def test_a_device_that_is_shared_or_may_be_taken_gets_nothing(
    session: Session, member: Member, own: str, risk: str
) -> None:
    member.enter(link(session, open_world(session)))
    chosen(member, own, risk)
    assert member.status == 422
    assert "Please look at this again" in member.text
    assert member.go("/answer/offline/pages").status == 404


def test_once_chosen_pages_name_their_draft_and_carry_the_script(session: Session, member: Member) -> None:
    member.enter(link(session, open_world(session)))
    chosen(member)
    assert member.url == "/answer/offline?begin=1"
    response = member.client.get("/answer/B2")
    found = json.loads(member.go("/answer/offline/pages").page)
    assert response.headers["Consult-Draft"] == found["draft"]
    assert "offline.js" in response.get_data(as_text=True)
    assert "/answer/B2" in found["pages"]
    assert "/answer/C1.bring_in" not in found["pages"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; ")


def test_the_page_where_it_is_chosen_may_bring_a_worker_and_no_other(session: Session, member: Member) -> None:
    member.enter(link(session, open_world(session)))
    chosen(member)
    for path, allowed in (("/answer/offline", "self"), ("/answer", "none"), ("/answer/B2", "none"), ("/", "none")):
        policy = member.client.get(path).headers["Content-Security-Policy"]
        assert policy.endswith(f"worker-src '{allowed}'"), path


def test_it_holds_for_the_answer_it_was_chosen_for(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    chosen(member)
    member.enter(link(session, made, "a2"))
    assert "Consult-Draft" not in member.client.get("/answer/B2").headers
    assert member.go("/answer/offline/pages").status == 404


def test_the_mark_tells_nothing_of_the_answer(session: Session, member: Member) -> None:
    member.enter(link(session, open_world(session)))
    chosen(member)
    with member.client.session_transaction() as cookie:
        answer, mark = cookie["answer"], cookie["offline"]
    assert len(mark) == 22
    assert mark not in answer


def test_nobody_anonymous_can_choose_it(session: Session, member: Member) -> None:
    made = open_world(session, individual_mode=Mode.ANONYMOUS)
    member.enter(link(session, made), unit="individual")
    member.go("/answer/offline")
    assert 'name="own"' not in member.page
    member.post("/answer/offline", own="yes", risk="no")
    assert member.status in (404, 422)
    assert member.go("/answer/offline/pages").status == 404


@pytest.mark.parametrize("url", ["/answer/offline/remove", "/answer/leave", "/answer/withdraw"])
def test_removing_leaving_and_withdrawing_clear_the_device(session: Session, member: Member, url: str) -> None:
    member.enter(link(session, open_world(session)))
    agreed(member)
    chosen(member)
    response = member.client.post(url)
    assert response.status_code == 200
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Consult-Draft" not in response.headers


def test_the_worker_is_the_same_for_everybody_and_stays_in_the_members_pages(member: Member) -> None:
    response = member.client.get("/answer/sw.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Service-Worker-Allowed"] == "/answer"
    assert "Set-Cookie" not in response.headers
