"""Open answers on their way to the coding team: translations, and which answer is whose organisation's."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import mark_of, translation_row
from consult.collection.records import Answer, AnswerLink, Participation, Words, WordsTranslation
from consult.collection.rules import AnswerState, Unit
from consult.consultation.queries import cipher_of
from consult.shared.errors import NotFound


def translate_words(session: Session, words_id: str, *, language: str, text: str, translator: str = "") -> None:
    """Write down what an open answer says in another language; a later translation replaces an earlier one."""
    own = select(Answer.strand_id).join(Words, Words.answer_id == Answer.id).where(Words.id == words_id)
    strand_id = session.scalar(own)
    if strand_id is None:
        raise NotFound(words_id)
    new = translation_row(cipher_of(session, strand_id), words_id, language, text, translator)
    found = session.get(WordsTranslation, (words_id, language))
    if found is None:
        session.add(new)
    else:
        found.sealed, found.translator = new.sealed, translator
    session.flush()


def answers_of(session: Session, strand_id: str, organisation_ids: Iterable[str]) -> dict[str, str]:
    """Return {organisation's id: its submitted answer's id}, so that one organisation is counted once.

    For counting what was said by organisation, and for nothing that is shown: findings take it apart again at once.
    """
    cipher = cipher_of(session, strand_id)
    took_part = session.execute(
        select(Participation.id, Participation.organisation_id).where(
            Participation.strand_id == strand_id,
            Participation.unit == Unit.ORGANISATION,
            Participation.organisation_id.in_(list(organisation_ids)),
        )
    )
    marks = {mark_of(cipher, key): organisation_id for key, organisation_id in took_part}
    linked = session.execute(
        select(AnswerLink.mark, AnswerLink.answer_id)
        .join(Answer, Answer.id == AnswerLink.answer_id)
        .where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
    )
    return {marks[mark]: answer_id for mark, answer_id in linked if mark in marks}
