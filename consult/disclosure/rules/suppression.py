"""Choosing which cells of one table to hide: the small ones, and as few others as keep them from being found.

A pattern is told or untold. Told: a reader knows that FEWER is below k and WITHHELD is k or more. Untold:
every hidden cell is WITHHELD, which then says nothing. The pattern that shows more cells is taken, the
told one if they show as many; a net counts as several cells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from consult.disclosure.rules.network import Edge, Place, Residual, cheapest_detour

ONE_CELL = 10**9
"""The cost of hiding one cell more, beside its own count: fewer hidden cells first, then smaller ones."""
ONE_NET = 4 * ONE_CELL
"""The same for a net: it is the figure a headline is made of, and worth a few plain cells."""


class GivenAwayError(Exception):
    """A table has a cell that can be worked out even with every cell of the break hidden."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A table as a network of cells to show or hide.

    `outside` are hidden totals, decided before. `forced` cells are hidden whatever they hold; the marks of
    `untold` cells never say anything. A cell of `capped` is known to be below k from its row's total, and
    `nets` gives the net a cell is part of.
    """

    nodes: int
    ends: Mapping[Place, tuple[int, int]]
    values: Mapping[Place, int]
    bases: Mapping[Place, int]
    k: int
    nets: Mapping[Place, Place] = field(default_factory=dict)
    outside: tuple[Edge, ...] = ()
    forced: frozenset[Place] = frozenset()
    untold: frozenset[Place] = frozenset()
    capped: frozenset[Place] = frozenset()

    @property
    def primary(self) -> frozenset[Place]:
        """What is hidden for its own sake: below k, all but fewer than k of its base, or asked for."""
        small = {p for p, value in self.values.items() if min(value, self.bases[p] - value) < self.k}
        return self.forced | self.capped | small

    def cost(self, place: Place) -> int:
        """Say what hiding a cell takes from the reader."""
        return (ONE_NET if place in self.nets.values() else ONE_CELL) + self.values[place]

    def loss(self, hidden: Iterable[Place]) -> int:
        """Count the hidden cells, a net as several."""
        return sum(self.cost(place) // ONE_CELL for place in hidden)

    def edge(self, place: Place, *, told: bool) -> Edge:
        """Make a cell an edge, with the bounds a reader would have if it were hidden."""
        value, low, high = self.values[place], 0, self.bases[place]
        if told:
            low, high = (0, self.k - 1) if value < self.k else (self.k, high)
        return Edge(*self.ends[place], value, low, high)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The hidden cells, and those among them whose mark says what it says."""

    hidden: frozenset[Place]
    told: frozenset[Place]


def choose(problem: Problem) -> Pattern:
    """Hide what must be hidden and as little else as the search finds; the same input, the same pattern."""
    if not problem.primary:
        return Pattern(frozenset(), frozenset())
    told = _Search(problem, tells=True).run()
    if told and told.hidden == problem.primary:
        return told
    untold = _Search(problem, tells=False).run()
    if told and (untold is None or problem.loss(told.hidden) <= problem.loss(untold.hidden)):
        return told
    if untold is None:
        raise GivenAwayError
    return _Search(problem, tells=False).tell(untold)


class _Search:
    """Hide cells along cheapest detours until every hidden cell is safe, then show again what may be."""

    def __init__(self, problem: Problem, *, tells: bool) -> None:
        self.problem = problem
        self.k = problem.k
        told = frozenset(problem.values) - problem.untold if tells else frozenset()
        self.told = told | problem.capped
        self.edges = {place: problem.edge(place, told=place in self.told) for place in problem.values}

    def run(self) -> Pattern | None:
        hidden = set(self.problem.primary)
        while unsafe := self._unsafe(hidden):
            if len(hidden) == len(self.edges):
                return None
            hidden |= self._detour(unsafe, hidden) or set(self.edges)
        self._show_again(hidden)
        return Pattern(frozenset(hidden), self.told & hidden)

    def tell(self, pattern: Pattern) -> Pattern:
        """Let small cells read FEWER after all where that keeps every cell safe, but never all of them.

        One stays WITHHELD, so that WITHHELD still says nothing; a row hidden wholly is withheld wholly. The
        order is drawn from the counts, which a reader does not know: by position the first would be told.
        """
        values = self.problem.values
        broken = {row for row, _ in values.keys() - pattern.hidden}
        silent = self.problem.untold | self.told
        small = [p for p in pattern.hidden - silent if values[p] < self.k and p[0] in broken]
        salt = repr(sorted(values.items()))
        small.sort(key=lambda place: blake2b(f"{salt}{place}".encode()).digest())
        told: set[Place] = set()
        for place in small:
            before = self.edges[place], self.told
            self.edges[place], self.told = self.problem.edge(place, told=True), self.told | {place}
            if len(told) + 1 == len(small) or self._unsafe(set(pattern.hidden)):
                self.edges[place], self.told = before
            else:
                told.add(place)
        return Pattern(pattern.hidden, pattern.told | told)

    def _show_again(self, hidden: set[Place]) -> None:
        cost = self.problem.cost
        for place in sorted(hidden - self.problem.primary, key=lambda place: (-cost(place), place)):
            hidden.discard(place)
            if self._unsafe(hidden):
                hidden.add(place)

    def _unsafe(self, hidden: set[Place]) -> Place | None:
        residual = self._residual(hidden)
        return next((place for place in sorted(hidden) if not self._safe(place, residual)), None)

    def _residual(self, hidden: set[Place]) -> Residual:
        edges = [self.edges[place] for place in sorted(hidden)]
        return Residual(self.problem.nodes, [*edges, *self.problem.outside])

    def _safe(self, place: Place, residual: Residual) -> bool:
        fall, rise = self._extent(place, residual)
        if self._tells_fewer(place):
            return fall >= self.edges[place].value and rise >= self._needed_rise(place)
        edge = self.edges[place]
        low, high = edge.value - fall, edge.value + rise
        harmless = min(low, self.problem.bases[place] - high) >= self.k and place not in self.problem.forced
        return harmless or high - low >= self.k

    def _extent(self, place: Place, residual: Residual) -> tuple[int, int]:
        edge = self.edges[place]
        most = self._needed_rise(place) if self._tells_fewer(place) else min(self.k, edge.rise)
        return residual.extent(edge, min(max(self.k, edge.value), edge.fall), most)

    def _tells_fewer(self, place: Place) -> bool:
        return place in self.told and self.problem.values[place] < self.k

    def _needed_rise(self, place: Place) -> int:
        """Leave a cell told as FEWER between 0 and k - 1 for all one knows, and up to k but for its mark.

        Where its net or its row's total is told as FEWER itself, k - 1 is all that one can ask.
        """
        net = self.problem.nets.get(place)
        capped = place in self.problem.capped or (net is not None and self._tells_fewer(net))
        return self.k - self.edges[place].value - capped

    def _detour(self, place: Place, hidden: set[Place]) -> set[Place] | None:
        edge = self.edges[place]
        fall, rise = self._extent(place, self._residual(hidden))
        up, down = (edge.end, edge.start), (edge.start, edge.end)
        if self._tells_fewer(place):
            wanted = [(down, edge.value)] if fall < edge.value else [(up, self._needed_rise(place))]
        else:
            wanted = [(up, self.k - fall)] * (edge.rise >= self.k - fall)
            wanted += [(down, self.k - rise)] * (edge.fall >= self.k - rise)
        cost = {at: 0 if at in hidden else self.problem.cost(at) for at in self.edges}
        found = [self._cheapest(place, cost, ends, amount) for ends, amount in wanted]
        return set(min((one for one in found if one), default=(0, ()))[1]) or None

    def _cheapest(
        self, place: Place, cost: Mapping[Place, int], ends: tuple[int, int], amount: int
    ) -> tuple[int, tuple[Place, ...]] | None:
        edges = [(at, edge) for at, edge in self.edges.items() if at != place]
        return cheapest_detour(edges, self.problem.outside, cost, ends, amount)
