"""Every number the generator is held to (FIELD.md section 4); nothing else in the product may know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from consult.membership.rules import Region

ACCEPTABLE, CONDITIONAL, CANNOT_JUDGE, UNACCEPTABLE = STATUSES = (
    "acceptable",
    "conditional",
    "cannot_judge",
    "unacceptable",
)
CONTINUE, JOINT_HOUSE, FULL_MERGER = "continue", "joint_house", "full_merger"
LARGE_ANSWERS = 70
HIDDEN_REGIONS = 6
SHORT_SHARE = 0.22


@dataclass(frozen=True, slots=True)
class RegionSize:
    """Members of a region in A and B, how many answer, and how those in both share their answers out."""

    a_members: int
    a_answers: int
    b_members: int
    b_answers: int
    both: int
    answer_both: int
    answer_a: int
    answer_b: int


SIZES: Mapping[Region, RegionSize] = MappingProxyType(
    {
        Region.AFRICA: RegionSize(74, 50, 33, 25, 13, 8, 2, 2),
        Region.MIDDLE_EAST_NORTH_AFRICA: RegionSize(44, 30, 33, 25, 10, 6, 1, 2),
        Region.ASIA_PACIFIC: RegionSize(64, 45, 40, 30, 12, 7, 2, 2),
        Region.EUROPE: RegionSize(75, 52, 82, 63, 18, 12, 2, 3),
        Region.EASTERN_EUROPE_CENTRAL_ASIA: RegionSize(6, 3, 5, 2, 2, 1, 0, 0),
        Region.AMERICAS: RegionSize(37, 25, 32, 25, 10, 6, 1, 2),
    }
)

# Languages of A's answering organisations; elsewhere they are weights. Russian is spoken by the smallest region alone:
# the trap by which a break by language would name it.
LANGUAGES: Mapping[Region, Mapping[str, int]] = MappingProxyType(
    {
        Region.AFRICA: {"fr": 25, "en": 15, "pt": 8, "ar": 2},
        Region.MIDDLE_EAST_NORTH_AFRICA: {"ar": 22, "fr": 5, "en": 3},
        Region.ASIA_PACIFIC: {"en": 41, "pt": 4},
        Region.EUROPE: {"en": 29, "fr": 10, "es": 8, "pt": 5},
        Region.EASTERN_EUROPE_CENTRAL_ASIA: {"ru": 3},
        Region.AMERICAS: {"es": 12, "fr": 5, "pt": 4, "en": 4},
    }
)

GROUPS = ("africa", "middle_east_north_africa", "asia_pacific", "europe_and_central_asia", "americas")

# F2 by option and group: acceptable, on conditions, cannot judge; the rest of the group says unacceptable. Fives
# where the figures allow, so that the gate need hide little.
Shares = tuple[tuple[int, int, int], ...]
ORGANISATIONS: Mapping[str, Mapping[str, Shares]] = MappingProxyType(
    {
        "A": {
            "continue": ((25, 10, 5), (15, 5, 5), (15, 10, 5), (10, 5, 5), (15, 5, 0)),
            "disband": ((0, 5, 5), (0, 0, 5), (0, 5, 5), (10, 10, 5), (0, 0, 5)),
            "looser": ((10, 10, 5), (5, 5, 5), (10, 5, 5), (20, 15, 5), (10, 10, 0)),
            "own_organisation": ((5, 5, 5), (0, 5, 5), (10, 5, 5), (20, 15, 5), (0, 5, 5)),
            "full_merger": ((15, 15, 5), (10, 5, 5), (10, 10, 5), (25, 15, 5), (5, 5, 5)),
            "joint_house": ((15, 25, 5), (10, 15, 0), (15, 20, 5), (25, 25, 0), (10, 10, 0)),
        },
        "B": {
            "continue": ((15, 5, 0), (15, 5, 0), (20, 5, 0), (40, 10, 5), (15, 5, 0)),
            "disband": ((0, 0, 5), (0, 0, 5), (0, 0, 5), (0, 5, 5), (0, 0, 5)),
            "looser": ((5, 5, 5), (5, 0, 5), (5, 5, 5), (15, 10, 5), (10, 5, 5)),
            "own_organisation": ((0, 5, 5), (5, 0, 5), (5, 5, 5), (15, 10, 5), (0, 5, 5)),
            "full_merger": ((5, 5, 5), (0, 5, 5), (5, 10, 5), (20, 10, 5), (0, 5, 5)),
            "joint_house": ((5, 15, 0), (5, 10, 5), (5, 20, 0), (20, 35, 5), (5, 10, 5)),
        },
    }
)
FIRST_CHOICES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {"A": {CONTINUE: 55, JOINT_HOUSE: 85, "": 65}, "B": {CONTINUE: 70, JOINT_HOUSE: 60, "": 40}}
)

# Individuals: the large organisation's people, then everybody else.
INDIVIDUALS: Mapping[str, int] = MappingProxyType({"A": 260, "B": 235})
INDIVIDUAL_SHARES: Mapping[str, Mapping[str, Shares]] = MappingProxyType(
    {
        "A": {
            "continue": ((0, 0, 0), (90, 55, 15)),
            "disband": ((0, 0, 0), (20, 25, 15)),
            "looser": ((0, 0, 0), (75, 60, 20)),
            "own_organisation": ((0, 0, 0), (50, 45, 25)),
            "full_merger": ((0, 0, 0), (90, 65, 15)),
            "joint_house": ((0, 0, 0), (95, 105, 15)),
        },
        "B": {
            "continue": ((20, 15, 5), (95, 30, 10)),
            "disband": ((0, 5, 5), (5, 5, 10)),
            "looser": ((10, 15, 5), (35, 30, 15)),
            "own_organisation": ((10, 10, 5), (25, 25, 15)),
            "full_merger": ((45, 20, 0), (40, 30, 10)),
            "joint_house": ((25, 30, 5), (40, 65, 15)),
        },
    }
)

# Item F4, staff row, of A's French-language organisations: with the misleading wording, and asked again.
MISREAD_STAFF = {"shared": 10, "merged": 5, "coordinated": 15, "separate": 15}
CORRECTED_STAFF = {"shared": 25, "merged": 10, "coordinated": 5, "separate": 5}

# The joint meeting: delegations of members of A, of B, of both; how they poll (support, unsure, oppose).
DELEGATIONS: Mapping[str, int] = MappingProxyType({"a": 30, "b": 20, "both": 8})
POLLS: Mapping[str, tuple[int, int, int]] = MappingProxyType({"first-poll": (31, 15, 12), "second-poll": (46, 7, 5)})

# The ballot: yes, no, abstain. How many of the members of both vote, and how many answer on paper.
BALLOTS: Mapping[str, tuple[int, int, int]] = MappingProxyType({"A": (205, 20, 10), "B": (145, 30, 10)})
BOTH_VOTE = 52
ON_PAPER: Mapping[str, int] = MappingProxyType({"room": 14, "A": 24, "B": 15})


def group_of(region: Region) -> str:
    """Return the group an organisation's region is counted in: Eastern Europe & Central Asia goes with Europe."""
    if region in (Region.EUROPE, Region.EASTERN_EUROPE_CENTRAL_ASIA):
        return "europe_and_central_asia"
    return region.value
