"""Who speaks in a transcript, as YAML or CSV: a label for each speaker, what they are and what they agreed to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import yaml

from consult.interview.rules import NOT_SHOWN, Quoting, SpeakerRole
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted
from consult.shared.text import clean_line

NO_SPEAKER = "none"
"""The role of what stands before a colon and is no speaker."""
FIELDS = (
    *("label", "role", "organisation", "position", "region", "language", "took_part", "quoting"),
    *("may_contact", "may_record", "consent_on"),
)
_TRUE = frozenset({"yes", "true", "y", "1", "x"})
_FALSE = frozenset({"", "no", "false", "n", "0"})
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSpeaker:
    """One speaker as described; `organisation` by its name in the register, `role` None for no speaker at all."""

    label: str
    role: SpeakerRole | None
    organisation: str = ""
    position: str = ""
    hides_region: bool = False
    language: str = ""
    took_part: bool = False
    quoting: Quoting = Quoting.NONE
    may_contact: bool = False
    may_record: bool = False
    consent_on: date | None = None


def read_speakers(content: bytes, file_name: str) -> tuple[GivenSpeaker, ...]:
    """Return the speakers a file describes; raise `InterviewRefused` with every fault."""
    rows = _rows(content, file_name)
    faults: list[Noted] = []
    found = tuple(_speaker(number, row, faults) for number, row in enumerate(rows, 1))
    if faults or not found:
        raise InterviewRefused(*(faults or [noted(Trouble.BAD_SPEAKERS_FILE)]))
    return found


def _rows(content: bytes, file_name: str) -> Sequence[Mapping[str, Any]]:  # Any: whatever YAML holds
    try:
        text = content.decode("utf-8-sig")
        if file_name.lower().endswith(".csv"):
            rows: Any = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        else:
            rows = yaml.safe_load(text)
        if isinstance(rows, dict):
            rows = rows.get("participants") or rows.get("speakers")
    except (UnicodeDecodeError, csv.Error, yaml.YAMLError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("label") for row in rows):
        raise InterviewRefused(noted(Trouble.BAD_SPEAKERS_FILE))
    return rows


def _speaker(number: int, row: Mapping[str, Any], faults: list[Noted]) -> GivenSpeaker:
    def text(name: str) -> str:
        value = row.get(name)
        return clean_line(str(value)) if value is not None else ""

    def tick(name: str) -> bool:
        value = text(name).lower()
        if value not in _TRUE | _FALSE:
            faults.append(_unknown(number, name, value, ("yes", "no")))
        return value in _TRUE

    faults.extend(_unknown(number, "heading", str(name), FIELDS) for name in row if name not in FIELDS)
    role = text("role").lower() or SpeakerRole.INTERVIEWEE.value
    return GivenSpeaker(
        label=text("label"),
        role=None if role == NO_SPEAKER else _code(SpeakerRole, role, "role", faults, number),
        organisation=text("organisation"),
        position=text("position"),
        hides_region=text("region").lower() == NOT_SHOWN,
        language=text("language"),
        took_part=tick("took_part"),
        quoting=_code(Quoting, text("quoting").lower() or "none", "quoting", faults, number) or Quoting.NONE,
        may_contact=tick("may_contact"),
        may_record=tick("may_record"),
        consent_on=_day(text("consent_on"), faults, number),
    )


def _code(kind: type[Code], value: str, field: str, faults: list[Noted], number: int) -> Code | None:
    found = next((code for code in kind if code.value == value), None)
    if found is None:
        faults.append(_unknown(number, field, value, [code.value for code in kind]))
    return found


def _unknown(number: int, field: str, value: str, known: Sequence[str]) -> Noted:
    fault = noted(Trouble.UNKNOWN_VALUE, number, field=field, value=value)
    return Noted(fault.trouble, number, (*fault.values, ("known", ", ".join(known))))


def _day(value: str, faults: list[Noted], number: int) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        faults.append(noted(Trouble.BAD_DATE, number, value=value))
        return None
