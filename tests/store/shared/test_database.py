"""The promises every connection keeps."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consult.membership.records import Coalition
from consult.shared.database import PROMISES, db, reading


def test_sqlite_keeps_its_promises_on_every_connection(own_app: Flask, database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("pragmas are SQLite's")
    with own_app.app_context(), db.engine.connect() as connection:
        kept = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PROMISES}
    assert kept == PROMISES


def test_a_reading_transaction_refuses_to_write(own_app: Flask) -> None:
    with own_app.app_context():
        with reading(), pytest.raises(DBAPIError), db.engine.begin() as connection:
            connection.execute(text("INSERT INTO coalition (id, mark, name, agreement) VALUES ('x', 'A', 'A', '')"))
        with db.engine.begin() as connection:
            connection.execute(text("INSERT INTO coalition (id, mark, name, agreement) VALUES ('x', 'A', 'A', '')"))
            assert connection.scalar(text("SELECT count(*) FROM coalition")) == 1


def test_a_row_left_by_one_test_is_gone_in_the_next(app: Flask) -> None:
    assert db.session.query(Coalition).count() == 0
    db.session.add(Coalition(mark="A", name="Coalition A"))
    db.session.commit()
    assert db.session.query(Coalition).count() == 1


test_nothing_is_left = test_a_row_left_by_one_test_is_gone_in_the_next


@pytest.mark.parametrize("statement", ["INSERT INTO no_such_table VALUES (:word)", "SELECT :word FROM no_such_table"])
def test_an_error_does_not_repeat_what_was_written(own_app: Flask, statement: str) -> None:
    with own_app.app_context():
        with pytest.raises(DBAPIError) as failed:
            db.session.execute(text(statement), {"word": "Canary-Words"})
        assert "Canary-Words" not in str(failed.value)
        db.session.remove()
