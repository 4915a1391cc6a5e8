"""Changing codes by forms, taking it back, reading again, files; and nobody sees the other strand's words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import By, add_code, finish, freeze_codebook, merge_codes
from consult.coding.records import Code, CodebookEvent, Segment
from consult.shared.time import now, today
from tests.builders import MOMENT, World
from tests.builders_coding import Desk, coded, desk, talk
from tests.store.coding.test_codebook_events import new
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., tuple[Browser, str]]
AtDesk = Callable[..., tuple[Browser, Desk]]


@pytest.fixture
def lead(sign_in: SignIn) -> tuple[Browser, str]:
    return sign_in(Role.LEAD_CONSULTANT)


def book(made: World) -> str:
    return f"/consultations/{made.consultation_id}/codebook"


def key_of(session: scoped_session[Session], segment_id: str) -> str:
    session.expire_all()
    return session.scalars(
        select(Code.key).join(Segment, Segment.code_id == Code.id).where(Segment.id == segment_id)
    ).one()


def test_every_change_is_made_and_taken_back_by_a_form(
    lead: tuple[Browser, str], at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    browser, _account = lead
    one, other = (coded(session(), given, "STR-FIN", words) for words in ("finance desk", "One"))
    session.commit()
    page = browser.get(f"{book(made)}/codes/STR-FIN").get_data(as_text=True)
    assert "finance desk" in page
    split = {"go": "split", "key": "STR-DESK", "name": "Desk", "use_when": "a desk", "segment": one}
    for act in (
        {"go": "rename", "name": "Money", "definition": "what is paid", "colour": "#2A58A8"},
        {"go": "move", "place": "RES|"},
        {"go": "merge", "into": "RES-MONEY"},
        {"go": "retire"},
        split,
    ):
        url = f"{book(made)}/codes/STR-FIN"
        assert browser.post(url, data={**act, "reason": " "}).status_code == 303
        assert "Nothing was changed" in browser.get(book(made)).get_data(as_text=True)
        assert browser.post(url, data={**act, "reason": f"Because of {act['go']}."}).status_code == 303
        shown = browser.get(book(made)).get_data(as_text=True)
        assert f"Because of {act['go']}." in shown
        if act is split:
            assert (key_of(session, one), key_of(session, other)) == ("STR-DESK", "STR-FIN")
        number = session.scalars(select(CodebookEvent.number).order_by(CodebookEvent.number.desc())).first()
        undone = browser.post(f"{book(made)}/events/{number}/undo", data={"reason": "Wrong."})
        assert undone.status_code == 303
        assert (key_of(session, one), key_of(session, other)) == ("STR-FIN", "STR-FIN")
    shown = browser.get(book(made)).get_data(as_text=True)
    assert "taken back" in shown
    assert browser.post(f"{book(made)}/events/1/undo", data={"reason": "Again."}).status_code == 303
    assert "Nothing was changed" in browser.get(book(made)).get_data(as_text=True)
    assert browser.post(f"{book(made)}/events/99/undo", data={"reason": "x"}).status_code == 404
    assert browser.post(f"{book(made)}/codes/STR-FIN", data={"go": "burn"}).status_code == 400
    assert browser.get(f"{book(made)}/codes/STR-NOT").status_code == 404


def test_a_strand_sees_the_codebook_and_its_own_counts_and_no_word_of_the_other(
    sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    lead_b, account_b = sign_in(Role.LEAD_CONSULTANT, "B")
    theirs = desk(session(), made, account_b, mark="B", interview_id=talk(session(), made, marks="B", label="T-OF-B"))
    coded(session(), given, "STR-FIN", "finance desk", memo="Memo of A.")
    for words in ("finance desk", "One", "relief"):
        coded(session(), theirs, "STR-FIN", words)
    freeze_codebook(session(), made.consultation_id, MOMENT)
    finish(session(), given.assignment_id, MOMENT.date())
    add_code(session(), made.consultation_id, new(), account_b, today(), now())
    session.commit()
    for url in (book(made), f"{book(made)}/codes/STR-FIN", f"{book(made)}.csv"):
        found = lead_b.get(url).get_data(as_text=True)
        assert not re.search(r"(?<![\w-])T9(?![\w-])", found), url  # not within an id
        assert "Memo of A." not in found, url
    page = lead_b.get(f"{book(made)}/codes/STR-FIN").get_data(as_text=True)
    assert page.count('name="to"') == 3
    row = lead_b.get(book(made)).get_data(as_text=True).split("/codes/STR-FIN", 1)[1].split("</tr>")[0]
    assert '<td data-l="Given" class="num">3</td>' in row
    mine = session.scalars(select(Segment.id).where(Segment.assignment_id == given.assignment_id)).one()
    split = {"go": "split", "key": "STR-DESK", "name": "x", "use_when": "x", "reason": "x", "segment": mine}
    assert lead_b.post(f"{book(made)}/codes/STR-FIN", data=split).status_code == 404


def test_a_lead_who_reads_it_blind_sees_no_coding_of_the_other_reading(
    lead: tuple[Browser, str], at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    browser, account_id = lead
    coded(session(), given, "STR-FIN", "finance desk")
    desk(session(), made, account_id, interview_id=given.interview_id, second=True)
    session.commit()
    assert "finance desk" not in browser.get(f"{book(made)}/codes/STR-FIN").get_data(as_text=True)


def test_whoever_read_before_is_told_and_says_when_it_was_read_again(
    sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    coder, given = at_desk()
    other, _desk = at_desk("other", interview_id=given.interview_id, second=True)
    lead, account_id = sign_in(Role.LEAD_CONSULTANT)
    finish(session(), given.assignment_id, MOMENT.date())
    freeze_codebook(session(), made.consultation_id, MOMENT)
    add_code(session(), made.consultation_id, new(), account_id, today(), now())
    session.commit()
    board = f"/strands/{made.strands['A']}/coding"
    for page in (coder.get(board), coder.get(book(made)), lead.get(book(made))):
        assert "One reading was finished before this code was added." in page.get_data(as_text=True)
    assert "before this code was added" not in other.get(board).get_data(as_text=True)
    url = f"/coding/{given.assignment_id}/read-again"
    assert lead.post(url, data={"code": "TERM-BACK"}).status_code == 403
    assert coder.post(url, data={"code": "TERM-NOT"}).status_code == 404
    assert coder.post(url, data={"code": "TERM-BACK"}).status_code == 303
    assert "before this code was added" not in coder.get(board).get_data(as_text=True)


def test_a_coder_reads_the_codebook_and_changes_nothing(at_desk: AtDesk, made: World) -> None:
    coder, _given = at_desk()
    page = coder.get(book(made)).get_data(as_text=True)
    assert "Nothing was changed since the codebook began." in page
    assert "/codes/STR-FIN" not in page
    assert coder.get(f"{book(made)}/codes/STR-FIN").status_code == 403
    assert coder.post(f"{book(made)}/codes/STR-FIN", data={"go": "retire", "reason": "x"}).status_code == 403
    assert coder.post(f"{book(made)}/events/1/undo", data={"reason": "x"}).status_code == 403
    for ending in ("csv", "qdc", "xlsx"):
        answer = coder.get(f"{book(made)}.{ending}")
        assert answer.status_code == 200
        assert f"codebook.{ending}" in answer.headers["Content-Disposition"]
    assert coder.get(f"{book(made)}.doc").status_code == 404


def test_the_pages_take_few_statements(
    lead: tuple[Browser, str], at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    browser, account_id = lead
    for words in ("finance desk", "One", "relief"):
        coded(session(), given, "STR-FIN", words)
    freeze_codebook(session(), made.consultation_id, MOMENT)
    by = By(account_id=account_id, moment=now(), reason="One is enough.")
    merge_codes(session(), made.consultation_id, "RES-MONEY", "RES-PEOPLE", by)
    add_code(session(), made.consultation_id, new(), account_id, today(), now())
    session.commit()
    for url in (book(made), f"{book(made)}/codes/STR-FIN", f"/strands/{made.strands['A']}/coding"):
        browser.get(url)
        with statements() as said:
            assert browser.get(url).status_code == 200
        assert len(said) <= 12, "\n".join(said)


def test_a_code_is_split_into_several_at_once_and_what_is_not_sent_to_one_stays(
    lead: tuple[Browser, str], at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    browser, _account = lead
    words = ("finance desk", "One", "a relief", "nobody loses a post")
    ids = [coded(session(), given, "STR-FIN", one) for one in words]
    session.commit()
    url = f"{book(made)}/codes/STR-FIN"
    fields = {"go": "split", "reason": "Two things.", "key": "STR-DESK", "name": "Desk", "use_when": "a desk",
              "key-3": "STR-EASE", "name-3": "Ease", "use_when-3": "a relief"}  # fmt: skip
    to = [f"{one}|{which}" for one, which in zip(ids, ("", "-3", "-3", "stays"), strict=True)]
    assert browser.post(url, data={**fields, "to": to}).status_code == 303
    assert [key_of(session, one) for one in ids] == ["STR-DESK", "STR-EASE", "STR-EASE", "STR-FIN"]
    shortcuts = session.scalars(select(Code.shortcut).where(Code.shortcut != "")).all()
    assert len(shortcuts) == len(set(shortcuts))
    number = session.scalars(select(CodebookEvent.number).order_by(CodebookEvent.number.desc())).first()
    assert browser.post(f"{book(made)}/events/{number}/undo", data={"reason": "Wrong."}).status_code == 303
    assert {key_of(session, one) for one in ids} == {"STR-FIN"}
    assert browser.post(url, data={**fields, "to": ["nobody|-3"]}).status_code == 404
