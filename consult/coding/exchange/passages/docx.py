"""Coded passages as a document: a heading for each code, under it every passage with where it stands and its consent.

Direction is said of each paragraph (`w:bidi`) and of its characters (`w:rtl`): a report from left to right quotes
what runs from right to left.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

import docx
import regex
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from consult.coding.exchange.passages.contents import Heading, Quoted, Report
from consult.coding.rules.passages import Direction
from consult.shared.packing import entries_of, packed

_SPACE = nsdecls("w")
_DAY_ONE = datetime(1980, 1, 1)  # noqa: DTZ001 - a document's dates know no zone
_UNFIT = regex.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = regex.compile("\r\n|[\r\n\u2028\u2029]")
_INDENT = '<w:ind w:left="567"/>'


def as_docx(report: Report) -> bytes:
    """Return the document; the same passages are the same file, whenever it is written."""
    made = docx.Document()
    heading = report.heading
    known = made.core_properties
    known.title, known.author, known.language = _legal(heading.title)[:255], "Consult", heading.language
    known.comments, known.last_modified_by = "", "Consult"
    known.created = known.modified = _DAY_ONE
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    if heading.direction == "rtl":
        section._sectPr.find(qn("w:docGrid")).addprevious(parse_xml(f"<w:bidi {_SPACE}/>"))
    for xml in _body(report):
        section._sectPr.addprevious(parse_xml(xml))
    foot = section.footer.paragraphs[0]._p
    words = " · ".join(filter(None, (heading.fictitious, heading.title)))
    foot.getparent().replace(foot, parse_xml(_paragraph("Footer", words, heading.direction, heading.language)))
    held = io.BytesIO()
    made.save(held)
    return packed(entries_of(held.getvalue()))


def _body(report: Report) -> Iterator[str]:
    heading = report.heading
    yield _own("Title", heading.title, heading)
    for note in filter(None, (heading.fictitious, *heading.notes)):
        yield _own("Normal", note, heading)
    parent = None
    for section in report.sections:
        if section.parent != parent:
            parent = section.parent
            yield _own("Heading1", parent, heading)
        yield _own("Heading2", section.name, heading)
        if section.definition:
            yield _own("Normal", section.definition, heading)
        for one in section.quoted:
            yield _own("Caption", _told(one), heading, keep="<w:keepNext/>")
            yield _quotation(one, heading)


def _own(style: str, text: str, heading: Heading, *, keep: str = "", indent: str = "") -> str:
    return _paragraph(style, text, heading.direction, heading.language, keep=keep, indent=indent)


def _told(one: Quoted) -> str:
    said = (one.where, one.speaker, one.stance, one.option, one.aspect, one.about, one.consent)
    return " · ".join(part for part in said if part)


def _quotation(one: Quoted, heading: Heading) -> str:
    if one.instead:
        return _own("Normal", one.instead, heading, indent=_INDENT)
    return _paragraph("Normal", one.words, one.direction, one.language, indent=_INDENT)


def _paragraph(style: str, text: str, direction: Direction, tag: str, *, keep: str = "", indent: str = "") -> str:
    rtl = direction == "rtl"
    language = f"<w:lang w:{'bidi' if rtl else 'val'}={quoteattr(_legal(tag))}/>" if tag else ""
    return (
        f'<w:p {_SPACE}><w:pPr><w:pStyle w:val="{style}"/>{keep}{"<w:bidi/>" * rtl}{indent}</w:pPr>'
        f"<w:r><w:rPr>{'<w:rtl/>' * rtl}{language}</w:rPr>{_lines(_legal(text))}</w:r></w:p>"
    )


def _lines(text: str) -> str:
    """Return the words of a run: ends of lines and tabs are elements there, not characters."""
    lines = (
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
        for line in _BREAK.split(text)
    )
    return "<w:br/>".join(lines)


def _legal(text: str) -> str:
    """Return a text with what XML cannot hold replaced."""
    return str(_UNFIT.sub("�", text))
