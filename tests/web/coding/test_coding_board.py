"""Giving material out, and what each role sees of it; the codebook; the search; the export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding import cli as commands
from consult.coding.operations import assign_answers, remove_segment
from consult.coding.queries import assignments_of, codebook
from consult.coding.rules.attributes import SAFETY, Stance
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import StrandState
from consult.interview.operations import withdraw_participant
from consult.interview.queries import interview
from consult.shared.database import writing
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, World
from tests.builders_coding import ENGLISH, SECRET, Desk, coded, talk, written
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

AtDesk = Callable[..., tuple[Browser, Desk]]
SignIn = Callable[..., tuple[Browser, str]]


def board(browser: Browser, made: World, mark: str = "A") -> str:
    answer = browser.get(f"/strands/{made.strands[mark]}/coding")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def give(browser: Browser, made: World, **fields: str) -> str:
    answer = browser.post(f"/strands/{made.strands['A']}/coding/assign", data=fields)
    assert answer.status_code == 303
    return board(browser, made)


def test_a_lead_gives_an_interview_to_two_readers(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    coder, first = sign_in(Role.CODER)
    _other, second = sign_in(Role.CODER, name="second")
    interview_id = talk(session(), made)
    session.commit()
    assert "T9" in board(lead, made)
    assert "Nothing is given to you yet" in board(coder, made)
    give(lead, made, interview=interview_id, coder=first, reading="first")
    shown = give(lead, made, interview=interview_id, coder=second, reading="second")
    assert "second, blind" in shown
    assert [one.second for one in assignments_of(session(), made.strands["A"])] == [False, True]
    assert "Nothing was changed" in give(lead, made, interview=interview_id, coder=second, reading="first")
    own = board(coder, made)
    assert "Begin" in own
    assert "Who reads what" not in own


def test_open_answers_are_given_whole_and_a_fifth_again(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    _coder, first = sign_in(Role.CODER)
    _other, second = sign_in(Role.CODER, name="second")
    written(session(), made, *(f"The office is tired, {at}." for at in range(12)))
    session.commit()
    give(lead, made, part="B2", coder=first, reading="first")
    shown = give(lead, made, part="B2", coder=second, reading="second")
    counts = {one.second: one.passage_count for one in assignments_of(session(), made.strands["A"])}
    assert counts == {False: 12, True: 3}
    assert "a fifth is 3" in shown
    assert "Nothing was changed" in give(lead, made, part="B2", coder=first, reading="first")


def test_open_answers_are_coded_on_one_page(sign_in: SignIn, made: World, session: scoped_session[Session]) -> None:
    coder, account_id = sign_in(Role.CODER)
    first, _second = ids = written(session(), made, "We are tired 🕊️.", "نحن متعبون.")
    given = assign_answers(session(), made.strands["A"], account_id, "B2", ids, day=DAY)
    session.commit()
    url = f"/coding/{given}"
    fields = {"passage": first, "code": "RES-ENERGY", "start": "0", "end": "12"}
    assert coder.post(f"{url}/codes", data=fields).status_code == 303
    coder.get(url)  # compiles the instrument once
    with statements() as said:
        shown = coder.get(f"{url}?passage={first}").get_data(as_text=True)
    assert len(said) <= 12, "\n".join(said)
    for words in ("1 of 2 answers have a code", "Code the whole answer", ">We are tired</mark>"):
        assert words in shown, words
    assert "نحن متعبون." in coder.get(url).get_data(as_text=True)
    other = written(session(), made, "Not given to anybody.", part="D2")[0]
    session.commit()
    assert coder.post(f"{url}/codes", data={**fields, "passage": other}).status_code == 404
    assert "Not given" not in shown


def test_before_the_data_are_frozen_no_open_answer_is_offered(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, account_id = sign_in(Role.LEAD_CONSULTANT)
    written(session(), made, "The office is tired.")
    session.get_one(Strand, made.strands["A"]).state = StrandState.CLOSED
    session.commit()
    assert "Open answers wait until the data are frozen" in board(lead, made)
    assert "Nothing was changed" in give(lead, made, part="B2", coder=account_id, reading="first")


def test_material_goes_only_to_those_who_may_code_here(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    _board, nobody = sign_in(Role.BOARD)
    _coder, foreign = sign_in(Role.CODER, "B")
    interview_id = talk(session(), made)
    session.commit()
    for account_id in (nobody, foreign, ""):
        assert "Nothing was changed" in give(lead, made, interview=interview_id, coder=account_id)
    assert assignments_of(session(), made.strands["A"]) == ()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.TRANSLATOR, Role.SAFEGUARDING_LEAD])
def test_other_roles_are_refused(sign_in: SignIn, made: World, role: Role) -> None:
    browser, _account = sign_in(role)
    strand_id = made.strands["A"]
    for url in (
        f"/strands/{strand_id}/coding",
        f"/strands/{strand_id}/coding/search",
        f"/strands/{strand_id}/coding/segments.csv",
        f"/consultations/{made.consultation_id}/codebook",
    ):
        assert browser.get(url).status_code == 403, url


def test_another_strands_lead_is_refused(sign_in: SignIn, made: World) -> None:
    browser, _account = sign_in(Role.LEAD_CONSULTANT, "B")
    for path in ("coding", "coding/search", "coding/segments.json"):
        assert browser.get(f"/strands/{made.strands['A']}/{path}").status_code == 404, path


def test_every_page_takes_few_statements(
    sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    written(session(), made, "The office is tired.", "And so are we.")
    coded(session(), given, "STR-FIN", "finance desk")
    session.commit()
    strand_id = made.strands["A"]
    for url in (f"/strands/{strand_id}/coding", f"/consultations/{made.consultation_id}/codebook"):
        lead.get(url)
        with statements() as said:
            assert lead.get(url).status_code == 200
        assert len(said) <= 12, "\n".join(said)
    with statements() as said:
        lead.post(f"/strands/{strand_id}/coding/search", data={"query": "tired"})
    assert len(said) <= 12, "\n".join(said)


def test_the_codebook_is_begun_added_to_and_frozen(
    sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    coder, _own = sign_in(Role.CODER)
    url = f"/consultations/{made.consultation_id}/codebook"
    assert "There is no codebook yet" in lead.get(url).get_data(as_text=True)
    assert coder.post(f"{url}/start").status_code == 403
    assert lead.post(f"{url}/start").status_code == 303
    assert lead.post(f"{url}/freeze").status_code == 303
    new = {"key": "term-back", "name": "Send it back", "use_when": "it goes back", "reason": "Nobody asked."}
    assert coder.post(f"{url}/codes", data=new).status_code == 403
    assert lead.post(f"{url}/codes", data={**new, "reason": ""}).status_code == 303
    assert "Nothing was changed" in lead.get(url).get_data(as_text=True)
    lead.post(f"{url}/codes", data=new)
    shown = coder.get(url).get_data(as_text=True)
    for words in ("TERM-BACK", "Send it back", "Nobody asked.", "Lead_Consultant.A", "Frozen on"):
        assert words in shown, words
    added = next(code for code in codebook(session(), made.consultation_id, "en") if code.key == "TERM-BACK")
    assert len(added.shortcut) == 2
    assert 'action="' not in shown.split("<main")[1]


def test_search_finds_forms_of_a_word_and_leads_to_the_place(at_desk: AtDesk, made: World) -> None:
    browser, given = at_desk()
    url = f"/strands/{made.strands['A']}/coding/search"
    found = browser.post(url, data={"query": "desks"}).get_data(as_text=True)
    assert "finance <mark>desk</mark> would" in found
    place = f"/coding/{given.assignment_id}?near={given.english.id}#p-{given.english.id}"
    assert place in found
    assert f'id="p-{given.english.id}"' in browser.get(place.partition("#")[0]).get_data(as_text=True)
    assert "اسمُنا" in browser.post(url, data={"query": "ونداؤنا"}).get_data(as_text=True)
    assert "Nothing was found" in browser.post(url, data={"query": "elephant"}).get_data(as_text=True)
    assert "desk" not in browser.get(url).get_data(as_text=True)
    assert "finance" not in browser.get(f"{url}?query=desk").get_data(as_text=True)  # words in an address do nothing


def exported(browser: Browser, made: World, ending: str = "json") -> str:
    answer = browser.get(f"/strands/{made.strands['A']}/coding/segments.{ending}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_export_holds_what_counts_with_its_words(
    sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    _second, blind = at_desk("second", interview_id=given.interview_id, second=True)
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    text = given.mixed.text
    words = text[text.index("👩") : text.index("🇫🇷") + 2]
    coded(session(), given, "TERM-IDENT", words, turn=given.mixed, stance=Stance.FOR, about="both", memo="A memo.")
    coded(session(), blind, "RES-MONEY", "finance desk")
    coded(session(), given, SAFETY, SECRET, turn=given.secret)
    coded(session(), given, "RES-ENERGY", turn=given.secret)
    remove_segment(session(), coded(session(), given, "STR-FIN", "One"), MOMENT)
    session.commit()
    first, second = json.loads(exported(lead, made))["segments"]
    assert (first["source"], first["passage"], first["speaker"], first["code"]) == ("T9", 4, "Nour", "TERM-IDENT")
    assert first["quote"] == words == text[first["start"] : first["end"]]
    assert (first["stance"], first["about"], first["memo"]) == ("for", "both", "A memo.")
    assert (second["code"], second["quote"]) == ("RES-ENERGY", "")  # it touches what is sealed
    assert SECRET not in exported(lead, made) + exported(lead, made, "csv")
    row = next(csv.DictReader(io.StringIO(exported(lead, made, "csv").removeprefix("\ufeff"))))
    assert (row["quote"], row["start"]) == (words, str(first["start"]))
    assert lead.get(f"/strands/{made.strands['A']}/coding/segments.xml").status_code == 404


def test_whoever_withdraws_is_in_no_export_and_no_search(
    sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    _coder, given = at_desk()
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    coded(session(), given, "STR-FIN", "finance desk")
    held = interview(session(), given.interview_id)
    assert held is not None
    speaker = next(one for one in held.participants if one.pseudonym == "Nour")
    withdraw_participant(session(), speaker.id, DAY)
    session.commit()
    assert json.loads(exported(lead, made))["segments"] == []
    found = lead.post(f"/strands/{made.strands['A']}/coding/search", data={"query": "finance"}).get_data(as_text=True)
    assert "Nothing was found" in found


def test_commands_show_and_export_the_same(
    at_desk: AtDesk, made: World, session: scoped_session[Session], cli: CliRunner, tmp_path: object
) -> None:
    _coder, given = at_desk()
    coded(session(), given, "STR-FIN", "finance desk", memo="A memo.")
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    sealed = cli.invoke(commands.group, ["show", made.strands["A"], "--json"])
    assert json.loads(sealed.stdout)["code_counts"] == {}, "before G6 the command line tells no figure"
    with pytest.raises(NotAllowedNow, match="G6"):
        cli.invoke(commands.group, ["export", made.strands["A"], f"{tmp_path}/early.csv"], catch_exceptions=False)
    session.execute(update(Strand).values(state=StrandState.RELEASED))
    session.commit()
    shown = cli.invoke(commands.group, ["show", made.strands["A"], "--json"])
    assert shown.exit_code == 0, shown.output
    document = json.loads(shown.stdout)
    assert document["fictitious"] is True
    assert document["code_counts"] == {"STR-FIN": 1}
    assert (document["assignments"][0]["coded"], document["assignments"][0]["of"]) == (1, 3)
    for name in ("out.csv", "out.json"):
        path = f"{tmp_path}/{name}"
        assert cli.invoke(commands.group, ["export", made.strands["A"], path]).exit_code == 0
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - any path
            text = file.read()
        assert "fictitious" in text
        assert "finance desk" in text
        assert "A memo." not in text
    assert cli.invoke(commands.group, ["export", made.strands["A"], "out.xml"]).exit_code == 2
    assert cli.invoke(commands.group, ["show", "nothing"]).exit_code == 2
    book = cli.invoke(commands.group, ["codebook", made.consultation_id])
    assert "TERM-COND" in book.stdout
    writing.set(True)
    assert ENGLISH[:3] == "One"
