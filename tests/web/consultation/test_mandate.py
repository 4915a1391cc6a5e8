"""The mandate as its coordinators and readers meet it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.consultation.queries import ConsultationView, consultation, consultations
from consult.membership.records import Coalition
from tests.builders import DAY, MOMENT, World
from tests.builders_gates import opened
from tests.web.access.conftest import Browser, Person

SignIn = Callable[..., Browser]


def filled(**changed: str | list[str]) -> dict[str, str | list[str]]:
    values: dict[str, str | list[str]] = {
        "title-en": "A new question",
        "question-en": "What next?",
        "already_discussed-en": "Nothing yet.",
        "still_open-en": "Everything.",
        "languages": ["en", "ar"],
        "opens_on": DAY.isoformat(),
        "closes_on": (DAY + timedelta(days=42)).isoformat(),
        "withdraw_until": (DAY + timedelta(days=56)).isoformat(),
        "criteria-en": "Members stay heard\nIt can be paid for",
        "decision_rule": "majority",
        "decision_threshold": "75",
        "decision_base": "ballots_cast",
        "quorum": "50",
    }
    return {**values, **changed}


def asking(made: World, marks: str) -> list[str]:
    return [made.coalitions[mark] for mark in marks]


def begun(session: scoped_session[Session], made: World) -> list[ConsultationView]:
    return [view for view in consultations(session()) if view.id != made.consultation_id]


def third_coalition(session: scoped_session[Session], mark: str = "C") -> str:
    other = Coalition(mark=mark, name=f"Coalition {mark}")
    session.add(other)
    session.commit()
    return other.id


def test_a_coordinator_begins_a_consultation_with_a_strand_for_each_coalition_chosen(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    third_coalition(session)
    answer = signed_in(Role.COORDINATOR, "AB").post("/consultations/new", data=filled(coalitions=asking(made, "BAA")))
    assert answer.status_code == 303
    (new,) = begun(session, made)
    assert [strand.mark for strand in new.strands] == ["A", "B"]
    assert new.languages == ("en", "ar")
    assert [text["en"] for text in new.criteria] == ["Members stay heard", "It can be paid for"]


def test_one_coalition_may_ask_alone(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    answer = signed_in(Role.COORDINATOR, "AB").post("/consultations/new", data=filled(coalitions=asking(made, "B")))
    assert answer.status_code == 303
    (new,) = begun(session, made)
    assert [strand.mark for strand in new.strands] == ["B"]


def test_every_field_of_the_mandate_is_named_in_the_readers_language(signed_in: SignIn) -> None:
    browser = signed_in(Role.COORDINATOR)
    browser.post("/language", data={"lang": "fr"})
    page = unescape(browser.get("/consultations/new").text)
    assert "Titre" in page
    assert "Title, as members see it" not in page


@pytest.mark.parametrize("demo_mode", [True], ids=["demonstration"])
def test_a_consultation_begun_in_a_demonstration_is_fictitious(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    signed_in(Role.COORDINATOR, "AB").post("/consultations/new", data=filled(coalitions=asking(made, "A")))
    (new,) = begun(session, made)
    assert new.fictitious


def test_only_coalitions_one_coordinates_are_offered_and_taken(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    browser = signed_in(Role.COORDINATOR)
    page = browser.get("/consultations/new").text
    assert f'value="{made.coalitions["A"]}"' in page
    assert made.coalitions["B"] not in page
    for foreign in ("B", "AB"):
        answer = browser.post("/consultations/new", data=filled(coalitions=asking(made, foreign)))
        assert answer.status_code == 422
        assert 'id="coalitions-err"' in answer.text
    assert begun(session, made) == []


def test_a_consultation_asks_one_coalition_at_least_and_two_at_most(
    session: scoped_session[Session], made: World, person: Callable[..., Person], open_browser: Callable[[], Browser]
) -> None:
    three = [*made.coalitions.values(), third_coalition(session)]
    somebody = person("three@x.example", *(GrantValue(Role.COORDINATOR, found) for found in three))
    browser = open_browser()
    browser.sign_in(somebody.email)
    for chosen in ([], three):
        answer = browser.post("/consultations/new", data=filled(coalitions=chosen))
        assert answer.status_code == 422
        assert "Choose one or two coalitions." in unescape(answer.text)
    assert begun(session, made) == []


def test_who_coordinates_one_consultation_only_begins_none(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.COORDINATOR, None)
    assert "/consultations/new" not in browser.get("/consultations").text
    assert browser.get("/consultations/new").status_code == 403
    assert browser.post("/consultations/new", data=filled(coalitions=asking(made, "A"))).status_code == 403


def test_the_mandate_is_changed_by_who_coordinates_every_coalition_of_it(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    url = f"/consultations/{made.consultation_id}"
    alone = signed_in(Role.COORDINATOR)
    assert f"{url}/mandate" not in alone.get(url).text
    assert alone.get(f"{url}/mandate").status_code == 403
    assert alone.post(f"{url}/mandate", data=filled(quorum="1")).status_code == 403
    for marks, quorum in (("AB", 60), (None, 61)):
        both = signed_in(Role.COORDINATOR, marks)
        assert f"{url}/mandate" in both.get(url).text
        assert both.post(f"{url}/mandate", data=filled(quorum=str(quorum))).status_code == 303
        session.expire_all()
        view = consultation(session(), made.consultation_id)
        assert view is not None
        assert view.quorum == quorum


def test_a_fault_says_what_to_do_and_loses_nothing_typed(made: World, signed_in: SignIn) -> None:
    early = (DAY - timedelta(days=1)).isoformat()
    answer = signed_in(Role.COORDINATOR).post(
        "/consultations/new",
        data=filled(coalitions=asking(made, "A"), closes_on=early, **{"question-ar": "ما الذي ينبغي؟"}),
    )
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "Collection must close after it opens." in page
    assert "ما الذي ينبغي؟" in page
    assert "A new question" in page


@pytest.mark.parametrize("field", ["closes_on", "withdraw_until", "meeting_on"])
def test_a_year_nobody_can_mean_is_said_beside_its_field(made: World, signed_in: SignIn, field: str) -> None:
    answer = signed_in(Role.COORDINATOR).post(
        "/consultations/new", data=filled(coalitions=asking(made, "A"), **{field: "9999-12-31"})
    )
    assert answer.status_code == 422
    assert "The year of 9999-12-31 cannot be meant" in answer.text


def test_a_mandate_with_gaps_says_which_text_is_missing(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    browser = signed_in(Role.COORDINATOR)
    location = browser.post("/consultations/new", data=filled(coalitions=asking(made, "A"))).location
    page = unescape(browser.get(location).text)
    assert "already_discussed (ar)" in page
    assert "Complete the mandate" in page


def test_an_opened_mandate_can_no_longer_be_changed(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    browser = signed_in(Role.COORDINATOR, "AB")
    opened(session(), made.strands["A"], MOMENT)
    session.commit()
    answer = browser.post(f"/consultations/{made.consultation_id}/mandate", data=filled(quorum="1"))
    assert answer.status_code == 409
    view = consultation(session(), made.consultation_id)
    assert view is not None
    assert view.quorum == 50


def test_the_overview_names_both_strands_and_hides_the_other_one(made: World, signed_in: SignIn) -> None:
    page = unescape(signed_in(Role.LEAD_CONSULTANT).get(f"/consultations/{made.consultation_id}").text)
    assert "Coalition A" in page
    assert "Coalition B" in page
    assert "Sealed to you until both strands release" in page
    assert f"/strands/{made.strands['A']}/findings" in page
    assert f"/strands/{made.strands['B']}/findings" not in page


def test_a_board_member_cannot_change_the_mandate(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.BOARD)
    assert browser.get(f"/consultations/{made.consultation_id}").status_code == 200
    assert browser.get(f"/consultations/{made.consultation_id}/mandate").status_code == 403
    assert browser.get("/consultations/new").status_code == 403


def test_the_list_holds_only_ones_own_consultations(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.COORDINATOR)
    assert made.consultation_id in browser.get("/consultations").text
    browser.post("/sign-out")
    assert browser.get("/consultations").status_code == 302


def test_the_overview_reads_from_right_to_left_in_arabic(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.BOARD)
    browser.post("/language", data={"lang": "ar", "next": "/consultations"})
    page = browser.get(f"/consultations/{made.consultation_id}").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "Next steps" not in page
