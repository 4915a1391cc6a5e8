"""Which questions an answer counts in: the same for everybody who was asked them, whatever they answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from consult.decision.rules.evidence import Evidence
from consult.instrument.rules.routing import is_for
from consult.instrument.rules.structure import Part, PartType, Structure, Unit

_IN_NO_TABLE = frozenset({PartType.TEXT, PartType.TICK, PartType.UPLOAD, PartType.INFORMATION})
START = "Z"
"""The section in which members agree to take part: its answers are no finding."""


def asked_of_everybody(structure: Structure, unit: Unit, *, short: bool) -> tuple[str, ...]:
    """Return the closed parts that every member of a unit is asked on a form, in the order of asking.

    Left out is whatever hangs on what was answered (a part or a row asked only after a certain answer): to see it
    listed would tell that answer. What is sealed is never listed, nor are words, which count as themes.
    """
    start = {
        key for section in structure.sections if section.code == START for page in section.pages for key in page.parts
    }
    return tuple(
        key
        for key, part in structure.parts.items()
        if key not in start and is_for(part, unit, short) and _is_asked_of_everybody(part)
    )


def _is_asked_of_everybody(part: Part) -> bool:
    hangs = part.when is not None or part.rows_when is not None or part.other_of is not None
    nothing = part.rows_list is not None and not part.rows  # a list the coalition has left empty
    return not (hangs or nothing or part.sealed or part.type in _IN_NO_TABLE)


def rests_on(parts: Collection[str], asked: Collection[str]) -> bool:
    """Tell whether a finding that rests on `parts` counts an answer to `asked`: any part will do."""
    return any(part in asked for part in parts)


def cites_any(refs: Iterable[Evidence], known: Collection[str]) -> bool:
    """Tell whether a clause or a decision cites anything of `known` ("figure:F2", "reaction:…")."""
    return any(str(ref) in known for ref in refs)
