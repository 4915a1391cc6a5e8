"""Answer files from the command line: made, and brought in for a member."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.cli import group
from consult.collection.exchange.answer_file import as_code
from consult.collection.queries import answer_view, coverage_counts
from consult.collection.records import Answer, Participation
from consult.collection.rules import Channel, Disposition
from consult.shared.errors import InputRefused
from tests.builders import World
from tests.builders_collection import begun, kept, link, submitted
from tests.web.collection.test_answer_file_pages import TEXT, saved


def bring(cli: CliRunner, made: World, path: Path, *more: str, unit: str = "organisation") -> Result:
    options = ["--strand", made.strands["A"], "--organisation", "Alpha one", "--unit", unit, *more]
    return cli.invoke(group, ["import", str(path), *options])


def faults(done: Result) -> list[str]:
    assert isinstance(done.exception, InputRefused), done.output
    return [str(fault) for fault in done.exception.faults]


@pytest.fixture
def path(session: Session, made: World, tmp_path: Path) -> Path:
    link(session, made)
    session.commit()
    found = tmp_path / "copy.json"
    found.write_text(saved(session, made, {"C2": ["national"], "B2": [TEXT]}), encoding="utf-8")
    return found


def documents(session: Session) -> list[Any]:
    session.expire_all()
    return [answer_view(session, found) for found in session.scalars(select(Answer.id))]


def test_the_file_is_written(made: World, cli: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "answers.html"
    done = cli.invoke(group, ["file", made.strands["A"], str(out), "--unit", "individual", "--lang", "ar", "--short"])
    assert done.exit_code == 0, done.exception
    page = out.read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert "default-src &#39;none&#39;" in page
    assert "C1S" in page
    assert len(page.encode()) < 200_000
    refused = cli.invoke(group, ["file", made.strands["A"], str(out), "--lang", "xx"])
    assert faults(refused)


def test_a_copy_becomes_the_organisations_draft(session: Session, made: World, cli: CliRunner, path: Path) -> None:
    done = bring(cli, made, path)
    assert done.exit_code == 0, done.exception
    assert "brought in\t2\n" in done.output
    (found,) = documents(session)
    assert found.document["C2"] == "national"
    assert found.words == {"B2": TEXT}
    assert session.scalars(select(Answer.channel)).one() is Channel.FILE
    assert coverage_counts(session, made.strands["A"])[Disposition.PARTIAL] == 1
    again = bring(cli, made, path)
    assert "brought in\t0\n" in again.output
    assert "the same already\t2\n" in again.output


def test_a_mail_with_a_code_does_the_same(session: Session, made: World, cli: CliRunner, path: Path) -> None:
    path.write_text("Hello,\n> " + as_code(path.read_text(encoding="utf-8")).replace("\n", "\n> "), encoding="utf-8")
    assert "brought in\t2\n" in bring(cli, made, path).output


def test_a_dry_run_keeps_nothing(session: Session, made: World, cli: CliRunner, path: Path) -> None:
    done = bring(cli, made, path, "--dry-run")
    assert "would be brought in\t2\n" in done.output
    assert documents(session) == []


def test_one_fault_and_nothing_is_brought_in(session: Session, made: World, cli: CliRunner, path: Path) -> None:
    answers = {"C2": ["nowhere"], "A2.since": ["then"], "B2": [TEXT]}
    path.write_text(saved(session, made, answers), encoding="utf-8")
    said = faults(bring(cli, made, path))
    assert [line.partition(": ")[0] for line in said] == ["copy.json:A2.since", "copy.json:C2"]
    assert documents(session) == []
    assert session.scalar(select(func.count()).select_from(Participation)) == 0


def test_where_the_draft_says_something_else_the_member_chooses(
    session: Session, made: World, cli: CliRunner, path: Path
) -> None:
    answer_id = begun(session, made).answer_id
    kept(session, answer_id, {"C2": "regional"})
    session.commit()
    assert "copy.json:C2: the draft says something else" in faults(bring(cli, made, path))[0]
    (found,) = documents(session)
    assert found.words == {}


def test_an_answer_in_somebodys_own_name_comes_with_its_code_once(
    session: Session, made: World, cli: CliRunner, path: Path
) -> None:
    path.write_text(saved(session, made, {"C2": ["national"]}, unit="individual"), encoding="utf-8")
    assert "receipt code\t" in bring(cli, made, path, unit="individual").output
    again = bring(cli, made, path, unit="individual")
    assert again.exit_code == 0
    assert "receipt code" not in again.output
    assert len(documents(session)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing in it"),
        ("organisation,C2\n", "no answers of Consult"),
        (json.dumps({"consult": "answers", "format": 1, "instrument": "0"}), "damaged"),
    ],
)
def test_another_file_is_refused(made: World, cli: CliRunner, path: Path, text: str, said: str) -> None:
    path.write_text(text, encoding="utf-8")
    (line,) = faults(bring(cli, made, path))
    assert said in line


def test_nobody_unknown_uninvited_or_done_is_answered_for(
    session: Session, made: World, cli: CliRunner, path: Path
) -> None:
    options = ["--strand", made.strands["A"], "--unit", "organisation", "--organisation"]
    assert "no one member" in faults(cli.invoke(group, ["import", str(path), *options, "Nobody"]))[0]
    assert "invitation" in faults(cli.invoke(group, ["import", str(path), *options, made.organisations["a2"]]))[0]
    assert "answer of an organisation" in faults(bring(cli, made, path, unit="individual"))[0]
    submitted(session, made)
    session.commit()
    assert "has submitted" in faults(bring(cli, made, path))[0]
