"""Run as `python -m tests.store.shared.dying_workers URL FOLDER COUNT`: workers killed at every kind of moment.

Each job founds one coalition. A worker kills itself, as `kill -9` would, before it writes, after it wrote, before the
commit or after it; two at a time go on until nothing waits. Says how many were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from consult.membership.records import Coalition
from consult.shared.database import db
from consult.shared.jobs import Job, Jobs, enqueue
from consult.shared.time import now
from consult.shared.working import work
from tests.conftest import build

ODDS = 0.12


def perhaps_die(*_given: object) -> None:
    if random.random() < ODDS:
        os.kill(os.getpid(), signal.SIGKILL)


def found(session: Session, mark: str) -> None:
    perhaps_die()
    session.add(Coalition(mark=mark, name=f"Coalition {mark}"))
    session.flush()
    perhaps_die()


JOBS = Jobs({"found": found}, lease=timedelta(milliseconds=50))


def one_worker(seed: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    random.seed(seed)
    for moment in ("before_commit", "after_commit"):
        event.listen(Session, moment, perhaps_die)
    work(JOBS, until_idle=True)
    os._exit(0)


def main(url: str, folder: str, count: int) -> None:
    app = build(url, Path(folder), create=False)
    killed = seed = 0
    with app.app_context():
        for number in range(count):
            enqueue(db.session(), "found", {"mark": f"M{number}"}, now())
        db.session.commit()
        waiting = True
        while waiting:
            db.session.remove()
            db.engine.dispose()
            pair = [one_worker(seed), one_worker(seed + 1)]
            seed += 2
            killed += sum(os.WIFSIGNALED(os.waitpid(pid, 0)[1]) for pid in pair)
            waiting = db.session.scalar(select(Job.id).limit(1)) is not None
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
