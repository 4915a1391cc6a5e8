"""Opinion groups: who votes alike on many statements; reported only where they are large, apart and stable.

As in Polis (C. Small and others, RECERCA 26/2, 2021): what somebody did not vote on is filled with the mean of the
statement, the first two principal components give everybody a place, drawn away from the middle by √(statements /
votes) because filling draws towards it, and k-means divides the places for k from two to five. The k with the largest
mean silhouette stands (P. J. Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987). The stability of a
group is how much of it comes back when voters are drawn anew (C. Hennig, Computational Statistics & Data Analysis 52,
2007). Not taken over are Polis's base clusters and its memory of earlier k, which serve live conversations.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from consult.disclosure.rules.words import K

Votes = NDArray[np.float64]
"""Voters by statements: 1 agree, 0 pass, -1 disagree, nan not voted."""
Places = NDArray[np.float64]
Labels = NDArray[np.int64]
ENOUGH_VOTES = 7
MOST_GROUPS = 5
STARTS, ROUNDS = 20, 100
RESAMPLES = 100
STABLE = 0.75
"""Below it a group does not come back often enough to be spoken of (Hennig 2007)."""
APART = 0.5
"""Up to it groups are no more than weakly apart (L. Kaufman, P. J. Rousseeuw, Finding Groups in Data, 1990)."""


class Unclustered(StrEnum):
    """Why there are no groups."""

    TOO_FEW = "too_few"  # not twice as many voters with enough votes as a group must have
    NONE_LARGE_ENOUGH = "none_large_enough"  # every division makes a group that is too small


@dataclass(frozen=True, slots=True)
class Clusters:
    """The group of each voter, the largest group 0; None for those with too few votes to be placed."""

    of: tuple[int | None, ...]
    silhouette: float
    stability: tuple[float, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many voters each group has."""
        return tuple(self.of.count(group) for group in range(len(self.stability)))

    @property
    def may_be_shown(self) -> bool:
        """Whether the groups are apart and each is stable; otherwise they may be no more than the method's doing."""
        return self.silhouette > APART and min(self.stability) >= STABLE


def opinion_clusters(
    votes: Votes, draw: np.random.Generator, *, smallest: int = K, resamples: int = RESAMPLES
) -> Clusters | Unclustered:
    """Divide voters into the groups their votes make, none smaller than `smallest`; else say why not."""
    placed = np.flatnonzero((~np.isnan(votes)).sum(axis=1) >= min(ENOUGH_VOTES, votes.shape[1]))
    if len(placed) < 2 * smallest or not votes.shape[1]:
        return Unclustered.TOO_FEW
    places = opinion_places(votes[placed])
    best = _best(places, draw, smallest)
    if best is None:
        return Unclustered.NONE_LARGE_ENOUGH
    labels, score = best
    stability = _stability(votes[placed], labels, draw, resamples)
    of: list[int | None] = [None] * len(votes)
    for voter, label in zip(placed.tolist(), labels.tolist(), strict=True):
        of[voter] = label
    return Clusters(tuple(of), score, stability)


def opinion_places(votes: Votes) -> Places:
    """Return everybody's place on the first two principal components."""
    seen = ~np.isnan(votes)
    voters = seen.sum(axis=0)
    means = np.where(seen, votes, 0).sum(axis=0) / np.maximum(voters, 1)
    centred = np.where(seen, votes - means, 0)
    _, _, components = np.linalg.svd(centred, full_matrices=False)
    stretch = np.sqrt(votes.shape[1] / np.maximum(seen.sum(axis=1), 1))
    places: Places = centred @ components[:2].T * stretch[:, None]
    return places


def k_means(places: Places, k: int, draw: np.random.Generator) -> Labels:
    """Return the group of each place: of several starts the division with the smallest squared distances.

    Starts are drawn as in D. Arthur, S. Vassilvitskii, "k-means++" (2007). Groups are numbered by size, the largest 0.
    """
    found = [_settled(places, _starts(places, k, draw)) for _ in range(STARTS)]
    labels = min(found, key=lambda one: one[1])[0]
    order = np.argsort(-np.bincount(labels, minlength=k), kind="stable")
    numbered: Labels = np.argsort(order)[labels]
    return numbered


def silhouettes(distances: Places, labels: Labels) -> Places:
    """Return how much nearer everybody is to their own group than to the next: -1 to 1.

    (b - a) / max(a, b), with a the mean distance to the others of the own group and b the smallest mean distance to
    another group; 0 for a group of one. Rousseeuw's twelve countries in three groups give 0.33 on the mean.
    """
    sizes = np.bincount(labels)
    one_hot = np.eye(len(sizes))[labels]
    sums = distances @ one_hot
    own = np.arange(len(labels)), labels
    alone = sizes[labels] == 1
    within = sums[own] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[own] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(within, nearest)
    scores: Places = np.where(alone | (widest == 0), 0.0, (nearest - within) / np.where(widest == 0, 1.0, widest))
    return scores


def _best(places: Places, draw: np.random.Generator, smallest: int) -> tuple[Labels, float] | None:
    """Return the division with the largest silhouette among those without a small group; of equals, fewer groups."""
    distances = np.sqrt(_squared(places, places))
    different = len(np.unique(np.round(places, 9), axis=0))
    found: list[tuple[Labels, float]] = []
    for k in range(2, min(MOST_GROUPS, different) + 1):
        labels = k_means(places, k, draw)
        if np.bincount(labels, minlength=k).min() >= smallest:
            found.append((labels, float(silhouettes(distances, labels).mean())))
    return max(found, key=lambda one: one[1], default=None)


def _stability(votes: Votes, labels: Labels, draw: np.random.Generator, resamples: int) -> tuple[float, ...]:
    """Return, for each group, the mean Jaccard similarity to the group most like it among voters drawn anew."""
    k = int(labels.max()) + 1
    found = np.zeros((resamples, k))
    for at in range(resamples):
        drawn = draw.integers(0, len(votes), len(votes))
        voters, first = np.unique(drawn, return_index=True)
        places = opinion_places(votes[drawn])
        again = k_means(places, min(k, len(np.unique(np.round(places, 9), axis=0))), draw)[first]
        found[at] = [_likeness(labels[voters] == group, again) for group in range(k)]
    return tuple(found.mean(axis=0).tolist())


def _likeness(members: NDArray[np.bool_], again: Labels) -> float:
    others = [again == group for group in np.unique(again)]
    return max(float((members & other).sum() / max((members | other).sum(), 1)) for other in others)


def _starts(places: Places, k: int, draw: np.random.Generator) -> Places:
    chosen: list[int] = [int(draw.integers(len(places)))]
    while len(chosen) < k:
        near = _squared(places, places[chosen]).min(axis=1)
        whole = near.sum()
        chance = near / whole if whole > 0 else np.full(len(places), 1 / len(places))
        chosen.append(int(draw.choice(len(places), p=chance)))
    return places[chosen]


def _settled(places: Places, centres: Places) -> tuple[Labels, float]:
    """Move centres into the middle of what is nearest to them until nothing moves; an empty group keeps its centre."""
    labels = _squared(places, centres).argmin(axis=1)
    for _ in range(ROUNDS):
        sizes = np.bincount(labels, minlength=len(centres))
        sums = np.eye(len(centres))[labels].T @ places
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
        moved = _squared(places, centres).argmin(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return labels, float(_squared(places, centres).min(axis=1).sum())


def _squared(places: Places, others: Places) -> Places:
    apart: Places = ((places[:, None, :] - others[None, :, :]) ** 2).sum(axis=2)
    return apart
