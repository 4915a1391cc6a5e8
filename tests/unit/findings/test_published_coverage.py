"""Coverage as it is published: nobody can be worked out from who answered, who did not, and who hides a region."""

from __future__ import annotations

from consult.disclosure.rules import Mark
from consult.findings.rules.heard import coverage_lines
from consult.findings.rules.published import CoverageLine, PublishedGroup


def groups(**bases: int) -> tuple[PublishedGroup, ...]:
    return tuple(PublishedGroup(key, (key,), base) for key, base in bases.items())


def test_a_group_with_few_not_heard_is_hidden_with_another() -> None:
    asked = {"africa": 40, "europe": 22, "americas": 30, "asia_pacific": 50}
    heard = {"africa": 20, "europe": 20, "americas": 21, "asia_pacific": 25}
    lines = {line.group: line for line in coverage_lines(groups(**heard), asked, heard)}
    hidden = {group for group, line in lines.items() if line.members is Mark.WITHHELD}
    assert "europe" in hidden
    assert len(hidden) == 2
    assert all(lines[group].answered is lines[group].not_heard is Mark.WITHHELD for group in hidden)
    assert (lines["asia_pacific"].members, lines["asia_pacific"].answered) == (50, 25)


def test_who_does_not_show_a_region_counts_as_not_heard_in_theirs() -> None:
    asked = {"africa": 40, "europe": 40}
    heard = {"africa": 20, "europe": 25, "not_shown": 6}
    lines = {line.group: line for line in coverage_lines(groups(**heard), asked, heard)}
    assert (lines["africa"].members, lines["africa"].answered) == (40, 20)
    assert (lines["not_shown"].members, lines["not_shown"].answered) == (6, 6)


def test_a_group_nobody_answered_in_joins_one_on_the_register() -> None:
    heard = {"africa": 20, "europe": 25, "not_shown": 6}
    made = coverage_lines(groups(**heard), {"africa": 40, "europe": 40, "elsewhere": 3}, heard)
    assert made[1] == CoverageLine("europe", ("europe", "elsewhere"), 43, 25)


def test_more_answers_than_members_are_hidden() -> None:
    merged = (PublishedGroup("africa", ("africa", "not_shown"), 12), *groups(europe=20, americas=20))
    heard = {"africa": 9, "not_shown": 3, "europe": 20, "americas": 20}
    lines = {one.group: one for one in coverage_lines(merged, {"africa": 10, "europe": 30, "americas": 40}, heard)}
    assert lines["africa"].members is Mark.WITHHELD
    assert sum(line.members is Mark.WITHHELD for line in lines.values()) == 2


def test_without_published_groups_there_is_no_coverage_by_them() -> None:
    assert coverage_lines((), {"africa": 40}, {}) == ()
    assert coverage_lines(groups(not_shown=9), {"africa": 40}, {"not_shown": 9}) == ()
