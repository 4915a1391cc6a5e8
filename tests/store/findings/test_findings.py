"""What findings hold: counts that agree with the answers, groups merged visibly, and nothing before the freeze."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.collection.queries.sealing import earlier_row
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.consultation.queries import cipher_of
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey, Wave, from_document, to_document
from consult.instrument.records import ReAsk
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import MOMENT
from tests.builders_findings import BLOCS, SILENT, TOTALS, counted_world, freeze, frozen_world

JOINT = FigureKey("organisation", "F2", "joint_house")


def test_there_are_no_findings_before_the_data_are_frozen(session: scoped_session[Session]) -> None:
    made = counted_world(session())
    with pytest.raises(NotAllowedNow):
        strand_findings(session(), made.strands["A"])


def test_an_unknown_strand_has_none(session: scoped_session[Session]) -> None:
    with pytest.raises(NotFound):
        strand_findings(session(), "nothing")


@pytest.mark.parametrize("mark", ["A", "B"])
def test_findings_count_every_answer_once(session: scoped_session[Session], mark: str) -> None:
    made = frozen_world(session())
    found = strand_findings(session(), made.strands[mark])
    table = found.figure(JOINT)
    assert table is not None
    assert (table.total("could_live_with"), table.total_base) == (TOTALS[mark]["joint"], TOTALS[mark]["answered"])
    assert found.coverage.members == TOTALS[mark]["answered"] + SILENT[mark]
    assert found.coverage.answered == TOTALS[mark]["answered"]


def test_a_small_region_is_merged_in_every_break_and_in_the_coverage(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    found = strand_findings(session(), made.strands["A"])
    europe = next(group for group in found.shown_groups("organisation", "region") if group.key == "europe")
    assert set(europe.parts) == {"europe", "eastern_europe_central_asia"}
    lines = {line.group: line for line in found.coverage.lines["region"]}
    assert set(lines["europe"].parts) == set(europe.parts)
    assert europe.base == sum(bloc.answered for bloc in BLOCS["A"] if "europe" in bloc.region.value)
    assert lines["europe"].members is lines["europe"].answered is Mark.WITHHELD  # everybody there answered
    table = found.figure(FigureKey("organisation", "F2", "joint_house", "region"))
    assert table is not None
    assert "eastern_europe_central_asia" not in table.groups


def test_words_consent_and_sealed_items_are_no_figures(session: scoped_session[Session]) -> None:
    found = strand_findings(session(), frozen_world(session()).strands["A"])
    parts = {key.split("/")[1] for key in found.figures}
    assert not {part for part in parts if part.startswith(("Z", "J2", "J3"))}
    assert not parts & {"B2", "D2", "E2", "F6.text"}


@pytest.mark.parametrize("mark", ["A", "B"])
def test_findings_survive_being_written_as_json(session: scoped_session[Session], mark: str) -> None:
    found = strand_findings(session(), frozen_world(session()).strands[mark])
    assert from_document(json.loads(json.dumps(to_document(found)))) == found


def test_no_shown_count_is_below_five_or_leaves_fewer_than_five(session: scoped_session[Session]) -> None:
    found = strand_findings(session(), frozen_world(session()).strands["A"])
    for key, table in found.figures.items():
        for line in table.cells:
            for cell, base in zip(line, table.bases, strict=True):
                if not isinstance(cell, Mark):
                    assert base is not None, key
                    assert cell >= found.k, key
                    assert base - cell >= found.k, key


def test_few_first_choices_cannot_be_had_by_subtraction(session: scoped_session[Session]) -> None:
    made = counted_world(session())
    strand_id = made.strands["A"]
    asked = select(Answer).where(Answer.strand_id == strand_id, Answer.unit == Unit.ORGANISATION).order_by(Answer.id)
    for at, answer in enumerate(session.scalars(asked).all()):
        first = "disband" if at < 3 else "joint_house" if at < 25 else "continue"
        answer.document = {**answer.document, "F2": {first: "acceptable"}, "F3": {first: 1}}
    freeze(session(), strand_id)
    table = strand_findings(session(), strand_id).figure(FigureKey("organisation", "F3"))
    assert table is not None
    assert table.total_base == TOTALS["A"]["answered"]
    assert isinstance(table.total("disband"), Mark)
    hidden = table.total_base - sum(cell for cell in table.totals or () if not isinstance(cell, Mark))
    assert hidden >= 5 or hidden == 0, "nearly everybody has one first choice, so what is left is the hidden one"


@pytest.mark.parametrize(("number", "shown"), [(3, False), (6, True)])
def test_what_a_few_changed_when_asked_again_cannot_be_had_by_subtraction(
    session: scoped_session[Session], number: int, shown: bool
) -> None:
    made = counted_world(session())
    strand_id, version_id = made.strands["A"], made.versions["A"]
    asked = ReAsk(
        strand_id=strand_id,
        part="F4.level",
        languages=["fr"],
        from_version_id=version_id,
        to_version_id=version_id,
        reason="read as lay-offs",
        opened_at=MOMENT,
    )
    session.add(asked)
    session.flush()
    own = select(Answer).where(Answer.strand_id == strand_id, Answer.unit == Unit.ORGANISATION).order_by(Answer.id)
    shared = [answer for answer in session.scalars(own) if answer.document["F4.level"]["staff"] == "shared"]
    cipher = cipher_of(session(), strand_id)
    session.add_all(
        earlier_row(
            cipher,
            {"value": {"staff": "separate"}},
            answer_id=answer.id,
            version_id=version_id,
            re_ask_id=asked.id,
            part="F4.level",
            revision=1,
        )
        for answer in shared[:number]
    )
    freeze(session(), strand_id)
    found = strand_findings(session(), strand_id)
    before = found.figure(FigureKey("organisation", "F4.level", "staff", wave=Wave.BEFORE))
    assert (before is not None) is shown


@pytest.mark.parametrize(("silent", "shown"), [(0, False), (6, True)])
def test_a_follow_up_does_not_tell_what_is_hidden_where_it_began(
    session: scoped_session[Session], silent: int, shown: bool
) -> None:
    made = counted_world(session())
    strand_id = made.strands["A"]
    own = select(Answer).where(Answer.strand_id == strand_id, Answer.unit == Unit.ORGANISATION).order_by(Answer.id)
    for at, answer in enumerate(session.scalars(own).all()):
        said = "acceptable" if at < 3 else "conditional" if at < 22 else "unacceptable"
        given = {} if at < 3 + silent else {"F6.conditions": {"looser": ["access"] if at % 2 else ["safety"]}}
        answer.document = {"Z1": "organisation", "F2": {"looser": said}, **given}
    freeze(session(), strand_id)
    found = strand_findings(session(), strand_id)
    began = found.figure(FigureKey("organisation", "F2", "looser"))
    assert began is not None
    assert isinstance(began.total("acceptable"), Mark)
    follow_up = found.figure(FigureKey("organisation", "F6.conditions", "looser"))
    assert (follow_up is not None and follow_up.total_base is not None) is shown
