"""A member's browser, made of a socket: it follows redirects, keeps cookies, and sends forms as they were drawn."""

from __future__ import annotations

import gzip
import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from ground import LANGUAGES, MULTIPLE, PAGES, SAID, SCALE, TEXTS

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.I)
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)
PACKED = re.compile(rb"\r\ncontent-encoding: gzip", re.I)
PLACE = re.compile(rb"\r\nlocation: ([^\r]+)", re.I)
FORM = "application/x-www-form-urlencoded"
Fields = list[tuple[str, str]]


class Lost(Exception):
    """No whole answer came: nobody knows whether the request was carried out."""


@dataclass(slots=True)
class Seen:
    """One answer: status, where it leads, and the page."""

    status: int
    place: str
    page: str

    @property
    def hidden(self) -> Fields:
        """The hidden fields of the page."""
        return HIDDEN.findall(self.page)


@dataclass(slots=True)
class Browser:
    """One browser on one connection; `sent` counts requests, `took` is what every page POST took, in seconds."""

    port: int
    cookies: dict[bytes, bytes] = field(default_factory=dict)
    sent: int = 0
    bytes: int = 0
    took: list[float] = field(default_factory=list)
    wire: socket.socket | None = None

    def ask(self, method: str, path: str, fields: Fields | None = None) -> Seen:
        """Send one request and return its answer; raise `Lost` where none came."""
        body = urlencode(fields).encode() if fields is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: en", "Accept-Encoding: gzip"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k.decode()}={v.decode()}" for k, v in self.cookies.items()))
        if fields is not None:
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
        try:
            return self._exchange("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        except OSError as error:
            self.close()
            raise Lost from error

    def _exchange(self, request: bytes) -> Seen:
        if self.wire is None:
            self.wire = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire.sendall(request)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, body = got[: end + 2], got[end + 4 :]
        length = LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += self._more()
        self.sent += 1
        self.bytes += len(got)
        for name, value in COOKIE.findall(head):
            self.cookies[name] = value
        if b"\r\nconnection: close" in head.lower():
            self.close()
        place = PLACE.search(head)
        if PACKED.search(head):
            body = gzip.decompress(body)
        return Seen(int(head[9:12]), place[1].decode() if place else "", body.decode())

    def _more(self) -> bytes:
        assert self.wire is not None
        got = self.wire.recv(1 << 16)
        if not got:
            raise ConnectionResetError
        return got

    def close(self) -> None:
        """Hang up."""
        if self.wire is not None:
            self.wire.close()
        self.wire = None

    def get(self, path: str) -> Seen:
        """Open a page, following where it leads."""
        seen = self.ask("GET", path)
        while seen.status in (302, 303):
            seen = self.ask("GET", seen.place)
        assert seen.status == 200, (seen.status, path, seen.page[-2000:])
        return seen

    def post(self, path: str, fields: Fields) -> str:
        """Send a form and return the address it leads to."""
        began = time.perf_counter()
        seen = self.ask("POST", path, fields)
        self.took.append(time.perf_counter() - began)
        assert seen.status == 303, (seen.status, path, seen.page[-2000:])
        return seen.place


def typed(page: int, language: str, mark: str = "") -> Fields:
    """Return what somebody answers on one of the three pages."""
    fields: Fields = []
    for at, code in enumerate(PAGES[page]):
        if code == "Z2":
            fields.append(("Z2.take_part", "1"))
        elif code == MULTIPLE:
            fields += [(code, "a"), (code, "c")]
        elif code in TEXTS:
            fields.append((code, mark + SAID[language] * 3))
        else:
            fields.append((code, SCALE[(at * 7 + page) % 5]))
    return fields


def respond(browser: Browser, token: str, language: str, mark: str = "") -> None:
    """Give one complete answer, from the link to the receipt, seeing every page a browser shows on the way."""
    browser.cookies.clear()
    browser.get(f"/i/{token}?lang={language}")
    entered = [("go", "begin"), ("unit", "individual"), ("form", "full"), ("language", language)]
    browser.get(browser.post(f"/i/{token}", entered))
    path = "/answer/" + PAGES[0][0]
    for page in range(len(PAGES)):
        seen = browser.get(path)
        path = browser.post(path, [*seen.hidden, *typed(page, language, mark), ("go", "next")])
    seen = browser.get(path)
    browser.get(browser.post(path, seen.hidden))


__all__ = ["LANGUAGES", "Browser", "Fields", "Lost", "Seen", "respond", "typed"]
