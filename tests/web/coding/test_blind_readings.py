"""Whoever reads a second time sees nothing of the first reading, also if they lead the coding, until both are done."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import finish
from consult.coding.rules.attributes import SAFETY
from tests.builders import DAY, World
from tests.builders_coding import SECRET, Desk, account, coded, desk, talk
from tests.web.access.conftest import Browser

SignIn = Callable[..., tuple[Browser, str]]
MEMO = "A memo of the first reader."


@pytest.fixture
def first(session: scoped_session[Session], made: World) -> Desk:
    own = desk(session(), made)
    coded(session(), own, "STR-FIN", "finance desk", memo=MEMO)
    coded(session(), own, SAFETY, SECRET, turn=own.secret)
    session.commit()
    return own


def pages(made: World) -> tuple[str, ...]:
    strand = f"/strands/{made.strands['A']}"
    return (
        f"{strand}/coding",
        f"{strand}/patterns",
        f"{strand}/agreement",
        f"{strand}/adjudication",
        f"{strand}/adjudication.csv",
        f"{strand}/coding/segments.csv",
        f"{strand}/coding/segments.json",
        f"{strand}/coding/segments.html",
    )


def told(browser: Browser, made: World) -> list[str]:
    """The pages of a strand that tell something of the first reading."""
    return [
        path
        for path in pages(made)
        if any(one in browser.get(path).get_data(as_text=True) for one in ("STR-FIN", MEMO, "finance desk"))
    ]


def counts(page: str) -> set[str]:
    """How often codes are given, as the codebook and the panels of the workbench say: never without a digit but 0."""
    told = re.findall(r'data-l="Given" class="num">(\d+)<|<bdi dir="ltr">\d+ / (\d+)</bdi>', page)
    assert told
    return {one or other for one, other in told}


def searched(browser: Browser, made: World, query: str) -> str:
    path = f"/strands/{made.strands['A']}/coding/search"
    return str(browser.post(path, data={"query": query}).get_data(as_text=True))


def test_a_lead_who_reads_second_sees_nothing_of_the_first_until_both_are_done(
    sign_in: SignIn, made: World, first: Desk, session: scoped_session[Session]
) -> None:
    lead, lead_id = sign_in(Role.LEAD_CONSULTANT)
    workbench = f"/coding/{first.assignment_id}"
    assert lead.get(workbench).status_code == 200
    assert told(lead, made)
    second = desk(session(), made, lead_id, interview_id=first.interview_id, second=True)
    session.commit()
    assert lead.get(workbench).status_code == 404
    assert told(lead, made) == []
    board = lead.get(f"/strands/{made.strands['A']}/coding").get_data(as_text=True)
    assert workbench not in board
    assert "hidden until both readings are done" in board
    found = searched(lead, made, "sister")
    assert workbench not in found
    assert f"/coding/{second.assignment_id}" in found
    assert "[sealed]" not in found
    for one in (first, second):
        assert told(lead, made) == []
        finish(session(), one.assignment_id, DAY)
        session.commit()
    assert lead.get(workbench).status_code == 200
    assert f"/strands/{made.strands['A']}/patterns" in told(lead, made)


def test_a_lead_who_reads_first_does_not_see_the_second(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, lead_id = sign_in(Role.LEAD_CONSULTANT)
    own = desk(session(), made, lead_id)
    other = desk(session(), made, account(session(), "Bela"), interview_id=own.interview_id, second=True)
    coded(session(), other, "STR-FIN", "finance desk")
    finish(session(), other.assignment_id, DAY)
    session.commit()
    assert lead.get(f"/coding/{other.assignment_id}").status_code == 404
    assert told(lead, made) == []


def test_counts_per_code_leave_out_what_a_lead_reads_blind(
    sign_in: SignIn, made: World, first: Desk, session: scoped_session[Session]
) -> None:
    lead, lead_id = sign_in(Role.LEAD_CONSULTANT)
    elsewhere = desk(
        session(), made, account(session(), "Cai"), interview_id=talk(session(), made, label="T10")
    ).assignment_id
    session.commit()
    told = (f"/consultations/{made.consultation_id}/codebook", f"/coding/{elsewhere}")
    for path in told:
        assert "1" in counts(lead.get(path).get_data(as_text=True))
    second = desk(session(), made, lead_id, interview_id=first.interview_id, second=True)
    session.commit()
    for one in (first, second):
        for path in told:
            assert counts(lead.get(path).get_data(as_text=True)) == {"0"}
        finish(session(), one.assignment_id, DAY)
        session.commit()
    for path in told:
        assert "1" in counts(lead.get(path).get_data(as_text=True))


def test_a_coder_who_reads_second_sees_their_own_reading_alone(
    sign_in: SignIn, made: World, first: Desk, session: scoped_session[Session]
) -> None:
    coder, coder_id = sign_in(Role.CODER)
    second = desk(session(), made, coder_id, interview_id=first.interview_id, second=True)
    session.commit()
    assert coder.get(f"/coding/{first.assignment_id}").status_code == 404
    page = coder.get(f"/coding/{second.assignment_id}").get_data(as_text=True)
    assert MEMO not in page
    assert "[sealed]" not in searched(coder, made, "sister")
    for path in pages(made)[1:]:
        assert coder.get(path).status_code == 403


def test_the_lead_draws_a_share_and_the_board_says_which(
    sign_in: SignIn, made: World, first: Desk, session: scoped_session[Session]
) -> None:
    lead, _own = sign_in(Role.LEAD_CONSULTANT)
    _coder, coder_id = sign_in(Role.CODER)
    path, board = f"/strands/{made.strands['A']}/coding/draw", f"/strands/{made.strands['A']}/coding"
    assert "1 document was drawn." in lead.post(
        path, data={"share": "20", "coder": coder_id}, follow_redirects=True
    ).get_data(as_text=True)
    page = lead.get(board).get_data(as_text=True)
    assert "20 in a hundred: 1 of 1 documents" in page
    for wrong in ({"share": "20", "coder": coder_id}, {"share": "x", "coder": coder_id}, {"share": "20"}):
        assert "Nothing was changed" in lead.post(path, data=wrong, follow_redirects=True).get_data(as_text=True)
