"""Several people at one answer, and nobody at another's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, PagePost
from tests.builders_collection import Member, begun, link, open_world


def test_a_colleague_goes_on_with_the_same_draft(session: Session, member: Member, colleague: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made)).answer("C2", C2="national")
    colleague.enter(link(session, made))
    assert "already begun its answer" in colleague.text
    assert 'value="national" checked' in colleague.go("/answer/C2").page
    assert session.scalar(select(func.count()).select_from(Answer)) == 1


def test_two_colleagues_on_one_page_are_shown_both_answers(session: Session, member: Member, colleague: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made)).go("/answer/B2")
    colleague.enter(link(session, made)).answer("B2", B2="Theirs")
    member.send(B2="Mine")
    assert member.status == 422
    assert "One answer was changed meanwhile" in member.title
    assert "Theirs" in member.text
    assert "Mine" in member.text
    member.send("settle", B2="Mine", keep__B2="both")
    assert "Theirs Mine" in member.go("/answer/B2").text


@pytest.mark.parametrize(("choice", "stands"), [("mine", "regional"), ("theirs", "national")])
def test_the_choice_between_both_is_carried_out(
    session: Session, member: Member, colleague: Member, choice: str, stands: str
) -> None:
    made = open_world(session)
    member.enter(link(session, made)).go("/answer/C2")
    colleague.enter(link(session, made)).answer("C2", C2="national")
    member.send(C2="regional")
    assert member.hidden["C2"] == "regional"
    member.send("settle", keep__C2=choice)
    assert f'value="{stands}" checked' in member.go("/answer/C2").page


def test_the_same_post_twice_is_kept_once(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made)).go("/answer/C2")
    fields = {**member.hidden, "C2": "national", "go": "next"}
    for _ in range(2):
        assert member.client.post("/answer/C2", data=fields).headers["Location"] == "/answer/D1"
    assert session.scalar(select(func.count()).select_from(PagePost)) == 1


def test_the_sealed_answer_is_shown_to_its_own_member_only(session: Session, member: Member, colleague: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), unit="individual")
    member.answer("J2", J2_dot_risk="yes", J2_dot_text="canary-under-the-seal")
    assert "canary-under-the-seal" in member.go("/answer/J2").text
    assert "canary-under-the-seal" in member.go("/answer/review").text
    colleague.enter(link(session, made), unit="individual")
    for url in ("/answer", "/answer/J2", "/answer/review"):
        assert "canary-under-the-seal" not in colleague.go(url).text


def test_answers_of_one_organisation_are_not_seen_by_another(
    session: Session, member: Member, colleague: Member
) -> None:
    made = open_world(session)
    member.enter(link(session, made, "a1")).answer("B2", B2="canary words")
    colleague.enter(link(session, made, "a2"))
    for url in ("/answer", "/answer/B2", "/answer/review"):
        assert "canary" not in colleague.go(url).text


def test_a_cookie_with_another_answers_id_must_be_signed(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    other = begun(session, made, "a2").answer_id
    client.set_cookie("consult", f'{{"answer":"{other}"}}')
    assert client.get("/answer").status_code == 404
    for url in (f"/answer/{other}", f"/answer/{other}/B2", f"/answer?answer={other}"):
        assert client.get(url).status_code == 404


def test_no_answer_stands_in_an_address_or_a_log(
    session: Session, member: Member, caplog: pytest.LogCaptureFixture
) -> None:
    made = open_world(session)
    token = link(session, made)
    with caplog.at_level("DEBUG", logger="consult"):
        member.enter(token)
        for go in ("next", "save", "back", "lang"):
            member.answer("B2", go, B2="canary words", lang="fr")
            assert "canary" not in member.url
    assert "canary" not in caplog.text
    assert token not in caplog.text
