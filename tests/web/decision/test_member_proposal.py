from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.presentation.targets import targets
from consult.briefing.queries import newest_edition
from consult.briefing.rules import TargetKind
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.decision.operations.commenting import open_round, reply
from consult.decision.operations.links import issue_links
from consult.decision.records import Comment, CommentRound
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import Heading, Reply, Voice
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_decision import ballot, clause, proposal_content, say, write
from tests.builders_findings import AFTER
from tests.web.collection.test_budgets import statements, wire
from tests.web.decision.proposal_fixtures import *  # noqa: F403 - fixtures

PROPOSAL = "/d/proposal"


@pytest.fixture
def enter(app: Flask, session: scoped_session[Session], made: World) -> Callable[..., FlaskClient]:
    """A browser that holds the link of an organisation."""
    tokens: dict[str, str] = {}

    def go_on(name: str = "a1", language: str = "en") -> FlaskClient:
        issued = issue_links(session(), made.consultation_id, expires_at=now() + timedelta(days=60))
        session.commit()
        tokens.update({one.organisation_id: one.token for one in issued})
        client = app.test_client()
        g.pop("linked_member", None)  # the tests' own context outlives a request
        sent = client.post(f"/d/{tokens[made.organisations[name]]}", data={"language": language})
        assert sent.status_code == 303
        return client

    return go_on


def asked(session: Session, made: World) -> str:
    """A round that is open today, on the first version."""
    return open_round(session, write(session, made), closes_on=today() + timedelta(weeks=4), moment=now())


def typed(**changed: str) -> dict[str, str]:
    said = {"voice": "organisation", "text": "We choose who sits for us.", "language": "en", "clause": "seats"}
    return {**said, "may_publish": "yes", **changed}


def test_without_a_link_the_page_says_how_to_come_back(app: Flask, made: World) -> None:
    client = app.test_client()
    for method, place in (("GET", ""), ("POST", ""), ("GET", "/changes"), ("GET", "/replies")):
        assert client.open(f"{PROPOSAL}{place}", method=method).status_code == 404


def test_before_members_are_asked_they_read_no_draft(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    write(session(), made)
    session.commit()
    client = enter()
    page = client.get(PROPOSAL).text
    assert "It is being written." in page
    assert "One house" not in page
    assert client.get(f"{PROPOSAL}/changes").status_code == 404
    assert "It is not written yet." in client.get("/d").text


def test_before_the_findings_are_published_evidence_does_not_tell_them(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    finding = next(one for one in targets(session(), edition, "en") if one.kind is TargetKind.SENTENCE)
    rests = clause("seats", Heading.STRUCTURE, "Two seats.", Evidence(EvidenceKind.SENTENCE, finding.key))
    version_id = write(session(), made, proposal_content(clauses=(rests, *proposal_content().clauses[1:])))
    open_round(session(), version_id, closes_on=today() + timedelta(weeks=4), moment=now())
    session.commit()
    client = enter()
    page = unescape(client.get(PROPOSAL).text)
    assert finding.label[:30] not in page
    assert "A sentence of the findings" in page
    for strand in session.scalars(select(Strand)):
        strand.state = StrandState.PUBLISHED
    session.commit()
    assert finding.label[:30] in unescape(client.get(PROPOSAL).text)


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_members_read_it_in_their_language_and_comment_on_any_clause(
    made: World,
    enter: Callable[..., FlaskClient],
    session: scoped_session[Session],
    language: str,
    direction: str,
) -> None:
    asked(session(), made)
    session.commit()
    client = enter(language=language)
    page = unescape(client.get(PROPOSAL).text)
    marked = "" if language == "en" else f" ({language})"
    assert f"Two seats for survivors' organisations.{marked}" in page
    assert f'dir="{direction}"' in page
    assert page.count('name="text"') == 4
    assert PROPOSAL in client.get("/d").text
    sent, files, _scripts = wire(page)
    assert sent <= 20_000, sent
    assert files <= 4


def test_a_comment_for_an_organisation_is_kept_with_it_and_shown_to_it(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    asked(session(), made)
    session.commit()
    client = enter("both")
    with statements() as said:
        answer = client.post(PROPOSAL, data=typed(text="نختار من يمثلنا", language="ar"))
    assert answer.status_code == 303
    assert len(said) <= 8, said
    (kept,) = session.scalars(select(Comment))
    assert (kept.organisation_id, kept.group, kept.voice) == (made.organisations["both"], "both", Voice.ORGANISATION)
    assert (kept.clause, kept.language, kept.may_publish) == ("seats", "ar", True)
    page = client.get(PROPOSAL).text
    assert "نختار من يمثلنا" in page
    assert "Your comment is kept." in page
    assert "نختار من يمثلنا" not in enter("a1").get(PROPOSAL).text


def test_a_comment_in_ones_own_name_is_nobodys(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    asked(session(), made)
    session.commit()
    enter().post(PROPOSAL, data=typed(voice="individual", may_publish=""))
    (kept,) = session.scalars(select(Comment))
    assert (kept.organisation_id, kept.voice, kept.may_publish) == (None, Voice.INDIVIDUAL, False)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [({"voice": ""}, "Say for whom you speak"), ({"text": " ", "clause": ""}, "between 1 and 4000 characters")],
)
def test_what_was_typed_stays_when_something_is_wrong(
    made: World,
    enter: Callable[..., FlaskClient],
    session: scoped_session[Session],
    changed: dict[str, str],
    fault: str,
) -> None:
    asked(session(), made)
    session.commit()
    answer = enter().post(PROPOSAL, data=typed(**changed))
    assert answer.status_code == 422
    assert fault in answer.text
    assert ("We choose who sits for us.</textarea>" in answer.text) is ("text" not in changed)
    assert 'value="yes" checked' in answer.text
    assert session.scalars(select(Comment)).all() == []


def test_nobody_comments_on_a_clause_that_is_not_there(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    asked(session(), made)
    session.commit()
    assert enter().post(PROPOSAL, data=typed(clause="nothing")).status_code == 404


def test_after_the_round_members_read_what_changed_and_what_became_of_comments(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    round_id = asked(session(), made)
    shown = say(session(), round_id, "Three seats, please.", made.organisations["a1"], clause="seats", day=today())
    private = say(session(), round_id, "For your ears only.", may_publish=False, day=today())
    for one in (shown, private):
        reply(session(), one, reply=Reply.ADOPTED, text={"en": "Three seats now."}, moment=AFTER)
    record = session.get_one(CommentRound, round_id)
    record.state, record.closed_at = type(record.state)("closed"), now()
    three = (clause("seats", Heading.STRUCTURE, "Three seats."), *proposal_content().clauses[1:])
    write(session(), made, proposal_content(clauses=three), reason="After the comments")
    session.commit()
    client = enter("b1")
    page = client.get(PROPOSAL).text
    assert "The comment round is over." in page
    assert "Three seats." in page
    assert 'name="text"' not in page
    assert client.post(PROPOSAL, data=typed()).status_code == 422
    changes = client.get(f"{PROPOSAL}/changes").text
    assert "After the comments" in changes
    assert "<ins>" in changes
    replies = client.get(f"{PROPOSAL}/replies").text
    assert "Three seats, please." in replies
    assert "Three seats now." in replies
    assert "For your ears only." not in replies
    assert "A few comments are not shown" in replies
    assert "Alpha" not in replies


def test_members_read_the_version_on_the_ballot(
    made: World, enter: Callable[..., FlaskClient], session: scoped_session[Session]
) -> None:
    round_id = asked(session(), made)
    record = session.get_one(CommentRound, round_id)
    record.state, record.closed_at = type(record.state)("closed"), now()
    ballot(session(), made, record.version_id)
    session.commit()
    page = enter().get(PROPOSAL).text
    assert "The ballot has opened" in page
    assert "Version 1 of" in page
