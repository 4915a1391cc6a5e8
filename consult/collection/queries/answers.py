"""The member's own answer, and the answers that count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, AnswerLink, EarlierAnswer, Participation, SealedAnswer, Words
from consult.collection.rules import AnswerState, Unit, canonical_hash, words_digest
from consult.consultation.records import Consultation, Strand
from consult.instrument.queries import structure_of
from consult.instrument.records import InstrumentVersion
from consult.instrument.rules.condition import Value
from consult.instrument.rules.routing import prune
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.membership.records import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """A member's own answer, whole: for the member's pages and for nothing else."""

    id: str
    strand_id: str
    version_id: str
    newest_version_id: str
    unit: Unit
    state: AnswerState
    short: bool
    document: Mapping[str, Value]
    words: Mapping[str, str]
    revision: int
    read_in: Mapping[str, str]
    re_asks: tuple[str, ...]
    kind: str
    order_seed: int
    organisation_name: str
    languages: tuple[str, ...]
    submitted_on: date | None

    @property
    def asked(self) -> InstrumentUnit:
        """The unit as the instrument names it."""
        return InstrumentUnit(self.unit)


def answer_view(session: Session, answer_id: str) -> AnswerView | None:
    """Return a member's own answer, sealed parts included; None once it is withdrawn."""
    found = answer_head(session, answer_id)
    if found is None:
        return None
    words = session.execute(select(Words.part, Words.text).where(Words.answer_id == answer_id))
    return replace(found, words={**dict(words.all()), **found.words})


def _newest_version() -> ScalarSelect[str]:
    return (
        select(InstrumentVersion.id)
        .where(InstrumentVersion.strand_id == Answer.strand_id)
        .order_by(InstrumentVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def answer_head(session: Session, answer_id: str) -> AnswerView | None:
    """Return a member's own answer in one statement, without what was written in words (sealed words come along)."""
    beside = (Participation.submitted_on, Organisation.name, Consultation.languages, SealedAnswer, _newest_version())
    row = session.execute(
        select(Answer, *beside)
        .join(AnswerLink, AnswerLink.answer_id == Answer.id)
        .join(Participation, Participation.id == AnswerLink.participation_id)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .join(Strand, Strand.id == Answer.strand_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .outerjoin(SealedAnswer, SealedAnswer.answer_id == Answer.id)
        .where(Answer.id == answer_id)
    ).first()
    if row is None:
        return None
    answer, submitted_on, organisation_name, languages, sealed, newest_version_id = row
    return AnswerView(
        id=answer.id,
        strand_id=answer.strand_id,
        version_id=answer.version_id,
        newest_version_id=newest_version_id,
        unit=answer.unit,
        state=answer.state,
        short=answer.short,
        document={**answer.document, **(sealed.document if sealed else {})},
        words=sealed.words if sealed else {},
        revision=answer.revision,
        read_in=answer.read_in,
        re_asks=tuple(answer.re_asks),
        kind=answer.kind,
        order_seed=answer.order_seed,
        organisation_name=organisation_name,
        languages=tuple(languages),
        submitted_on=submitted_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAnswer:
    """A submitted answer as figures see it: codes of parts still asked, and the groups it belongs to."""

    answer_id: str
    version_id: str
    document: Mapping[str, Value]
    language: str
    region: str
    kind: str
    in_both: bool
    short: bool


def counted_answers(session: Session, strand_id: str, unit: Unit) -> tuple[CountedAnswer, ...]:
    """Return the submitted answers of one unit, pruned to what routing asks, in an order that tells nothing."""
    rows = session.execute(
        select(
            Answer.id,
            Answer.version_id,
            Answer.document,
            Answer.language,
            Answer.region,
            Answer.kind,
            Answer.in_both,
            Answer.short,
        )
        .where(Answer.strand_id == strand_id, Answer.unit == unit, Answer.state == AnswerState.SUBMITTED)
        .order_by(Answer.id)
    )
    asked = InstrumentUnit(unit)
    return tuple(
        CountedAnswer(
            answer_id=row.id,
            version_id=row.version_id,
            document=prune(structure_of(session, row.version_id), asked, row.short, row.document),
            language=row.language,
            region=row.region,
            kind=row.kind,
            in_both=row.in_both,
            short=row.short,
        )
        for row in rows.all()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAnswerView:
    """What one answer said before a re-ask and what it says now (None: left empty)."""

    answer_id: str
    unit: Unit
    part: str
    before: Value
    after: Value | None


def earlier_answers(session: Session, strand_id: str, re_ask_id: str) -> tuple[EarlierAnswerView, ...]:
    """Return the closed answers a re-ask replaced, beside those that count now."""
    rows = session.execute(
        select(EarlierAnswer.answer_id, Answer.unit, EarlierAnswer.part, EarlierAnswer.value, Answer.document)
        .join(Answer, Answer.id == EarlierAnswer.answer_id)
        .where(
            EarlierAnswer.re_ask_id == re_ask_id,
            Answer.strand_id == strand_id,
            Answer.state == AnswerState.SUBMITTED,
        )
        .order_by(EarlierAnswer.answer_id)
    )
    return tuple(
        EarlierAnswerView(answer_id=answer_id, unit=unit, part=part, before=old["value"], after=document.get(part))
        for answer_id, unit, part, old, document in rows
        if "value" in old
    )


def dataset_hash(session: Session, strand_id: str) -> str:
    """Return the fingerprint of everything that counts: closed answers, and the digests of what was written."""
    closed = [
        [
            unit.value,
            answer.answer_id,
            answer.version_id,
            answer.document,
            answer.language,
            answer.region,
            answer.kind,
            answer.in_both,
            answer.short,
        ]
        for unit in Unit
        for answer in counted_answers(session, strand_id, unit)
    ]
    written = session.execute(
        select(Words.answer_id, Words.part, Words.text)
        .join(Answer, Answer.id == Words.answer_id)
        .where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
    )
    return canonical_hash([*closed, *([answer, part, words_digest(part, text)] for answer, part, text in written)])
