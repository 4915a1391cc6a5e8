"""The gates a consultation passes from the mandate to its last review (FIELD section 5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from types import MappingProxyType

from consult.consultation.rules.mandate import Mandate, Mode


class Gate(StrEnum):
    """G0 to G10, in order; G1 and G2 are passed side by side."""

    MANDATE = "g0"
    INSTRUMENT = "g1"
    REGISTER = "g2"
    COLLECTION = "g3"
    DATA = "g4"
    CODING = "g5"
    RELEASE = "g6"
    MEETING = "g7"
    PROPOSAL = "g8"
    DECISION = "g9"
    REVIEW = "g10"


class ReadinessQuestion(StrEnum):
    """What coalitions ask themselves before they join forces (Q16); every one is answered before G0."""

    GAIN = "gain"
    RISKS = "risks"
    SAFETY = "safety"
    COST = "cost"
    PROMISE = "promise"
    EXPECTATIONS = "expectations"
    CALENDARS = "calendars"


PER_STRAND = frozenset({Gate.INSTRUMENT, Gate.REGISTER, Gate.COLLECTION, Gate.DATA, Gate.CODING})
"""Gates each strand passes for itself; the others are passed once, by the whole consultation."""
WHOLE = tuple(gate for gate in Gate if gate not in PER_STRAND)
"""Gates the whole consultation passes, in the order in which it passes them."""

PREREQUISITES: Mapping[Gate, tuple[Gate, ...]] = MappingProxyType(
    {
        Gate.MANDATE: (),
        Gate.INSTRUMENT: (Gate.MANDATE,),
        Gate.REGISTER: (Gate.MANDATE,),
        Gate.COLLECTION: (Gate.INSTRUMENT, Gate.REGISTER),
        Gate.DATA: (Gate.COLLECTION,),
        Gate.CODING: (Gate.DATA,),
        Gate.RELEASE: (Gate.CODING,),
        Gate.MEETING: (Gate.RELEASE,),
        Gate.PROPOSAL: (Gate.MEETING,),
        Gate.DECISION: (Gate.PROPOSAL,),
        Gate.REVIEW: (Gate.DECISION,),
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a measured condition came to. `words` is an English sentence marked with `N_`; `values` fill it."""

    holds: bool
    words: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passed:
    """One gate that was passed: by a strand, or ("") by the whole consultation."""

    gate: Gate
    strand_id: str = ""


def missing_before(
    gate: Gate, strand_id: str, strands: Collection[str], passed: Collection[Passed]
) -> tuple[Gate, ...]:
    """Return the gates that come before `gate` and are not passed yet.

    A strand's gate waits for its own strand and for the whole; a gate of the whole waits for every strand.
    """
    wanting = []
    for before in PREREQUISITES[gate]:
        if before not in PER_STRAND:
            needed = {Passed(before)}
        elif gate in PER_STRAND:
            needed = {Passed(before, strand_id)}
        else:
            needed = {Passed(before, one) for one in strands}
        if not needed <= set(passed):
            wanting.append(before)
    return tuple(wanting)


def is_passed_by_all(gate: Gate, strands: Collection[str], passed: Collection[Passed]) -> bool:
    """Tell whether a gate lies behind the whole consultation: passed once, or by every strand."""
    if gate not in PER_STRAND:
        return Passed(gate) in passed
    return bool(strands) and all(Passed(gate, one) in passed for one in strands)


def mandate_hash(mandate: Mandate, readiness: Mapping[ReadinessQuestion, Mapping[str, str]]) -> str:
    """Return the SHA-256 of what boards sign: question, criteria, rule, dates, confidentiality, answers on readiness.

    A mode is spelled out where it is not the usual one, so that what was signed before there was a choice still stands.
    """
    usual = [name for name in ("mode", "individual_mode") if getattr(mandate, name) is Mode.CONFIDENTIAL]
    fields = {name: value for name, value in asdict(mandate).items() if name not in usual}
    signed = {"mandate": fields, "readiness": {asked.value: dict(text) for asked, text in readiness.items()}}
    spelled = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()
