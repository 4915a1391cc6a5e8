"""A strand goes forward only, and only when its stage allows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.consultation.operations import (
    add_strand,
    change_mandate,
    close_strand,
    create_consultation,
    freeze_strand,
    open_strand,
    publish,
    release,
)
from consult.consultation.queries import consultation, frame, strand
from consult.consultation.records import Consultation
from consult.consultation.rules import StrandState
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, World, mandate, world

AFTER = MOMENT + timedelta(days=60)


def freeze(session: Session, strand_id: str) -> None:
    close_strand(session, strand_id, MOMENT)
    freeze_strand(session, strand_id, moment=AFTER, dataset_hash="h")


def test_opening_fixes_the_frame(session: Session) -> None:
    made = world(session)
    members = {m.organisation_id: m for m in frame(session, made.strands["A"])}
    assert set(members) == {made.organisations[name] for name in ("a1", "a2", "both")}
    assert members[made.organisations["both"]].in_both
    assert not members[made.organisations["a1"]].in_both
    assert members[made.organisations["a2"]].language == "fr"


def test_a_strand_does_not_open_while_the_mandate_has_gaps(session: Session) -> None:
    made = world(session, opened=False, languages=["en", "fr"])
    with pytest.raises(NotAllowedNow, match=r"already_discussed \(fr\)"):
        open_strand(session, made.strands["A"], MOMENT)


def test_a_strand_without_members_does_not_open(session: Session) -> None:
    made = world(session, opened=False)
    session.execute(text("DELETE FROM membership"))
    with pytest.raises(NotAllowedNow, match="register is empty"):
        open_strand(session, made.strands["A"], MOMENT)


def test_states_cannot_be_skipped_or_taken_back(session: Session) -> None:
    made = world(session)
    with pytest.raises(NotAllowedNow):
        freeze_strand(session, made.strands["A"], moment=AFTER, dataset_hash="h")
    with pytest.raises(NotAllowedNow):
        open_strand(session, made.strands["A"], MOMENT)
    close_strand(session, made.strands["A"], MOMENT)
    with pytest.raises(NotAllowedNow):
        close_strand(session, made.strands["A"], MOMENT)


def test_data_cannot_be_frozen_while_members_may_withdraw(session: Session) -> None:
    made = world(session)
    close_strand(session, made.strands["A"], MOMENT)
    with pytest.raises(NotAllowedNow, match="may withdraw until"):
        freeze_strand(session, made.strands["A"], moment=MOMENT, dataset_hash="h")
    freeze_strand(session, made.strands["A"], moment=AFTER, dataset_hash="h")
    found = strand(session, made.strands["A"])
    assert found is not None
    assert found.state is StrandState.FROZEN
    assert found.dataset_hash == "h"


def test_only_the_second_release_opens_both(session: Session) -> None:
    made = world(session)
    for strand_id in made.strands.values():
        freeze(session, strand_id)
    assert release(session, made.strands["A"], AFTER) is False
    view = consultation(session, made.consultation_id)
    assert view is not None
    assert not view.all_have(StrandState.RELEASED)
    with pytest.raises(NotAllowedNow):
        publish(session, made.consultation_id, AFTER)
    assert release(session, made.strands["B"], AFTER) is True
    publish(session, made.consultation_id, AFTER)
    view = consultation(session, made.consultation_id)
    assert view is not None
    assert view.all_have(StrandState.PUBLISHED)


def test_the_mandate_is_fixed_once_collection_opened(session: Session) -> None:
    made = world(session)
    with pytest.raises(NotAllowedNow):
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
