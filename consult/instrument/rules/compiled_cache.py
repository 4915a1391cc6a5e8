"""Compiled instruments, each made once per version and language however many requests ask at the same time."""

import threading
from collections.abc import Callable

from consult.instrument.rules.compiled import Compiled, compile_instrument
from consult.instrument.rules.document import Document
from consult.instrument.rules.hashing import VersionHash


class CompiledCache:
    """Holds the most recent compilations. A version is immutable, so nothing in it ever goes stale."""

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._held: dict[tuple[VersionHash, str], Compiled] = {}

    def get(self, version: VersionHash, language: str, load: Callable[[], Document]) -> Compiled:
        """The compiled version; `load` fetches its document and is called only when it is not held yet.

        The first look takes no lock; the second, under it, sees what another thread has just made.
        """
        key = (version, language)
        held = self._held.get(key)
        if held is not None:
            return held
        with self._lock:
            held = self._held.get(key)
            if held is None:
                held = compile_instrument(load(), language)
                while len(self._held) >= self._size:
                    self._held.pop(next(iter(self._held)), None)
                self._held[key] = held
            return held
