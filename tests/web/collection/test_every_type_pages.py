"""Every type of part through the pages, as a person without scripts answers them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.operations import withdraw
from consult.collection.queries import counted_answers
from consult.collection.queries.uploads import counted_uploads, upload_content, uploads_of
from consult.collection.records import Answer, Upload
from consult.collection.rules import Unit
from consult.instrument.operations import correct_wording
from consult.instrument.rules.types import upload
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import Member, link
from tests.every_type import world_of_every_type
from tests.web.collection.test_budgets import statements, wire

PDF = b"%PDF-1.7 the statutes of Amal's house"
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("Z2", {"Z2.take_part": "yes", "Z2.contact": "yes"}),
    ("A0", {}),
    ("A1", {"A1": "faith", "A1.faith": "<b>Quakers</b>", "A1.other": "not chosen"}),
    ("A2", {"A2": ["research", "relief"], "A2.research": "soil"}),
    ("A4", {"A4": "agree"}),
    ("B1", {"B1": "١٬٢٠٠"}),
    ("B2", {"B2": "12,5"}),
    ("B3", {"B3:day": "٥", "B3:month": "4", "B3:year": "٢٠١٢"}),
    ("B4", {"B4": "2013", "B5": "yes"}),
    ("B6", {"B6": "rooms"}),
    ("C1", {"C1:here": "agree", "C1:region": "disagree", "C1:world": "cannot_judge"}),
    ("C2", {"C2:here": ["money", "rooms"], "C2:region": "nothing"}),
    ("C3", {"C3:alone": "2", "C3:together": "1", "C3:slowly": "٢"}),
    ("C4", {"C4:research": "1", "C4:relief": "1"}),
    ("D1", {"D1:staff": "٦٠", "D1:grants": "40"}),
    ("D2", {"D2": (io.BytesIO(PDF), "C:\\house\\statutes.pdf")}),
    ("D3", {"D3": "because", "D4": "no"}),
    ("D5", {"D5": "that is all"}),
]
DOCUMENT = {
    "Z1": "organisation", "Z2.take_part": True, "Z2.contact": True, "A1": "faith", "A2": ["research", "relief"],
    "A4": "agree", "B1": 1200, "B2": 12.5, "B3": "2012-04-05", "B4": 2013, "B5": "yes",
    "C1": {"here": "agree", "region": "disagree", "world": "cannot_judge"},
    "C2": {"here": ["money", "rooms"], "region": ["nothing"]}, "C3": {"together": 1, "alone": 2, "slowly": 2},
    "C4": {"research": 1, "relief": 1}, "D1": {"staff": 60, "grants": 40}, "D4": "no",
}  # fmt: skip


@pytest.fixture
def trial(session: Session) -> World:
    made = world_of_every_type(session)
    session.commit()
    return made


def fill(member: Member, *, until: str = "") -> None:
    """Answer page by page; every page leads to the next."""
    for code, fields in STEPS:
        assert member.url.partition("?")[0] == f"/answer/{code}", member.text
        if code == until:
            return
        opened = {name: (io.BytesIO(PDF), one[1]) if isinstance(one, tuple) else one for name, one in fields.items()}
        member.post(f"/answer/{code}", **{**member.hidden, **opened, "go": "next"})


def begun(session: Session, trial: World, member: Member, language: str = "en") -> None:
    member.enter(link(session, trial), language=language).go("/answer/Z2")


def test_every_type_is_answered_without_scripts(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    fill(member)
    assert member.url == "/answer/review"
    for line in ("1,200", "12.5", "April 5, 2012", "2. Alone · Slowly (equal)", "Staff – 60", "A file is attached."):
        assert line in member.text, line
    assert "<b>Quakers</b>" in member.text
    assert "<b>Quakers" not in member.page
    assert member.text.count("These words do not count: the option they stand beside is not chosen.") == 1
    assert "left empty" not in member.text
    answer = session.scalars(select(Answer)).one()
    member.submit()
    assert member.url == "/answer/receipt", member.text
    (counted,) = counted_answers(session, trial.strands["A"], Unit.ORGANISATION)
    file = counted.document["D2"]
    assert counted.document == DOCUMENT | {"D2": file}
    assert set(answer.consents) == {"Z2.take_part", "Z2.contact"}


def test_later_questions_repeat_earlier_answers_in_the_readers_language(
    session: Session, trial: World, member: Member
) -> None:
    begun(session, trial, member, "ar")
    fill(member, until="B6")
    assert "قلتم إن \u20681,200\u2069" in member.page
    member.go("/answer/B4")
    assert "\u2068جماعة دينية\u2069" in member.page
    member.answer("A1", A1="other", A1_dot_other="</h1><script>x</script>")
    assert "\u2068شيء آخر\u2069" in member.go("/answer/B4").page
    assert "\u2068…\u2069" not in member.page


def test_what_was_typed_is_still_there_after_a_fault(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    for code, fields, shown in (
        ("A2", {"A2": ["advocacy", "prefer_not"], "A2.relief": "Gaza"}, ['value="advocacy" checked', 'value="Gaza"']),
        ("B1", {"B1": "many"}, ['value="many"']),
        ("B1", {"B1": "5", "B1:-": "prefer_not"}, ['value="5"', 'value="prefer_not" checked']),
        ("B3", {"B3:day": "31", "B3:month": "2", "B3:year": "2020"}, ['value="31"', 'value="2" selected']),
        ("C3", {"C3:alone": "9", "C3:slowly": "1"}, ['href="#C3:alone"', "<option selected>1</option>"]),
        ("D1", {"D1:staff": "60", "D1:travel": "5"}, ['value="60"', "<output data-total>65</output> of 100"]),
    ):
        member.go(f"/answer/{code}").post(f"/answer/{code}", **{**member.hidden, **fields, "go": "next"})
        assert member.status == 422, code
        for piece in shown:
            assert piece in member.page, (code, piece)
        assert f'href="#{code}' in member.page
    assert "These points add up to 65. Share out 100" in member.text


def test_what_is_left_empty_is_asked_about_once(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    member.answer("C1", warned=False, C1__here="agree")
    assert (member.status, member.url) == (200, "/answer/C1?left=1")
    assert "You left 2 answers empty. Continue anyway?" in member.text
    assert 'name="C1:here" value="agree" checked' in member.page  # everything typed is kept
    assert 'id="C1:region-err"' in member.page
    assert 'id="C1:here-err"' not in member.page
    member.send(warned=False, C1__here="agree", C1__region="agree")  # the page remembers that it has asked
    assert member.url == "/answer/C2"
    assert 'name="C1:region" value="agree" checked' in member.go("/answer/C1").page
    assert "Continue anyway" not in member.text


def test_nobody_is_asked_twice_about_what_may_be_left_out(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    member.answer("B1", warned=False, B1="20")
    member.answer("B2", warned=False)  # optional
    assert member.url == "/answer/B3"
    member.answer("B3", warned=False, **{"B3:-": "cannot_judge"})  # a reason is an answer
    assert member.url == "/answer/B4"
    member.answer("D2", warned=False)  # a file
    assert member.url == "/answer/D3"
    member.answer("D3", warned=False)  # words, and a sensitive question
    assert member.url == "/answer/D5"
    member.answer("A1", "save", warned=False)  # only going on asks
    assert member.url == "/answer"


def test_a_file_is_kept_sealed_replaced_and_removed(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    strand_id = trial.strands["A"]

    def send(**fields: Any) -> Member:
        return member.go("/answer/D2").post("/answer/D2", **{**member.hidden, **fields, "go": "save"})

    send(D2=(io.BytesIO(PDF), "/home/amal/statutes.pdf"))
    answer_id = session.scalars(select(Answer.id)).one()
    kept = uploads_of(session, strand_id, answer_id)["D2"]
    assert (kept.name, kept.media_type, kept.size) == ("statutes.pdf", "application/pdf", len(PDF))
    assert upload_content(session, strand_id, kept.id) == PDF
    row = session.scalars(select(Upload)).one()
    assert PDF not in row.sealed
    assert b"statutes" not in row.sealed_name
    assert "statutes.pdf" in member.go("/answer/D2").page
    assert "Files can carry names and places" in member.text
    send()  # a page sent without a file leaves the one there is
    assert uploads_of(session, strand_id, answer_id)["D2"].id == kept.id
    send(D2=(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "picture.png"))
    assert uploads_of(session, strand_id, answer_id)["D2"].name == "picture.png"
    assert session.scalar(select(func.count()).select_from(Upload)) == 1
    send(**{"D2:remove": "yes"})
    assert uploads_of(session, strand_id, answer_id) == {}
    assert "picture.png" not in member.go("/answer/D2").page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "Files of this type cannot be taken."),
        ("a.pdf", b"MZ", "This file is empty or damaged"),
        ("a.pdf", b"%PDF-" + b"x" * 2000, "This file is larger than 5 MB."),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    session: Session,
    trial: World,
    member: Member,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    said: str,
) -> None:
    monkeypatch.setattr(upload, "LARGEST", 2000)
    begun(session, trial, member)
    member.go("/answer/D2").post("/answer/D2", **{**member.hidden, "D2": (io.BytesIO(content), name), "go": "next"})
    assert member.status == 422
    assert said in member.text
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_a_file_goes_with_the_answer(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    fill(member)
    member.submit()
    (file,) = counted_uploads(session, trial.strands["A"], Unit.ORGANISATION)
    assert file.part == "D2"
    withdraw(session, file.answer_id, moment=now())
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_the_same_page_sent_twice_keeps_one_file(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    member.go("/answer/D2")
    same = dict(member.hidden)
    for _time in range(2):
        member.post("/answer/D2", **{**same, "D2": (io.BytesIO(PDF), "a.pdf"), "go": "save"})
        assert member.status == 200
    assert session.scalar(select(func.count()).select_from(Upload)) == 1


def test_a_tick_under_a_changed_text_is_asked_for_again(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    fill(member)
    correct_wording(
        session,
        strand_id=trial.strands["A"],
        corrections={tag: {"part.Z2.take_part": "I agree to something else."} for tag in ("en", "ar")},
        reason="The text was wrong",
        moment=now(),
    )
    session.commit()
    member.submit()
    assert member.status == 422
    assert "I agree to something else." in member.text
    member.go("/answer/Z2")
    assert 'name="Z2.take_part" value="yes" checked' not in member.page
    assert 'name="Z2.contact" value="yes" checked' in member.page
    assert "This question is asked again because its wording was corrected." in member.text
    member.send(**{"Z2.take_part": "yes", "Z2.contact": "yes"})
    member.submit()
    assert member.url == "/answer/receipt"


def test_rows_with_a_shared_place_move_together(session: Session, trial: World, member: Member) -> None:
    begun(session, trial, member)
    fields = {"C3:alone": "1", "C3:together": "1", "C3:slowly": "2"}
    member.go("/answer/C3").post("/answer/C3", **{**member.hidden, **fields, "go": "up:C3:slowly"})
    places = {
        piece.split('"')[0]: piece.split("selected>")[1].split("<")[0]
        for piece in member.page.split('<select id="C3:')[1:]
        if "selected>" in piece.split("</select>")[0]
    }
    assert places == {"slowly": "1", "alone": "2", "together": "2"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_light_and_costs_few_statements(
    session: Session, trial: World, client: FlaskClient, language: str
) -> None:
    member = Member(client)
    begun(session, trial, member, language)
    fill(member)
    for code, fields in STEPS:
        member.go(f"/answer/{code}")
        sent, files, scripts = wire(member.page)
        assert sent <= 12_000, f"{code}: {sent}"
        assert files <= 5  # the icon among them, which a browser asks for once
        assert scripts <= 1
        opened = {name: (io.BytesIO(PDF), one[1]) if isinstance(one, tuple) else one for name, one in fields.items()}
        with statements() as said:
            assert client.post(f"/answer/{code}", data={**member.hidden, **opened, "go": "save"}).status_code == 303
        assert len(said) <= 8 + 2 * (code == "D2"), "\n".join(said)
