"""PDF: what is said is never read as markup, every script of the product has its letters, the same is the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from consult.briefing.exchange import pdf
from consult.briefing.exchange.contents import Chart, Document, Paint, Seal, Series, Words
from consult.briefing.exchange.pdf import FONTS, as_pdf
from consult.briefing.presentation.exporting import offered
from consult.findings.charts.drawing import Table

SEAL = Seal(3, "ab" * 32, datetime(2026, 11, 22, 9, tzinfo=UTC), fictitious=False)
MARKUP = '#import "other.typ": * *bold* _x_ $x$ <label> @ref'
KHMER = "ព្រះរាជាណាចក្រកម្ពុជា"
TABLE = Table("Caption", ("Option", "A"), (("Stay", "24 of 42"), (MARKUP, "[c]")))
CHART = Chart(
    "T", "Bars", ("Stay (B: [c])",), (Series("A", Paint.A, (57.1,)), Series("B", Paint.B, (None,))), False, True
)
PIECES = Chart("T", "Bars", ("Stay",), (Series("A", Paint.FOR, (3.0,)), Series("B", Paint.APART, (0,))), True, False)


def document(language: str = "en") -> Document:
    parts = (Words("Title", "Title"), Words("Heading1", KHMER), Words("Normal", MARKUP), CHART, PIECES, TABLE)
    return Document("Title", language, language == "ar", f"Edition 3 {SEAL.content_hash}", parts)


@pytest.fixture(scope="module")
def made() -> bytes:
    return as_pdf(document(), SEAL)


def test_what_is_said_is_never_read_as_markup(made: bytes) -> None:
    read = pypdf.PdfReader(io.BytesIO(made))
    text = " ".join(page.extract_text() for page in read.pages)
    assert text.replace("\n", " ").count('#import "other.typ": *') == 2
    assert "[c]" in text
    assert SEAL.content_hash in text


def test_it_is_tagged_and_says_its_language_and_title(made: bytes) -> None:
    root = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in made
    assert made.count(b"/Alt") == 2


def test_the_same_edition_is_the_same_file_and_no_later(made: bytes) -> None:
    assert made == as_pdf(document(), SEAL)
    known = pypdf.PdfReader(io.BytesIO(made)).metadata
    assert known is not None
    assert known.creation_date == SEAL.frozen_at


def test_no_letter_is_missing_in_any_language_of_the_product() -> None:
    held = {code for path in FONTS.glob("*-Regular.ttf") for code in TTFont(path).getBestCmap()}
    bold = {code for path in FONTS.glob("*-Bold.ttf") for code in TTFont(path).getBestCmap()}
    assert {ord(sign) for sign in KHMER} <= held & bold
    for path in Path("translations").glob("*/LC_MESSAGES/messages.po"):
        with path.open("rb") as file:
            words = "".join(str(one.string) for one in read_po(file))
        lacking = {sign for sign in words if ord(sign) not in held and not sign.isspace()}
        assert not {sign for sign in lacking if sign.isalnum()}, path


def test_arabic_is_set_in_a_font_of_ours() -> None:
    text = Document("عنوان", "ar", True, "foot", (Words("Title", "عنوان"), Words("Normal", "نعم 12"), TABLE))
    read = pypdf.PdfReader(io.BytesIO(as_pdf(text, SEAL)))
    fonts = {
        str(font["/BaseFont"]) for font in (one.get_object() for one in read.pages[0]["/Resources"]["/Font"].values())
    }
    assert any("NotoSansArabic" in name for name in fonts)
    assert all("Noto" in name for name in fonts)
    assert read.trailer["/Root"]["/Lang"] == "ar"


def test_where_typst_is_not_installed_no_pdf_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pdf" in offered()
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    assert "pdf" not in offered()
    assert {"docx", "pptx", "zip"} < set(offered())
