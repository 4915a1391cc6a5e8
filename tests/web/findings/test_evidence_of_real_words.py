"""The evidence of a theme on words that were written, coded and counted, without a stand-in for any of them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from tests.builders_findings import counted_world
from tests.store.findings.test_what_was_said import NAMES, WORDS, Desk
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person
from tests.web.collection.test_budgets import statements

__all__ = ["may_write", "open_browser", "person"]


def test_it_shows_the_words_in_few_statements(
    session: scoped_session[Session], open_browser: Callable[[], Browser], person: Callable[..., Person]
) -> None:
    desk = Desk(session(), counted_world(session()))
    answers = desk.answers()
    words = desk.write(answers[:12])
    desk.freeze()
    desk.code(words, NAMES)
    desk.hear(desk.organisation_of(answers[20]), NAMES)
    made = desk.made
    person("lead@example.org", GrantValue(Role.LEAD_CONSULTANT, made.coalitions["A"], made.consultation_id))
    browser = open_browser()
    assert browser.sign_in("lead@example.org").status_code == 302
    page = f"/strands/{desk.strand_id}/findings/themes/{NAMES}"
    assert WORDS in browser.get(page).get_data(as_text=True)
    with statements() as said:
        browser.get(page)
    assert len(said) <= 12, said
