"""Whether the result hangs on one group, such as a region: the count again, each time without one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.decision.rules.ranking.outcome import Standing, standing
from consult.decision.rules.ranking.profile import Ballot, Blanks, profile


@dataclass(frozen=True, slots=True)
class Without:
    """Whom each rule names with everybody, and without each group; never how many papers did it."""

    everybody: Standing
    without: Mapping[str, Standing]

    @property
    def changes(self) -> Mapping[str, tuple[str, ...]]:
        """By group without which some rule names others: the names of those rules."""
        whole = self.everybody.by_rule
        found = {
            group: tuple(rule for rule, named in one.by_rule.items() if named != whole[rule])
            for group, one in self.without.items()
        }
        return {group: rules for group, rules in found.items() if rules}

    @property
    def robust(self) -> bool:
        """Whether no single group decides under any rule."""
        return not self.changes


def drop_one(groups: Mapping[str, Mapping[Ballot, int]], blanks: Blanks) -> Without:
    """Count the papers of all groups together, and again without each group; the options stay those of everybody.

    Only names come out: two matrices that differ by a small group would give its papers away.
    """
    options = {option for papers in groups.values() for ballot in papers for place in ballot for option in place}

    def without(left_out: str | None) -> Standing:
        kept = [paper for group, papers in groups.items() if group != left_out for paper in papers.items()]
        return standing(profile(kept, blanks, options))

    return Without(without(None), {group: without(group) for group in groups})
