"""What members wrote in answers that count, for coding: without anything that leads back to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.queries.sealing import translation_text, words_text
from consult.collection.records import Answer, Words, WordsTranslation
from consult.collection.rules import QUOTING_PART, AnswerState, Unit
from consult.consultation.queries import cipher_of
from consult.instrument.queries import structure_of
from consult.instrument.rules.routing import applies
from consult.instrument.rules.structure import Unit as InstrumentUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswer:
    """What was written under one part of a submitted answer, in the groups its answer is counted in.

    `quoting` is the code of item Z2 ("none" where it was left empty); `translations` is {language tag: text}.
    """

    id: str
    answer_id: str
    strand_id: str
    unit: Unit
    part: str
    text: str
    language: str
    region: str
    kind: str
    quoting: str
    translations: Mapping[str, str]


def open_answers(session: Session, strand_id: str, ids: Sequence[str] | None = None) -> tuple[OpenAnswer, ...]:
    """Return what was written in a strand's submitted answers; with `ids` only those.

    Sealed words are kept elsewhere and never come here. The order, by random ids, tells nothing.
    """
    wanted = select(Words, Answer, WordsTranslation).join(Answer, Answer.id == Words.answer_id)
    wanted = wanted.outerjoin(WordsTranslation, WordsTranslation.words_id == Words.id)
    wanted = wanted.where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
    if ids is not None:
        wanted = wanted.where(Words.id.in_(ids))
    rows = session.execute(wanted.order_by(Words.part, Words.id)).all()
    if not rows:
        return ()
    cipher = cipher_of(session, strand_id)
    translations: dict[str, dict[str, str]] = {}
    for one in (translation for _words, _answer, translation in rows if translation is not None):
        translations.setdefault(one.words_id, {})[one.language] = translation_text(cipher, one)
    return tuple(
        OpenAnswer(
            id=words.id,
            answer_id=answer.id,
            strand_id=answer.strand_id,
            unit=answer.unit,
            part=words.part,
            text=words_text(cipher, words.id, words.sealed),
            language=words.language,
            region=answer.region,
            kind=answer.kind,
            quoting=str(answer.document.get(QUOTING_PART) or "none"),
            translations=translations.get(words.id, {}),
        )
        for words, answer in dict.fromkeys((words, answer) for words, answer, _translation in rows)
        if _still_asked(session, answer, words.part)
    )


def _still_asked(session: Session, answer: Answer, part: str) -> bool:
    """Tell whether routing still asks what was answered: a branch given up is not read by anybody."""
    found = structure_of(session, answer.version_id).parts.get(part)
    return found is not None and applies(found, InstrumentUnit(answer.unit), answer.short, answer.document)
