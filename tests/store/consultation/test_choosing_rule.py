"""A small coalition may choose before G0 that bases alone are hidden; afterwards only the stricter rule."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import Account
from consult.consultation.operations import answer_readiness, choose_rule, open_strand, sign_mandate
from consult.consultation.queries import strand
from consult.consultation.records import MandateSignature, Strand
from consult.consultation.rules import Gate, ReadinessQuestion, StrandState, may_choose_bases
from consult.disclosure.rules import Rule
from consult.findings.queries.seals import data_seal, rules_hash
from consult.membership.records import Coalition
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import MOMENT, World, organisation, world
from tests.builders_findings import AFTER, counted_world, freeze
from tests.builders_gates import TO_OPEN, opened, through

STRICTER = "only be made stricter"
CHOSEN = text("UPDATE strand SET base_rule_chosen_at = :at WHERE id = :own")


def rule(session: Session, strand_id: str) -> Rule:
    session.flush()
    session.expire_all()
    found = strand(session, strand_id)
    assert found is not None
    return found.rule


def prepared(session: Session) -> World:
    return world(session, opened=False)


def grow(session: Session, made: World, count: int) -> None:
    coalition = session.get_one(Coalition, made.coalitions["A"])
    for at in range(count):
        organisation(session, f"More {at}", coalition)


def test_the_full_rule_holds_unless_another_was_chosen(session: scoped_session[Session]) -> None:
    made = prepared(session())
    assert {rule(session(), one) for one in made.strands.values()} == {Rule.FULL}
    choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    assert rule(session(), made.strands["A"]) is Rule.BASES
    assert rule(session(), made.strands["B"]) is Rule.FULL
    choose_rule(session(), made.strands["A"], Rule.FULL, moment=MOMENT)
    assert rule(session(), made.strands["A"]) is Rule.FULL


@pytest.mark.parametrize(("members", "may"), [(0, False), (1, True), (49, True), (50, False), (300, False)])
def test_a_coalition_of_fewer_than_fifty_is_small(members: int, may: bool) -> None:
    assert may_choose_bases(members) is may


def test_a_large_coalition_may_not_choose_it(session: scoped_session[Session]) -> None:
    made = prepared(session())
    grow(session(), made, 47)
    with pytest.raises(NotAllowedNow, match="fewer than fifty"):
        choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)


def test_one_that_grew_meanwhile_does_not_open_with_it(session: scoped_session[Session]) -> None:
    made = prepared(session())
    choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    grow(session(), made, 47)
    for gate in TO_OPEN:
        through(session(), made.strands["A"], gate, MOMENT)
    with pytest.raises(NotAllowedNow, match="too many"), session.begin_nested():
        open_strand(session(), made.strands["A"], MOMENT)
    session.expire_all()
    choose_rule(session(), made.strands["A"], Rule.FULL, moment=MOMENT)
    assert open_strand(session(), made.strands["A"], MOMENT) == 50


def test_whoever_signed_signs_again(session: scoped_session[Session]) -> None:
    made = prepared(session())
    account = Account(email="board@example.org", name="Board", active=True, fs_uniquifier="board")
    session.add(account)
    session.flush()
    answer_readiness(session(), made.consultation_id, dict.fromkeys(ReadinessQuestion, "Yes."), language="en")
    sign_mandate(session(), made.consultation_id, made.coalitions["B"], account_id=account.id, moment=MOMENT)
    choose_rule(session(), made.strands["A"], Rule.FULL, moment=MOMENT)
    assert session.scalars(select(MandateSignature)).all(), "nothing was changed"
    choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    assert not session.scalars(select(MandateSignature)).all()


def test_after_g0_it_cannot_be_chosen_but_left(session: scoped_session[Session]) -> None:
    made = prepared(session())
    choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    through(session(), made.strands["A"], Gate.MANDATE, MOMENT)
    with pytest.raises(NotAllowedNow, match=STRICTER):
        choose_rule(session(), made.strands["B"], Rule.BASES, moment=MOMENT)
    choose_rule(session(), made.strands["A"], Rule.FULL, moment=MOMENT)
    with pytest.raises(NotAllowedNow, match=STRICTER):
        choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)


def test_after_opening_the_database_refuses_the_weaker_and_takes_the_stricter(session: scoped_session[Session]) -> None:
    made = prepared(session())
    choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    for strand_id in made.strands.values():
        opened(session(), strand_id, MOMENT)
    session.flush()
    with pytest.raises(DBAPIError, match=STRICTER), session.begin_nested():
        session.execute(CHOSEN, {"at": MOMENT, "own": made.strands["B"]})
    choose_rule(session(), made.strands["A"], Rule.FULL, moment=MOMENT)
    assert rule(session(), made.strands["A"]) is Rule.FULL
    with pytest.raises(DBAPIError, match=STRICTER), session.begin_nested():
        session.get_one(Strand, made.strands["A"]).base_rule_chosen_at = MOMENT
        session.flush()


def test_forgetting_that_it_opened_is_refused(session: scoped_session[Session]) -> None:
    made = world(session())
    for besides in ("", ", base_rule_chosen_at = opened_at"):
        forget = text(f"UPDATE strand SET opened_at = NULL{besides} WHERE id = :own")
        with pytest.raises(DBAPIError, match=STRICTER), session.begin_nested():
            session.execute(forget, {"own": made.strands["A"]})


def test_it_is_sealed_with_the_data_and_stays(session: scoped_session[Session]) -> None:
    made = counted_world(session(), small=True)
    before = data_seal(session(), made.strands["A"]).rules
    assert before == rules_hash(Rule.BASES) != rules_hash(Rule.FULL) == data_seal(session(), made.strands["B"]).rules
    for strand_id in made.strands.values():
        freeze(session(), strand_id)
    with pytest.raises(NotAllowedNow, match="sealed together"):
        choose_rule(session(), made.strands["A"], Rule.FULL, moment=AFTER)
    with pytest.raises(DBAPIError, match=STRICTER), session.begin_nested():
        session.execute(CHOSEN, {"at": None, "own": made.strands["A"]})
    found = strand(session(), made.strands["A"])
    assert found is not None
    assert found.state is StrandState.FROZEN
    assert found.rule is Rule.BASES


def test_a_strand_that_is_not_there_is_not_found(session: scoped_session[Session]) -> None:
    with pytest.raises(NotFound):
        choose_rule(session(), "x" * 22, Rule.FULL, moment=MOMENT)
