"""What a page costs a member's phone, and that nothing on any page is stopped by the page's own policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import Demo, press

BYTES, FILES = 20 * 1024, 4


class Wire:
    """What crossed the wire: bytes as they were sent, and every address asked for."""

    def __init__(self) -> None:
        self.bytes = 0
        self.urls: list[str] = []


@contextmanager
def counting(page: Page) -> Iterator[Wire]:
    """Count what crosses the wire to a browser that kept nothing from an earlier page."""
    wire = Wire()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def began(event: dict[str, Any]) -> None:
        wire.urls.append(event["request"]["url"])

    def ended(event: dict[str, Any]) -> None:
        wire.bytes += event["encodedDataLength"]

    session.on("Network.requestWillBeSent", began)
    session.on("Network.loadingFinished", ended)
    yield wire
    session.detach()


@pytest.fixture(scope="module")
def member(demo: Demo, visit_throughout: Visit) -> Page:
    """Somebody with an answer begun in the language of the longest words, whose browser runs no scripts."""
    page = visit_throughout(360, language="ru", script=False)
    demo.enter(page, "member-ru")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    return page


@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_the_landing_page_is_light(demo: Demo, visit: Visit, tag: str) -> None:
    page = visit(360, language=tag, script=False)
    with counting(page) as wire:
        page.goto(f"{demo.address}/i/{demo.doors[f'member-{tag}']}")
    assert 0 < wire.bytes <= BYTES
    assert 2 <= len(wire.urls) <= FILES, wire.urls
    assert page.context.cookies() == []


def weigh(page: Page, url: str) -> int:
    with counting(page) as wire:
        page.goto(url)
    assert 2 <= len(wire.urls) <= FILES, (url, wire.urls)
    return wire.bytes


@pytest.fixture(scope="module")
def weights(demo: Demo, member: Page) -> dict[str, int]:
    """The bytes of every page from the hub to the review, each in a browser that kept nothing, going by the buttons."""
    found: dict[str, int] = {}
    scale = member.context.new_page()
    member.goto(f"{demo.address}/answer/Z2")
    member.locator("input[name='Z2.take_part']").check()
    for _step in range(60):
        code = member.url.rpartition("/")[2]
        if code != "review":
            if code == "F2":  # on conditions: then every future is ranked, and asked about its conditions
                for row in member.locator("fieldset.m").all():
                    row.locator("input").nth(1).check()
            press(member, "main button[value=next]")
        found[code] = weigh(scale, f"{demo.address}/answer/{code}")
        if code == "review":
            break
    found["answer"] = weigh(scale, f"{demo.address}/answer")
    scale.close()
    assert len(found) > 28
    return found


def test_every_page_to_the_review_is_light_and_needs_no_script(weights: dict[str, int]) -> None:
    assert {code: weight for code, weight in weights.items() if weight > BYTES} == {}


def test_what_a_member_decides_by_is_light(demo: Demo, visit: Visit) -> None:
    page = visit(360, language="ru", script=False)
    landing = f"{demo.address}/d/{demo.doors['member-decision']}"
    weights = {"landing": weigh(page, landing)}
    press(page, "main form button.p")
    for path in ("/d", "/d/proposal", "/d/proposal/changes", "/d/proposal/replies", "/room", "/receipt"):
        weights[path] = weigh(page, demo.address + path)
    assert {path: weight for path, weight in weights.items() if weight > BYTES} == {}


def test_a_question_page_is_answered_with_one_request(demo: Demo, member: Page) -> None:
    member.goto(f"{demo.address}/answer/B2")
    with counting(member) as wire:
        member.locator("textarea").fill("Один ответ")
        press(member, "main button[value=next]")
        member.wait_for_url("**/answer/C1.importance")
    posted = [url for url in wire.urls if url.endswith("/answer/B2")]
    assert len(posted) == 1
    assert len(wire.urls) <= FILES


def test_with_script_the_arrows_of_a_ranking_move_without_a_request(demo: Demo, visit: Visit) -> None:
    page = visit(360, language="fr")
    demo.enter(page, "member-fr")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    page.goto(f"{demo.address}/answer/F3")
    rows = page.locator("ol.rank li")
    first, second = (rows.nth(at).locator("label").inner_text() for at in range(2))
    with counting(page) as wire:
        page.locator(f"ol.rank li:has-text({second!r}) button[data-move=up]").click()
        page.locator(f"ol.rank li:has-text({first!r}) button[data-move=up]").click()
        page.locator(f"ol.rank li:has-text({first!r}) button[data-move=up]").click()
        expect(rows.nth(0).locator("label")).to_have_text(first)
        expect(rows.nth(1).locator("select")).to_have_value("2")
        expect(page.locator("[role=status]")).to_contain_text(first)
    assert wire.urls == []


@pytest.mark.whole
def test_a_chart_is_explored_under_the_policy(demo: Demo, visit: Visit) -> None:
    page = visit(1280)
    demo.enter(page, "lead-a")
    answer = page.goto(f"{demo.address}/strands/{demo.strand('released', 'A')}/findings")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    figure = page.locator("#f2-chart")
    figure.locator("button[data-figure]").click()
    expect(figure.locator(".canvas svg.main-svg").first).to_be_visible(timeout=30_000)
    expect(figure.locator("[role=status]")).to_have_text("The chart can now be explored.")
    assert figure.locator(".canvas .barlayer path").count() > 0
