"""Drawing what is read twice: the share, the seed, and what the draw leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.operations.drawing import draw_second_readings
from consult.coding.queries.blind import readings_given
from consult.coding.records import SecondDraw
from consult.coding.rules.assigning import Pool, drawn, wanted_of
from consult.consultation.queries import StrandView, strand
from consult.shared.errors import NotAllowedNow
from tests.builders import MOMENT, World
from tests.builders_coding import account, desk, talk, written
from tests.builders_findings import frozen_world


def view_of(session: Session, made: World) -> StrandView:
    found = strand(session, made.strands["A"])
    assert found is not None
    return found


def draw(session: Session, made: World, reader: str, share: int = 20, seed: str = "s") -> int:
    return draw_second_readings(
        session, view_of(session, made), reader, share=share, seed=seed, by=reader, moment=MOMENT
    )


def seconds(session: Session, made: World) -> set[str]:
    return {one.document for one in readings_given(session, made.strands["A"]) if one.second}


def test_a_fifth_of_the_interviews_and_of_each_part_is_drawn_and_can_be_drawn_again(session: Session) -> None:
    made = frozen_world(session)
    interviews = {talk(session, made, label=f"T{at}") for at in range(6)}
    answers = set(written(session, made, *(f"The office is tired, {at}." for at in range(11))))
    reader = account(session)
    assert draw(session, made, reader) == 2 + 3
    chosen = seconds(session, made)
    assert (len(chosen & interviews), len(chosen & answers)) == (2, 3)
    kept = session.scalars(select(SecondDraw)).one()
    pools = {group: Pool(one["wanted"], one["documents"]) for group, one in kept.pool.items()}
    assert set(drawn(pools, kept.seed)) == chosen
    assert (kept.share, kept.reader_id) == (20, reader)
    with pytest.raises(NotAllowedNow):
        draw(session, made, account(session, "Bela"))
    assert draw(session, made, account(session, "Cleo"), share=50) == 1 + 3


def test_nobody_draws_what_they_read_first(session: Session) -> None:
    made = frozen_world(session)
    own = desk(session, made)
    with pytest.raises(NotAllowedNow):
        draw(session, made, own.account_id, share=100)
    assert draw(session, made, account(session, "Bela"), share=100) == 1


@pytest.mark.parametrize("share", [0, 101])
def test_a_share_is_one_to_a_hundred(session: Session, share: int) -> None:
    made = frozen_world(session)
    talk(session, made)
    with pytest.raises(NotAllowedNow):
        draw(session, made, account(session), share=share)


@given(st.integers(1, 60), st.integers(1, 100), st.text(max_size=5))
def test_the_share_is_reached_and_no_language_that_can_be_is_left_out(total: int, share: int, seed: str) -> None:
    documents = {f"d{at}": "ar" if at % 2 else "en" for at in range(total)}
    wanted = wanted_of(total, 0, share)
    found = drawn({"": Pool(wanted, documents)}, seed)
    assert len(found) == len(set(found)) == wanted
    assert len(found) * 100 >= total * share
    if wanted >= 2 and total >= 4:
        assert {documents[one] for one in found} == {"ar", "en"}
