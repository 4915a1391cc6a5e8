"""What is sealed at G4 shows afterwards that nothing was changed, and what was."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.cli import group
from consult.briefing.operations import freeze_edition, release_strand
from consult.briefing.queries import newest_edition, sealed_now
from consult.coding.records import Code, Codebook
from consult.collection.records import Answer, SealedAnswer
from consult.consultation.queries import strand
from consult.consultation.records import FrameMember, StrandSeal
from consult.consultation.rules import StrandState
from consult.findings.queries import seals
from consult.findings.queries.seals import data_seal
from consult.instrument.records import InstrumentVersion
from consult.shared.errors import NotAllowedNow
from tests.builders import World
from tests.builders_findings import AFTER, frozen_world, released_world

Change = Callable[[Session, World], None]


def frame(session: Session, made: World) -> None:
    member = session.scalars(select(FrameMember).where(FrameMember.strand_id == made.strands["A"])).first()
    assert member is not None
    member.in_both = not member.in_both


def instrument(session: Session, made: World) -> None:
    asked = session.scalars(select(InstrumentVersion).where(InstrumentVersion.strand_id == made.strands["A"])).one()
    session.add(InstrumentVersion(strand_id=asked.strand_id, number=2, document=asked.document, content_hash="2" * 64,
                                  core_hash=asked.core_hash, reason="Other", published_at=AFTER))  # fmt: skip


def answers(session: Session, made: World) -> None:
    answer = session.scalars(select(Answer).where(Answer.strand_id == made.strands["A"])).first()
    assert answer is not None
    answer.document = {**answer.document, "F2": {"looser": "acceptable"}}


CHANGES: dict[str, Change] = {"frame": frame, "instrument": instrument, "answers": answers}


def add_code(session: Session, made: World) -> None:
    session.merge(Codebook(consultation_id=made.consultation_id, origin="own"))
    session.flush()
    session.add(Code(consultation_id=made.consultation_id, key="NEW-CODE", parent="", position=1))
    session.flush()


@pytest.mark.parametrize("part", CHANGES)
def test_each_part_has_a_fingerprint_of_its_own_and_changes_the_whole(
    session: scoped_session[Session], part: str
) -> None:
    made = frozen_world(session())
    before = data_seal(session(), made.strands["A"])
    CHANGES[part](session(), made)
    session.flush()
    after = data_seal(session(), made.strands["A"])
    assert [name for name in CHANGES if getattr(before, name) != getattr(after, name)] == [part]
    assert before.whole != after.whole


def test_the_hash_exchanged_is_that_of_what_was_sealed(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    hashes = set()
    for strand_id in made.strands.values():
        view = strand(session(), strand_id)
        assert view is not None
        assert view.dataset_hash == data_seal(session(), strand_id).whole
        hashes.add(view.dataset_hash)
    assert len(hashes) == 2


def test_what_is_sealed_apart_may_be_taken_back_without_a_trace(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    answer = session.scalars(select(Answer).where(Answer.strand_id == made.strands["A"])).first()
    assert answer is not None
    before = data_seal(session(), made.strands["A"])
    session.add(SealedAnswer(answer_id=answer.id, strand_id=answer.strand_id, sealed=b"anything"))
    session.flush()
    assert data_seal(session(), made.strands["A"]) == before


@pytest.mark.parametrize("statement", ["UPDATE strand_seal SET answers = 'x'", "DELETE FROM strand_seal"])
def test_the_database_refuses_to_change_a_seal(session: scoped_session[Session], statement: str) -> None:
    frozen_world(session())
    session.flush()
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.parametrize("other_first", [False, True])
def test_changed_data_are_not_released(session: scoped_session[Session], part: str, other_first: bool) -> None:
    made = frozen_world(session())
    if other_first:
        release_strand(session(), made.strands["B"], AFTER)
    CHANGES[part](session(), made)
    session.flush()
    with pytest.raises(NotAllowedNow, match="not those that were sealed"):
        release_strand(session(), made.strands["A"], AFTER)


def test_an_edition_names_what_it_was_made_from(session: scoped_session[Session]) -> None:
    made = released_world(session())
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    for seal, strand_id in zip(edition.seals, made.strands.values(), strict=True):
        now = data_seal(session(), strand_id)
        assert (seal.exchanged, seal.changed, seal.holds) == (now.whole, (), True)
        assert [getattr(seal, one) for one in ("frame", "instrument", "answers", "rules")] == [
            *(now.frame, now.instrument, now.answers),
            now.rules,
        ]


def test_another_codebook_or_rule_is_another_hash_of_the_edition(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = released_world(session())
    first = newest_edition(session(), made.consultation_id)
    add_code(session(), made)
    freeze_edition(session(), made.consultation_id, AFTER)
    second = newest_edition(session(), made.consultation_id)
    monkeypatch.setattr(seals, "METHOD", seals.METHOD + 1)
    freeze_edition(session(), made.consultation_id, AFTER)
    third = newest_edition(session(), made.consultation_id)
    assert first is not None
    assert second is not None
    assert third is not None
    assert len({one.content_hash for one in (first, second, third)}) == 3
    assert [one.changed for one in third.seals] == [("rules",), ("rules",)]
    assert all(one.holds for one in third.seals)


def test_a_strand_frozen_before_there_were_seals_has_the_hash_of_its_answers(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    for statement in ("DROP TRIGGER strand_seal_stays ON strand_seal", "DROP TRIGGER strand_seal_stays"):
        if (" ON " in statement) is (session().get_bind().dialect.name == "postgresql"):
            session.execute(text(statement))
    session.execute(text("DELETE FROM strand_seal"))
    session.expire_all()
    view = strand(session(), made.strands["A"])
    assert view is not None
    assert sealed_now(session(), view).changed == ("answers",)
    assert session.get(StrandSeal, view.id) is None


class TestVerifying:
    def test_it_says_that_nothing_changed(self, session: scoped_session[Session], cli: CliRunner) -> None:
        made = released_world(session())
        session.commit()
        done = cli.invoke(group, ["verify", "--json", "--", made.consultation_id])
        told = json.loads(done.stdout)
        assert done.exit_code == 0
        assert told["holds"] is True
        assert [one["mark"] for one in told["strands"]] == ["A", "B"]
        assert told["editions"] == [
            {"number": 1, "sha256": told["editions"][0]["sha256"], "intact": True, "erratum": None}
        ]
        said = cli.invoke(group, ["verify", "--", made.consultation_id]).stdout
        assert said.count("nothing changed since G4") == 2
        assert "Everything sealed holds." in said

    def test_it_says_what_changed(self, session: scoped_session[Session], cli: CliRunner) -> None:
        made = frozen_world(session())
        answers(session(), made)
        session.commit()
        done = cli.invoke(group, ["verify", "--json", "--", made.consultation_id])
        assert done.exit_code == 1
        told = json.loads(done.stdout)
        assert [(one["holds"], one["changed"]) for one in told["strands"]] == [(False, ["answers"]), (True, [])]
        assert told["editions"] == []
        found = strand(session(), made.strands["A"])
        assert found is not None
        assert found.state is StrandState.FROZEN

    def test_an_unknown_consultation_is_one_sentence(self, cli: CliRunner) -> None:
        done = cli.invoke(group, ["verify", "nothing"])
        assert done.exit_code != 0
        assert "no consultation" in str(done.exception)
