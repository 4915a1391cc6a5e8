"""An organisation's receipt code shows what its answer counts towards, and opens nothing."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from consult.collection.operations import resume
from consult.collection.queries.receipt import counted
from consult.collection.rules import AnswerState, Unit
from consult.shared.identifiers import digest, normal_code
from tests.builders import World
from tests.builders_collection import Member, agreed, link


def code_in(member: Member) -> str:
    return re.sub("<[^>]+>", "", member.page.partition('class="receipt"')[2].partition("</bdi>")[0]).split("code")[-1]


def organisation(session: Session, made: World, member: Member) -> Member:
    member.enter(link(session, made))
    agreed(member)
    member.submit()
    return member


def test_an_organisation_makes_its_code(session: Session, made: World, member: Member) -> None:
    organisation(session, made, member)
    assert "Make a receipt code" in member.go("/answer/receipt").text
    member.post("/answer/receipt")
    code = code_in(member)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code)
    assert "It opens nothing" in member.text
    found = counted(session, digest(normal_code(code)))
    assert found is not None
    assert (found.unit, found.state, found.strand_id) == (Unit.ORGANISATION, AnswerState.SUBMITTED, made.strands["A"])
    assert resume(session, code) is None


def test_a_new_code_replaces_the_last(session: Session, made: World, member: Member) -> None:
    organisation(session, made, member).post("/answer/receipt")
    first = code_in(member)
    member.go("/answer")
    member.post("/answer/receipt")
    second = code_in(member)
    assert first != second
    assert counted(session, digest(normal_code(first))) is None
    assert counted(session, digest(normal_code(second)))


def test_before_submitting_there_is_no_code(session: Session, made: World, member: Member) -> None:
    member.enter(link(session, made))
    member.post("/answer/receipt")
    assert member.status == 409


def test_an_individual_keeps_the_one_it_has(session: Session, made: World, member: Member) -> None:
    member.enter(link(session, made), unit="individual")
    agreed(member)
    member.post("/answer/review")
    code = code_in(member)
    assert resume(session, code)
    assert counted(session, digest(normal_code(code)))
    assert "Make a receipt code" not in member.page
    assert 'href="/receipt"' in member.page
    member.post("/answer/receipt")
    assert member.status == 409
    assert resume(session, code)
