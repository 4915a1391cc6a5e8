"""Mail as it was saved (EML, a mailbox): each message with its head, so that the thread is read like pasted mail."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import cast

import regex

from consult.interview.exchange.charsets import decoded
from consult.interview.exchange.html_pages import lines
from consult.interview.exchange.reading import Reading
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

_IN_MAILBOX = regex.compile(rb"(?:\A|\n)From [^\n]*\d{4}[^\n]*\n")
_HEADERS = ("From", "To", "Date", "Subject")
_LINE = regex.compile(r"[\s\x00-\x1f]+")
MESSAGES_AT_MOST = 500
_SIGNED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def read(content: bytes) -> Reading:
    """Return the messages of a file one below the other; raise `InterviewRefused` where none has words."""
    plain = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    starts = [*_IN_MAILBOX.finditer(plain)] if plain.startswith(b"From ") else []
    ends = [*(start.start() for start in starts[1:]), len(plain)]
    raw = [plain[start.end() : end] for start, end in zip(starts, ends, strict=True)] if starts else [plain]
    notes: list[Noted] = []
    messages = [
        text
        for one in raw[:MESSAGES_AT_MOST]
        for text in _messages(email.message_from_bytes(one, policy=default), notes)
    ]
    if not messages:
        raise InterviewRefused(noted(Trouble.EMPTY_FILE))
    return Reading("\n\n".join(messages), tuple(dict.fromkeys(notes)))


def _messages(message: EmailMessage, notes: list[Noted]) -> Iterator[str]:
    """Yield a message and those it carries inside."""
    if message.get_content_type() in _SIGNED:
        raise InterviewRefused(noted(Trouble.ENCRYPTED))
    body = message.get_body(preferencelist=("plain", "html"))
    words = _words(cast(EmailMessage, body), notes) if body is not None else ""
    if words.strip():
        yield "\n".join([*_head(message), "", words])
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() == "message/rfc822":
            for inside in part.iter_parts():
                yield from _messages(cast(EmailMessage, inside), notes)


def _head(message: EmailMessage) -> Iterator[str]:
    for name in _HEADERS:
        value = _LINE.sub(" ", str(message.get(name, ""))).strip()
        if value:
            yield f"{name}: {value}"


def _words(body: EmailMessage, notes: list[Noted]) -> str:
    """Return the words of a part, whatever charset it is in; a quotation in a page is quoted with > as in text."""
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return ""
    text, guessed = decoded(content, body.get_content_charset(""))
    notes += guessed
    if body.get_content_type() == "text/html":
        return "\n".join("> " * depth + line for depth, line in lines(text))
    return text
