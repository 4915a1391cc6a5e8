"""Gating one question by several breaks at once, so that no two of them together give anything away.

Totals are decided once, for all breaks; a row whose total is hidden is hidden in each, so breaks can be
looked at one by one: whatever the hidden totals are, every break can be filled in to match. What remains is
subtraction between breaks: where the groups of one lie within groups of another, the difference of their
counts is a count too, and an LP over all breaks checks it. Groups that nearly are each other hold each other's
counts as well: a second LP takes the reader to know who answered and in which groups they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from consult.disclosure.rules.audit import Leak, audit
from consult.disclosure.rules.bases import by_bases
from consult.disclosure.rules.gate import gate_given, gate_table, gate_totals
from consult.disclosure.rules.groups import Difference, MergedGroup, Merging, nestings
from consult.disclosure.rules.layout import Wish, names_of, with_nets
from consult.disclosure.rules.linked import Seen, linked_leaks
from consult.disclosure.rules.people import By, People, people_of
from consult.disclosure.rules.suppression import GivenAwayError
from consult.disclosure.rules.tables import GatedTable, Shape, Table
from consult.disclosure.rules.words import K, Mark, Rule

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
    rule: Rule = Rule.FULL,
) -> GatedBreaks:
    """Gate every break of one question, or of one collapsed form of it, and its totals.

    `topline` is the table of everybody (one group) with every row published anywhere, nets included; breaks
    may have fewer rows, such as a net alone; one that has all rows gets the topline's nets too. Without it
    the first break's rows are all there are.
    `memberships` gives, per break, the published group of each respondent who answered, in one order of
    respondents; without it nothing is known of how groups of different breaks nest. The most important
    break comes first: later ones lose cells to it.
    """
    whole = topline or _everybody(next(iter(breaks.values())))
    breaks = {name: _agreeing(whole, table) for name, table in breaks.items()}
    together = gate_table(whole, k, rule=rule)
    if whole.total_base < k:
        return GatedBreaks(together, {name: gate_table(table, k) for name, table in breaks.items()})
    totals = gate_totals(whole, k, rule)
    known = memberships or {}
    known = {name: known[name] for name in breaks if name in known}
    if rule is Rule.BASES:
        return GatedBreaks(together, by_bases(breaks, totals, known, k))
    nested = nested_groups(known)
    people: People | None = None
    seen: Seen = {}
    wishes = {name: Wish(k) for name in breaks}
    while True:
        gated = {name: gate_given(table, totals.of(names_of(table)), wishes[name]) for name, table in breaks.items()}
        leaks = audit({"": together, **gated}, nested) if nested else []
        if not leaks and len(known) > 1 and not all(one.complete for one in (together, *gated.values())):
            people = people or people_of(known)
            leaks = _across(together, {name: gated[name] for name in known}, people, seen)
        if not leaks:
            return GatedBreaks(together, gated)
        try:
            wishes = _wish_more(wishes, breaks, gated, leaks)
        except GivenAwayError:  # of nearly everybody the totals tell nearly all: then there is no break at all
            return GatedBreaks(together, {name: _withheld(one) for name, one in gated.items()})


def nested_groups(memberships: Mapping[str, Sequence[str]]) -> tuple[Difference, ...]:
    """List the published groups that lie within published groups of another break, or equal them."""
    mergings = {
        name: Merging(tuple(MergedGroup(group, (group,), groups.count(group)) for group in sorted(set(groups))))
        for name, groups in memberships.items()
    }
    sizes = {name: len(merging.groups) for name, merging in mergings.items()}
    found = nestings(memberships, mergings)
    return tuple(one for one in found if len(one.outside[1]) < sizes[one.outside[0]])


def _across(together: GatedTable, gated: Mapping[str, GatedTable], people: People, seen: Seen) -> list[Leak]:
    """List what breaks tell of each other to a reader who knows who is in which group: one leak of each row will do."""
    tables: dict[By, GatedTable] = {(): together, **{(name,): table for name, table in gated.items()}}
    told = linked_leaks(tables, people, seen=seen, once=True)
    return [Leak(one.by[0], one.row, one.group, one.low, one.high) for one in told]


def _withheld(table: GatedTable) -> GatedTable:
    """Take everything out of a break but the totals, which stand without it."""
    return replace(
        table,
        cells=tuple(tuple(Mark.WITHHELD for _ in table.groups) for _ in table.rows),
        bases=tuple(None for _ in table.groups),
        at_least_k=frozenset(one for one in table.at_least_k if one[1] is None),
    )


def _everybody(table: Table) -> Table:
    return replace(
        table,
        groups=("",),
        counts=tuple((sum(line),) for line in table.counts),
        bases=(table.total_base,),
    )


def _agreeing(whole: Table, table: Table) -> Table:
    """Check a break against the topline, and give it the topline's nets if it has the rows to add up."""
    if len(whole.groups) != 1 or not whole.has_total or not table.has_total:
        raise DisagreementError("the topline is one group, and its breaks add up to it")
    if whole.shape is not table.shape and (table.shape is Shape.PARTITION or len(table.rows) > 1):
        raise DisagreementError("rows that add up do so everywhere; one row alone may stand as a yes/no")
    if table.shape is Shape.PARTITION:
        if whole.rows != table.rows:
            raise DisagreementError("a break whose rows add up has the topline's rows, all of them")
        table = replace(table, nets=whole.nets)
    counts = {row: line[0] for row, line in zip(names_of(whole), with_nets(whole), strict=True)}
    sums = {row: sum(line) for row, line in zip(names_of(table), with_nets(table), strict=True)}
    if table.total_base != whole.total_base or not sums.items() <= counts.items():
        raise DisagreementError("every row of a break is a row of the topline, with the same total")
    return table


@dataclass(frozen=True, slots=True)
class _Step:
    """Hide this cell of a break, or (None) let its marks say nothing."""

    table: str
    cell: tuple[str, str] | None


def _wish_more(
    wishes: Wishes,
    breaks: Mapping[str, Table],
    gated: Mapping[str, GatedTable],
    leaks: Sequence[Leak],
) -> Wishes:
    """Hide one more cell for each leaking row, in the last break it involves; or let its marks say nothing."""
    more = dict(wishes)
    for leak in {leak.row: leak for leak in reversed(leaks)}.values():
        steps = [step for name in _involved(breaks, leak) for step in _steps(name, breaks, gated, leak)]
        step = next((one for one in steps if one.cell or not wishes[one.table].quiet), None)
        if step and step.cell:
            more[step.table] = replace(more[step.table], hide=more[step.table].hide | {step.cell})
        elif step:
            more[step.table] = replace(more[step.table], quiet=True)
    if more == wishes:
        raise GivenAwayError
    return more


def _involved(breaks: Mapping[str, Table], leak: Leak) -> list[str]:
    """Name the breaks that may have to give, the last first; a break of one group has nothing to give."""
    about = leak.difference
    names = {about.outside[0], about.inside[0]} if about else {n for n, one in breaks.items() if len(one.groups) > 1}
    return [name for name in reversed(list(breaks)) if name in names]


def _steps(name: str, breaks: Mapping[str, Table], gated: Mapping[str, GatedTable], leak: Leak) -> Iterable[_Step]:
    """List what a break can give: a shown cell of the leaking row, its marks, any other shown cell."""
    sides = [leak.difference.outside, leak.difference.inside] if leak.difference else []
    near = {group for side, groups in sides if side == name for group in groups}
    ranked = sorted(
        (row != leak.row, group not in near, count, row, group)
        for row, line in zip(gated[name].rows, with_nets(breaks[name]), strict=True)
        for group, count in zip(gated[name].groups, line, strict=True)
        if not isinstance(gated[name].cell(row, group), Mark)
    )
    yield from (_Step(name, (row, group)) for other, _, _, row, group in ranked if not other)
    yield _Step(name, None)
    yield from (_Step(name, (row, group)) for other, _, _, row, group in ranked if other)
