"""Beginning, joining, coming back, submitting, withdrawing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.operations import begin, resume, submit, withdraw
from consult.collection.queries import answer_view, counted_answers, coverage_counts, open_invitation
from consult.collection.records import Answer, AnswerLink, EarlierAnswer, PagePost, Participation, SealedAnswer, Words
from consult.collection.rules import REGION_NOT_SHOWN, AnswerState, Closed, Disposition, RequiredMissing, Unit
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now, today
from tests.builders_collection import AGREED, begun, kept, link, open_world, signed, submitted
from tests.builders_gates import closed


def test_a_second_person_joins_the_draft_of_the_organisation(session: Session) -> None:
    made = open_world(session)
    first, second = begun(session, made), begun(session, made)
    assert not first.joined
    assert second.joined
    assert first.answer_id == second.answer_id
    assert first.code is second.code is None


def test_individual_answers_are_always_new_and_have_a_code_each(session: Session) -> None:
    made = open_world(session)
    first, second = (begun(session, made, unit=Unit.INDIVIDUAL) for _ in range(2))
    assert first.answer_id != second.answer_id
    assert first.code
    assert second.code
    assert resume(session, first.code) == first.answer_id
    assert resume(session, f" {second.code.lower().replace('-', ' ')} ") == second.answer_id
    assert resume(session, "") is None
    assert resume(session, "AAAA-AAAA-AAAA-AAAA") is None


def test_no_code_is_stored_and_no_token(session: Session) -> None:
    made = open_world(session)
    token = link(session, made)
    code = begun(session, made, unit=Unit.INDIVIDUAL).code
    session.flush()
    stored = [value for row in session.scalars(select(Participation)) for value in vars(row).values()]
    assert code not in stored
    invitation = open_invitation(session, token, now())
    assert invitation is not None
    assert token not in repr(invitation)


def test_an_organisation_in_both_coalitions_gives_one_answer_in_each(session: Session) -> None:
    made = open_world(session)
    assert begun(session, made, "both", mark="A").answer_id != begun(session, made, "both", mark="B").answer_id


def test_an_answer_takes_kind_language_and_region_from_the_frame(session: Session) -> None:
    made = open_world(session)
    submitted(session, made, "a2")
    (answer,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert (answer.region, answer.kind, answer.language, answer.in_both) == ("europe", "national_ngo", "fr", False)


def test_a_region_not_shown_is_counted_apart_and_follows_later_changes(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, entries={"Z2.region": "no"})
    assert counted_answers(session, made.strands["A"], Unit.ORGANISATION)[0].region == REGION_NOT_SHOWN
    kept(session, answer_id, {"Z2.region": "yes"})
    assert counted_answers(session, made.strands["A"], Unit.ORGANISATION)[0].region == "africa"


def test_units_are_never_counted_together(session: Session) -> None:
    made = open_world(session)
    submitted(session, made)
    submitted(session, made, unit=Unit.INDIVIDUAL)
    submitted(session, made, unit=Unit.INDIVIDUAL)
    assert len(counted_answers(session, made.strands["A"], Unit.ORGANISATION)) == 1
    assert len(counted_answers(session, made.strands["A"], Unit.INDIVIDUAL)) == 2
    assert counted_answers(session, made.strands["B"], Unit.ORGANISATION) == ()


def test_coverage_follows_organisation_answers_only(session: Session) -> None:
    made = open_world(session)
    strand = made.strands["A"]
    begun(session, made, "a1", unit=Unit.INDIVIDUAL)
    assert coverage_counts(session, strand)[Disposition.INVITED] == 1
    answer_id = begun(session, made, "a1").answer_id
    assert coverage_counts(session, strand)[Disposition.OPENED] == 1
    kept(session, answer_id, AGREED)
    assert coverage_counts(session, strand)[Disposition.PARTIAL] == 1
    signed(session, answer_id)
    submit(session, answer_id, day=today(), moment=now())
    counts = coverage_counts(session, strand)
    assert counts[Disposition.ANSWERED] == 1
    assert sum(counts.values()) == 3


def test_nothing_is_submitted_without_agreement(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    with pytest.raises(RequiredMissing) as refused:
        submit(session, answer_id, day=today(), moment=now())
    assert refused.value.parts == ("Z2.take_part",)
    assert counted_answers(session, made.strands["A"], Unit.ORGANISATION) == ()


def test_the_moment_of_an_answer_is_cut_to_the_hour(session: Session) -> None:
    made = open_world(session)
    submitted(session, made)
    moment = session.scalars(select(Answer.submitted_at)).one()
    assert moment is not None
    assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


def test_withdrawing_deletes_everything_that_was_said(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, entries={"J2.risk": "yes"}, words={"B2": "words", "J2.text": "sealed"})
    kept(session, answer_id, {"Z2.region": "no"})
    session.commit()
    withdraw(session, answer_id, moment=now())
    session.commit()
    for table in (Answer, AnswerLink, Words, SealedAnswer, EarlierAnswer, PagePost):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    participation = session.scalars(select(Participation)).one()
    assert participation.withdrawn_on == today()
    assert answer_view(session, answer_id) is None
    assert coverage_counts(session, made.strands["A"])[Disposition.DECLINED] == 1


def test_an_organisation_that_withdrew_may_begin_anew(session: Session) -> None:
    made = open_world(session)
    withdraw(session, submitted(session, made), moment=now())
    anew = begun(session, made)
    assert not anew.joined
    assert begun(session, made).answer_id == anew.answer_id
    assert session.scalar(select(func.count()).select_from(Participation)) == 1


def test_the_code_of_a_withdrawn_answer_opens_nothing(session: Session) -> None:
    made = open_world(session)
    mine = begun(session, made, unit=Unit.INDIVIDUAL)
    withdraw(session, mine.answer_id, moment=now())
    assert mine.code
    assert resume(session, mine.code) is None


def test_after_the_day_promised_nothing_is_withdrawn_any_more(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made)
    with pytest.raises(NotAllowedNow):
        withdraw(session, answer_id, moment=datetime.combine(today() + timedelta(days=46), time(12), UTC))
    withdraw(session, answer_id, moment=datetime.combine(today() + timedelta(days=46), time(11, 59), UTC))


def test_after_closing_nothing_is_begun_changed_or_submitted(session: Session) -> None:
    made = open_world(session)
    draft = begun(session, made).answer_id
    token = link(session, made, "a2")
    closed(session, made.strands["A"], now())
    invitation = open_invitation(session, token, now())
    assert invitation is not None
    with pytest.raises(Closed):
        begin(session, invitation.id, unit=Unit.INDIVIDUAL, short=True, language="en", day=today(), order_seed=1)
    with pytest.raises(Closed):
        kept(session, draft, AGREED)
    with pytest.raises(Closed):
        submit(session, draft, day=today(), moment=now())
    assert begun(session, made).answer_id == draft  # to read it, and to withdraw it


def test_an_unknown_answer_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        submit(session, "nothing", day=today(), moment=now())
    with pytest.raises(NotFound):
        withdraw(session, "nothing", moment=now())


def test_a_draft_is_not_counted(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    kept(session, answer_id, {**AGREED, "C2": "national"})
    assert counted_answers(session, made.strands["A"], Unit.ORGANISATION) == ()
    found = answer_view(session, answer_id)
    assert found is not None
    assert found.state is AnswerState.DRAFT
