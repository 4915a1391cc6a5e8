"""Times of several ways of doing one thing, taken side by side."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def medians(acts: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return milliseconds of processor time, each act in turn, so that a busy moment meets them all."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for act in acts.values():
        act()
    for _ in range(rounds):
        for name, act in acts.items():
            began = time.process_time()
            act()
            times[name].append((time.process_time() - began) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}
