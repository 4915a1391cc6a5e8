"""The places for files, plans and guides of interviews come and go, but not while something is in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill
from tests.migrations.test_place_for_marks import rows

__all__ = ["empty_app"]

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FILE = {"interview_id": "i" * 22, "wrapped": b"w", "sealed": b"s", "sealed_name": b"n", "kept_at": MOMENT}
PLAN = {
    "id": "l" * 22, "label": "T7", "reason": "Because.", "kind": "recall", "language": "en", "interpreter": "",
    "region": "", "organisation_kind": "", "interviewer_ties": "", "state": "planned", "changed_on": MOMENT.date(),
}  # fmt: skip
NOTE = {"plan_id": "l" * 22, "key": "A2", "reached": "asked", "notes": "", "saved_at": MOMENT}


@pytest.mark.parametrize(
    ("before", "after", "table"),
    [("0011", "0012", "original_file"), ("0012", "0013", "interview_plan"), ("0013", "0014", "guide_note")],
)
def test_the_way_back_is_closed_while_something_is_there(empty_app: Flask, before: str, after: str, table: str) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, before)
    with db.engine.begin() as connection:
        strand_id, consultation_id = connection.execute(text("SELECT id, consultation_id FROM strand")).first() or ()
        if table == "original_file":
            fill(connection, rows(consultation_id, MOMENT)[:1])
        if table == "guide_note":
            fill(connection, (("interview_plan", {**PLAN, "strand_id": strand_id}),))
        there = counts(connection)
    schema.upgrade(db.engine, after)
    with db.engine.begin() as connection:
        row = {"original_file": FILE, "interview_plan": {**PLAN, "strand_id": strand_id}, "guide_note": NOTE}[table]
        fill(connection, ((table, row),))
    with pytest.raises(RuntimeError, match=table):
        schema.downgrade(db.engine, before)
    with db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))
    schema.downgrade(db.engine, before)
    with db.engine.connect() as connection:
        assert counts(connection) == there
