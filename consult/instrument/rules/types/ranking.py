"""Options in an order: places may be shared, and options left without one.

What is stored is the place somebody gave, from 1 to the number of rows. Only the order counts: it reads and is exported
as in a race, where whoever comes after two first places is third (standard competition ranking, "1, 1, 3").
"""

from collections.abc import Iterator, Mapping, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import (
    Fault,
    FaultCode,
    Fields,
    Form,
    QuestionType,
    Reading,
    Said,
    check_rows,
    foreign_rows,
    posted,
    rows_of,
)
from consult.instrument.rules.types.digits import digits

UNRANKED = "unranked"


class Ranking(QuestionType):
    """{row: place}."""

    name = PartType.RANKING
    needs_rows = True
    takes = frozenset({"max_choices", "instead"})

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The place of each row that has one."""
        faults = list(foreign_rows(part, form))
        places: dict[str, int] = {}
        for row in part.rows:
            given = posted(form, f"{part.key}:{row}")
            place = digits(given[0]) if given else None
            if len(set(given)) > 1:
                faults.append(Fault(part.key, FaultCode.TOO_MANY, row))
            elif given and place is None:
                faults.append(Fault(part.key, FaultCode.NOT_A_NUMBER, row))
            elif place is not None and not 1 <= place <= len(part.rows):
                faults.append(Fault(part.key, FaultCode.OUT_OF_RANGE, row))
            elif place is not None:
                places[row] = place
        if part.max_choices and len(places) > part.max_choices:
            faults.append(Fault(part.key, FaultCode.TOO_MANY, None, part.max_choices, len(places)))
        return Reading(places or None, faults=tuple(faults))

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Known rows, a place in each, no more rows than allowed."""
        yield from check_rows(part, value)
        given = dict(rows_of(part, value))
        if part.max_choices and len(given) > part.max_choices:
            yield Fault(part.key, FaultCode.TOO_MANY, None, part.max_choices, len(given))
        for row, place in given.items():
            if not isinstance(place, int) or isinstance(place, bool):
                yield Fault(part.key, FaultCode.NOT_A_NUMBER, row)
            elif not 1 <= place <= len(part.rows):
                yield Fault(part.key, FaultCode.OUT_OF_RANGE, row)

    def filled(self, part: Part, value: Value) -> Fields:
        """A place per row."""
        return {f"{part.key}:{row}": [str(place)] for row, place in rows_of(part, value)}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """A line per place, with everything that shares it."""
        places = competition(value)
        return tuple(
            Said(place=place, codes=tuple(row for row in part.rows if places.get(row) == place))
            for place in sorted(set(places.values()))
        )

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """The place in the race, or that a row has none."""
        places = competition(value)
        return {f"{part.key}:{row}": str(places.get(row, UNRANKED)) for row in rows}


def competition(value: object) -> dict[str, int]:
    """The places as in a race: one more than the number of rows that stand before."""
    given = {row: place for row, place in value.items() if isinstance(place, int)} if isinstance(value, Mapping) else {}
    return {row: 1 + sum(other < place for other in given.values()) for row, place in given.items()}


def moved(places: Mapping[str, int], rows: Sequence[str], row: str, *, up: bool) -> dict[str, int]:
    """The places after `row` was moved by one step; without a place until now, it comes in last.

    Out of a shared place it steps alone, before or behind those it shared with; otherwise it changes places with the
    neighbour, whom others may share a place with. The places are numbered without gaps.
    """
    order: list[list[str]] = [
        [one for one in rows if places.get(one) == place]
        for place in sorted({places[one] for one in rows if one in places})
    ]
    here = next((at for at, group in enumerate(order) if row in group), None)
    if here is None:
        if up and row in rows:
            order.append([row])
    elif len(order[here]) > 1:
        order[here].remove(row)
        order.insert(here if up else here + 1, [row])
    elif 0 <= (there := here + (-1 if up else 1)) < len(order):
        order[here], order[there] = order[there], order[here]
    return {one: place for place, group in enumerate(order, start=1) for one in group}
