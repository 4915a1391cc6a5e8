"""An edition as slides: native titles, sentences, tables and charts (ECMA-376), mirrored where it is read so.

Direction is said of every paragraph (`rtl`, and its alignment, which does not follow from it) and of every table. What
is longer than a slide goes on on the next one under the same title; a head comes again with the rows it is of.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pptx
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu

from consult.briefing.exchange.contents import Chart, Deck, Seal, Slide, legal
from consult.briefing.exchange.native_charts import chart_xml, pieces, workbook_of
from consult.findings.charts.drawing import Table
from consult.shared.packing import entries_of, packed

_MM = 36000
_WIDE, _HIGH = 12192000, 6858000
_EDGE, _TOP, _BOTTOM = 12 * _MM, 36 * _MM, 176 * _MM
_INNER = _WIDE - 2 * _EDGE
_HALF = (_INNER - 6 * _MM) // 2
_LETTER, _LINE, _CELL_LETTER, _CELL_LINE = int(3.4 * _MM), int(8.6 * _MM), int(2.35 * _MM), int(5.3 * _MM)
"""About how wide a letter and how high a line are, of sentences in 20 points and of cells in 12."""
_BARS = 24
"""More bars than that stand on several slides."""
_FRAME = "http://schemas.openxmlformats.org/drawingml/2006"
_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""The style "No Style, Table Grid", which every program knows."""

Place = tuple[int, int, int, int]
"""Where it begins from the inline start and from above, how wide and how high it is."""
Shapes = Any  # a tree of elements: the library's own type is not exported


def as_pptx(deck: Deck, seal: Seal) -> bytes:
    """Return the slides; they bear the moment of their edition, so that the same edition is the same file."""
    made = pptx.Presentation()
    _widen(made)
    if deck.rtl:
        made.part._element.set("rtl", "1")
    known = made.core_properties
    known.title, known.author, known.language = legal(deck.title)[:255], "Consult", deck.language
    known.identifier, known.comments, known.last_modified_by = seal.content_hash, "", "Consult"
    known.created = known.modified = seal.frozen_at.replace(tzinfo=None)
    charts = count(1)
    _page(made, deck, Slide(deck.title, deck.opening), charts, size=3200)
    for slide in deck.slides:
        for part in _parts(slide):
            _page(made, deck, part, charts)
    held = io.BytesIO()
    made.save(held)
    return packed(entries_of(held.getvalue()))


def _widen(made: Any) -> None:
    """Set slides to 16:9, with everything that the template lays out."""
    for page in (made.slide_master, *made.slide_layouts):
        for one in page.placeholders:
            if one._element.spPr.xfrm is not None:
                one.left, one.width = (Emu(size * _WIDE // made.slide_width) for size in (one.left, one.width))
    made.slide_width, made.slide_height = Emu(_WIDE), Emu(_HIGH)


def _parts(slide: Slide) -> Iterator[Slide]:
    """Yield what fits on one slide each: a chart with its table beside it, or the table on slides of its own."""
    table = slide.table
    if table is None:
        pages = list(pieces(slide.chart, _BARS)) if slide.chart else []
        yield from (replace(slide, chart=one) for one in pages) if pages else _sentences(slide)
        return
    room = _BOTTOM - _TOP - _height(slide.words, _INNER)
    charts = list(pieces(slide.chart, _BARS)) if slide.chart else []
    if len(charts) == 1 and len(table.head) <= 4 and _table_height(table, table.rows, _HALF) <= room:
        yield slide
        return
    yield from (replace(slide, chart=one, table=None) for one in charts)
    words = () if slide.chart else slide.words
    for rows in _fitting(table, _BOTTOM - _TOP - _height(words, _INNER)):
        yield Slide(slide.title, words, None, Table(table.caption, table.head, rows))


def _sentences(slide: Slide) -> Iterator[Slide]:
    held: list[str] = []
    for words in slide.words:
        if held and _height([*held, words], _INNER) > _BOTTOM - _TOP:
            yield Slide(slide.title, tuple(held))
            held = []
        held.append(words)
    yield replace(slide, words=tuple(held))


def _fitting(table: Table, room: int) -> Iterator[tuple[tuple[str, ...], ...]]:
    held: list[tuple[str, ...]] = []
    for row in table.rows:
        if held and _table_height(table, [*held, row], _INNER) > room:
            yield tuple(held)
            held = []
        held.append(row)
    if held:
        yield tuple(held)


def _height(words: Sequence[str], width: int) -> int:
    return sum(-(-len(one) * _LETTER // width) * _LINE + 2 * _MM for one in words)


def _table_height(table: Table, rows: Sequence[tuple[str, ...]], width: int) -> int:
    widths = _widths(table, width)
    return sum(_row_height(row, widths) for row in (table.head, *rows)) + _CELL_LINE


def _row_height(row: Sequence[str], widths: Sequence[int]) -> int:
    lines = (-(-len(cell) * _CELL_LETTER // (wide - 5 * _MM)) for cell, wide in zip(row, widths, strict=True))
    return max(1, *lines, 1) * _CELL_LINE + 2 * _MM


def _widths(table: Table, width: int) -> list[int]:
    """Return the widths of columns: the first as wide as two others."""
    part = width // (len(table.head) + 1)
    return [width - part * (len(table.head) - 1), *([part] * (len(table.head) - 1))]


def _page(made: Any, deck: Deck, slide: Slide, charts: Iterator[int], *, size: int = 2400) -> None:
    page = made.slides.add_slide(made.slide_layouts[5])
    tree: Shapes = page.shapes._spTree
    for one in list(page.placeholders):
        tree.remove(one._element)
    _put(tree, _text(deck, (slide.title,), (_EDGE, 8 * _MM, _INNER, 24 * _MM), size, kind='<p:ph type="title"/>'))
    top, high = _TOP, _height(slide.words, _INNER)
    if slide.words:
        alone = slide.chart is None and slide.table is None
        _put(tree, _text(deck, slide.words, (_EDGE, top, _INNER, high), 2000 if alone else 1600))
        top += high
    if slide.chart:
        place = (_EDGE, top, _HALF if slide.table else _INNER, max(_BOTTOM - top, 40 * _MM))
        relation = _chart_part(page.part, deck, slide.chart, charts)
        inner = f'<c:chart xmlns:c="{_FRAME}/chart" {nsdecls("r")} r:id="{relation}"/>'
        _put(tree, _framed(deck, place, slide.chart.told, "chart", inner))
    if slide.table:
        width = _HALF if slide.chart else _INNER
        place = (_WIDE - _EDGE - width, top, width, _table_height(slide.table, slide.table.rows, width))
        _put(tree, _framed(deck, place, slide.table.caption, "table", _table(deck, slide.table, width)))
    foot = '<p:ph type="ftr" sz="quarter" idx="11"/>'
    _put(tree, _text(deck, (deck.foot,), (_EDGE, 179 * _MM, _INNER, 8 * _MM), 800, kind=foot))


def _chart_part(page: Any, deck: Deck, chart: Chart, numbers: Iterator[int]) -> str:
    """Put a chart and its workbook beside the slides, and return the relation under which a slide shows it.

    The library would look for a free name among all parts, each time anew: most of the time goes there.
    """
    number = next(numbers)
    xml = chart_xml(chart, deck.language, rtl=deck.rtl, workbook="rId1")
    drawn = Part(PackURI(f"/ppt/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, page.package, xml)
    name = PackURI(f"/ppt/embeddings/chart{number}.xlsx")
    book = Part(name, CONTENT_TYPE.SML_SHEET, page.package, workbook_of(chart))
    drawn.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    return str(page.relate_to(drawn, RELATIONSHIP_TYPE.CHART))


def _put(tree: Shapes, xml: str) -> None:
    tree.append(parse_xml(xml.replace('id="0"', f'id="{len(tree)}"', 1)))


def _placed(deck: Deck, place: Place) -> str:
    """Return a place, from the right where it is read from there."""
    start, top, wide, high = place
    left = _WIDE - start - wide if deck.rtl else start
    return f'<a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/>'


def _text(deck: Deck, texts: Sequence[str], place: Place, size: int, *, kind: str = "") -> str:
    role = "" if kind else ' txBox="1"'
    paragraphs = "".join(_paragraph(deck, text, size, bold="title" in kind) for text in texts)
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="0" name={quoteattr(legal(texts[0])[:40])}/>'
        f"<p:cNvSpPr{role}/><p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm>{_placed(deck, place)}</a:xfrm>"
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" rIns="0">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
    )


def _paragraph(deck: Deck, text: str, size: int, *, bold: bool = False) -> str:
    way = ' algn="r" rtl="1"' if deck.rtl else ' algn="l"'
    lang = quoteattr(deck.language)
    return (
        f'<a:p><a:pPr marL="0" indent="0"{way}><a:buNone/></a:pPr><a:r><a:rPr lang={lang} sz="{size}" b="{int(bold)}">'
        f'<a:solidFill><a:srgbClr val="16232E"/></a:solidFill></a:rPr>'
        f"<a:t>{escape(legal(text))}</a:t></a:r></a:p>"
    )


def _framed(deck: Deck, place: Place, told: str, kind: str, inner: str) -> str:
    """Return what holds a chart or a table, with the words for whoever does not see it."""
    return (
        f'<p:graphicFrame {nsdecls("p", "a")}><p:nvGraphicFramePr><p:cNvPr id="0" name="{kind}" '
        f'descr={quoteattr(legal(told))}/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr>'
        f"<p:nvPr/></p:nvGraphicFramePr><p:xfrm>{_placed(deck, place)}</p:xfrm><a:graphic>"
        f'<a:graphicData uri="{_FRAME}/{kind}">{inner}</a:graphicData></a:graphic></p:graphicFrame>'
    )


def _table(deck: Deck, table: Table, width: int) -> str:
    widths = _widths(table, width)
    grid = "".join(f'<a:gridCol w="{one}"/>' for one in widths)
    way = ' rtl="1"' if deck.rtl else ""
    rows = "".join(_row(deck, row, widths, head=not at) for at, row in enumerate((table.head, *table.rows)))
    return (
        f'<a:tbl><a:tblPr firstRow="1" firstCol="1"{way}><a:tableStyleId>{_GRID}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl>"
    )


def _row(deck: Deck, row: Sequence[str], widths: Sequence[int], *, head: bool) -> str:
    cells = "".join(
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{_paragraph(deck, cell, 1200, bold=head or not at)}</a:txBody>"
        '<a:tcPr marL="72000" marR="72000" marT="28000" marB="28000"/></a:tc>'
        for at, cell in enumerate(row)
    )
    return f'<a:tr h="{_row_height(row, widths)}">{cells}</a:tr>'
