"""A Chromium, and the demonstration served by gunicorn.

Without a Chromium these tests are skipped and one line says so; CONSULT_BROWSER=required makes that a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.serving import Demo, free_port, serving

CHROMIUM = os.environ.get("CONSULT_CHROMIUM") or next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
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
        pytest.fail("CONSULT_BROWSER=required, but there is no Chromium: install the chromium package")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo(short_folder: Path) -> Iterator[Demo]:
    """A running demonstration with a folder of its own."""
    folder, port = short_folder / "shown", free_port()
    folder.mkdir()
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


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Iterator[Visit]:
    """Open pages: `visit(width, language="ar", script=False, dark=True)` gives a `Page` and watches it."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def go(width: int = 1280, *, language: str = "en", script: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        opened.append((context, Watch(context)))
        return context.new_page()

    yield go
    faults = []
    for context, watch in opened:
        context.close()
        faults += watch.faults
    assert faults == []
