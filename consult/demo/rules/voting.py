"""Who votes what in the ballot of the demonstration, and whose organisation comments: drawn from one fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from consult.demo.rules.deciding import CommentText, comments
from consult.demo.rules.delegating import group_of, members
from consult.demo.rules.quotas import BALLOTS, BOTH_VOTE, ON_PAPER
from consult.demo.rules.register import DemoOrganisation
from consult.demo.rules.sources import SEED

CHOICES = ("yes", "no", "abstain")


@dataclass(frozen=True, slots=True)
class DemoBallots:
    """How one coalition votes: {organisation: choice}, by link and on paper, in the order in which papers come in."""

    by_link: dict[str, str]
    on_paper: dict[str, str]


def _voters(mark: str, chance: Random) -> list[DemoOrganisation]:
    """Return who votes in a coalition; the same members of both vote in each."""
    asked = [one for one in members() if mark in one.memberships]
    own = [one for one in asked if len(one.memberships) == 1]
    both = [one for one in asked if len(one.memberships) > 1]
    first = Random(f"{SEED} both").sample(both, BOTH_VOTE)  # noqa: S311 - the same draw in each coalition
    return [*first, *chance.sample(own, sum(BALLOTS[mark]) - BOTH_VOTE)]


@cache
def demo_ballots(mark: str) -> DemoBallots:
    """Return the ballots of a coalition."""
    chance = Random(f"{SEED} ballot {mark}")  # noqa: S311 - invented data, to be the same on every machine
    voters = [one.key for one in _voters(mark, chance)]
    chance.shuffle(voters)
    choices = [choice for choice, count in zip(CHOICES, BALLOTS[mark], strict=True) for _ in range(count)]
    given = dict(zip(voters, choices, strict=True))
    order = chance.sample(voters, len(voters))
    paper = set(chance.sample(voters, ON_PAPER[mark]))
    return DemoBallots(
        by_link={key: given[key] for key in order if key not in paper},
        on_paper={key: given[key] for key in order if key in paper},
    )


@cache
def commenting_organisations() -> tuple[DemoOrganisation, ...]:
    """Return the organisation of each comment, a different one each; of an individual, the one they come from."""
    order = Random(f"{SEED} comments").sample(members(), len(members()))  # noqa: S311 - invented data
    found: list[DemoOrganisation] = []
    for one in comments():
        found.append(_writer(one, order, found))
    return tuple(found)


def _writer(one: CommentText, order: Sequence[DemoOrganisation], taken: Sequence[DemoOrganisation]) -> DemoOrganisation:
    speaker = one.speaker
    return next(
        other
        for other in order
        if other not in taken
        and other.language == speaker.language
        and group_of(other) == speaker.group
        and speaker.region in ("", other.region.value)
        and speaker.kind in ("", other.kind.value)
        and not other.large
    )
