"""Answers from elsewhere become a strand of their own, whole and never to change. Nothing here commits.

They are stored like answers given here, so that the same tally counts them behind the same gate (decision 22).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consult.collection.queries import dataset_hash
from consult.collection.queries.sealing import words_row
from consult.collection.records import Answer, LoadedAnswer
from consult.collection.rules import AnswerState, Channel
from consult.collection.rules.elsewhere import GivenAnswer
from consult.consultation.operations import add_strand, create_consultation
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import Mandate, StrandState
from consult.instrument.operations import publish
from consult.membership.records import Coalition
from consult.shared.database import Record
from consult.shared.identifiers import random_id

BOTH = "both"
MARK, NAME = "0", "Answers from elsewhere"
REASON = "Answers that were given elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """What is loaded: a published form of the instrument, what to call it, and whether it is invented."""

    title: str
    document: Mapping[str, Any]
    languages: tuple[str, ...]
    fictitious: bool = False


def load_answers(session: Session, loading: Loading, answers: Sequence[GivenAnswer], *, moment: datetime) -> str:
    """Keep answers as a consultation and strand of their own, frozen and released; return the strand's id.

    No gate is passed: nobody here promised anything to whoever answered, and there is no other strand to wait for.
    """
    consultation_id = create_consultation(session, _mandate(loading, moment), fictitious=loading.fictitious)
    strand_id = add_strand(session, consultation_id, _coalition(session, {one.coalition for one in answers}))
    version_id = publish(session, strand_id=strand_id, document=loading.document, reason=REASON, moment=moment)
    _store(session, strand_id, version_id, answers)
    strand = session.get_one(Strand, strand_id)
    session.get_one(Consultation, consultation_id).opened_at = moment
    strand.opened_at = strand.closed_at = strand.frozen_at = strand.released_at = moment
    strand.state, strand.dataset_hash = StrandState.RELEASED, dataset_hash(session, strand_id)
    session.flush()
    return strand_id


def _mandate(loading: Loading, moment: datetime) -> Mandate:
    day, text = moment.date(), {"en": loading.title}
    return Mandate(
        title=text,
        question=text,
        already_discussed={},
        still_open={},
        criteria=(),
        languages=loading.languages,
        opens_on=day,
        closes_on=day,
        withdraw_until=day,
    )


def _coalition(session: Session, marks: set[str]) -> str:
    """Return the coalition all answers come from, if it is known here, else one for whatever comes from elsewhere."""
    own = select(Coalition).where(Coalition.mark.in_(marks)) if len(marks) == 1 else None
    if own is not None and (known := session.scalars(own).one_or_none()) is not None:
        return known.id
    found = session.scalars(select(Coalition).where(Coalition.name == NAME)).one_or_none()
    if found is None:
        found = Coalition(mark=MARK, name=NAME)
        session.add(found)
        session.flush()
    return found.id


def _store(session: Session, strand_id: str, version_id: str, answers: Sequence[GivenAnswer]) -> None:
    """Insert every answer in an order that says nothing of the file's."""
    cipher = cipher_of(session, strand_id)
    placed = sorted(((random_id(), one) for one in answers), key=lambda pair: pair[0])
    closed = [_answer(answer_id, strand_id, version_id, one) for answer_id, one in placed]
    _insert(session, Answer, closed)
    _insert(session, LoadedAnswer, [_brought(answer_id, one) for answer_id, one in placed])
    for answer_id, one in placed:
        session.add_all(
            words_row(cipher, answer_id=answer_id, part=part, text=text, language=one.language)
            for part, text in one.texts.items()
        )
    session.flush()


def _insert(session: Session, record: type[Record], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(record), rows)


def _answer(answer_id: str, strand_id: str, version_id: str, one: GivenAnswer) -> dict[str, Any]:
    return {
        "id": answer_id,
        "strand_id": strand_id,
        "version_id": version_id,
        "unit": one.unit,
        "state": AnswerState.SUBMITTED,
        "short": one.short,
        "document": dict(one.document),
        "draft": None,
        "consents": {},
        "revision": 0,
        "revisions": {},
        "read_in": {},
        "re_asks": [],
        "language": one.language,
        "region": one.region,
        "kind": one.kind,
        "in_both": one.coalition == BOTH,
        "channel": Channel.FILE,
        "order_seed": 0,
        "submitted_at": None,
    }


def _brought(answer_id: str, one: GivenAnswer) -> dict[str, Any]:
    return {
        "answer_id": answer_id,
        "coalition": one.coalition,
        "weights": dict(one.weights),
        "not_asked": list(one.not_asked),
    }
