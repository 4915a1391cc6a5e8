"""With the wrong keys nothing starts, and one sentence says what to put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from consult.app import create_app
from consult.cli import command
from consult.consultation.operations import add_strand, create_consultation
from consult.consultation.queries import cipher_of, key_faults
from consult.membership.records import Coalition
from consult.settings import read_settings
from consult.shared import schema
from consult.shared.database import db, writing
from consult.shared.errors import ConsultError
from consult.shared.identifiers import random_id
from consult.shared.keyring import FOLDER, Unreadable
from tests.builders import mandate
from tests.conftest import build


@pytest.fixture
def folder(short_folder: Path) -> Iterator[Path]:
    found = short_folder / random_id()
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture
def strand_id(folder: Path) -> str:
    """An installation with one strand."""
    token = writing.set(True)
    app = started(folder)
    with app.app_context():
        schema.upgrade(db.engine)
        coalition = Coalition(mark="A", name="Coalition A")
        db.session.add(coalition)
        db.session.flush()
        made = add_strand(db.session(), create_consultation(db.session(), mandate()), coalition.id)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    writing.reset(token)
    return made


def started(folder: Path) -> Flask:
    return build(f"sqlite:///{folder / 'consult.db'}", folder, create=False)


def checked(folder: Path) -> tuple[int, str]:
    with started(folder).app_context():
        answer = CliRunner().invoke(command, ["check"])
        db.session.remove()
        db.engine.dispose()
    return answer.exit_code, answer.output


def test_the_right_keys_are_no_fault(folder: Path, strand_id: str) -> None:
    code, said = checked(folder)
    assert "key" not in said
    assert code == 0 or "is not compiled" in said


def test_another_master_key_is_said_before_anything_is_served(folder: Path, strand_id: str) -> None:
    (folder / "keys" / "master.key").unlink()
    code, said = checked(folder)
    assert code == 2
    assert f"strand {strand_id}: the key file is not the one this database was written with: put it back" in said


def test_a_missing_folder_of_keys_is_said(folder: Path, strand_id: str) -> None:
    shutil.rmtree(folder / "keys" / FOLDER)
    code, said = checked(folder)
    assert code == 2
    assert "is not in the folder of keys" in said


def test_nothing_is_read_with_another_master_key(folder: Path, strand_id: str) -> None:
    (folder / "keys" / "master.key").unlink()
    with started(folder).app_context():
        assert len(key_faults(db.session())) == 1
        with pytest.raises(Unreadable, match="put it back"):
            cipher_of(db.session(), strand_id)
        db.session.remove()
        db.engine.dispose()


def test_serving_is_refused_with_another_master_key(
    folder: Path, strand_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "keys" / "master.key").unlink()
    monkeypatch.setenv("CONSULT_INSTANCE", str(folder))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{folder / 'consult.db'}")
    monkeypatch.setattr("consult.demo.cli.serve_and_work", lambda *_args, **_named: pytest.fail("it serves"))
    answer = CliRunner().invoke(command, ["serve"])
    assert answer.exit_code == 1
    assert "What members wrote could not be read" in answer.output


@pytest.mark.parametrize(("content", "mode"), [(b"not a key", 0o600), (None, 0o644)])
def test_a_broken_or_open_key_file_stops_the_application(
    folder: Path, strand_id: str, content: bytes | None, mode: int
) -> None:
    path = folder / "keys" / "master.key"
    if content is not None:
        path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(ConsultError, match=r"master\.key"):
        started(folder)


def test_the_key_file_may_lie_elsewhere(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "safe" / "consult.key"
    settings = {"CONSULT_INSTANCE": str(folder), "CONSULT_KEY_FILE": str(elsewhere), "CONSULT_DEMO": "yes"}
    create_app(read_settings({**settings, "DATABASE_URL": f"sqlite:///{folder / 'x.db'}"}))
    assert elsewhere.exists()
    assert not (folder / "keys").exists()
