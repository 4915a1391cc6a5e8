"""The page behind an invitation link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.operations import invite, revoke
from consult.collection.queries import coverage_counts, open_invitation
from consult.collection.records import Answer
from consult.collection.rules import Disposition
from consult.collection.web.member import Spoken, said
from consult.shared.time import now
from tests.builders_collection import Member, link, open_world, submitted
from tests.builders_gates import closed


def test_it_says_who_asks_what_and_what_happens_with_answers(session: Session, member: Member) -> None:
    made = open_world(session)
    member.go(f"/i/{link(session, made)}")
    assert member.status == 200
    for told in (
        "Coalition A asks its members",
        "What should become of us?",
        "The boards spoke about sharing staff.",
        "Everything else.",
        "kept apart from your answer",
        "fewer than five",
        "30 to 40 minutes",
        "8 to 10 minutes",
        "For my organisation, Alpha one",
        "in my own name",
        "Your receipt code",
        "You may withdraw your answer until",
    ):
        assert told in member.text


def test_looking_sets_no_cookie_and_writes_nothing(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    response = client.get(f"/i/{link(session, made)}")
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert coverage_counts(session, made.strands["A"])[Disposition.INVITED] == 1


def test_it_opens_in_the_language_of_the_invitation_and_from_right_to_left(session: Session, member: Member) -> None:
    made = open_world(session)
    token = link(session, made, language="ar")
    member.go(f"/i/{token}")
    assert '<html lang="ar" dir="rtl">' in member.page
    assert "ما الذي ينبغي أن نصير إليه؟" in member.text
    member.go(f"/i/{token}?lang=fr")
    assert '<html lang="fr" dir="ltr">' in member.page
    member.go(f"/i/{token}?lang=xx")
    assert '<html lang="ar" dir="rtl">' in member.page


def test_what_is_not_translated_says_in_which_language_it_stands(session: Session, member: Member) -> None:
    member.go(f"/i/{link(session, open_world(session), language='ar')}")
    assert 'lang="ar" dir="rtl">تحدث المجلسان' in member.page
    assert said({"en": "The boards spoke."}, "ar") == Spoken("The boards spoke.", "en", "ltr")
    assert "<bdi>Coalition A</bdi>" in member.page


@pytest.mark.parametrize(
    ("accepted", "chosen", "found"), [("ar", "", "fr"), ("ar", "ar", "ar"), ("fr", "de", "fr"), ("fr", "ar-EG", "ar")]
)
def test_an_explicit_choice_weighs_more_than_the_invitation_and_that_more_than_the_browser(
    session: Session, client: FlaskClient, accepted: str, chosen: str, found: str
) -> None:
    token = link(session, open_world(session), language="fr")
    page = client.get(f"/i/{token}?lang={chosen}", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{found}"' in page


@pytest.mark.parametrize("kind", ["unknown", "expired", "revoked", "forged"])
def test_a_link_that_opens_nothing_gets_one_and_the_same_page(session: Session, client: FlaskClient, kind: str) -> None:
    made = open_world(session)
    token = "nothing"
    if kind == "expired":
        token = invite(
            session,
            strand_id=made.strands["A"],
            organisation_id=made.organisations["a1"],
            contact_id=None,
            language="en",
            expires_at=now() - timedelta(seconds=1),
        )
    if kind == "revoked":
        token = link(session, made)
        found = open_invitation(session, token, now())
        assert found is not None
        revoke(session, found.id, moment=now())
    if kind == "forged":
        token = link(session, made)[:-1] + "~"
    session.commit()
    looked, posted = client.get(f"/i/{token}"), client.post(f"/i/{token}", data={"unit": "organisation"})
    plain = client.get("/i/something-else")
    assert looked.status_code == posted.status_code == plain.status_code == 404
    assert looked.data == plain.data
    assert "ask for a new link" in looked.get_data(as_text=True)
    assert token not in looked.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_beginning_needs_to_know_for_whom(session: Session, member: Member) -> None:
    made = open_world(session)
    token = link(session, made)
    member.post(f"/i/{token}", go="begin", form="short", language="en")
    assert member.status == 422
    assert 'href="#unit"' in member.page
    assert 'value="short" checked' in member.page


def test_a_forged_form_on_another_site_begins_nothing(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    token = link(session, made)
    data = {"go": "begin", "unit": "individual"}
    assert client.post(f"/i/{token}", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_after_beginning_the_address_holds_no_token(session: Session, member: Member) -> None:
    made = open_world(session)
    token = link(session, made)
    member.enter(token)
    assert member.url == "/answer"
    assert token not in member.page


def test_an_organisation_may_say_no_and_change_its_mind(session: Session, member: Member) -> None:
    made = open_world(session)
    token = link(session, made)
    member.post(f"/i/{token}", go="decline", sure="yes")
    assert "nobody will remind you" in member.text
    assert coverage_counts(session, made.strands["A"])[Disposition.DECLINED] == 1
    member.enter(token)
    assert coverage_counts(session, made.strands["A"])[Disposition.OPENED] == 1
    member.answer("B2", B2="words")
    assert coverage_counts(session, made.strands["A"])[Disposition.PARTIAL] == 1


def test_an_organisation_that_answered_cannot_decline_by_accident(session: Session, member: Member) -> None:
    made = open_world(session)
    submitted(session, made)
    member.post(f"/i/{link(session, made)}", go="decline", sure="yes")
    assert member.status == 409
    assert "already answered" in member.text


def test_a_code_opens_an_individual_answer_again(session: Session, client: FlaskClient, member: Member) -> None:
    made = open_world(session)
    token = link(session, made)
    member.enter(token, unit="individual")
    code = member.page.partition('<bdi dir="ltr">')[2].partition("</bdi>")[0]
    assert len(code) == 19
    member.answer("C2", "save", C2="national")
    client.delete_cookie("consult")
    member.post(f"/i/{token}", go="resume", code="AAAA-AAAA-AAAA-AAAA", language="en")
    assert member.status == 422
    assert "Check every letter" in member.text
    member.post(f"/i/{token}", go="resume", code=code.lower(), language="en")
    assert member.url == "/answer"
    assert 'value="national" checked' in member.go("/answer/C2").page


def test_before_opening_and_after_closing_the_page_says_so(session: Session, member: Member) -> None:
    made = open_world(session, opened=False)
    token = link(session, made)
    member.go(f"/i/{token}")
    assert "has not opened yet" in member.text
    assert 'value="begin"' not in member.page
    member.enter(token)
    assert member.status == 409


def test_after_closing_the_organisations_answer_can_still_be_read(session: Session, member: Member) -> None:
    made = open_world(session)
    submitted(session, made, entries={"C2": "national"})
    closed(session, made.strands["A"], now())
    session.commit()
    token = link(session, made)
    member.go(f"/i/{token}")
    assert "Collection is closed." in member.text
    member.enter(token)
    assert "Collection is closed." in member.text
    assert 'class="state done"' in member.go("/answer/review").page
    assert "Submit" not in member.text
