"""Which codes stand together, and in how many cases of each group a code stands; counted in numpy over whole strands.

Codes, passages, cases and groups are numbers from 0 on. Stretches are half open, as everywhere in coding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
PAIRS_AT_ONCE = 4_000_000
"""So many pairs are laid out at once: a strand never needs more than some hundred megabytes for them."""
PASSAGES_AT_ONCE = 8_192
DENSE = 8
"""Above this many pairs for each stretch and code, searching code by code is quicker than laying pairs out."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Coded stretches, one place in each array for each: in which passage, from where to where, with which code."""

    passage: Whole
    start: Whole
    end: Whole
    code: Whole


def overlapping(stretches: Stretches, code_count: int) -> Whole:
    """Return how many pairs of stretches of two codes share a character; on the diagonal, stretches of each code.

    Stretches are sorted by where they begin; those that begin before one ends follow it without a gap. The time grows
    with the stretches and their pairs, and where very many lie over one another with stretches times codes.
    """
    per_code = np.bincount(stretches.code, minlength=code_count)
    if not len(stretches.code):
        return np.diag(per_code).astype(np.int64)
    width = int(stretches.end.max()) + 1
    begins = stretches.passage * width + stretches.start
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], (stretches.passage * width + stretches.end)[order]
    code = stretches.code[order]
    followers = np.searchsorted(begins, ends) - np.arange(1, len(begins) + 1)
    if int(followers.sum()) > DENSE * code_count * len(begins):
        both = _by_code(begins, ends, code, code_count)
    else:
        one_way = _by_pair(followers, code, code_count)
        both = one_way + one_way.T
    np.fill_diagonal(both, per_code)
    return both


def _by_pair(followers: Whole, code: Whole, code_count: int) -> Whole:
    """Count every stretch with each of those that follow it while it lasts."""
    found = np.zeros(code_count * code_count, np.int64)
    for low, high in _blocks(followers):
        counts = followers[low:high]
        first = np.repeat(np.arange(low, high), counts)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        second = first + 1 + np.arange(len(first)) - before
        found += np.bincount(code[first] * code_count + code[second], minlength=len(found))
    return found.reshape(code_count, code_count)


def _blocks(followers: Whole) -> Iterator[tuple[int, int]]:
    """Cut the stretches so that each part has not many more pairs than are laid out at once."""
    laid, low = np.cumsum(followers), 0
    while low < len(followers):
        before = int(laid[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(laid, before + PAIRS_AT_ONCE, side="right")))
        yield low, high
        low = high


def _by_code(begins: Whole, ends: Whole, code: Whole, code_count: int) -> Whole:
    """Count for every stretch, code by code, those that begin before it ends less those that end before it begins."""
    found = np.zeros((code_count, code_count), np.int64)
    for one in range(code_count):
        own = code == one
        hits = np.searchsorted(begins[own], ends) - np.searchsorted(np.sort(ends[own]), begins, side="right")
        found[one] = np.bincount(code, weights=hits, minlength=code_count).astype(np.int64)
    return found


def in_same_passage(stretches: Stretches, code_count: int) -> Whole:
    """Return how many passages hold both of two codes, wherever in them; on the diagonal, those that hold a code."""
    order = np.argsort(stretches.passage, kind="stable")
    passage, code = stretches.passage[order], stretches.code[order]
    found = np.zeros((code_count, code_count), np.int64)
    edges = np.searchsorted(passage, np.arange(0, int(passage.max(initial=-1)) + 1, PASSAGES_AT_ONCE))
    for at, low in enumerate(edges):
        high = edges[at + 1] if at + 1 < len(edges) else len(passage)
        holds = np.zeros((PASSAGES_AT_ONCE, code_count), np.float32)
        holds[passage[low:high] - at * PASSAGES_AT_ONCE, code[low:high]] = 1
        found += (holds.T @ holds).astype(np.int64)
    return found


def distinct_cases(code: Whole, group: Whole, case: Whole, shape: tuple[int, int]) -> Whole:
    """Return in how many cases each code stands in each group: a case counts once, however often the code was given."""
    codes, groups = shape
    cases = int(case.max(initial=-1)) + 1
    cells = np.unique((code * groups + group) * cases + case) // max(cases, 1)
    return np.bincount(cells, minlength=codes * groups).reshape(codes, groups)
