"""The decision page says what was decided, by which rule, resting on what; nothing that was not decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.decision.operations.deciding import decide
from consult.decision.operations.destroying import promise_destruction
from consult.decision.operations.following import add_action, check_action
from consult.decision.records import Comment, CommentRound, DecisionLink
from consult.decision.rules.kinds import ActionState, BallotState, Heading, Promised, Reply, Voice
from consult.shared.identifiers import digest
from consult.shared.time import now
from tests.builders import MOMENT
from tests.builders_following import DUE, FAILS, PASSES, VOTED, Ended, ballot, papers, reacted, version
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.decision.ended_fixtures import finished, may_write, open_browser, person, staff, text_of

__all__ = ["finished", "may_write", "open_browser", "person", "staff"]
Staff = Callable[..., Browser]


def voted(session: Session, made: Ended, counts: dict[str, tuple[int, int, int]] = PASSES) -> str:
    """The id of a closed ballot on a version members commented on."""
    version_id = version(session, made)
    session.add(CommentRound(version_id=version_id, opened_at=MOMENT, closes_on=DUE))
    ballot_id = ballot(session, made, version_id=version_id)
    papers(session, made, ballot_id, counts)
    return ballot_id


def entered(session: Session, made: Ended, ballot_id: str | None, **changed: Any) -> str:
    said = reacted(session, made.meeting_id, made.edition_id, changed.pop("number", 7))
    values: dict[str, Any] = {
        "heading": Heading.STRUCTURE,
        "title": {"en": "One joint board", "ar": "مجلس مشترك واحد"},
        "text": {"en": "Each coalition elects half of it."},
        "clause": "c2",
        "decided_on": VOTED,
        "evidence": ["figure:F2", f"reaction:{said}"],
        "ballot_id": ballot_id,
    }
    return decide(session, made.consultation_id, **{**values, **changed})


def whole(session: Session, made: Ended) -> str:
    """Everything the page can show; the id of the action."""
    decision_id = entered(session, made, voted(session, made))
    action_id = add_action(
        session, decision_id, text={"en": "Write the statutes"}, owner={"en": "Joint working group"},
        due_on=VOTED + timedelta(days=90),
    )  # fmt: skip
    check_action(
        session, action_id, months=6, state=ActionState.BEHIND, note={"en": "No lawyer yet."},
        day=VOTED + timedelta(days=200),
    )  # fmt: skip
    promise_destruction(session, made.consultation_id, what=Promised.TRANSCRIPTS, due_on=DUE)
    session.commit()
    return action_id


def page_of(browser: Browser, made: Ended, status: int = 200) -> str:
    answer = browser.get(f"/consultations/{made.consultation_id}/decision")
    assert answer.status_code == status
    return text_of(answer)


def section(page: str, key: str) -> str:
    start = page.index(f'<section class="card" id="{key}"')
    return page[start : page.index("</section>", start)]


def test_the_page_says_what_was_decided(session: scoped_session[Session], finished: Ended, staff: Staff) -> None:
    whole(session(), finished)
    page = page_of(staff(Role.COORDINATOR), finished)
    assert "Decision D-1 · by vote of the members of both coalitions" in page
    assert '<h1><bdi lang="en">One house, two identities</bdi></h1>' in page
    assert "<b>4</b> <span>of 8 aspects</span>" in page
    assert "<b>5</b> <span>of 6 parts of identity</span>" in page
    assert "3 no in A and 8 no in B" in page
    structure, identity = section(page, "structure"), section(page, "identity")
    assert structure.count('<td class="d"') == 8
    assert structure.count('<td class="t"') == 4
    assert "Term of staff" in structure
    assert "Figure:" in structure
    assert identity.count("as today") >= 5
    assert "Both under one roof" in identity


def test_the_rule_and_the_result_stand_there(session: scoped_session[Session], finished: Ended, staff: Staff) -> None:
    whole(session(), finished)
    rule = section(page_of(staff(Role.OBSERVER), finished), "rule")
    assert "at least 75% of those who vote yes or no must say yes" in rule
    assert "Passed in both coalitions" in rule
    assert "30 of 33" in rule
    assert "edition 1 of the findings" in rule


def test_register_follow_up_and_promises_stand_there(
    session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    whole(session(), finished)
    page = page_of(staff(Role.BOARD), finished)
    register = section(page, "register")
    assert "<h3>Structure</h3>" in register
    assert "D-1." in register
    assert "One board." in register  # the clause
    assert "Reaction 7" in register
    actions = section(page, "actions")
    assert "Write the statutes" in actions
    assert "Joint working group" in actions
    assert "Behind plan" in actions
    assert "No lawyer yet." in actions
    assert "Next check after 12 months" in actions or "due since" in actions
    kept = section(page, "kept")
    assert "Transcripts: destroyed on" in kept
    assert "Contacts: no day was promised yet." in kept


def test_you_said_we_did_has_also_what_was_not_done(
    session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    whole(session(), finished)
    round_id = session().query(CommentRound.id).scalar()
    for number, (reply, shown) in enumerate(((Reply.ADOPTED, True), (Reply.NOT_ADOPTED, True), (Reply.IN_PART, False))):
        session.add(
            Comment(
                round_id=round_id, number=number + 1, voice=Voice.ORGANISATION, language="en",
                text=f"Said {reply.value}",
                may_publish=shown, written_on=DUE, reply=reply, reply_text={"en": f"Done {reply.value}"},
            )
        )  # fmt: skip
    session.commit()
    said = section(page_of(staff(Role.BOARD), finished), "said")
    assert "Said not_adopted" in said
    assert "Done not_adopted" in said
    assert said.index("Said adopted") < said.index("Said not_adopted")
    assert "Said in_part" not in said
    assert "A few comments are not shown" in said


def test_before_a_decision_the_page_says_what_comes_first(
    session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    browser = staff(Role.COORDINATOR)
    page = page_of(browser, finished)
    assert "Nothing is decided yet" in page
    assert "First the joint meeting reacts" in page
    version_id = version(session(), finished)
    session.commit()
    assert "First the joint meeting reacts" in page_of(browser, finished)
    session.add(CommentRound(version_id=version_id, opened_at=MOMENT, closes_on=DUE))
    session.commit()
    assert "a proposal to comment on" in page_of(browser, finished)
    ballot_id = ballot(session(), finished, state=BallotState.OPEN, version_id=version_id)
    papers(session(), finished, ballot_id, PASSES)
    session.commit()
    page = page_of(browser, finished)
    assert "The members are voting, until" in page
    assert "One house, two identities" not in page
    assert "of 8 aspects" not in page


def test_an_entry_made_without_a_ballot_does_not_show_the_proposal_as_decided(
    session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    version_id = version(session(), finished)
    session.add(CommentRound(version_id=version_id, opened_at=MOMENT, closes_on=DUE))
    decide(
        session(),
        finished.consultation_id,
        heading=Heading.ACTIVITIES,
        title={"en": "One calendar for both"},
        text={},
        decided_on=VOTED,
        evidence=["figure:F2"],
    )
    ballot(session(), finished, state=BallotState.OPEN, version_id=version_id)
    session.commit()
    page = page_of(staff(Role.OBSERVER), finished)
    assert "One calendar for both" in page
    assert "One house, two identities" not in page
    assert 'id="structure"' not in page


def test_a_failed_ballot_is_said_in_plain_words(
    session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    voted(session(), finished, FAILS)
    session.commit()
    page = page_of(staff(Role.COORDINATOR), finished)
    assert "The proposal did not pass" in page
    assert "Passed in A and not in B: both must agree" in page
    assert 'id="structure"' not in page
    assert 'class="msgs"' not in page
    assert "The ballot did not pass." in page


def test_a_passed_ballot_without_an_entry_shows_what_passed(
    session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    voted(session(), finished)
    session.commit()
    page = page_of(staff(Role.COORDINATOR), finished)
    assert "Ballot that closed on" in page
    assert 'id="structure"' in page
    assert 'id="register"' not in page


def test_a_member_reads_the_same_with_a_link(
    session: scoped_session[Session], finished: Ended, open_browser: Callable[[], Browser]
) -> None:
    whole(session(), finished)
    session.add(
        DecisionLink(
            consultation_id=finished.consultation_id, organisation_id=finished.world.organisations["a2"],
            token_hash=digest("member-token"), language="en", expires_at=now() + timedelta(days=9),
        )
    )  # fmt: skip
    session.commit()
    browser = open_browser()
    assert browser.get("/d/decision").status_code == 404
    browser.post("/d/member-token")
    page = text_of(browser.get("/d/decision"))
    assert "One house, two identities" in page
    assert "Write the statutes" in page
    assert "Enter a decision" not in page
    assert f"/consultations/{finished.consultation_id}" not in page


def test_it_reads_in_arabic(session: scoped_session[Session], finished: Ended, staff: Staff) -> None:
    whole(session(), finished)
    browser = staff(Role.BOARD)
    answer = browser.get(f"/consultations/{finished.consultation_id}/decision", headers={"Accept-Language": "ar"})
    page = text_of(answer)
    assert 'dir="rtl"' in page
    assert "بيت واحد وهويتان" in page
    assert "مجلس مشترك واحد" in page


def test_it_costs_twelve_statements_whatever_was_decided(
    app: Flask, session: scoped_session[Session], finished: Ended, staff: Staff
) -> None:
    whole(session(), finished)
    browser = staff(Role.COORDINATOR)
    page_of(browser, finished)
    with statements() as few:
        page_of(browser, finished)
    for at in range(12):
        decision_id = entered(session(), finished, None, number=20 + at, clause="")
        for _ in range(3):
            add_action(session(), decision_id, text={"en": "a"}, owner={"en": "b"}, due_on=date(2030, 1, 1))
    session.commit()
    with statements() as many:
        page_of(browser, finished)
    assert len(many) == len(few)
    assert len(many) <= 12, "\n\n".join(many)


@pytest.mark.parametrize("role", [Role.SCRUTINEER, Role.CODER])
def test_who_does_not_read_decisions_is_refused(
    session: scoped_session[Session], finished: Ended, staff: Staff, role: Role
) -> None:
    page_of(staff(role), finished, 403)
