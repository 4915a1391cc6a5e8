"""How often somebody may try a password, and how many passwords are hashed at once.

Counts live in one process: two processes allow twice as many tries, which argon2 still makes useless.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import Any

CODE_TRIES = 200
"""Wrong codes from one address: a room full of phones has one, and sixty random bits are not found in so few."""


class Tries:
    """At most `limit` tries per key within `span`; beyond `room` keys, the longest untouched is forgotten."""

    def __init__(self, limit: int = 10, span: timedelta = timedelta(minutes=15), room: int = 10_000) -> None:
        self._limit, self._span, self._room = limit, span, room
        self._at: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, at: datetime) -> bool:
        """Count a try and tell whether it is allowed; a refused one is not counted."""
        with self._lock:
            times = self._at.setdefault(key, deque())
            self._at.move_to_end(key)
            while times and times[0] <= at - self._span:
                times.popleft()
            if len(self._at) > self._room:
                self._at.popitem(last=False)
            if len(times) >= self._limit:
                return False
            times.append(at)
            return True

    def forget(self, key: str) -> None:
        """Begin anew for a key whose try succeeded."""
        with self._lock:
            self._at.pop(key, None)


class FewAtOnce:
    """A passlib context of which at most `limit` hashes run at a time: each takes 19 MiB and a core."""

    def __init__(self, context: Any, limit: int = 2) -> None:  # Any: passlib is untyped
        self._context = context
        self._turn = BoundedSemaphore(limit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def hash(self, *args: Any, **kwargs: Any) -> Any:
        """Hash when it is our turn."""
        with self._turn:
            return self._context.hash(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> Any:
        """Verify when it is our turn."""
        with self._turn:
            return self._context.verify(*args, **kwargs)
