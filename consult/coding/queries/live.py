"""Segments as they stand in this moment, with the words they lie in: for looking released quotes up again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.coding.records import ChangedWords, Code, Segment
from consult.coding.rules.attributes import Stance
from consult.collection.queries.sealing import translation_text, words_text
from consult.collection.records import Answer, Words, WordsTranslation
from consult.collection.rules import QUOTING_PART, AnswerState, Unit
from consult.consultation.queries import cipher_of
from consult.interview.queries import cover_of
from consult.interview.records import Interview, Participant, ParticipantIdentity, Turn, TurnTranslation
from consult.interview.rules import InterviewKind, SpeakerRole, TranslationState


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePassage:
    """Words that still stand, and what decides as whose they may be read.

    `unit` is None for a speaker who is no member's voice; then `informant` tells key informants from staff.
    `reviewed` are the languages whose translation somebody has read.
    """

    text: str
    language: str
    translations: Mapping[str, str]
    reviewed: Collection[str]
    quoting: str
    unit: Unit | None
    informant: bool
    region: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSegment:
    """One segment on its passage, with everything sealed in the same passage."""

    id: str
    code_key: str
    stance: Stance
    option: str
    start: int
    end: int
    sealed: tuple[tuple[int, int], ...]
    passage: LivePassage


def live_segments(session: Session, segment_ids: Collection[str]) -> dict[str, LiveSegment]:
    """Return those of these segments that still stand, by id, in a few statements whatever their number.

    Where a speaker corrected the coded words, a segment is not among them until its coder has looked again: nobody is
    quoted for what they took back.
    """
    if not segment_ids:
        return {}
    chosen = select(Segment.turn_id, Segment.words_id).where(Segment.id.in_(segment_ids)).subquery()
    rows = session.execute(
        select(Segment, Code.key, ChangedWords.changed_on)
        .join(Code, Code.id == Segment.code_id)
        .outerjoin(ChangedWords, ChangedWords.segment_id == Segment.id)
        .where(
            Segment.removed_at.is_(None),
            or_(Segment.turn_id.in_(select(chosen.c.turn_id)), Segment.words_id.in_(select(chosen.c.words_id))),
            or_(Segment.id.in_(segment_ids), Segment.sealed),
        )
    ).all()
    passages = _turns(session, {one.turn_id for one, *_others in rows if one.turn_id})
    passages |= _written(session, {one.words_id for one, *_others in rows if one.words_id})
    sealed: dict[str, list[tuple[int, int]]] = {}
    for one, *_others in rows:
        if one.sealed:
            sealed.setdefault(one.turn_id or one.words_id or "", []).append((one.start_at, one.end_at))
    return {
        one.id: LiveSegment(
            id=one.id,
            code_key=key,
            stance=one.stance,
            option=one.option,
            start=one.start_at,
            end=one.end_at,
            sealed=tuple(sealed.get(place, ())),
            passage=passages[place],
        )
        for one, key, changed_on in rows
        if changed_on is None and one.id in segment_ids and (place := one.turn_id or one.words_id or "") in passages
    }


def _turns(session: Session, turn_ids: Collection[str]) -> dict[str, LivePassage]:
    """Return turns of interviewees who still take part."""
    if not turn_ids:
        return {}
    rows = session.execute(
        select(Turn, Participant, Interview.kind, ParticipantIdentity.organisation_id, TurnTranslation)
        .join(Participant, Participant.id == Turn.participant_id)
        .join(Interview, Interview.id == Turn.interview_id)
        .outerjoin(ParticipantIdentity, ParticipantIdentity.participant_id == Participant.id)
        .outerjoin(TurnTranslation, TurnTranslation.turn_id == Turn.id)
        .where(
            Turn.id.in_(turn_ids),
            Turn.withdrawn_on.is_(None),
            Participant.withdrawn_on.is_(None),
            Participant.took_part,
            Participant.role == SpeakerRole.INTERVIEWEE,
        )
    )
    found: dict[str, LivePassage] = {}
    translations: dict[str, dict[str, str]] = {}
    reviewed: dict[str, set[str]] = {}
    cover = cover_of(session, turn_ids)
    for turn, who, kind, organisation_id, translation in rows:
        informant = kind is InterviewKind.KEY_INFORMANT
        found[turn.id] = LivePassage(
            text=cover.text(turn.id, turn.text),
            language=turn.language,
            translations=translations.setdefault(turn.id, {}),
            reviewed=reviewed.setdefault(turn.id, set()),
            quoting=who.quoting.value,
            unit=Unit.ORGANISATION if organisation_id and not informant else None,
            informant=informant,
            region=who.region,
            kind=who.kind,
        )
        if translation is not None and (words := cover.translation(turn.text, translation)) is not None:
            translations[turn.id][translation.language] = words
            if translation.state is TranslationState.REVIEWED:
                reviewed[turn.id].add(translation.language)
    return found


def _written(session: Session, words_ids: Collection[str]) -> dict[str, LivePassage]:
    """Return open answers of submitted answers; nobody has reviewed their translations yet."""
    if not words_ids:
        return {}
    rows = session.execute(
        select(Words, Answer, WordsTranslation)
        .join(Answer, Answer.id == Words.answer_id)
        .outerjoin(WordsTranslation, WordsTranslation.words_id == Words.id)
        .where(Words.id.in_(words_ids), Answer.state == AnswerState.SUBMITTED)
    )
    found: dict[str, LivePassage] = {}
    translations: dict[str, dict[str, str]] = {}
    for words, answer, translation in rows:
        cipher = cipher_of(session, answer.strand_id)
        found[words.id] = LivePassage(
            text=words_text(cipher, words.id, words.sealed),
            language=words.language,
            translations=translations.setdefault(words.id, {}),
            reviewed=frozenset(),
            quoting=str(answer.document.get(QUOTING_PART) or "none"),
            unit=answer.unit,
            informant=False,
            region=answer.region,
            kind=answer.kind,
        )
        if translation is not None:
            translations[words.id][translation.language] = translation_text(cipher, translation)
    return found
