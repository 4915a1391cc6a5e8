"""Leaving nothing of deleted rows in the files of the database."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Engine, inspect

from consult.shared.turns import Busy


def cut_log(engine: Engine | Connection) -> bool:
    """Write SQLite's log back and cut it if nobody is reading or writing just now; return whether that was so.

    It waits for nobody: whoever checkpoints with patience holds up every writer while it waits for a reader.
    """
    if isinstance(engine, Connection) or engine.dialect.name != "sqlite":
        return False
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout=0")
        (busy, _pages, _written) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        cursor.close()
    finally:
        raw.close()
    return not busy


def erase_traces(engine: Engine | Connection, tables: Collection[str] = ()) -> None:
    """Write deleted rows out of the database's files, after the transaction that deleted them has been committed.

    SQLite overwrites what is deleted (`secure_delete`), but its write-ahead log still holds the pages as they were
    until it is written back and cut. PostgreSQL keeps dead rows until a table is written anew. Copies made before,
    backups among them, are not reached. Inside somebody's transaction (`Connection`) there is nothing to erase yet.
    `tables` spares PostgreSQL all others.
    """
    if isinstance(engine, Connection):
        return
    sqlite = engine.dialect.name == "sqlite"
    written = [] if sqlite else tables or inspect(engine).get_table_names()
    raw = engine.raw_connection()
    try:
        if not sqlite:
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]  # - psycopg's own connection
        cursor = raw.cursor()
        quoted = engine.dialect.identifier_preparer.quote
        words = ["PRAGMA wal_checkpoint(TRUNCATE)"] if sqlite else [f"VACUUM FULL {quoted(name)}" for name in written]
        for statement in words:
            cursor.execute(statement)
        cursor.close()
    finally:
        if not sqlite:
            raw.driver_connection.autocommit = False  # type: ignore[union-attr]  # - as the pool lent it
        raw.close()


def erase_order(engine: Engine | Connection, tables: Collection[str]) -> None:
    """Write tables anew in the order of their keys, and nothing of the order in which rows came; after the commit.

    Within a page of SQLite, and among the pages of PostgreSQL, rows otherwise lie as they were written. SQLite can
    write anew only the whole file; raise `Busy` where its log cannot be cut because somebody reads on and on.
    """
    if isinstance(engine, Connection):
        return
    sqlite = engine.dialect.name == "sqlite"
    quoted = engine.dialect.identifier_preparer.quote
    statements = [f"CLUSTER {quoted(name)} USING {quoted(f'pk_{name}')}" for name in tables]
    if sqlite:
        statements = ["PRAGMA query_only=OFF", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    raw = engine.raw_connection()
    try:
        if not sqlite:
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]  # - psycopg's own connection
        cursor = raw.cursor()
        for statement in statements:
            cursor.execute(statement)
        busy, *_ = cursor.fetchone() or (0,) if sqlite else (0,)
        cursor.close()
    finally:
        if not sqlite:
            raw.driver_connection.autocommit = False  # type: ignore[union-attr]  # - as the pool lent it
        raw.close()
    if busy:
        raise Busy("the log is being read")
