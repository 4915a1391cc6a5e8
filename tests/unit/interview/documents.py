"""Word documents for tests, as word processors make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
import regex
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


GLYPHS = regex.compile(r"\X")
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODT_KIND = b"application/vnd.oasis.opendocument.text"


def zipped(*parts: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return made.getvalue()


def as_odt(body: str, manifest: str = "<manifest/>", before: str = "") -> bytes:
    """An OpenDocument text whose office:text holds this XML; styles and settings say so."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "text", "table", "drawing"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {spaces}>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        ("mimetype", ODT_KIND),
        ("content.xml", content.encode()),
        ("styles.xml", b"<x>CANARY in the styles</x>"),
        ("META-INF/manifest.xml", manifest.encode()),
    )


def as_rtf(*paragraphs: str, head: str = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}}") -> bytes:
    r"""An RTF document as LibreOffice writes it: every letter beyond ASCII is \uN with a question mark after it."""

    def escaped(text: str) -> str:
        units = text.encode("utf-16-le")
        numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
        return "".join(("\\" if chr(n) in "{}\\" else "") + chr(n) if 0 < n < 128 else rf"\u{n}\'3f" for n in numbers)

    margins = r"{\header CANARY\par}{\*\generator CANARY;}{\info{\title CANARY}}{\stylesheet{\s0 CANARY;}}"
    body = "".join(rf"\pard\plain {escaped(one)}\par" + "\r\n" for one in paragraphs)
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{head}{margins}{body}}}".encode("ascii")


def as_pdf(*pages: Sequence[str], trailer: str = "") -> bytes:
    """A PDF with one font that maps every glyph to its letters, as text programs write it; a page may have no line."""
    letters = sorted({letter for page in pages for line in page for letter in GLYPHS.findall(line)})
    code = {letter: at + 1 for at, letter in enumerate(letters)}
    pairs = "\n".join(f"<{code[one]:04X}> <{one.encode('utf-16-be').hex().upper()}>" for one in letters)
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n1 begincodespacerange\n"
        f"<0000> <FFFF>\nendcodespacerange\n{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(pages)))
    font, system = "/Type /Font /BaseFont /X", "/Registry (Adobe) /Ordering (Identity) /Supplement 0"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< {font} /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        f"<< {font} /Subtype /CIDFontType2 /CIDSystemInfo << {system} >> /DW 500 >>",
        _stream(mapping),
    ]
    for at, page in enumerate(pages):
        shown = " T* ".join(
            f"<{''.join(f'{code[letter]:04X}' for letter in GLYPHS.findall(line))}> Tj" for line in page
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {7 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(_stream(f"BT /F1 12 Tf 14 TL 50 750 Td {shown} ET" if page else "0 0 m"))
    return _numbered(objects, trailer)


def _stream(content: str) -> str:
    return f"<< /Length {len(content.encode())} >>\nstream\n{content}\nendstream"


def _numbered(objects: Sequence[str], trailer: str) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    made += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(made)
