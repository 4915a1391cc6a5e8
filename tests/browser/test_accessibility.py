"""Every kind of page against WCAG 2.2 A and AA, on a phone and a wide screen, in both directions, light and dark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.serving import Demo

pytestmark = pytest.mark.whole

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LOOKS = (Path(__file__).parent / "looks.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
OF_MEMBERS = ("/i/", "/answer", "/sign-in", "/nothing", "/d", "/room", "/receipt", "/accessibility", "/c/", "/paper")
FAULTY = (
    "link unknown",
    "link of a colleague unknown",
    "returned link unknown",
    "no answer",
    "not found",
    "decision link unknown",
    "no decision link",
)

REFUSED = ("question at fault", "conflict", "review not signed", "answer file brought in empty")


class Examiner:
    """axe in one page's browser. It is run by the debugger, so the page's own policy stays in force and is tested.

    Contrast takes half of axe's time and depends on how a text is drawn: each way is looked at once, and then `seen`.
    """

    def __init__(self, page: Page, seen: set[int]) -> None:
        self.page, self.seen = page, seen
        self.debugger: CDPSession = page.context.new_cdp_session(page)
        self.debugger.send("Page.enable")
        self.debugger.send("Page.addScriptToEvaluateOnNewDocument", {"source": f"window.bringAxe = () => {{ {AXE} }}"})

    def run(self) -> list[str]:
        """Return what breaks a rule, as to colours only where a text is drawn as none was before."""
        self._mark()
        return self._examine(RULES)

    def run_in_the_dark(self) -> list[str]:
        """Return what breaks a rule in the dark, where only the colours differ."""
        if self._evaluate("document.querySelector('link[href*=\"paper.css\"]') !== null"):
            return []  # paper is white
        ground = "getComputedStyle(document.body).backgroundColor"
        light = self._evaluate(ground)
        self.page.emulate_media(color_scheme="dark")
        assert self._evaluate(ground) != light
        faults = self._examine(COLOURS) if self._mark() else []
        self.page.emulate_media(color_scheme="light")
        return faults

    def _mark(self) -> bool:
        self._evaluate("window.axe || bringAxe(); 0")
        fresh = self._evaluate(f"({LOOKS})({json.dumps(sorted(self.seen))})")
        self.seen.update(fresh)
        return bool(fresh)

    def _examine(self, rules: list[str]) -> list[str]:
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
    status = 404 if name in FAULTY else 422 if name in REFUSED else 200
    assert answer.status == status, (name, answer.status)
    assert page.locator(".fict").count() == 1, f"{name} does not say that it is fictitious"


@dataclass
class Faults:
    """What is wrong with each page, by what is wrong."""

    violations: dict[str, list[str]] = field(default_factory=dict)
    small_targets: dict[str, list[str]] = field(default_factory=dict)
    too_wide: dict[str, int] = field(default_factory=dict)


Kinds = Callable[[Demo, Page, str], Iterator[pages.Kind]]


def walked(demo: Demo, page: Page, kinds: Kinds, tag: str, *, width: int, narrow: int, seen: set[int]) -> Faults:
    """Open pages once and look at them in all ways; nothing may be wider than `narrow` on a screen of that width."""
    examiner, faults = Examiner(page, seen), Faults()
    for name, path in kinds(demo, page, tag):
        opened(demo, page, (name, path))
        assert page.locator("html").get_attribute("lang") == tag, name
        unfold(page)
        for room in {width, narrow}:
            page.set_viewport_size({"width": room, "height": 900})
            if (needed := int(page.evaluate("document.documentElement.scrollWidth"))) > room:
                faults.too_wide[f"{name}, {room}"] = needed
        page.set_viewport_size({"width": width, "height": 900})
        if path.startswith(OF_MEMBERS) and (found := page.evaluate(TARGETS)):
            faults.small_targets[name] = found
        thin(page)
        if found := examiner.run() + examiner.run_in_the_dark():
            faults.violations[name] = found
    return faults


def unfold(page: Page) -> None:
    """Open what is folded and draw what is left out until one scrolls to it, so that it is examined where it stands."""
    page.evaluate(
        """() => {
          document.querySelectorAll('details').forEach(one => { one.open = true });
          document.querySelectorAll('*').forEach(one => {
            if (getComputedStyle(one).contentVisibility === 'auto') one.style.contentVisibility = 'visible';
          });
        }"""
    )


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


@pytest.fixture(scope="module")
def seen() -> set[int]:
    """The ways in which text is drawn that were looked at."""
    return set()


@pytest.fixture(scope="module")
def wide(demo: Demo, visit_throughout: Visit, seen: set[int]) -> Faults:
    """Every page in the language of the longest words, on a wide screen; also laid out for the smallest phone."""
    return walked(demo, visit_throughout(1280, language="ru"), pages.every, "ru", width=1280, narrow=320, seen=seen)


@pytest.fixture(scope="module")
def phone(demo: Demo, visit_throughout: Visit, seen: set[int]) -> Faults:
    """Every page from right to left, on a phone."""
    return walked(demo, visit_throughout(360, language="ar"), pages.every, "ar", width=360, narrow=360, seen=seen)


@pytest.fixture(scope="module")
def wide_from_the_right(demo: Demo, visit_throughout: Visit, seen: set[int]) -> Faults:
    """Members' pages from right to left, on a wide screen."""
    return walked(demo, visit_throughout(1280, language="ar"), pages.answering, "ar", width=1280, narrow=320, seen=seen)


@pytest.fixture(scope="module")
def phone_from_the_left(demo: Demo, visit_throughout: Visit, seen: set[int]) -> Faults:
    """Members' pages in the language of the longest words, on a phone."""
    return walked(demo, visit_throughout(360, language="ru"), pages.answering, "ru", width=360, narrow=360, seen=seen)


SCREENS = pytest.mark.parametrize("screen", ["wide", "phone", "wide_from_the_right", "phone_from_the_left"])


@SCREENS
def test_no_page_has_a_violation_in_the_light_or_in_the_dark(request: pytest.FixtureRequest, screen: str) -> None:
    assert request.getfixturevalue(screen).violations == {}


@SCREENS
def test_nothing_scrolls_sideways_even_on_the_smallest_phone(request: pytest.FixtureRequest, screen: str) -> None:
    assert request.getfixturevalue(screen).too_wide == {}


def test_every_target_of_a_members_page_is_large_enough(phone_from_the_left: Faults) -> None:
    assert phone_from_the_left.small_targets == {}
