"""No single subtraction across the demonstration's figures gives one to four, or a hidden count."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.consultation.queries import strands_of
from consult.demo.operations import DemoLoaded
from consult.findings.queries import strand_findings
from consult.instrument.queries import newest_version, structure_of
from consult.shared.database import db
from tests.store.findings.subtractions import given_away


@pytest.mark.whole
def test_of_the_demonstration(loaded: tuple[Flask, DemoLoaded]) -> None:
    with loaded[0].app_context():
        session = db.session()
        for view in strands_of(session, loaded[1].released_consultation_id):
            newest = newest_version(session, view.id)
            assert newest is not None
            found = strand_findings(session, view.id)
            assert given_away(found, structure_of(session, newest.id)) == []
