"""Leaving nothing of deleted rows in the files of the database."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Engine, inspect


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
