"""Submitted answers as the named consultants read them, as far as members were promised."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import AccessEvent
from consult.access.rules import GrantValue, Role
from consult.collection.operations.destroying import destroy_contacts
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.consultation.records import Strand
from consult.consultation.rules import Mode, StrandState
from consult.shared.identifiers import CODE_ALPHABET
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import open_world, submitted
from tests.web.access.conftest import Browser, Person
from tests.web.collection.test_budgets import statements

Staff = Callable[..., Browser]
WRITTEN = "Nous voulons rester une coalition"
SEALED = "canary-under-the-seal"
PSEUDONYM = re.compile(rf"<bdi>(A-[{CODE_ALPHABET}]{{4}})</bdi>")


@pytest.fixture
def made(request: pytest.FixtureRequest, session: scoped_session[Session]) -> World:
    """A world open for answers, under the modes a test asks for."""
    world = open_world(session(), **getattr(request, "param", {}))
    session.commit()
    return world


def frozen(session: scoped_session[Session], made: World) -> None:
    session.execute(
        update(Strand).where(Strand.id == made.strands["A"]).values(state=StrandState.FROZEN, frozen_at=now())
    )
    session.commit()


def answered(session: scoped_session[Session], made: World, organisation: str = "a1", **how: object) -> str:
    given = {"D2": WRITTEN, "J2.text": SEALED}
    entries = {"B1.overall": "some", "J2.risk": "yes"}
    answer_id = submitted(session(), made, organisation, entries, given, **how)
    session.commit()
    return answer_id


def url(made: World, answer_id: str = "", whose: bool = False) -> str:
    return (
        f"/strands/{made.strands['A']}/answers" + (f"/{answer_id}" if answer_id else "") + ("/whose" if whose else "")
    )


def seen(browser: Browser, address: str) -> str:
    return unescape(browser.get(address).get_data(as_text=True))


def events(session: scoped_session[Session]) -> list[tuple[str, str, str]]:
    rows = session.execute(select(AccessEvent.act, AccessEvent.subject_id, AccessEvent.reason).order_by(AccessEvent.at))
    return [tuple(row) for row in rows]


PROMISED = "made"
ATTRIBUTED = pytest.param({"mode": Mode.ATTRIBUTED, "individual_mode": Mode.ATTRIBUTED}, id="attributed")


def test_nobody_reads_an_answer_before_the_data_are_frozen(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    for state in (StrandState.OPEN, StrandState.CLOSED):
        session.execute(update(Strand).where(Strand.id == made.strands["A"]).values(state=state))
        session.commit()
        page = seen(lead, url(made))
        assert "No answer is read yet" in page
        assert answer_id not in page
        assert lead.post(url(made, answer_id)).status_code == 404
        assert lead.post(url(made, answer_id, whose=True), data={"reason": "why"}).status_code == 404
    assert events(session) == []


def test_a_confidential_answer_has_a_pseudonym_that_stays(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    answered(session, made, "a2")
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    page = seen(lead, url(made))
    names = PSEUDONYM.findall(page)
    assert len(set(names)) == 2
    assert PSEUDONYM.findall(seen(lead, url(made))) == names
    assert "Alpha one" not in page
    whole = unescape(lead.post(url(made, answer_id)).get_data(as_text=True))
    assert re.search(rf"<h1>{names[0]}|<h1>{names[1]}", whole)
    assert "Alpha one" not in whole


@pytest.mark.parametrize(PROMISED, [ATTRIBUTED], indirect=True)
def test_an_attributed_answer_has_the_name_of_its_organisation(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    assert "<bdi>Alpha one</bdi>" in seen(lead, url(made))
    whole = unescape(lead.post(url(made, answer_id)).get_data(as_text=True))
    assert "<h1>Alpha one" in whole
    assert "Why do you have to know" not in whole


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_whole_answer_is_read_in_the_readers_words_and_the_members_own(
    session: scoped_session[Session], made: World, staff: Staff, language: str
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    lead.post("/language", data={"lang": language})
    page = unescape(lead.post(url(made, answer_id)).get_data(as_text=True))
    assert f'lang="en" dir="auto">{WRITTEN}' in page
    assert ("Some of them" in page or "Some" in page) is (language == "en")
    assert SEALED not in page
    assert "less safe" not in page


def test_every_opening_is_logged_with_the_answer_and_nothing_else(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    seen(lead, url(made))
    assert events(session) == []
    lead.post(url(made, answer_id))
    assert events(session) == [("answer_read", answer_id, "")]


def test_whose_it_is_takes_a_reason_is_logged_and_shown_once(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    for reason in ("", "  \n"):
        refused = lead.post(url(made, answer_id, whose=True), data={"reason": reason})
        assert refused.status_code == 422
        assert "Alpha one" not in refused.get_data(as_text=True)
        assert "Say why you have to know" in unescape(refused.get_data(as_text=True))
    told = lead.post(url(made, answer_id, whose=True), data={"reason": "They report a threat"})
    assert "<bdi>Alpha one</bdi>" in told.get_data(as_text=True)
    assert "Alpha one" not in re.findall(r"<title>.*?</title>", told.get_data(as_text=True), re.S)[0]
    assert events(session)[-1] == ("answer_revealed", answer_id, "They report a threat")
    assert "Alpha one" not in lead.post(url(made, answer_id)).get_data(as_text=True)
    logged = session.scalars(select(AccessEvent).where(AccessEvent.act == "answer_revealed")).one()
    assert made.organisations["a1"] not in str(logged.details)


def test_after_the_links_were_destroyed_nobody_learns_whose_it_is(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    destroy_contacts(session(), made.consultation_id, now())
    session.commit()
    lead = staff(Role.LEAD_CONSULTANT)
    refused = lead.post(url(made, answer_id, whose=True), data={"reason": "They report a threat"})
    assert refused.status_code == 422
    assert "destroyed as promised" in unescape(refused.get_data(as_text=True))
    assert "answer_revealed" not in [act for act, *_ in events(session)]


def anonymous(session: scoped_session[Session], made: World, count: int) -> list[str]:
    """Answers as mixing leaves them: nothing leads to them."""
    found = [
        Answer(strand_id=made.strands["A"], version_id=made.versions["A"], unit=Unit.INDIVIDUAL, state="submitted")
        for _ in range(count)
    ]
    for one in found:
        one.document, one.language = {"B1.overall": "some"}, ""
    session.add_all(found)
    session.commit()
    return [one.id for one in found]


@pytest.mark.parametrize(PROMISED, [pytest.param({"individual_mode": Mode.ANONYMOUS}, id="anonymous")], indirect=True)
def test_an_anonymous_answer_is_called_nothing_and_nobody_can_ask_whose_it_is(
    session: scoped_session[Session], made: World, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = anonymous(session, made, 12)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    page = seen(lead, f"{url(made)}?unit=individual")
    assert PSEUDONYM.findall(page) == []
    order = re.findall(r"/answers/([\w-]{22})\"", page)
    assert sorted(order) == sorted(ids)
    tomorrow = (now() + timedelta(days=1)).date()
    monkeypatch.setattr("consult.collection.web.answers.today", lambda: tomorrow)
    assert re.findall(r"/answers/([\w-]{22})\"", seen(lead, f"{url(made)}?unit=individual")) != order
    whole = unescape(lead.post(url(made, ids[0])).get_data(as_text=True))
    assert "An anonymous answer" in whole
    assert "Why do you have to know" not in whole
    refused = lead.post(url(made, ids[0], whose=True), data={"reason": "I want to know"})
    assert refused.status_code == 422
    assert "nobody can tell whose it is" in unescape(refused.get_data(as_text=True))
    assert "answer_revealed" not in [act for act, *_ in events(session)]


def test_units_are_read_apart_and_the_list_comes_in_pages(
    session: scoped_session[Session], made: World, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.collection.web.answers.ON_A_PAGE", 2)
    answered(session, made)
    alone = [answered(session, made, "a2", unit=Unit.INDIVIDUAL) for _ in range(3)]
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    first = seen(lead, f"{url(made)}?unit=individual")
    second = seen(lead, f"{url(made)}?unit=individual&page=2")
    assert "Page 1 of 2" in first
    listed = [re.findall(r"/answers/([\w-]{22})\"", page) for page in (first, second)]
    assert [len(page) for page in listed] == [2, 1]
    assert sorted(listed[0] + listed[1]) == sorted(alone)
    for strange in ("page=99", "page=-1", "page=x", "unit=nobody"):
        assert lead.get(f"{url(made)}?{strange}").status_code == 200


def test_an_empty_list_says_so(session: scoped_session[Session], made: World, staff: Staff) -> None:
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    assert "No organisation has answered" in seen(lead, url(made))
    assert "Nobody has answered in their own name" in seen(lead, f"{url(made)}?unit=individual")


def test_whoever_comes_by_the_address_is_led_to_the_list(
    session: scoped_session[Session], made: World, staff: Staff
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    for whose in (False, True):
        answer = lead.get(url(made, answer_id, whose=whose))
        assert answer.status_code == 302
        assert answer.location.startswith(url(made))
    assert events(session) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD_CONSULTANT])
def test_nobody_else_reads_an_answer(
    session: scoped_session[Session],
    made: World,
    person: Callable[..., Person],
    open_browser: Callable[[], Browser],
    role: Role,
) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    scope = () if role is Role.ADMINISTRATOR else (made.coalitions["A"], made.consultation_id)
    person("somebody@example.org", GrantValue(role, *scope))
    browser = open_browser()
    assert browser.sign_in("somebody@example.org").status_code == 302
    refused = {
        browser.get(url(made)).status_code,
        browser.post(url(made, answer_id)).status_code,
        browser.post(url(made, answer_id, whose=True), data={"reason": "why"}).status_code,
    }
    assert refused <= {403, 404}
    assert events(session) == []


def test_the_other_coalitions_lead_finds_nothing(session: scoped_session[Session], made: World, staff: Staff) -> None:
    answer_id = answered(session, made)
    frozen(session, made)
    other = staff(Role.LEAD_CONSULTANT, "B")
    assert other.get(url(made)).status_code == 404
    assert other.post(url(made, answer_id)).status_code == 404
    own = f"/strands/{made.strands['B']}/answers/{answer_id}"
    assert other.post(own).status_code == 404


def test_the_list_costs_the_same_for_more_answers(session: scoped_session[Session], made: World, staff: Staff) -> None:
    first = answered(session, made)
    frozen(session, made)
    lead = staff(Role.LEAD_CONSULTANT)
    seen(lead, url(made))
    with statements() as few:
        seen(lead, url(made))
    session.execute(update(Strand).where(Strand.id == made.strands["A"]).values(state=StrandState.OPEN))
    session.commit()
    for organisation in ("a2", "both"):
        answered(session, made, organisation)
    frozen(session, made)
    with statements() as more:
        seen(lead, url(made))
    assert len(few) == len(more)
    assert len(more) <= 12, "\n".join(more)
    with statements() as whole:
        lead.post(url(made, first))
    assert len(whole) <= 12, "\n".join(whole)
