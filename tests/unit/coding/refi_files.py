"""Project files as other programs write them, for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

RAW = "\ufeffAlpha beta 👩🏽\u200d💻 gamma.\r\nقالت: «اسمُنا ونِداؤُنا» e\u0301galite\u0301 delta\r\nLast line here."
"""With a byte order mark, CRLF, emoji of several code points, vocalised Arabic and marks that NFC would join."""
TEXT = RAW[1:].replace("\r\n", "\n")
QUOTES = ("gamma", "اسمُنا", "e\u0301galite\u0301", "beta 👩🏽\u200d💻 gamma", "Last line")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def lf(text: str) -> str:
    return text.replace("\r\n", "\n")


COUNTS: Mapping[str, Callable[[str], int]] = {
    "codepoints": len,
    "utf16": utf16,
    "codepoints-crlf1": lambda text: len(lf(text)),
    "utf16-crlf1": lambda text: utf16(lf(text)),
}
"""How programs count, by the name of the reading that understands them."""


def guid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-00000000000a"


def selections(
    count: Callable[[str], int] = len, *, inclusive: bool = False, named: bool = False, text: str = RAW[1:]
) -> str:
    """Every quote selected, coded with the first code by Ann; the first with two codes by two people."""
    found = []
    for number, quote in enumerate(QUOTES):
        at = text.index(quote)
        start, end = count(text[:at]), count(text[: at + len(quote)]) - inclusive
        name = f' name="{quote}"' if named else ""
        second = coding(2, 200, "k2") if number == 0 else ""
        found.append(
            f'<PlainTextSelection guid="{guid(50 + number)}" startPosition="{start}" endPosition="{end}"{name}>'
            f"{coding(1, 100 + number, 'k1')}{second}</PlainTextSelection>"
        )
    return "".join(found)


def coding(user: int, number: int, code: str) -> str:
    made = f'creatingUser="{guid(user)}" creationDateTime="2024-01-02T03:04:05Z"'
    return f'<Coding guid="{guid(number)}" {made}><CodeRef targetGUID="{code}"/></Coding>'


CODES = (
    '<CodeBook><Codes><Code guid="k1" name="One" isCodable="true" color="#aabbcc"><Description>first</Description>'
    '<Code guid="k2" name="Two" isCodable="true"><Code guid="k3" name="Three" isCodable="true"/></Code></Code>'
    '<Code guid="k4" name="Alone" isCodable="true"/></Codes></CodeBook>'
)
USERS = f'<Users><User guid="{guid(1)}" name="Ann"/><User guid="{guid(2)}" name="Bob"/></Users>'
REST = (
    '<Notes><Note guid="n1" name="On all"><PlainTextContent>A memo.</PlainTextContent></Note>'
    '<Note guid="n2" name="On one"><PlainTextContent>Of the source.</PlainTextContent></Note></Notes>'
    '<Links><Link guid="l1" direction="OneWay" originGUID="k1" targetGUID="k2"/></Links>'
    '<Sets><Set guid="e1" name="Both"><MemberCode targetGUID="k1"/><MemberSource targetGUID="s1"/></Set></Sets>'
    '<Description>About it</Description><NoteRef targetGUID="n1"/>'
)
CASES = (
    '<Variables><Variable guid="v1" name="Age" typeOfVariable="Integer"/></Variables>'
    '<Cases><Case guid="c1" name="P1"><VariableValue><VariableRef targetGUID="v1"/><IntegerValue>42</IntegerValue>'
    '</VariableValue><SourceRef targetGUID="s1"/></Case></Cases>'
)


def source(inside: str, path: str = "internal://s1.txt") -> str:
    return f'<TextSource guid="s1" name="Talk" plainTextPath="{path}">{inside}<NoteRef targetGUID="n2"/></TextSource>'


def project(sources: str, *, before: str = "", attrs: str = "", space: str = "urn:QDA-XML:project:1.0") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<Project xmlns="{space}" name="Try" {attrs}>'
        f"{USERS}{CODES}{CASES}<Sources>{sources}</Sources>{REST}</Project>"
    )


def archive(path: Path, xml: str | bytes, *, entry: str = "project.qde", **texts: str | bytes) -> Path:
    """A `.qdpx` with a project file and texts (`s1="…"` for sources/s1.txt)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(entry, xml)
        for name, text in texts.items():
            made.writestr(f"sources/{name}.txt", text)
    return path


def whole(folder: Path, name: str = "x.qdpx") -> Path:
    """A project with something of everything."""
    return archive(folder / name, project(source(selections())), s1=RAW)
