"""Where readings differ: what whoever leads sees, decides, takes back and takes along."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import NewSegment, apply_code, assign_answers, finish
from consult.coding.queries import code_counts
from consult.coding.rules.attributes import SAFETY, Stance
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import SECRET, Desk, account, coded, desk, written
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., tuple[Browser, str]]


@pytest.fixture
def lead(sign_in: SignIn) -> Browser:
    return sign_in(Role.LEAD_CONSULTANT)[0]


@pytest.fixture
def pair(session: scoped_session[Session], made: World) -> tuple[Desk, Desk]:
    """Two readings of one interview that differ about one code each, not finished yet."""
    first = desk(session(), made)
    second = desk(session(), made, account(session(), "Bela"), interview_id=first.interview_id, second=True)
    coded(session(), first, "STR-FIN", "finance desk")
    coded(session(), second, "STR-FIN", "One finance desk")
    coded(session(), first, "RES-MONEY", turn=first.mixed)
    coded(session(), second, "TERM-COND", "in writing")
    session.commit()
    return first, second


def done(session: scoped_session[Session], pair: tuple[Desk, Desk]) -> None:
    for one in pair:
        finish(session(), one.assignment_id, DAY)
    session.commit()


def url(made: World) -> str:
    return f"/strands/{made.strands['A']}/adjudication"


def page_of(browser: Browser, made: World, query: str = "") -> str:
    answer = browser.get(url(made) + query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def seen(page: str, code: str) -> dict[str, str]:
    """The hidden fields of the form about a code."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'name="code" value="{code}"' in one)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def decide(browser: Browser, made: World, about: str, **typed: str) -> str:
    data = {**seen(page_of(browser, made), about), "go": "decide", "reason": "As the codebook has it.", **typed}
    data.pop("csrf_token", None)
    return str(browser.post(url(made), data=data, follow_redirects=True).get_data(as_text=True))


def test_only_whoever_leads_the_coding_here_sees_it(sign_in: SignIn, made: World, lead: Browser) -> None:
    assert url(made) in lead.get(f"/strands/{made.strands['A']}/coding").get_data(as_text=True)
    assert sign_in(Role.CODER)[0].get(url(made)).status_code == 403
    assert sign_in(Role.LEAD_CONSULTANT, mark="B")[0].get(url(made)).status_code == 404


def test_before_both_readings_are_done_nothing_of_them_is_shown(
    lead: Browser, made: World, pair: tuple[Desk, Desk]
) -> None:
    page = page_of(lead, made)
    assert "Nobody has finished reading the same passages yet." in page
    assert "TERM-COND" not in page


def test_both_readings_stand_beside_the_words_and_their_translation(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    done(session, pair)
    page_of(lead, made)
    with statements() as seen_statements:
        page = page_of(lead, made)
    assert len(seen_statements) <= 12
    assert "0 of 2 disagreements decided" in page
    assert "Our name and call." not in page.split("TERM-COND")[0]
    assert 'lang="ar" dir="rtl"' in page
    assert "Our name and call." in page
    assert "If the two came closer?" in page
    assert "in writing" in page
    assert "Bela" not in page


def test_a_decision_counts_is_shown_and_is_taken_back(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    done(session, pair)
    assert "It is decided." in decide(lead, made, "TERM-COND", verdict="both")
    session.commit()
    assert code_counts(session(), made.strands["A"]) == {"STR-FIN": 1, "RES-MONEY": 1, "TERM-COND": 1}
    page = page_of(lead, made, "?show=decided")
    assert "1 of 2 disagreements decided" in page
    assert "As the codebook has it." in page
    data = {**seen(page, "TERM-COND"), "go": "take-back"}
    data.pop("csrf_token", None)
    with statements() as seen_statements:
        answer = lead.post(url(made), data=data)
    assert answer.status_code == 303
    assert len(seen_statements) <= 12
    assert "0 of 2 disagreements decided" in page_of(lead, made)
    session.commit()
    assert "TERM-COND" not in code_counts(session(), made.strands["A"])


def test_a_decision_without_a_choice_or_a_reason_changes_nothing(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    done(session, pair)
    assert "Choose what is to count." in decide(lead, made, "TERM-COND")
    assert "Say why it is decided so" in decide(lead, made, "TERM-COND", verdict="both", reason=" ")
    assert "Choose the code that takes its place." in decide(lead, made, "TERM-COND", verdict="other")
    assert "do not differ about this" in decide(lead, made, "TERM-COND", verdict="both", code="STR-FIN")
    assert "0 of 2 disagreements decided" in page_of(lead, made)


def test_somebody_elses_decision_is_not_overwritten_unseen(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    done(session, pair)
    decide(lead, made, "TERM-COND", verdict="discuss")
    assert "in the meantime" in decide(lead, made, "TERM-COND", verdict="both", seen="")


def test_the_log_holds_labels_and_reasons_and_no_formula(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    done(session, pair)
    decide(lead, made, "TERM-COND", verdict="second", reason="=HYPERLINK(1)")
    answer = lead.get(f"{url(made)}.csv")
    assert answer.headers["Content-Disposition"].endswith("decisions-A.csv")
    lines = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    decided, still_open = lines
    assert (decided["document"], decided["turn"], decided["code"]) == ("T9", "2", "TERM-COND")
    assert (decided["first"], decided["second"]) == ("STR-FIN", "STR-FIN; TERM-COND")
    assert (decided["decision"], decided["reason"]) == ("second", "'=HYPERLINK(1)")
    assert (still_open["turn"], still_open["decision"]) == ("4", "open")
    assert "in writing" not in answer.get_data(as_text=True)


@pytest.fixture
def answered(session: scoped_session[Session], made: World, pair: tuple[Desk, Desk]) -> None:
    """Two answers the same two have read, and differ about, beside the interview."""
    ids = written(session(), made, "The office is tired.", "Money.")
    for desk_of, code in zip(pair, ("RES-MONEY", "RES-ENERGY"), strict=True):
        second = desk_of is pair[1]
        given = assign_answers(session(), made.strands["A"], desk_of.account_id, "B2", ids, second=second, day=DAY)
        for passage in ids:
            apply_code(session(), given, NewSegment(passage_id=passage, code_key=code), MOMENT)
        finish(session(), given, DAY)
    done(session, pair)


def test_turns_and_answers_on_one_page_take_few_statements(lead: Browser, made: World, answered: None) -> None:
    page = page_of(lead, made)
    assert "The office is tired." in page
    assert "in writing" in page
    with statements() as said:
        page_of(lead, made)
    assert len(said) <= 12, "\n".join(said)


def kept(page: str, code: str) -> tuple[str, str, str, str]:
    """What the form about a code says and holds: the fault, the verdict, the other code, the reason."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'name="code" value="{code}"' in one)
    found = (
        re.search(pattern, form, re.DOTALL)
        for pattern in (
            r'role="alert"[^>]*>(.*?)</p>',
            r'value="(\w+)" required checked',
            r'value="([\w-]+)" selected',
            r"<textarea[^>]*>(.*?)</textarea>",
        )
    )
    fault, verdict, other, reason = (one[1] if one else "" for one in found)
    return fault, verdict, other, reason


def test_what_was_typed_is_still_there_when_it_was_refused(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    done(session, pair)
    why = "She says <so> herself."
    page = decide(lead, made, "TERM-COND", verdict="other", reason=why)
    assert kept(page, "TERM-COND") == (
        "Nothing was changed: Choose the code that takes its place.",
        "other",
        "",
        "She says &lt;so&gt; herself.",
    )
    assert "RES-MONEY" not in page.split('class="disputes"')[1].split("<form")[0]
    assert kept(decide(lead, made, "TERM-COND", verdict="both", reason=" "), "TERM-COND")[1:] == ("both", "", " ")
    page = decide(lead, made, "TERM-COND", verdict="other", other="TERM-COND", reason=why)
    assert kept(page, "TERM-COND")[1:3] == ("other", "")
    form = seen(page_of(lead, made), "TERM-COND") | {"go": "decide", "verdict": "both"}
    form.pop("csrf_token", None)
    decide(lead, made, "TERM-COND", verdict="first")
    with statements() as said:
        answer = lead.post(url(made), data={**form, "reason": why})
    assert answer.status_code == 422
    fault, verdict, _other, reason = kept(answer.get_data(as_text=True), "TERM-COND")
    assert "in the meantime" in fault
    assert (verdict, reason) == ("both", "She says &lt;so&gt; herself.")
    assert "As the codebook has it." in answer.get_data(as_text=True), "what they decided stands beside it"
    assert len(said) <= 20, "a refused decision, and the page"
    answer = lead.post(url(made), data={**form, "reason": why, "code": "STR-FIN"})
    assert "readonly>She says &lt;so&gt; herself.</textarea>" in answer.get_data(as_text=True)


def test_the_same_code_with_another_stance_is_listed_and_decided(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    coded(session(), pair[0], "RES-ENERGY", "relief", stance=Stance.FOR)
    coded(session(), pair[1], "RES-ENERGY", "relief", stance=Stance.AGAINST)
    done(session, pair)
    page = page_of(lead, made)
    assert "0 of 3 disagreements decided" in page
    assert "given in both readings, with another stance, option or aspect" in page
    assert "It is decided." in decide(lead, made, "RES-ENERGY", verdict="both")
    session.commit()
    assert code_counts(session(), made.strands["A"])["RES-ENERGY"] == 2


def test_what_is_sealed_is_blotted_out(
    lead: Browser, made: World, pair: tuple[Desk, Desk], session: scoped_session[Session]
) -> None:
    coded(session(), pair[0], SAFETY, SECRET, turn=pair[0].secret)
    done(session, pair)
    page = page_of(lead, made)
    assert SAFETY in page
    assert SECRET not in page
