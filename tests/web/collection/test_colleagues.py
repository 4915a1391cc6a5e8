"""Colleagues at an organisation's draft: what they see, what they may, and what is never theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.operations.position import revoke_colleague
from consult.collection.queries.position import colleague_by_token
from consult.collection.records import Answer, Colleague, DraftComment
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import Member, agreed, link
from tests.builders_gates import closed
from tests.conftest import Browser
from tests.web.collection.test_budgets import statements, wire

Invite = Callable[..., str]


@pytest.fixture
def colleague(app: Flask) -> Member:
    return Member(Browser(app, app.response_class, use_cookies=True))


@pytest.fixture
def invite(session: Session, made: World, member: Member) -> Invite:
    """The focal point sits down, writes something, and gives a colleague a link."""
    token = link(session, made)
    session.commit()
    member.enter(token)
    member.answer("C2", C2="national").answer("B2", B2="What we think")

    def give(may: str = "edit", name: str = "Treasurer") -> str:
        member.go("/answer/colleagues").send(name=name, may=may)
        found = re.search(r"/c/([\w-]+)</code>", member.page)
        assert found
        return found.group(1)

    return give


def come(colleague: Member, token: str) -> Member:
    return colleague.post(f"/c/{token}", language="en")


class TestTheLink:
    def test_it_is_shown_once(self, member: Member, invite: Invite) -> None:
        token = invite()
        assert "shown only now" in member.text
        member.go("/answer/colleagues")
        assert token not in member.page
        assert "Treasurer" in member.text

    def test_looking_at_it_sets_and_writes_nothing(self, invite: Invite, colleague: Member) -> None:
        token = invite()
        with statements() as said:
            response = colleague.client.get(f"/c/{token}")
        assert "Set-Cookie" not in response.headers
        assert [one for one in said if not one.lstrip().upper().startswith("SELECT")] == []
        shown = response.get_data(as_text=True)
        assert "Treasurer" in shown
        for written in ("What we think", "national"):
            assert written not in shown
        assert colleague.client.get("/answer/draft").status_code == 404

    def test_one_that_opens_nothing_looks_like_an_unknown_invitation(
        self, session: Session, made: World, invite: Invite, colleague: Member
    ) -> None:
        token, ended = invite(), invite()
        found = colleague_by_token(session, ended)
        assert found is not None
        revoke_colleague(session, found.answer_id, found.id, day=today())
        session.commit()
        pages = {colleague.go(f"/c/{one}").page for one in (ended, "nothing")} | {colleague.go("/i/nothing").page}
        assert len(pages) == 1
        assert colleague.status == 404
        closed(session, made.strands["A"], now())
        session.commit()
        assert colleague.go(f"/c/{token}").page in pages
        assert come(colleague, token).page in pages

    def test_a_link_taken_back_shuts_the_pages_at_once(self, member: Member, invite: Invite, colleague: Member) -> None:
        come(colleague, invite())
        found = re.search(r'action="(/answer/colleagues/[^"]+/revoke)"', member.go("/answer/colleagues").page)
        assert found
        member.post(found.group(1))
        assert colleague.go("/answer/draft").status == 404
        assert colleague.post("/answer/C2", C2="regional", go="next").status == 404

    def test_an_empty_name_is_said_and_the_choice_stays(self, session: Session, member: Member, invite: Invite) -> None:
        member.go("/answer/colleagues").send(name=" ", may="edit")
        assert member.status == 422
        assert 'href="#name"' in member.page
        assert 'value="edit" checked' in member.page
        assert session.scalar(select(func.count()).select_from(Colleague)) == 0

    def test_another_site_begins_nothing(self, invite: Invite, colleague: Member) -> None:
        token = invite()
        response = colleague.client.post(f"/c/{token}", headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 400


class TestWhatTheySee:
    def test_the_draft_without_what_is_sealed(self, member: Member, invite: Invite, colleague: Member) -> None:
        member.answer("J2", J2_dot_risk="yes", J2_dot_text="canary-under-the-seal")
        come(colleague, invite())
        assert colleague.url == "/answer/draft"
        assert "What we think" in colleague.text
        assert "/answer/J2" not in colleague.page
        for url in ("/answer/draft", "/answer/J2", "/answer/J2/comments", "/answer/review", "/answer"):
            assert "canary" not in colleague.go(url).text
        member.go("/answer/J2")
        key = {name: member.hidden[name] for name in ("key", "revision", "version")}
        colleague.post("/answer/J2", **key, **{"J2.text": "overwritten", "go": "next"})
        assert "canary-under-the-seal" in member.go("/answer/J2").text

    def test_going_on_leads_past_what_is_hidden(self, member: Member, invite: Invite, colleague: Member) -> None:
        come(colleague, invite())
        colleague.answer("J1")
        assert colleague.url == "/answer/J3"
        colleague.send()
        assert colleague.url == "/answer/draft"

    @pytest.mark.parametrize("may", ["comment", "edit"])
    @pytest.mark.parametrize(
        "url", ["review", "receipt", "withdraw", "colleagues", "history", "paper", "file", "confirm", "offline"]
    )
    def test_what_is_not_theirs(self, invite: Invite, colleague: Member, may: str, url: str) -> None:
        come(colleague, invite(may))
        if url == "review":
            assert colleague.go("/answer/review").url == "/answer/draft"
        else:
            assert colleague.go(f"/answer/{url}").status == 404
        if url != "paper":
            assert colleague.post(f"/answer/{url}").status in (404, 405)

    def test_nobody_sees_an_individual_answer(
        self, session: Session, made: World, invite: Invite, colleague: Member, member: Member
    ) -> None:
        token = invite()
        own = link(session, made)
        session.commit()
        person = Member(Browser(member.client.application, member.client.response_wrapper, use_cookies=True))
        person.enter(own, unit="individual").answer("B2", B2="canary of my own")
        assert person.go("/answer/colleagues").status == 404
        for one in (member, come(colleague, token)):
            for url in ("/answer", "/answer/draft", "/answer/B2", "/answer/B2/comments", "/answer/colleagues"):
                assert "canary" not in one.go(url).text

    def test_an_invitation_of_ones_own_comes_first(
        self, session: Session, made: World, invite: Invite, colleague: Member
    ) -> None:
        come(colleague, invite("comment"))
        own = link(session, made)
        session.commit()
        colleague.enter(own, unit="individual")
        assert "You answer in your own name." in colleague.text


class TestWhatTheyDo:
    def test_an_editor_changes_answers_and_a_commenter_does_not(
        self, member: Member, invite: Invite, colleague: Member
    ) -> None:
        come(colleague, invite("edit")).answer("C2", C2="regional")
        assert 'value="regional" checked' in member.go("/answer/C2").page
        come(colleague, invite("comment"))
        assert "You can read and write comments." in colleague.text
        assert colleague.go("/answer/C2").url == "/answer/C2/comments"
        assert colleague.post("/answer/C2", C2="balanced", go="next").status == 404
        assert 'value="regional" checked' in member.go("/answer/C2").page

    def test_two_editors_are_shown_both_answers(self, member: Member, invite: Invite, colleague: Member) -> None:
        come(colleague, invite()).go("/answer/B2")
        member.answer("B2", B2="Theirs")
        colleague.send(B2="Mine")
        assert colleague.status == 422
        assert "Theirs" in colleague.text
        colleague.send("settle", B2="Mine", keep__B2="both")
        assert "Theirs Mine" in member.go("/answer/B2").text

    def test_comments_are_written_answered_and_settled(
        self, session: Session, member: Member, invite: Invite, colleague: Member
    ) -> None:
        come(colleague, invite("comment"))
        colleague.go("/answer/C2/comments")
        fields = {**colleague.hidden, "text": "Is this what the board said?"}
        for _ in range(2):
            colleague.client.post("/answer/C2/comments", data=fields)
        assert session.scalar(select(func.count()).select_from(DraftComment)) == 1
        assert "One comment of a colleague waits" in member.go("/answer").text
        assert "Comments (1)" in member.go("/answer/C2").text
        member.go("/answer/C2/comments")
        to = re.search(r'name="to" value="([^"]+)"', member.page)
        assert to
        member.post("/answer/C2/comments", text="Yes, on Monday", to=to.group(1))
        assert "Yes, on Monday" in colleague.go("/answer/C2/comments").text
        assert "Treasurer" in member.text
        colleague.post(f"/answer/C2/comments/{to.group(1)}", go="settle")
        assert "Settled" in colleague.text
        assert "Comments (0)" in member.go("/answer/C2").text
        colleague.post(f"/answer/C2/comments/{to.group(1)}", go="reopen")
        assert "Comments (2)" in member.go("/answer/C2").text

    def test_a_commenter_settles_only_what_is_theirs(self, member: Member, invite: Invite, colleague: Member) -> None:
        token = invite("comment")
        member.post("/answer/C2/comments", text="To all of you")
        to = re.search(r'name="to" value="([^"]+)"', member.page)
        assert to
        come(colleague, token)
        assert "This is settled" not in colleague.go("/answer/C2/comments").text
        assert colleague.post(f"/answer/C2/comments/{to.group(1)}", go="settle").status == 403
        assert colleague.post("/answer/C2/comments/nothing", go="settle").status == 404
        assert member.post(f"/answer/C2/comments/{to.group(1)}", go="settle").status == 200

    @pytest.mark.parametrize(("text", "says"), [(" ", "Write what you want"), ("x" * 2001, "2000 characters")])
    def test_a_comment_that_is_refused_is_given_back(
        self, invite: Invite, colleague: Member, text: str, says: str
    ) -> None:
        come(colleague, invite("comment"))
        colleague.post("/answer/C2/comments", text=text)
        assert colleague.status == 422
        assert says in colleague.text
        assert text.strip() in colleague.page
        assert 'href="#text"' in colleague.page

    def test_comments_and_links_end_with_submitting(
        self, session: Session, member: Member, invite: Invite, colleague: Member
    ) -> None:
        come(colleague, invite())
        colleague.post("/answer/C2/comments", text="canary words")
        agreed(member)
        assert "One comment is not settled." in member.go("/answer/review").text
        member.submit()
        assert member.url == "/answer/receipt"
        assert session.scalar(select(func.count()).select_from(DraftComment)) == 0
        assert colleague.go("/answer/draft").status == 404
        assert member.go("/answer/C2/comments").status == 404
        assert "link ended" in member.go("/answer/colleagues").text

    def test_leaving_forgets_the_draft(self, invite: Invite, colleague: Member) -> None:
        come(colleague, invite()).go("/answer/leave")
        colleague.post("/answer/leave")
        assert colleague.go("/answer/draft").status == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_their_pages_are_light(session: Session, invite: Invite, colleague: Member, language: str) -> None:
    token = invite()
    colleague.post(f"/c/{token}", language=language)
    for url in (f"/c/{token}?lang={language}", "/answer/draft", "/answer/C2", "/answer/C2/comments"):
        colleague.go(url)
        with statements() as said:
            shown = colleague.client.get(url)
        assert shown.status_code == 200
        assert len(said) <= 8, (url, *said)
        sent, files, _scripts = wire(shown.get_data(as_text=True))
        assert sent <= 20_000, url
        assert files <= 4
    colleague.go("/answer/C2")
    with statements() as said:
        colleague.client.post("/answer/C2", data={**colleague.hidden, "C2": "regional", "go": "next"})
    assert len(said) <= 8, said
    assert session.scalar(select(func.count()).select_from(Answer)) == 1
