"""The matrix of cases by codes: who reads and writes it, what it costs, and the same as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import NewSegment, apply_code, assign_answers, finish
from consult.coding.rules.attributes import Stance
from consult.collection.records import Answer, Words
from consult.collection.rules import Unit
from consult.consultation.records import Consultation
from consult.interview.operations import By, mark_everywhere
from consult.interview.rules.redacting import RedactionKind
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import Desk, coded, desk, talk, written
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

AtDesk = Callable[..., tuple[Browser, Desk]]
SignIn = Callable[..., tuple[Browser, str]]
TEXT = "One desk, <with> conditions."
SHOWN = "One desk, &lt;with&gt; conditions."


def url(made: World) -> str:
    return f"/strands/{made.strands['A']}/matrix"


def page_of(browser: Browser, made: World, query: str = "") -> str:
    answer = browser.get(url(made) + query)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def cell(page: str, case: str, code: str) -> str:
    found = re.search(rf'<td id="cell-{case}-{code}".*?</td>', page, re.DOTALL)
    assert found
    return found[0]


def hidden(part: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', part))
    found.pop("csrf_token", None)
    return found


def test_a_coder_writes_a_summary_in_its_place(at_desk: AtDesk, made: World, session: scoped_session[Session]) -> None:
    browser, given = at_desk()
    coded(session(), given, "STR-FIN", "finance desk", stance=Stance.FOR)
    coded(session(), given, "STR-FIN", "nobody loses a post", stance=Stance.CONDITIONAL)
    session.commit()
    assert url(made) in browser.get(f"/strands/{made.strands['A']}/coding").get_data(as_text=True)
    before = cell(page_of(browser, made), given.interview_id, "STR-FIN")
    for words in ("finance desk", 'class="num">2</b>', "on conditions", "Sum up", f"near={given.english.id}#p-"):
        assert words in before, words
    link = re.search(r'href="(/coding/[^"#]+)', before)
    assert link
    assert f'id="p-{given.english.id}"' in browser.get(link[1]).get_data(as_text=True)
    answer = browser.post(url(made), data={**hidden(before), "text": TEXT})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"#cell-{given.interview_id}-STR-FIN")
    after = cell(page_of(browser, made), given.interview_id, "STR-FIN")
    assert SHOWN in after
    assert hidden(after)["revision"] == "1"


def test_the_later_of_two_is_shown_both_and_chooses(
    at_desk: AtDesk, sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, given = at_desk()
    lead, _id = sign_in(Role.LEAD_CONSULTANT)
    coded(session(), given, "STR-FIN", "finance desk")
    session.commit()
    fields = hidden(cell(page_of(browser, made), given.interview_id, "STR-FIN"))
    assert browser.post(url(made), data={**fields, "text": TEXT}).status_code == 303
    with statements() as said:
        answer = lead.post(url(made), data={**fields, "text": "No desk."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert len(said) <= 12, "\n".join(said)
    assert SHOWN in page
    assert ">No desk.</textarea>" in page
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="revision"' in one)
    assert lead.post(url(made), data={**hidden(form), "text": "No desk."}).status_code == 303
    assert "No desk." in cell(page_of(browser, made), given.interview_id, "STR-FIN")


def test_whoever_reads_blind_sees_the_case_and_nothing_in_it(
    sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    browser, given = at_desk()
    coded(session(), given, "RES-MONEY", "finance desk")
    session.commit()
    fields = hidden(cell(page_of(browser, made), given.interview_id, "RES-MONEY"))
    browser.post(url(made), data={**fields, "text": TEXT})
    lead, lead_id = sign_in(Role.LEAD_CONSULTANT)
    assert SHOWN in page_of(lead, made)
    second = desk(session(), made, lead_id, interview_id=given.interview_id, second=True)
    session.commit()
    page = page_of(lead, made, "?branch=RES")
    assert "hidden until both readings are done" in page
    for words in (SHOWN, "finance", 'class="mix"'):
        assert words not in page, words
    assert "One desk" not in lead.get(f"{url(made)}.csv?branch=RES").get_data(as_text=True)
    assert lead.post(url(made), data={**fields, "text": "Mine."}).status_code == 404
    for one in (given, second):
        finish(session(), one.assignment_id, DAY)
    session.commit()
    assert SHOWN in page_of(lead, made, "?branch=RES")


def test_strangers_other_coders_and_the_other_strand_reach_nothing(
    at_desk: AtDesk, sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, given = at_desk()
    coded(session(), given, "STR-FIN", "finance desk")
    session.commit()
    fields = {**hidden(cell(page_of(browser, made), given.interview_id, "STR-FIN")), "text": TEXT}
    other, _id = sign_in(Role.CODER, name="bela")
    assert "There is nothing to sum up yet" in page_of(other, made)
    assert other.post(url(made), data=fields).status_code == 404
    assert browser.get(f"{url(made)}.csv").status_code == 403
    across, _id = sign_in(Role.LEAD_CONSULTANT, mark="B")
    assert across.get(url(made)).status_code == 404
    assert across.post(url(made), data=fields).status_code == 404
    for wrong in ({"code": "STR"}, {"case": "nothing"}, {"revision": "x", "code": ""}):
        assert browser.post(url(made), data={**fields, **wrong}).status_code == 404
    for wrong in ({"revision": "-1"}, {"case": ""}):
        assert browser.post(url(made), data={**fields, **wrong}).status_code == 400


@pytest.fixture
def full(made: World, session: scoped_session[Session]) -> tuple[Desk, list[str]]:
    """Thirteen interviews and two answers of organisations, all of one coder."""
    first = desk(session(), made, interview_id=talk(session(), made, label="T01"))
    for number in range(10, 22):
        desk(session(), made, first.account_id, interview_id=talk(session(), made, label=f"T{number}"))
    coded(session(), first, "STR-FIN", "One finance desk")
    ids = written(session(), made, "The office is tired.", "Money.")
    given = assign_answers(session(), made.strands["A"], first.account_id, "B2", ids, day=DAY)
    for passage in ids:
        session().get_one(Answer, session().get_one(Words, passage).answer_id).unit = Unit.ORGANISATION
        apply_code(session(), given, NewSegment(passage_id=passage, code_key="RES-ENERGY"), MOMENT)
    session.commit()
    return first, ids


def test_twelve_cases_stand_on_a_page_in_few_statements(
    sign_in: SignIn, made: World, full: tuple[Desk, list[str]], session: scoped_session[Session]
) -> None:
    lead, _id = sign_in(Role.LEAD_CONSULTANT)
    first = page_of(lead, made)
    assert first.count('<th scope="row">') == 12
    assert "Page 1 of 2" in first
    last = page_of(lead, made, "?page=2")
    assert last.count('<th scope="row">') == 3
    assert "The office is tired." in last
    assert 'aria-current="true">Resources' in last, "the first branch something on the page has a code of"
    for query in ("", "?page=2", "?branch=STR&page=2", "?branch=nothing&page=99"):
        with statements() as said:
            page_of(lead, made, query)
        assert len(said) <= 12, "\n".join(said)


def test_covered_names_stay_covered_beneath_a_cell(
    sign_in: SignIn, made: World, full: tuple[Desk, list[str]], session: scoped_session[Session]
) -> None:
    lead, _id = sign_in(Role.LEAD_CONSULTANT)
    assert "finance" in page_of(lead, made, "?branch=STR")
    by = By(kind=RedactionKind.ORGANISATION, account_id=None, moment=MOMENT)
    mark_everywhere(session(), full[0].interview_id, "finance", by)
    session.commit()
    page = page_of(lead, made, "?branch=STR")
    assert "finance" not in page
    assert 'data-as="[organisation]"' in page


def test_the_file_has_a_row_for_each_case_and_no_formula(
    sign_in: SignIn, made: World, full: tuple[Desk, list[str]], session: scoped_session[Session]
) -> None:
    lead, _id = sign_in(Role.LEAD_CONSULTANT)
    fields = hidden(cell(page_of(lead, made, "?branch=STR"), full[0].interview_id, "STR-FIN"))
    assert lead.post(url(made), data={**fields, "text": "=HYPERLINK(1)"}).status_code == 303
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    answer = lead.get(f"{url(made)}.csv?branch=STR")
    assert answer.headers["Content-Disposition"].endswith("fictitious-matrix-A.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 15
    (told,) = [one for one in rows if one["case"] == "T01"]
    assert (told["STR-FIN"], told["fictitious"]) == ("'=HYPERLINK(1)", "fictitious")
    assert {key.partition("-")[0] for key in rows[0]} == {"fictitious", "case", "STR"}
