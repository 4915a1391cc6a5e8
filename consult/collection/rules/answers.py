"""What an answer is and when it may change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from consult.collection.rules.codes import REGION_NOT_SHOWN, REGION_PART, Unit
from consult.instrument.rules.condition import Value
from consult.instrument.rules.routing import applies, prune
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.errors import ConsultError, NotAllowedNow


class Closed(NotAllowedNow):
    """Collection is not open: nothing may be begun or changed."""


class UnknownPart(ConsultError):
    """An answer to something the instrument does not ask."""


class RequiredMissing(ConsultError):
    """Submitting without what the instrument requires; `parts` are the keys."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__("required: " + ", ".join(parts))
        self.parts = parts


class SameKey(ConsultError):
    """Both keys of a seal in one hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One open re-ask: the part, and the languages whose wording was corrected."""

    id: str
    part: str
    languages: Collection[str]


def pending(open_: Iterable[Asked], read_in: Mapping[str, str], met: Collection[str]) -> tuple[Asked, ...]:
    """Return the re-asks an answer still has to meet: the part was answered in a corrected language before."""
    return tuple(ask for ask in open_ if ask.id not in met and read_in.get(ask.part) in ask.languages)


def is_stale(part: str, *, held: object, given: object, revisions: Mapping[str, int], seen: int) -> bool:
    """Tell whether `given` would overwrite what somebody else put there since revision `seen`."""
    return held != given and revisions.get(part, 0) > seen


def shown_region(document: Mapping[str, object], region: str) -> str:
    """Return the region an answer is counted under: a group of its own for all who did not say yes to showing it."""
    return region if document.get(REGION_PART) == "yes" else REGION_NOT_SHOWN


def required_missing(structure: Structure, unit: Unit, short: bool, document: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the parts that must be answered before submitting and are not."""
    asked = InstrumentUnit(unit)
    counted = prune(structure, asked, short, document)
    return tuple(
        key
        for key, part in structure.parts.items()
        if part.required and applies(part, asked, short, counted) and counted.get(key) is None
    )


def words_digest(part: str, text: str) -> str:
    """Return what the frozen data hold of somebody's words: proof that they are the same, not the words."""
    return hashlib.sha256(f"{part}\n{text}".encode()).hexdigest()


def canonical_hash(rows: Iterable[object]) -> str:
    """Return the SHA-256 of rows as canonical JSON, in any order of giving."""
    lines = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
