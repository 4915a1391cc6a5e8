"""Reads of the mandate and its strands; plain values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation, FrameMember, GatePassage, Strand
from consult.consultation.rules import DecisionBase, DecisionRule, Gate, Mode, StrandState, reached
from consult.consultation.rules.gates import WHOLE
from consult.disclosure.rules import Rule
from consult.membership.records import Coalition
from consult.shared.errors import N_, NotAllowedNow

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StrandView:
    """One strand with what its consultation promises; texts are {language tag: text}.

    `whole_gates` says how many gates the whole consultation has passed.
    """

    id: str
    consultation_id: str
    coalition_id: str
    coalition_name: str
    agreement: str
    mark: str
    state: StrandState
    dates: Mapping[StrandState, datetime]
    dataset_hash: str | None
    title: Texts
    question: Texts
    already_discussed: Texts
    still_open: Texts
    languages: tuple[str, ...]
    opens_on: date
    closes_on: date
    withdraw_until: date
    mode: Mode
    individual_mode: Mode
    fictitious: bool
    transcripts_destroyed_on: date | None = None
    contacts_destroyed_on: date | None = None
    whole_gates: int = 0
    base_rule_chosen_at: datetime | None = None

    @property
    def records_destroyed_on(self) -> date | None:
        """Return since when figures cannot be counted again: transcripts, or who is who, were destroyed as promised."""
        days = (self.transcripts_destroyed_on, self.contacts_destroyed_on)
        return min((day for day in days if day), default=None)

    @property
    def rule(self) -> Rule:
        """Return how much of this strand's tables is hidden: everything the gate can, unless its coalition chose."""
        return Rule.FULL if self.base_rule_chosen_at is None else Rule.BASES

    def has(self, state: StrandState) -> bool:
        """Tell whether this strand has been through `state`."""
        return reached(self.state, state)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One appraisal criterion of the mandate, worded per language."""

    text: Texts


@dataclass(frozen=True, slots=True)
class ConsultationView:
    """A consultation with its mandate and strands, A before B."""

    id: str
    title: Texts
    question: Texts
    already_discussed: Texts
    still_open: Texts
    criteria: tuple[Texts, ...]
    languages: tuple[str, ...]
    opens_on: date
    closes_on: date
    withdraw_until: date
    meeting_on: date | None
    decision_rule: DecisionRule
    decision_base: DecisionBase
    decision_threshold: int
    quorum: int
    mode: Mode
    individual_mode: Mode
    opened_at: datetime | None
    fictitious: bool
    strands: tuple[StrandView, ...]

    def all_have(self, state: StrandState) -> bool:
        """Tell whether every strand (and there is one) has been through `state`."""
        return bool(self.strands) and all(strand.has(state) for strand in self.strands)

    def has_passed(self, gate: Gate) -> bool:
        """Tell whether the whole consultation has passed one of its own gates; they are passed in their order."""
        passed = self.strands[0].whole_gates if self.strands else 0
        return WHOLE.index(gate) < passed

    @property
    def coalition_ids(self) -> frozenset[str]:
        """Return the coalitions that ask."""
        return frozenset(strand.coalition_id for strand in self.strands)


@dataclass(frozen=True, slots=True)
class FrameView:
    """A member organisation as it stood at opening."""

    organisation_id: str
    region: str
    kind: str
    language: str
    in_both: bool


_MOMENTS = {
    StrandState.OPEN: Strand.opened_at,
    StrandState.CLOSED: Strand.closed_at,
    StrandState.FROZEN: Strand.frozen_at,
    StrandState.RELEASED: Strand.released_at,
    StrandState.PUBLISHED: Strand.published_at,
}
_OF_STRAND = {
    "id": Strand.id,
    "consultation_id": Strand.consultation_id,
    "coalition_id": Coalition.id,
    "coalition_name": Coalition.name,
    "agreement": Coalition.agreement,
    "mark": Coalition.mark,
    "state": Strand.state,
    "dataset_hash": Strand.dataset_hash,
    "title": Consultation.title,
    "question": Consultation.question,
    "already_discussed": Consultation.already_discussed,
    "still_open": Consultation.still_open,
    "opens_on": Consultation.opens_on,
    "closes_on": Consultation.closes_on,
    "withdraw_until": Consultation.withdraw_until,
    "mode": Consultation.mode,
    "individual_mode": Consultation.individual_mode,
    "fictitious": Consultation.fictitious,
    "transcripts_destroyed_on": Consultation.transcripts_destroyed_on,
    "contacts_destroyed_on": Consultation.contacts_destroyed_on,
    "base_rule_chosen_at": Strand.base_rule_chosen_at,
}


@cache
def _strands() -> Select[*tuple[Any, ...]]:  # Any: one of each column; built once, as one is asked at every page
    whole = (
        select(func.count())
        .where(GatePassage.consultation_id == Consultation.id, GatePassage.strand_id.is_(None))
        .correlate(Consultation)
        .scalar_subquery()
    )
    return (
        select(*_OF_STRAND.values(), Consultation.languages, whole, *_MOMENTS.values())
        .join_from(Strand, Coalition, Coalition.id == Strand.coalition_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .order_by(Coalition.mark)
    )


def _strand_view(row: Row[*tuple[Any, ...]]) -> StrandView:
    own = dict(zip(_OF_STRAND, row, strict=False))
    languages, whole_gates, *moments = row[len(_OF_STRAND) :]
    dates = {state: moment for state, moment in zip(_MOMENTS, moments, strict=True) if moment}
    return StrandView(**own, languages=tuple(languages), dates=dates, whole_gates=whole_gates)


@cache
def _one_strand() -> Select[*tuple[Any, ...]]:
    return _strands().where(Strand.id == bindparam("strand_id"))


def strand(session: Session, strand_id: str) -> StrandView | None:
    """Return a strand, or None."""
    row = session.execute(_one_strand(), {"strand_id": strand_id}).first()
    return _strand_view(row) if row else None


def strands_of(session: Session, consultation_id: str) -> tuple[StrandView, ...]:
    """Return the strands of a consultation, A before B."""
    rows = session.execute(_strands().where(Strand.consultation_id == consultation_id))
    return tuple(_strand_view(row) for row in rows)


def _view(mandate: Consultation, strands: tuple[StrandView, ...]) -> ConsultationView:
    return ConsultationView(
        id=mandate.id,
        title=mandate.title,
        question=mandate.question,
        already_discussed=mandate.already_discussed,
        still_open=mandate.still_open,
        criteria=tuple(mandate.criteria),
        languages=tuple(mandate.languages),
        opens_on=mandate.opens_on,
        closes_on=mandate.closes_on,
        withdraw_until=mandate.withdraw_until,
        meeting_on=mandate.meeting_on,
        decision_rule=mandate.decision_rule,
        decision_base=mandate.decision_base,
        decision_threshold=mandate.decision_threshold,
        quorum=mandate.quorum,
        mode=mandate.mode,
        individual_mode=mandate.individual_mode,
        opened_at=mandate.opened_at,
        fictitious=mandate.fictitious,
        strands=strands,
    )


def consultation(session: Session, consultation_id: str) -> ConsultationView | None:
    """Return a consultation, or None."""
    mandate = session.get(Consultation, consultation_id)
    return _view(mandate, strands_of(session, consultation_id)) if mandate else None


def consultation_of(session: Session, strand_id: str) -> ConsultationView | None:
    """Return the consultation a strand is part of, or None, in two statements."""
    whole = select(Consultation).join(Strand, Strand.consultation_id == Consultation.id).where(Strand.id == strand_id)
    mandate = session.scalars(whole).first()
    return _view(mandate, strands_of(session, mandate.id)) if mandate else None


def consultations(session: Session) -> tuple[ConsultationView, ...]:
    """Return every consultation, the newest first. Who may see which is the policy's to say."""
    strands: dict[str, list[StrandView]] = {}
    for row in session.execute(_strands()):
        view = _strand_view(row)
        strands.setdefault(view.consultation_id, []).append(view)
    found = session.scalars(select(Consultation).order_by(Consultation.opens_on.desc(), Consultation.id))
    return tuple(_view(mandate, tuple(strands.get(mandate.id, ()))) for mandate in found)


def frame(session: Session, strand_id: str) -> tuple[FrameView, ...]:
    """Return the member organisations of a strand as they stood at its opening."""
    rows = session.scalars(select(FrameMember).where(FrameMember.strand_id == strand_id))
    return tuple(FrameView(m.organisation_id, m.region, m.kind, m.language, m.in_both) for m in rows)


def frame_size(session: Session, strand_id: str) -> int:
    """Return how many member organisations the frame holds."""
    return session.scalar(select(func.count()).where(FrameMember.strand_id == strand_id)) or 0


def in_language(texts: Texts, tag: str) -> str:
    """Return a mandate text in `tag`, else in English, else in the first language it has."""
    return texts.get(tag) or texts.get("en") or next(iter(texts.values()), "")


def is_released(session: Session, strand_id: str) -> bool:
    """Tell whether every strand of a strand's consultation has released (G6)."""
    whole = consultation_of(session, strand_id)
    return whole is not None and whole.all_have(StrandState.RELEASED)


def demand_release(session: Session, strand_id: str) -> None:
    """Raise `NotAllowedNow` before G6: the command line knows no reader, so whoever runs it may not read findings."""
    whole = consultation_of(session, strand_id)
    if whole is not None and not whole.all_have(StrandState.RELEASED):
        raise NotAllowedNow(N_("Findings are sealed until every strand has released them (G6)."))
