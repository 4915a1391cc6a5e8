"""Taguette, to be measured beside ours: started from an environment of its own, spoken to over HTTP."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from ground import free_port

BOUNDARY = "consult-benchmark"


@dataclass(slots=True)
class Taguette:
    """A running Taguette with one project."""

    address: str
    database: Path
    opener: urllib.request.OpenerDirector
    cookies: CookieJar
    project: str = "1"
    document: int = 0
    tag: int = 1

    @property
    def token(self) -> str:
        """What its forms are protected with."""
        return next(one.value or "" for one in self.cookies if one.name == "_xsrf")

    def send(self, path: str, body: bytes, kind: str) -> bytes:
        """Send a body and return the answer's."""
        request = urllib.request.Request(
            self.address + path, body, {"Content-Type": kind, "X-XSRFToken": self.token}, method="POST"
        )
        with self.opener.open(request, timeout=60) as answer:
            return bytes(answer.read())

    def begin(self, token: str) -> None:
        """Enter, and make a project."""
        self.opener.open(f"{self.address}/?{token}", timeout=60).read()
        self.opener.open(f"{self.address}/project/new", timeout=60).read()
        fields = {"name": "measured", "description": "", "_xsrf": self.token}
        request = urllib.request.Request(f"{self.address}/project/new", urlencode(fields).encode())
        with self.opener.open(request, timeout=60) as answer:
            found = re.search(r"/project/(\d+)", answer.geturl())
        assert found
        self.project = found[1]

    def fill(self, page: str, spans: int) -> None:
        """Give it a document with so many highlights, which are put into its database."""
        fields = {"name": "said", "description": "", "text_direction": "LEFT_TO_RIGHT"}
        lines = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}' for k, v in fields.items()]
        lines.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="said.html"\r\n'
            f"Content-Type: text/html\r\n\r\n{page}\r\n--{BOUNDARY}--\r\n"
        )
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        answer = self.send(f"/api/project/{self.project}/document/new", "\r\n".join(lines).encode(), kind)
        self.document = json.loads(answer)["created"]
        draw, room = random.Random(spans), len(page.encode()) // 2
        with sqlite3.connect(self.database) as wire:
            for number in range(1, spans + 1):
                start = draw.randrange(room)
                row = (number, self.document, start, start + 60, "words")
                wire.execute(
                    "INSERT INTO highlights (id, document_id, start_offset, end_offset, snippet) VALUES (?,?,?,?,?)",
                    row,
                )
                wire.execute("INSERT INTO highlight_tags (highlight_id, tag_id) VALUES (?,?)", (number, self.tag))

    def highlight(self, start: int, end: int) -> float:
        """Add a highlight with one tag; return the milliseconds until its answer."""
        body = json.dumps({"start_offset": start, "end_offset": end, "tags": [self.tag]}).encode()
        began = time.perf_counter()
        self.send(f"/api/project/{self.project}/document/{self.document}/highlight/new", body, "application/json")
        return (time.perf_counter() - began) * 1000


@contextmanager
def tagging(program: Path, folder: Path) -> Iterator[Taguette]:
    """A Taguette for one person, as long as the block lasts."""
    port, database = free_port(), folder / "taguette.sqlite3"
    process = subprocess.Popen(
        [program, "--no-browser", "--bind", "127.0.0.1", "--port", str(port), "--database", str(database)],
        stdout=subprocess.PIPE, stderr=(folder / "log").open("w"), text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        token = next(found[1] for told in process.stdout if (found := re.search(r"\?(token=\w+)", told)))
        cookies = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
        peer = Taguette(f"http://localhost:{port}", database, opener, cookies)
        peer.begin(token)
        yield peer
    finally:
        process.kill()
        process.wait()
