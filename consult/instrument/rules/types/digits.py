"""Numbers as people write them: in the digits of any script, with the separators of any country."""

import unicodedata
from decimal import Decimal

import regex

LONGEST = 15  # digits that a number keeps exactly wherever it is stored
_MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"  # direction marks that phones add beside digits
_SAME = str.maketrans({"٫": ".", "٬": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "،": ","})
_WRITTEN = regex.compile(r"-?\d+(?:[.,' ]\d+)*")
_SEPARATOR = regex.compile(r"[.,' ]")


class TooPreciseError(ValueError):
    """A number with more decimals than were asked for."""


def bare(text: str) -> str:
    """A text without blanks and direction marks around it."""
    return text.strip().strip(_MARKS).strip()


def digits(text: str) -> int | None:
    """The whole number written in the decimal digits of any script, or nothing."""
    written = bare(text)
    return int(written) if written.isdecimal() and len(written) <= 9 else None


def number(text: str, decimals: int) -> int | float | None:
    """The number a text writes, or nothing; raises `TooPreciseError`.

    A single point or comma is the decimal mark where decimals are asked for, unless three digits follow and fewer are
    wanted ("1.000" is a thousand then). Where both stand, the last one is.
    """
    written = _in_ascii(text)
    if written is None:
        return None
    whole, fraction = _apart(written, decimals)
    groups = _SEPARATOR.split(whole.removeprefix("-"))
    if any(len(group) not in (2, 3) for group in groups[1:-1]) or (len(groups) > 1 and len(groups[-1]) != 3):
        return None
    if len(groups) > 1 and not 1 <= len(groups[0]) <= 3:
        return None
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        raise TooPreciseError
    if sum(map(len, groups)) + len(fraction) > LONGEST:
        return None
    exact = Decimal(("-" if whole.startswith("-") else "") + "".join(groups) + (f".{fraction}" if fraction else ""))
    return float(exact) if fraction else int(exact)


def _in_ascii(text: str) -> str | None:
    """The text in ASCII digits and separators, if it is made of nothing else."""
    written = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in bare(text).translate(_SAME)
    )
    return written if _WRITTEN.fullmatch(written) else None


def _apart(written: str, decimals: int) -> tuple[str, str]:
    """The whole part, with its separators, and the decimals of a number."""
    marks = [sign for sign in written if sign in ".,"]
    if not marks or (len(set(marks)) == 1 and len(marks) > 1):
        return written, ""
    whole, _, fraction = written.rpartition(marks[-1])
    is_group = len(marks) == 1 and len(fraction) == 3 > decimals and len(whole.removeprefix("-")) <= 3
    return (written, "") if is_group or not fraction.isdecimal() else (whole, fraction)
