"""On the promised day transcripts and contacts are gone for good; what was counted from them stands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import AccessEvent
from consult.briefing.operations import freeze_next_edition
from consult.briefing.queries import has_changed_since, newest_edition
from consult.coding.records import Assignment, Segment
from consult.collection.operations import resume
from consult.collection.queries import coverage, individual_count, open_invitation
from consult.collection.records import Answer, AnswerLink, Invitation, Participation
from consult.collection.rules import Unit
from consult.consultation.queries import strand
from consult.decision.operations.destroying import destroy, promise_destruction
from consult.decision.queries.following import destructions_of
from consult.decision.records import Ballot, DecisionLink
from consult.decision.rules.kinds import BallotState, Promised
from consult.findings.queries import quotes_of, strand_findings
from consult.interview.queries import interviews_of, turns_of_strand
from consult.interview.records import ParticipantIdentity
from consult.meeting.records import Delegation, IdeaCard, Intervention, Reaction
from consult.membership.records import Coalition, Contact, Organisation
from consult.shared.database import db, writing
from consult.shared.erasing import erase_traces
from consult.shared.errors import NotAllowedNow
from consult.shared.identifiers import digest
from tests.builders import world
from tests.builders_coding import ENGLISH
from tests.builders_findings import frozen_world
from tests.builders_following import (
    CARD,
    DUE,
    LATE,
    MEMO,
    SECRET_SAID,
    SIGNED_SAID,
    WORDS_OF_INTERVIEWS,
    Ended,
    ballot,
    bytes_of,
    ended,
    everything,
)
from tests.builders_interview import interviewed

T, C = Promised.TRANSCRIPTS, Promised.CONTACTS


@pytest.fixture
def made(session: scoped_session[Session]) -> Ended:
    found = ended(session())
    for what in Promised:
        promise_destruction(session(), found.consultation_id, what=what, due_on=DUE)
    return found


def destroyed(session: Session, found: Ended, what: Promised) -> dict[str, int]:
    return dict(destroy(session, found.consultation_id, what=what, account_id=found.account_id, moment=LATE))


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_nothing_is_destroyed_before_the_promised_day(session: scoped_session[Session], made: Ended) -> None:
    for what in Promised:
        with pytest.raises(NotAllowedNow, match=DUE.isoformat()):
            destroy(
                session(), made.consultation_id, what=what, account_id=made.account_id, moment=LATE - timedelta(days=1)
            )
    assert turns_of_strand(session(), made.world.strands["A"])
    assert session.scalar(select(func.count()).select_from(AnswerLink))


def test_nothing_is_destroyed_without_a_promise(session: scoped_session[Session]) -> None:
    found = ended(session())
    with pytest.raises(NotAllowedNow, match="promise"):
        destroyed(session(), found, T)


def test_nothing_is_destroyed_while_figures_still_have_to_be_counted(session: scoped_session[Session]) -> None:
    found = frozen_world(session())
    promise_destruction(session(), found.consultation_id, what=T, due_on=DUE)
    with pytest.raises(NotAllowedNow, match="released"):
        destroy(session(), found.consultation_id, what=T, account_id="nobody", moment=LATE)


def test_contacts_stay_while_members_vote_with_their_links(session: scoped_session[Session], made: Ended) -> None:
    ballot_id = ballot(session(), made, state=BallotState.OPEN)
    with pytest.raises(NotAllowedNow, match="vote"):
        destroyed(session(), made, C)
    session.get_one(Ballot, ballot_id).state = BallotState.CLOSED
    session.flush()
    assert destroyed(session(), made, C)["decision_links"] == 1


def test_transcripts_are_gone_from_every_table(session: scoped_session[Session], made: Ended) -> None:
    before = everything(session().connection())
    assert all(words in before for words in WORDS_OF_INTERVIEWS)
    counts = destroyed(session(), made, T)
    assert counts == {
        "interviews": 1, "turns": 6, "speakers": 2, "translations": 1, "codes": 1, "confidences": 2,
    }  # fmt: skip
    after = everything(session().connection())
    for words in (*WORDS_OF_INTERVIEWS, SECRET_SAID, MEMO, ENGLISH.split(". ", maxsplit=1)[0]):
        assert words not in after, words
    assert count(session(), ParticipantIdentity) == count(session(), Segment) == 0


def test_what_the_room_may_tell_stays(session: scoped_session[Session], made: Ended) -> None:
    destroyed(session(), made, T)
    texts = session.scalars(select(Intervention.text).order_by(Intervention.number)).all()
    assert texts == ["", "A group's words.", SIGNED_SAID]
    assert session.scalars(select(IdeaCard.text)).all() == [CARD]
    assert session.scalars(select(Reaction.text).order_by(Reaction.number)).all() == ["", "A group's words."]


def test_that_an_interview_was_held_stays_with_who_read_it(session: scoped_session[Session], made: Ended) -> None:
    destroyed(session(), made, T)
    (held,) = interviews_of(session(), made.world.strands["A"])
    assert (held.label, held.interviewer_ties, held.participants) == ("T9", "Has never met them.", ())
    assert count(session(), Assignment) == 1


def test_no_interview_is_taken_in_afterwards(session: scoped_session[Session], made: Ended) -> None:
    destroyed(session(), made, T)
    with pytest.raises(NotAllowedNow, match="destroyed"):
        interviewed(session(), made.world, label="T99")


@pytest.mark.parametrize("what", [T, C])
def test_the_edition_stands_and_nothing_is_counted_again(
    session: scoped_session[Session], made: Ended, what: Promised
) -> None:
    before = newest_edition(session(), made.consultation_id)
    assert before is not None
    destroyed(session(), made, what)
    after = newest_edition(session(), made.consultation_id)
    assert after == before
    assert after.intact
    assert not has_changed_since(session(), after)
    with pytest.raises(NotAllowedNow, match=DUE.isoformat()):
        strand_findings(session(), made.world.strands["A"])
    with pytest.raises(NotAllowedNow):
        freeze_next_edition(session(), made.consultation_id, LATE)


def test_no_quote_from_an_interview_stands(session: scoped_session[Session], made: Ended) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    destroyed(session(), made, T)
    refs = [ref for found in edition.strands for ref in found.quotes]
    assert quotes_of(session(), refs) == []
    found = strand(session(), made.world.strands["A"])
    assert found is not None
    assert found.transcripts_destroyed_on == DUE


def test_contacts_and_links_are_gone(session: scoped_session[Session], made: Ended) -> None:
    answers, individuals = count(session(), Answer), individual_count(session(), made.world.strands["A"])
    covered = coverage(session(), made.world.strands["A"])
    codes = set(session.scalars(select(Participation.code_hash)))
    counts = destroyed(session(), made, C)
    assert counts["invitations"] == 1
    assert counts["answer_links"] == answers
    assert (counts["identities"], counts["room_codes"], counts["decision_links"]) == (1, 1, 1)
    assert counts["unsigned"] == 4
    assert [count(session(), table) for table in (Invitation, AnswerLink, DecisionLink, ParticipantIdentity)] == [0] * 4
    assert set(session.scalars(select(Delegation.code_hash))) == {None}
    assert not codes & set(session.scalars(select(Participation.code_hash)))
    assert set(session.scalars(select(Participation.unit))) == {Unit.ORGANISATION}
    everywhere = everything(session().connection())
    for secret in (made.token, made.link_token, made.room_code):
        assert digest(secret) not in everywhere
    assert open_invitation(session(), made.token, LATE) is None
    # What is not about anybody: answers, coverage, the coalition's own register.
    assert count(session(), Answer) == answers
    assert individual_count(session(), made.world.strands["A"]) == individuals
    assert coverage(session(), made.world.strands["A"]) == covered
    assert count(session(), Contact)


def test_only_what_was_signed_keeps_its_delegation(session: scoped_session[Session], made: Ended) -> None:
    destroyed(session(), made, C)
    rows = session.execute(select(Intervention.text, Intervention.delegation_id)).all()
    assert {text for text, delegation_id in rows if delegation_id} == {SIGNED_SAID}
    assert set(session.scalars(select(Reaction.delegation_id))) == {None}


def test_a_receipt_code_opens_nothing_afterwards(session: scoped_session[Session], made: Ended) -> None:
    part = session.scalars(select(Participation).where(Participation.unit == Unit.INDIVIDUAL)).first()
    assert part is not None
    part.code_hash = digest("ABCD-EFGH-JKMN-PQRS")
    session.flush()
    assert resume(session(), "ABCD-EFGH-JKMN-PQRS")
    destroyed(session(), made, C)
    assert resume(session(), "ABCD-EFGH-JKMN-PQRS") is None


def test_it_is_logged_once_and_the_same_again_changes_nothing(session: scoped_session[Session], made: Ended) -> None:
    counts = destroyed(session(), made, T)
    again = destroy(
        session(), made.consultation_id, what=T, account_id=made.account_id, moment=LATE + timedelta(days=9)
    )
    assert again == counts
    events = session.scalars(select(AccessEvent).where(AccessEvent.act == "transcripts_destroyed")).all()
    assert [(event.account_id, event.details, event.at) for event in events] == [(made.account_id, counts, LATE)]
    kept = destructions_of(session(), made.consultation_id)[T]
    assert (kept.done_at, kept.counts, kept.promise.days_late(DUE)) == (LATE, counts, 0)


def test_another_consultation_is_not_touched(session: scoped_session[Session], made: Ended) -> None:
    for mark, coalition in zip("CD", session.scalars(select(Coalition)), strict=False):
        coalition.mark, coalition.name = mark, f"Coalition {mark}"
    for one in session.scalars(select(Organisation)):
        one.name_key = f"earlier {one.name_key}"
    session.flush()
    other = world(session())
    interviewed(session(), other, label="T50")
    destroyed(session(), made, T)
    destroyed(session(), made, C)
    assert len(turns_of_strand(session(), other.strands["A"])) == 4
    assert count(session(), ParticipantIdentity) == 1


def test_a_day_can_be_brought_forward_and_not_put_off(session: scoped_session[Session], made: Ended) -> None:
    with pytest.raises(NotAllowedNow, match="brought forward"):
        promise_destruction(session(), made.consultation_id, what=T, due_on=DUE + timedelta(days=1))
    promise_destruction(session(), made.consultation_id, what=T, due_on=DUE - timedelta(days=30))
    assert destructions_of(session(), made.consultation_id)[T].due_on == DUE - timedelta(days=30)
    destroyed(session(), made, T)
    with pytest.raises(NotAllowedNow, match="before"):
        promise_destruction(session(), made.consultation_id, what=T, due_on=DUE - timedelta(days=40))


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_nothing_is_left_in_the_files_of_the_database(own_app: Flask, database_kind: str) -> None:
    with own_app.app_context():
        token = writing.set(True)
        session = db.session()
        made = ended(session)
        for what in Promised:
            promise_destruction(session, made.consultation_id, what=what, due_on=DUE)
        session.commit()
        database = Path(str(db.engine.url.database))
        held = bytes_of(database)
        secrets = [ENGLISH, "They followed my sister home", MEMO, SECRET_SAID, "قالت", digest(made.token)]
        assert all(one.encode() in held for one in secrets)
        for what in Promised:
            destroyed(session, made, what)
        session.commit()
        erase_traces(db.engine)
        left = bytes_of(database)
        assert [one for one in secrets if one.encode() in left] == []
        assert SIGNED_SAID.encode() in left
        db.session.remove()
        writing.reset(token)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_dead_rows_are_written_out_of_postgresql(own_app: Flask, database_kind: str) -> None:
    with own_app.app_context():
        token = writing.set(True)
        session = db.session()
        made = ended(session)
        promise_destruction(session, made.consultation_id, what=T, due_on=DUE)
        files = select(func.pg_relation_filenode("turn"), func.pg_relation_filenode("segment"))
        before = session.execute(files).one()
        destroyed(session, made, T)
        session.commit()
        erase_traces(db.engine)
        after = session.execute(files).one()
        assert not set(before) & set(after)  # the old files, with their dead rows, are gone
        db.session.remove()
        writing.reset(token)
