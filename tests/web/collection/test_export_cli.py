"""Taking the answers out of a frozen strand."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.collection.cli import group
from consult.shared.errors import NotAllowedNow
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import submitted
from tests.builders_gates import closed, frozen

Person = Callable[..., object]
LEAD, CODER = "lead@example.org", "coder@example.org"


@pytest.fixture
def answered(session: scoped_session[Session], made: World, person: Person) -> World:
    """A strand with two answers, and people who may read them and may not."""
    submitted(
        session(), made, "a1", {"C2": "national", "J2.risk": "yes"}, {"B2": "=words of Alpha", "J2.text": "secret"}
    )
    submitted(session(), made, "a2", {"C2": "regional"}, {"D2": "other words"})
    for email, role in ((LEAD, Role.LEAD_CONSULTANT), (CODER, Role.CODER)):
        person(email, GrantValue(role, made.coalitions["A"], made.consultation_id))
    session.commit()
    return made


@pytest.fixture
def finished(session: scoped_session[Session], answered: World) -> World:
    later = now() + timedelta(days=60)
    closed(session(), answered.strands["A"], later)
    frozen(session(), answered.strands["A"], later)
    session.commit()
    return answered


def take_out(cli: CliRunner, made: World, out: Path, *more: str, email: str = LEAD) -> list[dict[str, str]]:
    done = cli.invoke(group, ["export", made.strands["A"], str(out), "--as", email, *more])
    if done.exception:
        raise done.exception
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))


def test_a_row_for_each_answer_without_any_name(cli: CliRunner, finished: World, tmp_path: Path) -> None:
    rows = take_out(cli, finished, tmp_path / "a.csv")
    assert sorted(row["C2"] for row in rows) == ["national", "regional"]
    assert sorted(row["B2"] for row in rows) == ["not_answered", "written"]
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    for word in ("Alpha", "secret", "J2", *finished.organisations.values()):
        assert word not in text
    assert (tmp_path / "a.csv").stat().st_mode & 0o077 == 0


def test_words_are_for_whoever_leads_the_coding(cli: CliRunner, finished: World, tmp_path: Path) -> None:
    rows = take_out(cli, finished, tmp_path / "a.csv", "--words")
    assert sorted(row["B2:words"] for row in rows) == ["", "'=words of Alpha"]
    assert "secret" not in str(rows)


def test_individuals_have_a_file_of_their_own(cli: CliRunner, finished: World, tmp_path: Path) -> None:
    assert take_out(cli, finished, tmp_path / "a.csv", "--unit", "individual") == []


@pytest.mark.parametrize("email", [CODER, "nobody@example.org"])
def test_whoever_may_not_read_answers_takes_none_out(
    cli: CliRunner, finished: World, tmp_path: Path, email: str
) -> None:
    with pytest.raises(NotAllowedNow, match="may not read"):
        take_out(cli, finished, tmp_path / "a.csv", email=email)
    assert not (tmp_path / "a.csv").exists()


def test_nothing_is_exported_before_the_data_are_frozen(cli: CliRunner, answered: World, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedNow, match="frozen"):
        take_out(cli, answered, tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
