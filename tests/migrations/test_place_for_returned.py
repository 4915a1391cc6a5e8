"""The place for returned transcripts comes and goes, but not while a link is in it; turns are guarded either way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill
from tests.migrations.test_place_for_marks import rows

__all__ = ["empty_app"]

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def change_text(with_moment: str = "") -> None:
    with db.engine.begin() as connection:
        connection.execute(text(f"UPDATE turn SET text = 'other'{with_moment}"))


def test_the_way_back_is_closed_while_a_link_is_there_and_turns_stay_guarded(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0016")
    with db.engine.begin() as connection:
        said = rows(connection.scalar(text("SELECT id FROM consultation")), MOMENT)
        fill(connection, tuple(row for row in said if row[0] != "redaction"))
        before = counts(connection)
    schema.upgrade(db.engine, "0017")
    with pytest.raises(DatabaseError, match="corrected by its speaker"):
        change_text()
    change_text(f", corrected_at = '{MOMENT:%Y-%m-%d %H:%M:%S}'")
    link = {"id": "r" * 22, "participant_id": "p" * 22, "account_id": "x", "last_day": MOMENT.date(), "wrapped": b"k"}
    with db.engine.begin() as connection:
        fill(connection, (("account", {"id": "x"}), ("transcript_return", link)))
    with pytest.raises(RuntimeError, match="transcript_return"):
        schema.downgrade(db.engine, "0016")
    with db.engine.begin() as connection:
        for table in ("transcript_return", "account"):
            connection.execute(text(f"DELETE FROM {table}"))
    schema.downgrade(db.engine, "0016")
    with db.engine.connect() as connection:
        assert counts(connection) == before
    with pytest.raises(DatabaseError, match="only withdrawn"):
        change_text(" || 'more'")
    schema.upgrade(db.engine)
