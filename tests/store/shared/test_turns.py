"""Everybody who writes to one SQLite file gets a turn, whatever becomes of the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from consult.shared.turns import Busy, Connection, Turns

LONG, SHORT = timedelta(seconds=20), timedelta(seconds=0.05)
HOLDS = """
import sys
from datetime import timedelta
from consult.shared.turns import Turns
Turns(sys.argv[1]).take(timedelta(seconds=20))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def somebody_else(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process whose turn it is."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    yield other
    other.kill()
    other.communicate()


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    with somebody_else(tmp_path / "x.db"):
        own = Turns(str(tmp_path / "x.db"))
        with pytest.raises(Busy):
            own.take(SHORT)
        assert not own.is_held


def test_a_turn_that_came_too_late_goes_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with somebody_else(path) as other:
        late = Turns(str(path))
        for _again in range(3):
            with pytest.raises(Busy):
                late.take(SHORT)
        other.kill()
        other.wait()
        late.take(LONG)
        late.give_back()
        after = Turns(str(path))
        after.take(LONG)
        assert after.is_held


def test_a_process_killed_in_its_turn_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with somebody_else(path) as other, ThreadPoolExecutor(3) as pool:

        def write() -> bool:
            own = Turns(str(path))
            own.take(LONG)
            own.give_back()
            return True

        waiting = [pool.submit(write) for _one in range(3)]
        other.send_signal(signal.SIGKILL)
        assert all(one.result(20) for one in waiting)


def test_whoever_writes_again_at_once_stands_behind_those_who_wait(tmp_path: Path) -> None:
    path = str(tmp_path / "x.db")
    greedy, patient, waits = Turns(path), Turns(path), Event()
    greedy.take(LONG)
    order: list[str] = []

    def wait() -> None:
        waits.set()
        patient.take(LONG)
        order.append("patient")
        patient.give_back()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(wait)
        waits.wait(20)
        while not _stands(path):
            pass
        greedy.give_back()
        greedy.take(LONG)
        order.append("greedy")
        done.result(20)
    assert order == ["patient", "greedy"]


def _stands(path: str) -> bool:
    """Tell whether somebody holds the door."""
    probe = Turns(path)
    probe._paths = (probe._paths[0], f"{path}-nobody")
    try:
        probe.take(SHORT)
    except Busy:
        return True
    probe.close()
    return False


def test_a_transaction_is_a_turn(tmp_path: Path) -> None:
    path = str(tmp_path / "x.db")

    def connect() -> Connection:
        made: Connection = Connection(path, isolation_level=None)
        return made

    with closing(connect()) as one, closing(connect()) as two:
        one.begin_writing(LONG)
        with pytest.raises(Busy):
            two.begin_writing(SHORT)
        one.execute("CREATE TABLE t (x)")
        one.commit()
        two.begin_writing(LONG)
        two.execute("INSERT INTO t VALUES (1)")
        two.rollback()
        one.begin_writing(LONG)
        assert one.execute("SELECT count(*) FROM t").fetchone() == (0,)
        one.close()
        two.begin_writing(LONG)
