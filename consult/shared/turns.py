"""Turns at writing to one SQLite file: whoever waits longest is next but one, and nobody waits for ever (decision 19).

SQLite lets whoever has to wait sleep ever longer, so that those who come later go first. Here two locks of the kernel
stand before a transaction that writes: whoever is next holds the door, and the others stand before it. Both are let go
by the kernel when a process dies, in whatever way.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

from consult.shared.errors import ConsultError


class Busy(ConsultError):
    """Others are writing, and the bounded wait for them is over; the same again in a moment will do."""


class Turns:
    """One connection's place among all that write to the file at `path`, in this process and in others."""

    def __init__(self, path: str) -> None:
        self._paths = (f"{path}-door", f"{path}-turn")
        self._files: list[int] = []
        self.is_held = False

    def take(self, wait: timedelta) -> None:
        """Wait for a turn at most this long; raise `Busy` when it did not come."""
        if not self._files:
            self._files = [os.open(path, os.O_RDWR | os.O_CREAT, 0o666) for path in self._paths]
        door, turn = self._files
        self._lock(door, wait)
        self._lock(turn, wait)
        fcntl.flock(door, fcntl.LOCK_UN)
        self.is_held = True

    def _lock(self, file: int, wait: timedelta) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait_for(file, wait)

    def _wait_for(self, file: int, wait: timedelta) -> None:
        """Have a thread stand in the kernel's queue, which knows no time limit; this one knows when it is enough."""
        taken, left = Event(), Event()
        files = self._files

        def stand() -> None:
            fcntl.flock(file, fcntl.LOCK_EX)
            taken.set()
            if left.is_set():
                _close(files)

        Thread(target=stand, daemon=True).start()
        if taken.wait(wait.total_seconds()):
            return
        left.set()
        fcntl.flock(files[0], fcntl.LOCK_UN)
        self._files = []  # the thread closes them, and so lets go of what it takes too late
        if taken.is_set():
            _close(files)
        raise Busy("others are writing")

    def give_back(self) -> None:
        """Let the next one write."""
        if self.is_held:
            self.is_held = False
            fcntl.flock(self._files[1], fcntl.LOCK_UN)

    def close(self) -> None:
        """Leave."""
        self.is_held = False
        _close(self._files)


class Connection(sqlite3.Connection):
    """A connection to SQLite that writes when it is its turn, and gives the turn back with the end of a transaction."""

    turns: Turns | None = None

    def begin_writing(self, wait: timedelta) -> None:
        """Begin a transaction that writes; raise `Busy` when others do not stop in time."""
        if self.turns is None:
            file = self.execute("PRAGMA database_list").fetchone()[2]
            self.turns = Turns(file)
        self.turns.take(wait)
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            self.turns.give_back()
            raise

    def commit(self) -> None:
        """Commit, and let the next one write."""
        try:
            super().commit()
        finally:
            self._pass_on()

    def rollback(self) -> None:
        """Take everything back, and let the next one write."""
        try:
            super().rollback()
        finally:
            self._pass_on()

    def close(self) -> None:
        """Close, whatever was going on."""
        super().close()
        if self.turns is not None:
            self.turns.close()

    def _pass_on(self) -> None:
        if self.turns is not None and not self.in_transaction:
            self.turns.give_back()


def _close(files: list[int]) -> None:
    with suppress(IndexError):  # both threads may come to this at once
        while True:
            os.close(files.pop())
