"""The room in real browsers: what a phone sends stands on the record within a second; the wall never scrolls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.app import create_app
from consult.meeting.rules.kinds import Attribution, Level
from consult.settings import Settings
from consult.shared import schema
from consult.shared.database import db, writing
from consult.shared.time import now
from tests.browser.conftest import Visit
from tests.browser.serving import free_port, press, serving
from tests.browser.test_accessibility import Examiner, unfold
from tests.builders_meeting import Room, say
from tests.builders_room import answer, answering_room, polled

PASSWORD = "four words put together"
WITHIN = 1.0
MEMBERS = ("a1", "a2", "b1", "both")


@dataclass(frozen=True)
class Served:
    """A room that is served, and who may enter it."""

    address: str
    room: Room

    def page(self, name: str) -> str:
        return f"{self.address}/meetings/{self.room.meeting_id}/{name}"

    def facilitate(self, page: Page, name: str) -> Page:
        """Sign in as whoever runs the meeting and open a page of it."""
        page.goto(f"{self.address}/sign-in")
        page.locator("input[name=email]").fill("facilitator@x.example")
        page.locator("input[name=password]").fill(PASSWORD)
        press(page, "main form button")
        page.goto(self.page(name))
        return page

    def sit_down(self, page: Page, who: str) -> Page:
        """Enter with a delegation's code."""
        page.goto(f"{self.address}/room")
        page.locator("#code").fill(self.room.codes[who])
        press(page, "main form button")
        return page


@pytest.fixture(scope="module")
def served(short_folder: Path) -> Iterator[Served]:
    folder, port = short_folder / "room", free_port()
    folder.mkdir()
    address = f"http://127.0.0.1:{port}"
    app = create_app(Settings(f"sqlite:///{folder / 'room.db'}", "a key for tests only, long enough", address, folder))
    writing.set(True)
    with app.app_context():
        schema.upgrade(db.engine)
        session = db.session()
        room = answering_room(session)
        account = create_account(
            session, email="facilitator@x.example", name="Facilitator", password_hash=hash_password(PASSWORD)
        )
        for coalition_id in room.world.coalitions.values():
            grant_role(session, account.id, GrantValue(Role.FACILITATOR, coalition_id), at=now())
        answer(session, room, "a1", "We hear our members in this.", attribution=Attribution.DELEGATION)
        answer(session, room, "a2", "Pas sans les deux noms.", language="fr", translations={"ar": "بالاسمين معاً"})
        say(session, room, "b1", "قلنا ما عندنا", language="ar")
        polled(session, room, [room.delegations[one] for one in MEMBERS], {Level.SUPPORT: 3, Level.OPPOSE: 1})
        session.commit()
        db.session.remove()
        db.engine.dispose()
    environment = {"DATABASE_URL": f"sqlite:///{folder / 'room.db'}", "CONSULT_BASE_URL": address}
    with serving(["serve", "--bind", f"127.0.0.1:{port}"], port, folder, environment):
        yield Served(address, room)


def give(page: Page, words: str, stance: str = "questions") -> None:
    """Answer the sentence about the common ground, up to the button."""
    page.goto(page.url.partition("/room")[0] + "/room/answer?to=sentence:common")
    page.locator(f"input[name=stance][value={stance}]").check()
    page.locator("textarea").fill(words)


def seconds_to_the_record(record: Page, phone: Page, words: str) -> float:
    """Press the phone's button, and return after how many seconds the words stood on the record."""
    give(phone, words)
    record.evaluate(
        """words => { window.seen = new Promise(done => {
          const look = () => document.getElementById('answers')?.textContent.includes(words) && done(Date.now());
          new MutationObserver(look).observe(document.getElementById('room'), {childList: true, subtree: true});
        }); }""",
        words,
    )
    pressed = phone.evaluate(
        "() => { setTimeout(() => document.querySelector('main form.q button.btn.p').click()); return Date.now(); }"
    )
    seen = record.evaluate("window.seen")
    phone.wait_for_url("**/room/now")
    return float(seen - pressed) / 1000


def test_what_a_phone_sends_is_on_the_record_within_a_second(served: Served, visit: Visit) -> None:
    record, phone = served.facilitate(visit(1280), "record"), served.sit_down(visit(360), "b1")
    first, *taken = [seconds_to_the_record(record, phone, f"Who was asked, number {at}?") for at in range(6)]
    print(f"from the phone's button to the record: {taken} s; {first} s with both ends still cold")
    assert median(taken) < WITHIN, taken  # one may be late where the machine is busy with something else
    expect(record.locator("#room-news")).to_contain_text("Answer to")


def test_the_reader_keeps_place_focus_and_what_is_open(served: Served, visit: Visit) -> None:
    record, phone = served.facilitate(visit(1280), "record"), served.sit_down(visit(360), "a2")
    record.locator("details summary").first.click()
    record.locator("#latest a").last.focus()
    focused = record.evaluate("document.activeElement.getAttribute('href')")
    record.set_viewport_size({"width": 1280, "height": 400})
    record.evaluate("document.getElementById('said').scrollIntoView()")
    before = record.evaluate("document.getElementById('said').getBoundingClientRect().top")
    give(phone, "A long answer above what is being read. " * 12)
    press(phone, "main form.q button.btn.p")
    expect(record.locator("#answers")).to_contain_text("above what is being read", timeout=5000)
    assert record.evaluate("document.querySelector('details').open") is True
    after = record.evaluate("document.getElementById('said').getBoundingClientRect().top")
    assert abs(after - before) < 4
    assert focused is not None


def test_without_a_script_the_record_can_be_looked_at_again(served: Served, visit: Visit) -> None:
    phone = served.sit_down(visit(360, script=False), "both")
    give(phone, "Sent without a script", "adds")
    press(phone, "main form.q button.btn.p")
    record = served.facilitate(visit(360, script=False), "record")
    assert record.get_by_text("Sent without a script").count() == 1
    press(record, "a:has-text('Look again')")
    assert record.get_by_text("Sent without a script").count() == 1


def test_the_wall_fills_the_screen_and_never_scrolls(served: Served, visit: Visit) -> None:
    wall = served.facilitate(visit(1920), "screen")
    for height in (1080, 768):
        wall.set_viewport_size({"width": 1920 if height == 1080 else 1366, "height": height})
        for query in ("?first=en&second=ar&show=poll", "?first=ar&second=fr&show=answers&finding=sentence:worst-case",
                      "?show=answers&finding=sentence:common"):  # fmt: skip
            wall.goto(served.page("screen") + query)
            assert wall.evaluate("document.documentElement.scrollHeight") <= height
            assert wall.evaluate("document.documentElement.scrollWidth") <= 1920
            hidden = wall.evaluate(
                "[...document.querySelectorAll('.tongue')].map(one => one.scrollHeight - one.clientHeight)"
            )
            assert max(hidden) <= 1, (height, query, hidden)
    size = wall.evaluate("parseFloat(getComputedStyle(document.querySelector('.heard-now blockquote')).fontSize)")
    assert size >= 24


def test_a_poll_comes_to_the_wall_without_a_number_until_it_is_closed(served: Served, visit: Visit) -> None:
    desk, wall = served.facilitate(visit(1280), "polls"), served.facilitate(visit(1920), "screen")
    desk.locator("input[name=question-en]").fill("Can you live with it now?")
    press(desk, "#new button.p")
    expect(wall.get_by_text("Can you live with it now?").first).to_be_visible(timeout=5000)
    phone = served.sit_down(visit(360), "a1")
    press(phone, "a:has-text('Answer')")
    phone.locator("input[value=unsure]").check()
    press(phone, "main form.q button.btn.p")
    assert wall.locator(".result").count() == 0
    press(desk, "#open form:not([action*=slips]) button.p")
    expect(wall.get_by_text("0 · 1 · 0").first).to_be_visible(timeout=5000)


@pytest.mark.whole
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_every_page_of_the_room_is_accessible(served: Served, visit: Visit, tag: str) -> None:
    faults: dict[str, list[str]] = {}
    seen: set[int] = set()
    desk = served.facilitate(visit(1280), "record")
    desk.locator("#lang").select_option(tag)
    press(desk, "form.lang button")
    phone = served.sit_down(visit(360), "both")
    phone.locator("#lang").select_option(tag)
    press(phone, "form.lang button")
    of_desk = ("record", "screen", "screen?show=poll", "polls", "answers", "console")
    pages = [(desk, served.page(one)) for one in of_desk]
    pages += [(phone, f"{served.address}/room/{one}") for one in ("now", "answer", "writing", "amendment", "poll")]
    examiners = {page: Examiner(page, seen) for page in (desk, phone)}
    for page, url in pages:
        page.goto(url)
        unfold(page)
        examiner = examiners[page]
        if found := examiner.run() + examiner.run_in_the_dark():
            faults[url] = found
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (url, width)
    assert not faults, json.dumps(faults, indent=1)
