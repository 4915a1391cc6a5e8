"""Group-informed consensus: which statements find agreement in every group, not only in the largest.

Source: C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw, C. Megill, "Polis: Scaling deliberation by mapping high
dimensional opinion spaces", RECERCA 26/2 (2021). For a statement, the product over all groups of (A + 1) / (S + 2),
where of the group's members S voted on it (agree, disagree or pass) and A agreed. Example: 3 of 4 agree in one group,
1 of 2 in another: 4/6 · 2/4 = 1/3. Someone without a group counts for plain agreement alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from consult.disclosure.rules import Cell, Mark


class Vote(IntEnum):
    """What somebody said of a statement."""

    AGREE = 1
    PASS = 0
    DISAGREE = -1


@dataclass(frozen=True, slots=True)
class Cast:
    """One voter's vote on one statement."""

    voter: str
    statement: str
    vote: Vote


@dataclass(frozen=True, slots=True)
class Heard:
    """How a statement was received; `agree` of `votes` is plain agreement, whoever they came from."""

    statement: str
    consensus: Fraction
    agree: int
    votes: int

    @property
    def agreement(self) -> Fraction:
        """Return plain agreement as a share."""
        return Fraction(self.agree, self.votes)


def group_informed(cast: Iterable[Cast], groups: Mapping[str, str]) -> list[Heard]:
    """Return every statement, the widest consensus first; equal ones by plain agreement, then by their words.

    `groups` names the group of each voter who has one; each has at most one vote on a statement. A group none of whose
    members voted on a statement is a factor of one half.
    """
    seen, agreed = Counter[tuple[str, str | None]](), Counter[tuple[str, str | None]]()
    for one in cast:
        at = one.statement, groups.get(one.voter)
        seen[at] += 1
        agreed[at] += one.vote is Vote.AGREE
    known = sorted(set(groups.values()))
    heard = [_heard(statement, known, seen, agreed) for statement in {statement for statement, _ in seen}]
    return sorted(heard, key=lambda one: (-one.consensus, -one.agreement, one.statement))


def over_published(cells: Sequence[tuple[Cell, int | None]], k: int) -> tuple[Fraction, Fraction] | None:
    """Return the least and the greatest the product can be, given who agreed and who was asked in each declared group.

    "Fewer than k" is nought at the least and k - 1, or all who were asked, at the most; None where a cell is withheld.
    """
    low = high = Fraction(1)
    for agreed, asked in cells:
        if agreed is Mark.WITHHELD or asked is None:
            return None
        least, most = (0, min(k - 1, asked)) if isinstance(agreed, Mark) else (agreed, agreed)
        low *= Fraction(least + 1, asked + 2)
        high *= Fraction(most + 1, asked + 2)
    return low, high


def _heard(
    statement: str,
    groups: Iterable[str],
    seen: Mapping[tuple[str, str | None], int],
    agreed: Mapping[tuple[str, str | None], int],
) -> Heard:
    product = Fraction(1)
    agree, votes = agreed.get((statement, None), 0), seen.get((statement, None), 0)
    for group in groups:
        for_it, saw_it = agreed.get((statement, group), 0), seen.get((statement, group), 0)
        product *= Fraction(for_it + 1, saw_it + 2)
        agree, votes = agree + for_it, votes + saw_it
    return Heard(statement, product, agree, votes)
