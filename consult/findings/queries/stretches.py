"""Coded stretches with the words they lie in and the voice they come from, live: without what is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.queries import CountedSegment, counted_segments, sealed_stretches
from consult.coding.records import CodebookEvent
from consult.collection.operations import answers_of
from consult.collection.queries import OpenAnswer, open_answers
from consult.collection.rules import Unit
from consult.consultation.records import Strand
from consult.findings.rules.quoting import Attribution, Speaker, Stretch
from consult.interview.operations import organisations_of
from consult.interview.queries import InterviewView, TurnView, interviews_of, turns_of_strand
from consult.interview.records import InterviewStrand, Participant
from consult.interview.rules import InterviewKind, SpeakerRole


@dataclass(frozen=True, slots=True)
class Passage:
    """Words with who said them: `voice` is the key an organisation or an individual is counted under, "" for nobody."""

    text: str
    language: str
    translations: Mapping[str, str]
    voice: str
    speaker: Speaker
    consent: Attribution
    region: str
    kind: str


@dataclass(frozen=True, slots=True)
class Material:
    """Everything said in a strand, by passage, with the codes that count and what is sealed.

    `interviewed` are organisations that were interviewed and gave no answer, by the key they are counted under.
    """

    passages: Mapping[str, Passage]
    segments: tuple[CountedSegment, ...]
    sealed: Mapping[str, tuple[tuple[int, int], ...]]
    interviews: tuple[InterviewView, ...]
    interviewed: Mapping[str, str]
    answers: Mapping[Unit, int]


def material_of(session: Session, strand_id: str) -> Material:
    """Return what was said in a strand, in a few statements whatever its size."""
    written = open_answers(session, strand_id)
    interviews = interviews_of(session, strand_id)
    turns = [turn for turn in turns_of_strand(session, strand_id) if _speaks(turn)]
    voices, interviewed = _voices(session, strand_id, turns)
    informants = {one.id for one in interviews if one.kind is InterviewKind.KEY_INFORMANT}
    passages = {one.id: _written(one) for one in written}
    passages |= {turn.id: _spoken(turn, voices, informants) for turn in turns}
    sealed: dict[str, list[tuple[int, int]]] = {}
    for passage_id, start, end in sealed_stretches(session, strand_id):
        sealed.setdefault(passage_id, []).append((start, end))
    return Material(
        passages=passages,
        segments=tuple(one for one in counted_segments(session, strand_id) if passage_of(one) in passages),
        sealed={passage_id: tuple(found) for passage_id, found in sealed.items()},
        interviews=tuple(one for one in interviews if one.id in {turn.interview_id for turn in turns}),
        interviewed=interviewed,
        answers={unit: sum(one.unit is unit for one in written) for unit in Unit},
    )


def stretches(material: Material) -> Iterable[tuple[Stretch, str]]:
    """Return every coded stretch with what decides whether it may be quoted, beside its passage's id."""
    for one in material.segments:
        passage = material.passages[passage_of(one)]
        yield (
            Stretch(
                segment_id=one.id,
                code=one.code_key,
                stance=one.stance,
                option=one.option,
                start=one.start,
                end=one.end,
                text=passage.text,
                language=passage.language,
                source=passage.voice or passage_of(one),
                speaker=passage.speaker,
                consent=passage.consent,
                region=passage.region,
                kind=passage.kind,
                sealed=material.sealed.get(passage_of(one), ()),
            ),
            passage_of(one),
        )


def passage_of(one: CountedSegment) -> str:
    """Return the passage a segment stands on: a turn or an open answer."""
    return one.turn_id or one.words_id or ""


def changes_of(session: Session, strand_id: str) -> tuple[int, int]:
    """Return how often the codebook changed, and how many speakers have taken everything back, in one statement.

    With each, findings may change without another segment being counted: codes have other names, or words are gone.
    """
    home = select(Strand.consultation_id).where(Strand.id == strand_id).scalar_subquery()
    changed = select(func.count()).where(CodebookEvent.consultation_id == home)
    inside = select(InterviewStrand.interview_id).where(InterviewStrand.strand_id == strand_id)
    gone = select(func.count()).where(Participant.interview_id.in_(inside), Participant.withdrawn_on.is_not(None))
    counted = session.execute(select(changed.scalar_subquery(), gone.scalar_subquery())).one()
    return counted[0], counted[1]


def _speaks(turn: TurnView) -> bool:
    who = turn.participant
    return (
        turn.withdrawn_on is None and who.withdrawn_on is None and who.took_part and who.role is SpeakerRole.INTERVIEWEE
    )


def _voices(session: Session, strand_id: str, turns: Iterable[TurnView]) -> tuple[dict[str, str], dict[str, str]]:
    """Return {participant: the key their organisation is counted under}, and who of these gave no answer."""
    members = organisations_of(session, sorted({turn.participant.id for turn in turns}))
    answers = answers_of(session, strand_id, sorted(set(members.values())))
    silent = {organisation: f"interviewed {organisation}" for organisation in members.values()}
    keys = {participant: answers.get(one, silent[one]) for participant, one in members.items()}
    return keys, {silent[one]: one for one in members.values() if one not in answers}


def _written(one: OpenAnswer) -> Passage:
    return Passage(
        text=one.text,
        language=one.language,
        translations=one.translations,
        voice=one.answer_id,
        speaker=Speaker(one.unit.value),
        consent=Attribution(one.quoting),
        region=one.region,
        kind=one.kind,
    )


def _spoken(turn: TurnView, voices: Mapping[str, str], informants: set[str]) -> Passage:
    informant = turn.interview_id in informants
    voice = "" if informant else voices.get(turn.participant.id, "")
    who = turn.participant
    return Passage(
        text=turn.text,
        language=turn.language,
        translations=turn.translations,
        voice=voice,
        speaker=Speaker.KEY_INFORMANT if informant else Speaker.ORGANISATION if voice else Speaker.STAFF,
        consent=Attribution(who.quoting.value),
        region=who.region,
        kind=who.kind,
    )
