"""Codes proposed from a strand's own coding: never for what is read blind, never from what is sealed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.coding.cli import group
from consult.coding.exchange.refi import read_qdpx
from consult.coding.operations import finish, reopen
from consult.coding.operations.bringing_in import Bringing, bring_in
from consult.coding.queries.suggesting import suggestible
from consult.coding.rules.suggesting import Example
from consult.interview.operations import By, mark_words
from consult.interview.rules.redacting import RedactionKind
from consult.shared.errors import NotAllowedNow
from tests.builders import DAY, MOMENT, world
from tests.builders_coding import SECRET, account, coded, desk, talk
from tests.unit.coding.refi_files import coding, guid, project
from tests.unit.coding.test_suggesting import made


def many(folder: Path) -> Path:
    """A project of another program: twelve sources of coded lines about two things, and one that nobody coded."""
    lines: dict[str, list[Example]] = {}
    for one in made(60):
        lines.setdefault(one.document, []).append(one)
    sources, texts, number = [], {}, 1_000
    for name, coded_lines in lines.items():
        at, inside = 0, []
        for one in coded_lines:
            number += 2
            code = "k1" if "RES-MONEY" in one.codes else "k4"
            inside.append(
                f'<PlainTextSelection guid="{guid(number)}" startPosition="{at}" endPosition="{at + len(one.text)}">'
                f"{coding(1, number + 1, code)}</PlainTextSelection>"
            )
            at += len(one.text) + 1
        texts[name] = "\n".join(one.text for one in coded_lines)
        sources.append(text_source(name, "".join(inside)))
    texts["new"] = "We talked of donors and the budget.\n\nOur logo, our name!"
    path = folder / "many.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project("".join([*sources, text_source("new", "")])))
        for name, text in texts.items():
            archive.writestr(f"sources/{name}.txt", text)
    return path


def text_source(name: str, inside: str) -> str:
    where = f'name="{name}" plainTextPath="internal://{name}.txt"'
    return f'<TextSource guid="{guid(500 + sum(name.encode()))}" {where}>{inside}</TextSource>'


def test_what_is_read_is_learned_from_and_the_rest_waits(session: Session) -> None:
    there = world(session)
    given = desk(session, there)
    coded(session, given, "STR-FIN", "One finance desk")
    mark_words(session, given.mixed.id, "نعم", By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT))
    found = suggestible(session, there.strands["A"])
    assert [(one.text, one.codes) for one in found.read] == [(given.english.text, {"STR-FIN"})]
    waiting = {one.text for one in found.waiting}
    assert len(waiting) == 2
    assert not any("نعم" in text for text in waiting)
    assert {(one.source, one.passage) for one in found.places.values()} == {("T9", 4), ("T9", 6)}
    finish(session, given.assignment_id, DAY)
    after = suggestible(session, there.strands["A"])
    assert not after.waiting
    assert [one.codes for one in after.read].count(frozenset()) == 2, "read to the end, and nothing found in it"


def test_what_is_read_blind_is_left_alone_until_both_are_done(session: Session) -> None:
    there = world(session)
    first = desk(session, there)
    coded(session, first, "STR-FIN", "One finance desk")
    second = desk(session, there, account(session, "Bo"), interview_id=first.interview_id, second=True)
    finish(session, first.assignment_id, DAY)
    nothing = suggestible(session, there.strands["A"])
    assert (nothing.read, nothing.waiting) == ((), ())
    finish(session, second.assignment_id, DAY)
    assert suggestible(session, there.strands["A"]).read
    reopen(session, second.assignment_id)
    assert not suggestible(session, there.strands["A"]).read


def test_what_holds_something_sealed_is_neither_learned_from_nor_shown(session: Session) -> None:
    there = world(session)
    given = desk(session, there)
    coded(session, given, "STR-FIN", SECRET, turn=given.secret, sealed=True)
    coded(session, given, "RES-MONEY", turn=given.secret)
    found = suggestible(session, there.strands["A"])
    assert not any("sister" in one.text for one in (*found.read, *found.waiting))
    assert not found.read


def test_another_interview_given_to_nobody_waits(session: Session) -> None:
    there = world(session)
    desk(session, there)
    talk(session, there, label="T10")
    found = suggestible(session, there.strands["A"])
    assert len(found.waiting) == 6


def test_the_command_waits_for_g6(cli: CliRunner, session: scoped_session[Session]) -> None:
    there = world(session())
    session.commit()
    with pytest.raises(NotAllowedNow, match="G6"):
        cli.invoke(group, ["suggest", there.strands["A"]], catch_exceptions=False)


def test_an_imported_project_gets_proposals_by_line(
    cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    where = bring_in(session(), read_qdpx(many(tmp_path)).project, Bringing(name="many", moment=MOMENT))
    session.commit()
    answer = cli.invoke(group, ["suggest", where, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert {(one["state"], one["examples"], one["documents"]) for one in found["codes"]} == {("on", 60, 12)}
    assert all(one["precision"] >= 0.8 and one["given"] == 60 for one in found["codes"])
    told = [(one["source"], one["start"], one["end"]) for one in found["suggestions"]]
    assert told == [("new", 0, 35), ("new", 37, 56)]
    assert len({one["code"] for one in found["suggestions"]}) == 2
    assert "donors" not in answer.stdout, "no words are printed"
    plain = cli.invoke(group, ["suggest", where], catch_exceptions=False).stdout
    assert plain.startswith("code\tlanguage\texamples")
    assert cli.invoke(group, ["suggest", "nowhere"]).exit_code == 2
