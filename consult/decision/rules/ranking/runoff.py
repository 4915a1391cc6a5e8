"""Counting first places: plurality, and instant run-off round by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from consult.decision.rules.ranking.profile import Blanks, Profile, packed
from consult.decision.rules.ranking.scores import Scores


@dataclass(frozen=True, slots=True)
class Round:
    """First places among those who remain; then who goes, or who is tied for the last place and stays unresolved.

    `exhausted` papers rank nobody who remains. `tied` names several who have the fewest; `eliminated` names them too
    where they go together.
    """

    votes: Mapping[str, Fraction]
    exhausted: int
    eliminated: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Runoff:
    """Every round, and who won; None where a tie leaves it open."""

    winner: str | None
    rounds: tuple[Round, ...]

    @property
    def tied(self) -> tuple[str, ...]:
        """Those between whom it stays open."""
        return self.rounds[-1].tied if self.winner is None and self.rounds else ()


def plurality(given: Profile) -> Scores:
    """Return how many papers rank an option first; a first place that is shared counts as equal fractions of one."""
    return Scores(_first_places(given, range(len(given.options))).votes)


def instant_runoff(given: Profile) -> Runoff:
    """Drop whoever has the fewest first places, round by round, until one has more than half of those that count.

    A shared first place is shared in equal fractions, which are exact. Several with the fewest go together where all
    their first places added up are fewer than those of anybody else: in whichever order they went, they would all go
    before anybody else. Otherwise the tie is reported and nobody wins: no lot is drawn and no order of a list decides.
    Source of the rule: N. Tideman, Collective Decisions and Voting (2006), on the alternative vote.
    """
    remaining = list(range(len(given.options)))
    rounds: list[Round] = []
    while remaining:
        counted = _first_places(given, remaining)
        winner, fewest = _majority(counted.votes), _fewest(counted.votes)
        if winner is not None:
            return Runoff(winner, (*rounds, counted))
        tied = fewest if len(fewest) > 1 else ()
        if tied and not _go_together(counted.votes, tied):
            return Runoff(None, (*rounds, Round(counted.votes, counted.exhausted, (), tied)))
        rounds.append(Round(counted.votes, counted.exhausted, fewest, tied))
        remaining = [row for row in remaining if given.options[row] not in fewest]
    return Runoff(None, tuple(rounds))


def _first_places(given: Profile, remaining: Sequence[int]) -> Round:
    places = given.places[list(remaining)]
    names = [given.options[row] for row in remaining]
    if not names:
        return Round({}, given.papers)
    best = places.min(axis=0)
    first = places == best
    if given.blanks is Blanks.NONE:
        first &= best != given.blank
    sharing, rows = first.sum(axis=0, dtype=np.int16), packed(first)
    votes = dict.fromkeys(names, Fraction(0))
    for among in range(1, int(sharing.max(initial=0)) + 1):
        ways = packed(sharing == among)
        if ways.any():
            for name, row in zip(names, rows, strict=True):
                votes[name] += Fraction(given.weigh(row & ways), among)
    return Round(votes, given.weigh(packed(sharing == 0)))


def _majority(votes: Mapping[str, Fraction]) -> str | None:
    whole = sum(votes.values())
    return next((name for name, number in votes.items() if 2 * number > whole), None)


def _fewest(votes: Mapping[str, Fraction]) -> tuple[str, ...]:
    least = min(votes.values())
    return tuple(name for name, number in votes.items() if number == least)


def _go_together(votes: Mapping[str, Fraction], tied: Sequence[str]) -> bool:
    others = [number for name, number in votes.items() if name not in tied]
    return bool(others) and sum(votes[name] for name in tied) < min(others)
