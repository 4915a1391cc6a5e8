"""Documents: native headings and tables, and everything that direction needs (ECMA-376 part 1, 17.3.1.6, 17.3.2.30)."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn

from consult.briefing.exchange.contents import Document, Seal, Words
from consult.briefing.exchange.docx import as_docx
from consult.briefing.exchange.html_bundle import as_zip
from consult.findings.charts.drawing import Table

SEAL = Seal(3, "ab" * 32, datetime(2026, 11, 22, 9, tzinfo=UTC), fictitious=False)
TABLE = Table('A "caption" & <more>', ("Option", "A", "B"), (("Stay", "24 of 42", "[c]"), ("Merge", "<5", "\x00")))


def document(*, rtl: bool = False) -> Document:
    parts = (Words("Title", "Title"), Words("Heading1", "First"), TABLE, TABLE, Words("ListBullet", "A point"))
    return Document("Title", "ar" if rtl else "en", rtl, f"Edition 3 {SEAL.content_hash}", parts)


def read(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def test_headings_lists_and_tables_are_native() -> None:
    made = read(as_docx(document(), SEAL))
    assert [one.style.name for one in made.paragraphs if one.text] == [
        "Title",
        "Heading 1",
        "Caption",
        "Caption",
        "List Bullet",
    ]
    assert len(made.tables) == 2
    cells = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert cells == [["Option", "A", "B"], ["Stay", "24 of 42", "[c]"], ["Merge", "<5", ""]]
    assert made.core_properties.identifier == SEAL.content_hash
    assert SEAL.content_hash in made.sections[0].footer.paragraphs[0].text


def test_the_head_of_a_table_comes_again_and_the_table_says_what_it_is() -> None:
    first, *others = read(as_docx(document(), SEAL)).tables[0].rows
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
    caption = first._tr.getparent().tblPr.find(qn("w:tblCaption"))
    assert caption.get(qn("w:val")) == TABLE.caption


@pytest.mark.parametrize("rtl", [True, False])
def test_direction_is_said_of_paragraphs_characters_tables_and_the_page(rtl: bool) -> None:
    made = read(as_docx(document(rtl=rtl), SEAL))
    body = made.element.body
    written = [one for one in body.iter(qn("w:p")) if "".join(one.itertext())]
    assert all((one.pPr.find(qn("w:bidi")) is not None) is rtl for one in written)
    runs = [run for one in written for run in one.iter(qn("w:r"))]
    assert all((run.rPr.find(qn("w:rtl")) is not None) is rtl for run in runs)
    assert all((one._tbl.tblPr.find(qn("w:bidiVisual")) is not None) is rtl for one in made.tables)
    assert (body.sectPr.find(qn("w:bidi")) is not None) is rtl


def test_the_same_edition_is_the_same_file() -> None:
    content = as_docx(document(), SEAL)
    assert content == as_docx(document(), SEAL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_one_page_lies_at_the_root_and_several_in_folders() -> None:
    def names(pages: dict[str, str]) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(as_zip(pages))) as archive:
            return archive.namelist()

    assert names({"ar": "page"}) == ["index.html"]
    assert names({"en": "page", "ar": "page"}) == ["en/index.html", "ar/index.html"]
