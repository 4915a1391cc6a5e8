"""A speaker of the focus group takes everything back: gone from every page, export and count, others' words stay.

On a copy of the loaded demonstration (SQLite), through the pages every role has.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import LargeBinary, select, text
from werkzeug.test import TestResponse

from consult.briefing.queries import EditionView, newest_edition
from consult.coding.queries import counted_segments
from consult.coding.records import Assignment
from consult.demo.operations import DemoLoaded
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.themes import STANCES, THEMES
from consult.interview.operations import withdraw_participant
from consult.interview.queries import interviews_of, turns_of
from consult.shared.database import Record, db, writing
from tests.conftest import build
from tests.demonstration import Demonstration

Loaded = tuple[Flask, DemoLoaded]
WHO = "وداد"
STRAND_PAGES = ("interviews", "coding", "agreement", "findings")
STAFF = ("lead-a", "lead-b", "coder", "interviewer", "coordinator")
ROLES = (*STAFF, "board-a", "board-b", "safeguarding", "administrator")


@dataclass(frozen=True)
class House:
    """The copied demonstration, and everything the speaker said in it."""

    app: Flask
    demo: DemoLoaded
    interview_id: str
    participant_id: str
    strand_id: str
    words: tuple[str, ...]
    pages: tuple[str, ...]

    def enter(self, door: str) -> FlaskClient:
        client = self.app.test_client()
        assert client.post(f"/demo/doors/{door}").status_code == 303
        return client

    def found(self) -> StrandFindings:
        with self.app.app_context():
            writing.set(False)
            return strand_findings(db.session(), self.strand_id)

    def leaks(self, *roles: str) -> set[str]:
        """Every page or file, by role and address, in which a word of the speaker or their pseudonym stands."""
        found = set()
        for role in roles:
            client = self.enter(role)
            for page in self.pages:
                body = said_in(client.get(page, headers={"Accept-Encoding": "identity"}))
                if any(words in body for words in self.words):
                    found.add(f"{role} {page}")
            searched = client.post(f"/strands/{self.strand_id}/coding/search", data={"query": self.words[0]})
            marked = said_in(searched).replace("<mark>", "").replace("</mark>", "")
            if searched.status_code == 200 and self.words[1][:30] in marked:
                found.add(f"{role} search")
        return found


def said_in(response: TestResponse) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def house(tmp_path: Path, loaded: Loaded, demonstration: Demonstration) -> Iterator[House]:
    original, demo = loaded
    address = original.config["SQLALCHEMY_DATABASE_URI"]
    if not address.startswith("sqlite"):
        pytest.skip("one database is enough to walk every page")
    copied = tmp_path / "copy.db"
    with (
        closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(copied)) as copy,
    ):
        source.backup(copy)
    app = demonstration.give_keys(build(f"sqlite:///{copied}", tmp_path, demo=True, create=False))
    marker = {
        "doors": dict(demo.doors),
        "released": demo.released_consultation_id,
        "open": demo.open_consultation_id,
        "open_strands": dict(demo.open_strands),
        "meeting": demo.meeting_id,
        "ballot": demo.ballot_id,
    }
    (tmp_path / "doors.json").write_text(json.dumps(marker))
    with app.app_context():
        made = _house(app, demo)
    yield made  # outside: an application's context would be shared by every request of the test
    with app.app_context():
        db.engine.dispose()


def _house(app: Flask, demo: DemoLoaded) -> House:
    session = db.session()
    from_edition = newest_edition(session, demo.released_consultation_id)
    assert from_edition is not None
    strands = {one.mark: one.strand_id for one in from_edition.strands}
    group = next(one for one in interviews_of(session, strands["A"]) if one.label == "FG")
    who = next(one for one in group.participants if one.pseudonym == WHO)
    own = [turn for turn in turns_of(session, group.id) if turn.participant.id == who.id]
    spoken = [piece for turn in own for piece in (turn.text, turn.translations["en"])]
    released, ids = demo.released_consultation_id, {turn.id for turn in own}
    themes = sorted({one.code_key for one in counted_segments(session, strands["A"]) if one.turn_id in ids})
    given = session.scalars(select(Assignment.id).where(Assignment.interview_id == group.id)).all()
    pages = [
        *(f"/strands/{strand}/{page}" for strand in strands.values() for page in STRAND_PAGES),
        *(f"/strands/{strands['A']}/coding/segments.{kind}" for kind in ("csv", "json")),
        *(f"/strands/{strands['A']}/findings/themes/{code}" for code in themes),
        *(f"/consultations/{released}/joint/themes/{code}" for code in themes),
        f"/consultations/{released}",
        f"/consultations/{released}/joint",
        f"/consultations/{released}/codebook",
        f"/interviews/{group.id}",
        *(f"/coding/{one}" for one in given),
    ]
    _withdraw_in_the_open_one(demo)
    return House(
        app=app,
        demo=demo,
        interview_id=group.id,
        participant_id=who.id,
        strand_id=strands["A"],
        words=(*(piece[:40].split("\n")[0] for piece in spoken), WHO),
        pages=tuple(pages),
    )


def _withdraw_in_the_open_one(demo: DemoLoaded) -> None:
    """The open consultation holds the same conversation for coders to try; there it is no part of this."""
    writing.set(True)
    db.session.rollback()
    session = db.session()
    group = next(one for one in interviews_of(session, demo.open_strands["A"]) if one.label == "FG")
    who = next(one for one in group.participants if one.pseudonym == WHO)
    withdraw_participant(session, who.id, group.held_on)
    session.commit()


def stored(house: House) -> list[str]:
    """Every column in which a word of the speaker is stored."""
    with house.app.app_context():
        return [
            f"{table.name}.{column.name}"
            for table in Record.metadata.sorted_tables
            for column in table.columns
            if not isinstance(column.type, LargeBinary)  # sealed
            for value in db.session().scalars(text(f'SELECT CAST("{column.name}" AS TEXT) FROM "{table.name}"'))
            if value and any(one in value for one in house.words)
        ]


def raised(found: StrandFindings) -> dict[str, int]:
    table = found.figure(FigureKey("organisation", THEMES))
    assert table is not None
    return {row: count for row in table.rows if isinstance(count := table.total(row), int)}


@pytest.mark.whole
def test_everything_they_said_is_gone_and_the_others_stay(house: House) -> None:
    before, told = house.found(), house.leaks("lead-a")
    assert any("/interviews/" in place for place in told)
    assert any("segments.json" in place for place in told)
    client = house.enter("lead-a")
    answer = client.post(
        f"/interviews/{house.interview_id}/withdraw",
        data={"speaker": house.participant_id, "sure": "yes"},
    )
    assert answer.status_code in (302, 303), said_in(answer)[:2000]
    others = said_in(client.get(f"/interviews/{house.interview_id}"))
    assert "Zulmira" in others
    after = house.found()

    assert house.leaks(*ROLES) == set()
    assert stored(house) == []
    fewer = {code: count - raised(after).get(code, 0) for code, count in raised(before).items()}
    assert set(fewer.values()) == {0, 1}, fewer
    assert after.coding_hash != before.coding_hash
    _next_edition_follows(house, after)


def edition_of(house: House) -> EditionView:
    with house.app.app_context():
        found = newest_edition(db.session(), house.demo.released_consultation_id)
    assert found is not None
    return found


def _next_edition_follows(house: House, now: StrandFindings) -> None:
    """The next edition has the quotes of today; counts that moved by a few stay, for the difference tells whose."""
    old = edition_of(house)
    done = house.enter("coordinator").post(f"/consultations/{old.consultation_id}/joint/editions")
    assert done.status_code in (302, 303), said_in(done)[:2000]
    new = edition_of(house)
    assert (old.number, new.number) == (1, 2)
    assert new.intact
    themes, stances = FigureKey("organisation", THEMES), FigureKey("organisation", STANCES, "TERM-BACK")
    assert [new.strands[0].figure(key) for key in (themes, stances)] == [
        old.strands[0].figure(key) for key in (themes, stances)
    ]
    assert now.figure(themes) != old.strands[0].figure(themes)
    assert new.strands[0].quotes == now.quotes
    assert new.strands[1] == old.strands[1]
