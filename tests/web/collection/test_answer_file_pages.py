"""The member takes the answer file away and brings it back into their own draft."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.collection.exchange.answer_file import as_code
from consult.collection.queries import answer_view
from consult.collection.records import Answer
from consult.collection.rules import Channel
from consult.instrument.operations import correct_wording
from consult.instrument.queries import newest_version
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import Member, link, open_world

TEXT = "نحن هنا\nوما زلنا"


def saved(session: Session, made: World, answers: Mapping[str, list[str]], **changed: Any) -> str:
    """What the answer file saves."""
    version = newest_version(session, made.strands["A"])
    assert version is not None
    found = {"consult": "answers", "format": 1, "instrument": version.content_hash, "unit": "organisation"}
    return json.dumps({**found, "short": False, "language": "ar", "answers": answers, **changed}, ensure_ascii=False)


def bring(member: Member, copy: str) -> Member:
    member.go("/answer/file")
    data = {**member.hidden, "go": "bring", "file": (io.BytesIO(copy.encode()), "consult-answers.json")}
    return member.see(member.client.post("/answer/file", data=data, content_type="multipart/form-data"))


def held(session: Session) -> Any:
    session.expire_all()
    return answer_view(session, session.scalars(select(Answer.id)).one())


def test_the_file_is_one_page_that_may_fetch_nothing(session: Session, member: Member) -> None:
    made = open_world(session)
    token = link(session, made)
    member.enter(token, language="ar")
    member.answer("B2", B2="Mine alone")
    found = member.client.get("/answer/file/download")
    page = found.get_data(as_text=True)
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert len(page.encode()) < 200_000
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    rules = policy[1].replace("&#39;", "'")
    assert rules.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in rules
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert inside
        assert base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode() in rules
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    for secret in ("Alpha one", "Mine alone", token, made.strands["A"], 'name="csrf_token"', 'name="key"'):
        assert secret not in page


def test_a_file_comes_in_whole(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    answers = {
        "C2": ["national"], "A2.role": ["board", "staff"], "A2.since": ["٢٠٠٩"], "Z2.take_part": ["yes"],
        "E1:well_run": ["agree"], "F3:looser": ["1"], "F6.conditions:looser": ["safety", "access"], "B2": [TEXT],
        "J2.risk": ["yes"], "J2.text": ["sealed"],
    }  # fmt: skip
    bring(member, saved(session, made, answers))
    assert member.status == 200, member.text
    assert "10 answers were brought in." in member.text
    found = held(session)
    assert found.document["C2"] == "national"
    assert found.document["A2.since"] == 2009
    assert found.document["F6.conditions"] == {"looser": ["access", "safety"]}
    assert found.document["J2.risk"] == "yes"
    assert found.words == {"B2": TEXT, "J2.text": "sealed"}
    assert session.scalars(select(Answer.channel)).one() is Channel.FILE


def test_the_same_file_again_changes_nothing(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    copy = saved(session, made, {"C2": ["national"], "B2": [TEXT]})
    bring(member, copy)
    member.answer("C2", "save", C2="regional")
    member.answer("B2", "save", B2="")
    bring(member, copy)
    assert "This file was brought in before." in member.text
    found = held(session)
    assert found.document["C2"] == "regional"
    assert "B2" not in found.words


def test_what_differs_is_shown_and_chosen(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.answer("C2", "save", C2="regional")
    member.answer("B2", "save", B2="from the page")
    member.answer("E1", "save", E1__well_run="agree")
    member.answer("D1", "save", D1__grants="valuable")
    answers = {"C2": ["national"], "B2": [TEXT], "E1:fair_staff": ["disagree"], "D1:grants": ["not_valuable"]}
    bring(member, saved(session, made, answers))
    assert "Here the file and your answer differ" in member.text
    found = held(session)
    assert found.document["C2"] == "regional"
    assert found.words["B2"] == "from the page"
    assert found.document["E1"] == {"well_run": "agree", "fair_staff": "disagree"}
    member.url = "/answer/file"
    member.send("settle", keep__C2="mine", keep__B2="both", keep__D1="theirs")
    assert member.url == "/answer/review"
    found = held(session)
    assert found.document["C2"] == "national"
    assert found.document["D1"] == {"grants": "valuable"}
    assert found.words["B2"] == f"from the page\n\n{TEXT}"


def test_what_somebody_changes_while_it_is_chosen_is_shown_again(
    session: Session, member: Member, colleague: Member
) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    colleague.enter(link(session, made))
    member.answer("C2", "save", C2="regional")
    bring(member, saved(session, made, {"C2": ["national"]}))
    colleague.answer("C2", "save", C2="international")
    member.url = "/answer/file"
    member.send("settle", keep__C2="mine")
    assert member.status == 422
    assert "International" in member.text
    assert held(session).document["C2"] == "international"
    member.send("settle", keep__C2="mine")
    assert held(session).document["C2"] == "national"


def test_what_cannot_be_read_is_listed_part_by_part_and_the_rest_is_kept(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    answers = {
        "C2": ["nowhere"], "A2.since": ["last year"], "B2": ["x" * 4001], "E1:nothing": ["agree"], "D2": [TEXT],
        "C1S": ["monitoring"], "H2.energy": ["agree"], "unheard.of": ["<script>alert(1)</script>"],
    }  # fmt: skip
    bring(member, saved(session, made, answers))
    assert "1 answer was brought in." in member.text
    assert "Where should most effort go?: This is not one of the answers offered." in member.text
    assert "Since which year?" in member.text
    assert "This text is too long." in member.text
    assert "3 answers belong to questions that you are not asked here" in member.text
    assert "alert(1)" not in member.page
    found = held(session)
    assert found.words == {"D2": TEXT}
    assert set(found.document) <= {"Z1"}


def test_a_code_is_pasted(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    code = as_code(saved(session, made, {"C2": ["national"]}))
    member.go("/answer/file").send("bring", code="\n".join("> " + line for line in code.split("\n")))
    assert "1 answer was brought in." in member.text
    assert held(session).document["C2"] == "national"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"instrument": "0" * 64}, "made for another consultation"),
        ({"unit": "individual"}, "in somebody’s own name"),
        ({"format": 5}, "newer than this installation"),
    ],
)
def test_a_file_that_does_not_belong_here_is_refused_with_what_was_pasted(
    session: Session, member: Member, changed: dict[str, Any], said: str
) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    copy = saved(session, made, {"C2": ["national"]}, **changed)
    member.go("/answer/file").send("bring", code=copy)
    assert member.status == 422
    assert said in member.text.replace("'", "’")
    assert "0" * 64 in member.page or "instrument" not in changed
    assert "C2" not in held(session).document


def test_a_file_of_an_earlier_version_still_comes_in(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    copy = saved(session, made, {"C2": ["national"], "B2": [TEXT]})
    correct_wording(
        session, strand_id=made.strands["A"], corrections={"en": {"item.C2": "Where should effort go?"}},
        reason="Clearer", moment=now(),
    )  # fmt: skip
    session.commit()
    bring(member, copy)
    assert "2 answers were brought in." in member.text
    assert held(session).document["C2"] == "national"


def test_hostile_text_comes_in_as_text(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    text = "\\u0000\\ud800\\u202e<script>alert(1)</script>"
    copy = saved(session, made, {"B2": ["@"]}).replace("@", text)
    bring(member, copy)
    assert member.status == 200
    assert held(session).words["B2"] == "\ufffd\u202e<script>alert(1)</script>"
    assert "<script>alert" not in member.go("/answer/review").page


def test_ten_megabytes_of_rubbish_are_refused_in_a_sentence(session: Session, member: Member) -> None:
    made = open_world(session)
    member.enter(link(session, made))
    member.go("/answer/file").send("bring", code="{" + "x" * 10_000_000)
    assert member.status == 413
    assert "large" in member.text
