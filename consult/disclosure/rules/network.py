"""What can be worked out about a hidden cell: a table as a network, each cell an edge.

A cell is an edge from its group to its row, a total an edge from its row onwards, a net one in between;
that counts add up is that nothing is lost at a node. A cell can be larger by what can flow back from its
end to its start through the other hidden cells, within what their marks allow, so its feasible range is
two maximum flows. Source: G. Gusfield, "A graph theoretic approach to statistical data security", SIAM
Journal on Computing 17 (1988); L. Cox, "Network models for complementary cell suppression", Journal of
the American Statistical Association 90 (1995). Tables that add up in two directions, one of them with
subtotals, are exactly those that are networks; the bounds are whole numbers and equal to an LP's.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

Place = tuple[int, int]
"""Row (nets after the plain rows) and group (the total column last)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One cell: from `start` to `end`, its true value, and the bounds a reader has if it is hidden."""

    start: int
    end: int
    value: int
    low: int
    high: int

    @property
    def rise(self) -> int:
        """By how much a reader can think it larger."""
        return self.high - self.value

    @property
    def fall(self) -> int:
        """By how much a reader can think it smaller."""
        return self.value - self.low


class Residual:
    """How much can be moved between two nodes along hidden cells."""

    def __init__(self, nodes: int, edges: Iterable[Edge]) -> None:
        self.room: list[dict[int, int]] = [{} for _ in range(nodes)]
        for edge in edges:
            self._add(edge.start, edge.end, edge.rise)
            self._add(edge.end, edge.start, edge.fall)

    def _add(self, start: int, end: int, amount: int) -> None:
        if start != end:
            self.room[start][end] = self.room[start].get(end, 0) + amount

    def extent(self, edge: Edge, least: int, most: int) -> tuple[int, int]:
        """Say by how much an edge of this network can fall (up to `least`) and rise (up to `most`)."""
        fall = self._flow(edge, edge.start, edge.end, least)
        rise = self._flow(edge, edge.end, edge.start, most)
        return fall, rise

    def _flow(self, edge: Edge, source: int, sink: int, enough: int) -> int:
        if source == sink:
            return enough
        room = [dict(line) for line in self.room]
        room[edge.start][edge.end] -= edge.rise
        room[edge.end][edge.start] -= edge.fall
        moved = 0
        while moved < enough and (path := _path(room, source, sink)):
            step = min(enough - moved, *(room[a][b] for a, b in path))
            for a, b in path:
                room[a][b] -= step
                room[b][a] = room[b].get(a, 0) + step
            moved += step
        return moved


def _path(room: list[dict[int, int]], source: int, sink: int) -> list[tuple[int, int]]:
    came = {source: source}
    queue = deque([source])
    while queue:
        node = queue.popleft()
        for following, amount in room[node].items():
            if amount > 0 and following not in came:
                came[following] = node
                if following == sink:
                    return _walk(came, source, sink)
                queue.append(following)
    return []


def _walk(came: Mapping[int, int], source: int, sink: int) -> list[tuple[int, int]]:
    path = []
    while sink != source:
        path.append((came[sink], sink))
        sink = came[sink]
    return path


def cheapest_detour(
    cells: Iterable[tuple[Place, Edge]],
    hidden_totals: Iterable[Edge],
    cost: Mapping[Place, int],
    ends: tuple[int, int],
    amount: int,
) -> tuple[int, tuple[Place, ...]] | None:
    """Find the cells to hide so that `amount` can flow from one node to the other, and what they cost.

    Dijkstra's shortest path over edges wide enough; cells hidden already and hidden totals cost nothing.
    """
    wide: dict[int, list[tuple[int, int, tuple[Place, ...]]]] = {}
    priced: list[tuple[int, Edge, tuple[Place, ...]]] = [(0, edge, ()) for edge in hidden_totals]
    priced += [(cost[place], edge, (place,) if cost[place] else ()) for place, edge in cells]
    for price, edge, bought in priced:
        if edge.rise >= amount:
            wide.setdefault(edge.start, []).append((edge.end, price, bought))
        if edge.fall >= amount:
            wide.setdefault(edge.end, []).append((edge.start, price, bought))
    source, sink = ends
    queue: list[tuple[int, int, tuple[Place, ...]]] = [(0, source, ())]
    done: set[int] = set()
    while queue:
        spent, node, path = heappop(queue)
        if node == sink:
            return spent, path
        if node not in done:
            done.add(node)
            for following, price, bought in wide.get(node, ()):
                heappush(queue, (spent + price, following, path + bought))
    return None
