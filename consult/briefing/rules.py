"""What can be said of two strands side by side, from gated figures alone.

Nothing here sees an answer: where the gate hid a count, the comparison is `None` and no sentence is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.disclosure.rules import Cell
from consult.findings.rules import Comparison, Sample, compare
from consult.findings.rules.published import FigureKey, StrandFindings

ORGANISATION = "organisation"
COULD_LIVE_WITH = "could_live_with"
CONDITIONAL = "conditional"
ACCEPTABILITY = "F2"


@dataclass(frozen=True, slots=True)
class Share:
    """A published count with its published base; `None` where the gate hid either."""

    count: int | None
    base: int | None

    @property
    def of(self) -> float | None:
        """Return the share, 0 to 1."""
        return None if self.count is None or not self.base else self.count / self.base

    @property
    def is_majority(self) -> bool | None:
        """Tell whether more than half agree; None where that is not published."""
        return None if self.count is None or self.base is None else 2 * self.count > self.base


@dataclass(frozen=True, slots=True)
class OptionStanding:
    """How one future stands: in all of A and B, and group by group (region), A's groups first."""

    option: str
    a: Share
    b: Share
    groups_a: tuple[Share, ...]
    groups_b: tuple[Share, ...]

    @property
    def majorities(self) -> int:
        """Return in how many groups more than half could live with it."""
        return sum(share.is_majority is True for share in (*self.groups_a, *self.groups_b))

    @property
    def everywhere(self) -> bool:
        """Tell whether that is so in every group, and every group is published."""
        groups = (*self.groups_a, *self.groups_b)
        return bool(groups) and all(share.is_majority is True for share in groups)

    @property
    def weakest(self) -> Share | None:
        """Return the published group with the smallest share."""
        shares = [share for share in (*self.groups_a, *self.groups_b) if share.of is not None]
        return min(shares, key=lambda share: share.of or 0.0, default=None)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an edition's content in its one canonical spelling."""
    spelled = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


def _number(cell: Cell) -> int | None:
    return cell if type(cell) is int else None


def total_share(found: StrandFindings, key: FigureKey, row: str) -> Share:
    """Return one row of a figure for everybody together."""
    table = found.figure(key)
    if table is None or row not in table.rows:
        return Share(None, None)
    return Share(_number(table.total(row)), table.total_base)


def group_shares(found: StrandFindings, key: FigureKey, row: str) -> tuple[Share, ...]:
    """Return one row of a broken-down figure, group by group in the figure's order."""
    table = found.figure(key)
    if table is None or row not in table.rows:
        return ()
    bases = zip(table.groups, table.bases, strict=True)
    return tuple(Share(_number(table.cell(row, group)), base) for group, base in bases)


def standings(a: StrandFindings, b: StrandFindings, options: Sequence[str]) -> tuple[OptionStanding, ...]:
    """Return how every future stands among organisations, the most widely acceptable first.

    Order: groups with a majority, then the smaller of the two coalition shares, then the given order.
    """
    made = []
    for option in options:
        whole = FigureKey(ORGANISATION, ACCEPTABILITY, option)
        region = FigureKey(ORGANISATION, ACCEPTABILITY, option, "region")
        made.append(
            OptionStanding(
                option,
                total_share(a, whole, COULD_LIVE_WITH),
                total_share(b, whole, COULD_LIVE_WITH),
                group_shares(a, region, COULD_LIVE_WITH),
                group_shares(b, region, COULD_LIVE_WITH),
            )
        )
    return tuple(sorted(made, key=lambda s: (-s.majorities, -min(s.a.of or 0.0, s.b.of or 0.0))))


def conditional(found: StrandFindings, option: str) -> Share:
    """Return, of those who could live with an option, how many set conditions."""
    key = FigureKey(ORGANISATION, ACCEPTABILITY, option)
    accepting = total_share(found, key, COULD_LIVE_WITH)
    return Share(total_share(found, key, CONDITIONAL).count, accepting.count)


def first_choice(found: StrandFindings) -> tuple[str, Share] | None:
    """Return the option most often ranked first, or None where that is not published or shared."""
    table = found.figure(FigureKey(ORGANISATION, "F3"))
    if table is None:
        return None
    counts = [(row, _number(table.total(row))) for row in table.rows]
    known = sorted(((n, row) for row, n in counts if n is not None), reverse=True)
    if not known or (len(known) > 1 and known[0][0] == known[1][0]):
        return None
    return known[0][1], Share(known[0][0], table.total_base)


def difference(a: Share, b: Share, frames: tuple[int, int]) -> Comparison | None:
    """Return A's share minus B's with Newcombe's interval over finite registers; None where one is hidden."""
    if a.count is None or b.count is None or not a.base or not b.base:
        return None
    return compare(Sample(a.count, a.base, max(frames[0], a.base)), Sample(b.count, b.base, max(frames[1], b.base)))


def parted_most(found: Sequence[OptionStanding]) -> OptionStanding | None:
    """Return the option on which the coalitions are furthest apart, among those published in both."""
    known = [s for s in found if s.a.of is not None and s.b.of is not None]
    return max(known, key=lambda s: abs((s.a.of or 0.0) - (s.b.of or 0.0)), default=None)


def if_all_silent_objected(found: StrandFindings, option: str) -> Share:
    """Return the assumption-free lower bound: of all members, how many said they could live with an option."""
    said = total_share(found, FigureKey(ORGANISATION, ACCEPTABILITY, option), COULD_LIVE_WITH)
    return Share(said.count, found.coverage.members)
