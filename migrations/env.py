"""How migrations run: one transaction, foreign keys off on SQLite's driver, checked before the commit (decision 21)."""

from __future__ import annotations

from alembic import context
from flask_security import AsaList
from sqlalchemy import JSON, Connection

import consult.app  # noqa: F401 - imports every table
from consult.shared.database import Record, Utc

PLAIN = {Utc: "sa.DateTime(timezone=True)", AsaList: "sa.UnicodeText()", JSON: "DOCUMENT"}


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write plain types into migrations, so that they never depend on tomorrow's code."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Record.metadata,
        render_item=render,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection  # outside any transaction
    driver.execute("PRAGMA foreign_keys=OFF")
    if driver.in_transaction or driver.execute("PRAGMA foreign_keys").fetchone()[0]:
        raise RuntimeError("foreign keys are still enforced; a rebuilt table would delete what refers to it")
    try:
        with connection.begin():
            migrate(connection)
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError(f"dangling references: {broken[:5]}")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the log keeps what a migration took away
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    with context.config.attributes["engine"].connect() as connection:
        if connection.dialect.name == "sqlite":
            migrate_sqlite(connection)
        else:
            with connection.begin():
                migrate(connection)


run()
