"""A correction of what was released: two keys, a number, a reason, and what it changed; earlier editions stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import Account
from consult.briefing.operations import ask_erratum, confirm_erratum, release_strand, withdraw_erratum
from consult.briefing.queries import asked_erratum, has_changed_since, newest_edition, numbered_edition
from consult.briefing.rules import Change
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.shared.errors import NotAllowedNow
from tests.builders import World
from tests.builders_findings import AFTER, frozen_world

LATER = AFTER + timedelta(days=3)
FIGURE = str(FigureKey("organisation", "A3"))
REASON = "Two scanned sheets were read twice."


@pytest.fixture
def keys(session: scoped_session[Session]) -> dict[str, str]:
    """The lead consultants of A and B."""
    people = {mark: Account(email=f"{mark}@example.org", name=f"Lead {mark}", password="") for mark in "AB"}
    session.add_all(people.values())
    session.flush()
    return {mark: one.id for mark, one in people.items()}


def counting(monkeypatch: pytest.MonkeyPatch, by: int) -> None:
    """Have one question of strand A counted otherwise from now on: some said the second answer, not the first."""

    def found(session: Session, strand_id: str) -> StrandFindings:
        whole = strand_findings(session, strand_id)
        counts = (20 - by, 12 + by, 10, *(Mark.FEWER for _ in whole.figures[FIGURE].rows[3:]))
        counted = replace(whole.figures[FIGURE], totals=counts, cells=tuple((one,) for one in counts), bases=(42,))
        figures = {**whole.figures, FIGURE: replace(counted, total_base=42)}
        return replace(whole, figures=figures) if whole.mark == "A" else whole

    for place in ("operations", "queries"):
        monkeypatch.setattr(f"consult.briefing.{place}.strand_findings", found)


@pytest.fixture
def made(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> World:
    """Both strands released, and then found to be counted wrongly."""
    world = frozen_world(session())
    counting(monkeypatch, 0)
    for strand_id in world.strands.values():
        release_strand(session(), strand_id, AFTER)
    counting(monkeypatch, 6)
    return world


def asked(session: Session, made: World, keys: dict[str, str]) -> str:
    return ask_erratum(session, made.strands["A"], REASON, account_id=keys["A"], moment=LATER)


def confirmed(session: Session, made: World, keys: dict[str, str]) -> str:
    asked(session, made, keys)
    return confirm_erratum(session, made.strands["B"], account_id=keys["B"], moment=LATER)


def test_a_confirmed_correction_is_an_edition_with_a_number_a_reason_and_its_changes(
    session: scoped_session[Session], made: World, keys: dict[str, str]
) -> None:
    first = newest_edition(session(), made.consultation_id)
    assert first is not None
    edition_id = confirmed(session(), made, keys)
    second = newest_edition(session(), made.consultation_id)
    assert second is not None
    assert (second.id, second.number, second.intact) == (edition_id, 2, True)
    erratum = second.erratum
    assert erratum is not None
    assert (erratum.number, erratum.mark, erratum.reason, erratum.corrects, erratum.edition) == (1, "A", REASON, 1, 2)
    assert erratum.on == LATER.date().isoformat()
    before, now = first.strands[0].figures[FIGURE], second.strands[0].figures[FIGURE]
    assert {(one.mark, one.figure) for one in erratum.changes} == {("A", FIGURE)}
    assert set(erratum.changes) == {
        Change("A", FIGURE, row, "", before.total(row), now.total(row))
        for row in before.rows
        if before.total(row) != now.total(row)
    }
    kept = numbered_edition(session(), made.consultation_id, 1)
    assert kept == first
    assert kept.erratum is None
    assert not has_changed_since(session(), second)


def test_a_correction_about_a_few_stays_as_it_was_released(
    session: scoped_session[Session], made: World, monkeypatch: pytest.MonkeyPatch, keys: dict[str, str]
) -> None:
    counting(monkeypatch, 2)
    with pytest.raises(NotAllowedNow, match="Nothing has changed"):
        asked(session(), made, keys)


def test_one_key_is_not_enough(session: scoped_session[Session], made: World, keys: dict[str, str]) -> None:
    asked(session(), made, keys)
    for strand, account in (("A", "B"), ("B", "A"), ("A", "A")):
        with pytest.raises(NotAllowedNow, match="lead consultant of the other strand"):
            confirm_erratum(session(), made.strands[strand], account_id=keys[account], moment=LATER)
    newest = newest_edition(session(), made.consultation_id)
    assert newest is not None
    assert newest.number == 1


def test_what_waits_is_seen_and_can_be_taken_back_by_who_asked(
    session: scoped_session[Session], made: World, keys: dict[str, str]
) -> None:
    asked(session(), made, keys)
    waiting = asked_erratum(session(), made.consultation_id)
    assert waiting is not None
    assert (waiting.reason, waiting.by, waiting.strand_id) == (REASON, "Lead A", made.strands["A"])
    with pytest.raises(NotAllowedNow, match="waits to be confirmed"):
        ask_erratum(session(), made.strands["B"], "Another", account_id=keys["B"], moment=LATER)
    with pytest.raises(NotAllowedNow, match="only that strand"):
        withdraw_erratum(session(), made.strands["B"])
    withdraw_erratum(session(), made.strands["A"])
    assert asked_erratum(session(), made.consultation_id) is None
    with pytest.raises(NotAllowedNow, match="No correction waits"):
        confirm_erratum(session(), made.strands["B"], account_id=keys["B"], moment=LATER)


def test_none_is_asked_for_without_a_reason_or_before_the_release(
    session: scoped_session[Session], keys: dict[str, str]
) -> None:
    made = frozen_world(session())
    with pytest.raises(NotAllowedNow, match="first edition"):
        asked(session(), made, keys)
    with pytest.raises(NotAllowedNow, match="with its reason"):
        ask_erratum(session(), made.strands["A"], "  ", account_id=keys["A"], moment=LATER)


def test_a_second_correction_keeps_the_first_in_its_list(
    session: scoped_session[Session], made: World, monkeypatch: pytest.MonkeyPatch, keys: dict[str, str]
) -> None:
    confirmed(session(), made, keys)
    counting(monkeypatch, 12)
    confirmed(session(), made, keys)
    newest = newest_edition(session(), made.consultation_id)
    assert newest is not None
    assert [(one.number, one.corrects, one.edition) for one in newest.errata] == [(1, 1, 2), (2, 2, 3)]


@pytest.mark.parametrize("statement", ["UPDATE erratum SET reason = 'x'", "DELETE FROM erratum"])
def test_the_database_keeps_a_confirmed_correction(
    session: scoped_session[Session], made: World, keys: dict[str, str], statement: str
) -> None:
    confirmed(session(), made, keys)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


def test_the_database_wants_two_people(session: scoped_session[Session], made: World, keys: dict[str, str]) -> None:
    asked(session(), made, keys)
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text("UPDATE erratum SET edition_id = :edition, confirmed_by = asked_by"), {"edition": edition.id}
        )


def test_an_edition_keeps_what_other_ways_of_counting_make_of_it(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    for strand_id in made.strands.values():
        release_strand(session(), strand_id, AFTER)
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert len(edition.flips) == 2
    for found in edition.flips:
        assert found.tried
        assert all(len(one.outcomes) == len(found.scenarios) for one in found.tried)
