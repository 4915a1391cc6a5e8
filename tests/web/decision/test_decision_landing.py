"""The page behind a decision link, what its member can do, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.decision.operations.voting import close_ballot
from consult.decision.records import Ballot, DecisionLink
from consult.shared.time import now, today
from tests.builders_ballot import VOTES_ON, Voting, running, vote
from tests.web.collection.test_budgets import statements, wire
from tests.web.decision.ballot_fixtures import Linked, made, may_write, member

__all__ = ["made", "may_write", "member"]

Member = Callable[..., Linked]


def test_looking_sets_no_cookie_writes_nothing_and_names_nobody(client: FlaskClient, member: Member) -> None:
    token = member().token
    response = client.get(f"/d/{token}")
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert "title en" in page
    assert "Both" not in page
    assert token not in page
    assert client.get("/d").status_code == 404


def test_going_on_lets_the_browser_speak_for_the_organisation(member: Member) -> None:
    at = member()
    assert "You are here for Both." in at.go("/d")
    assert at.token not in at.page


def test_it_opens_in_the_language_of_the_link(client: FlaskClient, session: Session, member: Member) -> None:
    token = member().token
    session.execute(update(DecisionLink).values(language="ar"))
    session.commit()
    assert '<html lang="ar" dir="rtl">' in client.get(f"/d/{token}").get_data(as_text=True)
    assert '<html lang="fr" dir="ltr">' in client.get(f"/d/{token}?lang=fr").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["unknown", "expired", "revoked", "forged"])
def test_a_link_that_opens_nothing_gets_one_and_the_same_page(
    client: FlaskClient, session: Session, member: Member, kind: str
) -> None:
    token = member().token
    if kind == "expired":
        session.execute(update(DecisionLink).values(expires_at=now() - timedelta(seconds=1)))
    if kind == "revoked":
        session.execute(update(DecisionLink).values(revoked_at=now()))
    if kind in ("unknown", "forged"):
        token = "nothing" if kind == "unknown" else f"{token[:-1]}~"
    session.commit()
    looked, posted = client.get(f"/d/{token}"), client.post(f"/d/{token}")
    plain = client.get("/d/something-else")
    assert looked.status_code == posted.status_code == plain.status_code == 404
    assert looked.data == plain.data
    assert "ask for a new link" in looked.get_data(as_text=True)


@pytest.mark.parametrize("ending", ["expires_at", "revoked_at"])
def test_a_link_that_ends_shuts_the_browser_that_holds_it(session: Session, member: Member, ending: str) -> None:
    at = member()
    session.execute(update(DecisionLink).values({ending: now() - timedelta(seconds=1)}))
    session.commit()
    for url in ("/d", "/d/ballot", "/d/ballot/thanks", "/d/findings", "/d/leave"):
        assert "holds no open link" in at.go(url)
        assert at.status == 404


def test_a_forged_form_on_another_site_opens_nothing(client: FlaskClient, member: Member) -> None:
    token = member().token
    assert client.post(f"/d/{token}", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.get("/d").status_code == 404


def test_leaving_shuts_the_device(member: Member) -> None:
    at = member()
    assert "nobody else at this device" in at.go("/d/leave")
    assert "no longer speaks for your organisation" in at.post("/d/leave")
    assert at.response is not None
    assert at.response.headers["Clear-Site-Data"] == '"cache"'
    at.go("/d")
    assert at.status == 404


def test_findings_are_not_there_before_they_are_published(member: Member) -> None:
    at = member()
    assert "They are not published yet" in at.go("/d")
    at.go("/d/findings")
    assert at.status == 404


def test_the_pages_are_light_and_take_few_statements(
    app: Flask, session: Session, made: Voting, member: Member
) -> None:
    at = member(language="ar")
    for url in ("/d", "/d/leave", f"/d/{at.token}", "/d/ballot"):
        with statements() as said:
            at.go(url)
        assert at.status == 200
        assert len(said) <= 8, "\n".join(said)
        sent, files, scripts = wire(at.page)
        assert sent <= 20_000
        assert (files <= 4, scripts) == (True, 0)
    assert session.scalar(select(DecisionLink.id).limit(1))


def test_it_says_what_can_be_done_now_and_what_comes_when(session: Session, made: Voting, member: Member) -> None:
    at = member()
    text = at.go("/d")
    assert "Members vote after they have commented on the proposal." in text
    assert "What is proposed, clause by clause." in text
    running(session, made, today())
    session.commit()
    assert "Your organisation can vote until the end of" in at.go("/d")
    vote(session, made, made.both, "A")
    session.commit()
    assert "Your organisation can vote until the end of" in at.go("/d"), "one more vote in the other coalition"
    vote(session, made, made.both, "B")
    session.commit()
    assert "Your organisation has voted." in at.go("/d")
    session.execute(
        update(Ballot).values(opens_on=VOTES_ON - timedelta(days=99), closes_on=today() - timedelta(days=3))
    )
    close_ballot(session, made.ballot_id, now())
    session.commit()
    text = at.go("/d")
    assert "The ballot is closed and counted." in text
    assert "Read the decision" in text
    with statements() as said:
        at.go("/d")
    assert len(said) <= 8, "\n".join(said)
