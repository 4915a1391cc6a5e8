"""Answers given without a network: the saved copy (JSON) and the code that goes into an e-mail.

In: the bytes somebody brings. Out: an `AnswerFile` of form fields, the same that a posted page has, so that everything
in it passes the same reading; or `FileRefused`, which says what it is instead. docs/answer-file.md has the format.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import regex

from consult.collection.rules import Unit
from consult.shared.errors import N_, ConsultError

NAME = "answers"
FORMAT = 1
SIZE_LIMIT = 2_000_000
"""Of what is brought. A whole instrument with every text as long as it may be stays under 600 KB."""
UNPACKED_LIMIT = 1_000_000
FIELD_LIMIT, NAME_LIMIT, VALUES_LIMIT, TEXT_LIMIT = 5_000, 200, 100, 50_000
LINE = 60

_HEAD = regex.compile(r"\[\s*CONSULT\s+(\d{1,3})\s+([ZP])\s+(\d{1,7})\s+([0-9A-F]{8})\s*\]", regex.I)
_END = regex.compile(r"\[\s*CONSULT\s+END\s*\]", regex.I)
_QUOTED = regex.compile(r"^(?: *[\p{L}\p{N}]{0,12}[>|])+", regex.M)
"""What mail programs put before a line they quote: "> ", "| ", "Maria> "."""
_UNSEEN = regex.compile(r"[\p{Cf}\p{Zs}\p{Cc}--[ \n]]", regex.V1)
_HASH = regex.compile(r"[0-9a-f]{64}")
_TAG = regex.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")


class Kind(StrEnum):
    """What somebody brings, told by its content."""

    COPY = "copy"  # saved by the answer file
    CODE = "code"  # shown by the answer file
    PAGE = "page"  # the answer file itself, which holds no answers
    OTHER = "other"


class FileRefused(ConsultError):
    """What was brought holds no answers that can be read; `words` say why and what to do, marked with `N_`."""

    def __init__(self, words: str, **values: object) -> None:
        super().__init__(words % values if values else words)
        self.words, self.values = words, values


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What was brought: the hash of the instrument it was made from, which form, the fields as a page posts them."""

    instrument: str
    unit: Unit
    short: bool
    language: str
    form: Mapping[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """The idempotency key: the same content has the same."""
        said = json.dumps([self.instrument, self.unit, self.short, self.language, self.form], sort_keys=True)
        return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()[:16]).rstrip(b"=").decode()


def kind_of(data: bytes) -> Kind:
    """Say what somebody brings by its beginning, or by a code anywhere in it."""
    return _kind(_text(data))


def read_answer_file(data: bytes) -> AnswerFile:
    """Return the answers in what was brought; raise `FileRefused` when there are none that can be read."""
    if len(data) > SIZE_LIMIT:
        raise FileRefused(N_("This is far too large for answers. Choose the copy that the answer file saved."))
    text = _text(data)
    if not text.strip():
        raise FileRefused(N_("There is nothing in it. Choose the copy that the answer file saved, or paste the code."))
    match _kind(text):
        case Kind.COPY:
            return _read_copy(text)
        case Kind.CODE:
            return _read_copy(_unpack(text))
        case Kind.PAGE:
            raise FileRefused(
                N_("This is the answer file itself. Open it, press “Save a copy” there, and bring the copy it saves.")
            )
        case _:
            raise FileRefused(
                N_("These are no answers of Consult. Choose the copy that the answer file saved, or paste the code.")
            )


def as_code(copy: str) -> str:
    """Return a saved copy as the code that the answer file shows."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezer.compress(copy.encode()) + squeezer.flush()
    letters = base64.b32encode(packed).rstrip(b"=").decode()
    lines = [letters[at : at + LINE] for at in range(0, len(letters), LINE)]
    return "\n".join([f"[CONSULT {FORMAT} Z {len(letters)} {zlib.crc32(packed):08X}]", *lines, "[CONSULT END]"])


def _text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, "replace")


def _kind(text: str) -> Kind:
    beginning = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if beginning.startswith("{"):
        return Kind.COPY
    if beginning.startswith(("<!doctype html", "<html")):
        return Kind.PAGE
    return Kind.CODE if regex.search(r"\[\s*CONSULT\b", _plain(text), regex.I) else Kind.OTHER


def _plain(text: str) -> str:
    """Return a text without what mail programs and word processors add to its lines."""
    lines = text.replace("&gt;", ">").replace("\r\n", "\n").replace("\r", "\n")
    return _QUOTED.sub("", _UNSEEN.sub("", lines.replace("\u00a0", " ").replace("\t", " ")))


def _unpack(text: str) -> str:
    plain = _plain(text)
    head = _HEAD.search(plain)
    if head is None:
        raise FileRefused(N_("The beginning of the code is missing. Copy it again, with its first and its last line."))
    if int(head[1]) > FORMAT:
        raise FileRefused(N_("This code is newer than this installation can read."))
    end = _END.search(plain, head.end())
    body = plain[head.end() : end.start() if end else None]
    letters = regex.sub(r"[^A-Z2-7]", "", body.upper())
    if end is None:
        letters = letters[: int(head[3])]
    if len(letters) < int(head[3]):
        raise FileRefused(N_("The code is cut off: part of it is missing. Copy it again, with its last line."))
    packed = _decoded(letters)
    if len(letters) > int(head[3]) or packed is None or zlib.crc32(packed) != int(head[4], 16):
        raise FileRefused(N_("The code was damaged on its way. Copy it again, or bring the saved copy instead."))
    return _inflated(packed) if head[2].upper() == "Z" else packed.decode("utf-8", "replace")


def _decoded(letters: str) -> bytes | None:
    try:
        return base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        return None


def _inflated(packed: bytes) -> str:
    """Return what was packed; no more of it is unpacked than answers can be."""
    opened = zlib.decompressobj(-15)
    try:
        data = opened.decompress(packed, UNPACKED_LIMIT)
    except zlib.error as error:
        raise FileRefused(N_("The code was damaged on its way. Copy it again, or bring the saved copy.")) from error
    if opened.unconsumed_tail:
        raise FileRefused(N_("This is far too large for answers. Choose the copy that the answer file saved."))
    return data.decode("utf-8", "replace")


def _read_copy(text: str) -> AnswerFile:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FileRefused(
            N_("The saved copy is damaged or cut off. Save it again in the answer file and bring that.")
        ) from error
    if not isinstance(found, dict) or found.get("consult") != NAME:
        raise FileRefused(
            N_("These are no answers of Consult. Choose the copy that the answer file saved, or paste the code.")
        )
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise FileRefused(N_("This copy is newer than this installation can read."))
    return _checked(found)


def _checked(found: Mapping[str, object]) -> AnswerFile:
    instrument, language, unit = (found.get(name) for name in ("instrument", "language", "unit"))
    form = _form(found.get("answers"))
    if (
        form is None
        or not (isinstance(instrument, str) and _HASH.fullmatch(instrument))
        or not (isinstance(language, str) and _TAG.fullmatch(language))
        or unit not in set(Unit)
        or not isinstance(found.get("short"), bool)
    ):
        raise FileRefused(N_("The saved copy is damaged or cut off. Save it again in the answer file and bring that."))
    return AnswerFile(instrument, Unit(str(unit)), bool(found["short"]), language, form)


def _form(found: object) -> dict[str, tuple[str, ...]] | None:
    """Return fields as a page posts them; None for anything else."""
    if not isinstance(found, dict) or len(found) > FIELD_LIMIT:
        return None
    whole = all(
        len(name) <= NAME_LIMIT
        and isinstance(values, list)
        and len(values) <= VALUES_LIMIT
        and all(isinstance(value, str) and len(value) <= TEXT_LIMIT for value in values)
        for name, values in found.items()
    )
    return {name: tuple(values) for name, values in found.items()} if whole else None
