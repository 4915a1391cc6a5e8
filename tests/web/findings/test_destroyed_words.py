"""Once transcripts are destroyed the page of a theme says so where the words stood; the counts stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.consultation.records import Consultation
from consult.findings.queries import strand_findings
from consult.shared.database import writing
from tests.builders import World
from tests.builders_themes import Words, spoken, with_themes
from tests.web.access.conftest import Browser

DAY = date(2029, 3, 2)
QUOTES_OF = "consult.findings.presentation.evidence.quotes_of"


@pytest.fixture
def read(
    made: World, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, staff: Callable[..., Browser]
) -> Callable[[Callable[..., list[Words]]], str]:
    """What the page of a theme says while some of its words still stand."""
    found = with_themes(strand_findings(session(), made.strands["A"]))
    monkeypatch.setattr("consult.findings.web.strand_findings", lambda _session, _strand_id: found)
    lead = staff(Role.LEAD_CONSULTANT)

    def page(standing: Callable[..., list[Words]]) -> str:
        monkeypatch.setattr(QUOTES_OF, standing)
        answer = lead.get(f"/strands/{made.strands['A']}/findings/themes/RES-JOBS")
        assert answer.status_code == 200
        return str(answer.get_data(as_text=True))

    return page


def first_only(session: object, refs: Iterable[object]) -> list[Words]:
    return spoken(session, refs)[:1]  # type: ignore[arg-type]  # - passed on


def none(_session: object, _refs: Iterable[object]) -> list[Words]:
    return []


def destroyed(session: scoped_session[Session]) -> None:
    token = writing.set(True)
    session.execute(update(Consultation).values(transcripts_destroyed_on=DAY))
    session.commit()
    writing.reset(token)


def test_words_that_were_withdrawn_are_not_said_to_be_destroyed(read: Callable[..., str]) -> None:
    assert "Destroyed as promised" not in read(first_only)


def test_destroyed_words_are_said_to_be(session: scoped_session[Session], read: Callable[..., str]) -> None:
    destroyed(session)
    page = read(first_only)
    assert "Destroyed as promised on March 2, 2029." in page
    assert "We fear for the whole office" in page
    assert "of 42 organisations heard raised it" in page


def test_without_any_words_left_no_other_reason_is_given(
    session: scoped_session[Session], read: Callable[..., str]
) -> None:
    destroyed(session)
    page = read(none)
    assert "Destroyed as promised on March 2, 2029." in page
    assert "too few raised this theme" not in page


def test_whole_as_they_were_the_words_are_not_spoken_of(
    session: scoped_session[Session], read: Callable[..., str]
) -> None:
    destroyed(session)
    assert "Destroyed as promised" not in read(spoken)
