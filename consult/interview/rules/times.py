"""Times that programs write into a transcript, and that nobody said.

In: normalised text. Out: the same lines without them; a line that was only a time is empty, so that the number of a
line stays what people see in their file.
"""

from __future__ import annotations

import regex

_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
# "[00:01.000 --> 00:04.500] words", as speech recognition writes it.
_STRETCH = regex.compile(rf"^[^\S\n]*[\[(]?{_CLOCK}\s*-->\s*{_CLOCK}[\])]?:?[^\S\n]*", regex.M)
_BRACKETED_LABEL = regex.compile(r"^[^\S\n]*\[([^\[\]\n:]{1,60})\](?=[^\S\n]*:)", regex.M)  # "[SPEAKER_00]: words"
_STAMP = regex.compile(r"[^\S\n]*#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?#")  # "words #00:01:02-3#", as players write it
_ALONE = regex.compile(
    rf"^[^\S\n]*(?:[\[(<]\s*{_CLOCK}(?:\s*[-–]\s*{_CLOCK})?\s*[\])>]|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?)[^\S\n]*$",
    regex.M,
)
_MAY_HOLD = regex.compile(r"-->|#\d|\[|^[^\S\n]*[(<\d]", regex.M)


def without_times(text: str) -> str:
    """Return a transcript without the times that stand apart from its words."""
    if not _MAY_HOLD.search(text):
        return text
    without = _ALONE.sub("", _STAMP.sub("", _STRETCH.sub("", text)))
    return _BRACKETED_LABEL.sub(r"\1", without)
