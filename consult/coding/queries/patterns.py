"""All passages of a strand with the case each belongs to, and the codes that count on them: without their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Subquery, func, select, union_all
from sqlalchemy.orm import Session

from consult.coding.queries.blind import hidden_passages
from consult.coding.queries.counting import CountedSegment, counted_segments, of_strand
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import AssignedWords, Assignment, Code, Segment
from consult.collection.operations import answers_of
from consult.collection.records import Answer, Words
from consult.collection.rules import AnswerState
from consult.consultation.queries import StrandView
from consult.consultation.rules import StrandState
from consult.instrument.queries import structure_of
from consult.instrument.rules import Unit, applies
from consult.interview.records import Interview, InterviewStrand, Participant, ParticipantIdentity, Turn
from consult.interview.rules import InterviewKind, SpeakerRole


class Source(StrEnum):
    """Where words come from; individuals are never counted together with organisations."""

    TRANSCRIPT = "transcript"
    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPassage:
    """A turn or an open answer: in which document, by which case, and how many coders have read or coded it.

    `document` is an interview's label or a part. A case is an organisation, in whatever way it was heard; an interview
    of whoever speaks for none; or an individual. `region` is the one the case shows, "" where it has none.
    """

    document: str
    source: Source
    language: str
    region: str
    case: str
    coder_count: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """Passages in the order their documents were taken in, and the segments on them that count and are not sealed."""

    passages: Mapping[str, HeardPassage]
    segments: tuple[CountedSegment, ...]


def patterns_of(session: Session, strand: StrandView, account_id: str) -> Patterns:
    """Return what an account may see across a strand yet, in a few statements whatever its size.

    Open answers come after interviews, and in an order that tells nothing: when each was given is kept nowhere.
    """
    written = _written(session, strand.id, account_id) if strand.has(StrandState.FROZEN) else {}
    passages = _spoken(session, strand.id, written.values(), account_id) | written
    counted = counted_segments(session, strand.id)
    return Patterns(passages, tuple(one for one in counted if not one.sealed and passage_of(one) in passages))


def passage_of(one: CountedSegment) -> str:
    """Return the turn or the open answer a segment stands on."""
    return one.turn_id or one.words_id or ""


def _written(session: Session, strand_id: str, account_id: str) -> dict[str, HeardPassage]:
    coders = _coder_counts(strand_id)
    asked_by = (Answer.version_id, Answer.unit, Answer.short, Answer.document)
    rows = session.execute(
        select(Words.id, Words.part, Words.language, Answer.id, Answer.region, coders.c.coder_count, *asked_by)
        .join(Answer, Answer.id == Words.answer_id)
        .outerjoin(coders, coders.c.passage_id == Words.id)
        .where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
        .where(Words.id.not_in(hidden_passages(account_id)))
        .order_by(Words.part, Words.id)
    )
    return {
        key: HeardPassage(
            document=part,
            source=Source(unit.value),
            language=language,
            region=region,
            case=answer_id,
            coder_count=count or 0,
        )
        for key, part, language, answer_id, region, count, version_id, unit, short, document in rows
        if (found := structure_of(session, version_id).parts.get(part)) and applies(found, Unit(unit), short, document)
    }


def _spoken(
    session: Session, strand_id: str, written: Iterable[HeardPassage], account_id: str
) -> dict[str, HeardPassage]:
    """Return what interviewees said; an organisation that also wrote is one case, with the region its answer shows."""
    coders, place = _coder_counts(strand_id), (Interview.imported_at, Interview.label, Interview.id, Turn.number)
    rows = session.execute(
        select(Turn.id, Turn.language, Interview.id, Interview.label, Interview.kind)
        .add_columns(Participant.region, ParticipantIdentity.organisation_id, coders.c.coder_count)
        .join(Interview, Interview.id == Turn.interview_id)
        .join(InterviewStrand, InterviewStrand.interview_id == Interview.id)
        .join(Participant, Participant.id == Turn.participant_id)
        .outerjoin(ParticipantIdentity, ParticipantIdentity.participant_id == Participant.id)
        .outerjoin(coders, coders.c.passage_id == Turn.id)
        .where(
            InterviewStrand.strand_id == strand_id,
            Interview.id.not_in(hidden_passages(account_id)),
            Participant.role == SpeakerRole.INTERVIEWEE,
            Turn.withdrawn_on.is_(None),
        )
        .order_by(*place)
    ).all()
    regions = {one.case: one.region for one in written if one.source is Source.ORGANISATION}
    speaking = {row.organisation_id for row in rows if row.organisation_id}
    answers = answers_of(session, strand_id, sorted(speaking)) if regions and speaking else {}
    found = {}
    for key, language, interview_id, label, kind, region, organisation_id, count in rows:
        member = "" if kind is InterviewKind.KEY_INFORMANT else organisation_id or ""
        answer = answers.get(member, "")
        found[key] = HeardPassage(
            document=label,
            source=Source.TRANSCRIPT,
            language=language,
            region=regions.get(answer, region),
            case=answer or member or interview_id,
            coder_count=count or 0,
        )
    return found


def _coder_counts(strand_id: str) -> Subquery:
    """Say by passage how many coders have given it a code or finished the reading it is in."""
    done = (of_strand(strand_id), Assignment.done_on.is_not(None))
    read = union_all(
        select(Assignment.account_id.label("account_id"), Turn.id.label("passage_id"))
        .join(Turn, Turn.interview_id == Assignment.interview_id)
        .where(*done),
        select(Assignment.account_id, AssignedWords.words_id)
        .join(AssignedWords, AssignedWords.assignment_id == Assignment.id)
        .where(*done),
        select(Assignment.account_id, func.coalesce(Segment.turn_id, Segment.words_id))
        .join(Segment, Segment.assignment_id == Assignment.id)
        .join(Code, Code.id == Segment.code_id)
        .where(of_strand(strand_id), Segment.removed_at.is_(None), is_shared()),
    ).subquery()
    count = func.count(read.c.account_id.distinct()).label("coder_count")
    return select(read.c.passage_id, count).group_by(read.c.passage_id).subquery()
