"""What can be said of two strands side by side, from gated figures alone.

Nothing here sees an answer: where the gate hid a count, the comparison is `None` and no sentence is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consult.findings.rules import Band, Comparison, Sample, compare
from consult.findings.rules.published import FigureKey, StrandFindings, Wave, WordingTrail
from consult.findings.rules.raised import Raised, conditions_said, raised
from consult.findings.rules.shares import (
    ORGANISATION,
    GroupShare,
    Share,
    Standing,
    conditional,
    first_choice,
    first_choices,
    group_shares,
    leading_conditions,
    number,
    total_share,
)
from consult.findings.rules.shares import standings as strand_standings


class TargetKind(StrEnum):
    """What of an edition can be cited or reacted to."""

    FIGURE = "figure"
    SENTENCE = "sentence"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class OptionStanding:
    """How one future stands in A and in B."""

    option: str
    a: Standing
    b: Standing

    @property
    def groups(self) -> tuple[GroupShare, ...]:
        """Return every group, A's first."""
        return (*self.a.groups, *self.b.groups)

    @property
    def majorities(self) -> int:
        """Return in how many groups more than half could live with it."""
        return self.a.majorities + self.b.majorities

    @property
    def everywhere(self) -> bool:
        """Tell whether that is so in every group of both strands, and every group is published."""
        return self.a.everywhere and self.b.everywhere


@dataclass(frozen=True, slots=True)
class CommonGround:
    """The options that more than half could live with in every group of both strands, and the nearest of the rest."""

    options: tuple[OptionStanding, ...]
    nearest: OptionStanding | None
    group_count: int

    @property
    def one(self) -> OptionStanding | None:
        """Return the common ground if it is a single option."""
        return self.options[0] if len(self.options) == 1 else None


@dataclass(frozen=True, slots=True)
class Terms:
    """On what conditions an option is acceptable: how many set any, and what more than half of those asked named."""

    option: str
    a: Share
    b: Share
    named_a: tuple[str, ...]
    named_b: tuple[str, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """Return the conditions named by more than half in both strands, in A's order."""
        return tuple(code for code in self.named_a if code in self.named_b)

    @property
    def same(self) -> bool:
        """Tell whether both strands name the same ones."""
        return bool(self.named_a) and set(self.named_a) == set(self.named_b)


@dataclass(frozen=True, slots=True)
class Parting:
    """The option on which the strands clearly differ most, and whether their first choices differ."""

    option: str
    a: Share
    b: Share
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each strand ranked first, with the next in line; None where that is not published or shared."""

    a: tuple[str, Share] | None
    b: tuple[str, Share] | None
    next_a: tuple[str, Share] | None
    next_b: tuple[str, Share] | None

    @property
    def split(self) -> bool:
        """Tell whether the strands ranked different options first."""
        return self.a is not None and self.b is not None and self.a[0] != self.b[0]


@dataclass(frozen=True, slots=True)
class Reasked:
    """One row of a corrected item, before and after it was asked again, in all and in each group of a break."""

    row: str
    net: str
    before: Share
    now: Share
    groups: tuple[tuple[GroupShare, GroupShare], ...]


@dataclass(frozen=True, slots=True)
class ThemePair:
    """One theme in both strands; None where a strand's codebook has it not."""

    code: str
    a: Raised | None
    b: Raised | None

    @property
    def most(self) -> int:
        """Return the larger shown count."""
        return max((one.share.count or 0 for one in (self.a, self.b) if one), default=0)

    @property
    def least(self) -> float | None:
        """Return the smaller share of the two; None where either is hidden."""
        shares = [one.share.of if one else None for one in (self.a, self.b)]
        return None if None in shares else min(share or 0.0 for share in shares)


@dataclass(frozen=True, slots=True)
class ConditionPair:
    """One condition in both strands: the row of its figure and the code behind it; `added` if nothing asked for it."""

    row: str
    code: str
    added: bool


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an edition's content in its one canonical spelling."""
    spelled = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


def standings(a: StrandFindings, b: StrandFindings, options: Sequence[str]) -> tuple[OptionStanding, ...]:
    """Return how every future stands among organisations, the most widely acceptable first.

    Order: groups with a majority, then the smaller of the two coalition shares, then the given order.
    """
    of_a, of_b = ({one.option: one for one in strand_standings(found, options)} for found in (a, b))
    made = [OptionStanding(option, of_a[option], of_b[option]) for option in options]
    return tuple(sorted(made, key=lambda s: (-s.majorities, -min(s.a.total.of or 0.0, s.b.total.of or 0.0))))


def common_ground(found: Sequence[OptionStanding]) -> CommonGround:
    """Return where every group of both strands has a majority, and what comes nearest otherwise."""
    options = tuple(one for one in found if one.everywhere)
    rest = [one for one in found if not one.everywhere and one.majorities]
    count = max((len(one.groups) for one in found), default=0)
    return CommonGround(options, rest[0] if rest else None, count)


def terms(a: StrandFindings, b: StrandFindings, option: str) -> Terms:
    """Return on what conditions both strands could live with an option."""
    return Terms(
        option,
        conditional(a, option),
        conditional(b, option),
        leading_conditions(a, option),
        leading_conditions(b, option),
    )


def difference(a: Share, b: Share, frames: tuple[int, int]) -> Comparison | None:
    """Return A's share minus B's with Newcombe's interval over finite registers; None where one is hidden."""
    if a.count is None or b.count is None or not a.base or not b.base:
        return None
    sizes = (max(frame, base) if frame else None for frame, base in zip(frames, (a.base, b.base), strict=True))
    return compare(Sample(a.count, a.base, next(sizes)), Sample(b.count, b.base, next(sizes)))


def parting(found: Sequence[OptionStanding], frames: tuple[int, int]) -> Parting | None:
    """Return the option on which the strands are furthest apart, among those on which they clearly differ."""
    made = [
        Parting(one.option, one.a.total, one.b.total, compared)
        for one in found
        if (compared := difference(one.a.total, one.b.total, frames)) and compared.band is not Band.NO_CLEAR_DIFFERENCE
    ]
    return max(made, key=lambda one: abs(one.comparison.difference), default=None)


def ranking(a: StrandFindings, b: StrandFindings) -> Ranking:
    """Return what each strand ranked first."""
    return Ranking(first_choice(a), first_choice(b), _second(a), _second(b))


def _second(found: StrandFindings) -> tuple[str, Share] | None:
    known = [one for one in first_choices(found) if one[1].count is not None]
    return known[1] if len(known) > 1 else None


def agreed(a: StrandFindings, b: StrandFindings, part: str, rows: Sequence[str], answer: str) -> tuple[str, ...] | None:
    """Return the rows of a matrix that more than half of both strands answer alike; None where one is hidden."""
    sides = {
        row: [total_share(found, FigureKey(ORGANISATION, part, row), answer).is_majority for found in (a, b)]
        for row in rows
    }
    if any(None in side for side in sides.values()):
        return None
    return tuple(row for row, side in sides.items() if all(side))


def reasked(found: StrandFindings, trail: WordingTrail, rows: Sequence[str], net: str, by: str) -> tuple[Reasked, ...]:
    """Return the rows of a corrected item whose published counts changed, before beside now."""
    made = []
    for row in rows:
        keys = [FigureKey(ORGANISATION, trail.part, row, "", wave) for wave in (Wave.BEFORE, Wave.NOW)]
        before, now = (total_share(found, key, net) for key in keys)
        if before == now or found.figure(keys[0]) is None:
            continue
        broken = [FigureKey(ORGANISATION, trail.part, row, by, wave) for wave in (Wave.BEFORE, Wave.NOW)]
        earlier, later = (group_shares(found, key, net) for key in broken)
        pairs = {share.group: share for share in later}
        groups = tuple((share, pairs[share.group]) for share in earlier if share.group in pairs)
        made.append(Reasked(row, net, before, now, groups))
    return tuple(made)


def theme_pairs(a: StrandFindings, b: StrandFindings) -> tuple[ThemePair, ...]:
    """Return the themes with a shown count in either strand, family by family, the most often raised first."""
    of_a, of_b = ({one.code: one for one in raised(found)} for found in (a, b))
    codes = dict.fromkeys((*of_a, *of_b))
    pairs = [one for code in codes if (one := ThemePair(code, of_a.get(code), of_b.get(code))).most]
    most: dict[str, int] = {}
    for one in pairs:
        most[_family(one)] = max(most.get(_family(one), 0), one.most)
    order = list(most)
    return tuple(sorted(pairs, key=lambda one: (-most[_family(one)], order.index(_family(one)), -one.most)))


def _family(one: ThemePair) -> str:
    return one.code.partition("-")[0]


def condition_pairs(a: StrandFindings, b: StrandFindings, option: str) -> tuple[ConditionPair, ...]:
    """Return the conditions with a shown count in either strand, the most often named first."""
    counts: dict[ConditionPair, int] = {}
    for found in (a, b):
        for one in conditions_said(found, option):
            pair = ConditionPair(one.aspect or one.code, one.code, one.added)
            counts[pair] = max(counts.get(pair, 0), number(one.count) or 0)
    return tuple(sorted((pair for pair, count in counts.items() if count), key=lambda pair: -counts[pair]))


def unasked_conditions(a: StrandFindings, b: StrandFindings) -> tuple[ConditionPair, ...]:
    """Return the conditions no closed question offered whose counts are shown in both strands."""
    both = {one.code for one in theme_pairs(a, b) if one.least is not None}
    return tuple(one for one in condition_pairs(a, b, "") if one.added and one.code in both)
