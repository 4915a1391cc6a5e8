"""The confidentiality promised at opening: what boards sign, and what the database itself refuses from then on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from consult.consultation.operations import change_mandate, create_consultation
from consult.consultation.queries import consultation, mandate_of
from consult.consultation.records import Consultation
from consult.consultation.rules import Mode, mandate_hash
from tests.builders import MOMENT, mandate, world
from tests.builders_gates import opened

PROMISED = "the confidentiality promised at opening cannot be changed"
SIGNED_BEFORE = (
    "9e3e7fb9e4d1f8119673596b9219e8dd5829d6ece64845bc7f5f5a030250cc52"  # by the program that knew confidentiality only
)
STAYS = "an opened consultation cannot be deleted"
MODES = [("mode", Mode.ATTRIBUTED), ("individual_mode", Mode.ATTRIBUTED), ("individual_mode", Mode.ANONYMOUS)]


def test_members_are_promised_confidentiality_unless_the_mandate_says_otherwise(
    session: scoped_session[Session],
) -> None:
    found = consultation(session(), create_consultation(session(), mandate()))
    assert found is not None
    assert (found.mode, found.individual_mode) == (Mode.CONFIDENTIAL, Mode.CONFIDENTIAL)


@pytest.mark.parametrize(("field", "mode"), MODES)
def test_until_opening_the_mandate_chooses(session: scoped_session[Session], field: str, mode: Mode) -> None:
    made = world(session(), opened=False)
    change_mandate(session(), made.consultation_id, mandate(**{field: mode}))
    session.flush()
    found = consultation(session(), made.consultation_id)
    assert found is not None
    assert getattr(found, field) is mode


@pytest.mark.parametrize(("field", "mode"), MODES)
def test_boards_sign_the_modes_too(session: scoped_session[Session], field: str, mode: Mode) -> None:
    found = consultation(session(), world(session(), opened=False, **{field: mode}).consultation_id)
    assert found is not None
    assert getattr(mandate_of(found), field) is mode
    assert mandate_hash(mandate_of(found), {}) != mandate_hash(
        replace(mandate_of(found), **{field: Mode("confidential")}), {}
    )


def test_a_signature_from_before_there_was_a_choice_still_stands() -> None:
    assert mandate_hash(mandate(), {}) == SIGNED_BEFORE


@pytest.mark.parametrize(("field", "mode"), MODES)
def test_after_opening_an_object_cannot_change_it(session: scoped_session[Session], field: str, mode: Mode) -> None:
    made = world(session())
    record = session.get_one(Consultation, made.consultation_id)
    setattr(record, field, mode)
    with pytest.raises(DBAPIError, match=PROMISED):
        session.flush()


@pytest.mark.parametrize("before", list(Mode))
@pytest.mark.parametrize("after", list(Mode))
def test_after_opening_no_statement_weakens_or_strengthens_it(
    session: scoped_session[Session], before: Mode, after: Mode
) -> None:
    if before is after:
        return
    made = world(session(), individual_mode=before)
    change = text("UPDATE consultation SET individual_mode = :mode WHERE id = :own")
    with pytest.raises(DBAPIError, match=PROMISED):
        session.execute(change, {"mode": after.value, "own": made.consultation_id})


def test_forgetting_that_it_opened_is_refused(session: scoped_session[Session]) -> None:
    made = world(session())
    forget = text("UPDATE consultation SET opened_at = NULL, mode = 'attributed' WHERE id = :own")
    with pytest.raises(DBAPIError, match=PROMISED):
        session.execute(forget, {"own": made.consultation_id})


def test_it_cannot_be_deleted_and_put_back_with_another(session: scoped_session[Session]) -> None:
    consultation_id = create_consultation(session(), mandate())
    session.execute(
        text("UPDATE consultation SET opened_at = :at WHERE id = :own"), {"at": MOMENT, "own": consultation_id}
    )
    with pytest.raises(DBAPIError, match=STAYS), session.begin_nested():
        session.execute(text("DELETE FROM consultation WHERE id = :own"), {"own": consultation_id})
    session.expire_all()
    record = session.get_one(Consultation, consultation_id)
    with pytest.raises(DBAPIError, match=STAYS), session.begin_nested():
        session.delete(record)
        session.flush()


def test_a_row_put_over_it_is_refused(session: scoped_session[Session]) -> None:
    """SQLite can replace a row by inserting it again, and that fires no trigger on deletion unless it is told to."""
    made = world(session())
    table = Consultation.__table__
    row = dict(session.execute(select(table).where(table.c.id == made.consultation_id)).mappings().one())
    for changed in ({"mode": Mode.ATTRIBUTED}, {"individual_mode": Mode.ANONYMOUS, "opened_at": None}):
        again = insert(table).values(**{**row, **changed})
        if session.get_bind().dialect.name == "sqlite":
            again = again.prefix_with("OR REPLACE")
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(again)


def test_organisations_are_never_anonymous(session: scoped_session[Session]) -> None:
    with pytest.raises(DBAPIError, match="organisations_are_never_anonymous"):
        create_consultation(session(), mandate(mode=Mode.ANONYMOUS))


def test_opening_one_strand_fixes_it_for_both(session: scoped_session[Session]) -> None:
    made = world(session(), opened=False)
    opened(session(), made.strands["A"], MOMENT)
    session.flush()
    with pytest.raises(DBAPIError, match=PROMISED):
        session.execute(text("UPDATE consultation SET mode = 'attributed'"))
