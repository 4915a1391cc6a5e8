"""Coded passages as documents, workbooks and highlighted pages: the words as they stand, with what was agreed to."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
import regex
from click.testing import CliRunner, Result
from docx.oxml.ns import qn
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.coding.cli import group
from consult.coding.exchange.refi import read_qdpx
from consult.coding.operations import NewSegment, apply_code, assign_answers, reopen
from consult.coding.operations.bringing_in import Bringing, bring_in
from consult.coding.presentation.passages import file_of
from consult.coding.records import Assignment, Code
from consult.collection.queries import open_answers
from consult.consultation.queries import StrandView, strand
from consult.interview.labels import QUOTING
from consult.interview.operations.redacting import By, mark_words
from consult.interview.records import Participant, Turn
from consult.interview.rules import NewTurn, Quoting
from consult.interview.rules.redacting import RedactionKind
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import SECRET, Desk, account, coded, desk, written
from tests.builders_findings import frozen_world
from tests.builders_interview import asker, interviewed, speaker
from tests.unit.coding.refi_files import QUOTES, TEXT, whole


def coded_strand(session: Session) -> tuple[World, StrandView, Desk]:
    made = world(session)
    found = strand(session, made.strands["A"])
    assert found is not None
    return made, found, desk(session, made)


def run(cli: CliRunner, *args: object) -> Result:
    return cli.invoke(group, [str(one) for one in args], catch_exceptions=False)


def rows_of(content: bytes) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(content))["Passages"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_document_quotes_by_code_with_what_was_agreed_to(app: object, session: scoped_session[Session]) -> None:
    _made, view, given = coded_strand(session())
    coded(session(), given, "STR-FIN", "One finance desk", stance="conditional")
    coded(session(), given, "TERM-IDENT", "«اسمُنا ونِداؤُنا»", turn=given.mixed)
    content, count = file_of(session(), view, "docx")
    assert count == 2
    found = docx.Document(io.BytesIO(content))
    lines = [one.text for one in found.paragraphs]
    told = next(line for line in lines if line.startswith("T9 · turn 2"))
    assert told == "T9 · turn 2 · Nour · on conditions · quoted with region and kind"
    assert lines[lines.index(told) + 1] == "One finance desk"
    headings = [one.text for one in found.paragraphs if one.style.name == "Heading 2"]
    assert [one.split(" · ")[0] for one in headings] == ["STR-FIN", "TERM-IDENT"]
    (arabic,) = [one for one in found.paragraphs if one.text == "«اسمُنا ونِداؤُنا»"]
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert arabic._p.find(f".//{qn('w:rtl')}") is not None
    (english,) = [one for one in found.paragraphs if one.text == "One finance desk"]
    assert english._p.find(f".//{qn('w:bidi')}") is None
    assert file_of(session(), view, "docx")[0] == content, "the same passages are the same file"


def test_whoever_agreed_to_no_quotation_is_told_of_as_such(app: object, session: scoped_session[Session]) -> None:
    _made, view, given = coded_strand(session())
    coded(session(), given, "STR-FIN", "One finance desk")
    nour = session.scalars(select(Participant).where(Participant.pseudonym == "Nour")).one()
    nour.quoting = Quoting.NONE
    session.flush()
    (row,) = rows_of(file_of(session(), view, "xlsx")[0])
    assert (row["quote"], row["consent"], row["speaker"]) == ("One finance desk", "no quotation", "Nour")
    page = html.document_fromstring(file_of(session(), view, "html")[0])
    assert "no quotation" in page.text_content()


def test_what_is_sealed_or_names_somebody_is_in_no_file(app: object, session: scoped_session[Session]) -> None:
    _made, view, given = coded_strand(session())
    coded(session(), given, "STR-FIN", "One finance desk")
    coded(session(), given, "STR-FIN", SECRET, turn=given.secret, sealed=True)
    coded(session(), given, "TERM-IDENT", turn=given.secret)
    mark_words(session(), given.english.id, "finance desk", By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT))
    for ending in ("docx", "html", "xlsx"):
        content = file_of(session(), view, ending)[0]
        words = content.decode() if ending == "html" else everything_in(content)
        assert SECRET not in words
        assert "my sister" not in words
        assert "finance desk" not in words
        assert "[name" in words
    assert [row["quote"] for row in rows_of(file_of(session(), view, "xlsx")[0]) if row["passage"] == 6] == ["sealed"]


def everything_in(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return "".join(held.read(name).decode() for name in held.namelist() if name.endswith(".xml"))


def test_hard_text_goes_through_every_path(
    cli: CliRunner, session: scoped_session[Session], app: object, tmp_path: Path
) -> None:
    """Arabic with vowels, emoji of several code points, marks that combine, and lines that end in two characters."""
    where = bring_in(session(), read_qdpx(whole(tmp_path)).project, Bringing(name="hard", moment=MOMENT))
    across(session(), where)
    session.commit()
    quotes = {*QUOTES, ACROSS}
    out = {ending: tmp_path / f"out.{ending}" for ending in ("csv", "json", "qdpx", "docx", "xlsx", "html")}
    for ending, path in out.items():
        assert run(cli, "export", where, path, *["--passages"] * (ending == "xlsx")).exit_code == 0
    with out["csv"].open(encoding="utf-8-sig", newline="") as file:
        assert {row["quote"] for row in csv.DictReader(file)} == quotes
    assert {one["quote"] for one in json.loads(out["json"].read_text("utf-8"))["segments"]} == quotes
    assert TEXT in read_qdpx(out["qdpx"]).project.texts.values()
    assert {row["quote"] for row in rows_of(out["xlsx"].read_bytes())} == quotes
    assert quotes <= {one.text for one in docx.Document(str(out["docx"])).paragraphs}
    (drawn,) = html.document_fromstring(out["html"].read_bytes()).find_class("said")
    assert drawn.text_content() == TEXT
    pieces = list(drawn.itertext())
    assert sum(len(regex.findall(r"\X", piece)) for piece in pieces) == len(regex.findall(r"\X", TEXT))
    assert all(one.get("title") for one in drawn.iter("mark"))


ACROSS = "gamma.\nقالت: «اسمُنا"


def across(session: Session, strand_id: str) -> None:
    """Code a stretch over the end of a line, which overlaps two others."""
    given = session.scalars(select(Assignment).where(Assignment.strand_id == strand_id).order_by(Assignment.id)).first()
    assert given is not None
    reopen(session, given.id)
    key = session.scalars(select(Code.key).where(Code.parent != "").order_by(Code.position).limit(1)).one()
    start = TEXT.index(ACROSS)
    turn_id = session.scalars(select(Turn.id)).one()
    new = NewSegment(passage_id=turn_id, start=start, end=start + len(ACROSS), code_key=key)
    apply_code(session, given.id, new, MOMENT)


def test_a_page_needs_nothing_and_forbids_everything(app: object, session: scoped_session[Session]) -> None:
    made, view, given = coded_strand(session())
    words = "<script>alert(1)</script> is all I say"
    talk = interviewed(
        session(),
        made,
        label="T8",
        language="en",
        participants=(asker(), speaker(made, "Nour")),
        turns=(NewTurn(pseudonym="Interviewer", text="Yes?"), NewTurn(pseudonym="Nour", text=words)),
    )
    other = desk(session(), made, given.account_id, interview_id=talk)
    coded(session(), other, "STR-FIN", turn=other.turns[1])
    content = file_of(session(), view, "html")[0].decode()
    page = html.document_fromstring(content)
    assert not page.xpath("//script | //link | //img | //*[@src] | //*[@style] | //*[@href]")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style/text()")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    assert [one.text_content() for one in page.xpath("//h2")] == ["T8"], "a document without a code is not shown"
    assert [one.text_content() for one in page.find_class("said")] == ["Yes?", words]


def test_open_answers_are_shown_only_where_they_are_coded(app: object, session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    view = strand(session(), made.strands["A"])
    assert view is not None
    first, second = written(session(), made, "A shared desk.", "Nothing at all.")
    given = assign_answers(session(), view.id, account(session()), "B2", [first, second], day=DAY)
    apply_code(session(), given, NewSegment(passage_id=first, start=2, end=13, code_key="STR-FIN"), MOMENT)
    page = html.document_fromstring(file_of(session(), view, "html")[0])
    assert [one.text_content() for one in page.find_class("said")] == ["A shared desk."]
    (row,) = rows_of(file_of(session(), view, "xlsx")[0])
    (answer,) = open_answers(session(), view.id, [first])
    assert (row["quote"], row["consent"]) == ("shared desk", str(QUOTING[Quoting(answer.quoting)]))


def test_a_formula_is_words(app: object, session: scoped_session[Session]) -> None:
    made, view, given = coded_strand(session())
    talk = interviewed(
        session(),
        made,
        label="=T8",
        language="en",
        participants=(asker(), speaker(made, "Nour")),
        turns=(NewTurn(pseudonym="Nour", text='=HYPERLINK("x")'),),
    )
    other = desk(session(), made, given.account_id, interview_id=talk)
    coded(session(), other, "STR-FIN", turn=other.turns[0])
    (row,) = rows_of(file_of(session(), view, "xlsx")[0])
    assert (row["source"], row["quote"]) == ("'=T8", '\'=HYPERLINK("x")')


def test_passages_wait_for_g6_and_options_that_say_nothing_are_refused(
    cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    made, _view, given = coded_strand(session())
    coded(session(), given, "STR-FIN", "One")
    session.commit()
    where = made.strands["A"]
    for name, more in (("out.docx", []), ("out.html", []), ("out.xlsx", ["--passages"])):
        with pytest.raises(NotAllowedNow, match="G6"):
            run(cli, "export", where, tmp_path / name, *more)
        assert not (tmp_path / name).exists()
    for name, more in (
        ("out.csv", ["--passages"]),
        ("out.xlsx", ["--passages", "--codebook"]),
        ("out.docx", ["--codebook"]),
        ("out.docx", ["--document", "T9"]),
    ):
        assert run(cli, "export", where, tmp_path / name, *more).exit_code == 2
    assert run(cli, "export", where, tmp_path / "out.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Codebook"]


def test_one_document_is_written_by_itself(cli: CliRunner, session: scoped_session[Session], tmp_path: Path) -> None:
    where = bring_in(session(), read_qdpx(whole(tmp_path)).project, Bringing(name="hard", moment=MOMENT))
    session.commit()
    assert run(cli, "export", where, tmp_path / "out.html", "--document", "Talk").exit_code == 0
    assert "1 passages" not in run(cli, "export", where, tmp_path / "out.html", "--document", "Other").output
    assert run(cli, "export", where, tmp_path / "out.html", "--document", "Other").exit_code == 2


def test_words_that_no_cell_holds_are_told_of_not_cut(app: object, session: scoped_session[Session]) -> None:
    made, view, given = coded_strand(session())
    talk = interviewed(
        session(),
        made,
        label="T8",
        language="en",
        participants=(asker(), speaker(made, "Nour")),
        turns=(NewTurn(pseudonym="Nour", text="word " * 6_600),),
    )
    other = desk(session(), made, given.account_id, interview_id=talk)
    coded(session(), other, "STR-FIN", turn=other.turns[0])
    (row,) = rows_of(file_of(session(), view, "xlsx")[0])
    assert str(row["quote"]).startswith("(longer than a cell")
