"""The demonstration on both databases; what reads it must leave it as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select

from consult.demo.operations import DemoLoaded
from consult.findings.queries.strand import _kept
from consult.shared.database import Record, db
from tests.conftest import DATABASES, WHOLE, address_of, build
from tests.demonstration import Demonstration


@pytest.fixture(scope="session", params=DATABASES if WHOLE else DATABASES[:1])
def loaded(
    request: pytest.FixtureRequest, short_folder: Path, demonstration: Demonstration
) -> Iterator[tuple[Flask, DemoLoaded]]:
    own = short_folder / "read.db"
    if not own.exists():
        shutil.copy(demonstration.folder / "demo.db", own)
    app = demonstration.give_keys(build(f"sqlite:///{own}", short_folder, demo=True, create=False))
    _kept.clear()  # or findings made of one database would be given out for the same strand in the other
    if request.param == "postgresql":
        target = build(address_of(request.param, request, short_folder), short_folder, demo=True)
        app = _copied(app, demonstration.give_keys(target))
    yield app, demonstration.loaded
    with app.app_context():
        db.engine.dispose()


def _copied(source: Flask, target: Flask) -> Flask:
    """Copy every row; that the operations which made them run on both databases is seen where each is tested."""
    with source.app_context():
        rows = {
            table: [dict(row) for row in db.session.execute(select(table)).mappings()]
            for table in Record.metadata.sorted_tables
        }
        db.engine.dispose()
    with target.app_context(), db.engine.begin() as connection:
        for table, found in rows.items():
            if found:
                connection.execute(insert(table), found)
    return target


@pytest.fixture
def moment(demonstration: Demonstration) -> datetime:
    """When it was loaded."""
    return demonstration.moment
