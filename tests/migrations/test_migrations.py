"""Migrations: head equals the models, up and down with data, and a kill at any statement leaves old or new."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, inspect, text

from consult.shared import schema
from consult.shared.database import Record, db
from tests.conftest import address_of, build

ROOT = Path(__file__).resolve().parents[2]


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
        return sorted(
            (kind, name, *sorted(" ".join(part.split()) for part in (sql or "").replace("\n", " ").split(",")))
            for kind, name, sql in rows
            if "alembic" not in name
        )
    found: list[tuple[str, ...]] = []
    queries = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name <> 'alembic_version'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    )
    for query in queries:
        found += [tuple(str(value) for value in row) for row in connection.execute(text(query))]
    return sorted(found)


def counts(connection: Connection) -> dict[str, int]:
    names = [n for n in inspect(connection).get_table_names() if n != "alembic_version"]
    return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}


def fill(connection: Connection) -> None:
    """A little of everything that has children, written with plain SQL so that old schemas take it too."""
    now = "'2026-01-02 03:00:00+00:00'" if connection.dialect.name == "postgresql" else "'2026-01-02 03:00:00.000000'"
    day = "'2026-01-02'"
    no = "false" if connection.dialect.name == "postgresql" else "0"
    for statement in (
        "INSERT INTO coalition (id, mark, name, agreement) VALUES ('c', 'A', 'A', '')",
        "INSERT INTO organisation (id, name, name_key, country, region, kind, languages, survivor_led, profile) "
        f"VALUES ('o', 'O', 'o', 'KE', 'africa', 'national_ngo', '[]', {no}, '{{}}')",
        "INSERT INTO membership (id, coalition_id, organisation_id) VALUES ('m', 'c', 'o')",
        "INSERT INTO consultation (id, title, question, already_discussed, still_open, criteria, languages, opens_on,"
        " closes_on, withdraw_until, decision_rule, decision_base, decision_threshold, quorum, mode, fictitious) "
        f"VALUES ('k', '{{}}', '{{}}', '{{}}', '{{}}', '[]', '[]', {day}, {day}, {day}, 'majority', 'ballots_cast', "
        f"75, 50, 'confidential', {no})",
        "INSERT INTO strand (id, consultation_id, coalition_id, state) VALUES ('s', 'k', 'c', 'open')",
        "INSERT INTO instrument_version (id, strand_id, number, document, content_hash, core_hash, reason, "
        f"published_at) VALUES ('v', 's', 1, '{{}}', 'h', 'h', '', {now})",
        "INSERT INTO answer (id, strand_id, version_id, unit, state, short, document, revision, revisions, language, "
        "region, kind, in_both, channel, order_seed) VALUES ('a', 's', 'v', 'organisation', 'draft', "
        f"{no}, '{{}}', 0, '{{}}', 'en', '', '', {no}, 'web', 0)",
        "INSERT INTO words (id, answer_id, part, text, language) VALUES ('w', 'a', 'D2', 'kept', 'en')",
    ):
        connection.execute(text(statement))


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


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from sqlalchemy import event
    from consult.shared import schema
    from consult.shared.database import db
    from tests.conftest import build

    app = build(sys.argv[1], Path(sys.argv[2]), create=False)
    left = int(sys.argv[3])

    def count(connection, cursor, statement, *_):
        global left
        if statement.lstrip().split()[0].upper() in ("CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "DROP"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engine, "after_cursor_execute", count)
        schema.upgrade(db.engine)
    print("finished")
"""


@pytest.mark.parametrize("statement", [1, 5, 17, 30, 42])
def test_killed_midway_leaves_the_old_schema(
    request: pytest.FixtureRequest, database_kind: str, short_folder: Path, statement: int
) -> None:
    address = address_of(database_kind, request, short_folder)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), address, str(short_folder), str(statement)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    app = build(address, short_folder / uuid4().hex, create=False)
    with app.app_context():
        with db.engine.connect() as connection:
            assert counts(connection) == {}
            assert schema.current(connection) is None
        schema.upgrade(db.engine)
        with db.engine.connect() as connection:
            assert schema.current(connection) == schema.head()
        db.engine.dispose()
