"""How soon a slow phone shows something: `.venv/bin/python benchmarks/first_paint.py [--rounds 5]`.

A real Chromium on a line of 35 kbit/s with 800 ms of latency, each time with nothing in its cache: from asking for the
page to the first words on the screen (first contentful paint), in English and Arabic, of the page behind the invitation
and of a page of questions. Beside it what went over the line, with the style sheet. Medians of the rounds; the limit is
3.5 s, and 10 KB for a page of questions.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from ground import LANGUAGES, PAGES, Ground, lay, serving
from playwright.sync_api import Browser, Page, sync_playwright

LINE = {"offline": False, "latency": 800, "downloadThroughput": 35_000 / 8, "uploadThroughput": 35_000 / 8}
PAINT = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0]"
WEIGHT = "performance.getEntries().reduce((sum, one) => sum + (one.transferSize ?? 0), 0)"
AIM_SECONDS, AIM_BYTES = 3.5, 10_000


def visit(browser: Browser, language: str) -> Page:
    """Return a phone that has seen nothing yet."""
    return browser.new_context(viewport={"width": 360, "height": 740}, locale=language).new_page()


def shown(page: Page, address: str) -> tuple[float, int]:
    """Open an address on the slow line; return seconds to the first paint and the bytes of everything fetched."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="load", timeout=60_000)
    while page.evaluate(f"{PAINT} === undefined"):  # our policy forbids the waiting that a browser offers
        page.wait_for_timeout(50)
    return page.evaluate(PAINT) / 1000, int(page.evaluate(WEIGHT))


def measured(browser: Browser, ground: Ground, port: int, language: str, turn: int) -> dict[str, tuple[float, int]]:
    """Measure both pages once, each on a phone of its own."""
    address, token = f"http://127.0.0.1:{port}", ground.tokens[turn]
    first = visit(browser, language)
    found = {"landing": shown(first, f"{address}/i/{token}?lang={language}")}
    first.context.close()
    again = visit(browser, language)
    again.goto(f"{address}/i/{token}?lang={language}")
    again.locator("input[name=unit][value=individual]").check()
    again.locator("button[value=begin]").click()
    again.wait_for_url("**/answer")
    found["questions"] = shown(again, f"{address}/answer/{PAGES[1][0]}")
    again.context.close()
    return found


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    rounds = asked.parse_args().rounds
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        ground = lay(Path(name))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with serving(ground) as server:
            for language in LANGUAGES:
                taken = [measured(browser, ground, server.port, language, turn) for turn in range(rounds + 1)][1:]
                for which in taken[0]:
                    seconds = statistics.median(one[which][0] for one in taken)
                    weight = statistics.median(one[which][1] for one in taken)
                    print(
                        f"{which} ({language}): first paint {seconds:.2f} s (limit {AIM_SECONDS}), {weight:.0f} bytes"
                    )
        browser.close()


if __name__ == "__main__":
    main()
