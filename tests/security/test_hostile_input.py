"""Whatever anybody sends to a page that needs no account: a clear answer, never a fault, on both databases."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session, scoped_session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consult.access.web.tries import Tries
from consult.collection.queries import answer_view
from consult.shared import refusing
from consult.shared.database import db, writing
from consult.shared.identifiers import ID_LENGTH
from consult.shared.time import now, today
from tests.builders import world
from tests.builders_ballot import Voting, running
from tests.builders_collection import Member, link, open_world
from tests.builders_interview import interviewed
from tests.builders_meeting import Room
from tests.builders_returning import returned_to
from tests.builders_room import answering_room
from tests.conftest import Browser, examples
from tests.web.access.conftest import may_write, open_browser
from tests.web.decision.ballot_fixtures import Linked, made, member

__all__ = ["made", "may_write", "member", "open_browser"]

URLENCODED = "application/x-www-form-urlencoded"
PLAIN_ARGUMENTS = {"code": "B2", "token": "nothing"}
GENERIC = {
    **dict.fromkeys(("text", "name", "office", "title", "comment", "label", "note", "reason", "code", "B2"), "words"),
    "go": "save",
    "lang": "fr",
    "language": "en",
    "next": "/",
    "key": "k" * 22,
    "revision": "0",
    "version": "v",
    "unit": "individual",
    "form": "full",
    "may": "comment",
    "agreed_by": "board",
    "choice": "yes",
    "sure": "yes",
    "target": "sentence:common",
    "stance": "objects",
    "attribution": "group",
    "answer": "1",
    "poll": "p",
    "parent": "",
    "element": "",
    "kind": "question",
    "coalition": "c",
    "again": "/answer/B2",
    "keep:B2": "both",
}
HOSTILE = {
    "nul": "a\x00b",
    "only nul": "\x00",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85\x9b",
    "combining marks": "a" + "\u0301" * 50_000,
    "bidi controls": "\u202e\u2066\u202aright\u202c\u2069 \u200f\u061c",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "beyond the plane": "\U0001f54a\U0010ffff\ufffe\uffff",
    "long": "x" * 300_000,
    "lines": "\r\n" * 5_000,
    "template": "{{ 7 * 7 }}{% raw %}<script>alert(1)</script>%(a)s${b}",
    "statement": "'; DROP TABLE answer; --\\",
    "number": "9" * 5_000,
    "negative": "-1",
    "float": "1e400",
    "path": "../../etc/passwd",
    "empty": "",
}
NAMES = [
    "",
    "\x00",
    "a" * 100_000,
    "B2:" + "\u0301" * 1000,
    "F2:" * 3000,
    "__proto__",
    "keep:",
    "go",
    "csrf_token\x00",
    "أ",
]


def member_rules(app: Flask, *prefixes: str) -> Iterator[Rule]:
    """Every address that takes a post without an account."""
    for rule in app.url_map.iter_rules():
        policy = getattr(app.view_functions[rule.endpoint], "policy", None)
        open_to_all = policy is not None and policy.kind in ("invited", "everyone")
        if open_to_all and "POST" in (rule.methods or ()) and rule.endpoint.startswith(prefixes):
            yield rule


def addresses(app: Flask, *prefixes: str) -> list[str]:
    with app.test_request_context():
        return [
            app.url_for(rule.endpoint, **{a: PLAIN_ARGUMENTS.get(a, "nothing") for a in rule.arguments})
            for rule in member_rules(app, *prefixes)
            if not rule.endpoint.endswith(("leave", "take_back", "withdraw"))
        ]


Attack = Callable[..., None]
Send = Callable[..., TestResponse]


def undone(client: Browser) -> Send:
    """Post, and take back whatever the view did, so that the next post finds the same."""

    def send(url: str, **how: Any) -> TestResponse:
        cookies = dict(client._cookies or {})
        client.application.extensions["consult.tries"] = Tries()
        client.application.extensions["consult.code_tries"] = Tries()
        connection: Any = db.engines[None]
        savepoint = connection.begin_nested()
        try:
            answer = client.post(url, **how)
            assert answer.status_code < 500, (url, answer.status)
            assert answer.get_data() is not None
            return answer
        finally:
            if savepoint.is_active:
                savepoint.rollback()
            client._cookies = cookies

    return send


@pytest.fixture
def attack(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Attack:
    """Send everything to every address; what only one of the databases would refuse must not get so far."""
    show, refused = refusing.show, []

    def note(code: int, error: Exception, *more: Any, **values: Any) -> Any:
        refused.extend([error] * isinstance(error, DataError))
        return show(code, error, *more, **values)

    def run(client: Browser, *prefixes: str) -> None:
        all_at_once(app, client, *prefixes)
        assert refused == []

    monkeypatch.setattr(refusing, "show", note)
    return run


def all_at_once(app: Flask, client: Browser, *prefixes: str) -> None:
    send, texts = undone(client), ("text", "B2", "code", "name", "office", "reason", "comment")
    for url in addresses(app, *prefixes):
        for body, kind in bodies():
            send(url, data=body, content_type=kind)
        for name in NAMES:
            send(url, data=urlencode({**GENERIC, name: "words"}), content_type=URLENCODED)
        for words in HOSTILE.values():
            send(url, data={**GENERIC, **dict.fromkeys(texts, words)})
        for words in ("\x00" * ID_LENGTH, "\u0301" * 200, "9" * 5_000):
            send(url, data=dict.fromkeys(GENERIC, words))


def bodies() -> Iterator[tuple[bytes, str]]:
    """Bodies that are not what they say they are."""
    whole = multipart(GENERIC)
    yield whole[: len(whole) // 2], "multipart/form-data; boundary=b"
    yield whole[:-3], "multipart/form-data; boundary=b"
    yield whole, "multipart/form-data"
    yield whole, "multipart/form-data; boundary=" + "b" * 500
    yield whole, "multipart/form-data; boundary=ب"
    yield whole.replace(b"words", b"\xff\xfe\xed\xa0\x80\x00"), "multipart/form-data; boundary=b"
    yield multipart(GENERIC, files=3), "multipart/form-data; boundary=b"
    yield urlencode(GENERIC).encode(), "text/plain"
    yield urlencode(GENERIC).encode(), "application/octet-stream"
    yield urlencode(GENERIC).encode(), URLENCODED + "; charset=utf-7"
    yield json.dumps({"B2": "\ud800\x00"}).encode(), "application/json"
    yield b"\xff\xfe\x00" * 1000, URLENCODED
    yield b"%ED%A0%80=%ED%A0%80&text=%00%ED%BF%BF&B2=%ED%A0%BD&go=%FF&code=%ED%A0%80", URLENCODED
    yield b"%&%z=%1&&&==&=%00", URLENCODED
    yield b"&".join(b"field%d=1" % n for n in range(5_000)), URLENCODED
    yield b"&" * 100_000, URLENCODED
    yield multipart({f"field{n}": "1" for n in range(3_000)}), "multipart/form-data; boundary=b"
    yield b"", URLENCODED


def multipart(fields: dict[str, str], files: int = 0) -> bytes:
    parts = [f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    parts += [
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="../{n}\x01.pdf"\r\n\r\n%PDF\x00\r\n'
        for n in range(files)
    ]
    return ("".join(parts) + "--b--\r\n").encode()


@pytest.fixture
def answering(session: scoped_session[Session], client: Browser) -> Member:
    """Somebody with an open answer."""
    made = open_world(session())
    session.commit()
    return Member(client).enter(link(session(), made))


@pytest.fixture
def seated(app: Flask, session: scoped_session[Session], client: Browser) -> Room:
    """A delegation in the room."""
    app.extensions["consult.code_tries"] = Tries()
    made = answering_room(session())
    session.commit()
    assert client.post("/room", data={"code": made.codes["a1"]}).status_code == 303
    return made


def test_pages_of_an_answer(attack: Attack, client: Browser, answering: Member) -> None:
    attack(client, "collection.", "access.")


@pytest.mark.whole
def test_pages_of_an_answer_without_one(attack: Attack, client: Browser) -> None:
    attack(client, "collection.")


def test_pages_of_the_room(attack: Attack, client: Browser, seated: Room) -> None:
    attack(client, "meeting.")


def test_pages_of_the_decision(
    attack: Attack, app: Flask, session: scoped_session[Session], made: Voting, member: Callable[..., Linked]
) -> None:
    running(session(), made, today())
    session.commit()
    client = Browser(app, app.response_class, use_cookies=True)
    client._cookies = member().client._cookies
    attack(client, "decision.")


def test_pages_of_a_transcript_returned(attack: Attack, client: Browser, session: scoped_session[Session]) -> None:
    hand = returned_to(session(), interviewed(session(), world(session())), "نور", now())
    session.commit()
    assert client.post(f"/t/{hand.token}").status_code == 303
    attack(client, "interview.")


@pytest.mark.parametrize("code", ["%00", "%ED%A0%80", "a" * 3000, "%F0%9F%95%8A", "%E2%80%AE", "..%2f", "%27--"])
@pytest.mark.parametrize("place", ["/answer/{}", "/i/{}", "/d/{}", "/c/{}", "/t/{}", "/room/answers/{}/withdraw"])
def test_addresses(client: Browser, answering: Member, place: str, code: str) -> None:
    for method in ("GET", "POST"):
        answer = client.open(place.format(code), method=method)
        assert answer.status_code in (200, 302, 303, 308, 400, 403, 404, 405, 422), answer.status


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("size", [2 * 1024 * 1024, 10 * 1024 * 1024, 13 * 1024 * 1024])
def test_more_than_a_page_can_hold_is_told_so(client: Browser, answering: Member, kind: str, size: int) -> None:
    body = multipart({"B2": "x" * size}) if kind != URLENCODED else b"B2=" + b"x" * size
    answer = client.post("/answer/B2", input_stream=io.BytesIO(body), content_type=kind, content_length=len(body))
    assert answer.status_code == 413
    assert "larger than we can take" in answer.text


@pytest.mark.parametrize("words", list(HOSTILE))
def test_what_is_kept_can_be_read_again_and_is_clean(
    session: scoped_session[Session], client: Browser, answering: Member, words: str
) -> None:
    answering.go("/answer/B2")
    answering.post("/answer/B2", **{**answering.hidden, "B2": "before " + HOSTILE[words] + " after", "go": "save"})
    if answering.status == 422:  # too long: shown again
        assert HOSTILE[words][:1000].replace("\r\n", "\n") in answering.page.replace("\r\n", "\n")
        return
    with client.session_transaction() as held:
        found = answer_view(session(), held["answer"])
    assert found is not None
    kept = found.words["B2"]
    assert kept.startswith("before")
    assert kept.endswith("after")
    assert not any(ord(c) < 32 and c not in "\t\n" for c in kept)
    assert kept.encode()
    assert client.get("/answer/review").status_code == 200


def test_every_address_that_takes_posts_without_an_account_is_attacked(app: Flask) -> None:
    known = ("collection.", "meeting.", "decision.", "interview.", "access.choose_language", "demo.")
    assert [rule.endpoint for rule in member_rules(app, "") if not rule.endpoint.startswith(known)] == []


NAME = st.one_of(st.sampled_from(sorted(GENERIC)), st.text(max_size=20))
VALUE = st.one_of(
    st.text(alphabet=st.characters(), max_size=60), st.sampled_from(sorted(HOSTILE.values(), key=len)[:9])
)
PATHS = ("B2", "A2", "E1", "F2", "F3", "F6", "J2", "Z2", "C1.importance")


@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_form_at_all(client: Browser, answering: Member, data: st.DataObject) -> None:
    writing.set(True)
    page = data.draw(st.sampled_from(PATHS))
    fields = data.draw(st.lists(st.tuples(NAME, VALUE), max_size=12))
    parts = [page, f"{page}:continue", f"{page}:reflects_members", f"{page}.text", f"{page}.since", f"{page}.role"]
    fields += data.draw(st.lists(st.tuples(st.sampled_from(parts), VALUE), max_size=6))
    body = "&".join(f"{quote(n, errors='replace')}={quote(v, errors='replace')}" for n, v in fields)
    answer = client.post(f"/answer/{page}", data=body, content_type=URLENCODED)
    assert answer.status_code in (303, 422), answer.status
    assert client.get(f"/answer/{page}").status_code in (200, 303)
