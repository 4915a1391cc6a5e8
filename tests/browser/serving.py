"""Servers of the product, started as an installation starts them."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from consult.shared.time import today

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run `consult COMMAND` until the block ends; it has answered once when the block begins."""
    consult = str(Path(sys.executable).parent / "consult")
    variables = {**os.environ, "CONSULT_INSTANCE": str(folder), **(environment or {})}
    with (folder / f"log-{port}").open("w+") as log:
        server = subprocess.Popen([consult, *command], cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server, Path(log.name))
            yield
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the server stopped:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not answer:\n{log.read_text()[-3000:]}")


def press(page: Page, button: str) -> Response:
    """Press what `button` selects and wait for the page it leads to."""
    with page.expect_navigation() as came:
        page.locator(button).first.click()
    return came.value


def sign(page: Page, office: str = "director") -> None:
    """Sign for an organisation on the review page, as agreed by its board today, and submit."""
    day = today()
    page.locator("#office").fill(office)
    page.locator("input[name=agreed_by][value=board]").check()
    for name, digits in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#{name}").fill(str(digits))
    press(page, "main form button.p")


@dataclass(frozen=True)
class Demo:
    """Where the demonstration answers and what was loaded into it."""

    address: str
    folder: Path

    @cached_property
    def marker(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "doors.json").read_text()))

    @property
    def doors(self) -> Mapping[str, str]:
        return dict(self.marker["doors"])

    def strand(self, consultation: str, mark: str) -> str:
        """The id of a strand; `consultation` is "released" or "open"."""
        return self.one(
            "SELECT strand.id FROM strand JOIN coalition ON coalition.id = coalition_id"
            " WHERE consultation_id = ? AND mark = ?",
            self.marker[consultation],
            mark,
        )

    def coalition(self, mark: str) -> str:
        return self.one("SELECT id FROM coalition WHERE mark = ?", mark)

    def one(self, statement: str, *values: str) -> str:
        with closing(sqlite3.connect(f"file:{self.folder / 'demo.db'}?mode=ro", uri=True)) as database:
            return str(database.execute(statement, values).fetchone()[0])

    def enter(self, page: Page, door: str) -> Page:
        """Go through a door; one that the start page does not show (the administrator's) is posted as one."""
        page.goto(self.address)
        button = f'form[action="/demo/doors/{door}"] button'
        if page.locator(button).count():
            press(page, button)
        else:
            token = page.locator('form[action^="/demo/doors/"] input[name=csrf_token]').first.input_value()
            page.request.post(
                f"{self.address}/demo/doors/{door}", form={"csrf_token": token}, headers={"Referer": self.address}
            )
        return page
