"""Through the pages, as a person without scripts goes."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.queries import counted_answers, coverage_counts
from consult.collection.records import Answer, PagePost, SealedAnswer, Words
from consult.collection.rules import Disposition, Unit
from consult.consultation.operations import close_strand
from consult.instrument.operations import correct_wording, open_re_ask
from consult.instrument.queries import newest_version
from consult.shared.time import now
from tests.builders_collection import Member, begun, link, open_world, submitted


@pytest.fixture
def member(client: FlaskClient) -> Member:
    return Member(client)


@pytest.fixture
def colleague(app: Flask) -> Member:
    return Member(app.test_client())


def agreed(member: Member) -> Member:
    return member.answer("Z2", Z2_dot_take_part="yes", Z2_dot_region="yes")


def test_from_the_link_to_the_receipt(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    assert "You answer for Alpha one ." in member.text
    assert "0 of 11 sections done" in member.text
    agreed(member)
    assert member.url == "/answer/A1"
    assert 'value="national_ngo" checked' in member.page  # what the register says stands there to be confirmed
    member.send(A1="youth")
    assert member.url == "/answer/A2"
    member.send(A2_dot_role=["board", "staff"], A2_dot_since="٢٠٠٩")
    member.answer("J3", J3_dot_text="What about the archive?", J3_dot_aloud="yes")
    assert member.url == "/answer/review"
    assert "What about the archive?" in member.text
    assert "left empty" in member.text
    member.post("/answer/review")
    assert member.url == "/answer/receipt"
    assert "Thank you. We have your answer." in member.text
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["A2.since"] == 2009
    assert counted.document["A2.role"] == ["board", "staff"]
    assert coverage_counts(session, made.strands["A"])[Disposition.ANSWERED] == 1


def test_every_page_of_both_forms_and_units_can_be_walked_through(session: Session, member: Member) -> None:
    made = open_world(session)
    lengths = {}
    for unit in ("organisation", "individual"):
        for form in ("full", "short"):
            token = link(session, made, "a1" if form == "full" else "a2")
            member.enter(token, unit=unit, form=form)
            agreed(member)
            pages = 1
            while member.url != "/answer/review":
                assert member.status == 200, member.url
                member.send()
                pages += 1
                assert pages < 60
            lengths[unit, form] = pages
    assert lengths["individual", "short"] <= 11
    assert lengths["organisation", "full"] > 25


def test_what_is_required_is_asked_for_and_everything_typed_is_still_there(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("Z2", Z2_dot_quote="member_only")
    assert member.status == 422
    assert 'href="#Z2.take_part"' in member.page
    assert 'value="member_only" checked' in member.page
    member.post("/answer/review")
    assert member.status == 422
    assert "/answer/Z2#Z2.take_part" in member.page
    member.answer("Z2", "save", Z2_dot_quote="none")
    assert member.url == "/answer"


def test_what_cannot_be_read_is_shown_again_with_its_fault(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("A2", A2_dot_role="board", A2_dot_since="ages ago")
    assert member.status == 422
    assert 'href="#A2.since"' in member.page
    assert 'value="ages ago"' in member.page
    assert "Write a number in digits." in member.text
    assert 'value="board" checked' in member.go("/answer/A2").page  # the other part of the page was kept


def test_a_text_that_is_too_long_is_not_lost(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("B2", "save", B2="x" * 4001)
    assert member.status == 422
    assert "x" * 4001 in member.page


def test_changing_the_language_keeps_what_was_typed_and_chosen(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("B2", "lang", B2="Half a thought, in English", lang="ar")
    assert member.url == "/answer/B2"
    assert '<html lang="ar" dir="rtl">' in member.page
    assert "Half a thought, in English" in member.page
    member.answer("F5", "lang", F5__name="one", lang="fr")
    assert '<html lang="fr" dir="ltr">' in member.page
    assert 'name="F5:name" value="one" checked' in member.page
    member.answer("A2", "lang", A2_dot_since="19x", lang="ar")
    assert member.status == 422
    assert '<html lang="ar" dir="rtl">' in member.page
    assert 'value="19x"' in member.page


def test_a_language_nobody_offers_changes_nothing(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("B2", "lang", B2="words", lang="tlh")
    assert '<html lang="en"' in member.page


def test_a_translation_that_nobody_has_reviewed_says_so(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), language="fr")
    member.go("/answer/C2")
    assert 'class="note warn"' in member.page
    member.enter(link(session, made, "a2"))
    member.go("/answer/C2")
    assert "draft translation" not in member.text


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


def test_ranking_works_without_scripts(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("F2", F2__disband="unacceptable")
    assert member.url == "/answer/F3"
    assert "Disband with handover" not in member.text
    for option in ("looser", "continue"):
        member.answer("F3", f"up:F3:{option}", **ranked(member))
    member.answer("F3", "up:F3:continue", **ranked(member))
    assert ranked(member) == {"F3:continue": "1", "F3:looser": "2"}


def ranked(member: Member) -> dict[str, str]:
    """What the selects of the ranking page show, as a browser would send it back."""
    member.go("/answer/F3")
    found = {}
    for piece in member.page.split('<select id="F3:')[1:]:
        name, select_ = piece.split('"', 1)[0], piece.split("</select>", 1)[0]
        if "selected>" in select_:
            found[f"F3:{name}"] = select_.split("selected>", 1)[1].split("<", 1)[0]
    return found


def test_a_branch_that_is_not_asked_any_more_comes_back_as_it_was(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("C1.importance", C1_dot_importance__bring_in="very_important")
    member.answer("C1.bring_in", C1_dot_bring_in="events")
    member.answer("C1.importance", C1_dot_importance__bring_in="not_important")
    member.go("/answer/C1.bring_in")
    assert "this question is not asked" in member.text
    assert member.url == "/answer"
    member.answer("C1.importance", C1_dot_importance__bring_in="important")
    assert 'value="events" checked' in member.go("/answer/C1.bring_in").page


def test_rows_not_asked_any_more_come_back_as_they_were(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("F2", F2__looser="conditional", F2__disband="conditional")
    member.answer("F6", F6_dot_conditions__looser="safety", F6_dot_conditions__disband="access")
    member.answer("F2", F2__looser="acceptable", F2__disband="conditional")
    member.answer("F6", F6_dot_conditions__disband="access")
    member.answer("F2", F2__looser="conditional", F2__disband="conditional")
    assert 'name="F6.conditions:looser" value="safety" checked' in member.go("/answer/F6").page


def test_the_option_cards_stand_before_the_first_page_on_futures(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    assert member.go("/answer/F1").page.count('class="option"') == 6
    assert 'class="option"' not in member.go("/answer/F2").page


def test_going_back_saves_and_finds_the_page_before(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("C2", "back", C2="national")
    assert member.url == "/answer/C1.doing"
    assert 'value="national" checked' in member.go("/answer/C2").page
    member.answer("Z2", "back")
    assert member.url == "/answer"


def test_a_submitted_answer_can_be_changed_until_closing(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    agreed(member)
    member.post("/answer/review")
    member.go("/answer")
    assert "Your answer is submitted and counts." in member.text
    member.answer("C2", C2="regional")
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["C2"] == "regional"
    close_strand(session, made.strands["A"], now())
    session.commit()
    member.go("/answer/C2")
    assert member.status == 409
    assert "Nothing was changed." in member.text
    member.post("/answer/C2", C2="national", go="next")
    assert member.status == 409
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["C2"] == "regional"
    member.go("/answer")
    assert "Collection is closed." in member.text
    assert "/answer/C2" not in member.page


def test_the_code_is_shown_until_the_receipt_and_not_afterwards(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), unit="individual")
    code = member.page.partition('<bdi dir="ltr">')[2].partition("</bdi>")[0]
    assert code in member.go("/answer/leave").text
    agreed(member)
    member.post("/answer/review")
    assert code in member.text
    member.go("/answer")
    assert code not in member.go("/answer/receipt").text


def test_withdrawing_asks_first_and_deletes_everything(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), unit="individual").answer("B2", B2="words")
    member.answer("J2", J2_dot_risk="yes")
    member.go("/answer/withdraw")
    assert "nobody can bring it back" in member.text
    member.post("/answer/withdraw")
    assert "Your answer is deleted" in member.text
    for table in (Answer, Words, SealedAnswer):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert member.go("/answer").status == 404


def test_leaving_a_shared_device_closes_the_answer(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made)).answer("B2", B2="words")
    member.go("/answer/leave")
    member.post("/answer/leave")
    for url in ("/answer", "/answer/B2", "/answer/review", "/answer/receipt", "/answer/withdraw"):
        member.go(url)
        assert member.status == 404, url
        assert "words" not in member.text
    assert "This browser holds no open answer." in member.text


def test_a_cookie_with_another_answers_id_must_be_signed(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    other = begun(session, made, "a2").answer_id
    client.set_cookie("consult", f'{{"answer":"{other}"}}')
    assert client.get("/answer").status_code == 404
    for url in (f"/answer/{other}", f"/answer/{other}/B2", f"/answer?answer={other}"):
        assert client.get(url).status_code == 404


def test_an_unknown_page_is_not_found(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    assert member.go("/answer/K9").status == 404
    assert member.go("/answer/Z1").url == "/answer"  # chosen on the landing page


def test_an_open_answer_without_a_link_is_opened_by_its_code_alone(session: Session, member: Member) -> None:
    made = open_world(session)
    code = begun(session, made, unit=Unit.INDIVIDUAL).code
    session.commit()
    member.post("/answer/open", code="wrong")
    assert member.status == 422
    member.post("/answer/open", code=code)
    assert member.url == "/answer"


def test_a_question_asked_again_is_announced_and_keeps_both_answers(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    agreed(member)
    member.answer("F5", F5__name="one")
    member.post("/answer/review")
    before = newest_version(session, made.strands["A"])
    assert before is not None
    after = correct_wording(
        session,
        strand_id=made.strands["A"],
        corrections={"en": {"item.F5": "The corrected question about identity"}},
        reason="misleading",
        moment=now(),
    )
    open_re_ask(
        session,
        strand_id=made.strands["A"],
        part="F5",
        languages=["en"],
        from_version_id=before.id,
        to_version_id=after,
        reason="misleading",
        moment=now(),
    )
    session.commit()
    member.go("/answer")
    assert "One question is asked again." in member.text
    assert "The corrected question about identity" in member.text
    member.go("/answer/F5")
    assert "asked again because its wording was corrected" in member.text
    member.send(F5__name="keep_both")
    assert "asked again" not in member.go("/answer").text
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["F5"] == {"name": "keep_both"}
    assert counted.version_id == after


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


def test_a_submitted_answer_shows_its_receipt_again(session: Session, member: Member) -> None:
    made = open_world(session)
    submitted(session, made)
    member.enter(link(session, made))
    assert "submitted and counts" in member.text
    assert "This is the answer of Alpha one" in member.go("/answer/receipt").text


def test_what_is_not_translated_stands_in_english_and_says_so(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), language="ar")
    member.go("/answer/B1")  # the goals of this world are worded in English only
    assert 'class="note' in member.page  # says so, in Arabic
    assert '<span lang="en" dir="ltr">A treaty</span>' in member.page
    assert "<span" not in member.page.partition("<title>")[2].partition("</title>")[0]
