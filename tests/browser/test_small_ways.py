"""What the demonstration has nobody for: an answer nobody knows whose it is, and few colours from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consult.consultation.rules import Mode
from tests.browser.conftest import Visit
from tests.browser.own_world import Own, own_world
from tests.browser.serving import press
from tests.browser.test_accessibility import TARGETS, Examiner
from tests.browser.test_forced_colours import all_differ
from tests.browser.test_keyboard import Hands

pytestmark = pytest.mark.whole

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def own(short_folder: Path) -> Iterator[Own]:
    folder = short_folder / "small-ways"
    folder.mkdir()
    with own_world(folder, individual_mode=Mode.ANONYMOUS) as found:
        yield found


@pytest.fixture(scope="module")
def nobody(own: Own, visit_throughout: Visit) -> Page:
    """Somebody on a phone who begins for themselves."""
    page = visit_throughout(360, language="ar")
    page.goto(f"{own.address}/i/{own.token()}?lang=ar")
    return page


def faults(page: Page) -> list[str]:
    examiner = Examiner(page, set())
    page.reload()
    found = examiner.run() + [str(one) for one in page.evaluate(TARGETS)]
    assert page.evaluate(SIDEWAYS) == 0
    return found


def test_the_way_of_an_anonymous_answer_breaks_no_rule(own: Own, nobody: Page) -> None:
    assert faults(nobody) == []
    nobody.locator("input[name=unit][value=individual]").check()
    press(nobody, "button[value=begin]")
    assert nobody.locator("html").get_attribute("dir") == "rtl"
    nobody.goto(f"{own.address}/answer")
    assert faults(nobody) == []


def test_the_receipt_of_an_anonymous_answer_breaks_no_rule(own: Own, nobody: Page) -> None:
    nobody.goto(f"{own.address}/answer/Z2")
    nobody.locator("input[name='Z2.take_part']").check()
    press(nobody, "button[value=save]")
    nobody.goto(f"{own.address}/answer/review")
    press(nobody, "main form button.p")
    assert nobody.url.endswith("/answer/receipt")
    expect(nobody.locator("main bdi[dir=ltr]").first).to_be_visible()
    assert faults(nobody) == []


@pytest.fixture(scope="module")
def from_the_right(own: Own, visit_throughout: Visit) -> Page:
    """Somebody with a keyboard and few colours, reading from right to left."""
    page = visit_throughout(1280, language="ar")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{own.address}/i/{own.token('a2')}?lang=ar")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    return page


def test_a_matrix_is_answered_by_keyboard_from_right_to_left(own: Own, from_the_right: Page) -> None:
    """What has the focus can be seen with few colours too, and what is chosen is outlined."""
    hands = Hands(from_the_right)
    from_the_right.goto(f"{own.address}/answer/F2")
    row = from_the_right.locator("fieldset.m").first
    hands.reach(f"input[name='{row.locator('input').first.get_attribute('name')}']")
    hands.press("Space", "ArrowDown")
    expect(row.locator("input").nth(1)).to_be_checked()
    assert all_differ(from_the_right.locator(".o:has(:checked)"), from_the_right.locator(".o:not(:has(:checked))"))
    hands.next()


def test_buttons_and_faults_are_told_apart_from_right_to_left(own: Own, from_the_right: Page) -> None:
    from_the_right.goto(f"{own.address}/answer/A2")
    buttons = (from_the_right.locator(f"main button[value={go}]") for go in ("next", "save", "back"))
    assert all_differ(*buttons)
    from_the_right.locator("#A2\\.since").fill("x")
    press(from_the_right, "main button[value=next]")
    wrong, right = from_the_right.locator(".q:has(> .err)"), from_the_right.locator(".q:not(:has(> .err))")
    assert all_differ(wrong, right)
    assert wrong.locator(".err").inner_text() in from_the_right.locator(".errs").inner_text()
