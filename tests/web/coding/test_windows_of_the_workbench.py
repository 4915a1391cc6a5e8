"""A long interview in windows: what is shown, what it costs, and the ways through it without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import NewSegment, apply_codes, assign_answers, assign_interview, finish
from consult.coding.queries import segments_of
from consult.interview.queries import turns_of
from consult.interview.rules import NewTurn
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import Desk, coded, desk, talk, written
from tests.builders_interview import asker, interviewed, speaker
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., tuple[Browser, str]]
SAID = "So we said it again. Nobody asked us first. 👩🏽\u200d💻 نِداؤُنا "


@pytest.fixture
def long_desk(sign_in: SignIn, made: World, session: scoped_session[Session]) -> Callable[..., tuple[Browser, Desk]]:
    """A coder at an interview of so many turns, each of so many sentences, with a code on every turn but some."""

    def sit(count: int, *, sentences: int = 1, uncoded: tuple[int, ...] = ()) -> tuple[Browser, Desk]:
        browser, account_id = sign_in(Role.CODER, name=f"coder{count}")
        turns = tuple(NewTurn(pseudonym="Nour", text=f"{at} {SAID * sentences}end") for at in range(1, count + 1))
        people = (asker(), speaker(made, "Nour", "both"))
        label = f"L{count}"
        talked = interviewed(session(), made, language="en", label=label, participants=people, turns=turns)
        given = assign_interview(session(), made.strands["A"], account_id, talked, day=DAY)
        own = Desk(given, account_id, talked, turns_of(session(), talked))
        new = [
            NewSegment(passage_id=turn.id, start=0, end=6, code_key="STR-FIN")
            for turn in own.turns
            if turn.number not in uncoded
        ]
        apply_codes(session(), given, new, MOMENT)
        session.commit()
        return browser, own

    return sit


def page(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def numbers(shown: str) -> list[int]:
    return [int(one) for one in re.findall(r'<li class="turn[^>]*data-number="(\d+)"', shown)]


def link(shown: str, name: str) -> str | None:
    found = re.search(rf'id="{name}"><a [^>]*href="([^"]+)"', shown)
    return found[1].replace("&amp;", "&") if found else None


def test_a_page_and_an_act_cost_the_same_in_10_and_in_2000_turns(
    long_desk: Callable[..., tuple[Browser, Desk]],
) -> None:
    counts = []
    for size in (10, 2_000):
        browser, own = long_desk(size)
        path = f"/coding/{own.assignment_id}"
        shown = page(browser, path)
        assert len(numbers(shown)) <= 30
        with statements() as reading:
            page(browser, path)
        act = {"passage": own.turns[-1].id, "start": "0", "end": "20", "code": "TERM-COND"}
        browser.post(f"{path}/codes", data={**act, "code": "RES-MONEY"})
        with statements() as putting:
            assert browser.post(f"{path}/codes", data=act).status_code == 303
        with statements() as undoing:
            assert browser.post(f"{path}/undo", data={"go": "undo"}).status_code == 303
        counts.append((len(reading), len(putting), len(undoing)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 12, reading
    assert max(counts[0][1:]) <= 8, putting


def test_later_and_earlier_lead_through_every_turn_and_back(long_desk: Callable[..., tuple[Browser, Desk]]) -> None:
    browser, own = long_desk(100)
    path: str | None = f"/coding/{own.assignment_id}"
    seen: list[int] = []
    while path:
        shown = page(browser, path)
        seen += numbers(shown)
        path = link(shown, "later")
    assert seen == list(range(1, 101))
    back: list[int] = numbers(shown)
    while path := link(shown, "earlier"):
        shown = page(browser, path)
        back = numbers(shown) + back
    assert back == seen


def test_one_endless_turn_is_shown_in_parts_and_coded_across_them(
    long_desk: Callable[..., tuple[Browser, Desk]], session: scoped_session[Session]
) -> None:
    browser, own = long_desk(1, sentences=700)
    text, path = own.turns[0].text, f"/coding/{own.assignment_id}"
    whole, at = "", path
    while at:
        shown = page(browser, at)
        assert len(shown) < 200_000
        parts = re.findall(r'<p class="said"[^>]*>(.*?)</p>', shown, re.S)
        whole += re.sub(r"<[^>]+>", "", "".join(parts))
        at = link(shown, "later") or ""
    assert whole == text
    starts = [int(one) for one in re.findall(r'data-from="(\d+)"', page(browser, path))]
    edge = starts[2]
    act = {"passage": own.turns[0].id, "start": str(edge - 9), "end": str(edge + 9), "code": "TERM-COND"}
    shown = page(browser, browser.post(f"{path}/codes", data=act).location)
    made = next(one for one in segments_of(session(), own.assignment_id) if one.code_key == "TERM-COND")
    marks = re.findall(rf'<mark[^>]*data-s="{made.id}">(.*?)</mark>', shown, re.S)
    assert "".join(marks) == text[made.start : made.end]
    assert len(marks) == 2


def test_without_a_script_the_window_stays_where_it_was(long_desk: Callable[..., tuple[Browser, Desk]]) -> None:
    browser, own = long_desk(80)
    path = f"/coding/{own.assignment_id}"
    start = re.search(r"at=([\d.]+)", link(page(browser, path), "later") or "")
    assert start
    turn = own.turns[int(start[1].split(".")[0]) + 4]
    act = {"passage": turn.id, "code": "TERM-COND", "at": start[1]}
    shown = page(browser, browser.post(f"{path}/codes", data=act).location)
    assert numbers(shown)[0] == int(start[1].split(".")[0])
    assert '<mark class="sg' in shown
    assert f'value="{start[1]}"' in shown


def test_the_next_turn_without_a_code_and_only_those(long_desk: Callable[..., tuple[Browser, Desk]]) -> None:
    browser, own = long_desk(90, uncoded=(3, 47, 88))
    path = f"/coding/{own.assignment_id}"
    assert numbers(page(browser, f"{path}?after=0"))[0] == 3
    assert numbers(page(browser, f"{path}?after=3"))[0] == 47
    assert numbers(page(browser, f"{path}?show=uncoded")) == [3, 47, 88]
    assert numbers(page(browser, f"{path}?show=TERM-COND")) == []
    assert 47 not in numbers(page(browser, f"{path}?show=STR-FIN&at=40.0"))
    assert "87 of 90" in page(browser, path)


def test_open_answers_to_one_item_are_read_in_windows_too(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, coder = sign_in(Role.CODER)
    ids = written(session(), made, *(f"Answer {at}: نعم 🕊️" for at in range(1, 6)))
    given = assign_answers(session(), made.strands["A"], coder, "B2", ids, day=DAY)
    session.commit()
    path = f"/coding/{given}"
    shown = page(browser, path)
    assert numbers(shown) == [1, 2, 3, 4, 5]
    browser.post(f"{path}/codes", data={"passage": sorted(ids)[1], "code": "TERM-COND"})
    assert numbers(page(browser, f"{path}?show=uncoded")) == [1, 3, 4, 5]
    assert numbers(page(browser, f"{path}?after=1")) == [3, 4, 5]
    assert numbers(page(browser, f"{path}?before=3.0")) == [1, 2]
    assert numbers(page(browser, f"{path}?at=4.0")) == [4, 5]


def test_two_first_readers_see_each_others_saved_work(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    ann, ann_id = sign_in(Role.CODER, name="ann")
    ben, ben_id = sign_in(Role.CODER, name="ben")
    cai, cai_id = sign_in(Role.CODER, name="cai")
    first = desk(session(), made, ann_id)
    beside = desk(session(), made, ben_id, interview_id=first.interview_id)
    blind = desk(session(), made, cai_id, interview_id=first.interview_id, second=True)
    coded(session(), first, "TERM-COND", "in writing")
    coded(session(), first, "PART-SAFE", "followed", turn=first.secret)
    session.commit()
    assert "stripe theirs" in page(ben, f"/coding/{beside.assignment_id}")
    assert "PART-SAFE</bdi><i" not in page(ben, f"/coding/{beside.assignment_id}")
    assert "stripe theirs" not in page(cai, f"/coding/{blind.assignment_id}")
    finish(session(), blind.assignment_id, DAY)
    session.commit()
    assert "stripe theirs" not in page(cai, f"/coding/{blind.assignment_id}")
    finish(session(), first.assignment_id, DAY + timedelta(days=1))
    session.commit()
    assert "stripe theirs" in page(cai, f"/coding/{blind.assignment_id}")
    assert "stripe theirs" not in page(ann, f"/coding/{desk_elsewhere(session(), made, ann_id).assignment_id}")


def desk_elsewhere(session: Session, made: World, account_id: str) -> Desk:
    own = desk(session, made, account_id, interview_id=talk(session, made, label="T12"))
    session.commit()
    return own


def test_memos_are_written_changed_undone_and_refused_without_a_script(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, account_id = sign_in(Role.CODER)
    own = desk(session(), made, account_id)
    session.commit()
    path = f"/coding/{own.assignment_id}/memos"
    for on in ("project", "document", "code"):
        values = {"on": on, "memo": f"ملاحظة {on}", "code": "TERM-COND"}
        assert browser.post(path, data=values).status_code == 303
    shown = page(browser, path)
    assert all(f"ملاحظة {on}" in shown for on in ("project", "document", "code"))
    memo_id = re.findall(r"/memos/([\w-]{22})", shown)[0]
    browser.post(f"{path}/{memo_id}", data={"go": "remove"})
    assert "ملاحظة project" not in page(browser, path)
    back = browser.post(f"/coding/{own.assignment_id}/undo", data={"go": "undo"}).location
    assert "ملاحظة project" in page(browser, back)
    assert browser.post(path, data={"on": "segment", "memo": "x"}).status_code == 400
    assert "Nothing was changed" in page(browser, browser.post(path, data={"on": "project", "memo": " "}).location)
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    assert "ملاحظة project" in page(lead, path)
    assert lead.post(path, data={"on": "project", "memo": "x"}).status_code == 403
    assert lead.post(f"{path}/{memo_id}", data={"memo": "x"}).status_code == 403
    assert lead.post(f"/coding/{own.assignment_id}/undo", data={}).status_code == 403
    other, _account = sign_in(Role.CODER, name="other")
    assert other.get(path).status_code == 404
    with statements() as said_statements:
        page(browser, path)
    assert len(said_statements) <= 12
