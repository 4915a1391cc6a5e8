"""Deciding what two finished readings differ about: what counts then, what is kept, what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.operations import NewSegment, apply_code, assign_answers, finish, reopen
from consult.coding.operations.adjudicating import NewRuling, decide, take_decision_back
from consult.coding.operations.destroying import remove_codes_of_interviews
from consult.coding.queries import code_counts, coding_hash, counted_segments
from consult.coding.queries.adjudication import Contest, contest, decision_log
from consult.coding.records import Adjudication
from consult.coding.rules.adjudicating import Verdict
from consult.coding.rules.attributes import SAFETY, Stance
from consult.consultation.queries import StrandView, strand
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.interview.operations import withdraw_turns
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import SECRET, Desk, account, coded, desk, written
from tests.builders_findings import frozen_world


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


class Table:
    """An interview two coders read: both gave one code, each one of their own."""

    def __init__(self, session: Session, made: World) -> None:
        self.session = session
        found = strand(session, made.strands["A"])
        assert found is not None
        self.strand: StrandView = found
        self.first = desk(session, made)
        self.second = desk(session, made, account(session, "Bela"), interview_id=self.first.interview_id, second=True)
        coded(session, self.first, "STR-FIN", "finance desk", stance=Stance.FOR)
        coded(session, self.second, "STR-FIN", "One finance desk", stance=Stance.FOR)
        coded(session, self.first, "RES-MONEY", "relief")
        coded(session, self.second, "TERM-COND", "in writing", stance=Stance.CONDITIONAL)
        self.lead = account(session, "Lea")

    def finished(self) -> Table:
        for one in (self.first, self.second):
            finish(self.session, one.assignment_id, DAY)
        return self

    def contest(self) -> Contest:
        return contest(self.session, self.strand)

    def decide(
        self,
        code: str,
        verdict: Verdict,
        *,
        reason: str = "The codebook says so.",
        other: str = "",
        moment: datetime = MOMENT,
    ) -> str:
        standing = {
            each.code_key: each.ruling.id if each.ruling else ""
            for one in self.contest().passages
            for each in one.disagreements
        }
        new = NewRuling(
            passage_id=self.first.english.id,
            code_key=code,
            verdict=verdict,
            reason=reason,
            other=other,
            seen=standing.get(code, ""),
        )
        return decide(self.session, self.strand, new, by=self.lead, moment=moment)

    def counted(self) -> dict[str, str]:
        return {one.code_key: one.stance.value for one in counted_segments(self.session, self.strand.id)}


@pytest.fixture
def table(session: Session, made: World) -> Table:
    return Table(session, made)


def reopened(session: Session, given: Desk) -> None:
    reopen(session, given.assignment_id)


def test_readings_are_not_laid_side_by_side_before_both_are_done(session: Session, table: Table) -> None:
    assert (table.contest().passages, table.contest().waiting, table.contest().ready) == ((), 1, 0)
    finish(session, table.first.assignment_id, DAY)
    assert table.contest().passages == ()
    with pytest.raises(NotFound):
        table.decide("RES-MONEY", Verdict.BOTH)
    (passage,) = table.finished().contest().passages
    assert (passage.id, passage.label, passage.number) == (table.first.english.id, "T9", 2)
    assert [(one.code_key, one.second) for one in passage.disagreements] == [("RES-MONEY", False), ("TERM-COND", True)]
    assert (table.contest().total, table.contest().decided, table.contest().ready) == (2, 0, 1)


def test_until_something_is_decided_the_first_reading_counts(table: Table) -> None:
    before = {"STR-FIN": "for", "RES-MONEY": "none"}
    assert table.counted() == before
    assert table.finished().counted() == before
    table.decide("TERM-COND", Verdict.DISCUSS)
    assert table.counted() == before
    assert table.contest().decided == 0


def test_what_is_decided_is_what_counts(session: Session, table: Table) -> None:
    table.finished()
    seen = {coding_hash(session, table.strand.id)}
    table.decide("TERM-COND", Verdict.BOTH)
    assert table.counted() == {"STR-FIN": "for", "RES-MONEY": "none", "TERM-COND": "conditional"}
    seen.add(coding_hash(session, table.strand.id))
    table.decide("RES-MONEY", Verdict.SECOND)
    assert table.counted() == {"STR-FIN": "for", "TERM-COND": "conditional"}
    seen.add(coding_hash(session, table.strand.id))
    table.decide("TERM-COND", Verdict.OTHER, other="TERM-IDENT")
    assert table.counted() == {"STR-FIN": "for", "TERM-IDENT": "conditional"}
    assert code_counts(session, table.strand.id) == {"STR-FIN": 1, "TERM-IDENT": 1}
    seen.add(coding_hash(session, table.strand.id))
    assert len(seen) == 4
    assert (table.contest().total, table.contest().decided) == (2, 2)


def test_a_decision_is_taken_back_and_the_log_keeps_it(session: Session, table: Table) -> None:
    table.finished()
    made_one = table.decide("TERM-COND", Verdict.SECOND, reason="=It is said «in writing».")
    place = (table.first.english.id, "TERM-COND")
    later = MOMENT + timedelta(days=1)
    with pytest.raises(NotAllowedNow):
        take_decision_back(session, table.strand, *place, seen="", by=table.lead, moment=later)
    take_decision_back(session, table.strand, *place, seen=made_one, by=table.lead, moment=later)
    assert "TERM-COND" not in table.counted()
    with pytest.raises(NotFound):
        take_decision_back(session, table.strand, *place, seen="", by=table.lead, moment=later)
    table.decide("TERM-COND", Verdict.FIRST, moment=later)
    open_one, earlier, standing = decision_log(session, table.strand)
    assert (open_one.code, open_one.decision, open_one.reason) == ("RES-MONEY", "open", "")
    assert (earlier.decision, earlier.by, earlier.taken_back_by) == ("second", "Lea", "Lea")
    assert earlier.taken_back_on == later.date().isoformat()
    assert (standing.decision, standing.taken_back_on) == ("first", "")
    assert standing.first == "STR-FIN (for); RES-MONEY"
    assert standing.second == "STR-FIN (for); TERM-COND (conditional)"


def test_deciding_again_needs_what_stands_to_be_seen(session: Session, table: Table) -> None:
    table.finished().decide("TERM-COND", Verdict.SECOND)
    unseen = NewRuling(
        passage_id=table.first.english.id, code_key="TERM-COND", verdict=Verdict.FIRST, reason="No.", seen=""
    )
    with pytest.raises(NotAllowedNow):
        decide(session, table.strand, unseen, by=table.lead, moment=MOMENT)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("TERM-COND", {"reason": "  "}),
        ("TERM-COND", {"verdict": Verdict.OTHER, "other": "TERM-COND"}),
        ("TERM-COND", {"verdict": Verdict.OTHER, "other": SAFETY}),
        ("TERM-COND", {"verdict": Verdict.OTHER, "other": "TERM"}),
    ],
)
def test_a_decision_without_a_reason_or_a_code_is_refused(table: Table, code: str, given: dict[str, Any]) -> None:
    table.finished()
    with pytest.raises(NotAllowedNow):
        table.decide(code, **{"verdict": Verdict.FIRST, **given})


def test_the_same_code_with_another_stance_is_a_disagreement_decided_like_the_others(
    session: Session, table: Table
) -> None:
    coded(session, table.first, "RES-ENERGY", turn=table.first.mixed, stance=Stance.AGAINST)
    coded(session, table.second, "RES-ENERGY", "قالت", turn=table.first.mixed, option="full_merger", aspect="staff")
    table.finished()
    (one,) = table.contest().passages[1].disagreements
    assert (one.code_key, one.same_code, one.second, table.contest().total) == ("RES-ENERGY", True, False, 3)

    def told(verdict: Verdict, other: str = "") -> list[tuple[str, str, str]]:
        new = NewRuling(
            passage_id=table.first.mixed.id,
            code_key="RES-ENERGY",
            verdict=verdict,
            reason="Hear it.",
            other=other,
            seen=seen[-1],
        )
        seen.append(decide(session, table.strand, new, by=table.lead, moment=MOMENT))
        counted = [one for one in counted_segments(session, table.strand.id) if one.turn_id == table.first.mixed.id]
        return sorted((one.code_key, one.stance.value, one.option) for one in counted)

    seen = [""]
    first, second = ("RES-ENERGY", "against", ""), ("RES-ENERGY", "none", "full_merger")
    assert told(Verdict.DISCUSS) == told(Verdict.FIRST) == [first]
    assert told(Verdict.SECOND) == [second]
    assert told(Verdict.BOTH) == [first, second]
    assert told(Verdict.OTHER, "RES-MONEY") == [("RES-MONEY", "against", "")]
    line = decision_log(session, table.strand)[-1]
    assert (line.first, line.second) == ("RES-ENERGY (against)", "RES-ENERGY (full_merger, staff)")


def test_of_the_same_code_kept_from_both_what_both_say_counts_once(session: Session, table: Table) -> None:
    coded(session, table.first, "RES-ENERGY", turn=table.first.mixed, stance=Stance.FOR)
    coded(session, table.second, "RES-ENERGY", turn=table.first.mixed, stance=Stance.FOR)
    coded(session, table.second, "RES-ENERGY", "قالت", turn=table.first.mixed, stance=Stance.AGAINST)
    new = NewRuling(passage_id=table.first.mixed.id, code_key="RES-ENERGY", verdict=Verdict.BOTH, reason="Both.")
    decide(session, table.finished().strand, new, by=table.lead, moment=MOMENT)
    assert code_counts(session, table.strand.id)["RES-ENERGY"] == 2


def test_nothing_is_decided_where_both_agree(table: Table) -> None:
    table.finished()
    with pytest.raises(NotFound):
        table.decide("STR-FIN", Verdict.BOTH)


def test_a_reading_stays_as_it_is_while_a_decision_rests_on_it(session: Session, table: Table) -> None:
    made_one = table.finished().decide("TERM-COND", Verdict.SECOND)
    for one in (table.first, table.second):
        with pytest.raises(NotAllowedNow):
            reopened(session, one)
    place = (table.first.english.id, "TERM-COND")
    take_decision_back(session, table.strand, *place, seen=made_one, by=table.lead, moment=MOMENT)
    reopened(session, table.first)
    assert table.contest().waiting == 1


def test_nothing_is_decided_any_more_once_the_findings_are_released(session: Session, table: Table) -> None:
    table.finished()
    session.get_one(Strand, table.strand.id).state = StrandState.RELEASED
    session.flush()
    with pytest.raises(NotAllowedNow):
        table.decide("TERM-COND", Verdict.SECOND)


def test_decisions_fall_with_the_words_they_are_about(session: Session, table: Table, made: World) -> None:
    table.finished().decide("TERM-COND", Verdict.SECOND)
    withdraw_turns(session, [table.first.english.id], DAY)
    assert session.scalar(select(func.count()).select_from(Adjudication)) == 0
    assert decision_log(session, table.strand) == ()


def test_decisions_are_destroyed_with_the_codes_of_interviews(session: Session, table: Table, made: World) -> None:
    table.finished().decide("TERM-COND", Verdict.SECOND)
    remove_codes_of_interviews(session, made.consultation_id)
    assert session.scalar(select(func.count()).select_from(Adjudication)) == 0


def test_what_is_sealed_is_not_named_in_the_log(session: Session, table: Table) -> None:
    coded(session, table.first, SAFETY, SECRET, turn=table.first.secret)
    table.finished()
    decide(
        session,
        table.strand,
        NewRuling(
            passage_id=table.first.secret.id, code_key=SAFETY, verdict=Verdict.SECOND, reason="They followed her."
        ),
        by=table.lead,
        moment=MOMENT,
    )
    line = decision_log(session, table.strand)[-1]
    assert SAFETY not in repr(line)
    assert "followed" not in repr(line)
    assert line.decision == "second"


def test_open_answers_are_decided_one_by_one(session: Session) -> None:
    made = frozen_world(session)
    strand_id = made.strands["A"]
    view = strand(session, strand_id)
    assert view is not None
    ids = written(session, made, "The office is tired.", "Money.")
    coders = [account(session), account(session, "Bela")]
    given = [
        assign_answers(session, strand_id, coders[0], "B2", ids, day=DAY),
        assign_answers(session, strand_id, coders[1], "B2", ids[:1], second=True, day=DAY),
    ]
    for one in ids:
        new = NewSegment(passage_id=one, start=0, end=5, code_key="RES-MONEY")
        apply_code(session, given[0], new, MOMENT)
    for one in given:
        finish(session, one, DAY)
    (passage,) = contest(session, view).passages
    assert (passage.id, passage.label, passage.number) == (ids[0], "B2", 0)
    new_ruling = NewRuling(passage_id=ids[0], code_key="RES-MONEY", verdict=Verdict.SECOND, reason="Not money.")
    decide(session, view, new_ruling, by=coders[0], moment=MOMENT)
    assert [one.words_id for one in counted_segments(session, strand_id)] == [ids[1]]
    assert coding_hash(session, strand_id)
