"""The form on paper: whole, in the member's language, and nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.collection.rules import UNIT_PART, Unit
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import Mode, StrandState
from consult.instrument.rules import PartType, Structure, from_document, reference_structure
from consult.instrument.rules.routing import is_for
from consult.instrument.rules.structure import Unit as InstrumentUnit
from tests.builders import World
from tests.builders_collection import Member, link, open_world
from tests.builders_every_type import ask_every_type, every_type
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]


def parts_on(page: str) -> set[str]:
    return set(re.findall(r'id="q-([^"]+)"', page))


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("short", [True, False])
def test_everything_one_form_may_ask_is_on_it(session: Session, client: FlaskClient, unit: Unit, short: bool) -> None:
    made = open_world(session)
    found = client.get(f"/paper/{made.strands['A']}?unit={unit.value}&short={int(short)}")
    asked = {
        key
        for key, part in reference_structure().parts.items()
        if is_for(part, InstrumentUnit(unit), short) and part.other_of is None and key != UNIT_PART
    }
    assert parts_on(found.get_data(as_text=True)) == asked


def test_a_member_prints_their_own_form_and_nothing_of_theirs(session: Session, member: Member) -> None:
    made = open_world(session)
    token = link(session, made)
    member.enter(token, form="short", language="ar")
    member.answer("J3", J3_dot_text="Mine alone")
    page = member.go("/answer/paper").page
    assert 'dir="rtl"' in page
    assert "C1S" in page
    assert "Alpha one" not in page
    assert "Mine alone" not in page
    assert token not in page
    assert made.strands["A"] not in page


def test_routing_is_said_in_words(session: Session, member: Member) -> None:
    made = open_world(session)
    text = member.go(f"/paper/{made.strands['A']}").text
    assert "Only if at C1.importance you chose “Important” or “Very important” for “Bringing in more states”." in text
    assert "Leave out the rows for which you chose “Unacceptable” at F2 ." in text
    assert "On paper this is not sealed" in text


def test_the_promise_is_the_one_of_the_mode(session: Session, member: Member) -> None:
    made = open_world(session, mode=Mode.ATTRIBUTED, individual_mode=Mode.ANONYMOUS)
    url = f"/paper/{made.strands['A']}?unit="
    assert "The name of your organisation may be shown" in member.go(url + "organisation").text
    alone = member.go(url + "individual").text
    assert "Paper cannot promise that nobody recognises you" in alone
    assert "without any link to you. Once it is sent" not in alone


def test_before_opening_and_after_closing_there_is_no_blank_form(session: Session, member: Member) -> None:
    made = open_world(session)
    session.get_one(Strand, made.strands["A"]).state = StrandState.PREPARED
    session.flush()
    assert member.go(f"/paper/{made.strands['A']}").status == 404
    assert member.go("/paper/nothing").status == 404


def test_staff_fill_in_where_it_goes(made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    url = f"/strands/{made.strands['A']}/paper?unit=individual&lang=fr&send_to=Rue+1&reach=%3Cb%3E+12"
    page = browser.get(url).get_data(as_text=True)
    assert 'lang="fr"' in page
    assert '<b dir="auto">Rue 1</b>' in page
    assert "&lt;b&gt; 12" in page
    assert "A4" in parts_on(page)


def test_a_demonstration_says_so_on_its_paper(session: Session, made: World, member: Member) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    assert "fictitious" in member.go(f"/paper/{made.strands['A']}").text.lower()


def test_every_type_of_question_can_be_answered_on_paper(session: Session, member: Member) -> None:
    made = open_world(session)
    ask_every_type(session, made)
    text = member.go(f"/paper/{made.strands['A']}").text
    parts = every_type_structure().parts.values()
    asked = {part.key for part in parts if part.other_of is None and part.type is not PartType.INFORMATION}
    assert parts_on(member.page) == asked - {UNIT_PART}
    for words in (
        "There is nothing to answer here.",
        "A faith group – Which faith or tradition?",
        "From 0 to 5,000.",
        "Share out 100 points.",
        "Put a copy of it with this form",
        "I prefer not to say",
        "Only if your answer at B1 is above 10.",
        "Only the rows that you chose or answered at A2 .",
        "Does your answer to A1 still have its first statutes?",
    ):
        assert words in text.replace("\u2068", "").replace("\u2069", ""), words


def every_type_structure() -> Structure:
    return from_document(every_type())[0]
