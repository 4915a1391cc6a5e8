"""How long 100,000 ranked papers over 10 options take to count: `.venv/bin/python benchmarks/ranking.py`.

Counted is from the matrix of places to every rule's result: pairwise matrix, Condorcet, Schulze, every round of instant
run-off, Borda, plurality. No two papers are put together first, so every paper differs or might. Apart from it stand
putting equal papers together, and reading them from CSV. The budget of a count is 20 ms; medians of eleven.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from consult.decision.exchange.ranked_csv import read_ranked
from consult.decision.rules.ranking import Ballot, Blanks, Profile, outcome, pairwise, profile
from consult.decision.rules.ranking.profile import from_places

PAPERS, OPTIONS, TIMES = 100_000, 10, 11
BUDGET = 0.020
NAMES = tuple("ABCDEFGHIJ")
LEFT_OUT = np.iinfo(np.int8).max


def kinds() -> dict[str, NDArray[np.int8]]:
    """Return places, a row per option: strict orders, and orders with many equal places and blanks."""
    draw = np.random.default_rng(2031)
    strict = np.argsort(draw.random((PAPERS, OPTIONS)), axis=1).T.astype(np.int8)
    loose = draw.integers(0, OPTIONS, (OPTIONS, PAPERS)).astype(np.int8)
    loose[loose > 6] = LEFT_OUT
    return {"strict": np.ascontiguousarray(strict), "equal and blank": loose}


def written(places: NDArray[np.int8]) -> list[Ballot]:
    """Return the papers as orders of names."""
    found = []
    for paper in places.T:
        ranks = sorted({int(place) for place in paper if place != LEFT_OUT})
        found.append(tuple(tuple(NAMES[at] for at in np.flatnonzero(paper == rank)) for rank in ranks))
    return found


def median(act: Callable[[], object], times: int = TIMES) -> float:
    """Return the median of the seconds an act takes."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def count_all(counts: NDArray[np.int64], budget: float) -> bool:
    """Time counting each kind of papers with each treatment of blanks; tell whether all keep to the budget."""
    kept = True
    for kind, places in kinds().items():
        for blanks in Blanks:
            given: Profile = from_places(NAMES, places, counts, blanks)
            whole, matrix = median(lambda given=given: outcome(given)), median(lambda given=given: pairwise(given))
            kept = kept and whole < budget
            over = "" if whole < budget else "OVER"
            print(
                f"{kind:16} blanks {blanks:5} {whole * 1000:7.1f} ms, of it the matrix {matrix * 1000:5.1f} ms {over}"
            )
    return kept


def main() -> None:
    """Time single papers, papers by number, grouping and reading; exit 1 over the budget."""
    print(f"{PAPERS} papers, one of each way")
    kept = count_all(np.ones(PAPERS, dtype=np.int64), BUDGET)
    print(f"{PAPERS} ways, one to a thousand papers each (no budget)")
    count_all(np.random.default_rng(7).integers(1, 1_000, PAPERS), float("inf"))
    papers = written(kinds()["strict"])
    print(f"putting equal papers together {median(lambda: profile(Counter(papers), Blanks.LAST), 3) * 1000:7.1f} ms")
    rows = "".join(f"1,{'>'.join('='.join(place) for place in paper)}\n" for paper in papers)
    content = f"count,ballot\n{rows}".encode()
    print(f"reading them from CSV         {median(lambda: read_ranked(content, 'x.csv'), 3) * 1000:7.1f} ms")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
