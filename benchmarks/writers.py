"""How long writers to one SQLite file wait for each other: `.venv/bin/python benchmarks/writers.py [SECONDS]`.

Processes that write as fast as they can, and paced ones (20 ms between two), each transaction four reads and four rows;
the same with SQLite's own busy handler and with other ways to stand in line (decision 19).
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import random
import sqlite3
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from consult.shared.turns import Connection, Turns

WAIT = timedelta(seconds=10)
ROW = "x" * 300


class Sqlite:
    """SQLite's busy handler alone: whoever waits sleeps, in the end 100 ms at a time."""

    timeout = 10.0

    def __init__(self, path: str) -> None:
        self.wire = sqlite3.connect(path, isolation_level=None, timeout=self.timeout, factory=Connection)

    def begin(self) -> None:
        """Begin a transaction that writes."""
        self.wire.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        """Commit."""
        sqlite3.Connection.commit(self.wire)


class Polling(Sqlite):
    """No busy handler; ask again about every millisecond."""

    timeout = 0.0

    def begin(self) -> None:
        """Begin a transaction that writes."""
        while True:
            try:
                self.wire.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                time.sleep(random.uniform(0.0005, 0.0015))
            else:
                return


class OneLock(Sqlite):
    """One lock of the kernel before the transaction."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.file = os.open(f"{path}-lock", os.O_RDWR | os.O_CREAT)

    def begin(self) -> None:
        """Begin a transaction that writes."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        super().begin()

    def end(self) -> None:
        """Commit."""
        super().end()
        fcntl.flock(self.file, fcntl.LOCK_UN)


class TwoLocks(Sqlite):
    """What the product does: a door, and the turn behind it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.wire.turns = Turns(path)

    def begin(self) -> None:
        """Begin a transaction that writes."""
        self.wire.begin_writing(WAIT)

    def end(self) -> None:
        """Commit."""
        self.wire.commit()


WAYS: dict[str, type[Sqlite]] = {"busy handler": Sqlite, "polling": Polling, "one lock": OneLock, "two locks": TwoLocks}
Times = tuple[list[float], float]


def write(way: str, path: str, seconds: float, pause: float, out: multiprocessing.Queue[Times]) -> None:
    """Write for so long, and say how long every transaction took, and how much processor time."""
    line, rng, times = WAYS[way](path), random.Random(os.getpid()), []
    line.wire.execute("PRAGMA synchronous=FULL")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if pause:
            time.sleep(rng.expovariate(1 / pause))
        began = time.perf_counter()
        line.begin()
        for _row in range(4):
            line.wire.execute("SELECT * FROM t WHERE a = ?", (rng.randrange(1000),)).fetchall()
            line.wire.execute("INSERT INTO t (a, b) VALUES (?, ?)", (rng.randrange(1000), ROW))
        line.end()
        times.append(time.perf_counter() - began)
    out.put((times, time.process_time()))


def measure(way: str, processes: int, seconds: float, pause: float) -> str:
    """Return one line of figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "x.db")
        with sqlite3.connect(path) as made:
            made.execute("PRAGMA journal_mode=wal")
            made.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)")
            made.execute("CREATE INDEX i ON t (a)")
        out: multiprocessing.Queue[Times] = multiprocessing.Queue()
        given = (way, path, seconds, pause, out)
        writers = [multiprocessing.Process(target=write, args=given) for _one in range(processes)]
        for one in writers:
            one.start()
        got = [out.get() for _one in writers]
        for one in writers:
            one.join()
    times = sorted(each for own, _cpu in got for each in own)
    at = [times[min(len(times) - 1, int(len(times) * part))] * 1000 for part in (0.5, 0.99, 0.999, 1)]
    cpu = sum(own for _times, own in got) / len(times) * 1000
    kind = "paced " if pause else "greedy"
    figures = "  ".join(f"{name} {value:7.1f}" for name, value in zip(("p50", "p99", "p99.9", "max"), at, strict=True))
    return f"{kind} {processes}  {way:13} {len(times) / seconds:6.0f}/s  {figures} ms  {cpu:.2f} ms CPU each"


def main() -> None:
    """Measure every way, greedy and paced."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 6.0
    for pause in (0.0, 0.02):
        for processes in (4, 8):
            for way in WAYS:
                print(measure(way, processes, seconds, pause), flush=True)


if __name__ == "__main__":
    main()
