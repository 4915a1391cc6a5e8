"""Giving a strand another key: everything that stays is sealed anew, and the old key is destroyed.

What was sealed with the old one – links from a participation to its answer, names of colleagues, offices, sources,
words taken back – is then readable nowhere, in no backup either. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from consult.collection.queries.uploads import name_place, place
from consult.collection.records import (
    Answer,
    Colleague,
    DraftComment,
    EarlierAnswer,
    Mail,
    ProxyEntry,
    SealedAnswer,
    SignOff,
    Spooled,
    Upload,
    Words,
    WordsTranslation,
)
from consult.consultation.records import StrandKey
from consult.shared.jobs import enqueue
from consult.shared.keyring import Cipher, keyring, secret_of

JOB = "collection.destroy_key"


@dataclass(frozen=True, slots=True)
class _Held:
    """A sealed column: `keys` find its row and make its place; `answer` is the column that says whose it is."""

    column: InstrumentedAttribute[Any]
    keys: tuple[InstrumentedAttribute[str], ...]
    place: Callable[..., str]
    answer: InstrumentedAttribute[Any] | None = None
    at_once: int = 500


def _named(label: str) -> Callable[..., str]:
    return lambda *keys: "|".join((label, *keys))


HELD = (
    _Held(Answer.draft, (Answer.id,), _named("answer"), Answer.id),
    _Held(Words.sealed, (Words.id,), _named("words"), Words.answer_id),
    _Held(
        WordsTranslation.sealed,
        (WordsTranslation.words_id, WordsTranslation.language),
        _named("words_translation"),
    ),
    _Held(SealedAnswer.sealed, (SealedAnswer.answer_id,), _named("sealed_answer"), SealedAnswer.answer_id),
    _Held(EarlierAnswer.sealed, (EarlierAnswer.id,), _named("earlier_answer"), EarlierAnswer.answer_id),
    _Held(Upload.sealed, (Upload.id,), place, Upload.answer_id, at_once=4),
    _Held(Upload.sealed_name, (Upload.id,), name_place, Upload.answer_id),
    _Held(Colleague.sealed, (Colleague.id,), _named("colleague"), Colleague.answer_id),
    _Held(DraftComment.sealed, (DraftComment.id,), _named("draft_comment"), DraftComment.answer_id),
    _Held(SignOff.sealed, (SignOff.answer_id,), _named("sign_off"), SignOff.answer_id),
    _Held(ProxyEntry.sealed, (ProxyEntry.answer_id,), _named("proxy_entry"), ProxyEntry.answer_id),
    _Held(Mail.sealed, (Mail.id,), _named("mail")),
    _Held(Spooled.sealed, (Spooled.id,), _named("spooled")),
)
"""Every column sealed with the key of a strand, but the links (which a new key could not find again) and what is
sealed with a key of its own. A test compares this list with the tables."""


def renew_key(session: Session, strand_id: str, moment: datetime) -> None:
    """Seal what stays of a strand with a new key; the old one is destroyed by a job that commits with it.

    The links have to be gone before: their marks could not be found any more.
    """
    ring = keyring()
    found = session.scalars(select(StrandKey).where(StrandKey.strand_id == strand_id).with_for_update()).one_or_none()
    if found is None:
        return
    wrapped = ring.new_key(strand_id)
    old, new = ring.unwrap(found.wrapped, strand_id), ring.unwrap(wrapped, strand_id)
    for held in HELD:
        _seal_anew(session, held, strand_id, old, new)
    enqueue(session, JOB, {"name": secret_of(found.wrapped)}, moment)
    found.wrapped = wrapped
    session.flush()
    session.expire_all()  # rows changed that the session may still hold
    ring.forget(strand_id)


def destroy_key(session: Session, name: str) -> None:
    """Delete the secret of a key unless a strand still uses it (a job's handler)."""
    in_use = {secret_of(wrapped) for wrapped in session.scalars(select(StrandKey.wrapped))}
    session.rollback()
    if name not in in_use:
        keyring().destroy(name)


def _seal_anew(session: Session, held: _Held, strand_id: str, old: Cipher, new: Cipher) -> None:
    table: Any = held.column.class_.__table__
    where = [table.c[key.key] == bindparam(f"own_{key.key}") for key in held.keys]
    change = update(table).where(*where).values({held.column.key: bindparam("sealed_anew")})
    filled = held.column.is_not(None), _of(held, strand_id)
    first = held.keys[0]
    ids = list(session.scalars(select(first).where(*filled).distinct()))
    for some in (ids[at : at + held.at_once] for at in range(0, len(ids), held.at_once)):
        changes = []
        for sealed, *keys in session.execute(select(held.column, *held.keys).where(*filled, first.in_(some))):
            at = held.place(*keys)
            own = {f"own_{key.key}": value for key, value in zip(held.keys, keys, strict=True)}
            changes.append(own | {"sealed_anew": new.seal_bytes(old.open_bytes(sealed, place=at), place=at)})
        session.connection().execute(change, changes)


def _of(held: _Held, strand_id: str) -> ColumnElement[bool]:
    """Return which rows of a table are a strand's."""
    answers = select(Answer.id).where(Answer.strand_id == strand_id)
    if held.answer is not None:
        of_answers: ColumnElement[bool] = held.answer.in_(answers)
        return of_answers
    if held.column.class_ is WordsTranslation:
        return WordsTranslation.words_id.in_(select(Words.id).where(Words.answer_id.in_(answers)))
    own: ColumnElement[bool] = held.column.class_.strand_id == strand_id
    return own
