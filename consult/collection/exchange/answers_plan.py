"""Which column of a file of answers from elsewhere holds what: found before any row is read.

In: the headings, a map and the structure. Out: a `Plan`, with a fault for each column that is missing or unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from consult.collection.exchange.answers_csv import WORDS
from consult.collection.rules.elsewhere import ATTRIBUTES, WEIGHT, AnswersMap, PartSource, Source
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.instrument.rules.types import type_of
from consult.shared.errors import InputFault

FORM, FICTITIOUS = "form", "fictitious"
UNCOUNTED = (PartType.UPLOAD, PartType.INFORMATION)


@dataclass(frozen=True, slots=True)
class PartPlan:
    """Where one part is: (suffix, place of the column) for the whole, each row or each option."""

    part: Part
    cells: tuple[tuple[str, int], ...]
    source: PartSource

    @property
    def by_option(self) -> bool:
        """Tell whether every option (of a row) has a column of its own."""
        return all(_is_option(self.part, suffix) for suffix, _ in self.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read from each row; `attributes` are {name: (place or None, source)}."""

    headings: tuple[str, ...]
    attributes: Mapping[str, tuple[int | None, Source]]
    weights: Mapping[str, int]
    parts: tuple[PartPlan, ...]
    missing: Mapping[str, str]
    organisation: int | None = None
    form: int | None = None
    fictitious: bool = False
    unread: tuple[str, ...] = ()


class Planner:
    """Looks columns up, noting what is wrong; `place` names the file of answers, `of_map` the map."""

    def __init__(self, structure: Structure, headings: tuple[str, ...], answers_map: AnswersMap, place: str) -> None:
        self._structure, self._headings, self._map, self._place = structure, headings, answers_map, place
        self._used: set[int] = set()
        self.faults: list[InputFault] = []

    def plan(self) -> Plan:
        """Return where everything is; what is wrong is in `faults`."""
        self._check_headings()
        found = Plan(
            headings=self._headings,
            attributes={name: self._attribute(name) for name in ATTRIBUTES},
            weights=self._weights(),
            parts=tuple(self._parts()),
            missing=self._map.missing,
            organisation=self._column(self._map.organisation) if self._map.organisation else None,
            form=self._own(FORM),
            fictitious=self._own(FICTITIOUS) is not None,
        )
        unread = tuple(one for at, one in enumerate(self._headings) if one and at not in self._used)
        for heading in () if self._map.whole else unread:
            self._fault(heading, "is no part of the instrument", "rename the column, or write a map (--map)")
        if found.attributes["unit"] == (None, Source()):
            self._fault("unit", "is not there", "add the column, or say in the map whose answers these are")
        if not found.parts and not self.faults:
            self._fault("", "no column holds an answer", "call columns like parts, or write a map (--map)")
        return replace(found, unread=unread)

    def _check_headings(self) -> None:
        for heading in dict.fromkeys(self._headings):
            if heading and self._headings.count(heading) > 1:
                self._fault(heading, "stands above two columns", "rename one")

    def _fault(self, column: str, what: str, todo: str) -> None:
        place = f"{self._place}:1:{column}" if column else f"{self._place}:1"
        self.faults.append(InputFault(place, what, todo))

    def _column(self, heading: str) -> int | None:
        """Return the place of a column the map names."""
        place = self._own(" ".join(heading.split()))
        if place is None:
            self._fault(heading, "the map names this column, and it is not there", "correct the map")
        return place

    def _own(self, heading: str) -> int | None:
        """Return the place of a column that may be there."""
        if heading not in self._headings:
            return None
        self._used.add(self._headings.index(heading))
        return self._headings.index(heading)

    def _attribute(self, name: str) -> tuple[int | None, Source]:
        source = self._map.attributes.get(name)
        if source is None:
            return self._own(name), Source()
        return (self._column(source.column) if source.column else None), source

    def _weights(self) -> dict[str, int]:
        named = {name: place for name, one in self._map.weights.items() if (place := self._column(one)) is not None}
        if WEIGHT not in named and (own := self._own(WEIGHT)) is not None:
            named[WEIGHT] = own
        return named

    def _parts(self) -> Iterator[PartPlan]:
        for key in sorted(self._map.parts.keys() - self._structure.parts.keys()):
            self._fault("", f"the map speaks of {key}, which is no part of the instrument", "correct the map")
        for key, part in self._structure.parts.items():
            source = self._map.parts.get(key) or self._unmapped(part)
            if source is None:
                continue
            if part.sealed or part.type in UNCOUNTED:
                self._fault("", f"{key} is sealed or holds no answer that is counted", "leave its column out")
            elif (found := self._part(part, source)) is not None:
                yield found

    def _unmapped(self, part: Part) -> PartSource | None:
        """Return the columns called like a part, as `collection export` calls them."""
        if part.is_text and f"{part.key}:{WORDS}" in self._headings:
            self._own(part.key)  # says only whether there are words
            return PartSource({"": f"{part.key}:{WORDS}"})
        names = {
            name: name.removeprefix(part.key).removeprefix(":") for name in (part.key, *type_of(part).columns(part))
        }
        if part.type is PartType.MATRIX_MULTIPLE:
            names |= {f"{part.key}:{row}": row for row in part.rows}
        columns = {suffix: name for name, suffix in names.items() if name in self._headings}
        return PartSource(columns) if columns else None

    def _part(self, part: Part, source: PartSource) -> PartPlan | None:
        if source.positions and part.type is not PartType.RANKING:
            self._fault("", f"{part.key} is no ranking and has no `positions`", "use `column` or `columns`")
        if source.positions:
            cells = [(str(at), self._column(one)) for at, one in enumerate(source.positions, 1)]
        else:
            cells = [(suffix, self._column(one)) for suffix, one in source.columns.items()]
        allowed = _suffixes(part, source)
        for suffix in sorted(source.columns.keys() - allowed):
            what = f"{part.key} has no row or option {suffix}" if suffix else f"{part.key} needs a column for each row"
            self._fault("", what, f"use {', '.join(sorted(allowed - {''})) or 'one column'}")
        foreign = set(source.codes.values()) - {*part.options, *part.instead, *part.rows, *_UNGIVEN}
        if foreign and (part.options or part.rows):
            self._fault("", f"{part.key} has no code {', '.join(sorted(foreign))}", "correct the map")
        known = [(suffix, place) for suffix, place in cells if place is not None]
        mixed = len({_is_option(part, suffix) for suffix, _ in known}) > 1
        if mixed:
            self._fault("", f"{part.key} has columns of single options and of all options", "leave one kind out")
        return PartPlan(part, tuple(known), source) if known and not mixed else None


_UNGIVEN = ("not_answered", "not_asked")


def _is_option(part: Part, suffix: str) -> bool:
    """Tell whether a column is that of one option among several."""
    if part.type is PartType.MATRIX_MULTIPLE:
        return ":" in suffix
    return part.type is PartType.MULTIPLE and suffix != ""


def _suffixes(part: Part, source: PartSource) -> set[str]:
    """Return what may stand after the key of a part in a map or heading."""
    if source.positions:
        return set()
    columns = {name.removeprefix(part.key).removeprefix(":") for name in type_of(part).columns(part)}
    match part.type:
        case PartType.MULTIPLE:
            return columns | {""}
        case PartType.MATRIX_MULTIPLE:
            return columns | set(part.rows)
        case PartType.DATE:
            return {""}
        case _:
            return columns
