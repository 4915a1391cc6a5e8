"""Writing an answer down for a member, and the member's word on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Grant
from consult.access.rules import Role
from consult.collection.queries import counted_answers
from consult.collection.records import Answer, ProxyEntry, Words
from consult.collection.rules import AnswerState, Channel, Unit
from consult.consultation.rules import Mode
from consult.shared.database import writing
from tests.builders import World
from tests.builders_collection import Member, agreed, begun, link, open_world
from tests.conftest import Browser
from tests.web.collection.test_budgets import statements


@pytest.fixture
def writer(staff: Callable[..., Browser]) -> Member:
    return Member(staff(Role.INTERVIEWER))


@pytest.fixture
def person_(app: Flask) -> Member:
    return Member(Browser(app, app.response_class, use_cookies=True))


def url(made: World, mark: str = "A") -> str:
    return f"/strands/{made.strands[mark]}/proxy"


def begin(writer: Member, made: World, **changed: Any) -> Member:
    fields = {
        "organisation": made.organisations["a1"],
        "unit": "organisation",
        "channel": "phone",
        "language": "ar",
        "source": "Call of 3 March",
        "form": "full",
        **changed,
    }
    writer.go(url(made))
    return writer.post(url(made), **fields)


def handed_over(writer: Member, made: World, **changed: Any) -> Member:
    begin(writer, made, language="en", **changed)
    agreed(writer.go("/answer"))
    writer.answer("B2", B2="As they said it")
    return writer.submit()


def own(session: Session, made: World) -> str:
    token = link(session, made)
    session.commit()
    return token


def state(session: Session) -> AnswerState:
    session.expire_all()
    return session.scalars(select(Answer.state)).one()


def test_words_are_kept_in_the_language_of_the_answer_whatever_the_page_speaks(
    session: Session, writer: Member, made: World
) -> None:
    begin(writer, made)
    assert 'lang="en" dir="ltr"' in writer.page
    writer.answer("B2", B2="نصف الهدف")
    assert session.scalars(select(Words.language)).all() == ["ar"]


def test_the_member_pages_open_with_a_banner(writer: Member, made: World) -> None:
    begin(writer, made)
    assert writer.url == "/answer"
    for page in ("/answer", "/answer/B2", "/answer/review"):
        assert "You write down the answer of Alpha one" in writer.go(page).text
    assert "Withdraw your answer" not in writer.go("/answer").text


def test_what_is_written_down_says_how_it_came(session: Session, writer: Member, made: World) -> None:
    handed_over(writer, made)
    assert writer.url == url(made)
    assert "submitted and counts" in writer.text
    assert session.scalars(select(Answer.channel)).one() is Channel.PHONE
    assert len(counted_answers(session, made.strands["A"], Unit.ORGANISATION)) == 1
    assert writer.go("/answer").status == 404
    assert "Go on" not in writer.go(url(made)).text


@pytest.mark.parametrize("page", ["withdraw", "receipt", "colleagues", "history", "confirm", "file", "paper"])
def test_what_is_only_the_members(writer: Member, made: World, page: str) -> None:
    begin(writer, made)
    assert writer.go(f"/answer/{page}").status == 403


def test_everything_missing_is_said_at_its_field(writer: Member, made: World) -> None:
    begin(writer, made, organisation="", channel="", source=" ", unit="")
    assert writer.status == 422
    for field in ("organisation", "channel", "source", "unit"):
        assert f'href="#{field}"' in writer.page
    begin(writer, made, channel="web")
    assert writer.status == 422
    begin(writer, made, organisation=made.organisations["b1"])
    assert writer.status == 422


def test_an_organisation_with_an_answer_of_its_own_is_refused(session: Session, writer: Member, made: World) -> None:
    begun(session, made)
    session.commit()
    begin(writer, made)
    assert writer.status == 409
    assert "go on with it through the link in their invitation" in writer.text
    assert "Call of 3 March" in writer.page
    assert writer.go("/answer").status == 404


def test_an_interviewer_comes_back_and_another_does_not(
    session: Session, writer: Member, made: World, staff: Callable[..., Browser]
) -> None:
    begin(writer, made, language="en").answer("B2", B2="half a sentence")
    entry_id = session.scalars(select(ProxyEntry.answer_id)).one()
    writer.go("/answer/leave")
    writer.post("/answer/leave")
    assert writer.go("/answer").status == 404
    assert "Call of 3 March" in writer.go(url(made)).text
    writer.post(f"{url(made)}/{entry_id}", go="open")
    assert "half a sentence" in writer.go("/answer/B2").text
    lead = Member(staff(Role.LEAD_CONSULTANT))
    assert "Call of 3 March" not in lead.go(url(made)).text
    assert lead.post(f"{url(made)}/{entry_id}", go="open").status == 404


def test_a_right_that_was_taken_back_shuts_the_pages(session: Session, writer: Member, made: World) -> None:
    begin(writer, made)
    writing.set(True)
    for grant in session.scalars(select(Grant)):
        session.delete(grant)
    session.commit()
    assert writer.go("/answer").status == 404


def test_an_entry_begun_by_mistake_is_deleted(session: Session, writer: Member, made: World) -> None:
    begin(writer, made)
    entry_id = session.scalars(select(ProxyEntry.answer_id)).one()
    writer.post(f"{url(made)}/{entry_id}", go="discard")
    assert "deleted with everything in it" in writer.text
    assert session.scalars(select(Answer)).all() == []


class TestTheMembersWord:
    def test_nothing_else_opens_before(self, session: Session, writer: Member, made: World, person_: Member) -> None:
        handed_over(writer, made)
        person_.enter(own(session, made))
        assert person_.url == "/answer/confirm"
        for said in ("wrote this down on", "Alpha one", "By telephone", "Call of 3 March", "As they said it"):
            assert said in person_.text, said
        for page in ("", "/B2", "/review", "/receipt", "/colleagues"):
            assert person_.go(f"/answer{page}").url == "/answer/confirm"
        assert "Withdraw" in person_.go("/answer/withdraw").text

    def test_confirmed_it_is_theirs_and_came_as_it_came(
        self, session: Session, writer: Member, made: World, person_: Member
    ) -> None:
        handed_over(writer, made)
        person_.enter(own(session, made)).send("confirm")
        assert person_.url == "/answer"
        assert "stands as yours" in person_.text
        assert session.scalars(select(Answer.channel)).one() is Channel.PHONE
        assert "Confirmed by the member" in writer.go(url(made)).text
        person_.answer("B2", B2="Better so")
        assert "Better so" in person_.go("/answer/B2").text

    def test_they_put_it_right(self, session: Session, writer: Member, made: World, person_: Member) -> None:
        handed_over(writer, made)
        person_.enter(own(session, made)).send("correct")
        assert person_.url == "/answer/review"
        assert state(session) is AnswerState.SUBMITTED
        assert session.scalars(select(Answer.channel)).one() is Channel.WEB

    def test_what_is_wrong_does_not_count(self, session: Session, writer: Member, made: World, person_: Member) -> None:
        handed_over(writer, made)
        person_.enter(own(session, made)).send("wrong")
        assert "does not count any more" in person_.text
        assert state(session) is AnswerState.DRAFT
        assert "As they said it" in person_.go("/answer/B2").text
        assert "says that it is wrong" in writer.go(url(made)).text
        assert person_.submit().url == "/answer/receipt"

    def test_a_draft_is_gone_on_with(self, session: Session, writer: Member, made: World, person_: Member) -> None:
        begin(writer, made, language="en").answer("B2", B2="half a sentence")
        person_.enter(own(session, made))
        assert "not submitted yet" in person_.text
        person_.send("correct")
        assert "half a sentence" in person_.go("/answer/B2").text
        assert writer.go("/answer/B2").status == 404


class TestOnePerson:
    def test_their_code_is_shown_once_and_opens_what_was_written(
        self, session: Session, writer: Member, made: World, person_: Member
    ) -> None:
        begin(writer, made, unit="individual", language="en")
        found = re.search(r"<code>([A-Z2-9-]+)</code>", writer.page)
        assert found
        assert found.group(1) not in writer.go("/answer").page
        agreed(writer)
        writer.submit()
        person_.post("/answer/open", code=found.group(1))
        assert person_.url == "/answer/confirm"
        assert "as your own answer" in person_.text


class TestWhereIndividualsAreAnonymous:
    @pytest.fixture
    def made(self, session: Session) -> World:
        world = open_world(session, individual_mode=Mode.ANONYMOUS)
        session.commit()
        return world

    def test_nobody_writes_one_down_for_them(self, writer: Member, made: World) -> None:
        assert 'value="individual"' not in writer.go(url(made)).page
        assert begin(writer, made, unit="individual").status == 409
        assert begin(writer, made).url == "/answer"


def test_the_page_takes_few_statements(session: Session, writer: Member, made: World) -> None:
    for organisation in ("a1", "a2"):
        begin(writer, made, organisation=made.organisations[organisation])
    writer.go(url(made))
    with statements() as said:
        assert writer.client.get(url(made)).status_code == 200
    assert len(said) <= 12, said
