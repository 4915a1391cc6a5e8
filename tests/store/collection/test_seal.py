"""Item J2: no query and no other operation gives it out; two keys in two hands do, for an hour, on the record."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import create_account
from consult.access.records import AccessEvent
from consult.collection import operations, queries
from consult.collection.operations import ask_seal, read_sealed, sealed_condition, turn_seal
from consult.collection.records import SealOpening, Words
from consult.collection.rules import MailKind, NextStep, SameKey, Unit
from consult.consultation.queries import Subject, consultation
from consult.membership.records import Contact
from consult.shared.errors import ConsultError, NotAllowedNow, NotFound
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import begun, link, open_world, submitted

CANARY = "canary-under-the-seal"
SEES_ITS_OWN = {"answer_view", "answer_head"}  # the member's own draft


def planted(session: Session, risk: str = "yes") -> tuple[World, str]:
    made = open_world(session)
    return made, submitted(session, made, entries={"J2.risk": risk}, words={"J2.text": CANARY, "B2": "open words"})


def accounts(session: Session) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        create_account(session, email=f"{who}@x.example", name=who, password_hash="-").id for who in ("lead", "guard")
    )


def arguments(session: Session, made: World, answer_id: str) -> dict[str, Any]:
    """A value for every argument a query or operation may have, all about the planted answer."""
    lead, _guard = accounts(session)
    strand = made.strands["A"]
    whole = consultation(session, made.consultation_id)
    assert whole is not None
    return {
        "session": session,
        "strand_id": strand,
        "answer_id": answer_id,
        "organisation_id": made.organisations["a1"],
        "contact_id": session.scalars(select(Contact.id).order_by(Contact.id)).first(),
        "invitation_id": queries.open_invitation(session, link(session, made), now()).id,  # type: ignore[union-attr]
        "token": link(session, made),
        "re_ask_id": "nothing",
        "opening_id": ask_seal(session, strand, by=lead, reason="a test", at=now()),
        "code": begun(session, made, "a2", unit=Unit.INDIVIDUAL).code,
        "unit": Unit.ORGANISATION,
        "short": False,
        "language": "en",
        "day": today(),
        "moment": now(),
        "at": now(),
        "expires_at": now() + timedelta(days=1),
        "order_seed": 1,
        "by": lead,
        "reason": "a test",
        "entries": {"C2": "national"},
        "words": {"B2": "other words"},
        "key": "a-key",
        "revision": 0,
        "version_id": made.versions["A"],
        "consents": {},
        "ids": None,
        "words_id": session.scalars(select(Words.id).where(Words.answer_id == answer_id)).first(),
        "organisation_ids": list(made.organisations.values()),
        "text": "open words",
        "translator": "",
        "subject": Subject(whole, whole.strands, now()),
        "mail_id": "nothing",
        "issued": [],
        "kind": MailKind.REMINDER,
        "settings": current_app.config["SETTINGS"],
        "wave": 1,
        "step": NextStep.CALL,
        "taken_by": "The secretariat",
        "due": today(),
        "notices": [],
    }


def functions(module: Any) -> list[Callable[..., Any]]:
    return [f for name in module.__all__ if inspect.isfunction(f := getattr(module, name))]


def said_by(function: Callable[..., Any], values: dict[str, Any]) -> str:
    wanted = {name: values[name] for name in inspect.signature(function).parameters}
    try:
        return repr(function(**wanted))
    except ConsultError as refused:
        return repr(refused)


@pytest.mark.parametrize("function", functions(queries), ids=lambda f: f.__name__)
def test_no_query_gives_out_what_is_sealed(session: Session, function: Callable[..., Any]) -> None:
    made, answer_id = planted(session)
    said = said_by(function, arguments(session, made, answer_id))
    assert (CANARY in said) is (function.__name__ in SEES_ITS_OWN)
    if function.__name__ not in SEES_ITS_OWN:
        assert "J2.risk" not in said


@pytest.mark.parametrize("function", functions(operations), ids=lambda f: f.__name__)
def test_no_operation_gives_out_what_is_sealed_before_both_keys_are_turned(
    session: Session, function: Callable[..., Any]
) -> None:
    made, answer_id = planted(session)
    said = said_by(function, arguments(session, made, answer_id))
    assert CANARY not in said
    assert "J2.risk" not in said


def test_another_members_draft_shows_nothing_sealed(session: Session) -> None:
    made, _answer_id = planted(session)
    other = begun(session, made, "a2").answer_id
    assert CANARY not in repr(queries.answer_view(session, other))


def test_no_query_but_the_members_own_and_the_coders_returns_words(session: Session) -> None:
    made, answer_id = planted(session)
    values = arguments(session, made, answer_id)
    for function in functions(queries):
        if function.__name__ not in ("answer_view", "open_answers"):
            assert "open words" not in said_by(function, values), function.__name__


def test_two_people_open_the_seal_for_an_hour_and_every_reading_is_recorded(session: Session) -> None:
    made, _answer_id = planted(session)
    lead, guard = accounts(session)
    start = now()
    opening = ask_seal(session, made.strands["A"], by=lead, reason="A threat was reported", at=start)
    with pytest.raises(NotAllowedNow):
        read_sealed(session, opening, by=lead, at=start)
    turn_seal(session, opening, by=guard, at=start)
    for reader in (lead, guard):
        (view,) = read_sealed(session, opening, by=reader, at=start + timedelta(minutes=59))
        assert view.document == {"J2.risk": "yes"}
        assert view.words == {"J2.text": CANARY}
    with pytest.raises(NotAllowedNow):
        read_sealed(session, opening, by=lead, at=start + timedelta(hours=1))
    events = session.scalars(select(AccessEvent).order_by(AccessEvent.at, AccessEvent.act)).all()
    assert sorted((e.act, e.account_id) for e in events) == sorted(
        [("seal_asked", lead), ("seal_turned", guard), ("seal_read", lead), ("seal_read", guard)]
    )
    assert {(e.reason, e.subject_id, e.consultation_id) for e in events} == {
        ("A threat was reported", opening, made.consultation_id)
    }


def test_one_hand_cannot_turn_both_keys(session: Session) -> None:
    made, _answer_id = planted(session)
    lead, _guard = accounts(session)
    opening = ask_seal(session, made.strands["A"], by=lead, reason="why", at=now())
    with pytest.raises(SameKey):
        turn_seal(session, opening, by=lead, at=now())
    assert session.get_one(SealOpening, opening).opened_at is None


def test_an_opening_is_turned_once_and_needs_a_reason(session: Session) -> None:
    made, _answer_id = planted(session)
    lead, guard = accounts(session)
    with pytest.raises(NotAllowedNow):
        ask_seal(session, made.strands["A"], by=lead, reason="  ", at=now())
    opening = ask_seal(session, made.strands["A"], by=lead, reason="why", at=now())
    turn_seal(session, opening, by=guard, at=now())
    with pytest.raises(NotAllowedNow):
        turn_seal(session, opening, by=guard, at=now() + timedelta(hours=2))


def test_a_third_person_and_another_strand_read_nothing(session: Session) -> None:
    made, _answer_id = planted(session)
    lead, guard = accounts(session)
    third = create_account(session, email="third@x.example", name="third", password_hash="-").id
    opening = ask_seal(session, made.strands["A"], by=lead, reason="why", at=now())
    turn_seal(session, opening, by=guard, at=now())
    with pytest.raises(NotFound):
        read_sealed(session, opening, by=third, at=now())
    other = ask_seal(session, made.strands["B"], by=lead, reason="why", at=now())
    turn_seal(session, other, by=guard, at=now())
    assert read_sealed(session, other, by=lead, at=now()) == ()


@pytest.mark.parametrize(("risk", "exists"), [("yes", True), ("no", False), ("prefer_not", False)])
def test_findings_may_know_that_a_safety_condition_exists(session: Session, risk: str, exists: bool) -> None:
    made, _answer_id = planted(session, risk)
    assert sealed_condition(session, made.strands["A"]) is exists
    assert sealed_condition(session, made.strands["B"]) is False


def test_a_draft_makes_no_safety_condition(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    operations.keep(
        session,
        answer_id,
        entries={"J2.risk": "yes"},
        words={},
        language="en",
        key="k",
        revision=0,
        moment=now(),
        version_id=made.versions["A"],
    )
    assert sealed_condition(session, made.strands["A"]) is False
