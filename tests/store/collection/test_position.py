"""Colleagues at an organisation's draft, what they say about it, and the signature."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.operations import submit, withdraw
from consult.collection.operations.position import (
    NewComment,
    invite_colleague,
    reopen_comments,
    revoke_colleague,
    settle_comments,
    sign_off,
    write_comment,
)
from consult.collection.queries import answer_view, counted_answers
from consult.collection.queries.position import (
    colleague_by_id,
    colleague_by_token,
    colleagues_of,
    comment_counts,
    sign_off_view,
    threads,
)
from consult.collection.records import Colleague, DraftComment, SignOff
from consult.collection.rules import ColleagueMay, Unit
from consult.collection.rules.position import (
    COLLEAGUES,
    COMMENT_LENGTH,
    COMMENTS,
    ChangedMeanwhile,
    NotSigned,
    Signature,
    may_be_agreed_on,
)
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.identifiers import digest, random_id
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import AGREED, begun, kept, open_world, signed, submitted
from tests.builders_gates import closed

DIRECTOR = Signature("مديرة المكتب", "management", today())


def invited(session: Session, answer_id: str, may: ColleagueMay = ColleagueMay.COMMENT) -> str:
    token = invite_colleague(session, answer_id, name="Treasurer", may=may)
    found = colleague_by_token(session, token)
    assert found is not None
    return found.id


def comment(text: str = "Too strong", *, page: str = "C2", key: str = "", **more: str | None) -> NewComment:
    return NewComment(key=key or random_id(), page=page, text=text, **more)


def draft(session: Session) -> tuple[World, str]:
    made = open_world(session)
    return made, begun(session, made).answer_id


def said(session: Session, made: World, answer_id: str, page: str = "C2") -> list[tuple[str, bool, list[str]]]:
    found = threads(session, made.strands["A"], answer_id, page)
    return [(one.comment.text, one.comment.settled, [answer.text for answer in one.answers]) for one in found]


class TestColleagues:
    def test_a_link_is_known_by_its_hash_and_a_name_is_sealed(self, session: Session) -> None:
        _made, answer_id = draft(session)
        token = invite_colleague(session, answer_id, name="  Treasurer \n of ours ", may=ColleagueMay.EDIT)
        row = session.scalars(select(Colleague)).one()
        assert row.token_hash == digest(token)
        assert len(token) == 22
        assert b"Treasurer" not in row.sealed
        found = colleague_by_token(session, token)
        assert found is not None
        assert (found.name, found.may, found.answer_id) == ("Treasurer of ours", ColleagueMay.EDIT, answer_id)

    def test_a_link_ends_when_it_is_taken_back(self, session: Session) -> None:
        made, answer_id = draft(session)
        token = invite_colleague(session, answer_id, name="Treasurer", may=ColleagueMay.EDIT)
        (line,) = colleagues_of(session, made.strands["A"], answer_id)
        revoke_colleague(session, answer_id, line.id, day=today())
        assert colleague_by_token(session, token) is None
        assert colleague_by_id(session, line.id) is None
        assert colleagues_of(session, made.strands["A"], answer_id)[0].revoked_on == today()

    def test_a_link_ends_with_submitting_and_with_collection(self, session: Session) -> None:
        made, answer_id = draft(session)
        token = invite_colleague(session, answer_id, name="Treasurer", may=ColleagueMay.EDIT)
        kept(session, answer_id, AGREED)
        signed(session, answer_id)
        submit(session, answer_id, day=today(), moment=now())
        assert colleague_by_token(session, token) is None
        other = begun(session, made, "a2").answer_id
        second = invite_colleague(session, other, name="Chair", may=ColleagueMay.COMMENT)
        closed(session, made.strands["A"], now())
        assert colleague_by_token(session, second) is None

    def test_one_organisation_takes_no_link_of_another_back(self, session: Session) -> None:
        made, answer_id = draft(session)
        colleague_id = invited(session, answer_id)
        other = begun(session, made, "a2").answer_id
        with pytest.raises(NotFound):
            revoke_colleague(session, other, colleague_id, day=today())

    def test_there_is_a_limit_and_a_name(self, session: Session) -> None:
        _made, answer_id = draft(session)
        with pytest.raises(NotAllowedNow):
            invite_colleague(session, answer_id, name=" \n", may=ColleagueMay.EDIT)
        for _ in range(COLLEAGUES):
            invited(session, answer_id)
        with pytest.raises(NotAllowedNow, match="No more than 20"):
            invited(session, answer_id)

    def test_nobody_is_invited_to_what_is_submitted_or_in_ones_own_name(self, session: Session) -> None:
        made = open_world(session)
        with pytest.raises(NotAllowedNow):
            invited(session, submitted(session, made))
        with pytest.raises(NotFound):
            invited(session, begun(session, made, unit=Unit.INDIVIDUAL).answer_id)


class TestComments:
    def test_they_are_written_answered_settled_and_opened_again(self, session: Session) -> None:
        made, answer_id = draft(session)
        by = invited(session, answer_id)
        first, second = comment(by=by), comment("And too long", by=by)
        for one in (first, second):
            write_comment(session, answer_id, one, day=today())
        write_comment(session, answer_id, comment("Why?", to=first.key), day=today())
        assert said(session, made, answer_id) == [("Too strong", False, ["Why?"]), ("And too long", False, [])]
        assert comment_counts(session, answer_id) == {"C2": 3}
        answer = threads(session, made.strands["A"], answer_id, "C2")[0].answers[0]
        settle_comments(session, answer_id, [first.key, answer.id])
        assert comment_counts(session, answer_id) == {"C2": 1}
        assert said(session, made, answer_id)[-1] == ("Too strong", True, ["Why?"])
        reopen_comments(session, answer_id, [first.key])
        assert not threads(session, made.strands["A"], answer_id, "C2")[0].comment.settled

    def test_they_are_sealed_and_the_same_post_is_one_comment(self, session: Session) -> None:
        _made, answer_id = draft(session)
        invited(session, answer_id)
        one = comment("canary words")
        for _ in range(2):
            write_comment(session, answer_id, one, day=today())
        row = session.scalars(select(DraftComment)).one()
        assert b"canary" not in row.sealed

    def test_an_answer_opens_a_settled_comment_again(self, session: Session) -> None:
        _made, answer_id = draft(session)
        invited(session, answer_id)
        one = comment()
        write_comment(session, answer_id, one, day=today())
        settle_comments(session, answer_id, [one.key])
        assert comment_counts(session, answer_id) == {}
        write_comment(session, answer_id, comment("No", to=one.key), day=today())
        assert comment_counts(session, answer_id) == {"C2": 2}

    def test_what_cannot_be_said(self, session: Session) -> None:
        made, answer_id = draft(session)
        one = comment()
        write_comment(session, answer_id, one, day=today())
        other = begun(session, made, "a2").answer_id
        for text in (" ", "x" * (COMMENT_LENGTH + 1)):
            with pytest.raises(NotAllowedNow):
                write_comment(session, answer_id, comment(text), day=today())
        for wrong in (comment(to=one.key, page="B2"), comment(to="nothing")):
            with pytest.raises(NotFound):
                write_comment(session, answer_id, wrong, day=today())
        for theirs in (comment(key=one.key), comment(to=one.key)):
            with pytest.raises(NotFound):
                write_comment(session, other, theirs, day=today())
        with pytest.raises(NotFound):
            settle_comments(session, other, [one.key])

    def test_there_is_an_end_to_them(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        assert COMMENTS >= 100
        monkeypatch.setattr("consult.collection.operations.position.COMMENTS", 2)
        _made, answer_id = draft(session)
        for _ in range(2):
            write_comment(session, answer_id, comment(), day=today())
        with pytest.raises(NotAllowedNow):
            write_comment(session, answer_id, comment(), day=today())

    def test_where_nobody_was_invited_there_are_none(self, session: Session) -> None:
        _made, answer_id = draft(session)
        assert comment_counts(session, answer_id) is None

    def test_they_are_gone_once_it_is_submitted_and_with_the_answer(self, session: Session) -> None:
        made, answer_id = draft(session)
        by = invited(session, answer_id)
        write_comment(session, answer_id, comment(by=by), day=today())
        kept(session, answer_id, AGREED)
        signed(session, answer_id)
        submit(session, answer_id, day=today(), moment=now())
        assert session.scalar(select(func.count()).select_from(DraftComment)) == 0
        other = begun(session, made, "a2").answer_id
        write_comment(session, other, comment(by=invited(session, other)), day=today())
        withdraw(session, other, moment=now())
        for table in (DraftComment, Colleague):
            assert session.scalar(select(func.count()).select_from(table).where(table.answer_id == other)) == 0


class TestSigning:
    def test_nothing_of_an_organisation_is_submitted_without_it(self, session: Session) -> None:
        made, answer_id = draft(session)
        kept(session, answer_id, AGREED)
        with pytest.raises(NotSigned):
            submit(session, answer_id, day=today(), moment=now())
        assert counted_answers(session, made.strands["A"], Unit.ORGANISATION) == ()

    def test_nothing_is_signed_unseen(self, session: Session) -> None:
        _made, answer_id = draft(session)
        kept(session, answer_id, AGREED)
        seen = answer_view(session, answer_id)
        assert seen is not None
        kept(session, answer_id, {"C2": "regional"})
        with pytest.raises(ChangedMeanwhile):
            sign_off(session, answer_id, DIRECTOR, seen=seen.revision, language="en", moment=now())
        signed(session, answer_id)
        kept(session, answer_id, {"C2": "national"})
        with pytest.raises(NotSigned):
            submit(session, answer_id, day=today(), moment=now())

    @pytest.mark.parametrize("before", [None, "provisional", "management"])
    def test_the_question_how_it_was_agreed_is_kept_equal(self, session: Session, before: str | None) -> None:
        made, answer_id = draft(session)
        kept(session, answer_id, {**AGREED, "A3": before})
        sign_off(session, answer_id, DIRECTOR, seen=1, language="ar", moment=now())
        submit(session, answer_id, day=today(), moment=now())
        (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
        assert counted.document["A3"] == "management"

    def test_the_short_form_does_not_ask_it_and_is_signed_all_the_same(self, session: Session) -> None:
        made = open_world(session)
        answer_id = begun(session, made, short=True).answer_id
        kept(session, answer_id, AGREED)
        sign_off(session, answer_id, DIRECTOR, seen=1, language="en", moment=now())
        submit(session, answer_id, day=today(), moment=now())
        (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
        assert "A3" not in counted.document

    def test_the_office_is_sealed_and_read_by_the_organisation(self, session: Session) -> None:
        made, answer_id = draft(session)
        kept(session, answer_id, AGREED)
        sign_off(session, answer_id, DIRECTOR, seen=1, language="en", moment=now())
        submit(session, answer_id, day=today(), moment=now())
        assert "مديرة".encode() not in session.scalars(select(SignOff)).one().sealed
        found = sign_off_view(session, made.strands["A"], answer_id)
        assert found is not None
        assert (found.signature, found.changed) == (DIRECTOR, ())

    def test_what_is_changed_afterwards_counts_and_asks_to_sign_again(self, session: Session) -> None:
        made = open_world(session)
        answer_id = submitted(session, made)
        kept(session, answer_id, {"C2": "regional"}, {"B2": "words"})
        kept(session, answer_id, {"C2": "regional"})  # the same again changes nothing
        found = sign_off_view(session, made.strands["A"], answer_id)
        assert found is not None
        assert found.changed == ("B2", "C2")
        (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
        assert counted.document["C2"] == "regional"
        view = answer_view(session, answer_id)
        assert view is not None
        sign_off(session, answer_id, DIRECTOR, seen=view.revision, language="en", moment=now())
        again = sign_off_view(session, made.strands["A"], answer_id)
        assert again is not None
        assert (again.changed, again.signature) == ((), DIRECTOR)
        (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
        assert counted.document["A3"] == "management"

    def test_a_change_of_the_sealed_item_asks_for_nothing(self, session: Session) -> None:
        made = open_world(session)
        answer_id = submitted(session, made)
        kept(session, answer_id, {"J2.risk": "yes"})
        found = sign_off_view(session, made.strands["A"], answer_id)
        assert found is not None
        assert found.changed == ()

    def test_the_same_signature_twice_is_one(self, session: Session) -> None:
        _made, answer_id = draft(session)
        kept(session, answer_id, AGREED)
        for _ in range(2):
            sign_off(session, answer_id, DIRECTOR, seen=1, language="en", moment=now())
        other = Signature("Chair", "board", today())
        with pytest.raises(ChangedMeanwhile):
            sign_off(session, answer_id, other, seen=1, language="en", moment=now())
        assert session.scalar(select(func.count()).select_from(SignOff)) == 1

    def test_an_individual_signs_nothing(self, session: Session) -> None:
        made = open_world(session)
        answer_id = submitted(session, made, unit=Unit.INDIVIDUAL)
        with pytest.raises(NotFound):
            sign_off(session, answer_id, DIRECTOR, seen=9, language="en", moment=now())


def test_a_day_nobody_can_mean_is_known() -> None:
    assert may_be_agreed_on(today() + timedelta(days=1), today())
    assert not may_be_agreed_on(today() + timedelta(days=2), today())
    assert not may_be_agreed_on(today() - timedelta(days=4000), today())
