"""A Chromium, and the demonstration served by gunicorn.

Without a Chromium these tests are skipped and one line says so; CONSULT_BROWSER=required makes that a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demonstration with a folder of its own."""
    port = free_port()
    instance = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "CONSULT_INSTANCE": str(instance)}
    command = [str(Path(sys.executable).parent / "consult"), "demo", "--port", str(port)]
    log = (instance / "log").open("w")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, instance / "log")
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"the demonstration stopped:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the demonstration did not answer:\n{log.read_text()[-3000:]}")


class Watch:
    """What a page did that it should not: policy reports, script errors, requests to elsewhere."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.on("console", lambda message: self.note(message.type, message.text))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", lambda request: self.look(request.url))

    def note(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.faults.append(text)

    def look(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "data:", "blob:")):
            self.faults.append(f"asked for {url}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """Open pages: `visit(width, language="ar", script=False, dark=True)` gives a `Page` and watches it."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def go(width: int = 1280, *, language: str = "en", script: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            bypass_csp=False,
        )
        opened.append((context, Watch(context)))
        return context.new_page()

    yield go
    for context, watch in opened:
        context.close()
        assert watch.faults == []
