"""Mails that came back are written down once, by strand, and another contact is proposed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.exchange.bounces import Notice
from consult.collection.operations import mark_unreachable, plan_step, record_bounces
from consult.collection.records import Coverage, Mail
from consult.collection.rules import Disposition, MailKind, MailState, NextStep
from consult.shared.identifiers import digest
from consult.shared.time import today
from tests.builders import World
from tests.builders_collection import open_world, submitted


def sent(session: Session, made: World, name: str, *, mark: str = "A", organisation: str = "a1") -> None:
    session.add(
        Mail(
            strand_id=made.strands[mark],
            organisation_id=made.organisations[organisation],
            kind=MailKind.INVITATION,
            language="en",
            message_hash=digest(name),
            state=MailState.SENT,
            changed_on=today() - timedelta(days=2),
        )
    )
    session.flush()


def notice(name: str) -> Notice:
    return Notice((digest("unknown"), digest(name)), "5.1.1")


def step(session: Session, made: World, organisation: str = "a1") -> NextStep | None:
    return session.scalars(
        select(Coverage.next_step).where(
            Coverage.strand_id == made.strands["A"], Coverage.organisation_id == made.organisations[organisation]
        )
    ).one()


def test_a_bounce_is_recorded_once_and_proposes_another_contact(session: Session) -> None:
    made = open_world(session)
    sent(session, made, "one")
    strand = made.strands["A"]
    done = record_bounces(session, strand, [notice("one"), notice("one"), notice("nobody's")], day=today())
    assert (done.new, done.known, done.foreign) == (1, 1, 1)
    mail = session.scalars(select(Mail)).one()
    assert (mail.state, mail.fault, mail.changed_on) == (MailState.BOUNCED, "5.1.1", today())
    assert step(session, made) is NextStep.OTHER_CONTACT


def test_a_strand_learns_nothing_of_the_others_mails(session: Session) -> None:
    made = open_world(session)
    sent(session, made, "one", mark="B", organisation="b1")
    assert record_bounces(session, made.strands["A"], [notice("one")], day=today()).foreign == 1
    assert session.scalars(select(Mail.state)).one() is MailState.SENT


def test_what_somebody_planned_stays_planned(session: Session) -> None:
    made = open_world(session)
    sent(session, made, "one")
    plan_step(
        session,
        made.strands["A"],
        made.organisations["a1"],
        step=NextStep.VISIT,
        taken_by="The regional office",
        due=today(),
    )
    record_bounces(session, made.strands["A"], [notice("one")], day=today())
    assert step(session, made) is NextStep.VISIT


@pytest.mark.parametrize("heard", [Disposition.ANSWERED, Disposition.UNREACHABLE])
def test_whoever_has_answered_needs_no_other_contact(session: Session, heard: Disposition) -> None:
    made = open_world(session)
    sent(session, made, "one")
    if heard is Disposition.ANSWERED:
        submitted(session, made)
    else:
        mark_unreachable(session, made.strands["A"], made.organisations["a1"], day=today())
    record_bounces(session, made.strands["A"], [notice("one")], day=today())
    assert (step(session, made) is None) is (heard is Disposition.ANSWERED)
