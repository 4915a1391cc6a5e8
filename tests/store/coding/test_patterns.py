"""Passages and the cases they belong to: who counts as one, who is left out, and how many coders read what."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.coding.operations import assign_answers, finish, remove_segment
from consult.coding.queries import CountedSegment, counted_segments
from consult.coding.queries.patterns import HeardPassage, Patterns, Source, passage_of, patterns_of
from consult.coding.rules.attributes import SAFETY
from consult.collection.operations import answers_of
from consult.collection.records import Answer, Words
from consult.collection.rules import Unit
from consult.consultation.queries import consultation_of
from consult.consultation.records import FrameMember
from consult.interview.operations import withdraw_turns
from consult.interview.records import Participant, ParticipantIdentity
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import SECRET, account, coded, desk, talk, written
from tests.builders_findings import frozen_world
from tests.web.collection.test_budgets import statements


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def patterns(session: Session, made: World, mark: str = "A") -> Patterns:
    whole = consultation_of(session, made.strands[mark])
    assert whole is not None
    return patterns_of(session, next(one for one in whole.strands if one.id == made.strands[mark]), "nobody")


def by_source(found: Patterns, source: Source) -> list[HeardPassage]:
    return [one for one in found.passages.values() if one.source is source]


def test_a_passage_counts_for_every_coder_who_coded_or_finished_it(session: Session, made: World) -> None:
    first = desk(session, made)
    second = desk(session, made, account(session, "Bela"), interview_id=first.interview_id, second=True)
    coded(session, first, "STR-FIN", "finance desk")
    coded(session, first, "TERM-COND", "in writing")
    gone = coded(session, first, "STR-FIN", turn=first.mixed)
    remove_segment(session, gone, MOMENT)
    counts = {key: one.coder_count for key, one in patterns(session, made).passages.items()}
    assert counts == {first.english.id: 1, first.mixed.id: 0, first.secret.id: 0}
    finish(session, second.assignment_id, DAY)
    counts = {key: one.coder_count for key, one in patterns(session, made).passages.items()}
    assert counts == {first.english.id: 2, first.mixed.id: 1, first.secret.id: 1}
    assert patterns(session, made, "B").passages == {}


def test_segments_are_the_counted_ones_without_what_is_sealed_or_withdrawn(session: Session, made: World) -> None:
    given = desk(session, made)
    other = desk(session, made, account(session, "Bela"), interview_id=given.interview_id, second=True)
    coded(session, given, "STR-FIN", "finance desk")
    coded(session, given, SAFETY, SECRET, turn=given.secret)
    coded(session, given, "TERM-COND", turn=given.mixed)
    coded(session, other, "RES-MONEY", "finance desk")

    def keys(segments: tuple[CountedSegment, ...]) -> set[str]:
        return {one.code_key for one in segments}

    counted = counted_segments(session, made.strands["A"])
    assert keys(counted) == {"STR-FIN", SAFETY, "TERM-COND"}
    found = patterns(session, made)
    assert keys(found.segments) == {"STR-FIN", "TERM-COND"}
    assert {passage_of(one) for one in found.segments} <= set(found.passages)
    withdraw_turns(session, [given.mixed.id], DAY)
    left = patterns(session, made)
    assert keys(left.segments) == {"STR-FIN"}
    assert given.mixed.id not in left.passages


def test_an_organisation_that_spoke_and_wrote_is_one_case(session: Session) -> None:
    made = frozen_world(session)
    given = desk(session, made)
    written(session, made, *("We are tired." for _answer in range(68)))
    answer = _with_link(session, made)
    spoken = by_source(patterns(session, made), Source.TRANSCRIPT)
    assert len({one.case for one in spoken}) == 1
    assert {one.case for one in by_source(patterns(session, made), Source.ORGANISATION)}.isdisjoint({spoken[0].case})
    _speak_for(session, given.interview_id, made, answer)
    joined = by_source(patterns(session, made), Source.TRANSCRIPT)
    assert {(one.case, one.region) for one in joined} == {(answer.id, answer.region)}


def _members(session: Session, made: World) -> dict[str, str]:
    """The organisation behind each answer, by the answer's id."""
    members = session.scalars(select(FrameMember.organisation_id).where(FrameMember.strand_id == made.strands["A"]))
    return {found: member for member, found in answers_of(session, made.strands["A"], members.all()).items()}


def _with_link(session: Session, made: World) -> Answer:
    answer = session.get(Answer, min(_members(session, made)))
    assert answer is not None
    return answer


def _speak_for(session: Session, interview_id: str, made: World, answer: Answer) -> None:
    """Let the interviewed person speak for the organisation that gave an answer."""
    inside = select(Participant.id).where(Participant.interview_id == interview_id)
    session.execute(
        update(ParticipantIdentity)
        .where(ParticipantIdentity.participant_id.in_(inside))
        .values(organisation_id=_members(session, made)[answer.id])
    )


def test_answers_wait_until_the_data_are_frozen_and_individuals_stand_apart(session: Session) -> None:
    made = frozen_world(session)
    words = written(session, made, "We are tired.", "Keep the name.")
    alone = session.scalar(select(Answer).join(Words, Words.answer_id == Answer.id).where(Words.id == words[0]))
    assert alone is not None
    alone.unit = Unit.INDIVIDUAL
    session.flush()
    found = patterns(session, made)
    units = {session.get(Answer, one.case).unit for one in by_source(found, Source.INDIVIDUAL)}  # type: ignore[union-attr]  # it is there
    assert units == {Unit.INDIVIDUAL}
    coder = account(session)
    assign_answers(session, made.strands["A"], coder, "B2", words, second=False, day=DAY)
    assert {one.coder_count for one in patterns(session, made).passages.values()} == {0}


def test_documents_come_as_they_were_taken_in_and_answers_last(session: Session) -> None:
    made = frozen_world(session)
    for label in ("T2", "T1"):
        talk(session, made, label=label)
    written(session, made, "We are tired.")
    order = [one.document for one in patterns(session, made).passages.values()]
    changes = [one for one, following in pairwise([*order, ""]) if one != following]
    assert changes == ["T1", "T2", "B2"]  # both at the same moment: by label


def test_the_number_of_statements_does_not_grow_with_the_rows(session: Session) -> None:
    made = frozen_world(session)
    counts = []
    for at in range(3):
        given = desk(session, made, account(session, f"C{at}"), interview_id=talk(session, made, label=f"T{at}"))
        coded(session, given, "STR-FIN", "finance desk")
        written(session, made, *("Tired." for _one in range(5 * at + 1)), part=("B2", "D2", "E2")[at])
        session.expire_all()
        with statements() as said:
            patterns(session, made)
        counts.append(len(said))
    assert counts[1] == counts[2]
