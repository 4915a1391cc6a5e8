"""Invitations: one per contact, opened by their token alone, ended by time or by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.collection.operations import (
    cover_frame,
    decline,
    invite_all,
    mark_unreachable,
    renew,
    revoke,
)
from consult.collection.queries import contacts_of, coverage, coverage_counts, invitation_counts, open_invitation
from consult.collection.records import Invitation
from consult.collection.rules import Closed, Disposition
from consult.membership.records import Contact
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now, today
from tests.builders_collection import begun, link, open_world, submitted
from tests.builders_gates import closed

SOON = now() + timedelta(days=3)


def test_every_contact_is_invited_once_in_their_own_language(session: Session) -> None:
    made = open_world(session)
    session.add(Contact(organisation_id=made.organisations["a1"], name="Second", email="s@x.example", language="fa"))
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a2"])).one()
    contact.language = "ar"
    session.flush()
    issued = invite_all(session, made.strands["A"], SOON, day=today())
    languages = sorted((i.language, i.organisation_id == made.organisations["a2"]) for i in issued)
    assert languages == [("ar", True), ("en", False), ("en", False), ("en", False)]
    assert len({i.token for i in issued}) == 4
    assert invite_all(session, made.strands["A"], SOON) == []
    assert coverage_counts(session, made.strands["A"])[Disposition.INVITED] == 3
    assert invitation_counts(session, made.strands["A"]) == (4, 0)
    assert invitation_counts(session, made.strands["B"]) == (0, 2)


def test_whoever_came_later_is_invited_without_the_others(session: Session) -> None:
    made = open_world(session)
    invite_all(session, made.strands["A"], SOON)
    session.add(Contact(organisation_id=made.organisations["a1"], name="Late", email="l@x.example"))
    session.flush()
    assert len(invite_all(session, made.strands["A"], SOON)) == 1


def test_nobody_is_invited_to_a_strand_that_is_not_open(session: Session) -> None:
    made = open_world(session)
    closed(session, made.strands["A"], now())
    with pytest.raises(Closed):
        invite_all(session, made.strands["A"], SOON)
    with pytest.raises(NotFound):
        invite_all(session, "nothing", SOON)


def test_a_link_opens_until_it_expires_or_is_taken_back(session: Session) -> None:
    made = open_world(session)
    token = link(session, made)
    found = open_invitation(session, token, now())
    assert found is not None
    assert (found.organisation_name, found.language) == ("Alpha one", "en")
    assert open_invitation(session, token, now() + timedelta(days=31)) is None
    assert open_invitation(session, token + "x", now()) is None
    revoke(session, found.id, moment=now())
    assert open_invitation(session, token, now()) is None
    with pytest.raises(NotFound):
        revoke(session, "nothing", moment=now())


def test_tokens_are_stored_as_digests_only(session: Session) -> None:
    made = open_world(session)
    token = link(session, made)
    (row,) = session.scalars(select(Invitation)).all()
    assert token not in str(vars(row))


def test_an_organisation_may_decline_unless_it_has_answered(session: Session) -> None:
    made = open_world(session)
    found = open_invitation(session, link(session, made), now())
    assert found is not None
    decline(session, found.id, day=today())
    assert coverage_counts(session, made.strands["A"])[Disposition.DECLINED] == 1
    begun(session, made)
    assert coverage_counts(session, made.strands["A"])[Disposition.OPENED] == 1
    submitted(session, made)
    with pytest.raises(NotAllowedNow):
        decline(session, found.id, day=today())
    with pytest.raises(NotFound):
        decline(session, "nothing", day=today())


def test_covering_the_frame_twice_adds_nothing(session: Session) -> None:
    made = open_world(session)
    assert cover_frame(session, made.strands["A"]) == 0
    mark_unreachable(session, made.strands["A"], made.organisations["a1"], day=today())
    lines = coverage(session, made.strands["A"])
    assert [line.name for line in lines] == ["Alpha one", "Alpha two", "Both"]
    assert lines[0].disposition is Disposition.UNREACHABLE
    assert lines[0].changed_on == today()
    assert [line.in_both for line in lines] == [False, False, True]


def test_contacts_are_those_of_the_frame(session: Session) -> None:
    made = open_world(session)
    assert set(contacts_of(session, made.strands["B"])) == {made.organisations["b1"], made.organisations["both"]}


def test_the_database_holds_one_open_invitation_per_contact(session: Session) -> None:
    made = open_world(session)
    invite_all(session, made.strands["A"], SOON)
    first = session.scalars(select(Invitation)).first()
    assert first is not None
    again = Invitation(
        strand_id=first.strand_id,
        organisation_id=first.organisation_id,
        contact_id=first.contact_id,
        token_hash="again",
        language="en",
        expires_at=SOON,
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(again)
        session.flush()


def test_a_lost_link_is_replaced_and_opens_nothing_any_more(session: Session) -> None:
    made = open_world(session)
    old = invite_all(session, made.strands["A"], SOON)[0]
    assert old.contact_id
    mark_unreachable(session, made.strands["A"], old.organisation_id, day=today())
    new = renew(session, made.strands["A"], old.contact_id, SOON, moment=now())
    assert open_invitation(session, old.token, now()) is None
    assert open_invitation(session, new.token, now()) is not None
    assert invitation_counts(session, made.strands["A"]) == (3, 0)
    assert coverage_counts(session, made.strands["A"])[Disposition.UNREACHABLE] == 0
    with pytest.raises(NotFound):
        renew(session, made.strands["B"], "nothing", SOON, moment=now())


def test_who_has_answered_was_reached(session: Session) -> None:
    made = open_world(session)
    submitted(session, made)
    with pytest.raises(NotAllowedNow):
        mark_unreachable(session, made.strands["A"], made.organisations["a1"], day=today())
