"""A code whose words were corrected by whoever said them is flagged for its coder, until they looked again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.records import ChangedWords
from tests.builders_coding import ENGLISH, Desk, coded
from tests.builders_returning import returned_to
from tests.web.access.conftest import Browser

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
    saved = browser.post(f"{address}/segments/{changed}", data={"go": "save", "stance": "for"})
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
