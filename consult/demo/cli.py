"""Serve the product, or its demonstration, with gunicorn."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from consult.consultation.queries import key_faults
from consult.demo.operations import load_demo
from consult.settings import Settings, read_settings
from consult.shared import schema
from consult.shared.database import db, reading
from consult.shared.time import now
from consult.shared.working import Family, work

FRESH = timedelta(days=14)  # afterwards the open consultation would be about to close
Build = Callable[[Settings], Flask]


class Server(BaseApplication):
    """Gunicorn around one application object, without a configuration file."""

    def __init__(self, app: Flask, options: Mapping[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return what is served."""
        return self.app


def run(app: Flask, *, bind: str, ready: str) -> None:
    """Serve `app` until stopped; say `ready` once it answers."""

    def begin(_server: object, _worker: object) -> None:
        with app.app_context():
            db.engine.dispose(close=False)  # connections do not survive a fork
        gc.freeze()  # what was there before the fork stays: the collector need not look at it
        gc.set_threshold(20_000, 20, 20)

    Server(
        app,
        {
            "bind": bind,
            "workers": 2,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
            "control_socket_disable": True,
            "accesslog": None,
            "loglevel": "warning",
            "when_ready": lambda _server: click.echo(ready),
            "post_fork": begin,
        },
    ).run()


def serve_and_work(app: Flask, *, bind: str, ready: str) -> None:
    """Serve `app` and do its jobs, in two processes that are started again should they die, until stopped."""

    def worker() -> None:
        with app.app_context():
            work(app.extensions["jobs"], parent=os.getppid())

    with app.app_context():
        db.engine.dispose()
    Family({"server": lambda: run(app, bind=bind, ready=ready), "worker": worker}).keep_alive()


def demo_settings(port: int) -> Settings:
    """Return the demonstration's settings: a folder of its own, so that no other data is ever touched."""
    folder = Path(os.environ.get("CONSULT_INSTANCE", "instance")).absolute() / "demo"
    return read_settings(
        {
            "CONSULT_INSTANCE": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
            "CONSULT_DEMO": "yes",
            "CONSULT_BASE_URL": f"http://127.0.0.1:{port}",
        }
    )


def free_port(wanted: int) -> int:
    """Return `wanted` or, if something listens there, the next port that is free."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"No free port between {wanted} and {wanted + 99}: name another with --port.")


def fingerprint() -> str:
    """Return a hash of everything the demonstration's data and its frozen edition are made from."""
    package = Path(__file__).resolve().parents[1]
    domains = (
        "demo",
        "consultation",
        "instrument",
        "collection",
        "interview",
        "coding",
        "findings",
        "disclosure",
        "briefing",
        "meeting",
        "decision",
    )
    made_from = [
        path
        for domain in domains
        for kind in ("*.py", "*.yaml")
        for path in sorted((package / domain).rglob(kind))
        if "web" not in path.parts and path.name not in ("web.py", "cli.py")
    ]
    digest = hashlib.sha256(schema.head().encode())
    for path in (*made_from, package / "gates.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh(folder: Path, moment: datetime) -> bool:
    """Tell whether the loaded demonstration is the present one."""
    try:
        marker = json.loads((folder / "doors.json").read_text())
    except (OSError, ValueError):
        return False
    loaded_at = datetime.fromisoformat(marker["loaded_at"])
    return bool(
        (folder / "demo.db").exists()
        and marker["fingerprint"] == fingerprint()
        and moment - loaded_at.astimezone(UTC) < FRESH
    )


def prepare(build: Build, settings: Settings, moment: datetime) -> None:
    """Load the demonstration afresh; the marker is written last, so a load cut short is done again."""
    folder = settings.instance
    for name in ("doors.json", "demo.db", "demo.db-wal", "demo.db-shm"):
        (folder / name).unlink(missing_ok=True)
    app = build(settings)
    with app.app_context():
        schema.upgrade(db.engine)
        loaded = load_demo(db.session(), moment=moment, progress=show_progress)
        db.session.commit()
        db.engine.dispose()
    marker = {"fingerprint": fingerprint(), "loaded_at": moment.isoformat(), "doors": dict(loaded.doors)}
    marker |= {"released": loaded.released_consultation_id, "open": loaded.open_consultation_id}
    marker |= {"meeting": loaded.meeting_id, "ballot": loaded.ballot_id}
    marker["open_strands"] = dict(loaded.open_strands)
    (folder / "doors.json").write_text(json.dumps(marker, indent=1))


def show_progress(step: str, done: int, total: int) -> None:
    """Show a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        return
    filled = 30 * done // max(total, 1)
    sys.stderr.write(f"\r\033[K[{'#' * filled}{'.' * (30 - filled)}] {step}")
    sys.stderr.flush()
    if done >= total:
        sys.stderr.write("\r\033[K")


def commands(build: Build) -> list[click.Command]:
    """Return `demo` and `serve` for an application builder (the console script hands in `create_app`)."""

    @click.command("demo")
    @click.option("--port", default=8000, show_default=True, help="Where to listen, or the next free port.")
    @click.option("--fresh", is_flag=True, help="Load the demonstration again, forgetting what was changed in it.")
    @click.option("--only-load", is_flag=True, help="Load it and stop.")
    def demo(port: int, fresh: bool, only_load: bool) -> None:
        """Load the fictitious demonstration and serve it on this machine only."""
        port = free_port(port)
        settings = demo_settings(port)
        if fresh or not is_fresh(settings.instance, now()):
            click.echo("Loading the fictitious demonstration (about half a minute, once)…", err=True)
            prepare(build, settings, now())
        if not only_load:
            ready = f"Consult is ready: http://127.0.0.1:{port}/  (stop with Ctrl-C)"
            serve_and_work(build(settings), bind=f"127.0.0.1:{port}", ready=ready)

    @click.command("serve")
    @click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
    def serve(bind: str) -> None:
        """Serve this installation and do its jobs; put a buffering proxy with https in front of it."""
        app = build(read_settings())
        with app.app_context(), db.engine.connect() as connection:
            if schema.current(connection) != schema.head():
                raise click.ClickException("The database is not up to date: run `consult db upgrade` first.")
        with app.app_context(), reading():
            if faults := key_faults(db.session()):
                raise click.ClickException(f"What members wrote could not be read: {faults[0]}")
        serve_and_work(app, bind=bind, ready=f"Consult listens on {bind}")

    return [demo, serve]
