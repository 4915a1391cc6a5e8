"""The place for the base rule comes and goes, but not while a strand was promised it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def change(values: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(f"UPDATE strand SET {values}"))


def test_the_way_back_is_closed_while_a_strand_has_it_and_open_strands_are_guarded(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0017")
    with db.engine.connect() as connection:
        before = counts(connection)
    schema.upgrade(db.engine, "0018")
    at = f"'{MOMENT:%Y-%m-%d %H:%M:%S}'"
    change(f"opened_at = NULL, frozen_at = NULL, base_rule_chosen_at = {at}")
    with pytest.raises(RuntimeError, match="base rule"):
        schema.downgrade(db.engine, "0017")
    change(f"opened_at = {at}")
    change("base_rule_chosen_at = NULL")
    with pytest.raises(DatabaseError, match="only be made stricter"):
        change(f"base_rule_chosen_at = {at}")
    schema.downgrade(db.engine, "0017")
    with db.engine.connect() as connection:
        assert counts(connection) == before
    change("opened_at = NULL")
    schema.upgrade(db.engine)
