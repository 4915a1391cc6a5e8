"""Coming back, changing, leaving and withdrawing."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.queries import counted_answers
from consult.collection.records import Answer, SealedAnswer, Words
from consult.collection.rules import Unit
from consult.instrument.operations import correct_wording, open_re_ask
from consult.instrument.queries import newest_version
from consult.shared.time import now
from tests.builders_collection import Member, agreed, begun, link, open_world, submitted
from tests.builders_gates import closed


def test_a_submitted_answer_can_be_changed_until_closing(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    agreed(member)
    member.submit()
    member.go("/answer")
    assert "Your answer is submitted and counts." in member.text
    member.answer("C2", C2="regional")
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["C2"] == "regional"
    closed(session, made.strands["A"], now())
    session.commit()
    member.go("/answer/C2")
    assert member.status == 409
    assert "Nothing was changed." in member.text
    member.post("/answer/C2", C2="national", go="next")
    assert member.status == 409
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["C2"] == "regional"
    member.go("/answer")
    assert "Collection is closed." in member.text
    assert "/answer/C2" not in member.page


def test_the_code_is_shown_until_the_receipt_and_not_afterwards(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), unit="individual")
    code = member.page.partition('<bdi dir="ltr">')[2].partition("</bdi>")[0]
    assert code in member.go("/answer/leave").text
    agreed(member)
    member.post("/answer/review")
    assert code in member.text
    member.go("/answer")
    assert code not in member.go("/answer/receipt").text


def test_withdrawing_asks_first_and_deletes_everything(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made), unit="individual").answer("B2", B2="words")
    member.answer("J2", J2_dot_risk="yes")
    member.go("/answer/withdraw")
    assert "nobody can bring it back" in member.text
    member.post("/answer/withdraw")
    assert "Your answer is deleted" in member.text
    for table in (Answer, Words, SealedAnswer):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert member.go("/answer").status == 404


def test_leaving_a_shared_device_closes_the_answer(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made)).answer("B2", B2="words")
    member.go("/answer/leave")
    member.post("/answer/leave")
    for url in ("/answer", "/answer/B2", "/answer/review", "/answer/receipt", "/answer/withdraw"):
        member.go(url)
        assert member.status == 404, url
        assert "words" not in member.text
    assert "This browser holds no open answer." in member.text


def test_an_open_answer_without_a_link_is_opened_by_its_code_alone(session: Session, member: Member) -> None:
    made = open_world(session)
    code = begun(session, made, unit=Unit.INDIVIDUAL).code
    session.commit()
    member.post("/answer/open", code="wrong")
    assert member.status == 422
    member.post("/answer/open", code=code)
    assert member.url == "/answer"


def test_a_question_asked_again_is_announced_and_keeps_both_answers(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    agreed(member)
    member.answer("F5", F5__name="one")
    member.submit()
    before = newest_version(session, made.strands["A"])
    assert before is not None
    after = correct_wording(
        session,
        strand_id=made.strands["A"],
        corrections={"en": {"item.F5": "The corrected question about identity"}},
        reason="misleading",
        moment=now(),
    )
    open_re_ask(
        session,
        strand_id=made.strands["A"],
        part="F5",
        languages=["en"],
        from_version_id=before.id,
        to_version_id=after,
        reason="misleading",
        moment=now(),
    )
    session.commit()
    member.go("/answer")
    assert "One question is asked again." in member.text
    assert "The corrected question about identity" in member.text
    member.go("/answer/F5")
    assert "asked again because its wording was corrected" in member.text
    member.send(F5__name="keep_both")
    assert "asked again" not in member.go("/answer").text
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["F5"] == {"name": "keep_both"}
    assert counted.version_id == after


def test_a_submitted_answer_shows_its_receipt_again(session: Session, member: Member) -> None:
    made = open_world(session)
    submitted(session, made)
    member.enter(link(session, made))
    assert "submitted and counts" in member.text
    assert "This is the answer of Alpha one" in member.go("/answer/receipt").text
