"""What somebody may search in a strand: a coder what was given to them, whoever leads all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.queries.blind import blind_among, readings_given
from consult.coding.queries.counting import of_strand
from consult.coding.records import Assignment, Segment
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import masked
from consult.collection.queries import open_answers
from consult.interview.queries import cover_of_strand
from consult.interview.records import Interview, InterviewStrand, Participant, Turn
from consult.interview.rules import SpeakerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A passage as it is searched: what others sealed in it is blotted out, place for place.

    `label` is its interview's, or its part; `assignment_id` is where the reader finds it, None where it was given to
    nobody yet.
    """

    id: str
    text: str
    language: str
    label: str
    number: int
    part: str
    assignment_id: str | None


def searchable(session: Session, strand_id: str, account_id: str, *, everything: bool) -> tuple[Searched, ...]:
    """Return the passages one account may search: those it was given, or `everything` in the strand."""
    readings = readings_given(session, strand_id)
    places: dict[str, str] = {}
    for one in sorted(readings, key=lambda one: one.account_id != account_id):
        if one.strand_id == strand_id and (everything or one.account_id == account_id):
            places.setdefault(one.document, one.assignment_id)
    # A coder reads what was given to them whole: a blot there would tell what another coder sealed.
    hidden = blind_among(readings, account_id).assignments
    blots = _sealed_by_others(session, strand_id, account_id, hidden) if everything else {}
    spoken = _spoken(session, strand_id, places, blots)
    wanted = [one for one in spoken if everything or one.assignment_id]
    return (*wanted, *_written(session, strand_id, places, blots, everything=everything))


Blots = dict[str, list[Span]]


def _sealed_by_others(session: Session, strand_id: str, account_id: str, hidden: Collection[str]) -> Blots:
    rows = session.execute(
        select(Segment.turn_id, Segment.words_id, Segment.start_at, Segment.end_at)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .where(of_strand(strand_id), Segment.sealed, Segment.removed_at.is_(None), Assignment.account_id != account_id)
        .where(Assignment.id.not_in(hidden))
    )
    found: Blots = {}
    for turn_id, words_id, start, end in rows:
        found.setdefault(turn_id or words_id or "", []).append(Span(start, end))
    return found


def _spoken(session: Session, strand_id: str, places: Mapping[str, str], blots: Blots) -> tuple[Searched, ...]:
    rows = session.execute(
        select(Turn.id, Turn.text, Turn.language, Turn.number, Interview.id, Interview.label)
        .join(Interview, Interview.id == Turn.interview_id)
        .join(InterviewStrand, InterviewStrand.interview_id == Interview.id)
        .join(Participant, Participant.id == Turn.participant_id)
        .where(
            InterviewStrand.strand_id == strand_id,
            Turn.withdrawn_on.is_(None),
            Participant.role == SpeakerRole.INTERVIEWEE,
        )
        .order_by(Interview.label, Turn.number)
    )
    cover = cover_of_strand(session, strand_id)
    return tuple(
        Searched(
            id=key,
            text=masked(cover.text(key, text), blots.get(key, ())),
            language=language,
            label=label,
            number=number,
            part="",
            assignment_id=places.get(interview_id),
        )
        for key, text, language, number, interview_id, label in rows
    )


def _written(
    session: Session, strand_id: str, places: Mapping[str, str], blots: Blots, *, everything: bool
) -> tuple[Searched, ...]:
    if not everything and not places:
        return ()
    return tuple(
        Searched(
            id=one.id,
            text=masked(one.text, blots.get(one.id, ())),
            language=one.language,
            label=one.part,
            number=0,
            part=one.part,
            assignment_id=places.get(one.id),
        )
        for one in open_answers(session, strand_id, None if everything else list(places))
    )
