"""A mail server on this machine that takes mails, or refuses them, as a test tells it to."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class Taken:
    """One mail as the server got it."""

    sender: str
    to: list[str]
    options: str
    raw: bytes
    encrypted: bool
    user: str

    @property
    def message(self) -> Any:  # Any: an EmailMessage, which the parser's type does not say
        return message_from_bytes(self.raw, policy=default)

    def part(self, kind: str) -> str:
        found: Message = self.message.get_body((kind,))
        return str(found.get_content())  # type: ignore[attr-defined] - an EmailMessage


@dataclass
class MailHouse:
    """What was taken, and what the server answers to RCPT and DATA."""

    taken: list[Taken] = field(default_factory=list)
    to_recipient: str = "250 2.1.5 fine"
    to_mail: str = "250 2.0.0 taken"
    offers: list[str] = field(default_factory=lambda: ["DSN"])
    context: ssl.SSLContext | None = None
    from_the_start: bool = False
    port: int = 0

    def url(self, scheme: str = "smtp", user: str = "", query: str = "") -> str:
        return f"{scheme}://{user}localhost:{self.port}{query}"


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    house: MailHouse

    def handle(self) -> None:
        self.encrypted, self.user = self.house.from_the_start, ""
        if self.encrypted:
            self._encrypt()
        self._begin()
        self.say("220 localhost")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if word.upper() == "QUIT":
                self.say("221 bye")
                return
            getattr(self, f"on_{word.lower()}", self.on_other)(rest)

    def finish(self) -> None:
        """Close what encryption put in the place of the plain connection as well."""
        super().finish()
        self.connection.close()

    def _begin(self) -> None:
        self.sender, self.options, self.to = "", "", list[str]()

    def _encrypt(self) -> None:
        assert self.house.context is not None
        self.connection = self.house.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.encrypted = True

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def on_ehlo(self, _rest: str) -> None:
        lines = ["localhost", *self.house.offers, "AUTH PLAIN"]
        for line in lines[:-1]:
            self.say(f"250-{line}")
        self.say(f"250 {lines[-1]}")

    def on_starttls(self, _rest: str) -> None:
        self.say("220 go on")
        self._encrypt()

    def on_auth(self, rest: str) -> None:
        self.user = rest
        self.say("235 known")

    def on_mail(self, rest: str) -> None:
        self.sender, _, self.options = rest.partition(" ")
        self.say("250 fine")

    def on_rcpt(self, rest: str) -> None:
        self.to.append(rest)
        self.say(self.house.to_recipient)

    def on_data(self, _rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.say(self.house.to_mail)
        if self.house.to_mail.startswith("2"):
            self.house.taken.append(
                Taken(self.sender, self.to, self.options, b"".join(lines), self.encrypted, self.user)
            )

    def on_rset(self, _rest: str) -> None:
        self._begin()
        self.say("250 fine")

    def on_other(self, _rest: str) -> None:
        self.say("502 not here")


class Server(socketserver.ThreadingTCPServer):
    """Many conversations at once, none of which outlives the test."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hung up, hung up."""


@contextmanager
def mail_house(**how: Any) -> Iterator[MailHouse]:
    """A server that answers until the block ends."""
    house = MailHouse(**how)
    talk = type("ThisTalk", (Talk,), {"house": house})
    with Server(("127.0.0.1", 0), talk) as server:
        house.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield house
        finally:
            server.shutdown()
            thread.join()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate for localhost, and the file a client trusts it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, key_file = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key_file)
    return context, pem
