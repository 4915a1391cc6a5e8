"""Published versions: immutable, hashed, corrected only by new ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.instrument.operations import (
    NotTheSameQuestions,
    close_re_ask,
    correct_wording,
    open_re_ask,
    publish,
    reference_document,
)
from consult.instrument.queries import (
    compiled,
    content,
    document,
    newest_version,
    re_asks,
    re_asks_open,
    strand_versions,
    structure_of,
)
from consult.instrument.rules import content_hash, reference_structure, reference_wordings
from consult.shared.errors import NotAllowedNow
from tests.builders import MOMENT, World, world
from tests.builders_gates import closed

CORRECTED = {"fr": {"list.aspects.staff": "Une même équipe"}}


def test_both_strands_share_the_core_whatever_their_goals(session: Session) -> None:
    made = world(session, opened=False)
    structure = reference_structure()
    other = reference_document(structure, reference_wordings(structure), {"goal_1": {"en": "Something else"}})
    publish(session, strand_id=made.strands["B"], document=other, reason="Own goals", moment=MOMENT)
    a, b = (newest_version(session, made.strands[mark]) for mark in ("A", "B"))
    assert a is not None
    assert b is not None
    assert a.core_hash == b.core_hash
    assert a.content_hash != b.content_hash


def test_the_stored_document_still_has_its_hash(session: Session) -> None:
    made = world(session)
    session.commit()
    session.expire_all()
    newest = newest_version(session, made.strands["A"])
    assert newest is not None
    assert content_hash(document(session, newest.id)) == newest.content_hash


@pytest.mark.parametrize("statement", ["UPDATE instrument_version SET reason = 'x'", "DELETE FROM instrument_version"])
def test_the_database_refuses_to_change_a_published_version(session: Session, statement: str) -> None:
    world(session)
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))
    session.rollback()


def test_a_correction_is_a_new_version_and_keeps_the_old(session: Session) -> None:
    made = world(session)
    before = newest_version(session, made.strands["A"])
    assert before is not None
    made_id = correct_wording(
        session, strand_id=made.strands["A"], corrections=CORRECTED, reason="Read as lay-offs", moment=MOMENT
    )
    numbers = [version.number for version in strand_versions(session, made.strands["A"])]
    assert numbers == [2, 1]
    assert str(compiled(session, made_id, "fr").label("aspects", "staff")) == "Une même équipe"
    assert str(compiled(session, before.id, "fr").label("aspects", "staff")) != "Une même équipe"


def test_questions_cannot_change_once_members_answer(session: Session) -> None:
    made = world(session)
    structure = reference_structure()
    other = reference_document(structure, reference_wordings(structure), {"goal_1": {"en": "Only one goal"}})
    with pytest.raises(NotTheSameQuestions):
        publish(session, strand_id=made.strands["A"], document=other, reason="Fewer goals", moment=MOMENT)


def test_nothing_is_published_after_collection(session: Session) -> None:
    made = world(session)
    closed(session, made.strands["A"], MOMENT)
    with pytest.raises(NotAllowedNow):
        correct_wording(session, strand_id=made.strands["A"], corrections=CORRECTED, reason="Too late", moment=MOMENT)


def test_a_wording_that_does_not_exist_cannot_be_corrected(session: Session) -> None:
    made = world(session)
    with pytest.raises(NotTheSameQuestions):
        correct_wording(
            session, strand_id=made.strands["A"], corrections={"fr": {"item.X9": "?"}}, reason="-", moment=MOMENT
        )


def test_a_re_ask_names_both_versions(session: Session) -> None:
    made = world(session)
    before = made.versions["A"]
    after = correct_wording(
        session, strand_id=made.strands["A"], corrections=CORRECTED, reason="Read as lay-offs", moment=MOMENT
    )
    open_re_ask(
        session,
        strand_id=made.strands["A"],
        part="F4.level",
        languages=["fr"],
        from_version_id=before,
        to_version_id=after,
        reason="Read as lay-offs",
        moment=MOMENT,
    )
    (found,) = re_asks_open(session, made.strands["A"])
    assert (found.from_version_id, found.to_version_id, found.languages) == (before, after, ("fr",))
    assert re_asks_open(session, made.strands["B"]) == ()


def asked_again(session: Session, made: World, part: str) -> str:
    return open_re_ask(
        session,
        strand_id=made.strands["A"],
        part=part,
        languages=["en"],
        from_version_id=made.versions["A"],
        to_version_id=made.versions["A"],
        reason="Misread",
        moment=MOMENT,
    )


def test_a_sealed_part_is_never_asked_again(session: Session) -> None:
    made = world(session)
    sealed = [key for key, part in structure_of(session, made.versions["A"]).parts.items() if part.sealed]
    assert sealed
    for part in sealed:
        with pytest.raises(NotAllowedNow, match="sealed"):
            asked_again(session, made, part)
    assert re_asks(session, made.strands["A"]) == ()


def test_a_re_ask_is_closed_once_and_keeps_its_day(session: Session) -> None:
    made = world(session)
    re_ask_id = asked_again(session, made, "F4.level")
    close_re_ask(session, re_ask_id, MOMENT)
    close_re_ask(session, re_ask_id, MOMENT + timedelta(days=1))
    assert [again.closed_at for again in re_asks(session, made.strands["A"])] == [MOMENT]
    assert re_asks_open(session, made.strands["A"]) == ()


def test_a_version_is_read_once(session: Session) -> None:
    made = world(session)
    first = content(session, made.versions["A"])
    assert content(session, made.versions["A"]) is first
    assert compiled(session, made.versions["A"], "en") is compiled(session, made.versions["A"], "en")
