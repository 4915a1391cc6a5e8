"""No single subtraction across the published figures of a strand gives one to four, or a hidden count."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.collection.queries.sealing import earlier_row
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.consultation.queries import cipher_of
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey, StrandFindings, Wave
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.records import ReAsk
from consult.instrument.rules import Part, PartType, Structure
from tests.builders import MOMENT, World
from tests.builders_findings import counted_world, freeze, frozen_world
from tests.store.findings.subtractions import given_away, left_empty

PARTS = ("C1.importance", "C1.bring_in", "F1", "F2", "F3", "F4.level", "F6.conditions", "G1.who")
ASKED_AGAIN = ("F4.level", "F2", "F6.conditions", "F1", "F2")
STAFF = FigureKey("organisation", "F4.level", "staff", wave=Wave.BEFORE)


class Lopsided:
    """Answers at random, some options as good as never taken, so that the gate has much to hide."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.answered = self.chance.choice((1.0, 1.0, 0.97, 0.7))
        self.weights: dict[tuple[str, str], list[float]] = {}

    def take(self, part: Part, row: str = "") -> str:
        """Take one option, with the same weights for everybody."""
        options = part.options or part.rows
        weights = self.weights.setdefault(
            (part.key, row), [self.chance.choice((0.02, 0.1, 0.5, 1, 3)) for _ in options]
        )
        return self.chance.choices(options, weights)[0]

    def value(self, part: Part) -> object:
        """Answer one part, rows left out included."""
        match part.type:
            case PartType.RANKING:
                order = dict.fromkeys(self.take(part) for _ in range(4))
                return {option: at for at, option in enumerate(order, 1)}
            case PartType.MATRIX:
                return {row: self.take(part, row) for row in part.rows if self.chance.random() < self.answered}
            case PartType.MATRIX_MULTIPLE:
                return {row: [self.take(part, row)] for row in part.rows if self.chance.random() < self.answered}
            case PartType.MULTIPLE:
                return [self.take(part)]
            case _:
                return self.take(part)


def structure(session: Session, strand_id: str) -> Structure:
    newest = newest_version(session, strand_id)
    assert newest is not None
    return structure_of(session, newest.id)


def ask_again(
    session: Session, made: World, part: str, earlier: Sequence[tuple[Answer, object]], days: int = 0
) -> None:
    """Ask a part of strand A again, with what some answered before."""
    version_id = made.versions["A"]
    asked = ReAsk(
        strand_id=made.strands["A"],
        part=part,
        languages=["fr"],
        from_version_id=version_id,
        to_version_id=version_id,
        reason="misread",
        opened_at=MOMENT.replace(day=1 + days),
    )
    session.add(asked)
    session.flush()
    cipher = cipher_of(session, made.strands["A"])
    session.add_all(
        earlier_row(
            cipher,
            {"value": value},
            answer_id=answer.id,
            version_id=version_id,
            re_ask_id=asked.id,
            part=part,
            revision=1 + days,
        )
        for answer, value in earlier
    )
    session.flush()


def answers_of(session: Session, made: World, unit: Unit | None = None) -> list[Answer]:
    own = select(Answer).where(Answer.strand_id == made.strands["A"]).order_by(Answer.id)
    return [answer for answer in session.scalars(own) if unit in (None, answer.unit)]


def frozen(session: Session, made: World) -> StrandFindings:
    freeze(session, made.strands["A"])
    return strand_findings(session, made.strands["A"])


@pytest.mark.parametrize("mark", ["A", "B"])
def test_of_the_small_world(session: scoped_session[Session], mark: str) -> None:
    strand_id = frozen_world(session()).strands[mark]
    found = strand_findings(session(), strand_id)
    assert found.figures
    assert given_away(found, structure(session(), strand_id)) == []
    assert all(count >= 0 for count in left_empty(found).values())


@pytest.mark.parametrize("seed", range(6))
def test_of_lopsided_answers_with_parts_asked_again(session: scoped_session[Session], seed: int) -> None:
    made = counted_world(session())
    asked = structure(session(), made.strands["A"])
    lopsided = Lopsided(seed)
    for answer in answers_of(session(), made):
        given: dict[str, Any] = {key: lopsided.value(asked.parts[key]) for key in PARTS}
        answer.document = {"Z1": answer.unit.value, "Z2.take_part": True, "Z2.region": "yes", **given}
        answer.language = lopsided.chance.choice(("en", "fr", "fr", "ar"))
    french = [answer for answer in answers_of(session(), made) if answer.language == "fr"]
    for days, key in enumerate(lopsided.chance.sample(ASKED_AGAIN, 2)):
        ask_again(session(), made, key, [(answer, lopsided.value(asked.parts[key])) for answer in french], days)
    found = frozen(session(), made)
    # Here five and more leave follow-ups empty, so what their base says of where they began is only a lower bound.
    assert [leak for leak in given_away(found, asked) if "where it began" not in leak] == []


def test_a_follow_up_left_out_now_is_left_out_before(session: scoped_session[Session]) -> None:
    made = counted_world(session())
    own = answers_of(session(), made, Unit.ORGANISATION)
    for at, answer in enumerate(own):
        said = "acceptable" if at < 3 else "conditional" if at < 22 else "unacceptable"
        given = {"F2": {"looser": said}, "F6.conditions": {"looser": ["access"] if at % 2 else ["safety"]}}
        answer.document = {"Z1": "organisation", **given}
    before = {"looser": ["safety", "access"]}
    ask_again(session(), made, "F6.conditions", [(answer, before) for answer in own[3:30]])
    found = frozen(session(), made)
    assert not any("/F6.conditions/looser/" in name for name in found.figures)


@pytest.mark.parametrize("number", [3, 6])
def test_a_part_asked_twice_again_keeps_what_stood_at_first(session: scoped_session[Session], number: int) -> None:
    made = counted_world(session())
    own = answers_of(session(), made, Unit.ORGANISATION)
    shared = [answer for answer in own if answer.document["F4.level"]["staff"] == "shared"]
    first, second = shared[:number], shared[number : 2 * number]
    ask_again(session(), made, "F4.level", [(answer, {"staff": "separate"}) for answer in first])
    again = [(answer, {"staff": "separate"}) for answer in second] + [(first[0], {"staff": "shared"})]
    ask_again(session(), made, "F4.level", again, days=1)
    found = frozen(session(), made)
    before, now = found.figure(STAFF), found.figure(FigureKey("organisation", "F4.level", "staff"))
    assert before is not None
    assert now is not None
    sums = [table.total("open_to_sharing") for table in (before, now)]
    assert sums == [len(shared) - 2 * number, len(shared)]
