"""The places for what coders agreed come and go, but not while something is in them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]


def test_the_way_back_is_closed_while_something_was_agreed(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0007")
    with db.engine.begin() as connection:
        before = counts(connection)
    schema.upgrade(db.engine, "0008")
    rows: tuple[tuple[str, dict[str, object]], ...] = (
        ("account", {"id": "x"}),
        ("codebook", {"consultation_id": "k"}),
        ("code", {"id": "c", "consultation_id": "k"}),
        ("framework_cell", {"strand_id": "s", "words_id": "w", "code_id": "c", "account_id": "x"}),
    )
    with db.engine.begin() as connection:
        fill(connection, rows)
    with pytest.raises(RuntimeError, match="framework_cell"):
        schema.downgrade(db.engine, "0007")
    with db.engine.begin() as connection:
        for table in ("framework_cell", "code", "codebook", "account"):
            connection.execute(text(f"DELETE FROM {table}"))
    schema.downgrade(db.engine, "0007")
    with db.engine.connect() as connection:
        assert counts(connection) == before
