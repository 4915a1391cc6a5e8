"""What codes say besides and what was done to them comes and goes, but not while a codebook has a history."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from consult.shared import schema
from consult.shared.database import db
from tests.migrations.test_migrations import ROWS, counts, empty_app, fill

__all__ = ["empty_app"]


def test_a_code_keeps_what_it_says_and_the_way_back_is_closed_to_a_history(empty_app: Flask) -> None:
    schema.upgrade(db.engine, "0001")
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    schema.upgrade(db.engine, "0008")
    with db.engine.begin() as connection:
        where = {"consultation_id": connection.scalar(text("SELECT id FROM consultation"))}
        fill(connection, (("codebook", where), ("code", {**where, "id": "x", "key": "A-B", "name": '{"en": "B"}'})))
        before = counts(connection)
    schema.upgrade(db.engine, "0009")
    with db.engine.begin() as connection:
        found = connection.execute(text("SELECT key, definition, colour, retired_on FROM code")).one()
        assert (found.key, str(found.definition), found.colour, found.retired_on) == ("A-B", "{}", "", None)
        fill(connection, (("account", {"id": "u", "email": "u@x.example"}),))
        event = {**where, "id": "e", "number": 1, "kind": "retire", "account_id": "u"}
        fill(connection, (("codebook_event", event),))
    with pytest.raises(RuntimeError, match="codebook_event"):
        schema.downgrade(db.engine, "0008")
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM codebook_event"))
        connection.execute(text("DELETE FROM account"))
    schema.downgrade(db.engine, "0008")
    with db.engine.connect() as connection:
        assert counts(connection) == before
