"""What a posted page says, read against the instrument: what can be kept, and what has to be typed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage

from consult.collection.labels import fault_message
from consult.collection.operations.uploads import NewFile
from consult.instrument.rules.condition import Answers, Value
from consult.instrument.rules.reading import Fault, FaultCode, Form, fields_of, fields_posted, read_part
from consult.instrument.rules.routing import rows_shown
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.instrument.rules.types import type_of
from consult.instrument.rules.types.ranking import moved
from consult.instrument.rules.types.upload import LARGEST, file_name, media_type_of
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line

REMOVE = "remove"


@dataclass(slots=True)
class Posted:
    """One page as it was sent. `entries` and `words` can be kept; `fields` are shown again with the faults."""

    entries: dict[str, Value | None] = field(default_factory=dict)
    words: dict[str, str | None] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def messages(self) -> dict[str, list[str]]:
        """Return the faults as the error summary shows them, by field."""
        found: dict[str, list[str]] = {}
        for fault in self.faults:
            key = f"{fault.part}:{fault.row}" if fault.row else fault.part
            found.setdefault(key, []).append(fault_message(fault))
        return found


def read_page(structure: Structure, parts: Sequence[str], form: Form, held: Answers, *, strict: bool) -> Posted:
    """Read the parts of one page; only `strict` reading (going on) minds what is required and missing."""
    posted = Posted()
    for key in parts:
        part = structure.parts[key]
        if part.type is PartType.INFORMATION or (type_of(part).stays_unposted and _says_nothing(part, form)):
            continue
        reading = read_part(part, form)
        faults = [fault for fault in reading.faults if strict or fault.code is not FaultCode.REQUIRED]
        posted.faults += faults
        posted.fields |= fields_posted(part, form)
        if not faults and part.is_text:
            posted.words[key] = reading.text
        elif not faults:
            posted.entries[key] = with_hidden_rows(part, reading.value, held)
    return posted


def take_files(
    structure: Structure, parts: Sequence[str], files: Mapping[str, FileStorage]
) -> tuple[dict[str, NewFile], list[Fault]]:
    """Look at the files of a page; return those that can be kept, by part, and what is wrong with the others."""
    taken, faults = dict[str, NewFile](), list[Fault]()
    for key in parts:
        sent = files.get(key)
        if structure.parts[key].type is not PartType.UPLOAD or sent is None or not sent.filename:
            continue
        content = sent.stream.read(LARGEST + 1)
        sent.stream.seek(0)  # its digest is part of the key of the post
        name = file_name(clean_line(sent.filename))
        found = media_type_of(name, content)
        if isinstance(found, FaultCode):
            faults.append(Fault(key, found))
        else:
            taken[key] = NewFile(random_id(), name, found, content)
    return taken, faults


def _says_nothing(part: Part, form: Form) -> bool:
    """Tell whether a page leaves a file as it is: none was chosen, and nobody asked to remove the one there is."""
    return not form.get(part.key) and not form.get(f"{part.key}:{REMOVE}")


def with_hidden_rows(part: Part, value: Value | None, held: Answers) -> Value | None:
    """Return a posted value with the rows that are not asked at present: should they be asked again, they are back."""
    before = held.get(part.key)
    if part.rows_when is None or not isinstance(before, Mapping) or isinstance(value, str):
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
    if after or isinstance(value, Mapping):
        posted.entries[key] = with_hidden_rows(part, {**after}, held)
        posted.fields |= fields_of(part, {**after})
