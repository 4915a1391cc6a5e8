"""Open answers on their way to the coding team: translations, and which answer is whose organisation's."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.records import Answer, AnswerLink, Participation, Words, WordsTranslation
from consult.collection.rules import AnswerState, Unit
from consult.shared.errors import NotFound


def translate_words(session: Session, words_id: str, *, language: str, text: str, translator: str = "") -> None:
    """Write down what an open answer says in another language; a later translation replaces an earlier one."""
    if session.get(Words, words_id) is None:
        raise NotFound(words_id)
    found = session.get(WordsTranslation, (words_id, language))
    if found is None:
        session.add(WordsTranslation(words_id=words_id, language=language, text=text, translator=translator))
    else:
        found.text, found.translator = text, translator
    session.flush()


def answers_of(session: Session, strand_id: str, organisation_ids: Iterable[str]) -> dict[str, str]:
    """Return {organisation's id: its submitted answer's id}, so that one organisation is counted once.

    For counting what was said by organisation, and for nothing that is shown: findings take it apart again at once.
    """
    rows = session.execute(
        select(Participation.organisation_id, Answer.id)
        .join(AnswerLink, AnswerLink.participation_id == Participation.id)
        .join(Answer, Answer.id == AnswerLink.answer_id)
        .where(
            Participation.strand_id == strand_id,
            Participation.unit == Unit.ORGANISATION,
            Participation.organisation_id.in_(list(organisation_ids)),
            Answer.state == AnswerState.SUBMITTED,
        )
    )
    return {organisation_id: answer_id for organisation_id, answer_id in rows}  # noqa: C416 - rows are not pairs to mypy
