"""Who voted and what was voted cannot be joined; two posts of one voter make one paper."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import DateTime, func, select, text
from sqlalchemy.orm import Session

from consult.decision.operations.voting import cast_ballot, close_ballot
from consult.decision.queries.voting import result
from consult.decision.records import BallotPaper, BallotVoter
from consult.decision.rules.kinds import Choice
from consult.shared.database import db, writing
from consult.shared.errors import NotAllowedNow
from tests.builders_ballot import AFTERWARDS, closed, opened, votes, voting_world

PEOPLE = 6


def test_the_two_tables_share_nothing_but_the_ballot_and_the_coalition() -> None:
    voter, paper = BallotVoter.__table__, BallotPaper.__table__
    assert {c.name for c in voter.columns} & {c.name for c in paper.columns} == {"ballot_id", "coalition_id"}
    assert {c.name for c in paper.columns} == {"id", "ballot_id", "coalition_id", "choice"}
    for table in (voter, paper):
        assert not [c.name for c in table.columns if isinstance(c.type, DateTime) or c.autoincrement is True]
        assert not [c.name for c in table.columns if "time" in str(c.type).lower() or "date" in str(c.type).lower()]
        assert not {c.name for c in table.columns} & {"created_at", "number", "sequence"}


def test_no_row_number_of_sqlite_keeps_the_order_of_voting(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    for table in ("ballot_voter", "ballot_paper"):
        made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
        assert "WITHOUT ROWID" in str(made)


def rows_as_stored(session: Session, table: str) -> Sequence[tuple[str, ...]]:
    """Rows in the order the database holds them, with what it notes of each transaction where it does."""
    if session.get_bind().dialect.name == "postgresql":
        rows = session.execute(text(f"SELECT *, xmin::text AS noted FROM {table} ORDER BY ctid")).all()
    else:
        rows = session.execute(text(f"SELECT *, '' AS noted FROM {table}")).all()
    return [tuple(map(str, row)) for row in rows]


def test_closing_writes_papers_and_voters_anew_in_random_order(session: Session) -> None:
    """Voting in the order of the list would otherwise leave the papers in that order."""
    made = voting_world(session, a=60, b=3)
    opened(session, made)
    votes(session, made, "A", yes=30, no=30)
    votes(session, made, "B", yes=2)
    before = {row[0]: row for row in rows_as_stored(session, "ballot_paper")}
    closed(session, made)
    papers, voters = rows_as_stored(session, "ballot_paper"), rows_as_stored(session, "ballot_voter")
    assert len(papers) == 62
    assert not set(before) & {row[0] for row in papers}, "every paper has a new id"
    assert len({row[-1] for row in [*papers, *voters]}) == 1, "one transaction wrote them all"
    in_a = [row for row in papers if row[2] == made.world.coalitions["A"]]
    choices = [row[3] for row in in_a]
    assert choices not in ([Choice.YES] * 30 + [Choice.NO] * 30, [Choice.NO] * 30 + [Choice.YES] * 30)
    assert [row[0] for row in papers] == sorted(row[0] for row in papers), "by random id, and by nothing else"
    if session.get_bind().dialect.name == "postgresql":
        cast_in_order = list(made.members["A"])
        assert [row[2] for row in voters if row[1] == made.world.coalitions["A"]] != cast_in_order


def test_closing_keeps_every_paper_and_every_line_of_the_list(session: Session) -> None:
    made = voting_world(session, a=20, b=6)
    opened(session, made)
    votes(session, made, "A", yes=9, no=3, abstain=2)
    votes(session, made, "B", yes=4)
    listed = set(session.execute(select(BallotVoter.coalition_id, BallotVoter.organisation_id, BallotVoter.voted)))
    closed(session, made)
    again = set(session.execute(select(BallotVoter.coalition_id, BallotVoter.organisation_id, BallotVoter.voted)))
    assert {tuple(row) for row in again} == {tuple(row) for row in listed}
    counted = result(session, made.ballot_id)
    assert counted is not None
    a, b = (one.count.tally for one in counted.coalitions)
    assert ((a.yes, a.no, a.abstain), (b.yes, b.no, b.abstain)) == ((9, 3, 2), (4, 0, 0))


def test_two_posts_of_one_voter_make_one_paper(own_app: Flask) -> None:
    with own_app.app_context():
        made = voting_world(db.session())
        opened(db.session(), made)
        db.session.commit()
    start = Barrier(PEOPLE)

    def post(at: int) -> bool:
        with own_app.app_context():
            writing.set(True)
            start.wait()
            try:
                cast_ballot(
                    db.session(),
                    made.ballot_id,
                    coalition_id=made.world.coalitions["A"],
                    organisation_id=made.both,
                    choice=Choice.YES if at % 2 else Choice.NO,
                )
                db.session.commit()
            except NotAllowedNow:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        taken = list(pool.map(post, range(PEOPLE)))
    with own_app.app_context():
        assert sum(taken) == 1
        assert db.session.scalar(select(func.count()).select_from(BallotPaper)) == 1
        assert db.session.scalar(select(func.count()).select_from(BallotVoter).where(BallotVoter.voted)) == 1


@pytest.mark.parametrize("round_", range(3))
def test_a_vote_beside_the_closing_is_counted_or_refused_never_lost(own_app: Flask, round_: int) -> None:
    with own_app.app_context():
        made = voting_world(db.session(), a=8 + round_)
        opened(db.session(), made)
        db.session.commit()
    start = Barrier(PEOPLE)

    def act(at: int) -> bool:
        with own_app.app_context():
            writing.set(True)
            start.wait()
            try:
                if at == 0:
                    close_ballot(db.session(), made.ballot_id, AFTERWARDS)
                else:
                    cast_ballot(
                        db.session(),
                        made.ballot_id,
                        coalition_id=made.world.coalitions["A"],
                        organisation_id=made.members["A"][at],
                        choice=Choice.YES,
                    )
                db.session.commit()
            except NotAllowedNow:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        done = list(pool.map(act, range(PEOPLE)))
    assert done[0], "the ballot was closed"
    with own_app.app_context():
        counted = result(db.session(), made.ballot_id)
        assert counted is not None
        assert counted.coalitions[0].count.tally.yes == sum(done[1:])
        assert all(one.agrees for one in counted.coalitions)
