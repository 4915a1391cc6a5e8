"""Answers from elsewhere, read row by row into our codes.

In: the sheet, and the plan that says which column holds what. Out: checked answers, and a fault with row and column for
everything that is none. What a cell says is in no fault: it is an answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import regex

from consult.collection.exchange.answers_plan import PartPlan, Plan
from consult.collection.exchange.answers_sheet import AnswerSheet
from consult.collection.rules.codes import Unit
from consult.collection.rules.elsewhere import GivenAnswer
from consult.instrument.rules.condition import Value
from consult.instrument.rules.reading import Fault, FaultCode, Form, read_part
from consult.instrument.rules.routing import prune, prune_texts
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.instrument.rules.structure import Unit as AskedUnit
from consult.instrument.rules.types.base import INSTEAD
from consult.instrument.rules.types.date import PIECES, day_of
from consult.instrument.rules.types.text import WRITTEN
from consult.shared.errors import InputFault
from consult.shared.text import clean_line, clean_text

NOT_ANSWERED, NOT_ASKED, UNRANKED = "not_answered", "not_asked", "unranked"
_YES = frozenset(("1", "yes", "y", "x", "true", "on"))
_NO = frozenset(("", "0", "no", "n", "false", "off", NOT_ANSWERED))
_BETWEEN = regex.compile(r"[;|,]")
_FAULTS: Mapping[FaultCode, tuple[str, str]] = {
    FaultCode.FOREIGN_CODE: ("a value that is no code here", "correct it, or say in the map which code it is"),
    FaultCode.WRONG_SHAPE: ("a value that cannot be read", "correct it"),
    FaultCode.TOO_MANY: ("more answers than the instrument takes", "leave some out"),
    FaultCode.EXCLUSIVE: ("an answer that stands alone stands beside others", "keep one kind"),
    FaultCode.NOT_A_NUMBER: ("not a number", "write it in digits"),
    FaultCode.DECIMALS: ("a number with too many decimals", "round it"),
    FaultCode.OUT_OF_RANGE: ("a number outside the range of the instrument", "correct it"),
    FaultCode.NO_SUCH_DAY: ("not a day", "write it as 2024-05-31"),
    FaultCode.WRONG_TOTAL: ("points that do not make the total", "correct them"),
    FaultCode.TOO_LONG: ("a text that is too long", "shorten it"),
}
_OTHERWISE = ("a value that cannot be read", "correct it")


@dataclass(slots=True)
class _Row:
    """What was found of one row so far."""

    number: int
    cells: Sequence[str]
    document: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    not_asked: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)


class AnswerReader:
    """Reads the rows of one file; what is wrong is noted in `faults`."""

    def __init__(self, structure: Structure, plan: Plan, file_name: str) -> None:
        self._structure, self._plan, self._file = structure, plan, file_name
        self._parts = [replace(one, part=replace(one.part, required=False)) for one in plan.parts]
        self._names: dict[str, int] = {}
        self._said: dict[tuple[str, str], str] = {}
        self.faults: list[InputFault] = []

    def read(self, sheet: AnswerSheet) -> list[GivenAnswer]:
        """Return the answer of every row that is whole."""
        found = (self._answer(_Row(number, cells)) for number, cells in sheet.rows)
        return [one for one in found if one is not None]

    def _fault(self, row: _Row, at: int | None, what: str, todo: str) -> None:
        column = f":{self._plan.headings[at]}" if at is not None else ""
        self.faults.append(InputFault(f"{self._file}:{row.number}{column}", what, todo))

    def _answer(self, row: _Row) -> GivenAnswer | None:
        before = len(self.faults)
        given = {name: self._attribute(row, name) for name in self._plan.attributes}
        unit = self._unit(row, given.pop("unit"))
        weights = {name: self._weight(row, at) for name, at in self._plan.weights.items()}
        short = self._plan.form is not None and row.cells[self._plan.form].strip() == "short"
        for plan in self._parts:
            self._part(row, plan)
        if unit is not None:
            self._check_routing(row, AskedUnit(unit), short)
            self._check_name(row, unit)
        if unit is None or len(self.faults) > before:
            return None
        return GivenAnswer(
            unit=unit,
            short=short,
            document=row.document,
            texts=row.texts,
            weights=weights,
            not_asked=tuple(row.not_asked),
            **given,
        )

    def _attribute(self, row: _Row, name: str) -> str:
        at, source = self._plan.attributes[name]
        if at is None:
            return source.fixed or ""
        said = clean_line(row.cells[at])
        found = source.codes.get(said, self._plan.missing.get(said, said))
        return "" if found in (NOT_ANSWERED, NOT_ASKED) else found

    def _unit(self, row: _Row, said: str) -> Unit | None:
        if said in set(Unit):
            return Unit(said)
        self._fault(
            row, self._plan.attributes["unit"][0], "neither organisation nor individual", "say in the map which"
        )
        return None

    def _weight(self, row: _Row, at: int) -> float:
        try:
            found = float(row.cells[at].strip().replace(",", "."))
        except ValueError:
            found = math.nan
        if not (math.isfinite(found) and found >= 0):
            self._fault(row, at, "not a weight", "write a number that is not negative")
        return found

    def _check_name(self, row: _Row, unit: Unit) -> None:
        """Note an organisation that answers twice; its name is kept nowhere."""
        at = self._plan.organisation
        name = clean_line(row.cells[at]).casefold() if at is not None and unit is Unit.ORGANISATION else ""
        if name and (first := self._names.setdefault(name, row.number)) != row.number:
            self._fault(row, at, f"this organisation answers in row {first} already", "keep one of its answers")

    def _resolved(self, plan: PartPlan, cell: str) -> str:
        """Return what a cell says in our codes, "" for no answer."""
        said = cell.strip()
        key = (plan.part.key, said)
        if key not in self._said:
            found = plan.source.codes.get(said, self._plan.missing.get(said, said))
            self._said[key] = "" if found == NOT_ANSWERED else found
        return self._said[key]

    def _part(self, row: _Row, plan: PartPlan) -> None:
        part = plan.part
        row.places[part.key] = plan.cells[0][1]
        if part.is_text:
            self._text(row, plan)
            return
        said = [(suffix, at, self._resolved(plan, row.cells[at])) for suffix, at in plan.cells]
        self._note_not_asked(row, part, said)
        said = [one for one in said if one[2] and one[2] != NOT_ASKED]
        if not said:
            return
        if reason := next((one for _, _, one in said if one in part.instead), ""):
            form: dict[str, list[str]] = {f"{part.key}:{INSTEAD}": [reason]}
            said = [one for one in said if one[2] != reason]
        else:
            form = {}
        for name, value in self._fields(row, plan, said):
            form.setdefault(name, []).append(value)
        self._keep(row, plan, form)

    def _note_not_asked(self, row: _Row, part: Part, said: Sequence[tuple[str, int, str]]) -> None:
        away = [suffix.partition(":")[0] for suffix, _, one in said if one == NOT_ASKED]
        if len(away) == len(said):
            row.not_asked.append(part.key)
        elif part.type in (PartType.MATRIX, PartType.MATRIX_MULTIPLE):
            row.not_asked.extend(f"{part.key}/{one}" for one in dict.fromkeys(away))

    def _keep(self, row: _Row, plan: PartPlan, form: Form) -> None:
        reading = read_part(plan.part, form)
        for fault in reading.faults:
            what, todo = _FAULTS.get(fault.code, _OTHERWISE)
            self._fault(row, _place(plan, fault), what, todo)
        if reading.value is not None and not reading.faults:
            row.document[plan.part.key] = reading.value

    def _text(self, row: _Row, plan: PartPlan) -> None:
        at = plan.cells[0][1]
        said = self._plan.missing.get(row.cells[at].strip(), row.cells[at].strip())
        if said == NOT_ASKED:
            row.not_asked.append(plan.part.key)
        elif said not in ("", NOT_ANSWERED, WRITTEN):
            reading = read_part(plan.part, {plan.part.key: [clean_text(said)]})
            if reading.faults:
                self._fault(row, at, *_FAULTS.get(reading.faults[0].code, _OTHERWISE))
            elif reading.text:
                row.texts[plan.part.key] = reading.text

    def _fields(self, row: _Row, plan: PartPlan, said: Sequence[tuple[str, int, str]]) -> Iterator[tuple[str, str]]:
        """Turn the cells of one part into the fields its own page would post."""
        part = plan.part
        for suffix, at, one in said:
            match part.type:
                case PartType.MULTIPLE | PartType.MATRIX_MULTIPLE:
                    name = f"{part.key}:{suffix.partition(':')[0]}" if part.rows_list else part.key
                    yield from ((name, code) for code in self._several(row, plan, suffix, at, one))
                case PartType.DATE:
                    day = day_of(one)
                    values = (day.day, day.month, day.year) if day else (0, 0, 0)
                    yield from ((f"{part.key}:{name}", str(v)) for name, v in zip(PIECES, values, strict=True))
                case PartType.TICK:
                    yield from [(part.key, "yes")] if one.casefold() not in _NO else []
                case PartType.RANKING if plan.source.positions:
                    yield f"{part.key}:{one}", suffix
                case PartType.RANKING | PartType.ALLOCATION if one in ("0", UNRANKED):
                    pass
                case _:
                    yield (f"{part.key}:{suffix}" if suffix else part.key), one

    def _several(self, row: _Row, plan: PartPlan, suffix: str, at: int, one: str) -> Iterator[str]:
        part, option = plan.part, suffix.rpartition(":")[2]
        if not plan.by_option:
            between = plan.source.separator
            pieces = one.split(between) if between else _BETWEEN.split(one)
            yield from (found for piece in pieces if (found := self._resolved(plan, piece)) not in ("", NOT_ASKED))
        elif one in plan.source.chosen or one == option:
            yield option
        elif one in part.options:
            yield one  # a reason, such as "prefer_not", stands in the column of every option
        elif not plan.source.chosen and one.casefold() in _YES:
            yield option
        elif not plan.source.chosen and one.casefold() not in _NO:
            self._fault(row, at, "neither chosen nor not chosen", "write 1 or 0, or say in the map what is `chosen`")

    def _check_routing(self, row: _Row, unit: AskedUnit, short: bool) -> None:
        """Note what is answered though it is not asked: it would count nowhere, and nobody would see it."""
        kept = prune(self._structure, unit, short, row.document)
        texts = prune_texts(self._structure, unit, short, row.document, row.texts)
        wrong = [key for key, value in row.document.items() if kept.get(key) != value]
        for key in [*wrong, *(key for key in row.texts if key not in texts)]:
            self._fault(row, row.places[key], "answered, and not asked by the instrument here", "leave it empty")


def _place(plan: PartPlan, fault: Fault) -> int | None:
    """Return the column a fault is about: that of its row, else the first of the part."""
    own = [at for suffix, at in plan.cells if fault.row is not None and suffix.partition(":")[0] == fault.row]
    return own[0] if own else plan.cells[0][1]
