"""Processes: the worker's round, and the parent that starts children and starts them again when they die."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import NoReturn

from consult.shared.database import db
from consult.shared.jobs import Jobs, place_of, run_next, wind
from consult.shared.time import now

LOOK_EVERY = 1.0  # seconds
CALM_AFTER = 60.0  # seconds a child lives before its next death is answered at once again
LONGEST_WAIT = 30.0
END_WITHIN = 40.0  # seconds; gunicorn gives requests 30 to end
PR_SET_PDEATHSIG = 1  # prctl(2)
STOPS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stopping() -> Iterator[Event]:
    """Give an event that is set when this process is asked to stop."""
    stop = Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in STOPS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def work(jobs: Jobs, *, parent: int | None = None, until_idle: bool = False) -> int:
    """Do jobs until asked to stop, or until `parent` is gone; return how many. Needs an application context."""
    done = 0
    with stopping() as stop:
        wind(db.session(), jobs, now())
        while not stop.is_set() and (parent is None or os.getppid() == parent):
            did = run_next(db.session(), jobs, now)
            db.session.remove()
            done += did
            if not did:
                if until_idle:
                    break
                stop.wait(LOOK_EVERY)
    return done


class Family:
    """The children of one process, by name; each is a function run in a process of its own."""

    def __init__(self, children: Mapping[str, Callable[[], None]]) -> None:
        self._children = children
        self._pids: dict[int, str] = {}
        self._born: dict[str, float] = {}
        self._due: dict[str, float] = dict.fromkeys(children, 0.0)
        self._waits: dict[str, float] = dict.fromkeys(children, 0.0)

    def keep_alive(self) -> None:
        """Start every child and whichever dies, until this process is asked to stop; then end them all."""
        with stopping() as stop:
            while not stop.is_set():
                self._bury(time.monotonic())
                for name in [name for name, due in self._due.items() if due <= time.monotonic()]:
                    self._bear(name)
                stop.wait(0.2)
            self._end()

    def _bear(self, name: str) -> None:
        del self._due[name]
        self._born[name] = time.monotonic()
        pid = os.fork()
        if pid:
            self._pids[pid] = name
            return
        _live(self._children[name])

    def _bury(self, moment: float) -> None:
        """Note who died; whoever dies young waits longer each time, so that a fault does not spin."""
        for pid in list(self._pids):
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                name = self._pids.pop(pid)
                young = moment - self._born[name] < CALM_AFTER
                self._waits[name] = min(max(self._waits[name] * 2, 0.2), LONGEST_WAIT) if young else 0.2
                self._due[name] = moment + self._waits[name]

    def _end(self) -> None:
        for number, patience in ((signal.SIGTERM, END_WITHIN), (signal.SIGKILL, 5.0)):
            for pid in self._pids:
                os.kill(pid, number)
            until = time.monotonic() + patience
            while self._pids and time.monotonic() < until:
                self._bury(time.monotonic())
                time.sleep(0.05)


def _live(task: Callable[[], None]) -> NoReturn:
    """Be a child: do the task and end, saying no more of a fault than its type and place."""
    status = 1
    try:
        for number in STOPS:
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent()
        task()
        status = 0
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException as error:  # whatever it was, this process ends here
        sys.stderr.write(f"{place_of(error)}\n")
    finally:
        sys.stdout.flush()
        os._exit(status)


def _end_with_parent() -> None:
    """Have the system ask this process to stop when its parent is killed; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
