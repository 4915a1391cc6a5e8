"""Cohen's kappa of two coders, and of more the mean of every pair of them.

Sources: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20 (1960);
for more than two coders R. J. Light, "Measures of Response Agreement for Qualitative Data", Psychological Bulletin 76
(1971). With p the share of units both gave the same label, and e the sum over labels of the product of both coders'
shares of it: kappa = (p - e) / (1 - e).

Worked example: two coders, four units, labels aa, ab, bb, bb. p = 3/4, e = 1/2 * 1/4 + 1/2 * 3/4 = 1/2, kappa = 1/2.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from consult.reliability.rules.ratings import MISSING, Pairable, Whole


def mean_kappa(pairable: Pairable) -> float | None:
    """Return the mean of the pairs of coders of whom there is a kappa, or None if there is none."""
    found = [cohen_kappa(one, other) for one, other in combinations(pairable.columns, 2)]
    known = [kappa for kappa in found if kappa is not None]
    return sum(known) / len(known) if known else None


def cohen_kappa(one: Whole, other: Whole) -> float | None:
    """Return the kappa of two coders' labels, -1 where missing; None without two shared units or two labels."""
    both = (one != MISSING) & (other != MISSING)
    count = int(np.count_nonzero(both))
    if count < 2:
        return None
    of_one, of_other = np.bincount(one[both]), np.bincount(other[both])
    shared = min(len(of_one), len(of_other))
    chance = float(of_one[:shared] @ of_other[:shared]) / count**2
    same = int(np.count_nonzero(both & (one == other))) / count
    return (same - chance) / (1.0 - chance) if chance < 1.0 else None
