"""A code whose words were corrected by whoever said them is flagged for its coder, until they looked again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.queries import segments_of
from consult.coding.records import ChangedWords
from consult.interview.operations.redacting import By, mark_words
from consult.interview.rules.redacting import RedactionKind
from tests.builders import MOMENT, World
from tests.builders_coding import ENGLISH, Desk, coded
from tests.builders_returning import returned_to
from tests.builders_suggesting import proposed
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

SEEN = re.compile(r'data-seen="([^"]+)"')
FLAG = "words changed: look again"


def test_the_flag_stands_on_the_workbench_until_the_code_is_saved(
    session: Session, at_desk: Callable[..., tuple[Browser, Desk]]
) -> None:
    browser, given = at_desk()
    changed = coded(session, given, "STR-GOV", "a relief")
    coded(session, given, "TERM-COND", "nobody loses a post")
    returned_to(session, given.interview_id, "Nour").corrects(2, ENGLISH.replace("a relief", "a great relief"))
    session.commit()
    address = f"/coding/{given.assignment_id}"
    assert browser.get(address).text.count(FLAG) == 1
    page = browser.get(f"{address}?segment={changed}").text
    assert "Words changed: whoever said them corrected them" in page
    assert "a great relief" in page
    saved = browser.post(f"{address}/segments/{changed}", data={"go": "save", "stance": "for", "seen": shown(page)})
    assert saved.status_code == 303
    assert FLAG not in browser.get(address).text
    assert session.scalar(select(func.count()).select_from(ChangedWords)) == 0


def test_withdrawn_words_are_gone_from_the_workbench_of_whoever_coded_them(
    session: Session, at_desk: Callable[..., tuple[Browser, Desk]]
) -> None:
    browser, given = at_desk()
    coded(session, given, "STR-GOV", "a relief")
    returned_to(session, given.interview_id, "Nour").withdraws(2)
    session.commit()
    page = browser.get(f"/coding/{given.assignment_id}").text
    assert "a relief" not in page
    assert "STR-GOV</bdi>" not in page.partition('class="stripes"')[2].partition("</ul>")[0]


def shown(page: str) -> str:
    """What stands on a page for the words of the turn that was corrected."""
    (found,) = SEEN.findall(page)
    return str(found)


@pytest.mark.parametrize(
    "post",
    [
        ("/codes", {"passage": "{turn}", "start": "0", "end": "6", "code": "STR-FIN"}),
        ("/in-vivo", {"passage": "{turn}", "start": "0", "end": "6"}),
        ("/segments/{segment}", {"go": "save", "stance": "for"}),
        ("/segments/{segment}", {"go": "remove"}),
    ],
)
def test_a_page_that_showed_the_words_of_before_changes_nothing_and_tells_what_was_corrected(
    session: Session, at_desk: Callable[..., tuple[Browser, Desk]], post: tuple[str, dict[str, str]]
) -> None:
    browser, given = at_desk()
    segment = coded(session, given, "STR-GOV", "nobody loses a post")
    hand = returned_to(session, given.interview_id, "Nour")
    hand.corrects(2, ENGLISH.replace("a relief", "a great relief"))
    session.commit()
    address = f"/coding/{given.assignment_id}"
    open_page = shown(browser.get(address).text)
    hand.corrects(2, ENGLISH.replace("a relief", "no worry"))
    session.commit()
    where, fields = post
    names = {"turn": given.english.id, "segment": segment}
    data = {name: value.format(**names) for name, value in fields.items()} | {"seen": open_page}
    before = segments_of(session, given.assignment_id)
    answer = browser.post(address + where.format(**names), data=data)
    assert answer.status_code == 409
    session.expire_all()
    assert segments_of(session, given.assignment_id) == before
    note = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert "corrected them since you opened the page" in note
    assert re.search(r"<ins>.*?no worry</ins>", note)
    assert "great" not in note, "what was taken back is not told again"
    anew = shown(browser.get(address).text)
    assert anew != open_page
    if where == "/codes":
        again = browser.post(address + where, data={**data, "seen": anew})
        assert again.status_code == 303


def test_what_came_meanwhile_is_covered_where_it_names_somebody(
    session: Session, at_desk: Callable[..., tuple[Browser, Desk]]
) -> None:
    browser, given = at_desk()
    mark_words(
        session,
        given.english.id,
        "One finance desk",
        By(kind=RedactionKind.ORGANISATION, account_id=None, moment=MOMENT),
    )
    returned_to(session, given.interview_id, "Nour").corrects(2, f"{ENGLISH} One finance desk said so.")
    session.commit()
    data = {"passage": given.english.id, "start": "0", "end": "6", "code": "STR-FIN"}
    answer = browser.post(f"/coding/{given.assignment_id}/codes", data=data)
    assert answer.status_code == 409
    note = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert "One finance desk" not in note
    assert "said so." in note


@pytest.mark.parametrize("go", ["take", "not"])
def test_a_code_proposed_for_the_words_of_before_is_neither_taken_nor_sent_away(
    session: Session, made: World, at_desk: Callable[..., tuple[Browser, Desk]], go: str
) -> None:
    browser, given = at_desk()
    place = proposed(session, made, given.english)
    returned_to(session, given.interview_id, "Nour").corrects(2, ENGLISH.replace("a relief", "no worry"))
    session.commit()
    fields = {"passage": place.passage_id, "start": "0", "code": place.code_key, "go": go}
    address = f"/coding/{given.assignment_id}"
    assert browser.post(f"{address}/proposals", data={**fields, "seen": ""}).status_code == 409
    assert segments_of(session, given.assignment_id) == ()
    seen = shown(browser.get(address).text)
    assert browser.post(f"{address}/proposals", data={**fields, "seen": seen}).status_code == 303


def test_telling_what_was_corrected_stays_within_twelve_statements(
    session: Session, at_desk: Callable[..., tuple[Browser, Desk]]
) -> None:
    browser, given = at_desk()
    returned_to(session, given.interview_id, "Nour").corrects(2, ENGLISH.replace("a relief", "no worry"))
    session.commit()
    data = {"passage": given.english.id, "start": "0", "end": "6", "code": "STR-FIN"}
    with statements() as counted:
        assert browser.post(f"/coding/{given.assignment_id}/codes", data=data).status_code == 409
    assert len(counted) <= 12
