"""Cases by codes: whose cases somebody sums up, what lies beneath, two who write at once, with what a summary falls."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.coding.operations import By, NewSegment, apply_code, assign_answers, finish, merge_codes
from consult.coding.operations.framework import NewSummary, WrittenMeanwhile, write_summary
from consult.coding.queries.framework import Case, cases_of, summaries_of
from consult.coding.queries.framework_evidence import Evidence, evidence_of
from consult.coding.records import FrameworkCell
from consult.coding.rules.attributes import SAFETY, Stance
from consult.coding.rules.segments import SEALED
from consult.collection.records import Answer, Words
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView, strand
from consult.interview.operations import By as Marker
from consult.interview.operations import mark_everywhere, withdraw_participant
from consult.interview.queries import interview
from consult.interview.rules.redacting import RedactionKind
from consult.shared.errors import NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import SECRET, Desk, account, coded, desk, talk, written
from tests.builders_findings import frozen_world


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def view(session: Session, made: World, mark: str = "A") -> StrandView:
    found = strand(session, made.strands[mark])
    assert found is not None
    return found


def cases(session: Session, made: World, reader: str, *, everything: bool = True) -> tuple[Case, ...]:
    return cases_of(session, view(session, made), reader, everything=everything)


def beneath(session: Session, made: World, reader: str, *, everything: bool = True) -> dict[str, list[Evidence]]:
    found = cases(session, made, reader, everything=everything)
    return dict(evidence_of(session, made.strands["A"], reader, found, everything=everything))


def write(
    session: Session, made: World, case: Case, text: str, *, by: str, seen: int = 0, code: str = "STR-FIN"
) -> None:
    new = NewSummary(code_key=code, text=text, seen=seen)
    write_summary(session, view(session, made), case, new, by=by, moment=MOMENT)


def kept(session: Session, made: World, case: Case) -> dict[str, tuple[str, int]]:
    found = summaries_of(session, made.strands["A"], [case.id])
    return {key: (one.text, one.revision) for (_case, key), one in found.items()}


def test_a_coder_sums_up_their_own_cases_and_whoever_leads_all(session: Session, made: World) -> None:
    own = desk(session, made)
    other = desk(session, made, account(session, "Ben"), interview_id=talk(session, made, label="T10"))
    lead = account(session, "Lea")
    assert [one.label for one in cases(session, made, own.account_id, everything=False)] == ["T9"]
    assert {one.label: one.assignment_id for one in cases(session, made, lead)} == {
        "T9": own.assignment_id,
        "T10": other.assignment_id,
    }
    assert cases(session, made, lead, everything=False) == ()


def test_answers_of_organisations_are_cases_and_those_of_individuals_are_not(session: Session) -> None:
    made = frozen_world(session)
    coder = account(session)
    ids = written(session, made, "The office is tired.", "Money.")
    given = assign_answers(session, made.strands["A"], coder, "B2", ids, day=DAY)
    for key, unit in zip(ids, (Unit.ORGANISATION, Unit.INDIVIDUAL), strict=True):
        session.get_one(Answer, session.get_one(Words, key).answer_id).unit = unit
    session.flush()
    (case,) = cases(session, made, coder, everything=False)
    assert (case.id, case.label, case.part, case.number, case.assignment_id) == (ids[0], "B2", "B2", 1, given)
    apply_code(session, given, NewSegment(passage_id=ids[0], start=4, end=10, code_key="RES-ENERGY"), MOMENT)
    ((one,),) = beneath(session, made, coder, everything=False).values()
    assert one.text[one.start : one.end] == "office"
    write(session, made, case, "Worn out.", by=coder)
    session.execute(delete(Words).where(Words.id == ids[0]))
    assert session.scalar(select(func.count()).select_from(FrameworkCell)) == 0, "it falls with the words"


def test_the_segments_of_a_cell_are_ones_own_or_those_that_count(session: Session, made: World) -> None:
    first = desk(session, made)
    second = desk(session, made, account(session, "Ben"), interview_id=first.interview_id, second=True)
    coded(session, first, "STR-FIN", "finance desk", stance=Stance.FOR)
    coded(session, second, "RES-MONEY", "relief")
    lead = account(session, "Lea")

    def codes(reader: str, *, everything: bool) -> list[str]:
        found = beneath(session, made, reader, everything=everything)
        return [one.code_key for one in found.get(first.interview_id, ())]

    assert codes(lead, everything=True) == ["STR-FIN"]
    assert codes(first.account_id, everything=False) == ["STR-FIN"]
    assert codes(second.account_id, everything=False) == [], "a second reading is blind: nothing of the case is shown"
    for one in (first, second):
        finish(session, one.assignment_id, DAY)
    assert codes(second.account_id, everything=False) == ["RES-MONEY"]


def test_whoever_reads_blind_neither_sees_nor_writes_a_summary(session: Session, made: World) -> None:
    first = desk(session, made)
    second = desk(session, made, account(session, "Ben"), interview_id=first.interview_id, second=True)
    (own,) = cases(session, made, first.account_id, everything=False)
    (blind,) = cases(session, made, second.account_id, everything=False)
    assert (own.hidden, blind.hidden) == (False, True)
    with pytest.raises(NotFound):
        write(session, made, blind, "I think so too.", by=second.account_id)
    for one in (first, second):
        assert cases(session, made, second.account_id, everything=True)[0].hidden
        finish(session, one.assignment_id, DAY)
    (seen,) = cases(session, made, second.account_id, everything=False)
    write(session, made, seen, "I think so too.", by=second.account_id)


def test_of_two_who_write_at_once_the_later_is_told(session: Session, made: World) -> None:
    own = desk(session, made)
    other = account(session, "Ben")
    (case,) = cases(session, made, own.account_id)
    write(session, made, case, "One desk, please.", by=own.account_id)
    with pytest.raises(WrittenMeanwhile) as met:
        write(session, made, case, "No desk.", by=other)
    assert met.value.standing is not None
    assert (met.value.standing.text, met.value.standing.revision) == ("One desk, please.", 1)
    write(session, made, case, "One desk, with conditions.", by=other, seen=1)
    with pytest.raises(WrittenMeanwhile):
        write(session, made, case, "No desk.", by=own.account_id, seen=1)
    assert kept(session, made, case) == {"STR-FIN": ("One desk, with conditions.", 2)}
    write(session, made, case, " ", by=other, seen=2)
    assert kept(session, made, case) == {"STR-FIN": ("", 3)}
    for code in ("STR", "NO-CODE"):
        with pytest.raises(NotFound):
            write(session, made, case, "What?", by=other, code=code)


def test_a_summary_falls_with_what_a_participant_withdraws(session: Session, made: World) -> None:
    own = desk(session, made)
    (case,) = cases(session, made, own.account_id)
    write(session, made, case, "One desk, please.", by=own.account_id)
    held = interview(session, own.interview_id)
    assert held is not None
    speaker = next(one for one in held.participants if one.pseudonym == "Nour")
    withdraw_participant(session, speaker.id, DAY)
    assert session.scalar(select(func.count()).select_from(FrameworkCell)) == 0
    assert cases(session, made, own.account_id) == (), "nothing is left to sum up"
    with pytest.raises(WrittenMeanwhile) as met:
        write(session, made, case, "One desk, as I wrote.", by=own.account_id, seen=1)
    assert met.value.standing is None


def test_what_is_marked_stays_covered_and_what_is_sealed_is_blotted_out(session: Session, made: World) -> None:
    own = desk(session, made)
    coded(session, own, "STR-FIN", "One finance desk")
    coded(session, own, SAFETY, SECRET, turn=own.secret)
    coded(session, own, "RES-ENERGY", turn=own.secret)
    by = Marker(kind=RedactionKind.ORGANISATION, account_id=None, moment=MOMENT)
    mark_everywhere(session, own.interview_id, "finance", by)
    for reader, everything in ((own.account_id, False), (account(session, "Lea"), True)):
        told = beneath(session, made, reader, everything=everything)[own.interview_id]
        texts = [one.text[one.start : one.end] for one in told]
        assert [one.code_key for one in told] == ["STR-FIN", "RES-ENERGY"]
        assert texts[0] == "One ▓▓▓▓▓▓▓ desk"
        assert SECRET not in texts[1]
        assert SEALED in texts[1]


def test_a_blot_does_not_tell_what_a_blind_reader_sealed(session: Session, made: World) -> None:
    lead = account(session, "Lea")
    own: Desk = desk(session, made, lead)
    other = desk(session, made, account(session, "Ben"), interview_id=own.interview_id, second=True)
    coded(session, other, SAFETY, SECRET, turn=own.secret)
    coded(session, own, "RES-ENERGY", turn=own.secret)
    ((one,),) = beneath(session, made, lead).values()
    assert SEALED not in one.text


def test_what_was_summed_up_under_a_code_merged_away_stands_under_the_other(session: Session, made: World) -> None:
    own = desk(session, made)
    (case,) = cases(session, made, own.account_id)
    write(session, made, case, "Money first.", by=own.account_id, code="RES-MONEY")
    by = By(account_id=own.account_id, moment=MOMENT, reason="One is enough.")
    merge_codes(session, made.consultation_id, "RES-MONEY", "RES-PEOPLE", by)
    assert kept(session, made, case) == {"RES-PEOPLE": ("Money first.", 0)}
    write(session, made, case, "Money and people.", by=own.account_id, code="RES-PEOPLE")
    assert kept(session, made, case) == {"RES-PEOPLE": ("Money and people.", 1)}
