"""An edition as a document: native headings, lists, tables and charts (ECMA-376), set from right to left where read so.

Direction is said three times there, and every one is needed: of the paragraph (`w:bidi`), of its characters (`w:rtl`)
and of the order of a table's columns (`w:bidiVisual`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from docx.shared import Mm

from consult.briefing.exchange.contents import Chart, Document, Seal, Words, legal
from consult.briefing.exchange.native_charts import chart_xml, pieces, tall, workbook_of
from consult.findings.charts.drawing import Table
from consult.shared.packing import entries_of, packed

_SPACE = nsdecls("w")


def as_docx(document: Document, seal: Seal) -> bytes:
    """Return the document; it bears the moment of its edition, so that the same edition is the same file."""
    made = docx.Document()
    known = made.core_properties
    known.title, known.author, known.language = legal(document.title), "Consult", document.language
    known.identifier, known.comments, known.last_modified_by = seal.content_hash, "", "Consult"
    known.created = known.modified = seal.frozen_at.replace(tzinfo=None)
    for lang in made.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), document.language)
        lang.set(qn("w:bidi"), document.language if document.rtl else "ar-SA")
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    if document.rtl:
        section._sectPr.find(qn("w:docGrid")).addprevious(parse_xml(f"<w:bidi {_SPACE}/>"))
    for xml in _body(document, made.part):
        section._sectPr.addprevious(parse_xml(xml))
    foot = section.footer.paragraphs[0]._p
    foot.getparent().replace(foot, parse_xml(_paragraph("Footer", document.foot, rtl=document.rtl, root=True)))
    held = io.BytesIO()
    made.save(held)
    return packed(entries_of(held.getvalue()))


def _body(document: Document, whole: Part) -> Iterator[str]:
    charts = count(1)
    for part in document.parts:
        if isinstance(part, Words):
            yield _paragraph(part.style, part.text, rtl=document.rtl, root=True)
        elif isinstance(part, Chart):
            yield from (_chart(piece, document, whole, next(charts)) for piece in pieces(part, 30))
        elif part.rows:
            yield _paragraph("Caption", part.caption, rtl=document.rtl, root=True, keep=True)
            yield _table(part, rtl=document.rtl)
            yield _paragraph("Normal", "", rtl=document.rtl, root=True)  # two tables that touch become one


def _chart(chart: Chart, document: Document, whole: Part, number: int) -> str:
    """Return a paragraph that shows a chart, and put the chart and its workbook beside the document."""
    book = PackURI(f"/word/embeddings/chart{number}.xlsx")
    xml = chart_xml(chart, document.language, rtl=document.rtl, workbook="rId1")
    drawn = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, xml, whole.package)
    drawn.relate_to(Part(book, CONTENT_TYPE.SML_SHEET, workbook_of(chart), whole.package), RELATIONSHIP_TYPE.PACKAGE)
    relation = whole.relate_to(drawn, RELATIONSHIP_TYPE.CHART)
    high = tall(chart, Mm(210))
    return (
        f"<w:p {nsdecls('w', 'wp', 'a', 'r')}><w:pPr><w:keepNext/></w:pPr><w:r><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{Mm(174)}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="{number}" descr={quoteattr(legal(chart.told))}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{nsmap["c"]}"><c:chart xmlns:c="{nsmap["c"]}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _paragraph(style: str, text: str, *, rtl: bool, root: bool = False, bold: bool = False, keep: bool = False) -> str:
    space = f" {_SPACE}" if root else ""
    way = "<w:bidi/>" if rtl else ""
    weight = "<w:b/><w:bCs/>" if bold else ""
    sense = "<w:rtl/>" if rtl else ""
    words = f'<w:t xml:space="preserve">{escape(legal(text))}</w:t>'
    return (
        f'<w:p{space}><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" * keep}{way}</w:pPr>'
        f"<w:r><w:rPr>{weight}{sense}</w:rPr>{words}</w:r></w:p>"
    )


def _table(table: Table, *, rtl: bool) -> str:
    """Return a table whose head comes again on every page and whose rows are never torn."""
    way = "<w:bidiVisual/>" if rtl else ""
    caption = quoteattr(legal(table.caption))
    width = len(table.head)
    first = 9600 if width == 1 else 4000 if width <= 5 else 2400
    others = (9600 - first) // max(width - 1, 1)
    columns = "".join(f'<w:gridCol w:w="{others if at else first}"/>' for at in range(width))
    return (
        f'<w:tbl {_SPACE}><w:tblPr><w:tblStyle w:val="TableGrid"/>{way}<w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={caption}/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{_row(table.head, rtl=rtl, head=True)}{''.join(_row(row, rtl=rtl) for row in table.rows)}</w:tbl>"
    )


def _row(cells: tuple[str, ...], *, rtl: bool, head: bool = False) -> str:
    again = "<w:tblHeader/>" if head else ""
    inner = "".join(
        f"<w:tc><w:tcPr/>{_paragraph('Normal', cell, rtl=rtl, bold=head or at == 0)}</w:tc>"
        for at, cell in enumerate(cells)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{inner}</w:tr>"
