"""Where sentences begin and end, in the scripts members write in. Ours, because NLTK's needs data to be downloaded."""

from __future__ import annotations

import regex

# A full stop, question or exclamation mark of any script with closing quotes (French puts a space before its own), then
# a space; scripts that write no space after it (Chinese, Japanese) need none. A line break always ends a sentence.
_END = regex.compile(
    r"(?:[.!?…؟۔।॥]+(?:[ \u00a0\u202f]?»|[\p{Pe}\p{Pf}\"'])*(?=\s)|[。！？｡]+[\p{Pe}\p{Pf}]*|\n+)",
)
_INITIAL = regex.compile(r"(?:^|\s)\p{L}\.$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the stretches of `text`, in code points, end exclusive, without the space around them.

    A single letter with a full stop ("A. Person") ends nothing. Worked example: "One. Two?" gives [(0, 4), (5, 9)].
    """
    found, start = [], 0
    for end in _END.finditer(text):
        if _INITIAL.search(text[start : end.end()]) and "\n" not in end.group():
            continue
        found.append((start, end.end()))
        start = end.end()
    found.append((start, len(text)))
    return [trimmed for one in found if (trimmed := _trim(text, *one)) is not None]


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch from the beginning of the sentence `start` lies in to the end of the one `end` lies in."""
    touched = [one for one in sentences(text) if one[0] < end and one[1] > start]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)


def aligned(text: str, other: str, start: int, end: int) -> str | None:
    """Return the sentences of a translation that stand where the sentences of [start, end) stand in the original.

    None where the two do not have the same number of sentences: then nobody can say which belongs to which.
    """
    here, there = sentences(text), sentences(other)
    if len(here) != len(there):
        return None
    chosen = [two for one, two in zip(here, there, strict=True) if one[0] < end and one[1] > start]
    return other[chosen[0][0] : chosen[-1][1]] if chosen else None


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
