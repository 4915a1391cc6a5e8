"""Member pages where the reader's own few colours replace ours: what the colours said is still there to be seen."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit
from tests.browser.serving import Demo, press

pytestmark = pytest.mark.whole

MARKS = """one => {
  const style = getComputedStyle(one), sides = ['Top', 'Right', 'Bottom', 'Left'];
  const outline = style.outlineStyle === 'none' ? '0px' : style.outlineWidth;
  return [...sides.map(side => style[`border${side}Style`] === 'none' ? '0px' : style[`border${side}Width`]),
    ...sides.map(side => style[`border${side}Style`]), outline, style.textDecorationLine, style.fontWeight,
    getComputedStyle(one, '::before').content].join(' ');
}"""
"""How something is drawn beside its colours."""


@pytest.fixture(scope="module")
def member(demo: Demo, visit_throughout: Visit) -> Page:
    """Somebody with an answer begun, whose system has few colours of its own."""
    page = visit_throughout(1280, language="pt")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    demo.enter(page, "member-pt")
    return page


@pytest.fixture(scope="module")
def begun(member: Page) -> Page:
    member.locator("input[name=unit][value=organisation]").check()
    press(member, "button[value=begin]")
    return member


def marks(one: Locator) -> str:
    return str(one.first.evaluate(MARKS))


def all_differ(*ones: Locator) -> bool:
    return all(marks(one) != marks(other) for one, other in combinations(ones, 2))


def test_the_language_of_the_page_is_told_from_the_others(member: Page) -> None:
    assert all_differ(member.locator("nav.lang [aria-current]"), member.locator("nav.lang a"))


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_chosen_is_outlined(demo: Demo, begun: Page, width: int) -> None:
    begun.set_viewport_size({"width": width, "height": 900})
    begun.goto(f"{demo.address}/answer/F2")
    begun.locator("fieldset.m input").nth(1).check()
    assert all_differ(begun.locator(".o:has(:checked)"), begun.locator(".o:not(:has(:checked))"))
    begun.set_viewport_size({"width": 1280, "height": 900})


def test_three_kinds_of_buttons_are_told_apart(demo: Demo, begun: Page) -> None:
    begun.goto(f"{demo.address}/answer/B2")
    buttons = (begun.locator(f"main button[value={go}]") for go in ("next", "save", "back"))
    assert all_differ(*buttons)


def test_what_must_be_looked_at_again_is_told_in_words_and_by_its_border(demo: Demo, begun: Page) -> None:
    begun.goto(f"{demo.address}/answer/A2")
    begun.locator("#A2\\.since").fill("x")
    press(begun, "main button[value=next]")
    wrong = begun.locator(".q:has(> .err)")
    assert all_differ(wrong, begun.locator(".q:not(:has(> .err))"))
    assert wrong.locator(".err").inner_text() in begun.locator(".errs").inner_text()
    assert float(begun.locator(".errs").evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)")) >= 2


def test_how_far_one_is_can_be_seen_and_is_written_beside_it(demo: Demo, begun: Page) -> None:
    drawn = []
    for code in ("Z2", "J2"):
        begun.goto(f"{demo.address}/answer/{code}")
        assert any(sign.isdigit() for sign in begun.locator("#steps").inner_text())
        drawn.append(begun.locator("progress").screenshot())
    assert drawn[0] != drawn[1]


def test_the_state_of_every_section_stands_in_words(demo: Demo, begun: Page) -> None:
    begun.goto(f"{demo.address}/answer")
    told = begun.locator(".hub .state").evaluate_all("all => all.map(one => [one.className, one.innerText])")
    words = dict(told)
    assert all(words.values())
    assert len(set(words.values())) == len(words)


def test_whatever_has_the_focus_is_outlined(demo: Demo, begun: Page) -> None:
    begun.goto(f"{demo.address}/answer/F3")
    reached = set()
    for _step in range(14):
        begun.keyboard.press("Tab")
        kind, style, width = begun.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
              return [one.localName + '.' + one.className, style.outlineStyle, parseFloat(style.outlineWidth)] }"""
        )
        assert (style, width >= 2) == ("solid", True), kind
        reached.add(kind)
    assert {"select.", "button.btn s"} <= reached


def test_lists_to_choose_from_keep_the_arrow_of_the_system(demo: Demo, begun: Page) -> None:
    begun.goto(f"{demo.address}/answer/F3")
    assert begun.locator("main select").first.evaluate("one => getComputedStyle(one).appearance") == "auto"
