"""The next edition follows what was withdrawn; earlier ones stay as they were."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.operations import freeze_next_edition, release_strand
from consult.briefing.queries import has_changed_since, newest_edition
from consult.briefing.records import Edition
from consult.briefing.rules import content_hash
from consult.findings.queries import strand_findings
from consult.findings.rules.published import QuoteRef, StrandFindings, from_document
from consult.shared.errors import NotAllowedNow
from tests.builders_findings import AFTER, frozen_world, released_world
from tests.builders_themes import with_themes

LATER = AFTER + timedelta(days=3)


def replace_findings(monkeypatch: pytest.MonkeyPatch, *, quotes: int) -> None:
    def found(session: Session, strand_id: str) -> StrandFindings:
        whole = with_themes(strand_findings(session, strand_id))
        return replace(whole, quotes=whole.quotes[:quotes])

    for place in ("operations", "queries"):
        monkeypatch.setattr(f"consult.briefing.{place}.strand_findings", found)


def test_there_is_none_before_both_released(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    release_strand(session(), made.strands["A"], AFTER)
    with pytest.raises(NotAllowedNow, match="first edition"):
        freeze_next_edition(session(), made.consultation_id, LATER)
    with pytest.raises(NotAllowedNow):
        freeze_next_edition(session(), "nothing", LATER)


def test_unchanged_findings_are_refused(session: scoped_session[Session]) -> None:
    made = released_world(session())
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert not has_changed_since(session(), edition)
    with pytest.raises(NotAllowedNow, match="Nothing has changed since edition 1"):
        freeze_next_edition(session(), made.consultation_id, LATER)


def test_changed_findings_get_a_number_and_a_hash_of_their_own_and_the_first_stays(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_findings(monkeypatch, quotes=6)
    made = released_world(session())
    first = newest_edition(session(), made.consultation_id)
    assert first is not None
    replace_findings(monkeypatch, quotes=5)
    assert has_changed_since(session(), first)
    edition_id = freeze_next_edition(session(), made.consultation_id, LATER)
    second = newest_edition(session(), made.consultation_id)
    assert second is not None
    assert (second.id, second.number, second.frozen_at, second.intact) == (edition_id, 2, LATER, True)
    assert second.content_hash != first.content_hash
    assert [len(one.quotes) for one in second.strands] == [5, 5]
    assert not has_changed_since(session(), second)
    kept = session.scalars(select(Edition).where(Edition.id == first.id)).one()
    assert content_hash(kept.content) == first.content_hash
    assert tuple(from_document(one) for one in kept.content["strands"]) == first.strands


def test_an_edition_holds_no_words(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    replace_findings(monkeypatch, quotes=6)
    made = released_world(session())
    edition = session.scalars(select(Edition).where(Edition.consultation_id == made.consultation_id)).one()
    assert all(
        len(one) == len(fields(QuoteRef)) and len(one[4]) == 64
        for found in edition.content["strands"]
        for one in found["quotes"]
    )
