"""Handing one mail to the mail server. Nothing here is logged: a server's words quote addresses."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

import regex

PATIENCE = 30.0  # seconds for each step; all of them together stay below a job's lease
PORTS = {"smtp": 25, "smtps": 465}
HERE = ("127.0.0.1", "localhost", "::1")
_ENHANCED = regex.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Encryption(StrEnum):
    """When the way to the server is encrypted."""

    FROM_THE_START = "from_the_start"
    REQUIRED = "required"  # by STARTTLS, or not at all
    WHEN_OFFERED = "when_offered"
    NEVER = "never"


class MailRefused(Exception):
    """The server will never take this mail; `code` is its reply ("5.1.1" or "550"), never its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who takes our mail."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)


def read_mail_server(url: str) -> MailServer:
    """Return the server of smtp://user:password@host:port?starttls=… or smtps://…; raise `ValueError` in words."""
    try:
        address = urlsplit(url)
        known = address.scheme in PORTS and address.hostname and address.path in ("", "/") and address.port != 0
    except ValueError:  # its words may quote a piece of the password
        known = False
    if not known:
        raise ValueError("write smtp://user:password@host:port (smtps:// if it wants that), with %40 for @ and so on")
    options = parse_qs(address.query, keep_blank_values=True)
    wanted = options.pop("starttls", [""])[-1]
    if options or wanted not in ("", "yes", "no") or (wanted and address.scheme == "smtps"):
        raise ValueError("the only option is ?starttls=yes or ?starttls=no, and only after smtp://")
    encryption = {"yes": Encryption.REQUIRED, "no": Encryption.NEVER, "": Encryption.WHEN_OFFERED}[wanted]
    if address.scheme == "smtps":
        encryption = Encryption.FROM_THE_START
    host = str(address.hostname)
    user, password = unquote(address.username or ""), unquote(address.password or "")
    if bool(user) != bool(password):
        raise ValueError("give the user and the password, or neither")
    if user and host not in HERE:
        if encryption is Encryption.NEVER:
            raise ValueError("a password is not sent unencrypted: leave out ?starttls=no")
        encryption = Encryption.REQUIRED if encryption is Encryption.WHEN_OFFERED else encryption
    return MailServer(host, address.port or PORTS[address.scheme], encryption, user, password)


def deliver(server: MailServer, message: EmailMessage, *, sender: str, to: str, envelope_id: str) -> None:
    """Hand a mail over; raise `MailRefused` if this one will never be taken, another error if it may be later.

    `envelope_id` comes back in notices about this mail from servers that know RFC 3461.
    """
    with _connected(server) as session:
        notify = session.has_extn("dsn")
        of_mail = ["RET=HDRS", f"ENVID={envelope_id}"] if notify else []
        try:
            session.send_message(
                message, sender, [to], mail_options=of_mail, rcpt_options=["NOTIFY=FAILURE"] if notify else []
            )
        except smtplib.SMTPRecipientsRefused as refused:
            _refuse_for_good(*next(iter(refused.recipients.values())), refused)
        except smtplib.SMTPDataError as refused:
            _refuse_for_good(refused.smtp_code, refused.smtp_error, refused)


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.encryption is Encryption.FROM_THE_START:
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    with session:
        session.ehlo_or_helo_if_needed()
        offered = server.encryption is Encryption.WHEN_OFFERED and session.has_extn("starttls")
        if server.encryption is Encryption.REQUIRED or offered:
            session.starttls(context=context)
            session.ehlo()
        if server.user:
            session.login(server.user, server.password)
        yield session


def _refuse_for_good(code: int, words: bytes | str, error: Exception) -> None:
    """Raise `MailRefused` for a reply of 5xx, else the error as it came: then it is tried again."""
    if code < 500:
        raise error
    said = words.encode() if isinstance(words, str) else words
    found = _ENHANCED.match(said[:20])
    raise MailRefused(found[1].decode() if found else str(code)) from error
