"""Any file given as a transcript: what it is shows in its first bytes, whatever its name says.

It is read in a process of its own (`limited`), and what that process answers is looked at again here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from consult.interview.exchange.formats import ending
from consult.interview.exchange.limited import USUAL, Limits, ask
from consult.interview.rules.settling import settled
from consult.interview.rules.speaker_labels import LONGEST
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

SIZE_LIMIT = 10 * 1024 * 1024
_NOTES_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of a file, normalised, the hash of the file, what had to be assumed, and speakers it marks itself."""

    text: str
    file_hash: str
    warnings: tuple[Noted, ...] = ()
    speakers: tuple[str, ...] = ()


def read_transcript(content: bytes, file_name: str, limits: Limits = USUAL) -> Transcript:
    """Return the text of a file; raise `InterviewRefused` for one that cannot be read."""
    if not content.strip():
        raise InterviewRefused(noted(Trouble.EMPTY_FILE))
    if len(content) > SIZE_LIMIT:
        raise InterviewRefused(noted(Trouble.FILE_TOO_LARGE, limit=SIZE_LIMIT // 1024 // 1024))
    answer = ask(content, ending(file_name), limits)
    try:
        if faults := _notes(answer.get("faults", ())):
            raise InterviewRefused(*faults)
        text, speakers = _text(answer["text"]), tuple(map(_text, answer["speakers"]))
        warnings = _notes(answer["warnings"])
    except (KeyError, TypeError, ValueError) as found:
        raise InterviewRefused(noted(Trouble.BROKEN)) from found
    named = tuple(dict.fromkeys(one[:LONGEST] for one in speakers))
    return Transcript(settled(text), hashlib.sha256(content).hexdigest(), warnings, named)


def _notes(given: Iterable[Any]) -> tuple[Noted, ...]:  # Any: JSON of the reading process
    return tuple(
        noted(Trouble(code), int(line), **{str(name): str(value) for name, value in values})
        for code, line, values in list(given)[:_NOTES_AT_MOST]
    )


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given
