"""Worlds laid once for many tests.

A builder marked `laid_once` makes its world in a database of its own, in a transaction that stays open; each test that
calls it works in a savepoint on top, with the world's findings already made. That is only for a test that has written
nothing and changed nothing of the program yet: for any other, and in an application of its own, the world is made anew
where the test stands.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from flask import Flask, current_app, has_app_context
from pytest import MonkeyPatch
from sqlalchemy import Connection, NestedTransaction, create_engine, event, make_url, select, text
from sqlalchemy.orm import Session, scoped_session

from consult.consultation.records import Strand
from consult.findings.queries.strand import _kept, strand_findings
from consult.findings.rules.published import StrandFindings
from consult.shared.database import db, keep_promises, writing
from consult.shared.errors import NotAllowedNow
from consult.shared.keyring import keyring

Given = ParamSpec("Given")
Made = TypeVar("Made")
NAME = "grounds"
PATCHES: list[MonkeyPatch] = []
"""What the test that runs changes the program with."""


def is_patched() -> bool:
    """Tell whether the test that runs has changed anything of the program yet."""
    return any(one._setattr or one._setitem for one in PATCHES)


class Grounds:
    """The databases one application is tested on: its own, which is empty, and one for every world laid so far."""

    def __init__(self, app: Flask) -> None:
        self._empty = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        self._template = self._copy(self._empty)
        self._laid: dict[str, tuple[Connection, object, dict[Any, StrandFindings]]] = {}
        self._untouched = False
        self._test: NestedTransaction | None = None
        app.extensions[NAME] = self

    def enter(self, connection: Connection) -> None:
        """Begin a test on the empty database."""
        self._untouched = True
        event.listen(connection, "before_cursor_execute", self._look)

    def leave(self) -> None:
        """End a test: take back what it did to a world."""
        if self._test is not None:
            self._test.rollback()
            self._test = None
        _kept.clear()  # findings are kept by strand, and now a strand is that of several tests
        keyring().forget_all()  # so are its keys

    def lay(self, key: str, make: Callable[[], Made], session: Session | scoped_session[Session]) -> Made:
        """Return a world, the session standing on it from now on."""
        if not self._untouched or session.new or is_patched():
            return make()
        self._untouched = False
        session.rollback()
        if key in self._laid:
            connection, made, found = self._laid[key]
            _kept.update(found)
            db.engines[None] = connection  # type: ignore[assignment] - sessions take either
        else:
            db.engines[None] = connection = self._open()  # type: ignore[assignment] - the same
            made = make()
            session.commit()
            self._laid[key] = connection, made, _findings()
            session.rollback()
        self._test = connection.begin_nested()
        return deepcopy(made)  # type: ignore[return-value] - what the same builder made before

    def close(self) -> None:
        """Let go of every world."""
        while self._laid:
            _key, (connection, _made, _found) = self._laid.popitem()
            connection.close()
            connection.engine.dispose()

    def _look(self, _connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            self._untouched = False

    def _open(self) -> Connection:
        engine = create_engine(self._copy(self._template))
        keep_promises(engine)
        state = writing.set(True)
        connection = engine.connect()
        connection.begin()
        writing.reset(state)
        return connection

    def _copy(self, source: Any) -> Any:
        """Copy a database nobody is connected to; return the address of the copy."""
        name = f"t{uuid4().hex[:12]}"
        if source.get_backend_name() == "sqlite":
            copy = Path(source.database).with_name(f"{name}.db")
            shutil.copy(source.database, copy)
            return source.set(database=str(copy))
        admin = create_engine(source.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source.database}"))
        admin.dispose()
        return source.set(database=name)


def _findings() -> dict[Any, StrandFindings]:
    """Make the findings of every frozen strand, which tests ask for often; return them under the keys of memory."""
    for strand_id in db.session.scalars(select(Strand.id).where(Strand.dataset_hash.is_not(None))):
        with suppress(NotAllowedNow):
            strand_findings(db.session(), strand_id)
    return dict(_kept)


def laid_once(
    build: Callable[Concatenate[Session, Given], Made],
) -> Callable[Concatenate[Session, Given], Made]:
    """Let tests share what a builder of worlds makes."""

    @wraps(build)
    def lay(session: Session, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        def make() -> Made:
            return build(session, *args, **kwargs)

        grounds: Grounds | None = current_app.extensions.get(NAME) if has_app_context() else None
        return grounds.lay(f"{build.__name__}{args}{kwargs}", make, session) if grounds else make()

    return lay
