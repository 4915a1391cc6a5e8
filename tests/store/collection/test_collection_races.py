"""Two people at once, on real connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from consult.collection.operations import begin
from consult.collection.queries import answer_view, open_invitation
from consult.collection.records import Answer, PagePost, Participation, Words
from consult.collection.rules import Unit
from consult.shared.database import db, writing
from consult.shared.time import now, today
from tests.builders_collection import begun, kept, link, open_world

PEOPLE = 6


def test_people_who_begin_at_once_share_one_organisation_answer(own_app: Flask) -> None:
    with own_app.app_context():
        made = open_world(db.session)
        token = link(db.session, made)
        db.session.commit()
    start = Barrier(PEOPLE)

    def enter(seed: int) -> str:
        with own_app.app_context():
            writing.set(True)
            start.wait()
            found = open_invitation(db.session(), token, now())
            assert found is not None
            entered = begin(
                db.session(),
                found.id,
                unit=Unit.ORGANISATION,
                short=False,
                language="en",
                day=today(),
                order_seed=seed,
            )
            db.session.commit()
            return entered.answer_id

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = set(pool.map(enter, range(PEOPLE)))
    with own_app.app_context():
        assert len(answers) == 1
        assert db.session.scalar(select(func.count()).select_from(Answer)) == 1
        assert db.session.scalar(select(func.count()).select_from(Participation)) == 1


def test_different_pages_kept_at_once_are_all_kept_and_a_double_click_once(own_app: Flask) -> None:
    with own_app.app_context():
        made = open_world(db.session)
        answer_id = begun(db.session, made).answer_id
        db.session.commit()
    posts = [("C2", "national", "k0"), ("C2", "national", "k0"), ("A3", "board", "k1"), ("B1.overall", "some", "k2")]
    start = Barrier(len(posts))

    def post(one: tuple[str, str, str]) -> bool:
        part, value, key = one
        with own_app.app_context():
            writing.set(True)
            start.wait()
            done = kept(db.session(), answer_id, {part: value}, key=key, revision=0)
            db.session.commit()
            return bool(done.repeated)

    with ThreadPoolExecutor(len(posts)) as pool:
        repeated = list(pool.map(post, posts))
    with own_app.app_context():
        found = answer_view(db.session(), answer_id)
        assert found is not None
        assert {key: found.document[key] for key in ("C2", "A3", "B1.overall")} == {
            "C2": "national",
            "A3": "board",
            "B1.overall": "some",
        }
        assert sum(repeated) == 1
        assert found.revision == 3
        assert db.session.scalar(select(func.count()).select_from(PagePost)) == 3


def test_one_page_sent_twenty_times_at_once_is_one_row(own_app: Flask) -> None:
    with own_app.app_context():
        made = open_world(db.session)
        answer_id = begun(db.session, made).answer_id
        db.session.commit()
    start = Barrier(20)

    def post(_turn: int) -> bool:
        with own_app.app_context():
            writing.set(True)
            start.wait()
            done = kept(db.session(), answer_id, {"C2": "national"}, {"B2": "words"}, key="one", revision=0)
            db.session.commit()
            return bool(done.repeated)

    with ThreadPoolExecutor(20) as pool:
        repeated = list(pool.map(post, range(20)))
    assert sorted(repeated) == [False] + [True] * 19
    with own_app.app_context():
        found = answer_view(db.session(), answer_id)
        assert found is not None
        assert (found.revision, found.words) == (1, {"B2": "words"})
        for table in (PagePost, Words):
            assert db.session.scalar(select(func.count()).select_from(table)) == 1
