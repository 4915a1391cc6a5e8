"""Ratings with the coefficients their authors printed."""

from __future__ import annotations

from consult.reliability.rules import Ratings


def ratings(*coders: str, numbers: bool = False) -> Ratings:
    """Return ratings from one line per coder, "." where a label is missing."""
    columns = [
        [None if label == "." else int(label) if numbers else label for label in coder.split()] for coder in coders
    ]
    rows = list(zip(*columns, strict=True))
    return Ratings([str(number) for number in range(len(rows))], "ABCDEFGHIJ"[: len(coders)], rows)


# Krippendorff 2011, examples A, B and C.
TWO_VALUES = ratings("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
FIVE_VALUES = ratings("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR_OBSERVERS = ratings(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
    numbers=True,
)
# Artstein and Poesio 2008, table 4: two coders, a hundred utterances.
UTTERANCES = ratings(
    " ".join(["stat"] * 46 + ["ireq"] * 44 + ["chck"] * 10),
    " ".join(["stat"] * 52 + ["ireq"] * 32 + ["chck"] * 16),
)
# Ten subjects by fourteen raters, as encyclopaedias show Fleiss' kappa: how often each of five categories was given.
COUNTS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)
