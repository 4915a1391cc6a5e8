"""Workers that are killed, and the parent that starts its children again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.cli import worker
from consult.membership.records import Coalition
from consult.shared.database import db
from consult.shared.jobs import Job, Jobs, enqueue
from consult.shared.time import now
from consult.shared.working import work

ROOT = Path(__file__).resolve().parents[3]
FAMILY = """
import os, signal, sys
from consult.shared.working import Family
def child(name):
    def live():
        with open(sys.argv[1], "a") as file:
            file.write(f"{name} {os.getpid()}\\n")
        while True:
            signal.pause()
    return live
Family({"server": child("server"), "worker": child("worker")}).keep_alive()
"""


def until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


def born(file: Path) -> list[tuple[str, int]]:
    lines = file.read_text().splitlines() if file.exists() else []
    return [(name, int(pid)) for name, pid in (line.split() for line in lines)]


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.whole
def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing(own_app: Flask, short_folder: Path) -> None:
    count = 60
    with own_app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.shared.dying_workers", url, str(short_folder), str(count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert int(done.stdout) >= 10, "hardly anybody was killed"
    with own_app.app_context():
        marks = list(db.session.scalars(select(Coalition.mark)))
    assert sorted(marks) == sorted(f"M{number}" for number in range(count))


def test_a_child_that_dies_is_started_again_and_all_end_together(tmp_path: Path) -> None:
    file = tmp_path / "born"
    with subprocess.Popen([sys.executable, "-c", FAMILY, str(file)], cwd=ROOT) as parent:
        until(lambda: len(born(file)) == 2)
        for name in ("worker", "server", "worker"):
            killed = [pid for known, pid in born(file) if known == name][-1]
            before = len(born(file))
            os.kill(killed, signal.SIGKILL)
            until(lambda before=before: len(born(file)) == before + 1)  # type: ignore[misc] - a default binds it
            assert born(file)[-1][0] == name
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(30) == 0
    assert not any(lives(pid) for _name, pid in born(file))


def test_children_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "born"
    with subprocess.Popen([sys.executable, "-c", FAMILY, str(file)], cwd=ROOT) as parent:
        until(lambda: len(born(file)) == 2)
        parent.kill()
    until(lambda: not any(lives(pid) for _name, pid in born(file)))


def test_a_worker_whose_parent_is_gone_does_nothing(session: Session) -> None:
    enqueue(session, "found", {}, now())
    session.commit()
    jobs = Jobs({"found": lambda session: session.add(Coalition(mark="A", name="A"))})
    assert work(jobs, parent=-1) == 0
    assert work(jobs, parent=os.getppid(), until_idle=True) == 1
    assert session.scalar(select(func.count()).select_from(Coalition)) == 1


def test_the_command_stops_when_nothing_is_due(app: Flask, cli: CliRunner, session: Session) -> None:
    enqueue(session, "nobody knows", {}, now() - timedelta(days=1))
    session.commit()
    done = cli.invoke(worker, ["--until-idle"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "0 jobs done" in done.output
    assert session.scalar(select(func.count()).select_from(Job)) == 1 + len(app.extensions["jobs"].clock)
