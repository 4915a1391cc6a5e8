"""How long agreement takes: `.venv/bin/python benchmarks/agreement.py [--rounds 9]`.

Three coders give one of twenty labels to 100,000 units, one label in ten missing. Krippendorff's nominal alpha of them,
in processor time, medians of rounds in turns: by numpy from a matrix that counts each label in each unit, the plain way
beside which ours stands, from the same table of numbers (at most twice that time); ours from labels as they are read;
with kappa, percent and pairs; and of 100 codes that a unit has or not. Then unitizing alpha of 30,000 spans by three
coders on a continuum, and on one a thousand times as long.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from timing import medians

from consult.reliability.rules import (
    Coded,
    Continuum,
    Metric,
    Ratings,
    Readings,
    Span,
    agreement_per_code,
    krippendorff_alpha,
    measure,
    unitizing_alpha,
)
from consult.reliability.rules.ratings import Whole

UNITS, CODERS, VALUES, SPANS = 100_000, ("A", "B", "C"), 20, 10_000
CODES, CODED = 100, 5_000
AIM = 2.0


def labels_drawn() -> Whole:
    """Return a table of labels that agree more often than chance, -1 where one is missing."""
    draw = np.random.default_rng(2031)
    truth = draw.integers(VALUES, size=(UNITS, 1))
    noise = draw.integers(VALUES, size=(UNITS, len(CODERS)))
    labels = np.where(draw.random(noise.shape) < 0.75, truth, noise)
    return np.where(draw.random(noise.shape) < 0.1, -1, labels).astype(np.intp)


def by_count_matrix(labels: Whole) -> float:
    """Return nominal alpha as the formula is written: how often each unit got each label, and sums over that."""
    counts = np.zeros((len(labels), VALUES))
    for column in labels.T:
        given = np.flatnonzero(column >= 0)
        counts[given, column[given]] += 1
    per_unit = counts.sum(axis=1)
    counts, per_unit = counts[per_unit >= 2], per_unit[per_unit >= 2]
    total, frequency = per_unit.sum(), counts.sum(axis=0)
    observed = ((per_unit**2 - (counts**2).sum(axis=1)) / (per_unit - 1)).sum() / total
    expected = (total**2 - (frequency**2).sum()) / (total * (total - 1))
    return float(1 - observed / expected)


def spans_drawn(spread: int) -> list[Span]:
    """Return spans of three coders, each somewhere in a stretch of its own."""
    draw = np.random.default_rng(2031)
    places = np.sort(draw.integers(0, 50, size=(len(CODERS), SPANS, 2)), axis=2)
    codes = draw.integers(5, size=SPANS)
    return [
        Span(coder, f"code {codes[at]}", (at * 100 + int(start)) * spread, (int(end) - int(start) + 1) * spread)
        for coder, own in zip(CODERS, places, strict=True)
        for at, (start, end) in enumerate(own)
    ]


def readings_drawn() -> Readings:
    """Return what three coders gave 5,000 passages, of a hundred codes."""
    draw = np.random.default_rng(2031)
    names = [f"code {number}" for number in range(CODES)]
    units = [str(number) for number in range(CODED)]
    coded = {
        coder: {unit: frozenset(names[at] for at in draw.geometric(0.1, size=2) if at < CODES) for unit in units}
        for coder in CODERS
    }
    return Readings(dict.fromkeys(CODERS, units), coded)


def main() -> None:
    """Measure, compare the results, print a table."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--rounds", type=int, default=9)
    rounds = given.parse_args().rounds
    labels = labels_drawn()
    coded = Coded(CODERS, tuple(range(VALUES)), labels)
    rows = [[None if label < 0 else f"label {label}" for label in row] for row in labels.tolist()]
    ratings = Ratings([str(number) for number in range(UNITS)], CODERS, rows)
    read = readings_drawn()
    near, far = spans_drawn(1), spans_drawn(1000)
    assert abs(by_count_matrix(labels) - float(krippendorff_alpha(coded))) < 1e-12
    assert abs(by_count_matrix(labels) - float(krippendorff_alpha(ratings))) < 1e-12
    plain, ours = "numpy, count matrix", "ours, from the same numbers"
    acts: dict[str, Callable[[], object]] = {
        plain: lambda: by_count_matrix(labels),
        ours: lambda: krippendorff_alpha(coded),
        "ours, from labels as read": lambda: krippendorff_alpha(ratings),
        "ours, interval": lambda: krippendorff_alpha(coded, Metric.INTERVAL),
        "ours, kappa and percent too": lambda: measure(coded),
        f"{CODES} codes, {CODED} passages": lambda: agreement_per_code(read, [f"code {at}" for at in range(CODES)]),
        f"unitizing, {len(near)} spans": lambda: unitizing_alpha(Continuum(0, SPANS * 100), CODERS, near),
        "unitizing, 1000 times as long": lambda: unitizing_alpha(Continuum(0, SPANS * 100_000), CODERS, far),
    }
    found = medians(acts, rounds)
    print(f"{'3 coders × 100,000 units':32}{'ms':>9}{'× numpy':>10}")
    for name, taken in found.items():
        over = "  OVER" if name == ours and taken > AIM * found[plain] else ""
        print(f"{name:32}{taken:9.1f}{taken / found[plain]:10.2f}{over}")


if __name__ == "__main__":
    main()
