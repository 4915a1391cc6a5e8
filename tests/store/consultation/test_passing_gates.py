"""A gate that does not hold is not passed and says why; what cannot be measured somebody vouches for by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from consult.access.operations import create_account
from consult.collection.operations import invite_all
from consult.collection.records import Coverage
from consult.consultation.cli import group
from consult.consultation.operations import (
    GateRefused,
    answer_readiness,
    attest,
    change_mandate,
    open_strand,
    pass_gate,
    plan_gate,
    release,
    sign_mandate,
    withdraw_attestation,
)
from consult.consultation.queries import (
    GateBook,
    Subject,
    consultation,
    gate_book,
    passed_gates,
    readiness,
    signatures,
    strand,
)
from consult.consultation.records import Attestation, GatePassage
from consult.consultation.rules import PER_STRAND, Gate, Passed, ReadinessQuestion
from consult.gates import GATES
from consult.instrument.operations import correct_wording
from consult.instrument.queries import instrument_conditions
from consult.membership.records import Contact
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import MOMENT, World, mandate, world
from tests.builders_gates import closed, coded, frozen, opened, through

ANSWERS = {one: f"We thought of {one.value}." for one in ReadinessQuestion}
ATTESTED = {gate: [one.key for one in GATES.of(gate) if one.check is None] for gate in Gate}
LATER = MOMENT + timedelta(days=60)


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    found = world(session(), opened=False)
    session.commit()
    return found


@pytest.fixture
def somebody(session: scoped_session[Session]) -> str:
    return create_account(session(), email="lead@x.example", name="A lead", password_hash="-").id


def passing(session: Session, made: World, gate: Gate, mark: str = "A", account_id: str | None = None) -> None:
    """Pass a gate with its real conditions."""
    strand_id = made.strands[mark] if gate in PER_STRAND else None
    pass_gate(
        session,
        GATES,
        gate,
        consultation_id=made.consultation_id,
        strand_id=strand_id,
        account_id=account_id,
        moment=MOMENT,
    )


def vouch(session: Session, made: World, account_id: str, condition: str, strand_id: str | None = None) -> str:
    return attest(
        session,
        GATES,
        consultation_id=made.consultation_id,
        strand_id=strand_id,
        condition=condition,
        account_id=account_id,
        reason="A minute of the boards says so.",
        moment=MOMENT,
    )


def sign(session: Session, made: World, account_id: str, marks: str = "AB") -> None:
    for mark in marks:
        sign_mandate(session, made.consultation_id, made.coalitions[mark], account_id=account_id, moment=MOMENT)


def failing(session: Session, made: World, gate: Gate, mark: str = "A") -> dict[str, str]:
    """Return what a refused gate says of each condition that does not hold."""
    with pytest.raises(GateRefused) as refused:
        passing(session, made, gate, mark)
    said = {one.condition.key: one.outcome.words if one.outcome else "" for one in refused.value.failing}
    for one in refused.value.failing:
        assert one.condition.label in str(refused.value)
    return said


def mandate_ready(session: Session, made: World, account_id: str) -> None:
    answer_readiness(session, made.consultation_id, ANSWERS, language="en")
    sign(session, made, account_id)
    vouch(session, made, account_id, "access_budget")


def book_of(session: Session, made: World) -> GateBook:
    return gate_book(session, made.consultation_id)


def test_the_mandates_gate_says_everything_that_is_wanting(session: Session, made: World, somebody: str) -> None:
    assert set(failing(session, made, Gate.MANDATE)) == {"readiness_answered", "mandate_signed", "access_budget"}
    mandate_ready(session, made, somebody)
    passing(session, made, Gate.MANDATE, account_id=somebody)
    found = book_of(session, made).passage(Gate.MANDATE)
    assert found is not None
    assert (found.by, found.passed_at) == ("A lead", MOMENT)
    with pytest.raises(NotAllowedNow, match="passed already"):
        passing(session, made, Gate.MANDATE)


@pytest.mark.parametrize(
    ("changed", "gap"),
    [
        ({"languages": ["en", "fr"]}, r"already_discussed \(fr\)"),
        ({"criteria": []}, r"criteria \(en\)"),
        ({"criteria": [{"fr": "Rester entendu"}]}, r"criterion 1 \(en\)"),
    ],
)
def test_a_mandate_with_gaps_is_neither_signed_nor_passed(
    session: Session, made: World, somebody: str, changed: dict[str, Any], gap: str
) -> None:
    answer_readiness(session, made.consultation_id, ANSWERS, language="en")
    change_mandate(session, made.consultation_id, mandate(**changed))
    with pytest.raises(NotAllowedNow, match=gap):
        sign(session, made, somebody)
    assert "mandate_complete" in failing(session, made, Gate.MANDATE)


def test_nobody_signs_before_every_question_on_readiness_is_answered(
    session: Session, made: World, somebody: str
) -> None:
    most = {key: text for key, text in ANSWERS.items() if key is not ReadinessQuestion.SAFETY}
    answer_readiness(session, made.consultation_id, {**most, ReadinessQuestion.SAFETY: "  "}, language="fr")
    with pytest.raises(NotAllowedNow, match="question on readiness"):
        sign(session, made, somebody)
    answer_readiness(session, made.consultation_id, {ReadinessQuestion.SAFETY: "Scellé."}, language="fr")
    sign(session, made, somebody)
    assert readiness(session, made.consultation_id)[ReadinessQuestion.SAFETY] == {"fr": "Scellé."}


def changes() -> list[tuple[str, Callable[[Session, World], None]]]:
    return [
        ("the rule", lambda s, w: change_mandate(s, w.consultation_id, mandate(decision_threshold=60))),
        ("the dates", lambda s, w: change_mandate(s, w.consultation_id, mandate(meeting_on=LATER.date()))),
        (
            "an answer on readiness",
            lambda s, w: answer_readiness(s, w.consultation_id, {ReadinessQuestion.GAIN: "Other"}, language="en"),
        ),
    ]


@pytest.mark.parametrize(("what", "change"), changes(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_change_of_what_was_signed_voids_the_signatures(
    session: Session, made: World, somebody: str, what: str, change: Callable[[Session, World], None]
) -> None:
    mandate_ready(session, made, somebody)
    change(session, made)
    session.flush()
    session.expire_all()
    found = consultation(session, made.consultation_id)
    assert found is not None
    assert [one.holds for one in signatures(session, found, readiness(session, found.id))] == [False, False], what
    assert set(failing(session, made, Gate.MANDATE)) == {"mandate_signed"}
    sign(session, made, somebody, "A")
    with pytest.raises(NotAllowedNow, match="Coalition B"):
        passing(session, made, Gate.MANDATE)
    sign(session, made, somebody, "B")
    passing(session, made, Gate.MANDATE)


def test_after_its_gate_nothing_of_the_mandate_changes(session: Session, made: World, somebody: str) -> None:
    mandate_ready(session, made, somebody)
    passing(session, made, Gate.MANDATE)
    for _name, change in changes():
        with pytest.raises(NotAllowedNow, match="G0"):
            change(session, made)
    with pytest.raises(NotAllowedNow, match="G0"):
        sign(session, made, somebody)


def test_a_coalition_that_does_not_ask_signs_nothing(session: Session, made: World, somebody: str) -> None:
    with pytest.raises(NotFound):
        sign_mandate(session, made.consultation_id, "nobody", account_id=somebody, moment=MOMENT)


def test_what_is_measured_nobody_vouches_for(session: Session, made: World, somebody: str) -> None:
    with pytest.raises(NotAllowedNow, match="measured"):
        vouch(session, made, somebody, "mandate_signed")
    with pytest.raises(NotFound):
        vouch(session, made, somebody, "anything")
    with pytest.raises(NotFound):
        vouch(session, made, somebody, "piloted")  # of a strand, and none was named
    with pytest.raises(NotFound):
        vouch(session, made, somebody, "access_budget", made.strands["A"])


def test_nobody_vouches_without_a_reason_or_twice(session: Session, made: World, somebody: str) -> None:
    with pytest.raises(NotAllowedNow, match="reason"):
        attest(
            session,
            GATES,
            consultation_id=made.consultation_id,
            strand_id=None,
            condition="access_budget",
            account_id=somebody,
            reason=" \n ",
            moment=MOMENT,
        )
    vouch(session, made, somebody, "access_budget")
    with pytest.raises(NotAllowedNow, match="already"):
        vouch(session, made, somebody, "access_budget")


def test_an_attestation_taken_back_no_longer_holds_and_stays_on_record(
    session: Session, made: World, somebody: str
) -> None:
    mandate_ready(session, made, somebody)
    given = book_of(session, made).attested("access_budget")
    assert given is not None
    where: dict[str, Any] = {"consultation_id": made.consultation_id, "attestation_id": given.id, "moment": LATER}
    with pytest.raises(NotFound):
        withdraw_attestation(session, GATES, strand_id=made.strands["A"], **where)
    withdraw_attestation(session, GATES, strand_id=None, **where)
    assert set(failing(session, made, Gate.MANDATE)) == {"access_budget"}
    assert session.get_one(Attestation, given.id).withdrawn_at == LATER
    vouch(session, made, somebody, "access_budget")
    passing(session, made, Gate.MANDATE)
    again = book_of(session, made).attested("access_budget")
    assert again is not None
    with pytest.raises(NotAllowedNow, match="passed already"):
        withdraw_attestation(session, GATES, strand_id=None, **{**where, "attestation_id": again.id})


def test_one_strands_attestation_says_nothing_of_the_other(session: Session, made: World, somebody: str) -> None:
    through(session, made.strands["A"], Gate.MANDATE, MOMENT)
    for key in ATTESTED[Gate.INSTRUMENT]:
        vouch(session, made, somebody, key, made.strands["A"])
    passing(session, made, Gate.INSTRUMENT, "A")
    assert set(failing(session, made, Gate.INSTRUMENT, "B")) == set(ATTESTED[Gate.INSTRUMENT])


def test_strands_that_ask_other_questions_do_not_pass(session: Session, made: World) -> None:
    through(session, made.strands["A"], Gate.MANDATE, MOMENT)
    correct_wording(
        session,
        strand_id=made.strands["B"],
        corrections={"fr": {"instrument.title": "Autrement"}},
        reason="-",
        moment=MOMENT,
    )
    found = consultation(session, made.consultation_id)
    assert found is not None
    outcomes = instrument_conditions(session, Subject(found, found.strands, MOMENT))
    assert {one.holds for one in outcomes["core_equal"].values()} == {True}, "one strand may mend a translation first"
    assert {one.values["languages"] for one in outcomes["core_equal"].values()} == {"fr"}
    correct_wording(
        session,
        strand_id=made.strands["B"],
        corrections={"en": {"instrument.title": "Something else"}},
        reason="-",
        moment=MOMENT,
    )
    assert "core_equal" in failing(session, made, Gate.INSTRUMENT)


def test_a_member_nobody_can_write_to_keeps_the_register_back(session: Session, made: World, somebody: str) -> None:
    through(session, made.strands["A"], Gate.MANDATE, MOMENT)
    vouch(session, made, somebody, "access_needs_asked", made.strands["A"])
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a1"])).one()
    contact.email = " "
    session.flush()
    assert set(failing(session, made, Gate.REGISTER)) == {"contacts_known"}
    contact.email = "somebody@x.example"
    session.flush()
    passing(session, made, Gate.REGISTER)


def test_collection_closes_only_when_everybody_was_asked(session: Session, made: World, somebody: str) -> None:
    opened(session, made.strands["A"], MOMENT)
    vouch(session, made, somebody, "chasing_done", made.strands["A"])
    assert set(failing(session, made, Gate.COLLECTION)) == {"everybody_asked"}
    session.add_all(
        Coverage(strand_id=made.strands["A"], organisation_id=made.organisations[key]) for key in ("a1", "a2", "both")
    )
    session.flush()
    invite_all(session, made.strands["A"], LATER, day=MOMENT.date())
    passing(session, made, Gate.COLLECTION, account_id=somebody)
    assert book_of(session, made).passage(Gate.COLLECTION, made.strands["A"]) is not None


def test_data_are_frozen_under_their_hash_and_the_passage_is_recorded(session: Session, made: World) -> None:
    opened(session, made.strands["A"], MOMENT)
    closed(session, made.strands["A"], MOMENT)
    assert "withdrawal_over" in failing(session, made, Gate.DATA)
    frozen(session, made.strands["A"], LATER)
    found = strand(session, made.strands["A"])
    assert found is not None
    assert len(found.dataset_hash or "") == 64


def test_coding_is_measured(session: Session, made: World) -> None:
    for step in (opened, closed, frozen):
        step(session, made.strands["A"], LATER)
    assert set(failing(session, made, Gate.CODING)) == {"codebook_frozen", *ATTESTED[Gate.CODING]}


def test_the_second_release_passes_the_sixth_gate_and_nobody_else_does(
    session: Session, made: World, somebody: str
) -> None:
    for strand_id in made.strands.values():
        for step in (opened, closed, frozen, coded):
            step(session, strand_id, LATER)
    with pytest.raises(NotAllowedNow, match="release of the last strand"):
        through(session, made.strands["A"], Gate.RELEASE, LATER)
    release(session, made.strands["A"], LATER, account_id=somebody)
    assert Passed(Gate.RELEASE) not in passed_gates(session, made.consultation_id)
    release(session, made.strands["B"], LATER, account_id=somebody)
    found = book_of(session, made).passage(Gate.RELEASE)
    assert found is not None
    assert (found.by, found.strand_id) == ("A lead", "")
    assert set(failing(session, made, Gate.MEETING)) == {"meeting_closed", "reaction_recorded", "poll_closed"}


def test_gates_are_planned_and_planned_back(session: Session, made: World) -> None:
    plan_gate(session, made.consultation_id, Gate.MEETING, LATER.date())
    assert book_of(session, made).planned == {Gate.MEETING: LATER.date()}
    plan_gate(session, made.consultation_id, Gate.MEETING, MOMENT.date())
    assert book_of(session, made).planned == {Gate.MEETING: MOMENT.date()}
    plan_gate(session, made.consultation_id, Gate.MEETING, None)
    assert book_of(session, made).planned == {}
    through(session, made.strands["A"], Gate.MANDATE, MOMENT)
    with pytest.raises(NotAllowedNow, match="passed already"):
        plan_gate(session, made.consultation_id, Gate.MANDATE, MOMENT.date())


def test_a_gate_of_a_strand_names_one_and_a_gate_of_the_whole_names_none(session: Session, made: World) -> None:
    for gate, strand_id in ((Gate.MANDATE, made.strands["A"]), (Gate.INSTRUMENT, None), (Gate.INSTRUMENT, "nothing")):
        with pytest.raises(NotFound):
            pass_gate(
                session,
                GATES,
                gate,
                consultation_id=made.consultation_id,
                strand_id=strand_id,
                account_id=None,
                moment=MOMENT,
            )


@pytest.mark.parametrize("mark", [None, "A"])
def test_the_database_itself_lets_a_gate_be_passed_once(session: Session, made: World, mark: str | None) -> None:
    def passage() -> GatePassage:
        strand_id = made.strands[mark] if mark else None
        gate = Gate.INSTRUMENT if mark else Gate.MANDATE
        return GatePassage(consultation_id=made.consultation_id, strand_id=strand_id, gate=gate, passed_at=MOMENT)

    session.add(passage())
    session.commit()
    session.add(passage())
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(GatePassage)) == 1


def test_a_strand_opens_after_the_gates_with_all_their_conditions(session: Session, made: World, somebody: str) -> None:
    mandate_ready(session, made, somebody)
    passing(session, made, Gate.MANDATE)
    for gate in (Gate.INSTRUMENT, Gate.REGISTER):
        for key in ATTESTED[gate]:
            vouch(session, made, somebody, key, made.strands["A"])
        passing(session, made, gate)
    assert open_strand(session, made.strands["A"], MOMENT) == 3


def run(cli: CliRunner, *arguments: str) -> Result:
    return cli.invoke(group, [*arguments])


def test_the_command_line_prints_and_passes_gates(app: Flask, session: Session, made: World, cli: CliRunner) -> None:
    done = run(cli, "gates", "--json", "--", made.consultation_id)
    assert done.exit_code == 0, done.output
    first = json.loads(done.output)["gates"][0]
    assert (first["gate"], first["at"][0]["state"]) == ("G0", "waiting")
    assert {one["key"]: one["holds"] for one in first["at"][0]["conditions"]} == {
        "mandate_complete": True,
        "readiness_answered": False,
        "mandate_signed": False,
        "access_budget": False,
    }
    assert "G10" in run(cli, "gates", "--", made.consultation_id).output
    refused = run(cli, "pass", "--", made.consultation_id, "g0")
    assert isinstance(refused.exception, GateRefused)
    for words in ("Not signed yet: Coalition A, Coalition B", "Questions answered: 0 of 7", "Nobody vouches"):
        assert words in str(refused.exception)
    assert run(cli, "pass", "--", made.consultation_id, "g1").exit_code == 2
    assert run(cli, "gates", "nothing").exit_code == 2


def test_before_release_the_command_line_tells_nothing_of_a_strand_but_what_holds(
    app: Flask, session: Session, made: World, somebody: str, cli: CliRunner
) -> None:
    through(session, made.strands["A"], Gate.MANDATE, MOMENT)
    vouch(session, made, somebody, ATTESTED[Gate.REGISTER][0], made.strands["A"])
    session.commit()
    for done in (
        run(cli, "gates", "--json", "--", made.consultation_id),
        run(cli, "gates", "--", made.consultation_id),
    ):
        assert done.exit_code == 0, done.output
        assert "It holds." in done.output
        assert "A minute of the boards says so." not in done.output
        assert "Members with both" not in done.output


def test_the_command_line_passes_what_holds(
    app: Flask, session: Session, made: World, somebody: str, cli: CliRunner
) -> None:
    mandate_ready(session, made, somebody)
    session.commit()
    done = run(cli, "pass", "--", made.consultation_id, "g0")
    assert done.exit_code == 0, done.output
    assert "G0 is passed" in done.output
    found = book_of(session, made).passage(Gate.MANDATE)
    assert found is not None
    assert found.by == ""
