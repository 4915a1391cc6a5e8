"""Every sentence of the demonstration's edition states figures of it alone, in every language of the interface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consult.briefing.presentation.exporting import spoken
from consult.briefing.presentation.headlines import left_out
from consult.briefing.presentation.joint import Joint, joint
from consult.briefing.presentation.lint import CHARTED, Lint, message_texts
from consult.briefing.presentation.pair import Pair, pair_of
from consult.briefing.queries import newest_edition
from consult.demo.operations import DemoLoaded
from consult.findings.rules.stated import numbers_in
from consult.shared.database import db
from consult.shared.wording import SHIPPED

Loaded = tuple[Flask, DemoLoaded]


@pytest.fixture
def session(loaded: Loaded) -> Iterator[Session]:
    with loaded[0].test_request_context():
        yield db.session()


def sentences(made: Joint) -> Iterator[str]:
    yield from (made.title, made.answered, made.worst_case, made.split, *made.unsaid)
    yield from (text for message in made.messages for text in message_texts(message))
    yield from (line.text for line in (*made.near_misses, *made.unit_sentences))
    if made.voices:
        yield made.voices.wrote
        yield from (line.text for line in (*made.voices.unasked, *made.voices.contrasts))
    for figure in made.figures.values():
        yield from (figure.drawing.title, figure.drawing.base_line, figure.drawing.source)


def pair(session: Session, loaded: Loaded, tag: str) -> Pair:
    edition = newest_edition(session, loaded[1].released_consultation_id)
    assert edition is not None
    return pair_of(session, edition, tag)


@pytest.mark.parametrize("tag", SHIPPED)
def test_no_sentence_states_another_number(session: Session, loaded: Loaded, tag: str) -> None:
    with spoken(tag):
        both = pair(session, loaded, tag)
        made, lint = joint(session, both), Lint(both)
        assert left_out() not in made.unsaid
        told = [text for text in sentences(made) if text]
        assert len(told) > 20
        assert sum(1 for text in told for _one in numbers_in(text, lint.separators)) > 40
        assert lint.holds("all", told, (*CHARTED, "J1"))
        assert not lint.holds("altered", [made.answered.replace("A", "A 7654321")], ())
