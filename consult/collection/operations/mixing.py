"""The mixing job: by the clock, never by a submission, it moves what waits in the spool among the answers.

A pool mix: of the new answers of a strand at least five wait at any time until collection closes, and at least five
leave together, chosen by chance. Changes and withdrawals move by fives as well. Every time, all anonymous rows of the
strand are written anew in random order in one transaction, so that neither the order of rows, nor PostgreSQL's hidden
columns, nor the write-ahead log tells who came when.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import Sealed, reseal_words, seal_content, words_row, words_text
from consult.collection.records import AnonymousDraft, Answer, SealedAnswer, Spooled, Words
from consult.collection.rules import AnswerState, Unit
from consult.collection.rules.anonymous import BATCH
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import StrandState, reached
from consult.shared.database import reading
from consult.shared.erasing import erase_order
from consult.shared.jobs import enqueue
from consult.shared.keyring import Cipher
from consult.shared.time import end_of, now

MIXED = ("answer", "words", "sealed_answer", "anonymous_draft", "spooled")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One row of the spool, opened."""

    spool_id: str
    content: dict[str, Any]  # Any: JSON

    @property
    def answer_id(self) -> str:
        return str(self.content["answer_id"])

    @property
    def is_withdrawal(self) -> bool:
        return bool(self.content.get("withdrawn"))


def mix_spools(session: Session) -> None:
    """Mix every strand in which something waits: the job of the clock."""
    with reading():
        strands = list(session.scalars(select(Spooled.strand_id).distinct().order_by(Spooled.strand_id)))
        session.rollback()
    moment, chance = now(), secrets.SystemRandom()
    if sum(mix(session, strand_id, moment=moment, chance=chance) for strand_id in strands):
        enqueue(session, "collection.erase_order", {}, moment)


def erase_mixed_order(session: Session) -> None:
    """Write out of the files what they still hold of the order, once what was mixed is committed."""
    erase_order(session.get_bind(), MIXED)


def mix(session: Session, strand_id: str, *, moment: datetime, chance: random.Random) -> int:
    """Move what may leave the spool of one strand, and write all its anonymous rows anew; return how many moved."""
    state, withdraw_until = session.execute(
        select(Strand.state, Consultation.withdraw_until)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .where(Strand.id == strand_id)
    ).one()
    drafts = select(AnonymousDraft.id).where(AnonymousDraft.strand_id == strand_id).order_by(AnonymousDraft.id)
    session.execute(drafts.with_for_update()).all()  # before the spool, as members do: else both could wait for ever
    closed = reached(state, StrandState.CLOSED)
    leaving = _leaving(session, strand_id, chance, closed=closed, over=moment >= end_of(withdraw_until))
    if not leaving:
        return 0
    cipher = cipher_of(session, strand_id)
    session.execute(delete(Spooled).where(Spooled.id.in_([one.spool_id for one in leaving])))
    withdrawn = [one.answer_id for one in leaving if one.is_withdrawal]
    session.execute(delete(Answer).where(Answer.id.in_(withdrawn)))
    counting = [one for one in leaving if not one.is_withdrawal]
    chance.shuffle(counting)
    _put_answers(session, strand_id, counting)
    _put_words(session, cipher, counting)
    _put_sealed(session, cipher, strand_id, counting)
    _rewrite(session, strand_id, chance)
    return len(leaving)


def _leaving(
    session: Session, strand_id: str, chance: random.Random, *, closed: bool, over: bool
) -> Sequence[_Waiting]:
    """Return what leaves the spool: by fives, or because there is nothing more to wait for."""
    cipher = cipher_of(session, strand_id)
    rows = session.execute(
        select(Spooled.id, Spooled.sealed).where(Spooled.strand_id == strand_id).order_by(Spooled.id).with_for_update()
    )
    waiting = [_Waiting(key, cipher.open_document(sealed, place=f"spooled|{key}")) for key, sealed in rows]
    known = set(session.scalars(select(Answer.id).where(Answer.id.in_([one.answer_id for one in waiting]))))
    new = [one for one in waiting if one.answer_id not in known and not one.is_withdrawal]
    changes = [one for one in waiting if one.answer_id in known and not one.is_withdrawal]
    withdrawals = [one for one in waiting if one.answer_id in known and one.is_withdrawal]
    leaving = [one for one in waiting if one.answer_id not in known and one.is_withdrawal]  # never was among the others
    if closed:
        leaving += new
    elif len(new) >= 2 * BATCH:
        leaving += chance.sample(new, len(new) - BATCH)
    if closed or len(changes) >= BATCH:
        leaving += changes
    if over or len(withdrawals) >= BATCH:
        leaving += withdrawals
    return leaving


def _put_answers(session: Session, strand_id: str, counting: Sequence[_Waiting]) -> None:
    keys = [one.answer_id for one in counting]
    known = set(session.scalars(select(Answer.id).where(Answer.id.in_(keys))))
    for one in counting:
        values = {name: one.content[name] for name in ("version_id", "short", "document")}
        if one.answer_id not in known:
            session.add(
                Answer(
                    id=one.answer_id,
                    strand_id=strand_id,
                    version_id=values["version_id"],
                    unit=Unit.INDIVIDUAL,
                    state=AnswerState.SUBMITTED,
                    language="",
                )
            )
            session.flush()
        session.execute(update(Answer).where(Answer.id == one.answer_id).values(values))


def _put_words(session: Session, cipher: Cipher, counting: Sequence[_Waiting]) -> None:
    """Put texts in place; one that stays keeps its id, which codes may hang on, and one unchanged all it has."""
    keys = [one.answer_id for one in counting]
    held = {(row.answer_id, row.part): row for row in session.scalars(select(Words).where(Words.answer_id.in_(keys)))}
    for one in counting:
        texts = one.content["words"]
        for (owner, part), row in held.items():
            if owner == one.answer_id and part not in texts:
                session.delete(row)
        for part, (text, language) in texts.items():
            found = held.get((one.answer_id, part))
            if found is None:
                session.add(words_row(cipher, answer_id=one.answer_id, part=part, text=text, language=language))
            elif words_text(cipher, found.id, found.sealed) != text:
                reseal_words(cipher, found, text)
                found.language = language
    session.flush()


def _put_sealed(session: Session, cipher: Cipher, strand_id: str, counting: Sequence[_Waiting]) -> None:
    keys = [one.answer_id for one in counting]
    session.execute(delete(SealedAnswer).where(SealedAnswer.answer_id.in_(keys)))
    for one in counting:
        content = Sealed(**one.content["sealed"])
        if content.document or content.words:
            sealed = seal_content(cipher, one.answer_id, content)
            session.add(SealedAnswer(answer_id=one.answer_id, strand_id=strand_id, sealed=sealed))
    session.flush()


def _rewrite(session: Session, strand_id: str, chance: random.Random) -> None:
    """Write every anonymous row of a strand anew, in random order: the values stay, what hides beside them does not."""
    answers = select(Answer.id).where(Answer.strand_id == strand_id, Answer.unit == Unit.INDIVIDUAL)
    own: tuple[tuple[Any, Any, Any], ...] = (  # Any: table, column, condition
        (Answer, Answer.document, Answer.id.in_(answers)),
        (Words, Words.sealed, Words.answer_id.in_(answers)),
        (SealedAnswer, SealedAnswer.sealed, SealedAnswer.answer_id.in_(answers)),
        (AnonymousDraft, AnonymousDraft.sealed, AnonymousDraft.strand_id == strand_id),
        (Spooled, Spooled.sealed, Spooled.strand_id == strand_id),
    )
    for table, column, condition in own:
        rows = [
            {"id": key, column.key: value} for key, value in session.execute(select(table.id, column).where(condition))
        ]
        chance.shuffle(rows)
        if rows:
            session.execute(update(table), rows)
