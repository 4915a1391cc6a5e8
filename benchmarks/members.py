"""What members meet, measured: `.venv/bin/python benchmarks/members.py [--rounds 3] [--sizes 1000 10000 100000]`.

Fills an installation on SQLite with that many answers and measures at each size, over the network of this machine, the
client on the same processors: complete answers per second by eight people at once, processor time of the server for
each, the time a page POST takes while eight paced people write, statements, bytes. An answer is twelve requests: the
landing page, beginning, the overview, three pages asked and sent (fifteen questions and the consent), reading it all
once more, submitting, the receipt; every one that changes something is acknowledged after a durable commit. Every
second answer is given in Arabic. Medians of the rounds are shown. Growth is the slope of a straight line through the
logarithms.

Beside it, on this kind of machine: LimeSurvey 6.4 gave 1.26 answers/s and took 1,400 ms of processor time for each, in
five requests with 2,873 statements; its first page weighed 414,549 bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from filling import fill
from ground import LANGUAGES, PAGES, Ground, Server, lay, serving
from respondent import Browser, Fields, Seen, respond, typed
from sqlalchemy import event

from consult.shared.database import db

PEOPLE, CLIENTS, PACE = 8, 2, 0.25
COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE")
AIMS = {"answers_per_second": 60.0, "cpu_ms": 15.0, "p99_ms": 50.0, "page_bytes": 10_000.0}
PEER = {"answers_per_second": 1.26, "cpu_ms": 1400.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One size, measured: `post_ms` is a page POST with nobody else there, p50 to max one of eight paced people."""

    answers_per_second: float
    cpu_ms: float
    post_ms: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    page_bytes: float


def at_once(work: Callable[[int], Any], people: int = PEOPLE) -> list[Any]:  # Any: whatever the work returns
    """Have so many people work at the same time, from two processes."""
    shares = [range(start, people, CLIENTS) for start in range(CLIENTS)]
    with ProcessPoolExecutor(CLIENTS) as pool:
        return [one for share in pool.map(partial(_together, work=work), shares) for one in share]


def _together(numbers: Sequence[int], work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(numbers)) as pool:
        return list(pool.map(work, numbers))


def hurried(number: int, *, each: int, port: int, tokens: tuple[str, ...]) -> int:
    """Give one answer after the other."""
    browser = Browser(port)
    for turn in range(each):
        respond(browser, tokens[(number * 13 + turn) % len(tokens)], LANGUAGES[turn % 2])
    return each


def paced(number: int, *, each: int, port: int, tokens: tuple[str, ...]) -> list[float]:
    """Send a page about every quarter of a second, and return how long each took."""
    browser, rng = Browser(port), random.Random(number)
    respond(browser, tokens[number], "en")
    browser.took.clear()
    for turn in range(each):
        time.sleep(rng.expovariate(1 / PACE))
        path = "/answer/" + PAGES[turn % len(PAGES)][0]
        seen = browser.get(path)
        browser.post(path, [*seen.hidden, *typed(turn % len(PAGES), "en", f"{turn} "), ("go", "save")])
    return browser.took


def measured(server: Server, ground: Ground, quick: int) -> Figures:
    """Measure once; `quick` divides how much of everything is done."""
    how = {"port": server.port, "tokens": ground.tokens}
    browser = Browser(server.port)
    for turn in range(40 // quick):
        respond(browser, ground.tokens[turn], LANGUAGES[turn % 2])
    longest = 0
    for page in PAGES:
        before = browser.bytes
        browser.get("/answer/" + page[0])
        longest = max(longest, browser.bytes - before)
    before, began = server.cpu(), time.perf_counter()
    given = sum(at_once(partial(hurried, each=24 // quick, **how)))
    seconds, cpu = time.perf_counter() - began, server.cpu() - before
    times = sorted(one for own in at_once(partial(paced, each=60 // quick, **how)) for one in own)
    return Figures(
        answers_per_second=given / seconds,
        cpu_ms=cpu / given * 1000,
        post_ms=statistics.median(browser.took) * 1000,
        p50_ms=times[len(times) // 2] * 1000,
        p99_ms=times[int(len(times) * 0.99)] * 1000,
        max_ms=times[-1] * 1000,
        page_bytes=longest,
    )


class Counting(Browser):
    """The same browser without a network; `made` holds the statements of every request."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(0)
        self.app, self.made = ground.app(), list[int]()
        self.client = self.app.test_client()
        with self.app.app_context():
            event.listen(db.engine, "before_cursor_execute", self.note)

    def note(self, _wire: object, _cursor: object, statement: str, *_more: object) -> None:
        """Count a statement to the last request."""
        self.made[-1] += statement.lstrip().upper().startswith(COUNTED)

    def ask(self, method: str, path: str, fields: Fields | None = None) -> Seen:
        """Send one request."""
        self.made.append(0)
        data: dict[str, list[str]] = {}
        for name, value in fields or ():
            data.setdefault(name, []).append(value)
        answer = self.client.open(path, method=method, data=data)
        return Seen(answer.status_code, answer.location or "", answer.get_data(as_text=True))


def statements(ground: Ground) -> list[int]:
    """Return how many statements each request of one complete answer makes."""
    browser = Counting(ground)
    for tag in LANGUAGES:  # the first one compiles the questions
        browser.made.clear()
        browser.client = browser.app.test_client()
        respond(browser, ground.tokens[0], tag)
    return browser.made


def slope(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Return the exponent with which `values` grow."""
    x, y = [math.log(size) for size in sizes], [math.log(value) for value in values]
    return statistics.linear_regression(x, y).slope if len(sizes) > 1 else 0.0


def main() -> None:
    """Fill, measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked.add_argument("--quick", type=int, default=1, help="divide how much of everything is done")
    options = asked.parse_args()
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        ground = lay(Path(name))
        print("statements of each request of an answer:", *statements(ground))
        for size in options.sizes:
            fill(ground, size)
            with serving(ground) as server:
                rounds = [asdict(measured(server, ground, options.quick)) for _round in range(options.rounds)]
            found[size] = {key: round(statistics.median(one[key] for one in rounds), 1) for key in rounds[0]}
            print(f"{size:7} stored:", json.dumps(found[size]), flush=True)
    for key in ("cpu_ms", "post_ms"):
        print(f"growth of {key}: {slope(list(found), [one[key] for one in found.values()]):+.3f} (aim: at most 0.1)")
    last = found[options.sizes[-1]]
    for key, aim in AIMS.items():
        beside = (
            f", {max(last[key] / PEER[key], PEER[key] / last[key]):.0f} times better than the peer"
            if key in PEER
            else ""
        )
        print(f"{key}: {last[key]} (aim {aim:g}){beside}")


if __name__ == "__main__":
    main()
