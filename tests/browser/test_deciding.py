"""Pages that are open only while members comment or vote: they are accessible, fit a phone and are light."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.app import create_app
from consult.decision.operations.links import issue_links
from consult.decision.records import CommentRound
from consult.decision.rules.kinds import RoundState
from consult.settings import Settings
from consult.shared import schema
from consult.shared.database import db, writing
from consult.shared.time import now, today
from tests.browser.conftest import Visit
from tests.browser.serving import free_port, press, serving
from tests.browser.test_accessibility import TARGETS, Examiner, unfold
from tests.browser.test_budgets import BYTES, weigh
from tests.builders_ballot import Voting, running, voting_world

PASSWORD = "four words put together"
LANGUAGES = ["en", "ar"]
TEXTS: dict[str, Any] = {  # Any: values of a mandate, whose types differ
    name: {"en": f"{name} of the two", "ar": "مستقبل الحملتين"}
    for name in ("title", "question", "already_discussed", "still_open")
}


@dataclass(frozen=True)
class Deciding:
    """A consultation whose members decide, and the link of one of them, who is in both coalitions."""

    address: str
    made: Voting
    token: str
    session: Callable[[], AbstractContextManager[Session]]

    def take_up(self, page: Page, tag: str) -> Page:
        """Go on from the landing page of the link."""
        page.goto(f"{self.address}/d/{self.token}?lang={tag}")
        press(page, "main form button.p")
        return page

    def coordinate(self, page: Page, tag: str) -> Page:
        page.goto(f"{self.address}/sign-in")
        page.locator("input[name=email]").fill("coordinator@x.example")
        page.locator("input[name=password]").fill(PASSWORD)
        press(page, "main form button")
        page.locator("#lang").select_option(tag)
        press(page, "form.lang button")
        return page


@pytest.fixture(scope="module")
def deciding(short_folder: Path) -> Iterator[Deciding]:
    folder, port = short_folder / "deciding", free_port()
    folder.mkdir()
    url, address = f"sqlite:///{folder / 'deciding.db'}", f"http://127.0.0.1:{port}"
    app = create_app(Settings(url, "a key for tests only, long enough", address, folder))

    @contextmanager
    def inside() -> Iterator[Session]:
        with app.app_context():
            yield db.session()
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    writing.set(True)
    with inside() as session:
        schema.upgrade(db.engine)
        made = voting_world(session, languages=LANGUAGES, **TEXTS)
        account = create_account(
            session, email="coordinator@x.example", name="Coordinator", password_hash=hash_password(PASSWORD)
        )
        for coalition_id in made.world.coalitions.values():
            grant_role(session, account.id, GrantValue(Role.COORDINATOR, coalition_id), at=now())
        links = issue_links(session, made.consultation_id, expires_at=now() + timedelta(days=30))
        token = next(one.token for one in links if one.organisation_id == made.both)
    with serving(
        ["serve", "--bind", f"127.0.0.1:{port}"], port, folder, {"DATABASE_URL": url, "CONSULT_BASE_URL": address}
    ):
        yield Deciding(address, made, token, inside)


class Look:
    """Looks at the page a browser shows, as it is."""

    def __init__(self, page: Page, seen: set[int]) -> None:
        self.page, self.examiner = page, Examiner(page, seen)
        self.faults: dict[str, list[str]] = {}

    def at(self, name: str, shows: str, url: str = "") -> None:
        if url:
            self.page.goto(url)
        assert self.page.locator("html").get_attribute("dir") == "rtl", name
        assert self.page.locator(shows).count(), name
        unfold(self.page)
        found = self.examiner.run() + self.examiner.run_in_the_dark()
        for width in (1280, 320, 360):
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"wider than {width}")
        found += self.page.evaluate(TARGETS)
        if found:
            self.faults[name] = found

    def assert_faultless(self) -> None:
        assert not self.faults, json.dumps(self.faults, indent=1)


@pytest.fixture(scope="module")
def seen() -> set[int]:
    """The ways in which text is drawn that were looked at."""
    return set()


@pytest.mark.whole
def test_commenting_pages_are_accessible_and_light(deciding: Deciding, visit: Visit, seen: set[int]) -> None:
    with deciding.session() as session:
        values = {"state": RoundState.OPEN, "closed_at": None, "closes_on": today() + timedelta(days=9)}
        session.execute(update(CommentRound).values(values))
    page = deciding.take_up(visit(360), "ar")
    look = Look(page, seen)
    look.at("member", "main a[href='/d/proposal']", f"{deciding.address}/d")
    look.at("proposal", "textarea#text-whole", f"{deciding.address}/d/proposal")
    assert weigh(page, f"{deciding.address}/d/proposal") <= BYTES
    with deciding.session() as session:
        session.execute(update(CommentRound).values(state=RoundState.CLOSED, closed_at=now(), closes_on=today()))
    look.assert_faultless()


@pytest.mark.whole
def test_voting_pages_are_accessible_and_light(deciding: Deciding, visit: Visit, seen: set[int]) -> None:
    desk = deciding.coordinate(visit(1280), "ar")
    ballot = f"{deciding.address}/consultations/{deciding.made.consultation_id}/ballot"
    at_desk = Look(desk, seen)
    at_desk.at("settings", "input[name=closes_on]", f"{ballot}/settings")
    with deciding.session() as session:
        running(session, deciding.made, today())
    at_desk.at("open", "main a[href*='/ballot/slips/']", ballot)
    at_desk.at("slips", "input[name=abstain]", f"{ballot}/slips/{deciding.made.world.coalitions['A']}")
    page = deciding.take_up(visit(360), "ar")
    look = Look(page, seen)
    look.at("vote", "input[name=choice][type=radio]", f"{deciding.address}/d/ballot")
    assert weigh(page, f"{deciding.address}/d/ballot") <= BYTES
    page.locator("input[name=choice]").first.check()
    press(page, "main form button.p")
    look.at("confirm", "main button[value=cast]")
    press(page, "main button[value=cast]")
    look.at("voted", "main a[href='/d/leave']")
    look.assert_faultless()
    at_desk.assert_faultless()
