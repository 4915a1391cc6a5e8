"""Word documents for tests, as word processors make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def as_docx(paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = (), *raw: str) -> bytes:
    """A document of paragraphs, then a table, then paragraphs as XML; its header and footer say so."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "CANARY in the header"
    made.sections[0].footer.paragraphs[0].text = "CANARY in the footer"
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if rows:
        table = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    for xml in raw:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(f"<w:p {W}>{xml}</w:p>"))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def rezipped(content: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The same archive with parts replaced, added, or (None) left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            if part is not None:
                new.writestr(name, part)
    return made.getvalue()
