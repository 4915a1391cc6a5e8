"""Two devices at one draft: what was saved meanwhile is shown beside what was typed, and nothing is overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consult.collection.queries import answer_view
from consult.collection.records import Answer
from tests.builders import World
from tests.builders_collection import Member, agreed, link
from tests.conftest import Browser


@pytest.fixture
def devices(app: Flask, session: Session, made: World, language: str) -> tuple[Member, Member]:
    """Two browsers at the answer of one organisation."""
    tokens = [link(session, made, language=language) for _ in range(2)]
    session.commit()
    both = [Member(Browser(app, app.response_class, use_cookies=True)) for _ in tokens]
    for member, token in zip(both, tokens, strict=True):
        member.enter(token, language=language)
    return both[0], both[1]


@pytest.fixture
def language() -> str:
    return "en"


def held(session: Session, part: str) -> Any:
    session.expire_all()
    found = answer_view(session, session.query(Answer.id).scalar())
    assert found is not None
    return found.words.get(part, found.document.get(part))


BEFORE = {"C2": "national", "B2": "first", "C1.importance:monitoring": "important"}
CASES = [
    ("B2", {"B2": "first"}, {"B2": ""}, {"B2": "mine"}),  # they deleted it
    ("B2", {"B2": "first"}, {"B2": "theirs"}, {"B2": ""}),  # I deleted it
    ("A2", {"A2.role": ["board"]}, {"A2.role": ["staff"]}, {}),  # I unticked all
    ("C2", {"C2": "national"}, {"C2": "regional"}, {"C2": "balanced"}),
    ("E1", {"E1:well_run": "agree"}, {"E1:well_run": "disagree"}, {"E1:fair_staff": "agree"}),
    ("F3", {"F3:continue": "1"}, {"F3:disband": "1"}, {"F3:looser": "1"}),
    ("J2", {"J2.text": "first"}, {"J2.text": "theirs"}, {"J2.text": "mine"}),
    ("J2", {"J2.risk": "yes"}, {"J2.risk": "no"}, {}),
]
PARTS = {"A2": "A2.role"}


@pytest.mark.parametrize("choice", ["mine", "theirs"])
@pytest.mark.parametrize(("code", "before", "theirs", "mine"), CASES)
@pytest.mark.parametrize("is_submitted", [False, True])
def test_whoever_comes_second_chooses(
    session: Session,
    devices: tuple[Member, Member],
    code: str,
    before: dict[str, Any],
    theirs: dict[str, Any],
    mine: dict[str, Any],
    choice: str,
    is_submitted: bool,
) -> None:
    one, two = devices
    one.answer(code, "save", **before)
    if is_submitted:
        agreed(one)
        one.submit()
    two.go(f"/answer/{code}")
    one.answer(code, "save", **theirs)
    part = PARTS.get(code) or (next(iter(before)).partition(":")[0])
    saved = held(session, part)
    two.send("next", **mine)
    assert two.status == 422
    assert held(session, part) == saved
    two.send("settle", **{f"keep__{part}": choice})
    assert two.status == 200
    typed = [name for name in mine if name.partition(":")[0] == part and mine[name]]
    if choice == "theirs":
        assert held(session, part) == saved
    elif not typed:
        assert held(session, part) is None
    else:
        assert held(session, part) not in (saved, None)


@pytest.mark.parametrize("language", ["ar"])
def test_both_texts_stand_in_their_own_direction(session: Session, devices: tuple[Member, Member]) -> None:
    one, two = devices
    two.go("/answer/B2")
    one.answer("B2", "save", B2="حققنا النصف")
    two.send(B2="We reached half")
    assert two.status == 422
    assert 'dir="rtl"' in two.page
    assert '<span dir="auto">حققنا النصف</span>' in two.page
    assert '<span dir="auto">We reached half</span>' in two.page
    two.send("settle", keep__B2="both")
    assert held(session, "B2") == "حققنا النصف\n\nWe reached half"


def test_saying_the_same_is_no_conflict(session: Session, devices: tuple[Member, Member]) -> None:
    one, two = devices
    two.go("/answer/C2")
    one.answer("C2", C2="regional")
    two.send(C2="regional")
    assert two.status == 200
    assert held(session, "C2") == "regional"


def test_another_row_of_the_page_is_no_conflict(session: Session, devices: tuple[Member, Member]) -> None:
    one, two = devices
    two.go("/answer/Z2")
    one.answer("Z2", "save", Z2_dot_quote="none")
    two.send("save", Z2_dot_take_part="yes", Z2_dot_quote="none")
    assert two.url == "/answer"
    assert held(session, "Z2.take_part") is True
