"""A project from another program in the database: the same again when it goes out, and what changed since."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import Account
from consult.coding.cli import group
from consult.coding.exchange.refi import as_qdpx, read_qdpx
from consult.coding.operations import NewSegment, apply_code, remove_segment, reopen
from consult.coding.operations.bringing_in import Bringing, bring_in
from consult.coding.operations.destroying import remove_codes_of_interviews
from consult.coding.queries.exchanged import project_of, summary
from consult.coding.records import Assignment, Code, Exchanged, ExchangedSource, Segment
from consult.coding.rules.codebook import letters
from consult.coding.rules.exchanged import Project
from consult.consultation.records import Consultation, Strand
from consult.interview.operations import withdraw_turns
from consult.interview.records import Interview, Turn
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, world
from tests.builders_coding import SECRET, coded, desk
from tests.unit.coding.refi_files import QUOTES, TEXT, archive, guid, project, source, whole

COUNTS = {"sources": 1, "codes": 4, "selections": 5, "codings": 6, "memos": 2, "users": 2, "sets": 1, "cases": 1}


@pytest.fixture
def read(tmp_path: Path) -> Project:
    return read_qdpx(whole(tmp_path)).project


@pytest.fixture
def strand_id(session: scoped_session[Session], read: Project) -> str:
    return bring_in(session(), read, Bringing(name="x", moment=MOMENT))


def told(session: Session, strand_id: str) -> dict[str, Any]:
    return summary(project_of(session, strand_id))


def segment_of(session: Session, words: str) -> Segment:
    start = TEXT.index(words)
    return session.scalars(
        select(Segment).where(Segment.start_at == start, Segment.end_at == start + len(words)).limit(1)
    ).one()


def test_everything_is_there_to_the_letter(session: scoped_session[Session], strand_id: str) -> None:
    found = told(session(), strand_id)
    assert {name: found[name] for name in COUNTS} == COUNTS
    assert {line["text"] for line in found["texts"]} == set(QUOTES)
    for line in found["texts"]:
        assert TEXT[line["start"] : line["end"]] == line["text"]
    assert session.scalars(select(Turn.text)).one() == TEXT


def test_out_and_in_again_is_the_same_project(
    session: scoped_session[Session], strand_id: str, read: Project, tmp_path: Path
) -> None:
    first = project_of(session(), strand_id)
    assert first.root.children == read.root.children
    content = as_qdpx(first)
    (tmp_path / "y.qdpx").write_bytes(content)
    again = bring_in(session(), read_qdpx(tmp_path / "y.qdpx").project, Bringing(name="y", moment=MOMENT))
    assert again != strand_id
    assert told(session(), again) == told(session(), strand_id)
    assert as_qdpx(project_of(session(), again)) == content


def test_codings_are_segments_of_their_users_whom_nobody_can_sign_in_as(
    session: scoped_session[Session], strand_id: str
) -> None:
    rows = session.execute(
        select(Account.name, Account.active, func.count())
        .join(Assignment, Assignment.account_id == Account.id)
        .join(Segment, Segment.assignment_id == Assignment.id)
        .where(Assignment.strand_id == strand_id)
        .group_by(Account.name, Account.active)
        .order_by(Account.name)
    ).all()
    assert [tuple(row) for row in rows] == [("Ann", False, 5), ("Bob", False, 1)]


def test_what_is_coded_here_goes_out_with_it(session: scoped_session[Session], strand_id: str) -> None:
    assignment = session.scalars(select(Assignment).order_by(Assignment.id).limit(1)).one()
    reopen(session(), assignment.id)
    key = session.scalars(select(Code.key).where(Code.parent != "").order_by(Code.position).limit(1)).one()
    turn_id = session.scalars(select(Turn.id)).one()
    new = NewSegment(passage_id=turn_id, start=0, end=5, code_key=key, memo="Seen here.")
    apply_code(session(), assignment.id, new, MOMENT)
    found = told(session(), strand_id)
    assert (found["selections"], found["codings"], found["memos"], found["users"]) == (6, 7, 3, 2)
    assert {"source": "Talk", "start": 0, "end": 5, "text": "Alpha", "codes": ["Alone"]} in found["texts"]


def test_what_was_taken_off_here_does_not(session: scoped_session[Session], strand_id: str) -> None:
    one = segment_of(session(), "Last line")
    reopen(session(), one.assignment_id)
    remove_segment(session(), one.id, MOMENT)
    found = told(session(), strand_id)
    assert (found["selections"], found["codings"]) == (4, 5)
    assert "Last line" not in {line["text"] for line in found["texts"]}


def test_what_is_sealed_here_is_covered(session: scoped_session[Session], strand_id: str) -> None:
    segment_of(session(), "Last line").sealed = True
    session.flush()
    made = project_of(session(), strand_id)
    assert list(made.texts.values()) == [TEXT.replace("Last line", "█" * 9)]
    assert "Last line" not in {line["text"] for line in summary(made)["texts"]}


def test_withdrawn_words_are_in_no_file(session: scoped_session[Session], strand_id: str, tmp_path: Path) -> None:
    withdraw_turns(session(), [session.scalars(select(Turn.id)).one()], DAY)
    made = project_of(session(), strand_id)
    assert summary(made)["sources"] == 0
    content = as_qdpx(made)
    (tmp_path / "y.qdpx").write_bytes(content)
    assert read_qdpx(tmp_path / "y.qdpx").project.dropped == ()
    with zipfile.ZipFile(tmp_path / "y.qdpx") as made_archive:
        assert b"Last line" not in made_archive.read("project.qde")


def test_what_is_kept_of_a_source_falls_with_its_words(session: scoped_session[Session], strand_id: str) -> None:
    session.execute(delete(Segment))
    session.execute(delete(Turn))
    assert session.scalar(select(func.count()).select_from(ExchangedSource)) == 0
    assert told(session(), strand_id)["memos"] == 1


def test_people_and_cases_go_with_the_transcripts(session: scoped_session[Session], strand_id: str) -> None:
    consultation_id = session.get_one(Strand, strand_id).consultation_id
    remove_codes_of_interviews(session(), consultation_id)
    assert session.scalar(select(func.count()).select_from(Exchanged)) == 0
    assert session.scalar(select(func.count()).select_from(ExchangedSource)) == 0


def test_sources_of_one_name_are_two_interviews(session: scoped_session[Session], tmp_path: Path) -> None:
    twice = "".join(
        f'<TextSource guid="t{n}" name="Same"><PlainTextContent>text {n}</PlainTextContent></TextSource>' for n in "12"
    )
    read = read_qdpx(archive(tmp_path / "x.qdpx", project(twice))).project
    strand_id = bring_in(session(), read, Bringing(name="x", moment=MOMENT))
    assert sorted(session.scalars(select(Interview.label))) == ["Same", "Same (2)"]
    assert told(session(), strand_id)["sources"] == 2


def test_many_codes_have_keys_of_their_own() -> None:
    assert [letters(number) for number in (1, 2, 26, 27, 677)] == ["AA", "AB", "AZ", "BA", "BAA"]
    assert len({letters(number) for number in range(1, 3000)}) == 2999


def run(cli: CliRunner, *words: object) -> Result:
    return cli.invoke(group, [str(word) for word in words])


def test_the_commands_carry_a_project_in_and_out(
    app: Flask, cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    done = run(cli, "import", whole(tmp_path))
    assert done.exit_code == 0, done.output
    strand_id = done.stdout.splitlines()[-1]
    assert session.get(Strand, strand_id) is not None
    assert "positions read as codepoints, 100%" in done.stdout
    shown = json.loads(run(cli, "show", strand_id, "--json").stdout)
    assert {name: shown[name] for name in COUNTS} == COUNTS
    out = run(cli, "export", strand_id, tmp_path / "out.qdpx")
    assert out.exit_code == 0, out.output
    again = run(cli, "import", tmp_path / "out.qdpx").stdout.splitlines()[-1]
    assert json.loads(run(cli, "show", again, "--json").stdout)["texts"] == shown["texts"]
    assert "Ann" in run(cli, "show", strand_id).stdout
    assert run(cli, "export", strand_id, tmp_path / "out.qdc").exit_code == 0
    codebook = run(cli, "import", tmp_path / "out.qdc").stdout.splitlines()[-1]
    assert json.loads(run(cli, "show", codebook, "--json").stdout)["codes"] == 4


def test_a_dry_run_shows_everything_and_writes_nothing(
    app: Flask, cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    done = run(cli, "import", whole(tmp_path), "--dry-run", "--positions", "utf16")
    assert "positions read as utf16, " in done.stdout
    assert session.scalar(select(func.count()).select_from(Consultation)) == 0


def test_a_file_with_faults_is_refused_whole(
    app: Flask, cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    path = archive(tmp_path / "bad.qdpx", project(source("", "internal://../x.txt")))
    done = run(cli, "import", path)
    assert "bad.qdpx" in str(done.exception)
    assert session.scalar(select(func.count()).select_from(Consultation)) == 0
    assert run(cli, "import", tmp_path / "bad.qdpx", "--coalition", "Z").exit_code != 0


def test_our_own_interviews_go_out_by_pseudonym_and_without_what_is_sealed(
    session: scoped_session[Session], tmp_path: Path
) -> None:
    given = desk(session(), made := world(session()))
    coded(session(), given, "TERM-COND", "in writing", memo="A condition.")
    coded(session(), given, "OPT-MERGE", turn=given.mixed)
    coded(session(), given, "PART-SAFE", SECRET, turn=given.secret)
    found = project_of(session(), made.strands["A"])
    (text,) = found.texts.values()
    assert SECRET not in text
    assert "Nour: One finance desk" in text
    assert {line["text"] for line in summary(found)["texts"]} == {"in writing", given.mixed.text}
    (tmp_path / "y.qdpx").write_bytes(as_qdpx(found))
    again = bring_in(session(), read_qdpx(tmp_path / "y.qdpx").project, Bringing(name="y", moment=MOMENT))
    assert told(session(), again) == summary(found)


def test_our_own_project_waits_for_g6_and_our_codebook_does_not(
    app: Flask, cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    given = desk(session(), made := world(session()))
    coded(session(), given, "TERM-COND", "in writing")
    session.commit()
    refused = run(cli, "export", made.strands["A"], tmp_path / "out.qdpx")
    assert isinstance(refused.exception, NotAllowedNow)
    assert not (tmp_path / "out.qdpx").exists()
    shown = json.loads(run(cli, "show", made.strands["A"], "--json").stdout)
    assert (shown["texts"], shown["codings"], shown["withheld_until_g6"]) == ([], 0, True)
    assert run(cli, "export", made.strands["A"], tmp_path / "out.qdc").exit_code == 0


def test_the_same_person_of_two_projects_has_one_account(
    session: scoped_session[Session], strand_id: str, read: Project
) -> None:
    bring_in(session(), read, Bringing(name="again", moment=MOMENT))
    assert len(session.scalars(select(Account).where(Account.email.startswith(guid(1)))).all()) == 1
