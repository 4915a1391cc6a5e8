"""The process that reads one file: limited before the first byte is read, and gone after the last.

In, on stdin: one line of JSON with the limits and the ending of the file's name, then the file. Out, on stdout: one
JSON document with the text or with the faults. Whatever else happens is an exit code and no word.
"""

from __future__ import annotations

import json
import resource
import sys

from consult.interview.exchange.formats import read
from consult.interview.rules.settling import settled
from consult.interview.rules.troubles import InterviewRefused, Noted

OUT_OF_MEMORY = 3
OPEN_FILES = 16  # modules are still loaded


def main() -> None:
    """Read the file on stdin and say on stdout what it holds."""
    asked = json.loads(sys.stdin.buffer.readline())
    limit(int(asked["memory"]), int(asked["cpu"]))
    try:
        answer = _answer(sys.stdin.buffer.read(), str(asked["ending"]))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    sys.stdout.write(json.dumps(answer))


def limit(memory: int, cpu: int) -> None:
    """Allow this process so many bytes and seconds, no file to write, no core, no process of its own."""
    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    for which, value in wanted.items():
        _soft, hard = resource.getrlimit(which)
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (lower, lower))


def _answer(content: bytes, ending: str) -> dict[str, object]:
    try:
        found = read(content, ending)
        return {
            "text": settled(found.text),
            "speakers": list(found.speakers),
            "warnings": [_said(one) for one in found.warnings],
        }
    except InterviewRefused as refused:
        return {"faults": [_said(one) for one in refused.faults]}


def _said(note: Noted) -> list[object]:
    return [note.trouble.value, note.line, [list(pair) for pair in note.values]]


if __name__ == "__main__":
    main()
