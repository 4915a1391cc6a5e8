"""Taking the answers out of a frozen strand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyreadstat
import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import AccessEvent
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


def test_a_system_file_keeps_labels_and_reasons_apart(cli: CliRunner, finished: World, tmp_path: Path) -> None:
    out = tmp_path / "a.sav"
    done = cli.invoke(group, ["export", finished.strands["A"], str(out), "--as", LEAD])
    assert done.exit_code == 0, done.output
    values, meta = pyreadstat.read_sav(str(out), user_missing=True, output_format="dict")
    said = meta.variable_value_labels["C2"]
    assert sorted(said[value] for value in values["C2"]) == ["National", "Regional"]
    assert sorted(meta.variable_value_labels["B2"][value] for value in values["B2"]) == ["not answered", "written"]
    assert meta.missing_ranges["C2"] == [{"lo": -99.0, "hi": -1.0}]
    assert not any(name.startswith("J2") for name in meta.column_names)
    assert not any(name.encode() in out.read_bytes() for name in finished.organisations.values())
    assert out.stat().st_mode & 0o077 == 0


def test_r_reads_the_codes_with_a_script(cli: CliRunner, finished: World, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    done = cli.invoke(group, ["export", finished.strands["A"], str(out), "--as", LEAD, "--words"])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(out) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"))))
        script = archive.read("answers.R").decode()
    assert sorted(row["C2"] for row in rows) == ["national", "regional"]
    assert 'answers[["C2"]] <- factor(codes[["C2"]], levels = c("' in script
    assert "secret" not in script + str(rows)


@pytest.mark.parametrize("name", ["a.csv", "a.sav", "a.zip"])
def test_the_access_log_says_who_took_what(
    session: scoped_session[Session], cli: CliRunner, finished: World, tmp_path: Path, name: str
) -> None:
    assert cli.invoke(group, ["export", finished.strands["A"], str(tmp_path / name), "--as", LEAD]).exit_code == 0
    (event,) = session.scalars(select(AccessEvent).where(AccessEvent.act == "answers_taken_out"))
    assert event.subject_id == finished.strands["A"]
    assert event.details == {
        "strand_id": finished.strands["A"],
        "unit": "organisation",
        "file": name.partition(".")[2],
        "words": False,
    }


@pytest.mark.parametrize("name", ["a.sav", "a.zip"])
def test_only_the_lead_of_this_strand_takes_labelled_files(
    session: scoped_session[Session], cli: CliRunner, finished: World, person: Person, tmp_path: Path, name: str
) -> None:
    for role in sorted(set(Role) - {Role.LEAD_CONSULTANT, Role.ADMINISTRATOR}):
        person(f"{role}@x.example", GrantValue(role, finished.coalitions["A"], finished.consultation_id))
    person("other@x.example", GrantValue(Role.LEAD_CONSULTANT, finished.coalitions["B"], finished.consultation_id))
    session.commit()
    for role in (*sorted(set(Role) - {Role.LEAD_CONSULTANT, Role.ADMINISTRATOR}), "other"):
        done = cli.invoke(group, ["export", finished.strands["A"], str(tmp_path / name), "--as", f"{role}@x.example"])
        assert isinstance(done.exception, NotAllowedNow), role
    assert not (tmp_path / name).exists()
    assert session.scalars(select(AccessEvent).where(AccessEvent.act == "answers_taken_out")).first() is None


def test_nothing_is_exported_before_the_data_are_frozen(cli: CliRunner, answered: World, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedNow, match="frozen"):
        take_out(cli, answered, tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
