"""The page on agreement: for whoever leads the coding of a strand, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from tests.builders_findings import counted_world
from tests.store.reliability.test_strand_agreement import Room
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person
from tests.web.collection.test_budgets import statements

__all__ = ["may_write", "open_browser", "person"]


@pytest.fixture
def room(session: scoped_session[Session]) -> Room:
    made = Room(session(), counted_world(session()))
    session.commit()
    return made


@pytest.fixture
def enter(open_browser: Callable[[], Browser], person: Callable[..., Person], room: Room) -> Callable[..., Browser]:
    def go(role: Role = Role.LEAD_CONSULTANT, mark: str = "A") -> Browser:
        email = f"{role.value}.{mark.lower()}@example.org"
        person(email, GrantValue(role, room.made.coalitions[mark], room.made.consultation_id))
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found

    return go


def page_of(browser: Browser, room: Room, **more: str) -> str:
    answer = browser.get(f"/strands/{room.strand_id}/agreement", **more)  # type: ignore[arg-type] - the client's own options
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_before_anybody_finished_it_says_what_to_do(enter: Callable[..., Browser], room: Room) -> None:
    page = page_of(enter(), room)
    assert "Nobody has finished reading the same passages yet." in page
    assert f"/strands/{room.strand_id}/coding" in page


def test_it_shows_percent_alpha_and_what_to_talk_about(enter: Callable[..., Browser], room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:6], second=True)
    room.session.commit()
    page = page_of(enter(), room)
    assert "TERM-IDENT" in page
    assert "90%" in page
    assert "given by coder" in page
    assert page.count('<blockquote class="said"') == 2
    assert "One" not in page.split("<main")[1].split("</main>")[0].replace("Once", "")


def test_it_says_why_there_is_no_alpha(enter: Callable[..., Browser], room: Room) -> None:
    room.read(room.one, room.words)
    room.read(room.other, room.words, second=True)
    room.session.commit()
    assert "not computable, because all labels are alike" in page_of(enter(), room)


def test_units_pairs_kappa_and_an_interval_stand_beside_alpha(enter: Callable[..., Browser], room: Room) -> None:
    room.read(room.one, room.words[:10])
    room.read(room.other, room.words[2:12], second=True)
    room.session.commit()
    page = page_of(enter(), room)
    assert "units: 20, pairs: 20, kappa: 0.60" in page
    assert "95% interval" in page
    assert " to 0." in page
    assert '<line class="la wh"' in page


def test_one_language_is_shown_alone(enter: Callable[..., Browser], room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:6], second=True)
    room.session.commit()
    browser = enter()
    page = page_of(browser, room)
    for asked in ("language=en", "language=fr", "source=answers"):
        assert f"/agreement?{asked}" in page
        assert 'aria-current="true">' in page_of(browser, room, query_string=asked).split("<main")[1]
    french = page_of(browser, room, query_string="language=fr")
    assert "units: 5, pairs: 5" in french
    assert "<b>French</b>" in french
    for unknown in ("language=xx", "source=nowhere"):
        assert page_of(browser, room, query_string=unknown).count("units: 20, pairs: 20") == 1


@pytest.mark.parametrize(
    ("role", "mark", "status"),
    [
        (Role.CODER, "A", 403),
        (Role.INTERVIEWER, "A", 403),
        (Role.COORDINATOR, "A", 403),
        (Role.BOARD, "A", 403),
        (Role.LEAD_CONSULTANT, "B", 404),
    ],
)
def test_nobody_else_reads_it(enter: Callable[..., Browser], room: Room, role: Role, mark: str, status: int) -> None:
    room.read(room.one, room.words[:8])
    room.session.commit()
    answer = enter(role, mark).get(f"/strands/{room.strand_id}/agreement")
    assert answer.status_code == status
    assert "Keep both names" not in answer.get_data(as_text=True)


def test_it_takes_few_statements_however_much_was_read(enter: Callable[..., Browser], room: Room) -> None:
    room.read(room.one, room.words[:8])
    room.read(room.other, room.words[:6], second=True)
    room.session.commit()
    browser = enter()
    page_of(browser, room)
    with statements() as said:
        page_of(browser, room)
    assert len(said) <= 12, said
