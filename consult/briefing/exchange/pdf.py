"""An edition as PDF, typeset by Typst where it is installed (`consult[pdf]`): tagged, with its fonts, the same again.

What is said goes in as data and is never read as markup; the fonts are ours, whatever the machine has.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from consult.briefing.exchange.contents import Chart, Document, Seal, Words, legal
from consult.findings.charts.drawing import Table

INSTALL = "PDF needs Typst: install it with `pip install 'consult[pdf]'`, or print the page from a browser"
FONTS = Path(__file__).with_name("fonts")
_TEMPLATE = Path(__file__).with_name("edition.typ")


def can_be_made() -> bool:
    """Tell whether Typst is installed."""
    return find_spec("typst") is not None


def as_pdf(document: Document, seal: Seal) -> bytes:
    """Return the document as tagged PDF (PDF/UA-1); it bears the moment of its edition and no other."""
    import typst  # noqa: PLC0415 - an extra: everything else works without it

    frozen = seal.frozen_at
    said = {
        "title": legal(document.title),
        "language": document.language.partition("-")[0],
        "rtl": document.rtl,
        "foot": legal(document.foot),
        "frozen": {name: getattr(frozen, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "parts": [_part(one) for one in document.parts if not isinstance(one, Table) or one.rows],
    }
    made = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"edition": json.dumps(said, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(frozen.timestamp()),
    )
    assert isinstance(made, bytes), "without a place to write to, a PDF is returned"
    return made


def _part(one: Words | Table | Chart) -> dict[str, Any]:  # Any: JSON
    if isinstance(one, Words):
        return {"kind": one.style, "text": legal(one.text)}
    if isinstance(one, Table):
        rows = [[legal(cell) for cell in row] for row in one.rows]
        return {
            "kind": "table",
            "caption": legal(one.caption),
            "head": [legal(name) for name in one.head],
            "rows": rows,
        }
    series = [
        {
            "name": legal(each.name),
            "values": each.values,
            "paint": {"colour": each.paint.colour, "pattern": each.paint.pattern, "edge": each.paint.edge},
        }
        for each in one.series
    ]
    return {
        "kind": "chart",
        "told": legal(one.told),
        "categories": [legal(name) for name in one.categories],
        "series": series,
        "stacked": one.stacked,
        "percent": one.percent,
    }
