"""Submitted answers as the named consultants read them: with the organisation, a pseudonym, or neither.

Which it is was promised on the mandate. Sealed items (J2) never come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import mark_of, words_text
from consult.collection.records import Answer, AnswerLink, Participation, Words
from consult.collection.rules import AnswerState, Unit
from consult.collection.rules.pseudonyms import pseudonyms
from consult.consultation.queries import StrandView, cipher_of
from consult.consultation.rules import Mode
from consult.instrument.queries import structure_of
from consult.instrument.rules.condition import Value
from consult.instrument.rules.routing import applies, prune
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.membership.records import Organisation
from consult.shared.keyring import Cipher


@dataclass(frozen=True, slots=True)
class ReadableAnswer:
    """One answer on the list; `called` is its organisation or its pseudonym, "" where it is anonymous."""

    id: str
    called: str
    short: bool
    words: int


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What somebody wrote under one part, in the language they wrote in ("" where that is not known)."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """One answer, whole: codes of the parts that are still asked, and words."""

    id: str
    version_id: str
    unit: Unit
    mode: Mode
    called: str
    short: bool
    document: Mapping[str, Value]
    words: Mapping[str, OwnWords]


def mode_of(strand: StrandView, unit: Unit) -> Mode:
    """Return what was promised for the answers of one unit."""
    return strand.mode if unit is Unit.ORGANISATION else strand.individual_mode


def unit_counts(session: Session, strand_id: str) -> Mapping[Unit, int]:
    """Return how many answers of each unit were submitted."""
    rows = session.execute(
        select(Answer.unit, func.count())
        .where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
        .group_by(Answer.unit)
    )
    found = {unit: count for unit, count in rows}  # noqa: C416 - rows are not pairs to mypy
    return {unit: found.get(unit, 0) for unit in Unit}


def readable_answers(session: Session, strand: StrandView, unit: Unit, shuffled: str) -> tuple[ReadableAnswer, ...]:
    """Return the submitted answers of one unit, by name or pseudonym.

    Anonymous ones come in an order that only `shuffled` and the strand's key can make again: no place in the list
    stands for an answer.
    """
    written = (
        select(Words.answer_id, func.count().label("count"))
        .join(Answer, Answer.id == Words.answer_id)
        .where(Answer.strand_id == strand.id)
        .group_by(Words.answer_id)
        .subquery()
    )
    rows = session.execute(
        select(Answer.id, Answer.short, func.coalesce(written.c.count, 0))
        .outerjoin(written, written.c.answer_id == Answer.id)
        .where(Answer.strand_id == strand.id, Answer.unit == unit, Answer.state == AnswerState.SUBMITTED)
    ).all()
    if not rows:
        return ()
    cipher, mode = cipher_of(session, strand.id), mode_of(strand, unit)
    names = _names(session, cipher, strand, mode)
    found = [ReadableAnswer(key, names.get(key, ""), short, count) for key, short, count in rows]
    if mode is Mode.ANONYMOUS:
        return tuple(sorted(found, key=lambda one: cipher.mark("order", f"{shuffled}|{one.id}")))
    return tuple(sorted(found, key=lambda one: (one.called.casefold(), one.id)))


def whole_answer(session: Session, strand: StrandView, answer_id: str) -> WholeAnswer | None:
    """Return one submitted answer of a strand with everything that still counts in it; None if there is none."""
    answer = session.scalars(
        select(Answer).where(
            Answer.id == answer_id, Answer.strand_id == strand.id, Answer.state == AnswerState.SUBMITTED
        )
    ).one_or_none()
    if answer is None:
        return None
    cipher, mode = cipher_of(session, strand.id), mode_of(strand, answer.unit)
    structure, asked = structure_of(session, answer.version_id), InstrumentUnit(answer.unit)
    words = {
        row.part: OwnWords(words_text(cipher, row.id, row.sealed), row.language)
        for row in session.scalars(select(Words).where(Words.answer_id == answer_id))
        if (part := structure.parts.get(row.part))
        and not part.sealed
        and applies(part, asked, answer.short, answer.document)
    }
    return WholeAnswer(
        id=answer.id,
        version_id=answer.version_id,
        unit=answer.unit,
        mode=mode,
        called=_names(session, cipher, strand, mode).get(answer_id, ""),
        short=answer.short,
        document=prune(structure, asked, answer.short, answer.document),
        words=words,
    )


def _names(session: Session, cipher: Cipher, strand: StrandView, mode: Mode) -> Mapping[str, str]:
    """Return what each answer of a strand is called, by id; nothing where nobody may tell them apart."""
    if mode is Mode.ANONYMOUS:
        return {}
    if mode is Mode.ATTRIBUTED:
        return _organisations(session, cipher, strand.id)
    ids = session.scalars(select(Answer.id).where(Answer.strand_id == strand.id))
    return pseudonyms(strand.mark, {key: cipher.mark("pseudonym", key) for key in ids})


def _organisations(session: Session, cipher: Cipher, strand_id: str) -> Mapping[str, str]:
    took_part = session.execute(
        select(Participation.id, Organisation.name)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .where(Participation.strand_id == strand_id)
    )
    by_mark = {mark_of(cipher, key): name for key, name in took_part}
    links = session.execute(
        select(AnswerLink.mark, AnswerLink.answer_id)
        .join(Answer, Answer.id == AnswerLink.answer_id)
        .where(Answer.strand_id == strand_id)
    )
    return {answer_id: by_mark[mark] for mark, answer_id in links if mark in by_mark}
