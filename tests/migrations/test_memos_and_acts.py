"""The places for memos and acts come and go, but not while a memo is in one."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]


def test_the_way_back_is_closed_while_a_memo_is_there(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0010")
    with db.engine.begin() as connection:
        before = counts(connection)
    schema.upgrade(db.engine, "0011")
    with db.engine.begin() as connection:
        fill(connection, (("account", {"id": "x"}), ("memo", {"strand_id": "s", "account_id": "x"})))
    with pytest.raises(RuntimeError, match="memo"):
        schema.downgrade(db.engine, "0010")
    with db.engine.begin() as connection:
        for table in ("memo", "account"):
            connection.execute(text(f"DELETE FROM {table}"))
    schema.downgrade(db.engine, "0010")
    with db.engine.connect() as connection:
        assert counts(connection) == before
