"""The method annex of the demonstration says what the pages it draws on say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consult.briefing.presentation.exporting import spoken
from consult.coding.queries import code_texts
from consult.consultation.queries import strands_of
from consult.demo.operations import DemoLoaded
from consult.findings.presentation import words_of
from consult.findings.presentation.method import annex
from consult.findings.queries import strand_findings
from consult.findings.queries.method import method_records
from consult.reliability.queries import strand_agreement
from consult.shared.database import db
from consult.shared.wording import SHIPPED

Loaded = tuple[Flask, DemoLoaded]


@pytest.fixture
def session(loaded: Loaded) -> Iterator[Session]:
    with loaded[0].test_request_context():
        yield db.session()


def test_agreement_and_coders_are_those_of_the_page_on_agreement(session: Session, loaded: Loaded) -> None:
    for view in strands_of(session, loaded[1].released_consultation_id):
        held = method_records(session, view, code_texts(session, view.consultation_id), members=1)
        agreement = strand_agreement(session, view)
        assert held.coders == agreement.coder_count > 1
        assert (held.double, held.passages) == (agreement.double.double, agreement.double.units)
        assert held.alpha == agreement.overall.agreement.alpha
        assert held.percent == agreement.overall.agreement.percent
        assert 0 <= held.ties <= held.interviews
        assert 0 < held.interviewers <= held.interviews


@pytest.mark.parametrize("tag", SHIPPED)
def test_what_the_demonstration_records_is_told(session: Session, loaded: Loaded, tag: str) -> None:
    with spoken(tag):
        view = strands_of(session, loaded[1].released_consultation_id)[0]
        words = words_of(session, strand_findings(session, view.id), tag)
        told = annex(
            words, view, method_records(session, view, words.found.codes, members=words.found.coverage.members)
        )
        assert sum(not one.said for one in told) == 7, [one.items for one in told if not one.said]
