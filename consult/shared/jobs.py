"""Background work (decision 17): a row committed with its cause, leased, done at least once, by `consult worker`.

A job's arguments are ids only. Its deletion commits together with its result, so that what it did inside the database
happens exactly once, whatever is killed when. A handler gets the session before any transaction has begun: what takes
long (mail, parsing) it does between a reading transaction, which it ends itself, and its writes, which are committed
for it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Delete, Update, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult.shared.database import Document, Identifier, Record, reading
from consult.shared.identifiers import random_id

NAME = "jobs"
TRIES = 10
LONGEST_PAUSE = timedelta(hours=8)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
PACKAGE = Path(__file__).resolve().parents[1]
Handler = Callable[..., None]  # (session, **ids): what it writes is committed together with the end of its job


class Job(Record):
    """Work to be done from `due_at` on. `unique_key` keeps a job of the clock from being made twice.

    `failure` names the error's type and place, never its words: they may quote people's.
    """

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    kind: Mapped[str] = mapped_column()
    arguments: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    unique_key: Mapped[str | None] = mapped_column(default=None, unique=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Jobs:
    """What this installation's worker can do.

    `handlers` by kind; `clock` says which of them come round by themselves, and how often; `given_up` is called in
    place of a handler that has failed `TRIES` times. A worker that says nothing for `lease` is taken for dead.
    """

    handlers: Mapping[str, Handler]
    clock: Mapping[str, timedelta] = field(default_factory=dict)
    given_up: Mapping[str, Handler] = field(default_factory=dict)
    lease: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in our hands until `until`."""

    id: str
    kind: str
    arguments: Mapping[str, Any]
    attempts: int
    until: datetime

    @property
    def still_ours(self) -> ColumnElement[bool]:
        """Whether no other worker has taken the job after our lease ran out."""
        return and_(Job.id == self.id, Job.attempts == self.attempts, Job.due_at == self.until)


def enqueue(
    session: Session, kind: str, arguments: Mapping[str, str], due_at: datetime, *, unique_key: str | None = None
) -> None:
    """Have work done from `due_at` on, once the caller commits; a `unique_key` that is waiting changes nothing."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Job)
        .values(id=random_id(), kind=kind, arguments=dict(arguments), unique_key=unique_key, due_at=due_at)
        .values(attempts=0, failure="")
        .on_conflict_do_nothing(index_elements=[Job.unique_key])
    )


def enqueue_each(session: Session, kind: str, arguments: Iterable[Mapping[str, str]], due_at: datetime) -> None:
    """Have the same work done for many, in one statement."""
    session.add_all(Job(kind=kind, arguments=dict(one), due_at=due_at) for one in arguments)
    session.flush()


def next_round(every: timedelta, moment: datetime) -> datetime:
    """Return when a job of the clock is due after `moment`: at fixed times of day, whatever happened when."""
    return EPOCH + ((moment - EPOCH) // every + 1) * every


def wind(session: Session, jobs: Jobs, moment: datetime) -> None:
    """See that every job of the clock is waiting for its next time; commits."""
    for kind, every in jobs.clock.items():
        key, due_at = f"clock:{kind}", next_round(every, moment)
        enqueue(session, kind, {}, due_at, unique_key=key)
        stuck = update(Job).where(Job.unique_key == key, Job.attempts > TRIES)
        session.execute(stuck.values(attempts=0, due_at=due_at).execution_options(synchronize_session=False))
    session.commit()


def claim(session: Session, jobs: Jobs, moment: datetime) -> Claim | None:
    """Take the job that has been due the longest; it is ours once the caller commits. None if nothing is due."""
    due = (
        select(Job)
        .where(Job.due_at <= moment, Job.attempts <= TRIES, Job.kind.in_(jobs.handlers))
        .order_by(Job.due_at, Job.id)
        .limit(1)
    )
    with reading():
        waiting = session.scalar(due.with_only_columns(Job.id))
        session.rollback()
    if waiting is None:
        return None
    job = session.scalar(due.with_for_update(skip_locked=True))
    if job is None:
        return None
    job.attempts += 1
    job.due_at = moment + jobs.lease
    return Claim(job.id, job.kind, dict(job.arguments), job.attempts, job.due_at)


def run_next(session: Session, jobs: Jobs, clock: Callable[[], datetime]) -> bool:
    """Do the next job that is due; return whether there was one. Commits, and survives whatever the job raises."""
    claimed = claim(session, jobs, clock())
    session.commit()
    if claimed is None:
        return False
    try:
        if claimed.attempts > TRIES:
            _give_up(session, jobs, claimed, clock())
        else:
            jobs.handlers[claimed.kind](session, **claimed.arguments)
            _finish(session, jobs, claimed, clock())
    except Exception as error:  # a job may fail in any way; the worker goes on with the next
        session.rollback()
        _put_back(session, claimed, error, clock())
    return True


def _finish(session: Session, jobs: Jobs, claimed: Claim, moment: datetime) -> None:
    """Commit what a job wrote together with its end, or nothing if another worker has it by now."""
    ended: Any = delete(Job).where(claimed.still_ours)
    if claimed.kind in jobs.clock and not claimed.arguments:
        again = {"due_at": next_round(jobs.clock[claimed.kind], moment), "attempts": 0, "failure": ""}
        ended = update(Job).where(claimed.still_ours).values(again)
    _write(session, ended)


def _give_up(session: Session, jobs: Jobs, claimed: Claim, moment: datetime) -> None:
    """Try no more: the row stays and says why; a job of the clock comes round again all the same."""
    if claimed.kind in jobs.given_up:
        jobs.given_up[claimed.kind](session, **claimed.arguments)
    rest = {"due_at": moment, "attempts": claimed.attempts}
    if claimed.kind in jobs.clock and not claimed.arguments:
        rest = {"due_at": next_round(jobs.clock[claimed.kind], moment), "attempts": 0}
    _write(session, update(Job).where(claimed.still_ours).values(rest))


def _put_back(session: Session, claimed: Claim, error: Exception, moment: datetime) -> None:
    """Have a failed job tried again after a pause that grows."""
    wait = pause(claimed.attempts) if claimed.attempts < TRIES else timedelta()
    values = {"failure": place_of(error), "due_at": moment + wait}
    _write(session, update(Job).where(claimed.still_ours).values(values))


def _write(session: Session, ending: Update | Delete) -> None:
    """Commit with the one statement that ends our claim; without it, nothing: then another worker has the job."""
    ending = ending.returning(Job.id).execution_options(synchronize_session=False)
    if session.execute(ending).first() is None:
        session.rollback()
    session.commit()


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 1, 4, 16, 64, 256 minutes, then 8 hours; more than a day in all."""
    return min(timedelta(minutes=4 ** min(attempts - 1, 8)), LONGEST_PAUSE)


def place_of(error: BaseException) -> str:
    """Return an error's type and the place in our code it came through, and none of its words."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(PACKAGE)]
    kind = type(error)
    at = f" at {Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}" if ours else ""
    return f"{kind.__module__}.{kind.__qualname__}{at}"
