"""The command writes what the edition holds, hides what it hides, and writes the same again."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn
from lxml import etree
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.cli import group
from consult.briefing.exchange import pdf
from consult.briefing.operations import freeze_edition
from consult.briefing.queries import EditionView, newest_edition
from consult.briefing.records import Edition
from consult.consultation.records import Consultation
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey
from tests.builders import World
from tests.builders_findings import AFTER, TOTALS, frozen_world, release
from tests.builders_themes import HIDDEN, NAMES, with_themes

ENDINGS = ("xlsx", "csv", "docx", "pdf", "pptx", "xml", "zip")
SLOW = ("pdf", "pptx", "zip")
EVERY_ENDING = [pytest.param(one, marks=pytest.mark.whole if one in SLOW else ()) for one in ENDINGS]
HIDDEN_WORDS = {"fewer than 5", "[c]", "<5", "–", ""}
DDI = "{ddi:codebook:2_5}"
Export = Callable[..., tuple[Result, Path]]


@pytest.fixture
def made(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> World:
    """An edition with themes of which some were raised by too few to be counted."""
    world = frozen_world(session())
    monkeypatch.setattr(
        "consult.briefing.operations.strand_findings", lambda opened, one: with_themes(strand_findings(opened, one))
    )
    return release(session(), world)


@pytest.fixture
def export(cli: CliRunner, made: World, tmp_path: Path) -> Export:
    def write(ending: str, *options: str, name: str = "edition") -> tuple[Result, Path]:
        out = tmp_path / f"{name}.{ending}"
        return cli.invoke(group, ["export", *options, "--", made.consultation_id, str(out)]), out

    return write


def edition_of(session: scoped_session[Session], made: World) -> EditionView:
    found = newest_edition(session(), made.consultation_id)
    assert found is not None
    return found


def table_rows(path: Path) -> Iterator[list[str]]:
    """Yield every row of every table of a file as texts."""
    match path.suffix:
        case ".csv":
            yield from csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        case ".xlsx":
            yield from sheet_rows(path)
        case ".docx":
            for table in docx.Document(str(path)).tables:
                yield from (
                    ["".join(one.text for one in cell.iter(qn("w:t"))) for cell in row._tr.tc_lst] for row in table.rows
                )
        case ".pdf":
            return  # its tables are read as text alone
        case ".xml":
            yield from codebook_rows(path)
        case ".pptx":
            yield from slide_rows(path)
        case _:
            with zipfile.ZipFile(path) as archive:
                html = "".join(archive.read(name).decode() for name in archive.namelist())
            for row in re.findall(r"<tr>(.*?)</tr>", html):
                yield [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]


def sheet_rows(path: Path) -> Iterator[list[str]]:
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield ["" if value is None else str(value) for value in row]


def codebook_rows(path: Path) -> Iterator[list[str]]:
    for one in etree.parse(path).iter(f"{DDI}var"):
        for each in one.iter(f"{DDI}catgry"):
            yield [
                str(each.findtext(f"{DDI}labl")),
                each.findtext(f"{DDI}catStat", "–"),
                one.findtext(f"{DDI}TotlResp", "–"),
            ]


def slide_rows(path: Path) -> Iterator[list[str]]:
    shapes = (shape for slide in pptx.Presentation(str(path)).slides for shape in slide.shapes)
    for table in (shape.table for shape in shapes if shape.has_table):
        yield from ([cell.text for cell in row.cells] for row in table.rows)


def text_of(path: Path) -> str:
    """Return all text of a file, whatever part of it holds it."""
    if path.suffix in (".csv", ".xml"):
        return path.read_text("utf-8-sig")
    if path.suffix == ".pdf":
        return " ".join(page.extract_text().replace("\n", " ") for page in pypdf.PdfReader(path).pages)
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(parts)))


@pytest.mark.parametrize("ending", EVERY_ENDING)
def test_what_too_few_raised_has_no_number_in_any_file(export: Export, ending: str) -> None:
    done, path = export(ending)
    assert done.exit_code == 0, done.output
    names = {NAMES[code][0] for code in (*HIDDEN, "STR-TRUST")}
    found = [row for row in table_rows(path) if names & set(row)]
    if ending in ("xlsx", "csv"):
        assert found
        assert all(set(row[-3:-2]) <= HIDDEN_WORDS and row[-1] == "" for row in found)
    else:
        assert all(set(row[1:]) <= HIDDEN_WORDS for row in found)
    text = text_of(path)
    for name in names:
        assert not re.search(rf"{re.escape(name)}\W{{1,20}}(?!5\b)\d+ of", text)


def test_every_shown_count_of_the_edition_is_there_and_no_other(
    export: Export, made: World, session: scoped_session[Session]
) -> None:
    _done, path = export("csv")
    wanted: dict[tuple[str, ...], tuple[str, str]] = {}
    for found in edition_of(session, made).strands:
        for key, table in found.figures.items():
            unit, part, row, by, wave = key.split("/")
            bases = table.bases if by else (table.total_base,)
            for value in table.rows:
                cells = [table.cell(value, one) for one in table.groups] if by else [table.total(value)]
                for at, (cell, base) in enumerate(zip(cells, bases, strict=True)):
                    shown = {Mark.FEWER: "fewer than 5", Mark.WITHHELD: "[c]"}
                    n = shown[cell] if isinstance(cell, Mark) else str(cell)
                    wanted[found.mark, unit, part, row, by, wave, value, str(at)] = (n, str(base or "[c]"))
    counted: dict[tuple[str, ...], tuple[str, str]] = {}
    for line in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
        key_of = tuple(line[name] for name in ("coalition", "unit", "item", "row", "by", "wave", "value"))
        at = next(at for at in count() if (*key_of, str(at)) not in counted)  # groups come in the edition's order
        counted[(*key_of, str(at))] = (line["n"], line["base"])
        assert not (line["percent"] and line["n"] in HIDDEN_WORDS)
    assert counted == wanted


def test_workbook_and_long_table_hold_the_same_counts(export: Export) -> None:
    long, book = (export(ending)[1] for ending in ("csv", "xlsx"))
    sheet = openpyxl.load_workbook(book).worksheets[1]
    counts = [tuple("" if v is None else str(v) for v in row[-3:]) for row in sheet.iter_rows(values_only=True)]
    assert counts[1:] == [(n, base, percent.removesuffix(".0")) for *_words, n, base, percent in table_rows(long)][1:]


@pytest.mark.parametrize("ending", EVERY_ENDING)
def test_the_headline_counts_stand_in_every_file(export: Export, ending: str) -> None:
    _done, path = export(ending)
    for of in TOTALS.values():
        if ending in ("docx", "pdf", "pptx", "zip"):
            assert f"{of['joint']} of {of['answered']}" in text_of(path)
        elif ending == "xml":
            assert f">{of['answered']}</TotlResp>" in text_of(path)
        else:
            assert any(row[-3:-1] == [str(of["joint"]), str(of["answered"])] for row in table_rows(path))


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_file_bears_the_seal_and_is_the_same_again(
    export: Export, ending: str, made: World, session: scoped_session[Session]
) -> None:
    (_first, one), (_second, two) = export(ending), export(ending, name="again")
    assert edition_of(session, made).content_hash in text_of(one)
    assert one.read_bytes() == two.read_bytes()


def test_the_page_asks_no_network_and_runs_no_script(export: Export) -> None:
    _done, path = export("zip")
    with zipfile.ZipFile(path) as archive:
        html = archive.read("index.html").decode()
    assert "<script" not in html
    assert not re.search(r"(?:src|href|action)=\"(?!#)|url\((?!#|data:font/woff;)|@import|https?://", html)
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert {target for target in re.findall(r'href="#([^"]+)"', html) if target} <= ids
    assert "<svg" in html


def test_the_page_brings_the_letters_it_needs_and_no_others(export: Export) -> None:
    (_a, english), (_b, arabic) = (export("zip", "--language", tag, name=tag) for tag in ("en", "ar"))
    pages = [zipfile.ZipFile(path).read("index.html").decode() for path in (english, arabic)]
    assert ['"Consult Arabic"' in page for page in pages] == [False, True]
    assert all("Consult Khmer" not in page for page in pages)
    for page in pages:
        (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'; font-src data:;" in unescape(page)


def test_arabic_files_read_from_right_to_left(export: Export) -> None:
    (_a, document), (_b, page), (_c, book) = (export(one, "--language", "ar") for one in ("docx", "zip", "xlsx"))
    xml = zipfile.ZipFile(document).read("word/document.xml").decode()
    assert all(mark in xml for mark in ("<w:bidi/>", "<w:rtl/>", "<w:bidiVisual/>"))
    assert '<html lang="ar" dir="rtl">' in zipfile.ZipFile(page).read("index.html").decode()
    assert openpyxl.load_workbook(book).worksheets[1].sheet_view.rightToLeft
    assert NAMES["RES-JOBS"][1] in text_of(document)


def test_a_bundle_takes_several_languages_and_nothing_else_does(export: Export) -> None:
    done, path = export("zip", "--language", "en", "--language", "ar")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(path) as archive:
        english, arabic = (archive.read(f"{tag}/index.html").decode() for tag in ("en", "ar"))
    assert "Common ground" in english
    assert "Common ground" not in arabic
    refused, nothing = export("docx", "--language", "en", "--language", "ar")
    assert refused.exit_code == 2
    assert not nothing.exists()


def test_an_earlier_edition_can_be_asked_for(export: Export, made: World, session: scoped_session[Session]) -> None:
    last = freeze_edition(session(), made.consultation_id, AFTER + timedelta(days=1))
    session.commit()
    number = session.get_one(Edition, last).number
    assert f"edition {number} " in export("csv")[0].stderr
    done, path = export("csv", "--edition", "1")
    assert "edition 1 " in done.stderr
    assert next(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))["edition"] == "1"
    missing, _path = export("csv", "--edition", "99", name="none")
    assert missing.exit_code != 0
    assert "no such edition" in str(missing.exception)


@pytest.mark.whole
def test_what_is_invented_says_so_in_every_file(export: Export, made: World, session: scoped_session[Session]) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    for ending in ENDINGS:
        done, path = export(ending)
        assert "Fictitious demonstration" in done.stderr
        assert re.search("nothing in this file is real|^fictitious,", text_of(path), re.IGNORECASE), ending


def test_nothing_is_written_before_every_strand_has_released(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    sealed = frozen_world(session())
    session.commit()
    out = tmp_path / "edition.csv"
    done = cli.invoke(group, ["export", "--", sealed.consultation_id, str(out)])
    assert "sealed until every strand has released" in str(done.exception)
    assert not out.exists()
    assert "no consultation" in str(cli.invoke(group, ["export", "nothing", str(out)]).exception)
    unknown = cli.invoke(group, ["export", "--", sealed.consultation_id, str(tmp_path / "edition.odt")])
    assert unknown.exit_code == 2
    assert ".docx" in unknown.stderr


def test_without_typst_the_command_says_what_to_install(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    done, path = export("pdf")
    assert done.exit_code == 1
    assert "consult[pdf]" in done.stderr
    assert not path.exists()


def test_an_edition_that_was_changed_is_written_to_no_file(
    export: Export, made: World, session: scoped_session[Session]
) -> None:
    first = edition_of(session, made)
    assert first.strands[0].figure(FigureKey("organisation", "F2", "joint_house")) is not None
    changed = {"format": 99, "consultation": made.consultation_id, "strands": []}
    session.add(
        Edition(
            consultation_id=made.consultation_id,
            number=first.number + 1,
            content=changed,
            content_hash=first.content_hash,
            frozen_at=AFTER,
        )
    )
    session.commit()
    done, path = export("xlsx")
    assert "does not hold" in str(done.exception)
    assert not path.exists()
