"""A strand open for answers, members with links, and a browser that goes through the pages like a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consult.collection.operations import Begun, begin, invite, keep, submit
from consult.collection.operations.position import sign_off
from consult.collection.queries import answer_view, open_invitation
from consult.collection.rules import Unit
from consult.collection.rules.position import AGREED_PART, Signature
from consult.instrument.queries import newest_version
from consult.shared.identifiers import random_id
from consult.shared.time import now, today
from tests.builders import World, world

LANGUAGES = ["en", "fr", "es", "pt", "ru", "ar"]
TEXTS = {tag: f"Text {tag}" for tag in LANGUAGES}


def open_world(session: Session, **changed: Any) -> World:
    """A world whose collection is open today, in six languages."""
    texts = {
        "title": {"en": "The future of two campaigns", "ar": "مستقبل حملتين", "fr": "L’avenir de deux campagnes"},
        "question": {"en": "What should become of us?", "ar": "ما الذي ينبغي أن نصير إليه؟", "fr": "Que devenir ?"},
        "already_discussed": {
            "en": "The boards spoke about sharing staff.",
            "ar": "تحدث المجلسان",
            "fr": "Le personnel.",
        },
        "still_open": {"en": "Everything else.", "ar": "كل ما عدا ذلك", "fr": "Tout le reste."},
    }
    return world(
        session,
        **{
            **{name: {**dict.fromkeys(LANGUAGES, words["en"]), **words} for name, words in texts.items()},
            "languages": LANGUAGES,
            "opens_on": today() - timedelta(days=3),
            "closes_on": today() + timedelta(days=30),
            "withdraw_until": today() + timedelta(days=45),
            **changed,
        },
    )


def link(session: Session, made: World, organisation: str = "a1", *, mark: str = "A", language: str = "en") -> str:
    """A token for one organisation."""
    return invite(
        session,
        strand_id=made.strands[mark],
        organisation_id=made.organisations[organisation],
        contact_id=None,
        language=language,
        expires_at=now() + timedelta(days=30),
    )


def begun(
    session: Session,
    made: World,
    organisation: str = "a1",
    *,
    unit: Unit = Unit.ORGANISATION,
    short: bool = False,
    mark: str = "A",
) -> Begun:
    """An answer just begun."""
    invitation = open_invitation(session, link(session, made, organisation, mark=mark), now())
    assert invitation is not None
    return begin(session, invitation.id, unit=unit, short=short, language="en", day=today(), order_seed=7)


AGREED = {"Z2.take_part": True, "Z2.region": "yes"}


def kept(
    session: Session,
    answer_id: str,
    entries: Mapping[str, Any] | None = None,
    words: Mapping[str, str | None] | None = None,
    **changed: Any,
) -> Any:
    """Keep entries and words as the newest reader would."""
    found = answer_view(session, answer_id)
    assert found is not None
    version = newest_version(session, found.strand_id)
    assert version is not None
    values = {
        "language": "en",
        "key": random_id(),
        "revision": found.revision,
        "moment": now(),
        "version_id": version.id,
        **changed,
    }
    return keep(session, answer_id, entries=entries or {}, words=words or {}, **values)


def submitted(
    session: Session,
    made: World,
    organisation: str = "a1",
    entries: Mapping[str, Any] | None = None,
    words: Mapping[str, str | None] | None = None,
    **how: Any,
) -> str:
    """A submitted answer's id."""
    answer_id = begun(session, made, organisation, **how).answer_id
    kept(session, answer_id, {**AGREED, **(entries or {})}, words)
    signed(session, answer_id)
    submit(session, answer_id, day=today(), moment=now())
    return answer_id


def signed(session: Session, answer_id: str, agreed_by: str = "") -> None:
    """Sign an answer, if it is an organisation's, as it says itself that it was agreed."""
    found = answer_view(session, answer_id)
    assert found is not None
    if found.unit is Unit.ORGANISATION:
        how = agreed_by or str(found.document.get(AGREED_PART, "board"))
        signature = Signature("Director", how, today())
        sign_off(session, answer_id, signature, seen=found.revision, language="en", moment=now())


def signed_today(**changed: str) -> dict[str, str]:
    """What whoever signs types: an office, how it was agreed, and today."""
    day = today()
    signature = {"office": "Director", "agreed_by": "board"}
    return {**signature, "day": str(day.day), "month": str(day.month), "year": str(day.year), **changed}


_FIELD = re.compile(r"<(input|textarea|select)\b[^>]*>", re.S)


@dataclass
class Member:
    """Somebody at a browser without scripts. `page` is what they look at, `url` where they are."""

    client: FlaskClient
    page: str = ""
    url: str = ""
    status: int = 0
    hidden: dict[str, str] = field(default_factory=dict)

    def see(self, response: TestResponse) -> Member:
        while response.status_code in (301, 302, 303):
            self.url = response.headers["Location"].partition("#")[0]
            response = self.client.get(self.url)
        self.status = response.status_code
        self.page = response.get_data(as_text=True)
        self.hidden = {
            name: unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.page)
        }
        return self

    def go(self, url: str) -> Member:
        self.url = url
        return self.see(self.client.get(url))

    def post(self, url: str, **fields: Any) -> Member:
        self.url = url
        return self.see(self.client.post(url, data=fields))

    def enter(self, token: str, unit: str = "organisation", form: str = "full", language: str = "en") -> Member:
        return self.post(f"/i/{token}", go="begin", unit=unit, form=form, language=language)

    def send(self, go: str = "next", *, warned: bool = True, **fields: Any) -> Member:
        """Press a button of the page they are looking at; `fields` use __ for ':' and _dot_ for '.'.

        Unless told otherwise, they were asked before whether to leave something empty.
        """
        named = {name.replace("__", ":").replace("_dot_", "."): value for name, value in fields.items()}
        again = {"warned": "1"} if warned else {}
        return self.post(self.url.partition("?")[0], **{**self.hidden, **again, **named, "go": go})

    def answer(self, code: str, go: str = "next", **fields: Any) -> Member:
        """Open a page, type, press."""
        self.go(f"/answer/{code}")
        return self.send(go, **fields)

    def submit(self, **changed: str) -> Member:
        """Read everything once more, sign if it is for an organisation, and submit."""
        self.go("/answer/review")
        given = signed_today(**changed) if 'name="office"' in self.page else {}
        return self.post("/answer/review", **{**self.hidden, **given})

    @property
    def text(self) -> str:
        """What stands on the page, without mark-up."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.page)))

    @property
    def title(self) -> str:
        found = re.search(r'<h1 id="title">(.*?)</h1>', self.page, re.S)
        return (
            re.sub(r"\s+", " ", unescape(re.sub(r"<small.*?</small>|<[^>]+>", "", found.group(1)))).strip()
            if found
            else ""
        )


def agreed(member: Member) -> Member:
    """Give consent, and the region with it."""
    return member.answer("Z2", Z2_dot_take_part="yes", Z2_dot_region="yes")
