"""What a posted page says, read against the instrument: what can be kept, and what has to be typed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import LazyString

from consult.collection.labels import FAULTS
from consult.collection.rules import moved
from consult.instrument.rules.condition import Answers, Value
from consult.instrument.rules.reading import Fault, FaultCode, read_part
from consult.instrument.rules.routing import rows_shown
from consult.instrument.rules.structure import Part, PartType, Structure

Form = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Posted:
    """One page as it was sent. `entries` and `words` can be kept; the rest is shown again with its faults."""

    entries: dict[str, Value | None] = field(default_factory=dict)
    words: dict[str, str | None] = field(default_factory=dict)
    typed: dict[str, Value | str | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def messages(self) -> dict[str, list[LazyString]]:
        """Return the faults as the error summary shows them, by field; an "other" text is shown at its question."""
        found: dict[str, list[LazyString]] = {}
        for fault in self.faults:
            key = f"{fault.part}:{fault.row}" if fault.row else fault.part.removesuffix(".other")
            found.setdefault(key, []).append(FAULTS[fault.code])
        return found


def read_page(structure: Structure, parts: Sequence[str], form: Form, held: Answers, *, strict: bool) -> Posted:
    """Read the parts of one page; only `strict` reading (going on) minds what is required and missing."""
    posted = Posted()
    for key in parts:
        part = structure.parts[key]
        reading = read_part(part, form)
        faults = [fault for fault in reading.faults if strict or fault.code is not FaultCode.REQUIRED]
        posted.faults += faults
        posted.typed[key] = _typed(part, form, reading.text if part.is_text else reading.value, bad=bool(faults))
        if not faults and part.is_text:
            posted.words[key] = reading.text
        elif not faults:
            posted.entries[key] = with_hidden_rows(part, reading.value, held)
    return posted


def _typed(part: Part, form: Form, read: Value | str | None, *, bad: bool) -> Value | str | None:
    if bad and part.type in (PartType.TEXT, PartType.YEAR):
        return "\n".join(form.get(part.key, ()))
    return read


def with_hidden_rows(part: Part, value: Value | None, held: Answers) -> Value | None:
    """Return a posted value with the rows that are not asked at present: should they be asked again, they are back."""
    before = held.get(part.key)
    if part.rows_when is None or not isinstance(before, Mapping):
        return value
    shown = rows_shown(part, held)
    hidden = {row: chosen for row, chosen in before.items() if row not in shown}
    given = value if isinstance(value, Mapping) else {}
    return {**hidden, **given} or None


def move_row(structure: Structure, posted: Posted, go: str, held: Answers) -> None:
    """Carry out "up:PART:row" or "down:PART:row" on a posted ranking."""
    direction, _, name = go.partition(":")
    key, _, row = name.rpartition(":")
    part = structure.parts.get(key)
    if part is None or part.type is not PartType.RANKING or key not in posted.entries:
        return
    value = posted.entries[key]
    shown = rows_shown(part, held)
    places = {r: p for r, p in value.items() if r in shown and isinstance(p, int)} if isinstance(value, Mapping) else {}
    after = moved(places, shown, row, up=direction == "up")
    posted.entries[key] = with_hidden_rows(part, {**after}, held)
    posted.typed[key] = {**after}
