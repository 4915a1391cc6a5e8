"""Decision links: who gets one, what it opens, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.decision.operations.links import extend_links, issue_links, renew_link, revoke_link
from consult.decision.queries.links import LinkedMember, link_holders, member_of_link, open_link
from consult.decision.records import DecisionLink
from consult.membership.records import Contact, Membership
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import MOMENT, World, world

LATER = MOMENT + timedelta(days=90)


@pytest.fixture
def made(session: Session) -> World:
    return world(session, languages=["en", "fr"])


def member(session: Session, link_id: str) -> LinkedMember:
    found = member_of_link(session, link_id, MOMENT)
    assert found is not None
    return found


def test_every_member_organisation_gets_one_link_and_nobody_a_second(session: Session, made: World) -> None:
    issued = issue_links(session, made.consultation_id, expires_at=LATER)
    assert sorted(new.organisation_id for new in issued) == sorted(made.organisations.values())
    assert issue_links(session, made.consultation_id, expires_at=LATER) == ()
    assert session.scalar(select(func.count()).select_from(DecisionLink)) == 4


def test_the_token_is_stored_nowhere(session: Session, made: World) -> None:
    issued = issue_links(session, made.consultation_id, expires_at=LATER)
    stored = session.scalars(select(DecisionLink)).all()
    kept = " ".join(str(getattr(link, column.key)) for link in stored for column in DecisionLink.__table__.columns)
    assert all(len(new.token) == 22 for new in issued)
    assert not [new for new in issued if new.token in kept]


def test_a_link_goes_to_the_first_contact_with_an_address_in_their_language(session: Session, made: World) -> None:
    organisation_id = made.organisations["a1"]
    session.query(Contact).filter_by(organisation_id=organisation_id).delete()
    session.add(Contact(organisation_id=organisation_id, name="Aaron", email="", language="en"))
    first = Contact(organisation_id=organisation_id, name="Bea", email="b@x.example", language="fr")
    session.add_all([first, Contact(organisation_id=organisation_id, name="Cem", email="c@x.example", language="en")])
    session.flush()
    issued = issue_links(session, made.consultation_id, expires_at=LATER)
    new = next(one for one in issued if one.organisation_id == organisation_id)
    assert (new.contact_id, new.language) == (first.id, "fr")


def test_whoever_cannot_be_written_to_waits_for_a_contact(session: Session, made: World) -> None:
    session.query(Contact).filter_by(organisation_id=made.organisations["a2"]).delete()
    assert len(issue_links(session, made.consultation_id, expires_at=LATER)) == 3
    with pytest.raises(NotAllowedNow, match="add a contact"):
        renew_link(session, made.consultation_id, made.organisations["a2"], expires_at=LATER, moment=MOMENT)
    session.add(Contact(organisation_id=made.organisations["a2"], name="New", email="n@x.example"))
    session.flush()
    assert len(issue_links(session, made.consultation_id, expires_at=LATER)) == 1


@pytest.mark.parametrize(("key", "group", "marks"), [("a1", "a", "A"), ("b1", "b", "B"), ("both", "both", "AB")])
def test_a_link_knows_its_member_and_its_coalitions(
    session: Session, made: World, key: str, group: str, marks: str
) -> None:
    issued = issue_links(session, made.consultation_id, expires_at=LATER)
    new = next(one for one in issued if one.organisation_id == made.organisations[key])
    opened = open_link(session, new.token, MOMENT)
    assert opened is not None
    found = member(session, opened.id)
    assert (found.organisation_id, found.consultation_id, found.group) == (
        made.organisations[key],
        made.consultation_id,
        group,
    )
    assert found.coalition_ids == {made.coalitions[mark] for mark in marks}


def test_a_renewed_link_replaces_the_lost_one(session: Session, made: World) -> None:
    first = issue_links(session, made.consultation_id, expires_at=LATER)[0]
    second = renew_link(session, made.consultation_id, first.organisation_id, expires_at=LATER, moment=MOMENT)
    assert open_link(session, first.token, MOMENT) is None
    assert member_of_link(session, first.link_id, MOMENT) is None
    assert member(session, second.link_id).organisation_id == first.organisation_id
    with pytest.raises(NotFound):
        renew_link(session, made.consultation_id, "nobody", expires_at=LATER, moment=MOMENT)


def test_a_link_taken_back_opens_nothing(session: Session, made: World) -> None:
    new = issue_links(session, made.consultation_id, expires_at=LATER)[0]
    revoke_link(session, new.link_id, moment=MOMENT)
    assert open_link(session, new.token, MOMENT) is None
    assert len([one for one in link_holders(session, made.consultation_id) if one.is_waiting]) == 1
    with pytest.raises(NotFound):
        revoke_link(session, "no link", moment=MOMENT)


def test_a_link_ends_and_can_be_let_work_longer(session: Session, made: World) -> None:
    new = issue_links(session, made.consultation_id, expires_at=MOMENT)[0]
    assert open_link(session, new.token, MOMENT) is None
    assert member_of_link(session, new.link_id, MOMENT) is None
    extend_links(session, made.consultation_id, expires_at=LATER)
    assert open_link(session, new.token, MOMENT) is not None


def test_whoever_left_every_coalition_is_no_longer_let_in(session: Session, made: World) -> None:
    issued = issue_links(session, made.consultation_id, expires_at=LATER)
    new = next(one for one in issued if one.organisation_id == made.organisations["a1"])
    session.query(Membership).filter_by(organisation_id=new.organisation_id).delete()
    assert member_of_link(session, new.link_id, MOMENT) is None


def test_the_database_itself_refuses_a_second_open_link(session: Session, made: World) -> None:
    new = issue_links(session, made.consultation_id, expires_at=LATER)[0]
    session.add(
        DecisionLink(
            consultation_id=made.consultation_id,
            organisation_id=new.organisation_id,
            token_hash="another",
            language="en",
            expires_at=LATER,
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
