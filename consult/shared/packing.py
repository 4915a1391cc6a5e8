"""Archives that are the same whenever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_DAY_ONE = (1980, 1, 1, 0, 0, 0)


def packed(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of named entries, none of which says when it was written."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _DAY_ONE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return held.getvalue()


def entries_of(content: bytes) -> Iterable[tuple[str, bytes]]:
    """Yield what is in a zip, in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            yield entry.filename, archive.read(entry)
