"""Bars as an office program draws them (ECMA-376 part 1, 21.2), with the workbook that stands behind them.

Programs mirror nothing by themselves: where it is read from right to left, the values run from the right and the
categories stand there too. What is hidden is no point of the chart and an empty cell of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from consult.briefing.exchange.contents import Chart, Paint, Series, legal
from consult.shared.packing import packed

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def chart_xml(chart: Chart, language: str, *, rtl: bool, workbook: str = "") -> bytes:
    """Return a chart; `workbook` is the relation under which its part holds the workbook, where the part says so."""
    words = _letters(language, rtl=rtl)
    series = "".join(_series(chart, at, words) for at in range(len(chart.series)))
    linked = f'<c:externalData r:id={quoteattr(workbook)}><c:autoUpdate val="0"/></c:externalData>' if workbook else ""
    made = (
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:date1904 val="0"/><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="{"stacked" if chart.stacked else "clustered"}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="50"/><c:overlap val="{100 if chart.stacked else -5}"/><c:axId val="1"/><c:axId val="2"/>'
        f"</c:barChart>{_categories_axis(words, rtl=rtl)}{_values_axis(chart, words, rtl=rtl)}</c:plotArea>"
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{words}</c:legend><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{linked}</c:chartSpace>'
    )
    return (_HEAD + made).encode()


def pieces(chart: Chart, most: int) -> Iterator[Chart]:
    """Yield a chart in pieces of at most so many bars, on one scale as far as they are shares."""
    step = max(1, most // (1 if chart.stacked else len(chart.series)))
    if len(chart.categories) <= step:
        yield chart
        return
    step = -(-len(chart.categories) // -(-len(chart.categories) // step))
    for at in range(0, len(chart.categories), step):
        series = tuple(replace(one, values=one.values[at : at + step]) for one in chart.series)
        yield replace(chart, categories=chart.categories[at : at + step], series=series)


def tall(chart: Chart, most: int) -> int:
    """Return how high a chart is to be, in EMU: room for every bar, at most so much."""
    bars = 1 if chart.stacked else len(chart.series)
    return min(most, 36000 * (24 + len(chart.categories) * (5 + 5 * bars)))


def workbook_of(chart: Chart) -> bytes:
    """Return the workbook of a chart: one sheet, a column for each series, nothing where nothing is shown."""
    rows = [_cells(1, ["", *(one.name for one in chart.series)])]
    for at, category in enumerate(chart.categories):
        rows.append(_cells(at + 2, [category, *(one.values[at] for one in chart.series)]))
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_BOOK}.{kind}+xml"/>'
        for name, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"))
    )
    relations = f"{_PACKAGE}/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
        f'Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
        f'Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}"><sheetData>{"".join(rows)}</sheetData></worksheet>',
    }
    return packed((name, (_HEAD + xml).encode()) for name, xml in parts.items())


def _cells(row: int, values: Iterable[str | float | None]) -> str:
    made = []
    for at, value in enumerate(values):
        place = f"{_column(at)}{row}"
        if isinstance(value, str) and value:
            text = escape(legal(value))
            made.append(f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        elif value is not None and value != "":
            made.append(f'<c r="{place}"><v>{value:g}</v></c>')
    return f'<row r="{row}">{"".join(made)}</row>'


def _column(at: int) -> str:
    return (_column(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _letters(language: str, *, rtl: bool, size: int = 1100) -> str:
    way = ' rtl="1"' if rtl else ""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr{way}><a:defRPr sz="{size}"/></a:pPr>'
        f"<a:endParaRPr lang={quoteattr(language)}/></a:p></c:txPr>"
    )


def _series(chart: Chart, at: int, words: str) -> str:
    one, column, last = chart.series[at], _column(at + 1), len(chart.categories) + 1
    points = "".join(
        f'<c:pt idx="{idx}"><c:v>{value:g}</c:v></c:pt>' for idx, value in enumerate(one.values) if value is not None
    )
    names = "".join(_point(idx, name) for idx, name in enumerate(chart.categories))
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/>{_point(0, one.name)}</c:strCache></c:strRef></c:tx>{_paint(one.paint)}'
        f'<c:invertIfNegative val="0"/>{_labels(chart, one, words)}<c:cat><c:strRef>'
        f"<c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}</c:strCache></c:strRef></c:cat><c:val><c:numRef>"
        f"<c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>General</c:formatCode>{count}{points}"
        "</c:numCache></c:numRef></c:val></c:ser>"
    )


def _point(at: int, text: str) -> str:
    return f'<c:pt idx="{at}"><c:v>{escape(legal(text))}</c:v></c:pt>'


def _labels(chart: Chart, one: Series, words: str) -> str:
    """Return the numbers at the bars; upon a bar that is cut into pieces they stand on white, for its patterns."""
    ground = "<a:noFill/>"
    if chart.stacked:
        ground = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    place = "ctr" if chart.stacked else "outEnd"
    shown = "".join(
        f'<c:show{name} val="{int(name == "Val")}"/>'
        for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    return (
        f'<c:dLbls><c:numFmt formatCode={quoteattr(_written(chart))} sourceLinked="0"/>'
        f'<c:spPr>{ground}</c:spPr>{words}<c:dLblPos val="{place}"/>{shown}</c:dLbls>'
    )


def _written(chart: Chart) -> str:
    """Return how numbers are written; a zero in a bar cut into pieces is not, it would lie upon its neighbour."""
    whole = '0"%"' if chart.percent else "0"
    return f"{whole};;" if chart.stacked else whole


def _paint(paint: Paint) -> str:
    def colour(name: str) -> str:
        return f'<a:srgbClr val="{name}"/>'

    filled = f"<a:solidFill>{colour(paint.colour)}</a:solidFill>"
    if paint.pattern:
        filled = (
            f'<a:pattFill prst="{paint.pattern}"><a:fgClr>{colour(paint.edge)}</a:fgClr>'
            f"<a:bgClr>{colour(paint.colour)}</a:bgClr></a:pattFill>"
        )
    return f'<c:spPr>{filled}<a:ln w="9525"><a:solidFill>{colour(paint.edge)}</a:solidFill></a:ln></c:spPr>'


def _categories_axis(words: str, *, rtl: bool) -> str:
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"r" if rtl else "l"}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{words}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _values_axis(chart: Chart, words: str, *, rtl: bool) -> str:
    top = '<c:max val="100"/>' if chart.percent else ""
    written = '0"%"' if chart.percent else "0"
    grey = '<a:ln w="6350"><a:solidFill><a:srgbClr val="DDE3E6"/></a:solidFill></a:ln>'
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="{"maxMin" if rtl else "minMax"}"/>{top}'
        '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f"<c:majorGridlines><c:spPr>{grey}</c:spPr></c:majorGridlines><c:numFmt formatCode={quoteattr(written)} "
        f'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{words}<c:crossAx val="1"/><c:crosses val="max"/></c:valAx>'
    )
