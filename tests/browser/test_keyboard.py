"""A whole answer by keyboard alone: nothing here touches a mouse, and whatever has the focus can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from consult.shared.time import today
from tests.browser.conftest import Visit
from tests.browser.serving import Demo

pytestmark = pytest.mark.whole

FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), drawn = one.getBoundingClientRect();
  const x = Math.max(0, Math.min(innerWidth - 1, drawn.left + drawn.width / 2));
  const y = Math.max(0, Math.min(innerHeight - 1, drawn.top + drawn.height / 2));
  const there = document.elementFromPoint(x, y);
  const covered = !there || !(one.contains(there) || there.contains(one) || one.labels?.[0]?.contains(there));
  return {
    shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    covered, within: drawn.bottom > 0 && drawn.top < innerHeight, html: one.outerHTML.slice(0, 120),
  };
}"""
FURTHEST = 220
"""How often Tab is pressed before something counts as out of reach."""


class Hands:
    """A keyboard in front of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, what: str) -> None:
        """Press Tab until the focus is on what a selector means."""
        for _step in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("what => document.activeElement.matches(what)", what):
                self.see()
                return
        pytest.fail(f"{what} cannot be reached by keyboard on {self.page.url}")

    def see(self) -> None:
        found = self.page.evaluate(FOCUSED)
        assert (found["shown"], found["within"], found["covered"]) == (True, True, False), found["html"]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, what: str) -> None:
        """Reach a button or a link, press Enter, and wait for the page it leads to."""
        self.reach(what)
        with self.page.expect_navigation():
            self.press("Enter")

    def next(self) -> None:
        self.go("main button[value=next]")

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))


@pytest.fixture(scope="module")
def hands(demo: Demo, visit_throughout: Visit) -> Hands:
    """Somebody who has begun their organisation's answer."""
    page = visit_throughout(1280, language="es")
    hands = Hands(page)
    page.goto(f"{demo.address}/i/{demo.doors['member-es']}")
    hands.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    hands.see()
    hands.press("Enter")
    assert page.url.endswith("#main")
    hands.reach("input[name=unit]")
    hands.press("Space")
    expect(page.locator("input[name=unit][value=organisation]")).to_be_checked()
    hands.reach("input[name=form]")
    hands.press("ArrowDown", "ArrowUp")
    expect(page.locator("input[name=form][value=full]")).to_be_checked()
    hands.go("button[value=begin]")
    return hands


@pytest.fixture
def at(demo: Demo, hands: Hands) -> Iterator[Callable[[str], Page]]:
    def go(code: str) -> Page:
        hands.page.goto(f"{demo.address}/answer/{code}")
        return hands.page

    yield go


def test_skipping_leads_past_the_header_and_the_next_step_is_within_the_page(
    hands: Hands, at: Callable[[str], Page]
) -> None:
    page = at("B2")
    hands.press("Tab", "Enter", "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_nothing_holds_the_focus_fast(hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("A2")
    left = False
    for _step in range(FURTHEST):
        hands.press("Tab")
        left = page.evaluate("document.activeElement === document.body || document.activeElement.matches('.skip')")
        if left and _step:
            break
        hands.see()
    assert left


def test_several_options_are_ticked_with_the_space_bar(hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("A2")
    hands.reach("input[type=checkbox]")
    hands.press("Space", "Tab", "Space")
    assert page.locator("main input:checked").count() == 2
    hands.next()
    page = at("A2")
    assert page.locator("main input:checked").count() == 2


def test_the_summary_has_the_focus_and_its_links_lead_to_the_fields(hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("A2")
    hands.reach("input.year")
    page.keyboard.type("hace mucho")
    hands.next()
    expect(page.locator(".errs")).to_be_focused()
    field = str(page.locator(".errs a").first.get_attribute("href")).removeprefix("#")
    hands.press("Tab", "Enter")
    assert hands.focused() == field
    hands.press("Control+a")
    page.keyboard.type("٢٠٠٩")
    hands.next()
    assert at("A2").locator("input.year").input_value() == "2009"


def test_a_matrix_is_answered_row_by_row_with_the_arrows(hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("F2")
    rows = page.locator("fieldset.m")
    for row in range(rows.count()):
        name = str(rows.nth(row).locator("input").first.get_attribute("name"))
        hands.reach(f"input[name='{name}']")
        hands.press("Space", *["ArrowRight"] * (row % 2))
        expect(rows.nth(row).locator("input").nth(row % 2)).to_be_checked()
    hands.next()
    assert at("F2").locator("main input:checked").count() == rows.count()


def test_a_ranking_is_put_in_order_with_lists_and_arrows(hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("F3")
    rows = page.locator("ol.rank li")
    names = [str(rows.nth(place).locator("select").get_attribute("name")) for place in range(2)]
    for name in names:
        hands.reach(f"button[value='up:{name}']")
        hands.press("Enter")
    expect(rows.nth(0).locator("select")).to_have_attribute("name", names[0])
    hands.press("Enter")  # the second stands on its own arrow still, and goes before the first
    expect(rows.nth(0).locator("select")).to_have_attribute("name", names[1])
    hands.see()
    at("F3")
    hands.reach(f"select[name='{names[0]}']")
    hands.press("ArrowDown")
    expect(page.locator(f"select[name='{names[0]}']")).to_have_value("1")
    hands.next()
    expect(at("F3").locator(f"select[name='{names[0]}']")).to_have_value("1")


def test_another_language_keeps_what_was_typed(hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("B2")
    hands.reach("textarea")
    page.keyboard.type("Una respuesta a medias")
    for key, tag in (("ArrowUp", "fr"), ("ArrowDown", "es")):
        hands.reach("#lang")
        hands.press(key)
        hands.go("button[value=lang]")
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("textarea")).to_have_value("Una respuesta a medias")


def test_of_two_versions_one_is_chosen(demo: Demo, hands: Hands, at: Callable[[str], Page]) -> None:
    page = at("B2")
    other = Hands(page.context.new_page())
    other.page.goto(page.url)
    for one, text in ((other, "En otra ventana"), (hands, "En esta")):
        one.reach("textarea")
        one.press("Control+a")
        one.page.keyboard.type(text)
        one.next()
    other.page.close()
    expect(page.locator("fieldset.q")).to_have_count(1)
    hands.reach("input[type=radio]")
    hands.press("ArrowDown")
    hands.go("button[value=settle]")
    assert at("B2").locator("textarea").input_value() == "En esta"


def signed(hands: Hands) -> None:
    """Sign for the organisation: an office, how it was agreed, and today."""
    hands.reach("#office")
    hands.page.keyboard.type("directora")
    hands.reach("input[name=agreed_by]")
    hands.press("Space")
    day = today()
    for name, digits in (("day", day.day), ("month", day.month), ("year", day.year)):
        hands.reach(f"#{name}")
        hands.press("Control+a")
        hands.page.keyboard.type(str(digits))


def test_the_answer_is_read_again_and_submitted(demo: Demo, hands: Hands) -> None:
    page = hands.page
    page.goto(f"{demo.address}/answer")
    hands.go("main .acts a.p")
    for _step in range(40):
        code = page.url.rpartition("/")[2]
        if code == "review":
            break
        if page.locator("main input[type=checkbox]").count() and code == "Z2":
            hands.reach("input[type=checkbox]")
            if not page.locator("input[type=checkbox]").first.is_checked():
                hands.press("Space")
        hands.next()
        if page.locator("#left").count():
            hands.go("#left button")
    assert page.url.endswith("/answer/review")
    signed(hands)
    hands.go("main form button.p")
    expect(page).to_have_url(f"{demo.address}/answer/receipt")
    hands.go("main a[href='/receipt']")
