"""The command line shows what was published."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation
from consult.instrument.cli import group
from consult.instrument.queries import document, newest_version
from tests.builders import world


@pytest.mark.parametrize("fictitious", [True, False])
def test_an_exported_version_is_what_was_published_and_says_whether_it_is_fictitious(
    session: Session, cli: CliRunner, fictitious: bool
) -> None:
    made = world(session)
    session.get_one(Consultation, made.consultation_id).fictitious = fictitious
    session.commit()
    done = cli.invoke(group, ["export", "--", made.strands["A"]])
    printed = json.loads(done.stdout)
    assert printed.pop("fictitious", False) is fictitious
    newest = newest_version(session, made.strands["A"])
    assert newest is not None
    assert printed == document(session, newest.id)
