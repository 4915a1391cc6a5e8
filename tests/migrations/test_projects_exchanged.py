"""The place for projects comes and goes, but not while there is one in it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]


def test_the_way_back_is_closed_while_a_project_is_there(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0005")
    with db.engine.begin() as connection:
        before = counts(connection)
    schema.upgrade(db.engine, "0006")
    with db.engine.begin() as connection:
        strand_id = connection.scalar(text("SELECT id FROM strand"))
        row = {"strand_id": strand_id, "document": "{}"}
        fill(connection, (("exchanged", row),))

    with pytest.raises(RuntimeError, match="exchanged"):
        schema.downgrade(db.engine, "0005")
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM exchanged"))
    schema.downgrade(db.engine, "0005")
    with db.engine.connect() as connection:
        assert counts(connection) == before
