"""The archive of a project: its one project file and its texts, read within bounds and never unpacked to disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from types import TracebackType
from urllib.parse import unquote

from consult.coding.exchange.refi.tree import XML_LIMIT, RefiRefused

ENTRY_LIMIT = 50_000
TEXT_LIMIT = 32 * 1024 * 1024
ALL_TEXTS_LIMIT = 256 * 1024 * 1024
UNPACKED_LIMIT = 16 * 1024 * 1024 * 1024
BOMB_SIZE, BOMB_RATIO = 16 * 1024 * 1024, 100
"""No recording, picture or text of this size packs so well; what does was made to fill a disk."""
_MIB = 1024 * 1024
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


class Archive:
    """A `.qdpx`, checked whole before anything in it is read."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self._left = ALL_TEXTS_LIMIT
        try:
            self._zip = zipfile.ZipFile(path)
        except _UNREADABLE as error:
            raise RefiRefused(f"{self.name}: not a REFI-QDA archive, or a broken one") from error
        try:
            self._entries = self._checked(self._zip.infolist())
        except RefiRefused:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def project(self) -> tuple[str, bytes]:
        """Return the name and content of the project file: `project.qde`, or the only other `.qde` at the root."""
        found = [name for name in self._entries if name.lower().endswith(".qde")]
        roots = [name for name in found if "/" not in name] or found
        own = [name for name in roots if name.lower() == "project.qde"]
        roots = own or roots
        if len(roots) != 1:
            what = "no project file (project.qde)" if not roots else f"{len(roots)} project files"
            raise RefiRefused(f"{self.name}: {what} in the archive, where there must be one")
        return roots[0], self._content(roots[0], XML_LIMIT)

    def names(self) -> set[str]:
        """Return the names of everything in the archive."""
        return set(self._entries)

    def find(self, path: str) -> str | None:
        """Return the entry a path in the project file leads to, or None; raise `RefiRefused` for one that leaves it."""
        wanted = _inside(path)
        if wanted is None:
            raise RefiRefused(f"{self.name}: the path {path[:200]!r} leads out of the archive, which is refused")
        if not wanted:
            return None
        own = {name.lower(): name for name in self._entries}
        for name in (wanted, f"sources/{wanted}"):
            if name.lower() in own:
                return own[name.lower()]
        last = PurePosixPath(wanted).name.lower()
        same = [name for name in self._entries if PurePosixPath(name).name.lower() == last]
        return same[0] if len(same) == 1 else None

    def text(self, entry: str) -> bytes:
        """Return the content of a text, within what may be read of one and of all of them together."""
        content = self._content(entry, min(TEXT_LIMIT, self._left))
        self._left -= len(content)
        return content

    def _content(self, entry: str, limit: int) -> bytes:
        try:
            with self._zip.open(self._entries[entry]) as file:
                content = file.read(limit + 1)
        except _UNREADABLE as error:
            raise RefiRefused(f"{self.name}: {entry} in the archive is broken or encrypted") from error
        if len(content) > limit:
            raise RefiRefused(f"{self.name}: {entry} unpacks to more than {limit // _MIB} MiB, which is not read")
        return content

    def _checked(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(entries) > ENTRY_LIMIT or sum(one.file_size for one in entries) > UNPACKED_LIMIT:
            raise RefiRefused(f"{self.name}: holds or unpacks to far more than any project does, which is refused")
        kept: dict[str, zipfile.ZipInfo] = {}
        for one in entries:
            name = one.filename.replace("\\", "/")
            if name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/"):
                raise RefiRefused(f"{self.name}: the entry {name[:200]!r} leads out of the archive, which is refused")
            if one.file_size > BOMB_SIZE and one.file_size > BOMB_RATIO * max(one.compress_size, 1):
                raise RefiRefused(
                    f"{self.name}: {name[:200]} unpacks to {one.file_size // _MIB} MiB from next to nothing, "
                    "which is refused"
                )
            if not one.is_dir():
                kept.setdefault(name, one)
        return kept


def _inside(path: str) -> str | None:
    """Return a path of a project file without its scheme; "" for one elsewhere, None for one that climbs."""
    given = unquote(path.strip()).replace("\\", "/")
    scheme, colon, rest = given.partition(":")
    if colon and scheme.lower() in ("internal", "relative", "absolute"):
        given = rest.lstrip("/")
    elif colon:
        given = PurePosixPath(given).name  # a drive's letter, another scheme: only its name can be looked for here
    if ".." in given.split("/"):
        return None
    if scheme.lower() == "absolute" or given.startswith("/"):
        return PurePosixPath(given).name
    return given
