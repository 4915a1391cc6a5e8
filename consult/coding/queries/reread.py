"""The words two readings are compared on: what was asked before, the original, its translations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from consult.collection.queries import open_answers
from consult.interview.queries import cover_of_records
from consult.interview.records import Interview, Participant, Redaction, Turn, TurnTranslation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPassage:
    """A turn or an open answer with what was said just before; `speaker` is a pseudonym, "" for an answer."""

    id: str
    speaker: str
    language: str
    text: str
    translations: Mapping[str, str]
    before: str
    before_language: str


def read_passages(session: Session, strand_id: str, ids: Collection[str]) -> dict[str, ReadPassage]:
    """Return some passages of a strand by id, in a few statements; what was withdrawn is not among them."""
    if not ids:
        return {}
    found = _spoken(session, ids)
    rest = [one for one in ids if one not in found]
    for one in open_answers(session, strand_id, rest) if rest else ():
        found[one.id] = ReadPassage(
            id=one.id,
            speaker="",
            language=one.language,
            text=one.text,
            translations=one.translations,
            before="",
            before_language="",
        )
    return found


def _spoken(session: Session, ids: Collection[str]) -> dict[str, ReadPassage]:
    before = aliased(Turn)
    rows = session.execute(
        select(Turn, Participant.pseudonym, before, TurnTranslation, Redaction)
        .join(Participant, Participant.id == Turn.participant_id)
        .join(Interview, Interview.id == Turn.interview_id)
        .outerjoin(before, (before.interview_id == Turn.interview_id) & (before.number == Turn.number - 1))
        .outerjoin(TurnTranslation, TurnTranslation.turn_id == Turn.id)
        .outerjoin(Redaction, or_(Redaction.turn_id == Turn.id, Redaction.turn_id == before.id))
        .where(Turn.id.in_(ids), Turn.withdrawn_on.is_(None))
        .order_by(Redaction.start_at)
    ).all()
    cover = cover_of_records(dict.fromkeys(mark for *_turn, mark in rows))
    translations: dict[str, dict[str, str]] = {}
    for turn, _name, _before, translation, _mark in rows:
        told = translations.setdefault(turn.id, {})
        if translation is not None and (words := cover.translation(turn.text, translation)) is not None:
            told[translation.language] = words
    return {
        turn.id: ReadPassage(
            id=turn.id,
            speaker=pseudonym,
            language=turn.language,
            text=cover.text(turn.id, turn.text),
            translations=translations[turn.id],
            before=cover.text(earlier.id, earlier.text) if earlier is not None else "",
            before_language=earlier.language if earlier is not None else "",
        )
        for turn, pseudonym, earlier, _translation, _mark in rows
    }
