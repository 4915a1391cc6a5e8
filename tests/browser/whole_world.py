"""The world of the whole way: two coalitions with their members, and everybody who has a part in it. Nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.app import create_app
from consult.membership.records import Coalition, Contact
from consult.membership.rules import Region
from consult.settings import Settings
from consult.shared import schema
from consult.shared.database import db, writing
from consult.shared.time import now, today
from tests.browser.serving import free_port, press, serving
from tests.browser.small_world import PASSWORD
from tests.builders import organisation

ARABIC = "الصوت الأخير"
BOTH = "Member of both"
OTHERS = 24
"""Members of each coalition beside the one of both: enough for every count to be shown that these tests look at."""
PEOPLE: dict[str, tuple[Role, str]] = {
    "coordinator": (Role.COORDINATOR, "AB"),
    "board-a": (Role.BOARD, "A"),
    "board-b": (Role.BOARD, "B"),
    "lead-a": (Role.LEAD_CONSULTANT, "A"),
    "lead-b": (Role.LEAD_CONSULTANT, "B"),
    "coder-a": (Role.CODER, "A"),
    "second-coder-a": (Role.CODER, "A"),
    "coder-b": (Role.CODER, "B"),
    "second-coder-b": (Role.CODER, "B"),
    "facilitator": (Role.FACILITATOR, "AB"),
    "scrutineer": (Role.SCRUTINEER, "AB"),
}


@dataclass
class Way:
    """Where the world answers, the browsers of those who walk, and what they were told on the way."""

    address: str
    database: Path
    session: Callable[[], AbstractContextManager[Session]]
    desk: Page
    phone: Page
    wall: Page
    consultation_id: str = ""
    strands: dict[str, str] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    _who: str = ""
    _cookies: dict[str, list[Any]] = field(default_factory=dict)  # Any: what is taken is put back as it was

    def be(self, who: str) -> Page:
        """Let somebody of the staff sit down at the desk: whoever was there before comes back signed in."""
        if who == self._who:
            return self.desk
        context = self.desk.context
        if self._who:
            self._cookies[self._who] = list(context.cookies())
        context.clear_cookies()
        if who in self._cookies:
            context.add_cookies(self._cookies[who])
        else:
            sign_in(self.desk, self.address, who)
        self._who = who
        return self.desk

    def go(self, who: str, path: str) -> Page:
        """Let somebody of the staff look at a page of the consultation; `path` begins after its address."""
        page = self.be(who)
        page.goto(f"{self.address}/consultations/{self.consultation_id}{path}")
        return page

    def go_strand(self, who: str, mark: str, path: str) -> Page:
        """Let somebody of the staff look at a page of a strand."""
        page = self.be(who)
        page.goto(f"{self.address}/strands/{self.strands[mark]}{path}")
        return page


def sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/sign-in?lang=en")
    page.locator("input[type=email]").fill(f"{who}@x.example")
    page.locator("input[type=password]").fill(PASSWORD)
    press(page, "main form button.p")
    expect(page.locator(".me .role")).to_be_visible()


def told(page: Page, words: str) -> None:
    """What the page has just said to whoever pressed."""
    expect(page.locator("main")).to_contain_text(words)


def beginning(name: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(name)}")


def follow(page: Page, name: str) -> Response:
    """Go where a link leads whose name begins so."""
    with page.expect_navigation() as came:
        page.get_by_role("link", name=beginning(name)).first.click()
    return came.value


def submit(page: Page, name: str) -> Response:
    """Press the button whose name begins so, and wait for the page it leads to."""
    with page.expect_navigation() as came:
        page.get_by_role("button", name=beginning(name)).first.click()
    return came.value


PASSING = {
    "collecting": "UPDATE consultation SET opens_on = :long_ago, closes_on = :before, withdraw_until = :just_over",
    "commenting": "UPDATE comment_round SET closes_on = :just_over",
    "voting": "UPDATE ballot SET opens_on = :before, closes_on = :just_over",
}


def let_time_pass(way: Way, what: str) -> None:
    """Let the weeks of collecting, commenting or voting go by: the days that were promised for later are over.

    Nothing else is ever written past the pages and the operations; who wrote what, and how, is as it was.
    """
    days = {"long_ago": 60, "before": 18, "just_over": 4}  # a day is over when it is over everywhere on earth
    values = {name: (today() - timedelta(days=count)).isoformat() for name, count in days.items()}
    with closing(sqlite3.connect(way.database, timeout=60)) as database, database:
        database.execute(PASSING[what], values)


def fill(session: Session) -> None:
    """Two coalitions side by side, one member of both, one whose name is Arabic; and the people's accounts."""
    coalitions = {mark: Coalition(mark=mark, name=f"Coalition {mark}", agreement=f"Treaty {mark}") for mark in "AB"}
    session.add_all(coalitions.values())
    session.flush()
    for mark, coalition in coalitions.items():
        for at in range(OTHERS):
            organisation(session, f"Member {mark}{at:02}", coalition, region=Region.AFRICA)
    arabic = organisation(session, ARABIC, coalitions["A"], region=Region.AFRICA, languages=["ar"])
    session.execute(update(Contact).where(Contact.organisation_id == arabic.id).values(language="ar"))
    organisation(session, BOTH, *coalitions.values(), region=Region.AFRICA)
    password = hash_password(PASSWORD)
    for who, (role, marks) in PEOPLE.items():
        name = who.replace("-", " ").capitalize()
        account = create_account(session, email=f"{who}@x.example", name=name, password_hash=password)
        for mark in marks:
            grant_role(session, account.id, GrantValue(role, coalitions[mark].id), at=now())


@contextmanager
def whole_world(folder: Path, desk: Page, phone: Page, wall: Page) -> Iterator[Way]:
    """Serve the world until the block ends."""
    port, database = free_port(), folder / "whole.db"
    url, address = f"sqlite:///{database}", f"http://127.0.0.1:{port}"
    app = create_app(Settings(url, "a key for tests only, long enough to pass", address, folder))

    @contextmanager
    def inside() -> Iterator[Session]:
        with app.app_context():
            yield db.session()
            db.session.rollback()
            db.engine.dispose()

    writing.set(True)
    with inside() as session:
        schema.upgrade(db.engine)
        fill(session)
        session.commit()
    environment = {"DATABASE_URL": url, "CONSULT_BASE_URL": address}
    with serving(["serve", "--bind", f"127.0.0.1:{port}"], port, folder, environment):
        yield Way(address, database, inside, desk, phone, wall)
