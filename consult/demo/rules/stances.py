"""Which futures each could live with, and which comes first: leanings decide who, fixed shares how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from consult.demo.rules.people import Person, groups_of
from consult.demo.rules.quotas import (
    ACCEPTABLE,
    CANNOT_JUDGE,
    CONDITIONAL,
    CONTINUE,
    JOINT_HOUSE,
    STATUSES,
    UNACCEPTABLE,
    Shares,
)

Stance = dict[str, str]
ACCEPTED = (ACCEPTABLE, CONDITIONAL)
# How the leanings speak for each option: closer, energy.
_LEANINGS: Mapping[str, tuple[float, float]] = {
    "continue": (-1.0, 0.4),
    "disband": (0.1, -0.8),
    "looser": (-0.2, -0.6),
    "own_organisation": (0.2, -0.1),
    "full_merger": (1.0, -0.2),
    "joint_house": (0.4, 0.1),
}


def take_stances(chance: Random, people: Sequence[Person], shares: Mapping[str, Shares]) -> list[Stance]:
    """Return for each person a stance on every option that adds up to `shares` in every group."""
    stances: list[Stance] = [{} for _ in people]
    for option, of_groups in shares.items():
        for group, counts in zip(groups_of(people[0].unit), of_groups, strict=True):
            members = [at for at, person in enumerate(people) if person.group == group]
            liking = {at: _liking(chance, people[at], option) for at in members}
            statuses = (status for status, count in zip(STATUSES, counts, strict=False) for _ in range(count))
            for at in sorted(members, key=lambda at: -liking[at]):
                stances[at][option] = next(statuses, UNACCEPTABLE)
    for group in groups_of(people[0].unit):
        _leave_nobody_out([stance for person, stance in zip(people, stances, strict=True) if person.group == group])
    return stances


def _liking(chance: Random, person: Person, option: str) -> float:
    closer, energy = _LEANINGS[option]
    return closer * person.closer + energy * person.energy + chance.gauss(0, 0.7)


def _leave_nobody_out(stances: Sequence[Stance]) -> None:
    """Give whoever could live with nothing the joint house, in exchange with somebody of the group who has more."""
    for poor in (stance for stance in stances if not accepted(stance)):
        for rich in stances:
            if rich[JOINT_HOUSE] in ACCEPTED and len(accepted(rich)) > 2:
                poor[JOINT_HOUSE], rich[JOINT_HOUSE] = rich[JOINT_HOUSE], poor[JOINT_HOUSE]
                break


def accepted(stance: Stance) -> list[str]:
    """Return the options somebody could live with."""
    return [option for option, status in stance.items() if status in ACCEPTED]


def first_choices(chance: Random, stances: Sequence[Stance], shares: Mapping[str, int]) -> list[str]:
    """Return everybody's first choice among what they accept, as many for each option as `shares` says.

    "" stands for any other option. Assigned by augmenting paths, since a few have little to choose from.
    """
    buckets = [_buckets(stance) for stance in stances]
    taken: dict[str, list[int]] = {bucket: [] for bucket in shares}
    for at in chance.sample(range(len(stances)), len(stances)):
        if not _place(at, buckets, taken, shares, set()):
            raise ValueError("the first choices do not fit what is accepted")
    bucket_of = {at: bucket for bucket, places in taken.items() for at in places}
    return [bucket_of[at] or _other(chance, stance) for at, stance in enumerate(stances)]


def _buckets(stance: Stance) -> list[str]:
    own = [option for option in (CONTINUE, JOINT_HOUSE) if stance[option] in ACCEPTED]
    own.sort(key=lambda option: stance[option] != ACCEPTABLE)
    others = set(accepted(stance)) - {CONTINUE, JOINT_HOUSE}
    return [*own, ""] if others else own


def _place(
    at: int, buckets: list[list[str]], taken: dict[str, list[int]], shares: Mapping[str, int], seen: set[str]
) -> bool:
    for bucket in buckets[at]:
        if bucket in seen:
            continue
        seen.add(bucket)
        if len(taken[bucket]) < shares[bucket]:
            taken[bucket].append(at)
            return True
        for other in list(taken[bucket]):
            if _place(other, buckets, taken, shares, seen):
                taken[bucket].remove(other)
                taken[bucket].append(at)
                return True
    return False


def _other(chance: Random, stance: Stance) -> str:
    others = [option for option in accepted(stance) if option not in (CONTINUE, JOINT_HOUSE)]
    plain = [option for option in others if stance[option] == ACCEPTABLE]
    return chance.choice(plain or others)


def rank(chance: Random, stance: Stance, first: str) -> dict[str, int]:
    """Return a ranking that begins with `first`; some stop early, nobody ranks what they could not live with."""
    order = [ACCEPTABLE, CONDITIONAL, CANNOT_JUDGE]
    rest = [option for option in accepted(stance) if option != first]
    rest.sort(key=lambda option: (order.index(stance[option]), chance.random()))
    if chance.random() < 0.25:
        rest = rest[:1]
    return {option: position for position, option in enumerate([first, *rest], start=1)}
