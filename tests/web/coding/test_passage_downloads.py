"""The lead consultant takes the coded passages home; a coder does not, and what they read blind is left out."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from tests.builders import World
from tests.builders_coding import Desk, coded, desk, written
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., tuple[Browser, str]]


def words_in(content: bytes, ending: str) -> str:
    if ending == "docx":
        return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    if ending == "xlsx":
        return str([*openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)])
    return content.decode()


@pytest.fixture
def first(session: scoped_session[Session], made: World) -> Desk:
    own = desk(session(), made)
    coded(session(), own, "STR-FIN", "finance desk")
    session.commit()
    return own


@pytest.mark.parametrize("ending", ["docx", "html", "xlsx"])
def test_a_lead_has_them_from_the_board(sign_in: SignIn, made: World, first: Desk, ending: str) -> None:
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    url = f"/strands/{made.strands['A']}/coding/segments.{ending}"
    assert url in lead.get(f"/strands/{made.strands['A']}/coding").get_data(as_text=True)
    answer = lead.get(url)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    told = words_in(answer.get_data(), ending)
    assert "STR-FIN" in told
    assert "region and kind" in told
    coder, _other = sign_in(Role.CODER)
    assert coder.get(url).status_code == 403


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_whoever_reads_blind_has_none_of_it(
    sign_in: SignIn, made: World, session: scoped_session[Session], first: Desk, ending: str
) -> None:
    lead, account_id = sign_in(Role.LEAD_CONSULTANT)
    desk(session(), made, account_id, interview_id=first.interview_id, second=True)
    session.commit()
    answer = lead.get(f"/strands/{made.strands['A']}/coding/segments.{ending}")
    assert answer.status_code == 200
    assert "STR-FIN" not in words_in(answer.get_data(), ending)


@pytest.mark.parametrize("ending", ["csv", "docx", "html", "xlsx"])
def test_they_come_in_few_statements(
    sign_in: SignIn, made: World, first: Desk, session: scoped_session[Session], ending: str
) -> None:
    written(session(), made, "One finance desk, please.")
    session.commit()
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    url = f"/strands/{made.strands['A']}/coding/segments.{ending}"
    lead.get(url)
    with statements() as said:
        assert lead.get(url).status_code == 200
    assert len(said) <= 12, "\n".join(said)
