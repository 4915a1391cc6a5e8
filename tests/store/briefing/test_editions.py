"""An edition is made once both strands released, holds what the boards show, and never changes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.operations import freeze_edition, publish_joint, release_strand
from consult.briefing.queries import newest_edition
from consult.briefing.records import Edition
from consult.briefing.rules import content_hash
from consult.consultation.queries import consultation
from consult.consultation.rules import StrandState
from consult.findings.queries import strand_findings
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_findings import AFTER, counted_world, freeze, frozen_world, released_world
from tests.builders_gates import OPEN_GATES


def test_the_first_release_makes_no_edition(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    assert release_strand(session(), made.strands["B"], AFTER) is None
    assert newest_edition(session(), made.consultation_id) is None


def test_the_second_release_freezes_one_edition_for_both(session: scoped_session[Session]) -> None:
    made = released_world(session())
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert (edition.number, edition.intact, edition.frozen_at) == (1, True, AFTER)
    assert [found.mark for found in edition.strands] == ["A", "B"]


def test_an_edition_holds_exactly_what_the_boards_show(session: scoped_session[Session]) -> None:
    made = released_world(session())
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    for found, strand_id in zip(edition.strands, made.strands.values(), strict=True):
        assert found == strand_findings(session(), strand_id)


def test_the_hash_is_that_of_the_content_and_the_same_again(session: scoped_session[Session]) -> None:
    made = released_world(session())
    first = newest_edition(session(), made.consultation_id)
    freeze_edition(session(), made.consultation_id, AFTER + timedelta(hours=1))
    second = newest_edition(session(), made.consultation_id)
    assert first is not None
    assert second is not None
    assert (second.number, second.content_hash) == (2, first.content_hash)
    content = session.scalars(select(Edition.content).where(Edition.id == first.id)).one()
    assert content_hash(json.loads(json.dumps(content))) == first.content_hash


@pytest.mark.parametrize("statement", ["UPDATE edition SET number = 7", "DELETE FROM edition"])
def test_the_database_refuses_to_change_an_edition(session: scoped_session[Session], statement: str) -> None:
    released_world(session())
    session.flush()
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


def test_an_edition_that_does_not_match_its_hash_shows_nothing(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    session.add(
        Edition(
            consultation_id=made.consultation_id,
            number=1,
            content={"strands": []},
            content_hash="0" * 64,
            frozen_at=AFTER,
        )
    )
    session.flush()
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert edition.intact is False
    assert edition.strands == ()


def test_a_strand_is_released_once_and_only_when_frozen(session: scoped_session[Session]) -> None:
    made = counted_world(session())
    with pytest.raises(NotAllowedNow):
        release_strand(session(), made.strands["A"], AFTER)
    freeze(session(), made.strands["A"])
    release_strand(session(), made.strands["A"], AFTER)
    with pytest.raises(NotAllowedNow):
        release_strand(session(), made.strands["A"], AFTER)
    with pytest.raises(NotFound):
        release_strand(session(), "nothing", AFTER)


def test_publishing_needs_both_releases(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    release_strand(session(), made.strands["A"], AFTER)
    with pytest.raises(NotAllowedNow):
        publish_joint(session(), OPEN_GATES, made.consultation_id, AFTER)
    release_strand(session(), made.strands["B"], AFTER)
    publish_joint(session(), OPEN_GATES, made.consultation_id, AFTER)
    found = consultation(session(), made.consultation_id)
    assert found is not None
    assert found.all_have(StrandState.PUBLISHED)
