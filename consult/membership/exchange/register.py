"""Any file given as a register: what it is shows in its first bytes, whatever its name says."""

from __future__ import annotations

from collections.abc import Sequence

from consult.membership.exchange.register_csv import read_csv
from consult.membership.exchange.register_xlsx import read_xlsx
from consult.membership.rules.columns import CoalitionName
from consult.membership.rules.given import Sheet
from consult.membership.rules.troubles import Trouble, noted

SIZE_LIMIT = 10 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


def read_register(content: bytes, coalitions: Sequence[CoalitionName] = ()) -> Sheet:
    """Return the sheet in a file; every fault is in it, nothing raises."""
    fault = _fault(content)
    if fault:
        values = {"limit": str(SIZE_LIMIT // 1024 // 1024)} if fault is Trouble.FILE_TOO_LARGE else {}
        return Sheet((), faults=(noted(0, fault, **values),))
    if content.startswith(b"PK"):
        return read_xlsx(content)
    return read_csv(content, coalitions)


def _fault(content: bytes) -> Trouble | None:
    if not content:
        return Trouble.EMPTY_FILE
    if len(content) > SIZE_LIMIT:
        return Trouble.FILE_TOO_LARGE
    if content.startswith(_OLE):
        return Trouble.ENCRYPTED if _ENCRYPTED in content else Trouble.OLD_EXCEL
    head = content[:500].lstrip().lower()
    if content.startswith(_OTHERS) or head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        return Trouble.NOT_A_TABLE
    return None
