"""Migrations: head equals the models, up and down with data, and a kill at any statement leaves old or new."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, event, inspect, text

from consult.shared import schema
from consult.shared.database import Record, db
from tests.conftest import address_of, build


@pytest.fixture
def empty_app(request: pytest.FixtureRequest, database_kind: str, short_folder: Path) -> Iterator[Flask]:
    app = build(address_of(database_kind, request, short_folder), short_folder, create=False)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def revisions() -> list[str]:
    config = schema.alembic_config(db.engine)
    script = ScriptDirectory.from_config(config)
    return [r.revision for r in reversed(list(script.walk_revisions()))]


def catalogue(connection: Connection) -> list[tuple[str, ...]]:
    """Everything the database itself knows: tables with their checks and enum values, indexes, triggers."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE name <> 'alembic_version'")
        return sorted((kind, name, *pieces(sql or "")) for kind, name, sql in rows if "alembic" not in name)
    found: list[tuple[str, ...]] = []
    queries = (
        (
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
        ),
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'"
        ),
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    )
    for query in queries:
        found += [tuple(str(value) for value in row) for row in connection.execute(text(query))]
    return sorted(found)


def pieces(sql: str) -> list[str]:
    """The clauses of a table in any order and spacing, and what it says before and after them; all else as it is.

    SQLite puts the name of a table that was rebuilt in quotation marks.
    """
    table = re.fullmatch(r'CREATE TABLE "?(\w+)"?\s*\((.*)\)\s*([\w\s]*)', sql.strip(), re.DOTALL)
    if table is None:
        return [" ".join(sql.split())]
    name, clauses, tail = table.groups()
    return [name, tail, *sorted(" ".join(part.split()) for part in clauses.split(","))]


def counts(connection: Connection) -> dict[str, int]:
    names = [n for n in inspect(connection).get_table_names() if n != "alembic_version"]
    return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}


PLAIN = {
    sa.Boolean: False,
    sa.Integer: 0,
    sa.Date: date(2026, 1, 2),
    sa.DateTime: datetime(2026, 1, 2, 3, tzinfo=UTC),
    sa.JSON: {},
    sa.Text: "",
    sa.String: "",
}
ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    ("coalition", {"id": "c", "mark": "A", "name": "A"}),
    ("organisation", {"id": "o", "name": "O", "name_key": "o", "region": "africa", "kind": "national_ngo"}),
    ("membership", {"id": "m", "coalition_id": "c", "organisation_id": "o"}),
    (
        "consultation",
        {
            "id": "k",
            "decision_rule": "majority",
            "decision_base": "ballots_cast",
            "decision_threshold": 75,
            "mode": "confidential",
        },
    ),
    ("strand", {"id": "s", "consultation_id": "k", "coalition_id": "c", "state": "open"}),
    ("instrument_version", {"id": "v", "strand_id": "s", "number": 1}),
    (
        "answer",
        {
            "id": "a",
            "strand_id": "s",
            "version_id": "v",
            "unit": "organisation",
            "state": "draft",
            "channel": "web",
        },
    ),
    ("words", {"id": "w", "answer_id": "a", "part": "D2", "text": "kept"}),
)


def fill(connection: Connection, rows: tuple[tuple[str, dict[str, object]], ...] = ROWS) -> None:
    """A little of everything that has children, by the columns the schema of the day has."""
    for name, given in rows:
        table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
        missing = [c for c in table.columns if not c.nullable and c.name not in given]
        plain = {c.name: next(v for kind, v in PLAIN.items() if isinstance(c.type, kind)) for c in missing}
        connection.execute(table.insert().values(**plain, **given))


def test_head_is_what_the_models_say(empty_app: Flask) -> None:
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        migrated = catalogue(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Record.metadata) == []
    schema.downgrade(db.engine, "base")
    Record.metadata.create_all(db.engine)
    with db.engine.connect() as connection:
        assert migrated == catalogue(connection)


def test_up_down_up_keeps_the_schema(empty_app: Flask) -> None:
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        before = catalogue(connection)
    for revision in reversed([*revisions()[:-1]]):
        schema.downgrade(db.engine, revision)
        schema.upgrade(db.engine)
        with db.engine.connect() as connection:
            assert catalogue(connection) == before
    schema.downgrade(db.engine, "base")
    with db.engine.connect() as connection:
        assert counts(connection) == {}
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        assert catalogue(connection) == before


def test_every_step_after_the_first_keeps_the_rows(empty_app: Flask) -> None:
    schema.upgrade(db.engine, revisions()[0])
    with db.engine.begin() as connection:
        fill(connection)
        before = counts(connection)
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        after = counts(connection)
    assert {name: count for name, count in after.items() if name in before} == before
    assert before["words"] == 1


def upgrade_until(address: str, folder: Path, statement: int) -> None:
    """Upgrade, and be killed once a statement that changes something has run: the first, the fifth …"""
    left = statement

    def count(_connection: object, _cursor: object, words: str, *_: object) -> None:
        nonlocal left
        if words.lstrip().split()[0].upper() in ("CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "DROP"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with build(address, folder, create=False).app_context():
        event.listen(db.engine, "after_cursor_execute", count)
        schema.upgrade(db.engine)


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that have read the program already: reading it takes longer than a migration."""
    found = get_context("forkserver")
    found.set_forkserver_preload(["tests.conftest"])
    return found


@pytest.mark.parametrize("statement", [1, *(pytest.param(one, marks=pytest.mark.whole) for one in (5, 17, 30)), 42])
def test_killed_midway_leaves_the_old_schema(
    request: pytest.FixtureRequest,
    database_kind: str,
    short_folder: Path,
    processes: ForkServerContext,
    statement: int,
) -> None:
    address = address_of(database_kind, request, short_folder)
    upgrading = processes.Process(target=upgrade_until, args=(address, short_folder, statement))
    upgrading.start()
    upgrading.join()
    assert upgrading.exitcode == -signal.SIGKILL
    app = build(address, short_folder / uuid4().hex, create=False)
    with app.app_context():
        with db.engine.connect() as connection:
            assert counts(connection) == {}
            assert schema.current(connection) is None
        schema.upgrade(db.engine)
        with db.engine.connect() as connection:
            assert schema.current(connection) == schema.head()
        db.engine.dispose()
