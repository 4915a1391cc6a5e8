"""Every kind of page against WCAG 2.2 A and AA, on a phone and a wide screen, in both directions, light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.serving import Demo

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
MOST_SEEN = ("landing", "question F1", "question F3", "coverage", "findings", "joint")
"""The pages looked at in the dark too; there only the colours differ."""
FAULTY = ("link unknown", "no answer", "not found")


class Examiner:
    """axe in one page's browser. It is run by the debugger, so the page's own policy stays in force and is tested."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.debugger: CDPSession = page.context.new_cdp_session(page)

    def run(self, rules: list[str]) -> list[str]:
        self._evaluate(f"{AXE}; 0")
        options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
        found = self._evaluate(f"axe.run(document, {json.dumps(options)})")
        return [
            f"{fault['id']} ({fault['help']}): {node['html'][:160]}"
            for fault in found["violations"]
            for node in fault["nodes"][:3]
        ]

    def _evaluate(self, expression: str) -> Any:
        answer = self.debugger.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")


def opened(demo: Demo, page: Page, kind: pages.Kind) -> None:
    name, path = kind
    answer = page.goto(demo.address + path)
    assert answer is not None
    assert answer.status == (404 if name in FAULTY else 200), (name, answer.status)
    assert page.locator(".fict").count() == 1, f"{name} does not say that it is fictitious"


def examined(demo: Demo, page: Page, tag: str) -> dict[str, list[str]]:
    examiner, found, seen = Examiner(page), dict[str, list[str]](), set[str]()
    for kind in pages.every(demo, page, tag):
        opened(demo, page, kind)
        assert page.locator("html").get_attribute("lang") == tag, kind
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), kind
        unfold(page)
        thin(page)
        seen.add(kind[0])
        if faults := examiner.run(RULES):
            found[kind[0]] = faults
        if kind[0] in MOST_SEEN and (faults := in_the_dark(page, examiner)):
            found[f"{kind[0]}, dark"] = faults
    assert seen >= set(MOST_SEEN)
    return found


def in_the_dark(page: Page, examiner: Examiner) -> list[str]:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) != light
    faults = examiner.run(["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return faults


def unfold(page: Page) -> None:
    """Open what is folded, so that it is examined too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def thin(page: Page) -> None:
    """Leave one chart of each shape, a few rows of each table and a few lines of each state: axe is slow."""
    page.evaluate(
        """() => {
          const seen = new Set();
          for (const one of document.querySelectorAll('figure.fig')) {
            if (seen.has(one.className)) one.remove();
            seen.add(one.className);
          }
          for (const body of document.querySelectorAll('tbody'))
            [...body.rows].slice(3).forEach(row => row.remove());
          for (const wall of document.querySelectorAll('.tiles'))
            [...wall.children].slice(3).forEach(tile => tile.remove());
          [...document.querySelectorAll('.scroll:has(table)')].slice(12).forEach(one => one.remove());
          const told = {};
          for (const line of document.querySelectorAll('.unheard > li')) {
            const state = line.querySelector('.status')?.innerHTML;
            told[state] = (told[state] ?? 0) + 1;
            if (told[state] > 3) line.remove();
          }
        }"""
    )


@pytest.mark.parametrize(("width", "tag"), [(1280, "en"), (360, "ar")])
def test_no_page_has_a_violation_in_the_light_or_in_the_dark(demo: Demo, visit: Visit, width: int, tag: str) -> None:
    assert examined(demo, visit(width, language=tag), tag) == {}


def test_nothing_scrolls_sideways_on_the_smallest_phone(demo: Demo, visit: Visit) -> None:
    page, wider = visit(320, language="ru"), {}  # the language of the longest words
    for kind in pages.every(demo, page, "ru"):
        opened(demo, page, kind)
        unfold(page)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wider[kind[0]] = width
    assert wider == {}


TARGETS = """
() => [...document.querySelectorAll('a, button, select, textarea, input:not([type=hidden]), summary')].flatMap(one => {
  const box = one.closest('label') ?? document.querySelector(`label[for="${CSS.escape(one.id || '-')}"] + .o`) ?? one;
  const drawn = box.getBoundingClientRect();
  const within = getComputedStyle(one).display === 'inline' && one.closest('p, li, dd') !== null
      && [...one.parentNode.childNodes].some(n => n.nodeType === 3 && n.textContent.trim().length > 3);
  const unseen = !drawn.width || one.checkVisibility({visibilityProperty: true}) === false || drawn.bottom < 0
      || one.closest('[aria-hidden=true]') !== null;
  return within || unseen || (drawn.width >= 43.5 && drawn.height >= 43.5) ? []
      : [`${one.outerHTML.slice(0, 110)} is ${Math.round(drawn.width)} × ${Math.round(drawn.height)}`];
})
"""


def test_every_target_of_a_members_page_is_large_enough(demo: Demo, visit: Visit) -> None:
    page, small = visit(360, language="ar"), {}
    for kind in of_members(demo, page, "ar"):
        opened(demo, page, kind)
        unfold(page)
        if found := page.evaluate(TARGETS):
            small[kind[0]] = found
    assert small == {}


def of_members(demo: Demo, page: Page, tag: str) -> Iterator[pages.Kind]:
    yield from pages.before_entering(demo, tag)[1:]
    yield from pages.member(demo, page, tag)
