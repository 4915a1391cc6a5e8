"""A consultation's codebook: begun with the starter, added to with a reason, frozen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consult.coding.operations import NewCode, add_code, freeze_codebook, start_codebook
from consult.coding.queries import codebook, codebook_state
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import account

BACK = NewCode(
    key="TERM-BACK",
    name={"en": "Send it back", "ar": "إعادة القرار"},
    use_when={"en": "a decision goes back"},
    not_when={},
    example={},
    shortcut="tk",
    reason="No closed question offered it.",
)


@pytest.fixture
def made(session: Session) -> World:
    found = world(session)
    start_codebook(session, found.consultation_id)
    return found


def test_it_begins_with_the_starter_once(session: Session, made: World) -> None:
    start_codebook(session, made.consultation_id)
    found = codebook(session, made.consultation_id, "en")
    assert len(found) == 46
    assert found[0].key == "GOAL"
    assert all(one.added_on is None for one in found)


def test_texts_come_in_the_readers_language_or_in_english(session: Session, made: World) -> None:
    arabic = {one.key: one for one in codebook(session, made.consultation_id, "ar")}
    english = {one.key: one for one in codebook(session, made.consultation_id, "en")}
    assert arabic["GOAL"].name != english["GOAL"].name
    add_code(session, made.consultation_id, BACK, account(session), DAY)
    back = {one.key: one for one in codebook(session, made.consultation_id, "ar")}["TERM-BACK"]
    assert (back.name, back.use_when, back.language) == ("إعادة القرار", "a decision goes back", "en")


def test_a_later_code_has_its_date_author_and_reason_even_after_freezing(session: Session, made: World) -> None:
    freeze_codebook(session, made.consultation_id, MOMENT)
    freeze_codebook(session, made.consultation_id, MOMENT + timedelta(days=1))
    state = codebook_state(session, made.consultation_id)
    assert state is not None
    assert state.frozen_at == MOMENT
    add_code(session, made.consultation_id, BACK, account(session, "Ingrid"), DAY)
    found = codebook(session, made.consultation_id, "en")
    (back,) = [one for one in found if one.added_on]
    assert (back.added_on, back.added_by, back.reason) == (DAY, "Ingrid", "No closed question offered it.")
    keys = [one.key for one in found]
    assert keys.index("TERM-EQUAL") + 1 == keys.index("TERM-BACK")


def test_a_code_is_added_once_and_into_a_codebook_there_is(session: Session, made: World) -> None:
    author = account(session)
    add_code(session, made.consultation_id, BACK, author, DAY)
    with pytest.raises(NotAllowedNow):
        add_code(session, made.consultation_id, BACK, author, DAY)
    with pytest.raises(NotFound):
        add_code(session, "nothing", BACK, author, DAY)
