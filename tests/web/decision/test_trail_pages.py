"""With the receipt code alone a member sees where their answer went, and nobody sees what it said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.access.web.tries import Tries
from consult.briefing.rules import TargetKind
from consult.collection.operations.taking_part import linked_answer
from consult.collection.records import Answer, Participation
from consult.collection.rules import AnswerState, Unit
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.decision.operations.deciding import decide
from consult.decision.operations.destroying import destroy, promise_destruction
from consult.decision.records import CommentRound
from consult.decision.rules.evidence import evidence
from consult.decision.rules.kinds import BallotState, Heading, Promised
from consult.decision.rules.proposal import Clause
from consult.instrument.rules import reference_structure
from consult.instrument.rules.structure import PartType
from consult.meeting.records import Meeting
from consult.meeting.rules.kinds import MeetingState
from consult.shared.database import writing
from consult.shared.identifiers import digest, normal_code
from tests.builders import MOMENT
from tests.builders_following import DUE, LATE, VOTED, Ended, ballot, reacted, receipt_of, version
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.decision.ended_fixtures import finished, may_write, open_browser, person, staff, text_of

__all__ = ["finished", "may_write", "open_browser", "person", "staff"]
ORGANISATION, INDIVIDUAL = Unit.ORGANISATION, Unit.INDIVIDUAL
THEME = (evidence("theme:STR-GOV"),)


def shown(browser: Browser, code: str, status: int = 200) -> str:
    answer = browser.post("/receipt", data={"code": code})
    assert answer.status_code == status, answer.status
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", text_of(answer))  # signed with the second of the day


def stage(page: str, key: str) -> str:
    start = page.index(f'id="{key}"')
    end = page.find('<li class="q', start)
    return page[start : end if end > 0 else page.index("</ol>", start)]


@pytest.fixture
def reader(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


def at_first(session: Session, made: Ended, state: StrandState) -> None:
    session.execute(update(Strand).values(state=state))
    session.commit()


def test_the_page_asks_for_the_code_and_for_nothing_else(reader: Browser) -> None:
    page = text_of(reader.get("/receipt"))
    assert 'name="code"' in page
    assert 'method="post" action="/receipt"' in page


def test_an_organisation_sees_every_stage(session: scoped_session[Session], finished: Ended, reader: Browser) -> None:
    code = receipt_of(session(), finished.world)
    said = reacted(session(), finished.meeting_id, finished.edition_id, 7)
    round_version = version(session(), finished)
    session.add(CommentRound(version_id=round_version, opened_at=MOMENT, closes_on=DUE))
    decide(
        session(), finished.consultation_id, heading=Heading.STRUCTURE, title={"en": "One board for both"}, text={},
        decided_on=VOTED, evidence=[f"reaction:{said}"],
    )  # fmt: skip
    session.commit()
    page = shown(reader, code)
    assert "counted in edition 1" in stage(page, "counted")
    assert stage(page, "tables").count("<li>") > 15
    assert "<li>" in stage(page, "findings")
    assert "3 reactions" in stage(page, "reactions")
    assert "Both calls stay." in stage(page, "proposal")
    assert "One board for both" in stage(page, "decisions")
    assert "D-1" in stage(page, "decisions")


def test_every_stage_that_has_not_happened_says_so(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    session.execute(update(Meeting).values(state=MeetingState.PREPARED, begins_on=date(2031, 5, 4)))
    at_first(session(), finished, StrandState.RELEASED)
    page = shown(reader, code)
    assert "frozen on" in stage(page, "counted")
    assert "edition" not in stage(page, "counted")
    assert "not published yet" in stage(page, "findings")
    assert "has not happened yet. It is planned for May 4, 2031" in stage(page, "reactions")
    assert "no proposal before the members" in stage(page, "proposal")
    assert "Nothing is decided yet." in stage(page, "decisions")


def test_nothing_of_the_findings_is_told_before_members_read_them(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    version(session(), finished)
    at_first(session(), finished, StrandState.RELEASED)
    page = shown(reader, code)
    assert "<li>" not in stage(page, "findings") + stage(page, "reactions") + stage(page, "proposal")
    assert "Both calls stay." not in page


def test_a_proposal_members_have_not_been_shown_is_not_told(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    version(session(), finished)
    session.commit()
    assert "Both calls stay." not in shown(reader, code)
    ballot(session(), finished, state=BallotState.OPEN)
    session.commit()
    page = shown(reader, code)
    assert "Both calls stay." in stage(page, "proposal")
    assert "members vote until" in stage(page, "decisions")


def test_an_individual_counts_in_tables_of_their_own(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world, unit=INDIVIDUAL)
    session.commit()
    page = shown(reader, code)
    assert "never added to organisations" in stage(page, "tables")
    assert "counted by organisation" in stage(page, "findings")


def answer_of(session: Session, code: str) -> Answer:
    own = select(Participation).where(Participation.code_hash == digest(normal_code(code)))
    part = session.scalars(own).one()
    answer_id = linked_answer(session, part.strand_id, part.id)
    return session.get_one(Answer, answer_id)


def test_an_answer_never_submitted_counts_nowhere(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    answer_of(session(), code).state = AnswerState.DRAFT
    session.commit()
    page = shown(reader, code)
    assert "counted nowhere" in page
    assert 'id="tables"' not in page


def test_unknown_withdrawn_and_destroyed_codes_get_one_and_the_same_answer(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    withdrawn, destroyed_code = receipt_of(session(), finished.world), receipt_of(session(), finished.world, "B")
    part = session.scalars(select(Participation).where(Participation.code_hash == digest(normal_code(withdrawn)))).one()
    session.delete(answer_of(session(), withdrawn))
    part.withdrawn_on = DUE
    session.commit()
    pages = {shown(reader, withdrawn, 422), shown(reader, "ABCD-EFGH-JKMN-PQRS", 422), shown(reader, "", 422)}
    token = writing.set(True)
    promise_destruction(session(), finished.consultation_id, what=Promised.CONTACTS, due_on=DUE)
    destroy(session(), finished.consultation_id, what=Promised.CONTACTS, account_id=finished.account_id, moment=LATE)
    session.commit()
    writing.reset(token)
    pages.add(shown(reader, destroyed_code, 422))
    assert len(pages) == 1
    assert "destroyed on the promised day" in pages.pop()


def test_neither_code_nor_theme_nor_answer_nor_name_is_shown(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    reacted(session(), finished.meeting_id, finished.edition_id, 8, kind=TargetKind.THEME, key="STR-GOV")
    clauses = (
        Clause(
            key="x", heading=Heading.STRATEGY, text={"en": "A theme's clause"}, evidence=(evidence("theme:STR-GOV"),)
        ),
    )
    written = version(session(), finished, clauses=clauses)
    session.add(CommentRound(version_id=written, opened_at=MOMENT, closes_on=DUE))
    session.commit()
    page = shown(reader, code)
    for hidden in (code, normal_code(code).lower(), "STR-GOV", "A theme’s clause", "A africa 0", "Alpha one"):
        assert hidden not in page
    assert code not in text_of(reader.get("/receipt"))


def everywhere_different(structure: Any, unit: str, chance: Random) -> dict[str, Any]:
    """An answer to every closed part asked of everybody, left empty here and there, and to what hangs on it."""
    document: dict[str, Any] = {"Z1": unit, "Z2.take_part": True, "Z2.region": "yes"}
    for key, part in structure.parts.items():
        if key.startswith("Z") or part.is_text or not part.options or chance.random() < 0.3:
            continue
        pick = part.options[chance.randrange(len(part.options))]
        match part.type:
            case PartType.SINGLE:
                document[key] = pick
            case PartType.MULTIPLE:
                document[key] = [pick]
            case PartType.MATRIX:
                document[key] = {row: chance.choice(part.options) for row in part.rows}
    return document


@pytest.mark.parametrize("unit", [ORGANISATION, INDIVIDUAL])
def test_whatever_was_answered_the_page_is_the_same_to_the_byte(
    session: scoped_session[Session], finished: Ended, reader: Browser, unit: Unit
) -> None:
    codes = [receipt_of(session(), finished.world, unit=unit, at=at) for at in (0, 1)]
    said = reacted(session(), finished.meeting_id, finished.edition_id, 7)
    session.add(CommentRound(version_id=version(session(), finished), opened_at=MOMENT, closes_on=DUE))
    decide(
        session(), finished.consultation_id, heading=Heading.STRUCTURE, title={"en": "One board"}, text={},
        decided_on=VOTED, evidence=[f"reaction:{said}"],
    )  # fmt: skip
    session.commit()
    structure, pages = reference_structure(), set()
    for seed in range(6):
        token = writing.set(True)
        for at, code in enumerate(codes):
            answer = answer_of(session(), code)
            answer.document = everywhere_different(structure, unit.value, Random(seed * 2 + at))
            answer.language, answer.region = ("en", "africa") if seed % 2 else ("fr", "not_shown")
        session.commit()
        writing.reset(token)
        pages |= {shown(reader, code) for code in codes}
    assert len(pages) == 1


def test_the_two_strands_and_the_two_forms_differ(
    session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    session.commit()
    full = stage(shown(reader, code), "tables")
    token = writing.set(True)
    session.execute(update(Answer).values(short=True))
    session.commit()
    writing.reset(token)
    short = stage(shown(reader, code), "tables")
    assert short.count("<li>") < full.count("<li>")


def test_whoever_tries_codes_is_stopped(
    app: Flask, reader: Browser, finished: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "consult.code_tries", Tries())
    answers = [reader.post("/receipt", data={"code": f"AAAA-{at:04d}"}).status_code for at in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[10:] == [429] * 2


def test_whoever_finds_their_answer_is_not(session: scoped_session[Session], finished: Ended, reader: Browser) -> None:
    code = receipt_of(session(), finished.world)
    session.commit()
    assert all("Is it counted?" in shown(reader, code) for _ in range(12))


def test_it_speaks_the_readers_language(session: scoped_session[Session], finished: Ended, reader: Browser) -> None:
    code = receipt_of(session(), finished.world)
    session.commit()
    page = text_of(reader.post("/receipt", data={"code": code}, headers={"Accept-Language": "ar"}))
    assert '<html lang="ar" dir="rtl">' in page


def test_it_costs_twelve_statements_at_most(
    app: Flask, session: scoped_session[Session], finished: Ended, reader: Browser
) -> None:
    code = receipt_of(session(), finished.world)
    for at in range(20):
        said = reacted(session(), finished.meeting_id, finished.edition_id, 10 + at)
        decide(
            session(), finished.consultation_id, heading=Heading.STRUCTURE, title={"en": f"One {at}"}, text={},
            decided_on=VOTED, evidence=[f"reaction:{said}"],
        )  # fmt: skip
    session.add(CommentRound(version_id=version(session(), finished), opened_at=MOMENT, closes_on=DUE))
    session.commit()
    shown(reader, code)
    with statements() as found:
        shown(reader, code)
    assert len(found) <= 12, "\n".join(found)
    assert not any("answer.document" in one for one in found)


def test_staff_need_a_code_like_everybody(staff: Callable[..., Browser], finished: Ended) -> None:
    assert shown(staff(Role.LEAD_CONSULTANT), "ABCD-EFGH-JKMN-PQRS", 422)
