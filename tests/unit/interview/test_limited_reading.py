"""The process that reads a file: its limits bite, and its death is a reason and nothing more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from consult.interview.exchange.file import read_transcript
from consult.interview.exchange.limited import CHILD, Limits, ask
from consult.interview.rules.troubles import InterviewRefused, Trouble

MEGABYTE = 1024 * 1024
BEGIN = (
    "import json, os, sys; asked = json.loads(sys.stdin.buffer.readline())\n"
    "from consult.interview.exchange.child import limit\n"
    "limit(asked['memory'], asked['cpu'])\n"
)
SMALL = Limits(memory=200 * MEGABYTE, cpu=1, wall=8.0)


def refused(body: str, limits: Limits = SMALL, content: bytes = b"A: x") -> Trouble:
    """Why a process under these limits that does this is refused."""
    with pytest.raises(InterviewRefused) as found:
        ask(content, ".txt", limits, (sys.executable, "-I", "-B", "-c", BEGIN + body))
    return found.value.faults[0].trouble


def test_an_answer_comes_back_as_it_was_given() -> None:
    command = (sys.executable, "-I", "-B", "-c", BEGIN + "print(json.dumps([sys.stdin.read()][0:0] or {'a': 1}))")
    assert ask(b"A: x", ".txt", SMALL, command) == {"a": 1}


def test_memory_is_limited() -> None:
    taking = "try:\n bytearray(400 * 1024 * 1024)\nexcept MemoryError:\n sys.exit(3)\nprint('{}')"
    assert refused(taking) is Trouble.TAKES_TOO_MUCH
    page = b"<p>A: word" + b"".join(b"<i id=%d>x</i>" % at for at in range(60_000))
    with pytest.raises(InterviewRefused) as found:
        read_transcript(page, "t.html", Limits(memory=64 * MEGABYTE))
    assert found.value.faults[0].trouble in (Trouble.TAKES_TOO_MUCH, Trouble.BROKEN)
    assert len(read_transcript(page, "t.html").text) > 60_000


def test_time_of_the_processor_is_limited() -> None:
    began = monotonic()
    assert refused("while True: pass", Limits(cpu=1, wall=60.0)) is Trouble.TAKES_TOO_MUCH
    assert monotonic() - began < 30


def test_time_on_the_clock_is_limited() -> None:
    began = monotonic()
    assert refused("import time; time.sleep(60)", Limits(wall=0.5)) is Trouble.TAKES_TOO_MUCH
    assert monotonic() - began < 10


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), 11)",
        "os._exit(1)",
        "raise ValueError('CANARY')",
        "print('no JSON')",
        "print('[1]')",
        "sys.stdout.write('{}' + ' ' * 10 + 'x')",
    ],
)
def test_whatever_else_it_dies_of_or_says_is_a_damaged_file(body: str) -> None:
    assert refused(body) is Trouble.BROKEN


def test_an_answer_without_end_is_cut_off() -> None:
    began = monotonic()
    flood = "\nwhile True: sys.stdout.buffer.write(b' ' * 1_000_000)"
    assert refused(flood, Limits(cpu=30, wall=60.0)) is Trouble.TAKES_TOO_MUCH
    assert monotonic() - began < 30


def test_a_process_that_reads_nothing_hangs_nobody() -> None:
    assert refused("sys.exit(1)", content=b"A: x\n" * 1_000_000) is Trouble.BROKEN


def test_it_can_write_no_file_and_open_few(tmp_path: Path) -> None:
    writing = f"with open({str(tmp_path / 'x')!r}, 'w') as made:\n made.write('x' * 10)\nprint('{{}}')"
    assert refused(writing) is Trouble.BROKEN
    assert not (tmp_path / "x").exists() or (tmp_path / "x").read_bytes() == b""
    assert refused("kept = [os.open('/', 0) for _ in range(20)]\nprint('{}')") is Trouble.BROKEN


def test_it_is_given_no_environment_and_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSULT_SECRET", "CANARY")
    telling = "print(json.dumps({'environment': dict(os.environ), 'arguments': sys.argv, 'head': asked}))"
    answer = ask(b"A: CANARY", ".txt", SMALL, (sys.executable, "-I", "-B", "-c", BEGIN + telling))
    assert "CANARY" not in str(answer)
    assert set(answer["head"]) == {"ending", "memory", "cpu"}
    assert not [part for part in CHILD if "CANARY" in part]


def test_it_loads_nothing_it_does_not_need() -> None:
    program = "import sys\nfrom consult.interview.exchange import child\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    heavy = {"flask", "sqlalchemy", "numpy", "lxml", "pypdf", "charset_normalizer", "email", "consult.shared.database"}
    assert not heavy & set(loaded.stdout.split())
