"""Notices that a mail could not be delivered (RFC 3464), as servers send them back. They are strangers' files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

import regex

from consult.shared.errors import N_, ConsultError
from consult.shared.identifiers import digest

LARGEST = 1024 * 1024
MOST_PARTS = 30
_STATUS = regex.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = regex.compile(r"<[^<>\s]{1,250}>")
_BOUNDARY = regex.compile(rb"(?i)boundary\s*=")


class NotANotice(ConsultError):
    """A file that says of no mail that it was not delivered; the words are for people, marked with `N_`."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail that did not arrive for good: the hash of its Message-ID or of its envelope id, and the reply code."""

    hashes: tuple[str, ...]
    code: str


def read_notice(raw: bytes) -> Notice:
    """Return what a notice says; raise `NotANotice` for anything else, however it is made."""
    if len(raw) > LARGEST:
        raise NotANotice(N_("This file is larger than such a notice ever is."))
    if len(_BOUNDARY.findall(raw)) > MOST_PARTS:
        raise NotANotice(N_("This file could not be read."))
    try:
        parts = _parts(BytesParser(policy=compat32).parsebytes(raw))
        code = _failure(parts)
        hashes = tuple(dict.fromkeys(digest(found) for found in _names(parts)))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotANotice(N_("This file could not be read.")) from error
    if code is None:
        raise NotANotice(N_("This is no notice that a mail could not be delivered."))
    if not hashes:
        raise NotANotice(N_("This notice does not say which mail it is about."))
    return Notice(hashes, code)


def _parts(message: Message) -> list[Message]:
    found = []
    for part in message.walk():
        found.append(part)
        if len(found) > MOST_PARTS:
            raise ValueError("too many parts")
    return found


def _failure(parts: list[Message]) -> str | None:
    """Return the status of the first recipient a mail failed for; a delay is no failure."""
    for field in _recipients(parts):
        if field.get("Action", "").strip().casefold() == "failed":
            found = _STATUS.match(str(field.get("Status", "")))
            return found[1] if found else "5.0.0"
    return None


def _recipients(parts: list[Message]) -> Iterator[Message]:
    """Yield the blocks of a delivery status; the parser makes each a message of headers."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from part.get_payload()  # type: ignore[misc]  # - a list where it is multipart


def _names(parts: list[Message]) -> Iterator[str]:
    """Yield the Message-ID and the envelope id of the mail that came back."""
    for block in _recipients(parts):
        if envelope := str(block.get("Original-Envelope-Id", "")).strip()[:250]:
            yield f"<{envelope}>"  # ours is the Message-ID without its brackets
    for part in parts[1:]:
        held = part.get("Message-ID", "")
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            held = (
                BytesParser(policy=compat32)
                .parsebytes(body if isinstance(body, bytes) else b"", headersonly=True)
                .get("Message-ID", "")
            )
        if found := _MESSAGE_ID.search(str(held)):
            yield found[0]
