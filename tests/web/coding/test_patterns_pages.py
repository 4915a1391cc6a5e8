"""What whoever leads sees across the coding: coverage, codes together, codes by group, saturation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import NewSegment, apply_code, assign_answers, finish
from consult.coding.rules.attributes import SAFETY, Stance
from consult.collection.records import Answer, Words
from consult.collection.rules import Unit
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import SECRET, account, coded, desk, talk, written
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., tuple[Browser, str]]


@pytest.fixture
def lead(sign_in: SignIn) -> Browser:
    return sign_in(Role.LEAD_CONSULTANT)[0]


def shown(browser: Browser, made: World, query: str = "") -> str:
    answer = browser.get(f"/strands/{made.strands['A']}/patterns{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def part(page: str, name: str) -> str:
    """The text of one card, without marks."""
    found = re.search(rf'<section class="card" id="{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def answers_coded(session: Session, made: World, count: int, part: str = "B2") -> None:
    """Read open answers of so many organisations, each with one code."""
    everybody = written(session, made, *(f"The office is tired, {at}." for at in range(68)), part=part)
    by_organisation = select(Words.id).join(Answer, Answer.id == Words.answer_id)
    wanted = by_organisation.where(Words.id.in_(everybody), Answer.unit == Unit.ORGANISATION).limit(count)
    words = session.scalars(wanted.order_by(Words.answer_id)).all()
    coder = account(session, f"reader {part}")
    given = assign_answers(session, made.strands["A"], coder, part, words, second=False, day=DAY)
    for one in words:
        apply_code(session, given, NewSegment(passage_id=one, start=0, end=10, code_key="RES-MONEY"), MOMENT)
    finish(session, given, DAY)


def test_only_whoever_leads_the_coding_here_sees_the_patterns(sign_in: SignIn, made: World, lead: Browser) -> None:
    url = f"/strands/{made.strands['A']}/patterns"
    assert f'href="{url}"' in lead.get(f"/strands/{made.strands['A']}/coding").get_data(as_text=True)
    coder, _account = sign_in(Role.CODER)
    assert coder.get(url).status_code == 403
    elsewhere, _account = sign_in(Role.LEAD_CONSULTANT, mark="B")
    assert elsewhere.get(url).status_code == 404


def test_a_strand_without_codes_says_what_to_do_next(made: World, lead: Browser) -> None:
    page = shown(lead, made)
    assert "Nothing is coded yet" in page
    assert "Give out material" in page
    assert "Saturation" not in page


def test_coverage_counts_passages_by_document_and_in_all(
    made: World, lead: Browser, session: scoped_session[Session]
) -> None:
    given = desk(session(), made)
    coded(session(), given, "STR-FIN", "finance desk")
    second = desk(session(), made, account(session(), "Bela"), interview_id=given.interview_id, second=True)
    coded(session(), second, "STR-FIN", "finance desk")
    coded(session(), second, "RES-MONEY", turn=given.mixed)
    session.commit()
    assert "T9 3 1 1 1" in part(shown(lead, made), "coverage")


def test_codes_stand_together_on_words_or_in_a_turn(
    made: World, lead: Browser, session: scoped_session[Session]
) -> None:
    given = desk(session(), made)
    coded(session(), given, "STR-FIN", "finance desk")
    coded(session(), given, "RES-MONEY", "One finance desk would be a relief")
    coded(session(), given, "TERM-COND", "in writing")
    coded(session(), given, SAFETY, SECRET, turn=given.secret)
    session.commit()
    by_words = part(shown(lead, made), "together")
    assert re.search(r"1 STR-FIN .* RES-MONEY", by_words)
    assert "TERM-COND" not in by_words
    by_turn = part(shown(lead, made, "?by=turn&branch=TERM"), "together")
    assert re.search(r"1 STR-FIN [^0-9]* TERM-COND", by_turn)
    assert SAFETY not in shown(lead, made, "?by=turn")
    assert "on overlapping words" in part(shown(lead, made, "?by=nothing&branch=nothing&attribute=nothing"), "together")


def test_a_group_counts_cases_and_never_mentions(made: World, lead: Browser, session: scoped_session[Session]) -> None:
    given = desk(session(), made)
    for words in ("finance desk", "relief", "One"):
        coded(session(), given, "STR-FIN", words, stance=Stance.FOR, about="A", option="joint_house")
    session.commit()
    for attribute in ("language", "source", "about", "stance", "option"):
        found = part(shown(lead, made, f"?attribute={attribute}"), "groups")
        assert re.search(r"STR-FIN .* 1 1( 0)*$", found), found


def test_regions_of_few_cases_are_never_shown_alone(
    made: World, lead: Browser, session: scoped_session[Session]
) -> None:
    answers_coded(session(), made, 4)
    session.commit()
    assert "There are too few cases for groups." in part(shown(lead, made), "groups")
    answers_coded(session(), made, 42, part="D2")
    session.commit()
    found = part(shown(lead, made), "groups")
    heads = re.search(r"Cases (.*?) RES-MONEY", found)
    assert heads
    sizes = [int(one) for one in re.findall(r"\d+", heads[1])]
    assert len(sizes) > 1
    assert min(sizes) >= 5
    assert sum(sizes) == 42


def test_saturation_counts_what_each_case_adds(made: World, lead: Browser, session: scoped_session[Session]) -> None:
    answers_coded(session(), made, 8)
    session.commit()
    found = part(shown(lead, made), "saturation")
    assert "Guest, Namey and Chen" in found
    assert "After 4 cases, the next 2 brought at most 5%" in found
    assert "1 1 1 1 2 0 1 1" in found


def test_the_page_takes_few_statements_whatever_there_is(
    made: World, lead: Browser, session: scoped_session[Session]
) -> None:
    counts = []
    for at in range(3):
        given = desk(session(), made, account(session(), f"C{at}"), interview_id=talk(session(), made, label=f"T{at}"))
        coded(session(), given, "STR-FIN", "finance desk")
        written(session(), made, *("Tired." for _one in range(5 * at + 1)), part=("B2", "D2", "E2")[at])
        session.commit()
        with statements() as said:
            shown(lead, made)
        counts.append(len(said))
    assert counts[1] == counts[2]
    assert counts[2] <= 12, "\n".join(said)
