"""Transcripts as plain text or Markdown."""

from __future__ import annotations

from consult.interview.exchange.charsets import decoded
from consult.interview.exchange.reading import Reading


def read(content: bytes) -> Reading:
    """Return the text of a file; emphasis around a label is understood where turns are found."""
    text, notes = decoded(content)
    return Reading(text, notes)
