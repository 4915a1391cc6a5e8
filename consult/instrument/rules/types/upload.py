"""A file. The answer holds the id it is kept under; its bytes are sealed elsewhere."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath

import regex

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said

LARGEST = 5 * 1024 * 1024
LONGEST_NAME = 120
_ID = regex.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_ENTRIES = 2000
_ODT = b"application/vnd.oasis.opendocument.text"


class Upload(QuestionType):
    """The id of a file. A page posted without a file leaves the one that is there."""

    name = PartType.UPLOAD
    is_expected = False
    stays_unposted = True

    def faults_of(self, part: Part) -> Iterator[tuple[str, str]]:
        """A file is kept where the team can open it, so it can be nothing sealed with two keys."""
        if part.sealed:
            yield "a file cannot be sealed with two keys", "ask for words instead"

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The id under which the page has kept the file."""
        given = [value for value in form.get(part.key, ()) if value]
        if not given:
            return Reading()
        faults = tuple(self.check(part, given[0] if len(given) == 1 else None, this_year=this_year))
        return Reading(faults=faults) if faults else Reading(given[0])

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """An id."""
        if not isinstance(value, str) or not _ID.fullmatch(value):
            yield Fault(part.key, FaultCode.WRONG_SHAPE)

    def filled(self, part: Part, value: Value) -> Fields:
        """Nothing: a page cannot hand a file back to the browser."""
        return {}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """That there is a file."""
        return (Said(file=True),)

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """That there is a file."""
        return {part.key: "1"}


def file_name(name: str) -> str:
    """What a file is called, without the folders some browsers name; cut to a length every disk takes."""
    last = PureWindowsPath(PurePosixPath(name.replace("\0", "")).name).name.strip(". ")
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if stem else last[:LONGEST_NAME]


def media_type_of(name: str, content: bytes) -> str | FaultCode:
    """The type of a file that is offered, by its ending and by what it holds; what is wrong with any other."""
    if len(content) > LARGEST:
        return FaultCode.FILE_SIZE
    if not content:
        return FaultCode.FILE_BROKEN
    found = ALLOWED.get(name.rpartition(".")[2].lower())
    if found is None:
        return FaultCode.FILE_TYPE
    media_type, holds = found
    return media_type if holds(content) else FaultCode.FILE_BROKEN


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        return "\0" not in text
    return False


def _entries(content: bytes) -> zipfile.ZipFile | None:
    """The archive a document is, unless it is broken, points out of itself or brings a program along."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    names = archive.namelist()
    unsafe = any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names)
    programs = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names)
    return None if unsafe or programs or len(names) > _MOST_ENTRIES else archive


def _is_docx(content: bytes) -> bool:
    archive = _entries(content)
    return archive is not None and {"[Content_Types].xml", "word/document.xml"} <= set(archive.namelist())


def _is_odt(content: bytes) -> bool:
    archive = _entries(content)
    if archive is None or "mimetype" not in archive.namelist():
        return False
    try:
        with archive.open("mimetype") as declared:
            return declared.read(len(_ODT) + 1).strip() == _ODT
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        return False


ALLOWED: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_docx),
    "odt": (_ODT.decode(), _is_odt),
    "txt": ("text/plain", _is_text),
}
