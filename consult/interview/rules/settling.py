"""What is kept of a text that was read or pasted: neither nothing nor too much, and no broken character."""

from __future__ import annotations

from consult.interview.rules.text import UnstorableText, normalise
from consult.interview.rules.troubles import InterviewRefused, Trouble, noted

TEXT_LIMIT = 1_000_000


def settled(text: str) -> str:
    """Return text as it is kept; raise `InterviewRefused` for none at all, for too much, for a broken character."""
    if len(text) > TEXT_LIMIT:
        raise InterviewRefused(noted(Trouble.TEXT_TOO_LONG, limit=TEXT_LIMIT))
    try:
        kept = normalise(text)
    except UnstorableText as found:
        fault = noted(Trouble.UNSTORABLE, found.line, character=found.character, column=found.column)
        raise InterviewRefused(fault) from found
    if not kept.strip():
        raise InterviewRefused(noted(Trouble.EMPTY_FILE))
    return kept
