"""Coded passages for people: a document by code, a workbook by passage, highlighted transcripts to look at."""

from consult.coding.exchange.passages.contents import Heading, Key, Page, Piece, Quoted, Report, Section, Shown, Spoken
from consult.coding.exchange.passages.docx import as_docx
from consult.coding.exchange.passages.page import as_html
from consult.coding.exchange.passages.xlsx import as_xlsx

__all__ = [
    "Heading",
    "Key",
    "Page",
    "Piece",
    "Quoted",
    "Report",
    "Section",
    "Shown",
    "Spoken",
    "as_docx",
    "as_html",
    "as_xlsx",
]
