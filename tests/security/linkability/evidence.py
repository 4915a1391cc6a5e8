"""What somebody holds who has broken in everywhere but into the key; read in the same way of any schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

WORDS = "length of words"
Attributes = tuple[str, str, str, bool]  # region, kind, language, in both coalitions


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answered: through which invitation of which organisation, at which event they submitted first."""

    number: int
    organisation_id: str
    event: int


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row: its key, its values, and what hides beside them."""

    key: str
    values: Mapping[str, Any]
    hidden: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Poll:
    """What a copy taken after one event shows: the answers, what waits (with its size), and the coverage board."""

    answers: frozenset[str]
    waiting: Mapping[str, int]
    board: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Evidence:
    """Everything. `people` are in the order of their coming: the network was watched. `register` is the frame."""

    people: list[Person]
    register: Mapping[str, Attributes]
    attributes: tuple[str, ...] = ("region", "kind", "language", "in_both")
    answers: list[Row] = field(default_factory=list)
    named: list[Row] = field(default_factory=list)
    places: list[dict[str, int]] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    said: str = ""
    files: bytes = b""


def rows(connection: Connection, table: str, key: str, where: str = "true") -> list[Row]:
    """Return the rows of a table as they lie there, with every hidden column the database has."""
    if connection.dialect.name == "sqlite":
        columns = {"row": "rowid"} if _has_rowid(connection, table) else {}
    else:
        columns = {
            "transaction": "xmin::text::bigint",
            "page": "(ctid::text::point)[0]::bigint",
            "line": "(ctid::text::point)[1]::bigint",
        }
    hidden = {f"hidden_{name}": column for name, column in columns.items()}
    wanted = ", ".join([*(f"{column} AS {name}" for name, column in hidden.items()), f"{table}.*"])
    found = connection.execute(text(f"SELECT {wanted} FROM {table} WHERE {where}"))
    return [
        Row(
            str(row[key]),
            {name: value for name, value in row.items() if name not in hidden},
            {name: int(row[name]) for name in hidden},
        )
        for row in found.mappings()
    ]


def _has_rowid(connection: Connection, table: str) -> bool:
    made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
    return "WITHOUT ROWID" not in made.upper()


def file_bytes(engine: Engine, tables: Iterable[str]) -> bytes:
    """Return the bytes of the database's files: SQLite's own, or the heaps of PostgreSQL's tables."""
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database)).read_bytes()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        paths = [connection.execute(text(f"SELECT pg_relation_filepath('{one}')")).scalar_one() for one in tables]
    return b"".join((folder / path).read_bytes() for path in paths)


def places(content: bytes, keys: Sequence[str]) -> list[dict[str, int]]:
    """Return where in the files each key stands first, and where last."""
    return [
        {key: content.find(key.encode()) for key in keys},
        {key: content.rfind(key.encode()) for key in keys},
    ]


class Log:
    """The write-ahead log, read before anybody can cut it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._since = self._position()
        self.seen = b""

    def _position(self) -> int:
        if self._engine.dialect.name == "sqlite":
            return 0
        with self._engine.connect() as connection:
            return int(connection.execute(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")).scalar_one())

    def read(self) -> bytes:
        """Return what was written into the log since it was last read."""
        if self._engine.dialect.name == "sqlite":
            path = Path(f"{self._engine.url.database}-wal")
            found = path.read_bytes() if path.exists() else b""
        else:
            found = self._segments(self._since, now := self._position())
            self._since = now
        return found

    def _segments(self, start: int, end: int) -> bytes:
        with self._engine.connect() as connection:
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one()) / "pg_wal"
            size = 16 * 1024 * 1024
            named = text("SELECT pg_walfile_name('0/0'::pg_lsn + CAST(:at AS numeric))")
            found = b""
            for segment in range(start // size, end // size + 1):
                name = connection.execute(named, {"at": segment * size + 1}).scalar_one()
                path = folder / name
                if path.exists():
                    low, high = max(start - segment * size, 0), min(end - segment * size, size)
                    found += path.read_bytes()[low:high]
        return found


def in_log_order(log: bytes, keys: Iterable[str]) -> list[str]:
    """Return the keys in the order in which they first stand in a stretch of the log."""
    found = {key: log.find(key.encode()) for key in keys}
    return sorted((key for key in found if found[key] >= 0), key=found.__getitem__)
