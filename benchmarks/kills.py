"""Nothing is lost and nothing doubled while the server is killed: `.venv/bin/python benchmarks/kills.py`.

Members post pages with their keys, each post again and again until it is acknowledged; meanwhile workers and the whole
server are killed with SIGKILL at random moments. Afterwards everything acknowledged must be there, once.
`--answers` acknowledged page posts, at least `--kills` kills (a quarter of them of the whole server), on SQLite or on
the empty PostgreSQL database at `--database`. The last line says what was found; the exit code is 1 if anything was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ground import LANGUAGES, PAGES, Ground, Server, free_port, lay
from respondent import Browser, Lost, Seen, typed
from sqlalchemy import func, select

from consult.collection.operations import resume
from consult.collection.queries import answer_view
from consult.collection.records import Answer, PagePost
from consult.shared.database import db

PEOPLE = 8
PAGE = "/answer/"


@dataclass(slots=True)
class Tally:
    """What was acknowledged, {code of an answer: {page: mark of its newest text}}, and what it took."""

    wanted: int
    acknowledged: int = 0
    tries: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    kept: dict[str, dict[int, str]] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_done(self) -> bool:
        """Whether enough was acknowledged."""
        return self.acknowledged >= self.wanted or bool(self.faults)


def insist(browser: Browser, method: str, path: str, fields: list[tuple[str, str]] | None, tally: Tally) -> Seen:
    """Ask until there is an answer that is neither a cut connection nor "try again"."""
    while True:
        with tally.lock:
            tally.tries += 1
        try:
            seen = browser.ask(method, path, fields)
        except Lost:
            time.sleep(0.02)
            continue
        if seen.status not in (500, 502, 503):
            return seen
        tally.refused[seen.status] += 1
        time.sleep(0.1)


def begin(browser: Browser, token: str, language: str, tally: Tally) -> str:
    """Begin an individual answer and return its code."""
    entered = [("go", "begin"), ("unit", "individual"), ("form", "full"), ("language", language)]
    browser.cookies.clear()
    insist(browser, "POST", f"/i/{token}", entered, tally)
    hub = insist(browser, "GET", "/answer", None, tally)
    found = hub.page.partition('<bdi dir="ltr">')[2].partition("<")[0]
    if not found:
        raise AssertionError(hub.page[-1500:])
    return found


def person(number: int, ground: Ground, port: int, tally: Tally) -> None:
    """Answer, and answer again, until enough was acknowledged."""
    browser, rng, turn = Browser(port), random.Random(number), 0
    try:
        while not tally.is_done:
            language = LANGUAGES[(turn + number) % 2]
            code = begin(browser, rng.choice(ground.tokens), language, tally)
            own: dict[int, str] = {}
            with tally.lock:
                tally.kept[code] = own
            for page in (0, 1, 2, 2, 2):  # a text is changed twice
                turn += 1
                keep(browser, page, f"[{number}-{turn}] ", (own, code), tally)
    except AssertionError as fault:
        tally.faults.append(str(fault)[:2000])


def keep(browser: Browser, page: int, mark: str, answer: tuple[dict[int, str], str], tally: Tally) -> None:
    """Post one page until it is acknowledged, and note it in that moment."""
    path = PAGE + PAGES[page][0]
    drawn = insist(browser, "GET", path, None, tally)
    assert drawn.status == 200, (drawn.status, path)
    fields = [*drawn.hidden, *typed(page, "en", mark), ("go", "save")]
    seen = insist(browser, "POST", path, fields, tally)
    assert seen.status == 303, (seen.status, seen.page[-1500:])
    own, code = answer
    with tally.lock:
        own[page] = mark
        tally.posts[code] += 1
        tally.acknowledged += 1


def kill(server: Server, tally: Tally, least: int, servers: int) -> Counter[str]:
    """Kill workers, and now and then everything, until enough was acknowledged; spread so that it comes to `least`."""
    done: Counter[str] = Counter()
    rng = random.Random(7)
    while not tally.is_done:
        before = tally.acknowledged
        step = max(1, tally.wanted // (least + 2))
        until = time.monotonic() + 5
        while tally.acknowledged - before < step * rng.uniform(0.3, 1.1) and time.monotonic() < until:
            time.sleep(rng.uniform(0.001, 0.02))
        if done["server"] < servers and rng.random() < 0.25:
            server.kill()
            done["server"] += 1
            server.start()
        elif len(pids := server.pids) > 1:
            with suppress(ProcessLookupError):
                os.kill(rng.choice(pids[1:]), signal.SIGKILL)
                done["worker"] += 1
    return done


def compare(ground: Ground, tally: Tally) -> list[str]:
    """Return what is not in the database as it was acknowledged."""
    found: list[str] = []
    with ground.app().app_context():
        for code, own in tally.kept.items():
            answer_id = resume(db.session(), code)
            view = answer_view(db.session(), answer_id) if answer_id else None
            if view is None:
                found += [f"lost: an answer with {len(own)} pages"] * bool(own)
                continue
            texts = view.words.get("Q13", "")
            if 2 in own and not texts.startswith(own[2]):
                found.append(f"lost: {own[2]} is {texts[:10]!r}")
            if any(("Q6" if page == 1 else "Z2.take_part") not in view.document for page in own if page < 2):
                found.append("lost: a closed page")
            posts = db.session.scalar(select(func.count()).select_from(PagePost).where(PagePost.answer_id == answer_id))
            if not tally.posts[code] <= view.revision == posts <= tally.posts[code] + 1:
                found.append(f"doubled: {tally.posts[code]} acknowledged, revision {view.revision}, {posts} kept")
        total = db.session.scalar(select(func.count()).select_from(Answer)) or 0
        if total < len(tally.kept):
            found.append(f"lost: {total} answers of {len(tally.kept)}")
        db.session.remove()
        db.engine.dispose()
    return found


def run(folder: Path, database: str, answers: int, kills: int, servers: int) -> dict[str, object]:
    """Lay the ground, kill, compare, and return the figures."""
    ground = lay(folder, database)
    tally, server = Tally(answers), Server(ground, free_port())
    began = time.monotonic()
    server.start()
    people = [threading.Thread(target=person, args=(n, ground, server.port, tally)) for n in range(PEOPLE)]
    for one in people:
        one.start()
    done = kill(server, tally, kills, servers)
    for one in people:
        one.join()
    server.kill()
    faults = [*tally.faults, *compare(ground, tally)]
    return {
        "acknowledged": tally.acknowledged,
        "kills of workers": done["worker"],
        "kills of the server": done["server"],
        "requests": tally.tries,
        "refused": dict(tally.refused),
        "answers": len(tally.kept),
        "lost": sum(fault.startswith("lost") for fault in faults),
        "doubled": sum(fault.startswith("doubled") for fault in faults),
        "faults": faults[:10],
        "seconds": round(time.monotonic() - began, 1),
    }


def main() -> None:
    """Run as asked on the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--answers", type=int, default=20_000)
    asked.add_argument("--kills", type=int, default=220)
    asked.add_argument("--servers", type=int, default=10_000, help="kill the whole server at most so often")
    asked.add_argument("--database", default="")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = run(Path(name), options.database, options.answers, options.kills, options.servers)
    print(json.dumps(figures))
    sys.exit(1 if figures["faults"] else 0)


if __name__ == "__main__":
    main()
