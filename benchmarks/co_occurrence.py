"""How long co-occurrence takes: `.venv/bin/python benchmarks/co_occurrence.py [--rounds 9]`.

1,000,000 coded stretches of 100 codes in 5,000 documents, with about 1.4 million overlapping pairs. In processor time,
medians of rounds in turns: a plain numpy sweep (sort, search, lay the pairs out, count), beside which ours stands (at
most three times that); ours in the same passage; a tenth and a hundredth of the stretches, as dense, and how the time
grows; and stretches so dense that laying out pairs would not end.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

import numpy as np
from timing import medians

from consult.coding.rules.crossing import Stretches, Whole, in_same_passage, overlapping
from consult.coding.rules.saturation import curve

SPANS, DOCUMENTS, CODES = 1_000_000, 5_000, 100
LENGTH, LONGEST = 40_000, 550
AIM = 3.0


def drawn(spans: int, documents: int, length: int = LENGTH) -> Stretches:
    """Return stretches anywhere in documents of one length, some codes given far more often than others."""
    draw = np.random.default_rng(2031)
    start = draw.integers(0, length, spans)
    code = np.minimum(draw.geometric(0.05, spans) - 1, CODES - 1)
    return Stretches(draw.integers(0, documents, spans), start, start + draw.integers(1, LONGEST, spans), code)


def plain_sweep(stretches: Stretches) -> Whole:
    """Return the pairs of two codes that overlap, counted in both directions, the shortest way numpy has."""
    width = stretches.end.max() + 1
    begins = stretches.passage * width + stretches.start
    order = np.argsort(begins)
    begins, code = begins[order], stretches.code[order]
    counts = np.searchsorted(begins, (stretches.passage * width + stretches.end)[order]) - np.arange(len(begins)) - 1
    first = np.repeat(np.arange(len(begins)), counts)
    second = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts) + first + 1
    one_way = np.bincount(code[first] * CODES + code[second], minlength=CODES * CODES).reshape(CODES, CODES)
    return np.asarray(one_way + one_way.T)


def main() -> None:
    """Measure, compare the results, print a table."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--rounds", type=int, default=9)
    rounds = given.parse_args().rounds
    whole, tenth, hundredth = (drawn(SPANS // by, DOCUMENTS // by) for by in (1, 10, 100))
    dense = drawn(SPANS // 10, 1, LONGEST)
    own, plain = overlapping(whole, CODES), plain_sweep(whole)
    apart = ~np.eye(CODES, dtype=bool)
    assert np.array_equal(own[apart], plain[apart])
    reference, ours = "plain numpy sweep", "ours, overlap"
    acts: dict[str, Callable[[], object]] = {
        reference: lambda: plain_sweep(whole),
        ours: lambda: overlapping(whole, CODES),
        "ours, same passage": lambda: in_same_passage(whole, CODES),
        "ours, a tenth": lambda: overlapping(tenth, CODES),
        "ours, a hundredth": lambda: overlapping(hundredth, CODES),
        "ours, 100,000 in one short passage": lambda: overlapping(dense, CODES),
        "saturation, a passage a case": lambda: curve(whole.passage, whole.code, DOCUMENTS),
    }
    found = medians(acts, rounds)
    print(f"{f'{SPANS:,} stretches, {int(plain.sum()) // 2:,} pairs':38}{'ms':>9}{'× numpy':>10}")
    for name, taken in found.items():
        over = "  OVER" if name == ours and taken > AIM * found[reference] else ""
        print(f"{name:38}{taken:9.1f}{taken / found[reference]:10.2f}{over}")
    growth = math.log(found[ours] / found["ours, a hundredth"]) / math.log(100)
    print(f"{'growth exponent over two decades':38}{growth:9.2f}")


if __name__ == "__main__":
    main()
