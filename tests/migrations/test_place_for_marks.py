"""The place for marks on names comes and goes, but not while it covers one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]


def test_the_way_back_is_closed_while_a_name_is_covered(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0009")
    with db.engine.begin() as connection:
        before = counts(connection)
    schema.upgrade(db.engine, "0010")
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with db.engine.begin() as connection:
        fill(connection, rows(connection.scalar(text("SELECT id FROM consultation")), moment))
    with pytest.raises(RuntimeError, match="redaction"):
        schema.downgrade(db.engine, "0009")
    with db.engine.begin() as connection:
        for table in ("redaction", "turn", "participant", "interview"):
            connection.execute(text(f"DELETE FROM {table}"))
    schema.downgrade(db.engine, "0009")
    with db.engine.connect() as connection:
        assert counts(connection) == before


def rows(consultation_id: str | None, moment: datetime) -> tuple[tuple[str, dict[str, object]], ...]:
    interview = {
        "id": "i" * 22, "consultation_id": consultation_id, "label": "T1", "kind": "meeting", "mode": "phone",
        "language": "en", "held_on": moment.date(), "interviewer_ties": "", "recall_period": "", "file_name": "",
        "file_hash": "", "imported_at": moment,
    }  # fmt: skip
    person = {
        "id": "p" * 22, "interview_id": "i" * 22, "pseudonym": "P", "role": "interviewee", "position": "",
        "region": "", "kind": "", "language": "en", "took_part": True, "quoting": "none", "may_contact": False,
        "may_record": False,
    }  # fmt: skip
    turn = {"id": "t" * 22, "interview_id": "i" * 22, "number": 1, "participant_id": "p" * 22, "language": "en"}
    mark = {"id": "r" * 22, "turn_id": "t" * 22, "language": "", "start_at": 0, "end_at": 3, "kind": "name"}
    return (
        ("interview", interview),
        ("participant", person),
        ("turn", {**turn, "text": "Kim"}),
        ("redaction", {**mark, "marked_at": moment}),
    )
