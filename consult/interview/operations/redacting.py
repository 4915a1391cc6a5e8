"""Marking what names somebody, and taking a mark back. The words themselves never change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.interview.records import Redaction, Turn, TurnTranslation
from consult.interview.rules.redacting import ORIGINAL, BadMark, RedactionKind, occurrences, settled
from consult.shared.errors import N_, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """What a mark says, who sets it and when."""

    kind: RedactionKind
    account_id: str | None
    moment: datetime


@dataclass(frozen=True, slots=True)
class _Said:
    turn_id: str
    language: str
    text: str


def mark_stretch(session: Session, turn_id: str, start: int, end: int, by: By, *, language: str = ORIGINAL) -> int:
    """Mark one stretch of a turn, or of its translation, moved out to whole characters; return 1.

    Raises `BadMark` where there are no words, or where all of them are marked already.
    """
    said = _said(session, turn_id, language)
    count = _mark(session, [(said, settled(said.text, start, end))], by)
    if not count:
        raise BadMark(N_("These words are marked already."))
    return count


def mark_words(session: Session, turn_id: str, words: str, by: By, *, language: str = ORIGINAL) -> int:
    """Mark every place where words stand in a turn, or in its translation; return how many. `BadMark` for none."""
    return _mark_all(session, [_said(session, turn_id, language)], words, by)


def mark_everywhere(session: Session, interview_id: str, words: str, by: By) -> int:
    """Mark every place where words stand in an interview and its translations; return how many. `BadMark` for none."""
    return _mark_all(session, _everything(session, interview_id), words, by)


def take_mark_back(session: Session, redaction_id: str) -> None:
    """Take one mark away: the words are read again by everybody who reads the turn."""
    found = session.get(Redaction, redaction_id)
    if found is None:
        raise NotFound(redaction_id)
    session.delete(found)
    session.flush()


def confirm_translation(session: Session, turn_id: str, language: str, day: date) -> None:
    """Write down that everything marked in a turn is marked in its translation too, so that others may read it."""
    found = session.get(TurnTranslation, (turn_id, language))
    if found is None:
        raise NotFound(turn_id)
    found.covered_on = day
    session.flush()


def _said(session: Session, turn_id: str, language: str) -> _Said:
    found = session.get(TurnTranslation, (turn_id, language)) if language else session.get(Turn, turn_id)
    if found is None:
        raise NotFound(turn_id)
    return _Said(turn_id, language, found.text)


def _everything(session: Session, interview_id: str) -> list[_Said]:
    inside = Turn.interview_id == interview_id
    spoken = session.execute(select(Turn.id, Turn.text).where(inside))
    found = [_Said(turn_id, ORIGINAL, text) for turn_id, text in spoken]
    translated = select(TurnTranslation.turn_id, TurnTranslation.language, TurnTranslation.text)
    rows = session.execute(translated.join(Turn, Turn.id == TurnTranslation.turn_id).where(inside))
    return [*found, *(_Said(turn_id, language, text) for turn_id, language, text in rows)]


def _mark_all(session: Session, said: Iterable[_Said], words: str, by: By) -> int:
    places = [(one, settled(one.text, *place)) for one in said for place in occurrences(one.text, words)]
    if not places:
        raise BadMark(N_("These words do not stand there. Write them as they stand in the turn."))
    if not (count := _mark(session, places, by)):
        raise BadMark(N_("These words are marked already."))
    return count


def _mark(session: Session, places: list[tuple[_Said, tuple[int, int]]], by: By) -> int:
    """Mark what is not marked yet; a new mark on an original asks for its translations to be looked at again."""
    taken = _taken(session, {said.turn_id for said, _place in places})
    new = [
        Redaction(
            turn_id=said.turn_id,
            language=said.language,
            start_at=start,
            end_at=end,
            kind=by.kind,
            account_id=by.account_id,
            marked_at=by.moment,
        )
        for said, (start, end) in dict.fromkeys(places)
        if not any(one <= start and end <= other for one, other in taken.get((said.turn_id, said.language), ()))
    ]
    session.add_all(new)
    session.flush()
    originals = [one.turn_id for one in new if one.language == ORIGINAL]
    again = update(TurnTranslation).where(TurnTranslation.turn_id.in_(originals)).values(covered_on=None)
    session.execute(again)
    return len(new)


def _taken(session: Session, turn_ids: set[str]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for one in session.scalars(select(Redaction).where(Redaction.turn_id.in_(turn_ids))):
        found.setdefault((one.turn_id, one.language), []).append((one.start_at, one.end_at))
    return found
