"""Taking the answers of a strand out from its page: for its own lead consultant, once they are frozen, and logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyreadstat
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import AccessEvent
from consult.access.rules import Role
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import submitted
from tests.builders_gates import closed, frozen
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

Staff = Callable[..., Browser]
SECRET = "words nobody takes out"


@pytest.fixture
def finished(session: scoped_session[Session], made: World) -> World:
    submitted(session(), made, "a1", {"C2": "national", "J2.risk": "yes"}, {"B2": SECRET, "J2.text": SECRET})
    later = now() + timedelta(days=60)
    closed(session(), made.strands["A"], later)
    frozen(session(), made.strands["A"], later)
    session.commit()
    return made


def url(made: World) -> str:
    return f"/strands/{made.strands['A']}/answers/taken-out"


def test_the_lead_takes_the_answers_and_the_log_says_so(
    session: scoped_session[Session], staff: Staff, finished: World, tmp_path: Path
) -> None:
    browser = staff(Role.LEAD_CONSULTANT)
    assert url(finished) in browser.get(f"/strands/{finished.strands['A']}/answers").get_data(as_text=True)
    for kind in ("csv", "sav", "zip"):
        with statements() as few:
            answer = browser.post(url(finished), data={"unit": "organisation", "kind": kind})
        assert answer.status_code == 200
        assert len(few) <= 12
        assert answer.headers["Content-Disposition"].endswith(f"answers-A-organisation.{kind}")
        assert SECRET.encode() not in answer.get_data()
        if kind == "sav":
            path = tmp_path / "a.sav"
            path.write_bytes(answer.get_data())
            values, meta = pyreadstat.read_sav(str(path), output_format="dict")
            assert [meta.variable_value_labels["C2"][one] for one in values["C2"]] == ["National"]
    events = session.scalars(select(AccessEvent).where(AccessEvent.act == "answers_taken_out")).all()
    assert sorted(event.details["file"] for event in events) == ["csv", "sav", "zip"]


def test_nobody_else_takes_them(session: scoped_session[Session], staff: Staff, finished: World) -> None:
    for role in sorted(set(Role) - {Role.LEAD_CONSULTANT, Role.ADMINISTRATOR}):
        answer = staff(role).post(url(finished), data={"unit": "organisation", "kind": "sav"})
        assert answer.status_code in (403, 404), role
    other = staff(Role.LEAD_CONSULTANT, "B").post(url(finished), data={"unit": "organisation", "kind": "sav"})
    assert other.status_code in (403, 404)
    assert session.scalars(select(AccessEvent).where(AccessEvent.act == "answers_taken_out")).first() is None


def test_nothing_is_given_before_the_data_are_frozen(staff: Staff, made: World) -> None:
    answer = staff(Role.LEAD_CONSULTANT).post(url(made), data={"unit": "organisation", "kind": "sav"})
    assert answer.status_code == 303


@pytest.mark.parametrize("given", [{"unit": "organisation", "kind": "exe"}, {"unit": "cat", "kind": "csv"}, {}])
def test_what_is_no_kind_of_file_is_refused(staff: Staff, finished: World, given: dict[str, str]) -> None:
    assert staff(Role.LEAD_CONSULTANT).post(url(finished), data=given).status_code == 400
