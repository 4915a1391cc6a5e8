"""The demonstration, loaded once per database; what reads it must leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from consult.demo.operations import DemoLoaded, load_demo
from consult.shared.database import db
from tests.conftest import DATABASES, address_of, build

MOMENT = datetime(2026, 6, 15, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="session", params=DATABASES)
def loaded(request: pytest.FixtureRequest, short_folder: Path) -> Iterator[tuple[Flask, DemoLoaded, list[str]]]:
    app = build(address_of(request.param, request, short_folder), short_folder, demo=True)
    steps: list[str] = []
    with app.app_context():
        result = load_demo(
            db.session(), moment=MOMENT, progress=lambda step, done, total: steps.append(f"{step} {done}/{total}")
        )
        db.session.commit()
        db.session.remove()
    yield app, result, steps
    with app.app_context():
        db.engine.dispose()
