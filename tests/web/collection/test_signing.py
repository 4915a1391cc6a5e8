"""Signing an organisation's answer as it is submitted, and again after a change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consult.collection.queries import counted_answers
from consult.collection.rules import Unit
from consult.shared.time import today
from tests.builders import World
from tests.builders_collection import Member, agreed, kept, link, open_world, signed_today, submitted

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def made(session: Session) -> World:
    return open_world(session)


def at_review(session: Session, made: World, member: Member, *, form: str = "full", language: str = "en") -> Member:
    token = link(session, made)
    session.commit()
    member.enter(token, form=form, language=language)
    return agreed(member)


def counted(session: Session, made: World) -> list[object]:
    return [one.document.get("A3") for one in counted_answers(session, made.strands["A"], Unit.ORGANISATION)]


def test_every_field_is_asked_and_nothing_typed_is_lost(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member).submit(agreed_by="", day="31", month="2")
    assert member.status == 422
    for field in ("agreed_by", "agreed_on"):
        assert f'href="#{field}"' in member.page
    assert 'href="#office"' not in member.page
    assert 'value="Director"' in member.page
    assert 'name="day" size="3" maxlength="12" autocomplete="off" value="31"' in member.page
    assert counted(session, made) == []
    member.submit(office=" ")
    assert 'href="#office"' in member.page
    assert 'value="board" checked' in member.page


def test_a_day_to_come_is_refused(session: Session, made: World, member: Member) -> None:
    later = today() + timedelta(days=40)
    at_review(session, made, member).submit(day=str(later.day), month=str(later.month), year=str(later.year))
    assert member.status == 422
    assert "in the future or long ago" in member.text


def test_digits_of_the_readers_script_are_read(session: Session, made: World, member: Member) -> None:
    typed = {name: value.translate(ARABIC) for name, value in signed_today().items() if value.isdigit()}
    at_review(session, made, member, language="ar").submit(**typed)
    assert member.url == "/answer/receipt"


def test_what_the_answer_says_stands_there_and_is_kept_equal(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member).answer("A3", A3="members_asked")
    assert 'name="agreed_by" value="members_asked" checked' in member.go("/answer/review").page
    assert "what you choose here stands there" in member.text
    member.submit(agreed_by="provisional")
    assert counted(session, made) == ["provisional"]


def test_the_short_form_is_signed_too(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member, form="short").go("/answer/review")
    assert "How was this answer agreed?" in member.text
    assert "what you choose here stands there" not in member.text
    assert member.submit().url == "/answer/receipt"


def test_what_is_missing_and_what_is_not_signed_are_said_together(
    session: Session, made: World, member: Member
) -> None:
    token = link(session, made)
    session.commit()
    member.enter(token).submit(office="")
    assert "/answer/Z2#Z2.take_part" in member.page
    assert 'href="#office"' in member.page
    member.submit()
    assert 'href="#office"' not in member.page
    assert 'value="Director"' in member.page


def test_nothing_is_signed_that_was_not_read(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member).go("/answer/review")
    before = dict(member.hidden)
    member.answer("C2", C2="regional")
    member.post("/answer/review", **{**before, **signed_today()})
    assert member.status == 422
    assert "Somebody has changed this answer" in member.text
    assert 'value="Director"' in member.page
    assert counted(session, made) == []
    member.post("/answer/review", **{**member.hidden, **signed_today()})
    assert member.url == "/answer/receipt"


def test_the_button_pressed_twice_submits_once(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member).go("/answer/review")
    fields = {**member.hidden, **signed_today()}
    for _ in range(2):
        assert member.client.post("/answer/review", data=fields).headers["Location"] == "/answer/receipt"
    assert counted(session, made) == ["board"]


def test_a_change_counts_and_asks_to_sign_again(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member).submit()
    assert "Sign again" not in member.go("/answer/review").text
    assert "Signed on" in member.text
    member.answer("C2", C2="regional")
    assert "One answer was changed after your organisation signed." in member.go("/answer").text
    found = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert [one.document["C2"] for one in found] == ["regional"]
    assert 'value="Director"' in member.go("/answer/review").page
    member.submit()
    assert "signed as it stands now" in member.text
    assert "changed after your organisation signed" not in member.go("/answer").text


def test_an_individual_signs_nothing(session: Session, made: World, member: Member) -> None:
    token = link(session, made)
    session.commit()
    member.enter(token, unit="individual")
    agreed(member).go("/answer/review")
    assert "agreed_by" not in member.page
    assert member.submit().url == "/answer/receipt"


def test_history_shows_what_stood_before_and_keeps_no_words(session: Session, made: World, member: Member) -> None:
    answer_id = submitted(session, made, entries={"C2": "national"}, words={"B2": "taken back"})
    kept(session, answer_id, {"C2": "regional", "J2.risk": "yes"}, {"B2": "other words"})
    token = link(session, made)
    session.commit()
    member.enter(token).go("/answer/history")
    assert "Mostly at national level" in member.text or "ational" in member.text
    assert f"Until {today().day}" in member.text or "Until" in member.text
    assert "taken back" not in member.text
    assert "J2." not in member.page
    assert "What you changed" in member.go("/answer").text


def test_a_draft_has_no_history_yet(session: Session, made: World, member: Member) -> None:
    at_review(session, made, member).answer("C2", C2="national").answer("C2", C2="regional")
    assert "changes are kept here from the moment you submit it" in member.go("/answer/history").text


def test_a_half_typed_signature_is_still_there_in_another_language(
    session: Session, made: World, member: Member
) -> None:
    at_review(session, made, member).go("/answer/review")
    typed = {"office": "المديرة", "agreed_by": "board", "day": "14", "month": "", "year": "20"}
    member.post("/answer/review", **{**member.hidden, **typed, "go": "lang", "lang": "ar"})
    assert member.status == 200
    assert 'lang="ar" dir="rtl"' in member.page
    assert 'value="المديرة"' in member.page
    assert 'value="board" checked' in member.page
    assert 'autocomplete="off" value="14"' in member.page
    assert counted(session, made) == []
    member.submit()
    assert member.url == "/answer/receipt"


def test_enter_in_a_field_of_the_signature_signs_and_does_not_change_the_language(
    session: Session, made: World, member: Member
) -> None:
    at_review(session, made, member).go("/answer/review")
    buttons = re.findall(r'<button[^>]*form="f"[^>]*>', member.page)
    assert 'value="next"' in buttons[0]
    member.post("/answer/review", **{**member.hidden, **signed_today(), "go": "next", "lang": "ar"})
    assert member.url == "/answer/receipt"


def test_a_language_the_consultation_does_not_offer_changes_nothing(
    session: Session, made: World, member: Member
) -> None:
    at_review(session, made, member).go("/answer/review")
    member.post("/answer/review", **{**member.hidden, "office": "Chair", "go": "lang", "lang": "xx"})
    assert 'lang="en"' in member.page
    assert 'value="Chair"' in member.page
