"""The places for seals and errata come and go, but not while something was sealed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]

SEAL = {"strand_id": "s", "sealed_at": datetime(2026, 3, 2, 9, tzinfo=UTC)}


def test_the_way_back_is_closed_while_something_is_sealed(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0015")
    with db.engine.connect() as connection:
        there = counts(connection)
    schema.upgrade(db.engine, "0016")
    with db.engine.begin() as connection:
        fill(connection, (("strand_seal", SEAL),))
    with pytest.raises(RuntimeError, match="strand_seal"):
        schema.downgrade(db.engine, "0015")
    with db.engine.begin() as connection:
        own = " ON strand_seal" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER strand_seal_stays{own}"))
        connection.execute(text("DELETE FROM strand_seal"))
        guard = "CREATE TRIGGER strand_seal_stays BEFORE DELETE ON strand_seal FOR EACH ROW "
        body = "EXECUTE FUNCTION strand_seal_stays()" if own else "BEGIN SELECT RAISE(ABORT, 'stays'); END"
        connection.execute(text(guard + body))
    schema.downgrade(db.engine, "0015")
    with db.engine.connect() as connection:
        assert counts(connection) == there
