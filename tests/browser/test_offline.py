"""Offline mode in a browser: chosen, used without a connection, sent once, and removed without a trace."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from sqlalchemy import func, select

from consult.collection.queries import AnswerView, answer_view
from consult.collection.records import Answer, PagePost
from tests.browser.own_world import Own, own_world
from tests.browser.serving import press

TEXT = "كتبتُ هذا في الطريق، بلا شبكة — ثلاثُ نقاط…"
ASKED = """async () => ({
    caches: await caches.keys(),
    bases: (await indexedDB.databases()).map(one => one.name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    kept: localStorage.length + sessionStorage.length,
})"""
LEFT = f"() => Promise.race([({ASKED})(), new Promise((_, no) => setTimeout(() => no(new Error('no answer')), 10000))])"
"""What a device holds. A page that does not answer is a fault: a question to it has no end of its own."""
NOTHING = {"caches": [], "bases": [], "workers": 0, "kept": 0}
LOST = re.compile("would be lost|وسيضيع")
GONE = re.compile("Nothing is kept on this device any more|لم يعد شيء محفوظا على هذا الجهاز")


@pytest.fixture
def own(short_folder: Any, request: pytest.FixtureRequest) -> Iterator[Own]:
    folder = short_folder / f"offline-{abs(hash(request.node.nodeid))}"
    folder.mkdir()
    with own_world(folder) as found:
        yield found


Device = Callable[..., Page]


@pytest.fixture
def device(own: Own, browser: Browser) -> Iterator[Device]:
    """A device with the organisation's answer open, offline mode on unless it is not wished."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(text: str) -> None:
        if "Failed to load resource" not in text and "ERR_INTERNET_DISCONNECTED" not in text:
            faults.append(text)

    def take(*, on: bool = True, language: str = "ar", width: int = 360) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        contexts.append(context)
        context.on("console", lambda message: note(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        page = context.new_page()
        page.goto(f"{own.address}/i/{own.token()}?lang={language}")
        page.locator("input[name=unit][value=organisation]").check()
        press(page, "button[value=begin]")
        if on:
            turn_on(page, own)
        return page

    yield take
    for context in contexts:
        context.close()
    assert faults == []


def turn_on(page: Page, own: Own) -> None:
    page.goto(f"{own.address}/answer/offline")
    page.locator("input[name=own][value=yes]").check()
    page.locator("input[name=risk][value=no]").check()
    press(page, "main form button.p")
    expect(page.locator("#offline[data-begin]")).to_be_visible()
    until(lambda: page.evaluate("async () => !!(navigator.serviceWorker.controller && await caches.match('/list'))"))


def stored(own: Own) -> tuple[AnswerView, int]:
    """The one answer, and how many posts made it."""
    with own.session() as session:
        found = answer_view(session, session.scalars(select(Answer.id)).one())
        posts = session.scalar(select(func.count()).select_from(PagePost)) or 0
    assert found is not None
    return found, posts


def waiting(page: Page) -> int:
    return int(
        page.evaluate(
            """() => new Promise(done => { const asked = indexedDB.open('consult-outbox', 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore('out', {keyPath: 'id', autoIncrement: true});
            asked.onsuccess = () => { const got = asked.result.transaction('out').objectStore('out').count();
            got.onsuccess = () => { asked.result.close(); done(got.result); }; }; })"""
        )
    )


def sent(page: Page) -> None:
    until(lambda: waiting(page) == 0)


def until(holds: Callable[[], bool]) -> None:
    """Wait for what a page does by itself: its policy forbids the waiting that a browser offers."""
    for _turn in range(300):
        with suppress(Error):  # the page is just on its way to another
            if holds():
                return
        time.sleep(0.1)
    pytest.fail("it never came to that")


def test_without_choosing_it_nothing_is_kept(own: Own, device: Device) -> None:
    page = device(on=False)
    page.goto(f"{own.address}/answer/B2")
    page.locator("textarea").fill(TEXT)
    press(page, "main button[value=next]")
    assert page.evaluate(LEFT) == NOTHING
    assert page.locator("script[src*=offline]").count() == 0
    page.goto(f"{own.address}/answer/offline")
    page.locator("input[name=own][value=yes]").check()
    page.locator("input[name=risk][value=yes]").check()
    press(page, "main form button.p")
    expect(page.locator(".errs")).to_be_visible()
    assert page.evaluate(LEFT) == NOTHING


def test_written_offline_reloaded_offline_sent_once(own: Own, device: Device) -> None:
    page = device()
    page.context.set_offline(True)
    page.goto(f"{own.address}/answer/B2")
    page.locator("textarea").fill(TEXT)
    page.locator("main button[value=next]").click()
    page.wait_for_url("**/answer/C1.importance")
    page.reload()
    page.locator('input[name="C1.importance:monitoring"][value=important]').check()
    page.locator("main button[value=save]").click()
    page.wait_for_url("**/answer")
    expect(page.locator("#offline [role=status]")).to_contain_text("2")
    page.goto(f"{own.address}/answer/B2")
    expect(page.locator("textarea")).to_have_value(TEXT)
    page.locator("textarea").fill(TEXT + "!")
    page.locator("main button[value=save]").click()
    page.wait_for_url("**/answer")
    assert waiting(page) == 2
    assert stored(own)[1] == 0
    page.context.set_offline(False)
    sent(page)
    found, posts = stored(own)
    assert posts == 2
    assert found.words == {"B2": TEXT + "!"}
    assert found.document["C1.importance"] == {"monitoring": "important"}
    page.goto(f"{own.address}/answer/B2")
    expect(page.locator("textarea")).to_have_value(TEXT + "!")


@pytest.mark.whole
def test_with_a_connection_it_goes_on_as_before(own: Own, device: Device) -> None:
    page = device()
    page.goto(f"{own.address}/answer/B2")
    page.locator("textarea").fill(TEXT)
    page.locator("main button[value=next]").click()
    page.wait_for_url("**/answer/C1.importance*")
    page.goto(f"{own.address}/answer/B2")
    page.locator("textarea").fill("second")
    page.locator("main button[value=next]").click()
    page.wait_for_url("**/answer/C1.importance*")
    found, posts = stored(own)
    assert found.words == {"B2": "second"}
    assert posts == 2
    page.context.set_offline(True)
    page.goto(f"{own.address}/answer/B2")
    expect(page.locator("textarea")).to_have_value("second")


def test_a_connection_that_only_looks_like_one_loses_nothing(own: Own, device: Device) -> None:
    page = device()
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.goto(f"{own.address}/answer/B2")
    page.context.route("**/answer/B2", lose_the_answer)
    page.locator("textarea").fill(TEXT)
    assert page.evaluate("navigator.onLine")
    page.locator("main button[value=next]").click()
    page.wait_for_url("**/answer/C1.importance*")
    sent(page)
    assert lost
    found, posts = stored(own)
    assert (found.words, posts) == ({"B2": TEXT}, 1)


def test_two_devices_meet_on_the_conflict_page(own: Own, device: Device) -> None:
    first, second = device(), device(on=False)
    first.context.set_offline(True)
    first.goto(f"{own.address}/answer/B2")
    first.locator("textarea").fill(TEXT)
    first.locator("main button[value=save]").click()
    first.wait_for_url("**/answer")
    second.goto(f"{own.address}/answer/B2")
    second.locator("textarea").fill("from the other device")
    press(second, "main button[value=save]")
    first.context.set_offline(False)
    link = first.locator("#offline li a")
    expect(link).to_be_visible()
    assert stored(own)[0].words == {"B2": "from the other device"}
    link.click()
    expect(first.locator("textarea")).to_have_value(TEXT)
    first.locator("main button[value=save]").click()
    expect(first.locator("input[name='keep:B2'][value=both]")).to_be_visible()
    assert stored(own)[0].words == {"B2": "from the other device"}
    first.locator("input[name='keep:B2'][value=both]").check()
    first.locator("main button[value=settle]").click()
    sent(first)
    assert stored(own)[0].words == {"B2": f"from the other device\n\n{TEXT}"}


@pytest.mark.whole
def test_what_needs_a_connection_says_so(own: Own, device: Device) -> None:
    page = device(language="en")
    page.context.set_offline(True)
    page.goto(f"{own.address}/answer/review")
    expect(page.locator("h1")).to_have_text("This page needs a connection")
    page.locator("ol.hub a").first.click()
    page.wait_for_url("**/answer/Z2")


def test_removed_with_one_button_nothing_is_left(own: Own, device: Device) -> None:
    page = device()
    assert page.evaluate(LEFT) != NOTHING
    page.goto(f"{own.address}/answer/offline")
    page.locator("#remove button").click()
    expect(page.locator("h1")).to_have_text(GONE)
    assert page.evaluate(LEFT) == NOTHING
    page.goto(f"{own.address}/answer/B2")
    assert page.locator("#offline").count() == 0
    assert page.evaluate(LEFT) == NOTHING


def test_removed_without_a_connection_it_is_gone_and_stays_gone(own: Own, device: Device) -> None:
    page = device()
    page.context.set_offline(True)
    page.goto(f"{own.address}/answer/B2")
    page.locator("textarea").fill(TEXT)
    page.locator("main button[value=save]").click()
    page.wait_for_url("**/answer")
    page.goto(f"{own.address}/answer/offline")
    page.locator("#remove button").click()
    expect(page.locator("#offline [role=status]")).to_contain_text(LOST)
    page.locator("#remove button").click()
    expect(page.locator("#remove")).to_have_count(0)
    assert page.evaluate(LEFT) == NOTHING
    page.context.set_offline(False)
    page.goto(f"{own.address}/answer/B2")
    expect(page.locator("textarea")).to_have_value("")
    assert page.evaluate(LEFT) == NOTHING
    assert stored(own)[1] == 0


@pytest.mark.whole
def test_leaving_the_device_takes_everything_along(own: Own, device: Device) -> None:
    page = device()
    page.goto(f"{own.address}/answer/leave")
    press(page, "main form button.p")
    assert page.evaluate(LEFT) == NOTHING


def test_what_waits_is_not_sent_into_another_answer(own: Own, device: Device) -> None:
    page = device()
    page.context.set_offline(True)
    page.goto(f"{own.address}/answer/B2")
    page.locator("textarea").fill(TEXT)
    page.locator("main button[value=save]").click()
    page.wait_for_url("**/answer")
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto(f"{own.address}/i/{own.token('a2')}?lang=ar")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    page.goto(f"{own.address}/answer/B2")
    expect(page.locator("textarea")).to_have_value("")
    assert waiting(page) == 1
    with own.session() as session:
        assert session.scalar(select(func.count()).select_from(PagePost)) == 0
