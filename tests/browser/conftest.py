"""A Chromium, and the demonstration served by gunicorn.

Without a Chromium these tests are skipped and one line says so; CONSULT_BROWSER=required makes that a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.serving import Demo, free_port, serving
from tests.demonstration import Demonstration

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws pages as the others do, with a fifth less work: it has no windows."""
CHROMIUM = os.environ.get("CONSULT_CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("CONSULT_BROWSER") != "required":
                item.add_marker(pytest.mark.skip(reason="no Chromium found: browser tests are left out"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("CONSULT_BROWSER=required, but there is no Chromium: install chromium or chromium-headless-shell")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo(short_folder: Path, demonstration: Demonstration) -> Iterator[Demo]:
    """A running demonstration with a folder of its own."""
    folder, port = short_folder / "shown", free_port()
    shutil.copytree(demonstration.folder, folder / "demo")
    with serving(["demo", "--port", str(port)], port, folder):
        yield Demo(f"http://127.0.0.1:{port}", folder / "demo")


class Watch:
    """What a page did that it should not: policy reports, script errors, requests to elsewhere."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.on("console", lambda message: self.note(message.type, message.text, message.page))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", lambda request: self.look(request.url))

    def note(self, kind: str, text: str, page: Page | None) -> None:
        if kind in ("error", "warning") and "status of 4" not in text:
            self.faults.append(f"{page.url if page else 'somewhere'}: {text}")

    def look(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "data:", "blob:")):
            self.faults.append(f"asked for {url}")


class Visits:
    """Browsers of people who come one after another; one that nobody holds any more forgets all and serves again.

    A context of its own costs a second of processor time, most of it for two processes of the browser.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._opened: list[tuple[BrowserContext, Watch]] = []
        self._kinds: dict[Page, tuple[object, ...]] = {}
        self._free: dict[tuple[object, ...], list[Page]] = {}

    def go(
        self, width: int = 1280, *, language: str = "en", script: bool = True, dark: bool = False, touch: bool = False
    ) -> Page:
        kind = (width, language, script, dark, touch)
        if free := self._free.get(kind):
            return free.pop()
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            reduced_motion="reduce",  # a colour on its way from light to dark has any contrast
        )
        self._opened.append((context, Watch(context)))
        page = context.new_page()
        self._kinds[page] = kind
        return page

    def give_back(self, page: Page) -> None:
        if page.is_closed() or len(page.context.pages) > 1:
            return
        address, debugger = page.url, page.context.new_cdp_session(page)
        page.goto("about:blank")
        if address.startswith("http"):
            origin = "/".join(address.split("/")[:3])
            debugger.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        debugger.send("Network.clearBrowserCache")
        debugger.detach()
        page.context.clear_cookies()
        page.mouse.move(0, 0)  # or the next page is drawn as if somebody pointed at what stands there
        self._free.setdefault(self._kinds[page], []).append(page)

    def close(self) -> list[str]:
        faults = []
        for context, watch in self._opened:
            context.close()
            faults += watch.faults
        return faults


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    opened = Visits(browser)
    yield opened
    assert opened.close() == []


@pytest.fixture
def visit(visits: Visits) -> Iterator[Visit]:
    """Open pages: `visit(width, language="ar", script=False, dark=True)` gives a `Page` and watches it."""
    held: list[Page] = []

    def go(*args: Any, **kwargs: Any) -> Page:
        held.append(visits.go(*args, **kwargs))
        return held[-1]

    yield go
    for page in held:
        visits.give_back(page)


@pytest.fixture(scope="module")
def visit_throughout(visits: Visits) -> Visit:
    """Open pages that several tests of a module go on with."""
    return visits.go
