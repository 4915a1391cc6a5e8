"""What is said in the demonstration, after it went through import, coding, counting and the gate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select, text
from sqlalchemy.orm import Session

from consult.briefing.queries import newest_edition
from consult.coding.queries import codebook_state, counted_segments
from consult.coding.queries.adjudication import contest
from consult.coding.queries.framework import summaries_of
from consult.coding.records import Memo
from consult.consultation.queries import StrandView, strand, strands_of
from consult.demo.operations import DemoLoaded
from consult.demo.rules.voices import conversations, notes, summaries
from consult.findings.queries import quotes_of, strand_findings
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.themes import TERMS, THEMES
from consult.interview.queries import interviews_of, turns_of
from consult.reliability.queries import strand_agreement
from consult.shared.database import Record, db
from tests.unit.demo.test_invented_voices import STORY

Loaded = tuple[Flask, DemoLoaded]
HOUSE = "joint_house"


@pytest.fixture
def session(loaded: Loaded) -> Iterator[Session]:
    with loaded[0].app_context():
        yield db.session()


@pytest.fixture
def released(loaded: Loaded, session: Session) -> dict[str, StrandView]:
    return {view.mark: view for view in strands_of(session, loaded[1].released_consultation_id)}


def edition(session: Session, loaded: Loaded) -> dict[str, StrandFindings]:
    found = newest_edition(session, loaded[1].released_consultation_id)
    assert found is not None
    assert found.intact
    return {one.mark: one for one in found.strands}


def raised(found: StrandFindings, code: str, by: str = "") -> object:
    table = found.figure(FigureKey("organisation", THEMES, by=by))
    assert table is not None
    return table.total(code)


def test_every_conversation_is_held_in_its_strands(session: Session, released: dict[str, StrandView]) -> None:
    for mark, view in released.items():
        held = [one.label for one in interviews_of(session, view.id)]
        assert held == [one.label for one in conversations() if mark in one.marks]


def test_coders_of_the_open_consultation_have_something_on_their_desk(loaded: Loaded, session: Session) -> None:
    own = loaded[1].open_strands
    assert {one.label for one in interviews_of(session, own["A"])} == {"T02", "T04", "FG"}
    assert not counted_segments(session, own["A"])


@pytest.mark.parametrize("mark", ["A", "B"])
def test_the_story_is_in_the_edition_by_ten_organisations_each(loaded: Loaded, session: Session, mark: str) -> None:
    found = edition(session, loaded)[mark]
    counts = {code: raised(found, code) for code in STORY[mark]}
    assert all(isinstance(count, int) and count >= 10 for count in counts.values()), counts
    assert {quote.code for quote in found.quotes} >= set(STORY[mark])


@pytest.mark.parametrize("mark", ["A", "B"])
def test_conditions_behind_the_joint_house_are_counted_by_aspect(loaded: Loaded, session: Session, mark: str) -> None:
    table = edition(session, loaded)[mark].figure(FigureKey("organisation", TERMS, HOUSE))
    assert table is not None
    shown = {row: count for row in table.rows if isinstance(count := table.total(row), int)}
    assert {"identity", "governance", "finance", "review"} <= set(shown)


def test_the_base_of_themes_is_that_of_the_closed_questions(loaded: Loaded, session: Session) -> None:
    for found in edition(session, loaded).values():
        table = found.figure(FigureKey("organisation", THEMES))
        assert table is not None
        assert table.total_base == found.bases["organisation"]


def test_codes_nobody_foresaw_say_when_they_were_added(loaded: Loaded, session: Session) -> None:
    for found in edition(session, loaded).values():
        assert {key for key, code in found.codes.items() if code.added_on} == {"TERM-BACK", "RES-JOBS"}
    state = codebook_state(session, loaded[1].released_consultation_id)
    assert state is not None
    assert state.frozen_at is not None


@pytest.mark.parametrize("mark", ["A", "B"])
def test_a_fifth_was_read_twice_and_coders_mostly_agree(
    session: Session, released: dict[str, StrandView], mark: str
) -> None:
    found = strand_agreement(session, released[mark])
    assert found.double.enough
    assert found.overall.alpha is not None
    assert 0.5 < found.overall.alpha < 1
    assert any(one.disputed for one in found.codes)


def everything_stored(session: Session) -> Iterator[tuple[str, str]]:
    for table in Record.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                continue  # sealed: tests/store/collection/test_sealing.py reads the bytes
            for value in session.scalars(text(f'SELECT CAST("{column.name}" AS TEXT) FROM "{table.name}"')):
                if value:
                    yield f"{table.name}.{column.name}", value


def test_nothing_withdrawn_is_stored_anywhere(session: Session) -> None:
    gone = [
        turn.text
        for one in conversations()
        for turn in one.turns
        if turn.withdrawn or turn.who in {speaker.label for speaker in one.speakers if speaker.withdraws}
    ]
    names = {speaker.label for one in conversations() for speaker in one.speakers if speaker.withdraws}
    assert len(gone) >= 5
    beginnings = [words.strip()[:60] for words in gone]
    left = [where for where, value in everything_stored(session) if any(words in value for words in beginnings)]
    assert left == []
    assert not [where for where, value in everything_stored(session) if value in names]


def test_others_in_the_group_are_still_heard(session: Session, released: dict[str, StrandView]) -> None:
    group = next(one for one in interviews_of(session, released["A"].id) if one.label == "FG")
    turns = turns_of(session, group.id)
    assert sum(one.withdrawn_on is not None for one in group.participants) == 1
    assert sum(turn.withdrawn_on is not None for turn in turns) < len(turns) / 4


def test_the_member_at_risk_is_quoted_nowhere(session: Session, released: dict[str, StrandView]) -> None:
    risk = next(one for one in interviews_of(session, released["B"].id) if one.label == "T12")
    own = {turn.text for turn in turns_of(session, risk.id)}
    found = strand_findings(session, released["B"].id)
    quoted = quotes_of(session, found.quotes)
    assert quoted
    assert not [one for one in quoted if any(one.words and one.words in said for said in own)]
    assert {one.region for one in risk.participants if one.role == "interviewee"} == {"not_shown"}


def test_a_safety_condition_exists_and_is_no_theme(loaded: Loaded, session: Session) -> None:
    for found in edition(session, loaded).values():
        assert found.safety_condition
        assert "PART-SAFE" not in {row for table in found.figures.values() for row in table.rows}
        assert "PART-SAFE" not in {quote.code for quote in found.quotes}


def test_key_informants_and_staff_are_quoted_apart(loaded: Loaded, session: Session) -> None:
    speakers = {quote.speaker for found in edition(session, loaded).values() for quote in found.quotes}
    assert speakers == {"organisation", "individual", "key_informant", "apart"}


def test_the_translation_stands_beside_every_quote_that_is_not_english(
    loaded: Loaded, session: Session, released: dict[str, StrandView]
) -> None:
    for mark, found in edition(session, loaded).items():
        view = strand(session, released[mark].id)
        assert view is not None
        for one in quotes_of(session, found.quotes):
            assert one.language == "en" or one.translations.get("en"), one.ref
            assert one.language != "ru", "three organisations answer in it"


def test_the_matrix_the_memos_and_the_disagreements_are_not_empty(
    session: Session, released: dict[str, StrandView]
) -> None:
    for mark, view in released.items():
        wanted = {(label, code): text for (own, label), texts in summaries().items() if own == mark
                  for code, text in texts.items()}  # fmt: skip
        labels = {one.id: one.label for one in interviews_of(session, view.id)}
        found = {(labels[case], code): one.text for (case, code), one in summaries_of(session, view.id, labels).items()}
        assert found == wanted
        assert contest(session, view).open
        written = session.scalars(select(Memo.text).where(Memo.strand_id == view.id)).all()
        assert sorted(written) == sorted(one.text.strip() for one in notes() if one.mark == mark)
    assert all("ictitious" in text for texts in summaries().values() for text in texts.values())
    assert all("ictitious" in one.text for one in notes())


def test_what_was_summed_up_stands_on_what_its_conversation_was_coded_with() -> None:
    coded = {(mark, one.label): {code.code for turn in one.turns for code in turn.first}
             for one in conversations() for mark in one.marks}  # fmt: skip
    assert all(set(texts) <= coded[place] for place, texts in summaries().items())
