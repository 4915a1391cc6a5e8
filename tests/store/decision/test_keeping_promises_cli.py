"""What is due, and destroying it, from the command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.operations import grant_role
from consult.access.records import AccessEvent, Account
from consult.access.rules import GrantValue, Role
from consult.decision.cli import group
from consult.decision.operations.deciding import decide
from consult.decision.operations.destroying import promise_destruction
from consult.decision.operations.following import add_action
from consult.decision.rules.kinds import Heading, Promised
from consult.interview.queries import turns_of_strand
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import today
from tests.builders import MOMENT
from tests.builders_following import Ended, ended


@pytest.fixture
def made(session: scoped_session[Session]) -> Ended:
    found = ended(session())
    for what, days in ((Promised.TRANSCRIPTS, -3), (Promised.CONTACTS, 3)):
        promise_destruction(session(), found.consultation_id, what=what, due_on=today() + timedelta(days=days))
    for coalition_id in found.world.coalitions.values():
        grant_role(session(), found.account_id, GrantValue(Role.COORDINATOR, coalition_id), at=MOMENT)
    session.commit()
    return found


def run(cli: CliRunner, *words: str) -> Result:
    return cli.invoke(group, list(words))


def by(session: Session, made: Ended) -> str:
    return session.get_one(Account, made.account_id).email


def test_what_is_due_is_printed(session: scoped_session[Session], made: Ended, cli: CliRunner) -> None:
    decision_id = decide(
        session(), made.consultation_id, heading=Heading.STRUCTURE, title={"en": "One board"}, text={},
        decided_on=today() - timedelta(days=200), evidence=["figure:F2"],
    )  # fmt: skip
    add_action(session(), decision_id, text={"en": "a"}, owner={"en": "b"}, due_on=today())
    session.commit()
    lines = json.loads(run(cli, "due", made.consultation_id, "--json").output)
    assert [line.get("destroy") or line["action"] for line in lines] == ["transcripts", "D-1.1"]
    assert lines[0]["days_late"] == 3
    assert lines[1]["check"] == 6
    assert "destroy transcripts" in run(cli, "due", made.consultation_id).output


def test_what_was_promised_is_destroyed(session: scoped_session[Session], made: Ended, cli: CliRunner) -> None:
    done = run(cli, "destroy", made.consultation_id, "transcripts", "--by", by(session(), made).upper(), "--yes")
    assert done.exit_code == 0, done.output
    assert "turns\t6" in done.output
    assert turns_of_strand(session(), made.world.strands["A"]) == ()
    assert session.scalars(select(AccessEvent.account_id)).all() == [made.account_id]
    assert json.loads(run(cli, "due", made.consultation_id, "--json").output) == []


def test_it_asks_first(session: scoped_session[Session], made: Ended, cli: CliRunner) -> None:
    words = ["destroy", made.consultation_id, "transcripts", "--by", by(session(), made)]
    assert cli.invoke(group, words, input="n\n").exit_code == 1
    assert turns_of_strand(session(), made.world.strands["A"])


def test_nothing_goes_before_its_day_or_for_somebody_without_the_right(
    session: scoped_session[Session], made: Ended, cli: CliRunner
) -> None:
    early = run(cli, "destroy", made.consultation_id, "contacts", "--by", by(session(), made), "--yes")
    assert isinstance(early.exception, NotAllowedNow)
    nobody = run(cli, "destroy", made.consultation_id, "transcripts", "--by", "nobody@x.example", "--yes")
    assert isinstance(nobody.exception, NotAllowedNow)
    assert turns_of_strand(session(), made.world.strands["A"])


def test_a_consultation_that_is_not_there(session: scoped_session[Session], made: Ended, cli: CliRunner) -> None:
    assert isinstance(run(cli, "due", "nothing").exception, NotFound)
    gone = run(cli, "destroy", "nothing", "contacts", "--by", by(session(), made), "--yes")
    assert isinstance(gone.exception, NotFound)
