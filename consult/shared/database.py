"""The database: base class, column types, and the promises every connection keeps (decisions 1-3).

SQLite and PostgreSQL behave alike: whether a transaction may write is decided before its first
statement, and the database itself refuses a write in a reading one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, cast, dataclass_transform

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Insert,
    LargeBinary,
    MetaData,
    Result,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from consult.shared.identifiers import ID_LENGTH
from consult.shared.turns import Busy
from consult.shared.turns import Connection as TurnTaking

PROMISES = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 10000,
}
WAIT = timedelta(seconds=10)
"""How long a request waits for others who write, before its page says so and gives back what was typed."""
writing: ContextVar[bool] = ContextVar("writing", default=True)


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC, naive where it knows no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give Python an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON().with_variant(JSONB(), "postgresql")
Identifier = String(ID_LENGTH)


def one_of(states: type[StrEnum], name: str = "") -> Enum:
    """Return a column type that stores the values of `states` and has the database refuse any other.

    `name` is that of the constraint, where two columns of a table hold the same states.
    """
    name = name or "".join(f"_{c.lower()}" if c.isupper() else c for c in states.__name__).lstrip("_")
    return Enum(
        states,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=30,
        values_callable=lambda members: [m.value for m in members],
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Record(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Base of every mapped class. `repr=False`: the default prints stored values (decision 3)."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Utc(),
        str: Text(),
        bytes: LargeBinary(),
        dict[str, Any]: Document,
        list[str]: Document,
        list[Any]: Document,
    }


db = SQLAlchemy(metadata=Record.metadata)


@contextmanager
def reading() -> Iterator[None]:
    """Begin every transaction inside as a reading one."""
    token = writing.set(False)
    try:
        yield
    finally:
        writing.reset(token)


def rows_of(
    session: Session, statement: Executable, **values: object
) -> Result[*tuple[Any, ...]]:  # Any: one of each column
    """Run a statement on tables: a third of the time that one on records takes, for pages that ask it at every request.

    What waits in the session is written first, as it is for a statement on records.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values)


def table_of(record: type[Record]) -> Table:
    """Return the table of a record, for writes that no record in the session needs to hear of."""
    return cast(Table, record.__table__)


def insert_unless_there(session: Session, record: type[Record], **values: object) -> bool:
    """Insert one row unless one has its key already; tell whether it was new."""
    done = session.execute(_insert(record, session.get_bind().dialect.name), values)
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


@cache
def _insert(record: type[Record], dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(cast(Table, record.__table__)).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def keep_promises(engine: Engine) -> None:
    """Attach the connection hooks to `engine`: settings asserted at connect, the kind of transaction at begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _take_turns)
        event.listen(engine, "connect", _promise)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _bound_waiting)
        event.listen(engine, "begin", _begin_postgresql)


def _take_turns(_dialect: Dialect, _record: object, _places: list[Any], options: dict[str, Any]) -> None:
    options["factory"] = TurnTaking  # Any: the driver's own arguments


def _promise(raw: Any, _record: object) -> None:  # Any: the driver's own connection type
    raw.isolation_level = None  # the driver must never begin anything itself
    for name, value in PROMISES.items():
        raw.execute(f"PRAGMA {name}={value}")
    kept = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in PROMISES}
    if kept != PROMISES:
        raise RuntimeError(f"SQLite refused its settings: {kept}")


def _begin_sqlite(connection: Connection) -> None:
    raw = connection.connection.driver_connection  # asked directly: it is asked twice for every request
    assert isinstance(raw, TurnTaking)
    raw.execute(f"PRAGMA query_only={'OFF' if writing.get() else 'ON'}")
    if not writing.get():
        raw.execute("BEGIN")
        return
    try:
        raw.begin_writing(WAIT)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(PASSING):
            raise Busy(str(error)) from error
        raise


def _bound_waiting(raw: Any, _record: object) -> None:  # Any: the driver's own connection type
    raw.execute(f"SET lock_timeout = {WAIT // timedelta(milliseconds=1)}")
    raw.commit()


def _begin_postgresql(connection: Connection) -> None:
    if not writing.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_NOMEM", "SQLITE_CANTOPEN")
PASSING_CLASSES = ("08", "40", "53", "55P03", "57")


def is_passing(error: BaseException) -> bool:
    """Tell whether a database refused for a reason that passes: it is busy, full, out of reach or shutting down."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)  # PostgreSQL's
    if state is None and not hasattr(error.orig, "sqlite_errorname"):
        return isinstance(error, OperationalError)  # no server answered at all
    return str(state or getattr(error.orig, "sqlite_errorname", "")).startswith(PASSING + PASSING_CLASSES)


__all__ = [
    "Busy",
    "Document",
    "Identifier",
    "Record",
    "Utc",
    "db",
    "insert_unless_there",
    "is_passing",
    "keep_promises",
    "one_of",
    "reading",
    "rows_of",
    "table_of",
    "writing",
]
