"""Answers as an SPSS system file (.sav): numbers with labels, reasons for none as user-missing values.

Written as the GNU PSPP developers describe the format ("System File Format"): no compression, UTF-8, every variable a
number. A library would do it too, but only out of a data frame and the packages that make one.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Sequence
from datetime import date

from consult.collection.exchange.raw_variables import Measure, Variable

_LABEL, _VALUE_LABEL, _LINE = 252, 120, 80
_CODE, _AMOUNT = 5 << 16 | 4 << 8, 5 << 16 | 13 << 8 | 2
"""How numbers are printed: F4.0 and F13.2."""
_UTF8 = 65001
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_sav(
    variables: Sequence[Variable], rows: Sequence[Sequence[float]], *, title: str, notes: Iterable[str], day: date
) -> bytes:
    """Return a system file: a case for each row, a value of it for each variable; `notes` say what it is."""
    parts = [
        _header(len(variables), len(rows), title, day),
        *(_variable(one, at) for at, one in enumerate(variables, 1)),
        *(_value_labels(one, at) for at, one in enumerate(variables, 1)),
        _document(tuple(notes)),
        *_settings(variables),
        struct.pack("<ii", 999, 0),
        *(struct.pack(f"<{len(variables)}d", *row) for row in rows),
    ]
    return b"".join(parts)


def _header(width: int, cases: int, title: str, day: date) -> bytes:
    made_on = f"{day.day:02} {_MONTHS[day.month - 1]} {day.year % 100:02}"
    return struct.pack(
        "<4s60siiiiid9s8s64s3x",
        b"$FL2",
        b"@(#) SPSS DATA FILE Consult".ljust(60),
        2,
        width,
        0,
        0,
        cases,
        100.0,
        made_on.encode(),
        b"00:00:00",
        _cut(title, 64).ljust(64),
    )


def _variable(one: Variable, at: int) -> bytes:
    label, form = _cut(one.label, _LABEL), _AMOUNT if one.measure is Measure.SCALE else _CODE
    head = struct.pack("<iiiiii8s", 2, 0, 1, -2, form, form, _short(at))
    return head + struct.pack("<i", len(label)) + _filled(label, 4) + struct.pack("<2d", *one.missing)


def _value_labels(one: Variable, at: int) -> bytes:
    """Return what the values of one variable mean."""
    made = [struct.pack("<ii", 3, len(one.labels))]
    for value, words in one.labels.items():
        text = _cut(words, _VALUE_LABEL)
        made.append(struct.pack("<d", value) + _filled(bytes([len(text)]) + text, 8))
    return b"".join((*made, struct.pack("<iii", 4, 1, at)))


def _document(notes: Sequence[str]) -> bytes:
    lines = [_cut(note, _LINE).ljust(_LINE) for note in notes]
    return struct.pack("<ii", 6, len(lines)) + b"".join(lines) if lines else b""


def _settings(variables: Sequence[Variable]) -> Iterable[bytes]:
    """Return how the file is to be read: its numbers, how its variables are used and called, its letters."""
    yield struct.pack("<iiii8i", 7, 3, 4, 8, 1, 0, 0, -1, 1, 1, 2, _UTF8)
    most = sys.float_info.max
    lowest = struct.unpack("<d", struct.pack("<Q", struct.unpack("<Q", struct.pack("<d", -most))[0] - 1))[0]
    yield struct.pack("<iiii3d", 7, 4, 8, 3, -most, most, lowest)
    used = [number for one in variables for number in (one.measure.value, 8, 1)]
    yield struct.pack(f"<iiii{len(used)}i", 7, 11, 4, len(used), *used)
    names = "\t".join(f"{_short(at).decode().strip()}={one.name}" for at, one in enumerate(variables, 1)).encode()
    yield struct.pack("<iiii", 7, 13, 1, len(names)) + names
    yield struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8"


def _short(at: int) -> bytes:
    return f"V{at:05}".encode().ljust(8)


def _filled(text: bytes, step: int) -> bytes:
    return text.ljust(-(-len(text) // step) * step, b"\0" if step == 8 else b" ")


def _cut(text: str, most: int) -> bytes:
    """Return a text in UTF-8 with at most so many bytes, no letter cut through."""
    line = " ".join(text.split())
    return line.encode()[:most].decode(errors="ignore").encode()
