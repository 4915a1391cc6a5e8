"""Coding in the browser without a script, and what a coder never sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import finish
from consult.coding.queries import segments_of
from consult.coding.rules.attributes import SAFETY, Stance
from consult.interview.operations import withdraw_turns
from tests.builders import DAY, World
from tests.builders_coding import SECRET, Desk, coded, desk
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

AtDesk = Callable[..., tuple[Browser, Desk]]
SignIn = Callable[..., tuple[Browser, str]]

MARKS = r"[\u0300-\u036f\u064b-\u0652\u200d\U0001f3fb-\U0001f3ff]"
"""What never begins a highlight: it belongs to the character before it."""


def page(browser: Browser, given: Desk, query: str = "") -> str:
    answer = browser.get(f"/coding/{given.assignment_id}{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def put(browser: Browser, given: Desk, **fields: Any) -> str:
    values = {"passage": given.english.id, "code": "TERM-COND", **fields}
    answer = browser.post(f"/coding/{given.assignment_id}/codes", data=values)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return answer.location


def said(shown: str, passage_id: str) -> str:
    """The mark-up of one passage's words."""
    found = re.search(rf'<p class="said"[^>]*data-passage="{passage_id}"[^>]*>(.*?)</p>', shown, re.S)
    assert found
    return found[1]


def plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", markup))


def test_a_whole_turn_is_coded_with_everything_said_of_it(at_desk: AtDesk, session: scoped_session[Session]) -> None:
    browser, given = at_desk()
    form = page(browser, given, f"?passage={given.english.id}")
    assert 'optgroup label="' in form
    where = put(browser, given, stance="conditional", option="joint_house", aspect="staff", about="both", memo="Firm.")
    (one,) = segments_of(session(), given.assignment_id)
    assert (one.start, one.end) == (0, len(given.english.text))
    assert (one.stance, one.option, one.aspect, one.about) == (Stance.CONDITIONAL, "joint_house", "staff", "both")
    shown = browser.get(where).get_data(as_text=True)
    assert "Firm." in shown
    assert '<mark class="sg d1 l1-term on"' in shown
    assert "relief" not in where


def test_a_segment_is_changed_removed_and_brought_back(at_desk: AtDesk, session: scoped_session[Session]) -> None:
    browser, given = at_desk()
    put(browser, given)
    (one,) = segments_of(session(), given.assignment_id)
    url = f"/coding/{given.assignment_id}/segments/{one.id}"
    browser.post(url, data={"stance": "against", "memo": "Now against.", "go": "save"})
    assert segments_of(session(), given.assignment_id)[0].stance is Stance.AGAINST
    gone = browser.post(url, data={"go": "remove"}).location
    shown = browser.get(gone).get_data(as_text=True)
    assert segments_of(session(), given.assignment_id) == ()
    assert "<mark" not in said(shown, given.english.id)
    browser.post(f"/coding/{given.assignment_id}/undo", data={"go": "undo"})
    (back,) = segments_of(session(), given.assignment_id)
    assert (back.id, back.memo) == (one.id, "Now against.")


def test_arabic_emoji_and_marks_keep_their_highlights_through_page_and_reload(
    at_desk: AtDesk, session: scoped_session[Session]
) -> None:
    browser, given = at_desk()
    text = given.mixed.text
    codes = {
        "STR-STAFF": "👩🏽\u200d💻 «اسمُنا",
        "TERM-IDENT": "اسمُنا ونِداؤُنا",
        "VAL-VOICE": "ونِداؤُنا» égalité 🇫🇷",
    }
    for code, words in codes.items():
        start = text.index(words)
        put(browser, given, passage=given.mixed.id, code=code, start=str(start), end=str(start + len(words)))
    first = said(page(browser, given), given.mixed.id)
    again = said(page(browser, given), given.mixed.id)
    assert first == again
    assert plain(first) == text
    assert ">👩🏽\u200d💻 «</mark>" in first  # neither the emoji nor a letter and its vowel sign are cut
    assert not any(re.match(MARKS, cut) for cut in re.split(r"<[^>]+>", first) if cut)
    stretches = {one.code_key: text[one.start : one.end] for one in segments_of(session(), given.assignment_id)}
    assert stretches["TERM-IDENT"] == "اسمُنا ونِداؤُنا"
    assert re.search(r'class="sg d2 [^"]*l1-str[^"]*l2-term|class="sg d2 [^"]*l2-term', first)


def test_space_around_a_selection_is_left_out(at_desk: AtDesk, session: scoped_session[Session]) -> None:
    browser, given = at_desk()
    start = given.english.text.index(" finance ")
    put(browser, given, start=str(start), end=str(start + len(" finance ")))
    (one,) = segments_of(session(), given.assignment_id)
    assert given.english.text[one.start : one.end] == "finance"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"passage": "nothing"}, 404),
        ({"start": "x"}, 400),
        ({"stance": "loud"}, 400),
        ({"code": "TERM"}, 303),
        ({"start": "5", "end": "99999"}, 303),
        ({"aspect": "weather"}, 303),
    ],
)
def test_what_cannot_be_coded_changes_nothing(
    at_desk: AtDesk, session: scoped_session[Session], fields: dict[str, str], status: int
) -> None:
    browser, given = at_desk()
    values = {"passage": given.english.id, "code": "TERM-COND", **fields}
    assert browser.post(f"/coding/{given.assignment_id}/codes", data=values).status_code == status
    assert segments_of(session(), given.assignment_id) == ()


def test_a_second_coder_never_sees_the_first_ones_codes(
    at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _first, own = at_desk()
    browser, second = at_desk("second", interview_id=own.interview_id, second=True)
    coded(session(), own, "TERM-COND", "in writing", memo="Canary memo")
    session.commit()
    shown = page(browser, second)
    assert "<mark" not in shown
    assert "Canary memo" not in shown
    assert "1 / 1" not in shown
    search = f"/strands/{made.strands['A']}/coding/search"
    found = browser.post(search, data={"query": "writing"}).get_data(as_text=True)
    assert second.assignment_id in found
    assert own.assignment_id not in found
    assert browser.get(f"/coding/{own.assignment_id}").status_code == 404
    assert browser.get(f"/strands/{made.strands['A']}/coding/segments.csv").status_code == 403
    board = browser.get(f"/strands/{made.strands['A']}/coding").get_data(as_text=True)
    assert own.assignment_id not in board


def test_another_coders_segment_is_not_touched(at_desk: AtDesk, session: scoped_session[Session]) -> None:
    _first, own = at_desk()
    browser, second = at_desk("second", interview_id=own.interview_id, second=True)
    made_one = coded(session(), own, "TERM-COND", "in writing")
    session.commit()
    for assignment_id in (own.assignment_id, second.assignment_id):
        url = f"/coding/{assignment_id}/segments/{made_one}"
        assert browser.post(url, data={"go": "remove"}).status_code == 404
    assert browser.post(f"/coding/{own.assignment_id}/codes", data={}).status_code == 404


def test_the_lead_reads_everybodys_codes_and_changes_none(
    at_desk: AtDesk, sign_in: SignIn, session: scoped_session[Session]
) -> None:
    _coder, own = at_desk()
    made_one = coded(session(), own, "TERM-COND", "in writing", memo="Firm.")
    session.commit()
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    shown = page(lead, own, f"?segment={made_one}")
    assert "Firm." in shown
    assert 'id="new-code"' not in shown
    assert lead.post(f"/coding/{own.assignment_id}/segments/{made_one}", data={"go": "remove"}).status_code == 403
    assert lead.post(f"/coding/{own.assignment_id}/codes", data={}).status_code == 403


@pytest.mark.parametrize(
    ("role", "mark", "status"),
    [
        (Role.COORDINATOR, "A", 403),
        (Role.BOARD, "A", 403),
        (Role.TRANSLATOR, "A", 403),
        (Role.CODER, "A", 404),
        (Role.INTERVIEWER, "A", 404),
        (Role.LEAD_CONSULTANT, "B", 404),
        (Role.CODER, "B", 404),
    ],
)
def test_nobody_else_gets_in(at_desk: AtDesk, sign_in: SignIn, made: World, role: Role, mark: str, status: int) -> None:
    _coder, own = at_desk()
    browser, _account = sign_in(role, mark, name="other")
    assert browser.get(f"/coding/{own.assignment_id}").status_code == status
    if mark == "B":
        assert browser.get(f"/strands/{made.strands['A']}/coding").status_code == 404


def test_what_is_sealed_is_seen_by_its_coder_and_the_lead_only(
    at_desk: AtDesk, sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, own = at_desk()
    second, theirs = at_desk("second", interview_id=own.interview_id, second=True)
    sealed = coded(session(), own, SAFETY, SECRET, turn=own.secret)
    session.commit()
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    assert "sealed" in said(page(browser, own), own.secret.id)
    assert "sealed" in said(page(lead, own, f"?segment={sealed}"), own.secret.id)
    assert "sealed" not in said(page(second, theirs), own.secret.id)
    search = f"/strands/{made.strands['A']}/coding/search"
    # A second reader finds the words as they read them: a blot would tell that somebody else sealed them.
    for who, seen in ((browser, True), (second, True), (lead, False)):
        found = who.post(search, data={"query": "sister"}).get_data(as_text=True)
        assert ("my <mark>sister</mark> home" in found) is seen
        near = who.post(search, data={"query": "otherwise"}).get_data(as_text=True)
        assert ("followed" in near) is seen
        assert ("[sealed]" in near) is not seen


def test_a_withdrawn_turn_leaves_no_trace_of_its_words(at_desk: AtDesk, session: scoped_session[Session]) -> None:
    browser, given = at_desk()
    coded(session(), given, "STR-FIN", "finance desk")
    withdraw_turns(session(), [given.english.id], DAY)
    session.commit()
    shown = page(browser, given)
    assert "Withdrawn on" in shown
    assert "finance" not in shown


def test_a_finished_reading_shows_no_form_until_it_is_opened_again(at_desk: AtDesk) -> None:
    browser, given = at_desk()
    put(browser, given)
    url = f"/coding/{given.assignment_id}"
    assert browser.post(f"{url}/finish", data={"go": "finish"}).status_code == 303
    shown = page(browser, given, f"?passage={given.english.id}")
    assert 'id="new-code"' not in shown
    assert "Code the whole turn" not in shown
    refusal = browser.get(put(browser, given, code="RES-MONEY")).get_data(as_text=True)
    assert "finished" in refusal
    browser.post(f"{url}/finish", data={"go": "reopen"})
    assert "Code the whole turn" in page(browser, given)


def test_the_page_takes_few_statements_however_much_is_in_it(at_desk: AtDesk, session: scoped_session[Session]) -> None:
    browser, given = at_desk()
    counts = []
    for code in ("TERM-COND", "STR-FIN", "RES-MONEY", "OPT-MERGE"):
        page(browser, given)
        with statements() as said_statements:
            page(browser, given)
        counts.append(len(said_statements))
        for turn in (given.english, given.mixed, given.secret):
            coded(session(), given, code, turn=turn)
        session.commit()
    assert counts == [counts[0]] * 4
    assert counts[0] <= 12, "\n".join(said_statements)


def test_putting_a_code_takes_few_statements(at_desk: AtDesk) -> None:
    browser, given = at_desk()
    put(browser, given)
    with statements() as said_statements:
        put(browser, given, code="STR-FIN", option="joint_house")
    assert len(said_statements) <= 9, "\n".join(said_statements)


def test_a_lead_may_code_what_they_gave_themselves(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, account_id = sign_in(Role.LEAD_CONSULTANT)
    given = desk(session(), made, account_id)
    session.commit()
    put(lead, given)
    assert len(segments_of(session(), given.assignment_id)) == 1
    finish(session(), given.assignment_id, DAY)
