"""The joint page: the edition's numbers, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from itertools import product
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.queries import newest_edition
from consult.briefing.records import Edition
from consult.collection.records import Answer
from consult.disclosure.rules import Mark
from consult.findings.rules.published import FigureKey
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import AFTER, TOTALS
from tests.web.access.conftest import Browser

MAY = (Role.LEAD_CONSULTANT, Role.COORDINATOR, Role.BOARD, Role.FACILITATOR)
MAY_NOT = sorted(set(Role) - set(MAY) - {Role.ADMINISTRATOR})
Staff = Callable[..., Browser]


def joint(made: World) -> str:
    return f"/consultations/{made.consultation_id}/joint"


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def page(browser: Browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_both_sides_read_the_same_page(staff: Staff, made: World) -> None:
    for role, mark in product(MAY, ("A", "B")):
        words = text_of(page(staff(role, mark), joint(made)))
        for of in TOTALS.values():
            assert f"{of['joint']} of {of['answered']}" in words, (role, mark)


def test_nobody_else_reads_it(staff: Staff, made: World) -> None:
    for role in MAY_NOT:
        browser = staff(role)
        assert browser.get(joint(made)).status_code == 403, role
        assert browser.get(joint(made) + "/figure.json?key=ground").status_code == 403, role


def test_the_numbers_are_the_editions_even_if_an_answer_changes_later(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    before = page(staff(Role.BOARD, "A"), joint(made))
    session.query(Answer).delete()
    session.commit()
    after = page(staff(Role.BOARD, "B"), joint(made))
    counted = re.compile(r'class="cells|<td class="n">[^<]*</td>')
    assert counted.findall(before) == counted.findall(after)


def test_every_shown_count_of_item_f2_stands_in_its_table(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    words = text_of(page(staff(Role.BOARD), joint(made)))
    for found in edition.strands:
        for option in ("joint_house", "continue"):
            table = found.figure(FigureKey("organisation", "F2", option, "region"))
            assert table is not None
            for cell, base in zip(table.cells[0], table.bases, strict=True):
                if not isinstance(cell, Mark):
                    assert f"{cell} of {base}" in words


def test_the_seal_and_both_datasets_are_printed(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    words = text_of(page(staff(Role.BOARD), joint(made)))
    assert f"sha256 {edition.content_hash} intact" in words
    for found in edition.strands:
        assert found.dataset_hash in words
        assert found.core_hash in words


def test_an_edition_that_was_changed_is_shown_to_nobody(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    first = newest_edition(session(), made.consultation_id)
    content = session.query(Edition).one().content
    changed = {**content, "format": 99}
    assert first is not None
    session.add(
        Edition(
            consultation_id=made.consultation_id,
            number=2,
            content=changed,
            content_hash=first.content_hash,
            frozen_at=AFTER,
        )
    )
    session.commit()
    words = text_of(page(staff(Role.BOARD), joint(made)))
    assert "no longer matches its seal" in words
    assert f"{TOTALS['A']['joint']} of" not in words


def test_organisations_and_individuals_are_never_added(staff: Staff, made: World) -> None:
    words = text_of(page(staff(Role.BOARD), joint(made)))
    for of, individuals in ((TOTALS["A"], 26), (TOTALS["B"], 31)):
        assert f"of {of['answered'] + individuals}" not in words


def test_the_page_reads_from_right_to_left_in_arabic_with_the_same_numbers(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    english = page(browser, joint(made))
    browser.post("/language", data={"lang": "ar", "next": "/"})
    arabic = page(browser, joint(made))
    assert '<html lang="ar" dir="rtl">' in arabic
    digits = re.compile(r'<b class="sa"><bdi>A (\d+%)')
    assert digits.findall(english)
    for percent in digits.findall(english):
        assert percent.rstrip("%") in arabic


def test_a_figure_of_the_page_can_be_explored(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    for name in ("ground", "acceptance", "conditions", "structure", "individuals", "heard-a"):
        answer = browser.get(joint(made) + f"/figure.json?key={name}")
        assert answer.status_code == 200, name
        assert answer.json is not None
        assert answer.json["data"]
    assert browser.get(joint(made) + "/figure.json?key=nothing").status_code == 404


def test_a_page_takes_few_statements(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    page(browser, joint(made))
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    engine: Any = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    html = page(browser, joint(made))
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]) <= 12
    assert len(html.encode()) < 400 * 1024
