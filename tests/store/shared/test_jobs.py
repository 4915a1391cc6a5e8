"""Jobs: committed with their cause, done once, tried again, and never a word of anybody's in what failed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.membership.records import Coalition
from consult.shared.database import db, writing
from consult.shared.jobs import TRIES, Job, Jobs, claim, enqueue, next_round, pause, run_next, wind

NOON = datetime(2026, 3, 2, 12, 7, tzinfo=UTC)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


def found(session: Session, mark: str) -> None:
    """What these jobs do: found a coalition, which can be counted afterwards."""
    session.add(Coalition(mark=mark, name=f"Coalition {mark}"))


def coalitions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Coalition)) or 0


def waiting(session: Session) -> list[Job]:
    return list(session.scalars(select(Job).order_by(Job.due_at)))


def test_a_job_is_done_when_it_is_due_and_is_gone_then(session: Session) -> None:
    clock, jobs = Clock(), Jobs({"found": found})
    enqueue(session, "found", {"mark": "A"}, NOON + timedelta(hours=1))
    session.commit()
    assert not run_next(session, jobs, clock)
    clock.moment += timedelta(hours=2)
    assert run_next(session, jobs, clock)
    assert coalitions(session) == 1
    assert waiting(session) == []
    assert not run_next(session, jobs, clock)


def test_a_job_is_made_only_if_its_cause_is_committed(session: Session) -> None:
    enqueue(session, "found", {"mark": "A"}, NOON)
    session.rollback()
    assert not run_next(session, Jobs({"found": found}), Clock())


def test_a_kind_nobody_knows_waits_for_a_worker_that_does(session: Session) -> None:
    enqueue(session, "newer", {}, NOON)
    session.commit()
    assert not run_next(session, Jobs({"found": found}), Clock())
    assert len(waiting(session)) == 1


def test_a_unique_key_is_made_once_while_it_waits(session: Session) -> None:
    for _time in range(3):
        enqueue(session, "found", {"mark": "A"}, NOON, unique_key="once")
    for _time in range(2):
        enqueue(session, "found", {"mark": "A"}, NOON)
    session.commit()
    assert len(waiting(session)) == 3


def test_a_failed_job_leaves_nothing_and_is_tried_again_later_and_later(session: Session) -> None:
    clock, tries = Clock(), []

    def fail_twice(session: Session, mark: str) -> None:
        found(session, mark)
        session.flush()
        tries.append(clock.moment)
        if len(tries) < 3:
            raise OSError

    enqueue(session, "found", {"mark": "A"}, NOON)
    session.commit()
    for _minute in range(30):
        run_next(session, Jobs({"found": fail_twice}), clock)
        clock.moment += timedelta(minutes=1)
    assert [moment - NOON for moment in tries] == [timedelta(minutes=m) for m in (0, 1, 5)]
    assert coalitions(session) == 1


def test_a_job_that_always_fails_is_given_up_and_stays_to_be_seen(session: Session) -> None:
    clock, tries, gone = Clock(), [], []

    def fail(_session: Session, mark: str) -> None:
        tries.append(mark)
        raise ValueError

    def give_up(session: Session, mark: str) -> None:
        gone.append(mark)
        found(session, mark)

    enqueue(session, "found", {"mark": "A"}, NOON)
    session.commit()
    for _hour in range(300):
        run_next(session, Jobs({"found": fail}, given_up={"found": give_up}), clock)
        clock.moment += timedelta(hours=1)
    assert len(tries) == TRIES
    assert gone == ["A"]
    assert coalitions(session) == 1
    assert [job.failure.partition(" ")[0] for job in waiting(session)] == ["builtins.ValueError"]


def test_pauses_grow_to_more_than_a_day_in_all() -> None:
    pauses = [pause(n) for n in range(1, TRIES)]
    assert pauses == sorted(pauses)
    assert sum(pauses, timedelta()) > timedelta(days=1)


@pytest.mark.parametrize("raised", [ValueError, KeyError, RuntimeError])
def test_what_failed_says_its_type_and_place_and_nobodys_words(
    session: Session, raised: Callable[[str], Exception]
) -> None:
    def fail(session: Session, mark: str) -> None:
        words = "Canary-Words of Zaynab"
        try:
            session.execute(select(Coalition.no_such_column))  # type: ignore[attr-defined] - it is to fail
        except AttributeError as error:
            raise raised(words) from error

    enqueue(session, "found", {"mark": "A"}, NOON)
    session.commit()
    assert run_next(session, Jobs({"found": fail}), Clock())
    (job,) = waiting(session)
    assert "Canary" not in job.failure
    assert "Zaynab" not in job.failure
    assert job.failure.startswith(f"builtins.{raised.__name__} at shared/jobs.py:")


def test_whoever_overslept_its_lease_writes_nothing(session: Session) -> None:
    clock, jobs = Clock(), Jobs({"found": found})

    def oversleep(session: Session, mark: str) -> None:
        clock.moment += timedelta(hours=1)
        assert run_next(session, jobs, clock)
        found(session, "B")

    enqueue(session, "found", {"mark": "A"}, NOON)
    session.commit()
    assert run_next(session, Jobs({"found": oversleep}), clock)
    assert list(session.scalars(select(Coalition.mark))) == ["A"]


def test_a_job_killed_at_its_last_try_is_given_up_too(session: Session) -> None:
    clock, gone = Clock(), []
    jobs = Jobs({"found": found}, given_up={"found": lambda _session, mark: gone.append(mark)})
    enqueue(session, "found", {"mark": "A"}, NOON)
    session.commit()
    for _time in range(TRIES):
        assert claim(session, jobs, clock()) is not None
        session.commit()
        clock.moment += timedelta(hours=1)
    assert run_next(session, jobs, clock)
    assert gone == ["A"]
    assert not run_next(session, jobs, clock)


def test_a_job_of_the_clock_comes_round_at_fixed_times_however_it_went(session: Session) -> None:
    clock, rounds = Clock(), []

    def tick(_session: Session) -> None:
        rounds.append(clock.moment)
        if len(rounds) < 30:
            raise OSError

    jobs = Jobs({"tick": tick}, clock={"tick": timedelta(hours=1)})
    for _time in range(3):
        wind(session, jobs, clock())
    assert [job.due_at for job in waiting(session)] == [NOON.replace(hour=13, minute=0)]
    for _hour in range(24 * 10):
        run_next(session, jobs, clock)
        clock.moment += timedelta(hours=1)
    assert len(rounds) > 100
    (job,) = waiting(session)
    assert job.due_at.minute == 0
    assert job.failure == ""


def test_the_next_round_does_not_depend_on_when_one_asks() -> None:
    every = timedelta(minutes=10)
    assert {next_round(every, NOON + timedelta(seconds=s)) for s in range(0, 179, 7)} == {NOON.replace(minute=10)}


def test_many_workers_at_once_do_each_job_once(own_app: Flask) -> None:
    count, workers = 40, 4
    jobs: Any = Jobs({"found": found})
    with own_app.app_context():
        for number in range(count):
            enqueue(db.session(), "found", {"mark": f"M{number}"}, NOON)
        db.session.commit()
    start = Barrier(workers)

    def work(_worker: int) -> int:
        with own_app.app_context():
            writing.set(True)
            start.wait()
            done = 0
            idle = 0
            while idle < 3:
                did = run_next(db.session(), jobs, Clock())
                done, idle = done + did, 0 if did else idle + 1
            return done

    with ThreadPoolExecutor(workers) as pool:
        done = sum(pool.map(work, range(workers)))
    with own_app.app_context():
        assert done == count
        assert coalitions(db.session()) == count
        assert waiting(db.session()) == []
