"""Through the pages, as a person without scripts goes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.collection.queries import counted_answers, coverage_counts
from consult.collection.rules import Disposition, Unit
from tests.builders_collection import Member, agreed, link, open_world


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
    member.submit()
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


def test_an_unknown_page_is_not_found(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    assert member.go("/answer/K9").status == 404
    assert member.go("/answer/Z1").url == "/answer"  # chosen on the landing page


def test_what_is_not_translated_stands_in_english_and_says_so(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), language="ar")
    member.go("/answer/B1")  # the goals of this world are worded in English only
    assert 'class="note' in member.page  # says so, in Arabic
    assert '<span lang="en" dir="ltr">A treaty</span>' in member.page
    assert "<span" not in member.page.partition("<title>")[2].partition("</title>")[0]
