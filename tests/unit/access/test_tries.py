from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from consult.access.web.tries import FewAtOnce, Tries

START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def test_the_eleventh_try_within_a_quarter_of_an_hour_is_refused() -> None:
    tries = Tries()
    assert all(tries.take("ann", minutes(i)) for i in range(10))
    assert not tries.take("ann", minutes(14.9))
    assert tries.take("ben", minutes(14.9))


def test_old_tries_no_longer_count_and_refused_ones_never_did() -> None:
    tries = Tries(limit=2)
    tries.take("ann", minutes(0))
    tries.take("ann", minutes(10))
    assert not tries.take("ann", minutes(14))
    assert tries.take("ann", minutes(15))
    assert not tries.take("ann", minutes(16))
    assert tries.take("ann", minutes(25))


def test_success_begins_anew() -> None:
    tries = Tries(limit=1)
    tries.take("ann", START)
    tries.forget("ann")
    assert tries.take("ann", START)
    tries.forget("nobody")


def test_memory_is_bounded_and_the_longest_untouched_goes_first() -> None:
    tries = Tries(limit=1, room=3)
    for name in "abc":
        tries.take(name, START)
    tries.take("a", START)
    tries.take("d", START)
    assert len(tries._at) == 3
    assert not tries.take("a", START)
    assert tries.take("b", START)


class Slow:
    """Counts how many are inside at once."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.lock = threading.Lock()
        self.gate = threading.Event()

    def verify(self, password: str) -> bool:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            if self.inside == 2:
                self.gate.set()
        self.gate.wait(5)
        with self.lock:
            self.inside -= 1
        return password == "right"

    hash = verify
    default = "argon2"


def test_at_most_two_passwords_are_hashed_at_once() -> None:
    slow = Slow()
    context = FewAtOnce(slow)
    threads = [threading.Thread(target=method, args=("right",)) for method in (context.verify, context.hash) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert slow.most == 2
    assert context.default == "argon2"
