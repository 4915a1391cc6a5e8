"""A strand goes forward only, and only when its stage allows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.consultation.operations import (
    add_strand,
    change_mandate,
    create_consultation,
    open_strand,
    pass_gate,
    release,
)
from consult.consultation.queries import (
    Gates,
    consultation,
    frame,
    passed_gates,
    strand,
)
from consult.consultation.records import Consultation
from consult.consultation.rules import DataSeal, Gate, Passed, StrandState
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, World, mandate, world
from tests.builders_gates import OPEN_GATES, TO_OPEN, WITHDRAWAL, closed, coded, frozen, opened, through

AFTER = MOMENT + timedelta(days=60)
SEAL = DataSeal("f", "i", "a", "r")


def ready(session: Session, strand_id: str) -> None:
    closed(session, strand_id, MOMENT)
    frozen(session, strand_id, AFTER)
    coded(session, strand_id, AFTER)


def step(session: Session, made: World, gate: Gate, *, gates: Gates = OPEN_GATES, moment: datetime = MOMENT) -> None:
    """Pass a gate of strand A whatever was passed."""
    pass_gate(
        session,
        gates,
        gate,
        consultation_id=made.consultation_id,
        strand_id=made.strands["A"],
        account_id=None,
        moment=moment,
    )


def test_opening_fixes_the_frame(session: Session) -> None:
    made = world(session)
    members = {m.organisation_id: m for m in frame(session, made.strands["A"])}
    assert set(members) == {made.organisations[name] for name in ("a1", "a2", "both")}
    assert members[made.organisations["both"]].in_both
    assert not members[made.organisations["a1"]].in_both
    assert members[made.organisations["a2"]].language == "fr"


@pytest.mark.parametrize("passed", range(len(TO_OPEN)))
def test_a_strand_does_not_open_before_its_gates(session: Session, passed: int) -> None:
    made = world(session, opened=False)
    for gate in TO_OPEN[:passed]:
        through(session, made.strands["A"], gate, MOMENT)
    missing = ", ".join(gate.value.upper() for gate in TO_OPEN[passed:])
    with pytest.raises(NotAllowedNow, match=f"must be passed first: {missing}"):
        open_strand(session, made.strands["A"], MOMENT)


def test_the_other_strands_gates_open_nothing_here(session: Session) -> None:
    made = world(session, opened=False)
    opened(session, made.strands["B"], MOMENT)
    with pytest.raises(NotAllowedNow, match="G1, G2"):
        open_strand(session, made.strands["A"], MOMENT)


def test_a_strand_without_members_does_not_open(session: Session) -> None:
    made = world(session, opened=False)
    session.execute(text("DELETE FROM membership"))
    with pytest.raises(NotAllowedNow, match="register is empty"):
        opened(session, made.strands["A"], MOMENT)


def test_states_cannot_be_skipped_or_taken_back(session: Session) -> None:
    made = world(session)
    with pytest.raises(NotAllowedNow, match="G3"):
        step(session, made, Gate.DATA)
    with pytest.raises(NotAllowedNow):
        open_strand(session, made.strands["A"], MOMENT)
    step(session, made, Gate.COLLECTION)
    with pytest.raises(NotAllowedNow, match="passed already"):
        step(session, made, Gate.COLLECTION)


def test_a_strand_that_is_not_open_cannot_be_closed(session: Session) -> None:
    made = world(session, opened=False)
    for gate in TO_OPEN:
        through(session, made.strands["A"], gate, MOMENT)
    with pytest.raises(NotAllowedNow, match="not open"):
        step(session, made, Gate.COLLECTION)


def test_data_cannot_be_frozen_while_members_may_withdraw(session: Session) -> None:
    made = world(session)
    closed(session, made.strands["A"], MOMENT)
    only = Gates((WITHDRAWAL,), lambda _session, _id: SEAL)
    with pytest.raises(NotAllowedNow, match="may still withdraw until"):
        step(session, made, Gate.DATA, gates=only)
    step(session, made, Gate.DATA, gates=only, moment=AFTER)
    found = strand(session, made.strands["A"])
    assert found is not None
    assert found.state is StrandState.FROZEN
    assert found.dataset_hash == SEAL.whole


def test_only_the_second_release_opens_both(session: Session) -> None:
    made = world(session)
    for strand_id in made.strands.values():
        ready(session, strand_id)
    assert release(session, made.strands["A"], AFTER) is False
    view = consultation(session, made.consultation_id)
    assert view is not None
    assert not view.all_have(StrandState.RELEASED)
    with pytest.raises(NotAllowedNow, match="G6"):
        through(session, made.strands["A"], Gate.MEETING, AFTER)
    assert release(session, made.strands["B"], AFTER) is True
    assert Passed(Gate.RELEASE) in passed_gates(session, made.consultation_id)
    through(session, made.strands["A"], Gate.MEETING, AFTER)
    view = consultation(session, made.consultation_id)
    assert view is not None
    assert view.all_have(StrandState.PUBLISHED)


def test_findings_are_not_released_before_the_coding_is_through_its_gate(session: Session) -> None:
    made = world(session)
    closed(session, made.strands["A"], MOMENT)
    frozen(session, made.strands["A"], AFTER)
    with pytest.raises(NotAllowedNow, match="G5"):
        release(session, made.strands["A"], AFTER)


def test_the_mandate_is_fixed_once_its_gate_is_passed(session: Session) -> None:
    made = world(session, opened=False)
    change_mandate(session, made.consultation_id, mandate(quorum=20))
    through(session, made.strands["A"], Gate.MANDATE, MOMENT)
    with pytest.raises(NotAllowedNow, match="signed"):
        change_mandate(session, made.consultation_id, mandate(quorum=10))


@pytest.mark.parametrize(
    "change", ["decision_threshold = 51", "quorum = 1", "opened_at = NULL", "decision_base = 'all_members'"]
)
def test_the_database_itself_keeps_the_promises_of_opening(session: Session, change: str) -> None:
    made = world(session)
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE consultation SET {change} WHERE id = '{made.consultation_id}'"))
    session.rollback()


def test_an_opened_consultation_cannot_be_deleted(session: Session) -> None:
    made = world(session)
    empty = create_consultation(session, mandate(opens_on=DAY))
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(f"DELETE FROM consultation WHERE id = '{made.consultation_id}'"))
    session.rollback()
    session.execute(text(f"DELETE FROM consultation WHERE id = '{empty}'"))
    assert session.get(Consultation, empty) is None


def test_one_strand_for_each_coalition(session: Session) -> None:
    made: World = world(session)
    with pytest.raises(IntegrityError):
        add_strand(session, made.consultation_id, made.coalitions["A"])
    session.rollback()
