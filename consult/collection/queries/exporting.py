"""Submitted answers for export: what counts, and what was written where the reader may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from consult.collection.queries.answers import CountedAnswer, counted_answers
from consult.collection.queries.words import open_answers
from consult.collection.rules import Unit


@dataclass(frozen=True, slots=True)
class CountedWithWords:
    """A submitted answer and what was written in it, by part."""

    answer: CountedAnswer
    words: Mapping[str, str] = field(default_factory=dict)


def counted_with_words(session: Session, strand_id: str, unit: Unit) -> tuple[CountedWithWords, ...]:
    """Return the submitted answers of one unit with their words, but for those that routing no longer asks."""
    written: dict[str, dict[str, str]] = {}
    for one in open_answers(session, strand_id):
        written.setdefault(one.answer_id, {})[one.part] = one.text
    return tuple(
        CountedWithWords(answer, written.get(answer.answer_id, {}))
        for answer in counted_answers(session, strand_id, unit)
    )
