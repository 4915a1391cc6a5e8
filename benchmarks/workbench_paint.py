"""How soon the workbench is seen in a real Chromium, and how smoothly it scrolls."""

from __future__ import annotations

import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

PAINT = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0]"
WATCH = """() => {
  window.frames_taken = [];
  let last = performance.now();
  const note = (now) => { window.frames_taken.push(now - last); last = now; requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""
STEPS = 120


def painted(port: int, assignment_id: str, email: str, password: str) -> str:
    """Return the first paint and the frames of somebody who scrolls, in words."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"http://127.0.0.1:{port}/sign-in")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        seconds = [_first(page, f"http://127.0.0.1:{port}/coding/{assignment_id}") for _round in range(6)][1:]
        frames, rows = _scrolled(page)
        browser.close()
    middle, slow = statistics.median(frames), frames[int(len(frames) * 0.95)]
    return (
        f"first paint {statistics.median(seconds):.2f} s (aim 1); frames while scrolling {middle:.0f} ms, slowest "
        f"twentieth {slow:.0f} ms, {rows} rows on the page by then"
    )


def _first(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    while page.evaluate(f"{PAINT} === undefined"):
        page.wait_for_timeout(20)
    return float(page.evaluate(PAINT)) / 1000


def _scrolled(page: Page) -> tuple[list[float], int]:
    page.mouse.move(400, 500)
    page.evaluate(WATCH)
    for _step in range(STEPS):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(30)
    return sorted(page.evaluate("window.frames_taken")), page.locator(".turn").count()
