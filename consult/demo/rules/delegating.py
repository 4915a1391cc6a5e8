"""Who sits in the room: 58 member organisations in proportion, whoever speaks among them, and how they poll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from consult.demo.rules.meeting import Reacted, Said, Speaker, meeting_text
from consult.demo.rules.quotas import DELEGATIONS, ON_PAPER, POLLS
from consult.demo.rules.register import DemoOrganisation, demo_register
from consult.demo.rules.sources import SEED
from consult.membership.rules import Region

GROUP_OF: Mapping[str, str] = {"A": "a", "B": "b", "AB": "both"}
LEVELS = ("support", "unsure", "oppose")
STAYS_OPPOSED, COMES_ROUND = (28, 38), 37
"""Interventions whose speakers say how they poll: two oppose twice, one goes from opposed to unsure."""


class NobodyInTheRoomError(ValueError):
    """No organisation of the register fits who speaks."""


@dataclass(frozen=True, slots=True)
class Room:
    """Who is there, in the order of the list; who made which intervention and reaction; who hands in paper."""

    delegations: tuple[DemoOrganisation, ...]
    spoke: Mapping[int, DemoOrganisation]
    reacted: Mapping[int, DemoOrganisation]
    on_paper: frozenset[str]

    def polled(self, poll: str) -> dict[str, str]:
        """Return {organisation: answer} to the poll of one session; nobody supports less the second time."""
        return dict(zip(self._from_the_doubtful(), _levels(poll), strict=True))

    def _from_the_doubtful(self) -> list[str]:
        """Return everybody, the least convinced first; the order is the same in both polls."""
        chance = Random(f"{SEED} poll")  # noqa: S311 - invented data, to be the same on every machine
        against = [self.spoke[number].key for number in STAYS_OPPOSED]
        turned = self.spoke[COMES_ROUND].key
        rest = [one.key for one in self.delegations if one.key not in (*against, turned)]
        chance.shuffle(rest)
        twice = POLLS["second-poll"][2]
        return [*against, *rest[: twice - len(against)], turned, *rest[twice - len(against) :]]


def _levels(poll: str) -> Iterator[str]:
    support, unsure, oppose = POLLS[poll]
    for level, count in (("oppose", oppose), ("unsure", unsure), ("support", support)):
        yield from [level] * count


@cache
def members() -> tuple[DemoOrganisation, ...]:
    """Return the register, drawn once for everything that follows the findings; the year changes dates only."""
    return demo_register()


@cache
def demo_room() -> Room:
    """Return who sits in the joint meeting; the same seed, the same room."""
    register = members()
    chance = Random(f"{SEED} room")  # noqa: S311 - invented data, to be the same on every machine
    order = chance.sample(register, len(register))
    text = meeting_text()
    spoke: dict[int, DemoOrganisation] = {}
    for number, said in _strictest_first(text.interventions):
        spoke[number] = _find(said.speaker, order, spoke, {one.key for one in spoke.values()})
    reacted: dict[int, DemoOrganisation] = {}
    for number, answer in _strictest_first(text.reactions):
        taken = {one.key for one in (*spoke.values(), *reacted.values())}
        reacted[number] = _find(answer.speaker, order, spoke, taken)
    present = {one.key: one for one in (*spoke.values(), *reacted.values())}
    _fill(present, order, register)
    delegations = tuple(one for one in register if one.key in present)
    paper = chance.sample([one.key for one in delegations], ON_PAPER["room"])
    return Room(delegations, spoke, reacted, frozenset(paper))


def _strictest_first(said: Sequence[Said] | Sequence[Reacted]) -> list[tuple[int, Said | Reacted]]:
    """Return what was said with its number from 1: who names a kind chooses first, who spoke before comes last."""

    def order(pair: tuple[int, Said | Reacted]) -> tuple[bool, bool, int]:
        speaker = pair[1].speaker
        return speaker.same_as is not None, not (speaker.kind or speaker.large), pair[0]

    return sorted(enumerate(said, start=1), key=order)


def _find(
    speaker: Speaker, order: Sequence[DemoOrganisation], spoke: Mapping[int, DemoOrganisation], taken: set[str]
) -> DemoOrganisation:
    if speaker.same_as is not None:
        return spoke[speaker.same_as]
    for one in order:
        if one.key not in taken and _fits(one, speaker):
            return one
    raise NobodyInTheRoomError(f"{speaker.group} {speaker.language} {speaker.region} {speaker.kind}")


def _fits(one: DemoOrganisation, speaker: Speaker) -> bool:
    return (
        group_of(one) == speaker.group
        and one.language == speaker.language
        and speaker.region in ("", one.region.value)
        and speaker.kind in ("", one.kind.value)
        and (one.survivor_led or speaker.kind != "survivors")
        and one.large is speaker.large
    )


def group_of(one: DemoOrganisation) -> str:
    """Return for whom a member speaks: "a", "b" or "both"."""
    return GROUP_OF["".join(sorted(one.memberships))]


def _fill(
    present: dict[str, DemoOrganisation], order: Sequence[DemoOrganisation], register: Sequence[DemoOrganisation]
) -> None:
    """Add whoever is missing in each group, always from the region that is furthest below its share."""
    members = Counter(one.region for one in register)
    there = Counter(one.region for one in present.values())
    free = [one for one in order if one.key not in present and not one.large]
    for group, wanted in DELEGATIONS.items():
        for _ in range(wanted - sum(group_of(one) == group for one in present.values())):
            own = [one for one in free if group_of(one) == group]
            region = min({one.region for one in own}, key=lambda region: (_share(there, members, region), region.value))
            chosen = next(one for one in own if one.region is region)
            present[chosen.key] = chosen
            there[region] += 1
            free.remove(chosen)


def _share(there: Counter[Region], members: Counter[Region], region: Region) -> float:
    return there[region] / members[region]
