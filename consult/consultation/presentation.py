"""What the page of the gates shows: every gate, who passed it when, and how the conditions of the next ones stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _

from consult.consultation.labels import CODES, GATE_NAMES, NOT_ATTESTED, slip_words, worded
from consult.consultation.queries import (
    AttestationView,
    Condition,
    ConsultationView,
    GateBook,
    Gates,
    PassageView,
    Standing,
    StrandView,
)
from consult.consultation.rules import (
    PER_STRAND,
    Dates,
    Gate,
    Passed,
    StrandState,
    is_passed_by_all,
    missing_before,
    planned_days,
    slips,
)

ELSEWHERE = frozenset({Gate.COLLECTION, Gate.DATA, Gate.RELEASE, Gate.MEETING})
"""Gates that are passed by a step on another page."""


class CellState(StrEnum):
    """Where a strand, or the whole, stands with a gate."""

    PASSED = "passed"
    READY = "ready"  # every condition holds
    WAITING = "waiting"  # for conditions
    LATER = "later"  # gates before it are not passed


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do and read here: strand ids, "" for the whole consultation."""

    figures: frozenset[str] = frozenset()
    attests: frozenset[str] = frozenset()
    passes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition: `holds` is None where nobody has looked yet; `said` is what was measured."""

    key: str
    label: str
    holds: bool | None
    said: str
    is_measured: bool
    attestation: AttestationView | None
    may_attest: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One gate of one strand, or (`strand` None) of the whole consultation."""

    gate: Gate
    strand: StrandView | None
    state: CellState
    passage: PassageView | None
    waits_for: str
    conditions: tuple[ConditionLine, ...]
    may_pass: bool

    @property
    def id(self) -> str:
        """Return what the cell is called on its page."""
        return f"{self.gate.value}-{self.strand.mark.lower()}" if self.strand else self.gate.value


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate of the timeline."""

    gate: Gate
    code: str
    name: str
    planned_on: date
    is_usual: bool
    state: CellState
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...]


def dates_of(found: ConsultationView) -> Dates:
    """Return the days of a mandate that the calendar is made from."""
    return Dates(found.opens_on, found.closes_on, found.withdraw_until, found.meeting_on)


def live_gates(found: ConsultationView, passed: frozenset[Passed]) -> tuple[Passed, ...]:
    """Return the gates whose turn it is: not passed, and everything before them is."""
    strands = [one.id for one in found.strands]
    return tuple(
        at
        for gate in Gate
        for at in _places(gate, strands)
        if at not in passed and not missing_before(gate, at.strand_id, strands, passed)
    )


def _places(gate: Gate, strands: list[str]) -> list[Passed]:
    return [Passed(gate, one) for one in strands] if gate in PER_STRAND else [Passed(gate)]


def timeline(
    found: ConsultationView,
    gates: Gates,
    book: GateBook,
    standing: Mapping[Passed, tuple[Standing, ...]],
    *,
    rights: Rights,
    today: date,
) -> tuple[GateLine, ...]:
    """Return every gate from G0 to G10."""
    lines = []
    days = planned_days(dates_of(found), book.planned)
    warnings = warnings_of(found, book, today)
    for gate in Gate:
        cells = tuple(
            _cell(found, gates, book, at, standing.get(at, ()), rights)
            for at in _places(gate, [one.id for one in found.strands])
        )
        lines.append(
            GateLine(
                gate=gate,
                code=CODES[gate],
                name=str(GATE_NAMES[gate]),
                planned_on=days[gate],
                is_usual=gate not in book.planned,
                state=_together([cell.state for cell in cells]),
                cells=cells,
                warnings=warnings.get(gate, ()),
            )
        )
    return tuple(lines)


def warnings_of(found: ConsultationView, book: GateBook, today: date) -> Mapping[Gate, tuple[str, ...]]:
    """Return the warnings of the calendar, in words, by gate."""
    strands = [one.id for one in found.strands]
    behind = [gate for gate in Gate if is_passed_by_all(gate, strands, book.passed)]
    warned: dict[Gate, tuple[str, ...]] = {}
    for slip in slips(dates_of(found), planned_days(dates_of(found), book.planned), behind, today):
        warned[slip.gate] = (*warned.get(slip.gate, ()), slip_words(slip))
    return warned


def _together(states: list[CellState]) -> CellState:
    """Return the state of a gate: passed when every strand has, otherwise the state of whoever is furthest behind."""
    order = (CellState.LATER, CellState.WAITING, CellState.READY)
    if not states:
        return CellState.LATER
    behind = [state for state in states if state is not CellState.PASSED]
    live = [state for state in behind if state is not CellState.LATER]
    return min(live or behind, key=order.index) if behind else CellState.PASSED


def _cell(
    found: ConsultationView,
    gates: Gates,
    book: GateBook,
    at: Passed,
    standing: tuple[Standing, ...],
    rights: Rights,
) -> Cell:
    passage = book.passage(at.gate, at.strand_id)
    missing = missing_before(at.gate, at.strand_id, [one.id for one in found.strands], book.passed)
    if passage is not None:
        state = CellState.PASSED
    elif missing:
        state = CellState.LATER
    else:
        looked = len(standing) == len(gates.of(at.gate))
        state = CellState.READY if looked and all(one.holds for one in standing) else CellState.WAITING
    sees = at.strand_id in rights.figures or found.all_have(StrandState.RELEASED)
    by_key = {one.condition.key: one for one in standing}
    may_attest = at.strand_id in rights.attests and state in (CellState.READY, CellState.WAITING)
    return Cell(
        gate=at.gate,
        strand=next((one for one in found.strands if one.id == at.strand_id), None),
        state=state,
        passage=passage,
        waits_for=", ".join(CODES[one] for one in missing),
        conditions=tuple(
            _line(one, by_key.get(one.key), book.attested(one.key, at.strand_id), state, sees, may_attest)
            for one in gates.of(at.gate)
        ),
        may_pass=state is CellState.READY and at.strand_id in rights.passes and at.gate not in ELSEWHERE,
    )


def _line(
    condition: Condition,
    standing: Standing | None,
    attestation: AttestationView | None,
    state: CellState,
    sees: bool,
    may_attest: bool,
) -> ConditionLine:
    is_measured = condition.check is not None
    holds = standing.holds if standing else True if state is CellState.PASSED else None
    said = ""
    if standing and standing.outcome is not None and sees:
        said = str(worded(standing.outcome.words, standing.outcome.values))
    elif standing and standing.outcome is not None:
        said = _("It holds.") if standing.holds else _("It does not hold yet.")
    elif not is_measured and attestation is None and standing is not None:
        said = str(NOT_ATTESTED)
    return ConditionLine(
        key=condition.key,
        label=str(worded(condition.label)),
        holds=holds,
        said=said,
        is_measured=is_measured,
        attestation=_without_reason(attestation) if attestation and not sees else attestation,
        may_attest=may_attest and not is_measured,
    )


def _without_reason(given: AttestationView) -> AttestationView:
    """Return an attestation of another's strand: free words could tell what was found there."""
    return AttestationView(
        id=given.id,
        condition=given.condition,
        strand_id=given.strand_id,
        by=given.by,
        account_id=given.account_id,
        reason="",
        attested_at=given.attested_at,
    )
