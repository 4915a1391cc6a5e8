"""Pages travel packed to whoever takes it, and plain to whoever does not."""

from __future__ import annotations

import gzip

from tests.conftest import Browser


def test_a_page_is_packed_for_whoever_takes_it(client: Browser) -> None:
    plain = client.get("/sign-in")
    packed = client.get("/sign-in", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"<html" in gzip.decompress(packed.data)
    assert len(packed.data) < len(plain.data) / 2


def test_style_sheets_are_packed_and_kept(client: Browser) -> None:
    packed = client.get("/static/css/member.css?v=1", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "max-age=31536000" in packed.headers["Cache-Control"]
    assert len(packed.data) < 4000


def test_whoever_refuses_gzip_gets_it_plain(client: Browser) -> None:
    assert "Content-Encoding" not in client.get("/sign-in", headers={"Accept-Encoding": "gzip;q=0"}).headers
