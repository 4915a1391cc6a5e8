"""Question pages are drawn from pieces that many share: nobody sees a difference, and no words stay in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel, force_locale, format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Template
from sqlalchemy.orm import Session

from consult.collection.web.asking import Question, held_fields, question_page
from consult.instrument.rules import Value, compile_instrument, to_document
from consult.shared.drawing import Cached
from tests.builders_collection import Member, link, open_world
from tests.every_type import every_type
from tests.unit.instrument.answering import documents

STRUCTURE, WORDINGS = every_type()
ANEW = "{% from 'components/question.html' import part %}{{ part(question, given, faults) }}"
ONCE = (
    "{% from 'components/question.html' import part %}"
    "{% cached question.drawn_for(given, faults), question %}{{ part(question, given, faults) }}{% endcached %}"
)
SECRETS = re.compile(r'name="(?:csrf_token|key|revision)" value="[^"]*"')


@pytest.fixture
def pieces(app: Flask) -> Iterator[dict[object, str]]:
    """What the application has drawn so far; nothing, to begin with."""
    extension = app.jinja_env.extensions[Cached.identifier]
    assert isinstance(extension, Cached)
    extension.drawn.clear()
    yield extension.drawn
    extension.drawn.clear()


@cache
def bare() -> Flask:
    """Our templates without the rest of the program."""
    app = Flask("bare", template_folder=str(Path(__file__).resolve().parents[3] / "templates"))
    Babel(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension(Cached)
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # - what the extension adds
    app.jinja_env.filters.update(number=format_decimal)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    return app


@settings(max_examples=25, deadline=None)
@given(
    answers=documents(STRUCTURE),
    words=st.dictionaries(
        st.sampled_from([key for key, part in STRUCTURE.parts.items() if part.is_text]), st.text(min_size=1, max_size=9)
    ),
    faulty=st.sets(st.sampled_from(sorted(STRUCTURE.parts)), max_size=2),
    tag=st.sampled_from(["en", "ar"]),
)
def test_a_part_drawn_once_is_what_its_template_draws(
    answers: Mapping[str, Value], words: Mapping[str, str], faulty: set[str], tag: str
) -> None:
    instrument = compile_instrument(to_document(STRUCTURE, WORDINGS), tag)
    faults = {key: ["This cannot be."] for key in faulty}
    anew, once = bare().jinja_env.from_string(ANEW), bare().jinja_env.from_string(ONCE)
    with bare().test_request_context(), force_locale(tag):
        for page in STRUCTURE.pages():
            shown = held_fields([STRUCTURE.parts[key] for key in page.parts], answers, words)
            for question in question_page(instrument, page, answers, "7", shown).questions:
                whole = drawn(anew, question, shown, faults)
                assert [drawn(once, question, shown, faults) for _time in range(2)] == [whole, whole]


def drawn(template: Template, question: Question, given: object, faults: object) -> str:
    return template.render(question=question, given=given, faults=faults)


def test_a_page_is_the_same_whoever_saw_it_first(
    session: Session, app: Flask, client: FlaskClient, pieces: dict[object, str]
) -> None:
    made = open_world(session)
    first, second = Member(client), Member(app.test_client())
    first.enter(link(session, made, "a1"))
    second.enter(link(session, made, "a2"), unit="individual", language="ar")
    first.answer("F2", F2__stay="conditional")
    for member in (first, second):
        for page in ("/answer", "/answer/Z2", "/answer/F2", "/answer/B2", "/answer/review"):
            pieces.clear()
            anew = SECRETS.sub("", member.go(page).page)
            first.go(page), second.go(page)
            assert SECRETS.sub("", member.go(page).page) == anew
            assert pieces


def test_no_words_stay_in_what_is_drawn_once(session: Session, client: FlaskClient, pieces: dict[object, str]) -> None:
    made = open_world(session)
    member = Member(client)
    member.enter(link(session, made))
    member.answer("B2", B2="Amal fears for her staff")
    assert "Amal fears" in member.go("/answer/B2").page
    assert "Amal fears" in member.go("/answer/review").page
    assert not any("Amal" in f"{key}{piece}" for key, piece in pieces.items())
    assert not any(member.hidden["csrf_token"] in piece for piece in pieces.values())
