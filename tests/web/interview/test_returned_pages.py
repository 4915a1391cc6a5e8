"""What was said, returned by a link: the link, the page behind it, and what staff see of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.interview.operations import By, mark_words
from consult.interview.operations.returning import revoke_return
from consult.interview.queries import turns_of
from consult.interview.records import TranscriptReturn, Turn
from consult.interview.rules.redacting import RedactionKind
from consult.shared.time import now, today
from tests.builders import MOMENT, World
from tests.builders_coding import ENGLISH, Desk, coded, desk
from tests.builders_interview import ARABIC, group, interviewed
from tests.builders_returning import Hand, returned_to
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

EDITED = ENGLISH.replace("a relief", "a great relief")


@pytest.fixture
def given(session: Session, made: World) -> Desk:
    found = desk(session, made)
    coded(session, found, "STR-GOV", "a relief. But")
    coded(session, found, "TERM-COND", "nobody loses")
    by = By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT)
    mark_words(session, found.english.id, "a post", by)
    mark_words(session, found.turns[2].id, "name", by)
    return found


@pytest.fixture
def hand(session: Session, given: Desk) -> Hand:
    found = returned_to(session, given.interview_id, "Nour", now())
    session.commit()
    return found


class Holder:
    """A browser of somebody who holds a link."""

    def __init__(self, client: FlaskClient, hand: Hand) -> None:
        self.client, self.hand, self.page = client, hand, ""

    def enter(self) -> Holder:
        answer = self.client.post(f"/t/{self.hand.token}", data={"language": "en"})
        assert answer.status_code == 303
        return self.go(answer.location)

    def go(self, address: str = "/transcript", status: int = 200) -> Holder:
        answer = self.client.get(address)
        assert answer.status_code == status
        self.page = answer.text
        return self

    def fields(self, number: int, **more: str) -> dict[str, str]:
        place = self.hand.place(number)
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        return {
            "transcript": self.hand.view.id,
            "number": str(number),
            "seen": place.seen,
            "csrf_token": token[1] if token else "",
            **more,
        }

    def press(self, status: int = 303, **fields: str) -> Holder:
        answer = self.client.post("/transcript", data=fields)
        assert answer.status_code == status, answer.text
        self.page = answer.text
        return self


@pytest.fixture
def holder(client: FlaskClient, hand: Hand) -> Holder:
    return Holder(client, hand).enter()


def text_of(session: Session, number: int) -> str:
    session.expire_all()
    return session.scalars(select(Turn.text).where(Turn.number == number)).one()


def test_looking_at_the_link_tells_and_stores_nothing(session: Session, client: FlaskClient, hand: Hand) -> None:
    answer = client.get(f"/t/{hand.token}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "finance" not in answer.text
    assert "Nour" not in answer.text
    assert client.get("/transcript").status_code == 404
    assert returns(session)[0].approved_on is None


def returns(session: Session) -> list[TranscriptReturn]:
    session.expire_all()
    return list(session.scalars(select(TranscriptReturn)))


@pytest.mark.parametrize("how", ["unknown", "revoked", "over"])
def test_every_link_that_opens_nothing_gets_the_same_answer(
    session: Session, client: FlaskClient, hand: Hand, how: str
) -> None:
    unknown = client.get("/t/nothing-of-this-kind")
    token = hand.token
    if how == "unknown":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif how == "revoked":
        revoke_return(session, hand.view.id, now())
    else:
        session.execute(update(TranscriptReturn).values(last_day=today() - timedelta(days=3)))
    session.commit()
    for answer in (client.get(f"/t/{token}"), client.post(f"/t/{token}")):
        assert (answer.status_code, answer.text.replace(token, "")) == (
            404,
            unknown.text.replace("nothing-of-this-kind", ""),
        )
        assert "Set-Cookie" not in answer.headers


def test_a_browser_let_in_before_is_shut_out_with_its_link(session: Session, holder: Holder) -> None:
    revoke_return(session, holder.hand.view.id, now())
    session.commit()
    assert "finance" not in holder.go(status=404).page


def test_the_words_typed_after_the_end_are_given_back(session: Session, holder: Holder) -> None:
    session.execute(update(TranscriptReturn).values(last_day=today() - timedelta(days=3)))
    session.commit()
    typed = "What I wished to say instead, and it took me an hour."
    holder.press(404, **holder.fields(2, go="save", text=typed))
    assert typed in holder.page
    assert "finance" not in holder.page
    assert text_of(session, 2) == ENGLISH


def test_a_link_opens_its_own_transcript_alone(session: Session, made: World, holder: Holder) -> None:
    other = returned_to(session, interviewed(session, made), "نور", now())
    session.commit()
    fields = {**holder.fields(2, go="save", text="Otherwise"), "transcript": other.view.id}
    holder.press(404, **fields)
    assert text_of_turn(session, other, 2) == ARABIC
    holder.go()
    holder.press(404, **{**holder.fields(2, go="withdraw"), "number": "1"})
    for number in ("77", "-1", "x", str(10**30)):
        holder.go()
        holder.press(404, **{**holder.fields(2, go="withdraw"), "number": number})


def text_of_turn(session: Session, hand: Hand, number: int) -> str:
    session.expire_all()
    return hand.says(number).text


def test_what_is_covered_for_others_is_marked_in_ones_own_words_and_covered_elsewhere(holder: Holder) -> None:
    assert '<mark>a post<span class="vh"> (a name)</span></mark>' in holder.page
    assert "And the [name]?" in holder.page


def test_a_correction_is_saved_and_codes_follow(session: Session, given: Desk, holder: Holder) -> None:
    assert "<textarea" in holder.go("/transcript?change=2").page
    holder.press(**holder.fields(2, go="save", text=EDITED.replace("\n", "\r\n")))
    assert text_of(session, 2) == EDITED
    assert "corrected on" in holder.go().page


@pytest.mark.parametrize("text", ["", " ", "a" * 20_001])
def test_a_correction_that_cannot_be_is_given_back_with_the_reason(session: Session, holder: Holder, text: str) -> None:
    holder.press(422, **holder.fields(2, go="save", text=text))
    assert 'role="alert"' in holder.page
    assert f">\n{text}</textarea>" in holder.page
    assert text_of(session, 2) == ENGLISH


def test_a_second_window_is_shown_what_changed_and_keeps_what_was_typed(session: Session, holder: Holder) -> None:
    second = holder.fields(2, go="save", text="Typed in the second window.")
    holder.press(**holder.fields(2, go="save", text=EDITED))
    holder.press(409, **second)
    assert ">\nTyped in the second window.</textarea>" in holder.page
    assert re.search(r"<ins><span class=\"vh\">Added: </span>great </ins>", holder.page)
    assert text_of(session, 2) == EDITED
    seen = re.search(r'name="seen" value="([^"]+)"[^§]*?Typed in the second', holder.page)
    assert seen
    holder.press(**holder.fields(2, go="save", text="Typed in the second window."))
    assert text_of(session, 2) == "Typed in the second window."


def test_words_withdrawn_in_another_window_stay_so_and_what_was_typed_is_given_back(
    session: Session, holder: Holder
) -> None:
    second = holder.fields(2, go="save", text="Typed in the second window.")
    holder.press(**holder.fields(2, go="withdraw"))
    holder.press(409, **second)
    assert "Typed in the second window." in holder.page
    assert text_of(session, 2) == ""


def test_a_passage_is_withdrawn_and_taken_back(session: Session, holder: Holder) -> None:
    holder.press(**holder.fields(2, go="withdraw"))
    assert text_of(session, 2) == ""
    assert "finance" not in holder.go().page
    holder.press(**holder.fields(2, go="back"))
    assert text_of(session, 2) == ENGLISH


def test_one_says_that_all_is_fine_and_leaves(session: Session, holder: Holder) -> None:
    holder.press(**holder.fields(2, go="fine"))
    assert returns(session)[0].approved_on == today()
    holder.go()
    holder.press(200, **holder.fields(2, go="leave"))
    holder.go(status=404)


def test_long_transcripts_come_in_pages(session: Session, made: World, client: FlaskClient) -> None:
    names = [f"Speaker {number}" for number in range(1, 46)]
    hand = returned_to(session, group(session, made, names), "Speaker 30", now())
    session.commit()
    holder = Holder(client, hand).enter()
    assert "Page 1 of 3" in holder.page
    assert "The words of" not in holder.page
    assert "The words of Speaker 30." in holder.go("/transcript?page=2").page
    holder.go("/transcript?page=99999999999999999999").go("/transcript?page=-3").go("/transcript?page=x")


@pytest.mark.parametrize("go", ["save", "withdraw", "back", "fine"])
def test_what_a_speaker_does_takes_eight_statements_at_most(
    session: Session, given: Desk, holder: Holder, go: str
) -> None:
    number = 4
    coded(session, given, "STR-GOV", turn=given.mixed)
    mark_words(session, given.mixed.id, "نعم", By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT))
    session.commit()
    if go == "back":
        holder.press(**holder.fields(number, go="withdraw"))
    fields = holder.fields(number, go=go, text="لا " + given.mixed.text)  # moves codes, marks and a translation
    with statements() as said:
        holder.press(**fields)
    assert len(said) <= 8, "\n".join(said)
    with statements() as said:
        holder.go()
    assert len(said) <= 8, "\n".join(said)


def test_staff_make_a_link_that_is_shown_once(
    session: Session, given: Desk, signed_in: Callable[..., Browser], client: FlaskClient
) -> None:
    browser, address = signed_in(), f"/interviews/{given.interview_id}/return"
    speaker = given.english.participant.id
    last = today() + timedelta(days=5)
    answer = browser.post(address, data={"speaker": speaker, "last_day": last.isoformat(), "language": "fr"})
    found = re.search(r"<code>([^<]+/t/([^<]+))</code>", answer.text)
    assert found
    assert found[2] not in browser.get(address).text
    assert (returns(session)[0].last_day, returns(session)[0].language) == (last, "fr")
    assert client.get(f"/t/{found[2]}").status_code == 200
    ended = browser.post(f"{address}/{returns(session)[0].id}")
    assert ended.status_code == 303
    assert client.get(f"/t/{found[2]}").status_code == 404


@pytest.mark.parametrize("changed", [{"last_day": "2020-01-01"}, {"speaker": "nobody"}, {"last_day": ""}])
def test_a_link_that_cannot_be_made_is_refused(
    session: Session, given: Desk, signed_in: Callable[..., Browser], changed: dict[str, str]
) -> None:
    fields = {"speaker": given.english.participant.id, "last_day": today().isoformat(), "language": "en"}
    answer = signed_in().post(f"/interviews/{given.interview_id}/return", data=fields | changed)
    assert answer.status_code in (409, 422)
    assert returns(session) == []


@pytest.mark.parametrize(("role", "mark"), [(Role.CODER, "A"), (Role.COORDINATOR, "A"), (Role.LEAD_CONSULTANT, "B")])
def test_nobody_else_makes_links(
    session: Session, given: Desk, signed_in: Callable[..., Browser], role: Role, mark: str
) -> None:
    answer = signed_in(role, mark).get(f"/interviews/{given.interview_id}/return")
    assert answer.status_code in (403, 404)


def test_another_interviews_link_is_not_ended(
    session: Session, made: World, hand: Hand, signed_in: Callable[..., Browser]
) -> None:
    other = interviewed(session, made)
    session.commit()
    assert signed_in().post(f"/interviews/{other}/return/{hand.view.id}").status_code == 404
    assert returns(session)[0].revoked_at is None


def test_staff_see_what_was_corrected_and_that_words_were_withdrawn(
    session: Session, given: Desk, hand: Hand, signed_in: Callable[..., Browser]
) -> None:
    hand.corrects(2, EDITED)
    hand.withdraws(6)
    session.commit()
    page = html.unescape(signed_in().get(f"/interviews/{given.interview_id}").text)
    assert '<ins><span class="vh">Added: </span>great </ins>' in page
    assert "Withdrawn by the interviewee on" in page
    assert "followed" not in page
    assert turns_of(session, given.interview_id)[5].text == ""


def test_nothing_of_a_link_reaches_the_log(app: Flask, holder: Holder, caplog: pytest.LogCaptureFixture) -> None:
    holder.press(**holder.fields(2, go="save", text=EDITED))
    holder.go("/transcript?change=2")
    assert holder.hand.token not in caplog.text
    assert "finance" not in caplog.text
