"""What there is to code in a strand, what is sealed in it, and what its codes are called in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import AssignedWords, Assignment, Code, Segment
from consult.collection.queries.sealing import words_text
from consult.collection.records import Answer, Words
from consult.consultation.queries import cipher_of
from consult.interview.queries import TurnView, cover_of_records
from consult.interview.records import Interview, InterviewStrand, Participant, Redaction, Turn
from consult.interview.rules import SpeakerRole
from consult.interview.rules.redacting import ORIGINAL


@dataclass(frozen=True, slots=True)
class CodeTexts:
    """One code as it is called and defined, per language; `added_on` is an ISO date, "" for the starter's codes."""

    key: str
    name: Mapping[str, str]
    use_when: Mapping[str, str]
    added_on: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """Words a code can stand on: a turn (`label` of its interview, `number`), or an open answer (its part, 0)."""

    id: str
    label: str
    number: int
    text: str
    language: str


def code_texts(session: Session, consultation_id: str) -> dict[str, CodeTexts]:
    """Return the codes that are given or were, parents and what was merged away not among them, in their order."""
    rows = session.scalars(
        select(Code)
        .where(Code.consultation_id == consultation_id, Code.parent != "", Code.merged_into.is_(None), is_shared())
        .order_by(Code.position, Code.key)
    )
    return {
        one.key: CodeTexts(one.key, one.name, one.use_when, one.added_on.isoformat() if one.added_on else "")
        for one in rows
    }


def sealed_stretches(session: Session, strand_id: str) -> list[tuple[str, int, int]]:
    """Return (passage, start, end) of everything sealed in what a strand may quote, whoever sealed it."""
    turns = select(Turn.id).join(InterviewStrand, InterviewStrand.interview_id == Turn.interview_id)
    words = select(Words.id).join(Answer, Answer.id == Words.answer_id)
    rows = session.execute(
        select(Segment.turn_id, Segment.words_id, Segment.start_at, Segment.end_at).where(
            Segment.sealed,
            Segment.removed_at.is_(None),
            or_(
                Segment.turn_id.in_(turns.where(InterviewStrand.strand_id == strand_id)),
                Segment.words_id.in_(words.where(Answer.strand_id == strand_id)),
            ),
        )
    )
    return [(turn_id or words_id or "", start, end) for turn_id, words_id, start, end in rows]


def passages_of(session: Session, strand_id: str) -> tuple[PassageView, ...]:
    """Return the material of a strand in two statements: what interviewees said, and the open answers given out."""
    spoken = session.execute(
        select(Turn.id, Interview.label, Turn.number, Turn.text, Turn.language, Redaction)
        .join(Interview, Interview.id == Turn.interview_id)
        .join(InterviewStrand, InterviewStrand.interview_id == Interview.id)
        .join(Participant, Participant.id == Turn.participant_id)
        .outerjoin(Redaction, (Redaction.turn_id == Turn.id) & (Redaction.language == ORIGINAL))
        .where(
            InterviewStrand.strand_id == strand_id,
            Participant.role == SpeakerRole.INTERVIEWEE,
            Turn.withdrawn_on.is_(None),
        )
        .order_by(Interview.label, Turn.number)
    ).all()
    cover = cover_of_records(mark for *_turn, mark in spoken)
    turns = ((key, label, number, text, language) for key, label, number, text, language, _mark in spoken)
    given = select(AssignedWords.words_id).join(Assignment, Assignment.id == AssignedWords.assignment_id)
    written = session.execute(
        select(Words.id, Words.part, Words.sealed, Words.language)
        .where(Words.id.in_(given.where(Assignment.strand_id == strand_id)))
        .order_by(Words.part, Words.id)
    ).all()
    cipher = cipher_of(session, strand_id)
    return (
        *(
            PassageView(key, label, number, cover.text(key, text), language)
            for key, label, number, text, language in dict.fromkeys(turns)
        ),
        *(
            PassageView(key, part, 0, words_text(cipher, key, sealed), language)
            for key, part, sealed, language in written
        ),
    )


def may_be_coded(turn: TurnView) -> bool:
    """Tell whether a turn is coded at all: an interviewee's own words that still stand."""
    return turn.participant.role is SpeakerRole.INTERVIEWEE and turn.withdrawn_on is None
