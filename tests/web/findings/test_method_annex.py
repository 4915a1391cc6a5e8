"""The method annex answers every item of COREQ and of AAPOR's disclosure, or says that it is not recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from sqlalchemy import event

from consult.access.rules import Role
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import TOTALS
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]
ENTRY = re.compile(r"<dt>(.*?)<small[^>]*><bdi[^>]*>(.*?)</bdi></small></dt>\s*<dd>(.*?)</dd>", re.DOTALL)


def annex_of(made: World) -> str:
    return f"/strands/{made.strands['A']}/findings/method"


def entries(html: str) -> dict[str, tuple[str, str]]:
    def plain(part: str) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())

    return {plain(name): (plain(items), plain(said)) for name, items, said in ENTRY.findall(html)}


def told(found: dict[str, tuple[str, str]], standard: str) -> set[int]:
    asked = (re.search(rf"{standard} ([\d, ]+)", items) for items, _said in found.values())
    return {int(number) for one in asked if one for number in one.group(1).split(",") if number.strip()}


def test_every_item_of_both_standards_is_answered(staff: Staff, made: World) -> None:
    found = entries(staff(Role.LEAD_CONSULTANT).get(annex_of(made)).get_data(as_text=True))
    assert told(found, "COREQ") == set(range(1, 33))
    assert told(found, "AAPOR") == set(range(1, 12))
    assert all(said for _items, said in found.values())


def test_what_is_recorded_is_told_and_the_rest_is_not_made_up(staff: Staff, made: World) -> None:
    found = {name: said for name, (_i, said) in
             entries(staff(Role.LEAD_CONSULTANT).get(annex_of(made)).get_data(as_text=True)).items()}  # fmt: skip
    assert found["Population"].endswith("as it was frozen: 50. No sample was drawn.")
    assert "{" not in found["Consent"]
    assert "kept apart from your answer" in found["Consent"]
    assert "without any link to you" not in found["Consent"], "nobody was promised that"
    rate = f"{round(100 * TOTALS['A']['answered'] / 50)}%"
    assert f"RR1 {rate}" in found["Response rates"]
    assert found["Weights"] == "None: every answer counts once."
    for name in ("Funding", "School of method", "Interviews", "Coders", "Agreement"):
        assert found[name] == "Not recorded.", name


def test_it_is_read_in_arabic_and_from_the_board(staff: Staff, made: World) -> None:
    browser = staff(Role.LEAD_CONSULTANT)
    assert annex_of(made) in browser.get(f"/strands/{made.strands['A']}/findings").get_data(as_text=True)
    browser.post("/language", data={"lang": "ar", "next": "/"})
    assert 'dir="rtl"' in browser.get(annex_of(made)).get_data(as_text=True)


def test_nobody_else_reads_it(staff: Staff, made: World) -> None:
    for role in (Role.BOARD, Role.FACILITATOR, Role.COORDINATOR):
        assert staff(role).get(annex_of(made)).status_code == 403, role
    other = staff(Role.LEAD_CONSULTANT, "B")
    assert other.get(annex_of(made)).status_code in (403, 404)


def test_it_takes_few_statements(staff: Staff, made: World) -> None:
    browser = staff(Role.LEAD_CONSULTANT)
    browser.get(annex_of(made))
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    engine: Any = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    browser.get(annex_of(made))
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]) <= 12
