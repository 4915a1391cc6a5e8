"""The member's own answer, and the answers that count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import (
    Contents,
    Sealed,
    earlier_value,
    opened_draft,
    opened_link,
    opened_seal,
    words_text,
)
from consult.collection.records import (
    Answer,
    AnswerLink,
    EarlierAnswer,
    Participation,
    ProxyEntry,
    SealedAnswer,
    Words,
)
from consult.collection.rules import AnswerState, Unit, canonical_hash, words_digest
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, Strand
from consult.instrument.queries import content, structure_of
from consult.instrument.records import InstrumentVersion
from consult.instrument.rules.condition import Value
from consult.instrument.rules.consents import lapsed
from consult.instrument.rules.routing import prune
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.membership.records import Organisation
from consult.shared.database import rows_of


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody of the team wrote this answer down; `waits` until the member has said what becomes of it."""

    account_id: str
    language: str
    waits: bool


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
    languages: tuple[str, ...]
    entry: Entered | None = None
    corrected: bool = False
    """Whether its questions were corrected since they were first published: only then is anything asked again."""
    lapsed: tuple[str, ...] = ()
    """Ticks that agreed to a text which reads differently now; they are not in the document."""

    @property
    def asked(self) -> InstrumentUnit:
        """The unit as the instrument names it."""
        return InstrumentUnit(self.unit)


def answer_view(session: Session, answer_id: str) -> AnswerView | None:
    """Return a member's own answer, sealed parts included; None once it is withdrawn."""
    found = answer_head(session, answer_id)
    if found is None:
        return None
    cipher = cipher_of(session, found.strand_id)
    rows = rows_of(session, _words(), answer_id=answer_id)
    return replace(found, words={**{row.part: words_text(cipher, row.id, row.sealed) for row in rows}, **found.words})


def newest_version_asked() -> ScalarSelect[str]:
    """Return the newest version of an answer's strand, for a statement that reads the answer."""
    return (
        select(InstrumentVersion.id)
        .where(InstrumentVersion.strand_id == Answer.strand_id)
        .order_by(InstrumentVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )


_OF_ANSWER = (
    "id",
    "strand_id",
    "version_id",
    "unit",
    "state",
    "short",
    "document",
    "draft",
    "consents",
    "revision",
    "revisions",
    "read_in",
    "re_asks",
    "kind",
    "order_seed",
)


@cache
def _head() -> Select[*tuple[Any, ...]]:  # Any: one of each column; built once, as it is asked at every page
    answer, sealed, entry = (record.__table__.c for record in (Answer, SealedAnswer, ProxyEntry))
    whole, version, asking = (record.__table__ for record in (Consultation, InstrumentVersion, Strand))
    every = version.alias()
    newest = select(func.max(every.c.number)).where(every.c.strand_id == answer.strand_id).scalar_subquery()
    return (
        select(
            *(answer[name] for name in _OF_ANSWER),
            whole.c.languages,
            version.c.id.label("newest_version_id"),
            version.c.number.label("newest_number"),
            sealed.sealed,
            entry.account_id,
            entry.language.label("entry_language"),
            func.coalesce(entry.confirmed_on, entry.disputed_on, entry.taken_on).label("settled_on"),
        )
        .select_from(Answer.__table__)
        .join(asking, asking.c.id == answer.strand_id)
        .join(whole, whole.c.id == asking.c.consultation_id)
        .outerjoin(version, and_(version.c.strand_id == answer.strand_id, version.c.number == newest))
        .outerjoin(SealedAnswer.__table__, sealed.answer_id == answer.id)
        .outerjoin(ProxyEntry.__table__, entry.answer_id == answer.id)
        .where(answer.id == bindparam("answer_id"))
    )


@cache
def _words() -> Select[*tuple[Any, ...]]:
    words = Words.__table__.c
    return select(words.id, words.part, words.sealed).where(words.answer_id == bindparam("answer_id"))


def answer_head(session: Session, answer_id: str) -> AnswerView | None:
    """Return a member's own answer in one statement, without what was written in words (sealed words come along)."""
    row = rows_of(session, _head(), answer_id=answer_id).first()
    if row is None:
        return None
    cipher = cipher_of(session, row.strand_id)
    held = opened_draft(cipher, row.id, row.draft) if row.draft else Contents(row.document, row.revisions, row.read_in)
    kept_apart = opened_seal(cipher, row.id, row.sealed) if row.sealed else Sealed()
    gone = _lapsed(session, row.newest_version_id, held.document, row.consents)
    return AnswerView(
        id=row.id,
        strand_id=row.strand_id,
        version_id=row.version_id,
        newest_version_id=row.newest_version_id,
        unit=row.unit,
        state=row.state,
        short=row.short,
        document={key: v for key, v in {**held.document, **kept_apart.document}.items() if key not in gone},
        words=kept_apart.words,
        revision=row.revision,
        read_in=held.read_in,
        re_asks=tuple(row.re_asks),
        kind=row.kind,
        order_seed=row.order_seed,
        languages=tuple(row.languages),
        entry=Entered(row.account_id, row.entry_language, not row.settled_on) if row.account_id else None,
        corrected=row.newest_number > 1,
        lapsed=gone,
    )


def _lapsed(
    session: Session, version_id: str, document: Mapping[str, Value], consents: Mapping[str, str]
) -> tuple[str, ...]:
    return lapsed(*content(session, version_id), document, consents) if consents else ()


@dataclass(frozen=True, slots=True)
class OwnView:
    """Whose an answer is, for the member's own pages: the organisation, and the day it was first submitted."""

    organisation_id: str
    organisation_name: str
    submitted_on: date | None


def own_view(session: Session, strand_id: str, answer_id: str) -> OwnView | None:
    """Return whose an answer is; None once the links are destroyed."""
    sealed = rows_of(session, _link(), answer_id=answer_id).scalar()
    if sealed is None:
        return None
    whose = opened_link(cipher_of(session, strand_id), answer_id, sealed)
    return OwnView(*rows_of(session, _whose(), participation_id=whose).one())


@cache
def _link() -> Select[bytes]:
    link = AnswerLink.__table__.c
    return select(link.sealed).where(link.answer_id == bindparam("answer_id"))


@cache
def _whose() -> Select[*tuple[Any, ...]]:
    house, part = Organisation.__table__, Participation.__table__
    return (
        select(house.c.id, house.c.name, part.c.submitted_on)
        .join_from(house, part, part.c.organisation_id == house.c.id)
        .where(part.c.id == bindparam("participation_id"))
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
        select(EarlierAnswer, Answer.unit, Answer.document)
        .join(Answer, Answer.id == EarlierAnswer.answer_id)
        .where(
            EarlierAnswer.re_ask_id == re_ask_id,
            Answer.strand_id == strand_id,
            Answer.state == AnswerState.SUBMITTED,
        )
        .order_by(EarlierAnswer.answer_id)
    )
    cipher = cipher_of(session, strand_id)
    found = [(row, unit, document, earlier_value(cipher, row.id, row.sealed)) for row, unit, document in rows]
    return tuple(
        EarlierAnswerView(
            answer_id=row.answer_id, unit=unit, part=row.part, before=old["value"], after=document.get(row.part)
        )
        for row, unit, document, old in found
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
    cipher = cipher_of(session, strand_id)
    written = session.scalars(
        select(Words)
        .join(Answer, Answer.id == Words.answer_id)
        .where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
    )
    texts = ((row.answer_id, row.part, words_text(cipher, row.id, row.sealed)) for row in written)
    return canonical_hash([*closed, *([answer, part, words_digest(part, text)] for answer, part, text in texts)])
