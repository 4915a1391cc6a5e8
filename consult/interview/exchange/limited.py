"""Reading a file somebody sent in a process that may die of it.

In: the file and what its name ends in. Out: what the process answers. Neither names nor words are handed over but
through pipes, and the process is given no environment: it holds no key and can tell nobody anything.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread, Timer
from typing import IO, Any

from consult.interview.rules.troubles import InterviewRefused, Trouble, noted

CHILD = (sys.executable, "-I", "-B", "-X", "utf8", "-m", "consult.interview.exchange.child")
OUT_OF_MEMORY = 3
ANSWER_LIMIT = 16 * 1024 * 1024  # twelve bytes for each of a million characters, and what is said beside them


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; gunicorn gives a request 30 seconds, and a page may send two files."""

    memory: int = 512 * 1024 * 1024
    cpu: int = 8
    wall: float = 14.0


USUAL = Limits()


def ask(content: bytes, ending: str, limits: Limits = USUAL, command: tuple[str, ...] = CHILD) -> dict[str, Any]:
    """Return what the child says of a file; raise `InterviewRefused` where it took too much or died."""
    head = json.dumps({"ending": ending, "memory": limits.memory, "cpu": limits.cpu}).encode() + b"\n"
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/") as child:  # noqa: S603 - our own
        assert child.stdin is not None and child.stdout is not None
        clock = Timer(limits.wall, child.kill)
        clock.start()
        feeding = Thread(target=_feed, args=(child.stdin, head, content))
        feeding.start()
        try:
            said = child.stdout.read(ANSWER_LIMIT + 1)
            if len(said) > ANSWER_LIMIT:
                child.kill()
            code = child.wait()
        finally:
            clock.cancel()
            child.kill()
            feeding.join()
    if code in (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGXCPU):
        raise InterviewRefused(noted(Trouble.TAKES_TOO_MUCH))
    return _understood(said if code == 0 else b"")


def _feed(pipe: IO[bytes], *parts: bytes) -> None:
    with suppress(BrokenPipeError), pipe:  # whoever died has read enough
        for part in parts:
            pipe.write(part)


def _understood(said: bytes) -> dict[str, Any]:  # Any: JSON of a process that may be somebody else's by now
    with suppress(ValueError):
        answer = json.loads(said)
        if isinstance(answer, dict):
            return answer
    raise InterviewRefused(noted(Trouble.BROKEN))
