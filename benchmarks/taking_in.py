"""How long one file takes to be read in its limited process: `python benchmarks/taking_in.py`.

Each file holds an interview of 200 turns in the size people have; the bare process, which reads one short line, is
what the limits cost. No database.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from consult.interview.exchange.file import read_transcript
from tests.unit.interview.documents import as_docx, as_odt, as_pdf, as_rtf

ROUNDS = 15
LINES = [f"{'Interviewer' if at % 2 else 'Гуля'}: {'слово за словом и ещё ' * 12}{at}" for at in range(200)]


def files() -> dict[str, bytes]:
    """The same interview in every format; the charset of the last one has to be guessed."""
    cue = "{0}\n00:00:01,000 --> 00:00:02,000\n{1}\n\n"
    return {
        "bare.txt": b"A: x",
        "talk.txt": "\n".join(LINES).encode(),
        "talk.docx": as_docx(LINES),
        "talk.odt": as_odt("".join(f"<text:p>{line}</text:p>" for line in LINES)),
        "talk.rtf": as_rtf(*LINES),
        "talk.html": ("<html>" + "".join(f"<p>{line}</p>" for line in LINES)).encode(),
        "talk.srt": "".join(cue.format(at, line) for at, line in enumerate(LINES, 1)).encode(),
        "talk.pdf": as_pdf(*[LINES[at : at + 25] for at in range(0, 200, 25)]),
        "talk.eml": ("From: a@x.example\nMIME-Version: 1.0\n\n" + "\n".join(LINES)).encode(),
        "old.txt": "\n".join(LINES).encode("cp1251"),
    }


def main() -> None:
    """Print the median and the longest of some rounds for each file, in milliseconds."""
    for name, content in files().items():
        took = []
        for _ in range(ROUNDS):
            began = perf_counter()
            read_transcript(content, name)
            took.append((perf_counter() - began) * 1000)
        median, longest = statistics.median(took), max(took)
        print(f"{name:10} {len(content) // 1024:5} kB  median {median:5.0f} ms  longest {longest:5.0f} ms")


if __name__ == "__main__":
    main()
