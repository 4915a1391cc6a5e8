"""Gating one question by several breaks at once, so that no two of them together give anything away.

Totals are decided once, for all breaks; a row whose total is hidden is hidden in each, so breaks can be
looked at one by one: whatever the hidden totals are, every break can be filled in to match. What remains is
subtraction between breaks: where the groups of one lie within groups of another, the difference of their
counts is a count too, and an LP over all breaks checks it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from consult.disclosure.rules.audit import Leak, audit
from consult.disclosure.rules.gate import gate_given, gate_table, gate_totals
from consult.disclosure.rules.groups import Difference, MergedGroup, Merging, nestings
from consult.disclosure.rules.layout import Totals, Wish, names_of, with_nets
from consult.disclosure.rules.suppression import GivenAwayError
from consult.disclosure.rules.tables import GatedTable, Shape, Table
from consult.disclosure.rules.words import K, Mark

Wishes = dict[str, Wish]


class DisagreementError(ValueError):
    """Breaks of one question do not count the same answers."""


@dataclass(frozen=True, slots=True)
class GatedBreaks:
    """What may be shown of one question: everybody together, and each break."""

    topline: GatedTable
    breaks: Mapping[str, GatedTable]


def gate_breaks(
    breaks: Mapping[str, Table],
    *,
    topline: Table | None = None,
    memberships: Mapping[str, Sequence[str]] | None = None,
    k: int = K,
) -> GatedBreaks:
    """Gate every break of one question, or of one collapsed form of it, and its totals.

    `topline` is the table of everybody (one group) with every row published anywhere, nets included; breaks
    may have fewer rows, such as a net alone. Without it the first break's rows are all there are.
    `memberships` gives, per break, the published group of each respondent who answered, in one order of
    respondents; without it nothing is known of how groups of different breaks nest. The most important
    break comes first: later ones lose cells to it.
    """
    whole = topline or _everybody(next(iter(breaks.values())))
    for table in breaks.values():
        _agree(whole, table)
    together = gate_table(whole, k)
    if whole.total_base < k:
        return GatedBreaks(together, {name: gate_table(table, k) for name, table in breaks.items()})
    totals = gate_totals(whole, k)
    known = memberships or {}
    nested = nested_groups({name: known[name] for name in breaks if name in known})
    wishes = {name: Wish(k) for name in breaks}
    while True:
        gated = {name: _gate(table, totals, wishes[name]) for name, table in breaks.items()}
        leaks = audit({"": together, **gated}, nested) if nested else []
        if not leaks:
            return GatedBreaks(together, gated)
        wishes = _wish_more(wishes, breaks, gated, nested, leaks)


def nested_groups(memberships: Mapping[str, Sequence[str]]) -> tuple[Difference, ...]:
    """List the published groups that lie within published groups of another break, or equal them."""
    mergings = {
        name: Merging(tuple(MergedGroup(group, (group,), groups.count(group)) for group in sorted(set(groups))))
        for name, groups in memberships.items()
    }
    sizes = {name: len(merging.groups) for name, merging in mergings.items()}
    found = nestings(memberships, mergings)
    return tuple(one for one in found if len(one.outside[1]) < sizes[one.outside[0]])


def _everybody(table: Table) -> Table:
    return replace(
        table,
        groups=("",),
        counts=tuple((sum(line),) for line in table.counts),
        bases=(table.total_base,),
    )


def _agree(whole: Table, table: Table) -> None:
    counts = {row: line[0] for row, line in zip(names_of(whole), with_nets(whole), strict=True)}
    sums = {row: sum(line) for row, line in zip(names_of(table), with_nets(table), strict=True)}
    if len(whole.groups) != 1 or not whole.has_total or not table.has_total:
        raise DisagreementError("the topline is one group, and its breaks add up to it")
    if table.total_base != whole.total_base or not sums.items() <= counts.items():
        raise DisagreementError("every row of a break is a row of the topline, with the same total")
    if whole.shape is Shape.INDEPENDENT and table.shape is Shape.PARTITION:
        raise DisagreementError("rows that add up in a break add up in the topline")


def _gate(table: Table, totals: Totals, wish: Wish) -> GatedTable:
    if len(table.groups) == 1:
        return gate_table(table, wish.k)
    return gate_given(table, totals.of(names_of(table)), wish)


def _wish_more(
    wishes: Wishes,
    breaks: Mapping[str, Table],
    gated: Mapping[str, GatedTable],
    nested: Sequence[Difference],
    leaks: Sequence[Leak],
) -> Wishes:
    """Hide one more cell for each leak: of the difference itself, else of its row, the last break first.

    When nothing is left to hide it is the marks of one break that limit another: they then say nothing.
    """
    more = dict(wishes)
    for leak in leaks:
        for name, cell in _candidates(breaks, gated, nested, leak)[:1]:
            more[name] = replace(more[name], hide=more[name].hide | {cell})
    if more == wishes:
        more = {name: replace(wish, quiet=True) for name, wish in wishes.items()}
    if more == wishes:
        raise GivenAwayError
    return more


def _candidates(
    breaks: Mapping[str, Table], gated: Mapping[str, GatedTable], nested: Sequence[Difference], leak: Leak
) -> list[tuple[str, tuple[str, str]]]:
    order = list(breaks)
    sides = [leak.difference.outside, leak.difference.inside] if leak.difference else []
    involved = {side for one in nested for side in (one.outside[0], one.inside[0])}
    cells = []
    for name in sorted(involved, key=order.index, reverse=True):
        near = {group for side, groups in sides if side == name for group in groups}
        for row, line in zip(gated[name].rows, with_nets(breaks[name]), strict=True):
            for group, count in zip(gated[name].groups, line, strict=True):
                if not isinstance(gated[name].cell(row, group), Mark):
                    rank = (row != leak.row, group not in near, -order.index(name), count, row, group)
                    cells.append((rank, (name, (row, group))))
    return [cell for _, cell in sorted(cells)]
