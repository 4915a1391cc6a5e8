"""Member pages at 400 % zoom (a window of 320 × 256), with wide text spacing, and for whoever wants nothing to move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.serving import Demo

WIDTH, HEIGHT = 320, 256
"""1280 × 1024 at 400 %, as WCAG 1.4.10 reckons."""

COVERED = """() => {
  const seen = [];
  for (const one of document.querySelectorAll('a, button, select, textarea, summary, input:not([type=hidden])')) {
    if (one.closest('[aria-hidden=true], .skip, .vh') || one.matches('.skip, .vh')) continue;
    if (!one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
    one.scrollIntoView({block: 'nearest'});
    const drawn = one.getClientRects()[0];
    if (!drawn || !drawn.width) continue;
    const x = drawn.left + drawn.width / 2, y = drawn.top + Math.min(drawn.height, innerHeight) / 2;
    const there = document.elementFromPoint(x, y), label = one.labels?.[0];
    if (!there || !(one.contains(there) || there.contains(one) || label?.contains(there)))
      seen.push(`${one.outerHTML.slice(0, 90)} lies under ${there?.outerHTML.slice(0, 60)}`);
  }
  return seen;
}"""
"""Controls that something else lies over, or that no scrolling brings into the window."""

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
    p {margin-block-end: 2em !important}`);
  document.adoptedStyleSheets = [sheet];
  const cut = [];
  for (const one of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    if (one.closest('.vh') || style.clipPath !== 'none' || !one.checkVisibility()) continue;
    const hides = /hidden|clip/.test(style.overflowX + style.overflowY) && !one.matches('input, progress, svg, svg *');
    const fixed = one.matches('button, .btn, .state, legend, select');
    if ((hides || fixed) && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2)
        && one.clientWidth && style.display !== 'inline')
      cut.push(`${one.outerHTML.slice(0, 90)}: ${one.scrollWidth} × ${one.scrollHeight}`
        + ` in ${one.clientWidth} × ${one.clientHeight}`);
  }
  return cut;
}"""
"""Give text the spacing of WCAG 1.4.12; return what no longer holds its text."""

MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return (style.animationName !== 'none' && style.animationDuration !== '0s')
    || style.transitionDuration.split(', ').some(one => parseFloat(one) > 0.01) || style.scrollBehavior === 'smooth';
}).map(one => one.outerHTML.slice(0, 90))"""


@dataclass
class Found:
    """What is wrong with each page, by what is wrong."""

    too_wide: dict[str, int] = field(default_factory=dict)
    covered: dict[str, list[str]] = field(default_factory=dict)
    cut: dict[str, list[str]] = field(default_factory=dict)
    moving: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def of_members(demo: Demo, page: Page, tag: str) -> Iterator[pages.Kind]:
    """Every page a member can come to."""
    yield from pages.before_entering(demo, tag)
    yield from pages.member(demo, page, tag)
    yield from pages.linked(demo, page, tag)
    yield from pages.told(demo, page, tag)


def needed(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def found(demo: Demo, visit_throughout: Visit) -> Found:
    """Every member page in the language of the longest words, looked at once in all ways."""
    found, page = Found(), visit_throughout(360, language="ru")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    for name, path in of_members(demo, page, "ru"):
        page.goto(demo.address + path)
        found.names.append(name)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        looked_at(found, name, page)
    return found


def looked_at(found: Found, name: str, page: Page) -> None:
    if needed(page) > WIDTH:
        found.too_wide[name] = needed(page)
    for kept, script in ((found.covered, COVERED), (found.moving, MOVING), (found.cut, SPACED)):
        if faults := page.evaluate(script):
            kept[name] = faults[:5]
    if needed(page) > WIDTH:
        found.too_wide[f"{name}, spaced"] = needed(page)


def test_at_400_percent_nothing_scrolls_sideways_with_wide_spacing_or_without(found: Found) -> None:
    assert len(found.names) > 35
    assert found.too_wide == {}


def test_at_400_percent_nothing_covers_a_control(found: Found) -> None:
    assert found.covered == {}


def test_text_with_wide_spacing_is_not_cut_off(found: Found) -> None:
    assert found.cut == {}


def test_nothing_moves_for_whoever_asks_for_stillness(found: Found) -> None:
    assert found.moving == {}
