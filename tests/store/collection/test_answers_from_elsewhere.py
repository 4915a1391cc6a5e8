"""Answers given elsewhere: read by a map or by the names of columns, all of them or none, and kept like our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.collection.cli import group as collection
from consult.collection.operations.loading_answers import NAME
from consult.collection.queries.sealing import words_text
from consult.collection.records import Answer, AnswerLink, LoadedAnswer, Participation, Words
from consult.collection.rules import AnswerState
from consult.consultation.queries import cipher_of, strand
from consult.consultation.records import Consultation, Strand
from consult.consultation.rules import StrandState
from consult.findings.cli import group as findings
from consult.instrument.cli import group as instrument_group
from consult.membership.records import Coalition
from tests.builders import world
from tests.builders_elsewhere import Line, as_text, line, load, loaded, random_lines

MAP = """
unit: {column: Type, codes: {ONG: organisation, Personne: individual}}
organisation: Nom
region: {column: Région, codes: {Afrique: africa, Europe: europe}}
language: {fixed: fr}
kind: {column: Sorte, codes: {F: women}}
weights: [poids]
missing:
  not_answered: ["-9", NA]
  not_asked: ["-7"]
  prefer_not: ["-8"]
  cannot_judge: ["-6"]
parts:
  A1: {column: q1, codes: {1: smile, 2: frown, 3: not_sure}}
  A2: {columns: {advocacy: q2_1, training: q2_2, relief: q2_3}, chosen: [oui]}
  A3: {columns: {here: q3a, there: q3b}, codes: {1: "yes", 2: "no"}}
  A4: {positions: [q4_1, q4_2], codes: {S: alone, E: together}}
  A5: q5
  A7: q7
  A8: {columns: {staff: q8a, travel: q8b}}
  A9: q9
"""
NAMES = ("q9", "Type", "Nom", "Région", "Sorte", "poids", "q1", "q2_1", "q2_2", "q2_3", "q3a", "q3b", "q4_1", "q4_2")
NAMES += ("q5", "q7", "q8a", "q8b", "note")


def row(**cells: str) -> Line:
    return {**dict.fromkeys(NAMES, ""), "Type": "ONG", "poids": "1,5", **cells}


def kept(session: Session) -> list[Answer]:
    return list(session.scalars(select(Answer).join(Strand).where(Strand.state == StrandState.RELEASED)))


def faults(done: Any) -> list[str]:
    assert done.exit_code != 0, done.output
    return [str(one) for one in getattr(done.exception, "faults", [])] or [done.stderr]


def test_a_map_turns_columns_and_values_into_parts_and_codes(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    said = {"q1": "1", "q2_1": "oui", "q2_3": "oui", "q3a": "2", "q3b": "-6", "q4_1": "E", "q4_2": "S", "q5": "2009"}
    given = row(Nom="Une", Région="Afrique", Sorte="F", **said, q7="Déjà vu", q8a="60", q8b="40", q9="12")
    strand_id = loaded(cli, tmp_path, as_text([given], delimiter=";"), mapped=MAP)
    [answer] = kept(session())
    assert answer.document == {
        "A1": "smile",
        "A2": ["advocacy", "relief"],
        "A3": {"here": "no", "there": "cannot_judge"},
        "A4": {"alone": 2, "together": 1},
        "A5": 2009,
        "A8": {"staff": 60, "travel": 40},
        "A9": 12,
    }
    assert (answer.unit, answer.region, answer.language, answer.kind) == ("organisation", "africa", "fr", "women")
    brought = session().get_one(LoadedAnswer, answer.id)
    assert brought.weights == {"poids": 1.5}
    [words] = session().scalars(select(Words))
    assert words_text(cipher_of(session(), strand_id), words.id, words.sealed) == "Déjà vu"


def test_reasons_for_no_answer_stay_apart(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    given = row(q1="-7", q2_1="-8", q3a="-9", q3b="-7", q4_1="-8", q5="-6", q9="-8")
    loaded(cli, tmp_path, as_text([given], delimiter=";"), mapped=MAP)
    [answer] = kept(session())
    assert answer.document == {"A2": ["prefer_not"], "A4": "prefer_not", "A5": "cannot_judge", "A9": "prefer_not"}
    assert session().get_one(LoadedAnswer, answer.id).not_asked == ["A1", "A3/there"]


def test_without_a_map_columns_are_called_like_parts_in_any_order(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    given = line(
        A1="smile", A2="relief;advocacy", **{"A3:here": "yes", "A4:alone": "2", "A4:slowly": "1", "A8:staff": "100"}
    )
    text = as_text([given], headings=sorted(given, reverse=True), delimiter="\t")
    loaded(cli, tmp_path, text)
    [answer] = kept(session())
    assert answer.document == {
        "A1": "smile",
        "A2": ["advocacy", "relief"],
        "A3": {"here": "yes"},
        "A4": {"alone": 2, "slowly": 1},
        "A8": {"staff": 100},
    }


@pytest.mark.parametrize(
    ("charset", "warned"), [("utf-8", False), ("utf-8-sig", False), ("cp1252", True)], ids=["plain", "mark", "cp1252"]
)
def test_the_charset_is_found_and_said_where_it_was_guessed(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, charset: str, warned: bool
) -> None:
    text = as_text([line(A7="Égalité, réunion et fierté".replace(",", ""))])
    done = load(cli, tmp_path, text.encode(charset))
    assert done.exit_code == 0, done.exception
    assert ("warning:" in done.stderr) is warned
    [words] = session().scalars(select(Words))
    cipher = cipher_of(session(), done.stdout.strip())
    assert words_text(cipher, words.id, words.sealed) == "Égalité réunion et fierté"


def test_arabic_in_its_old_charset_is_read(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    done = load(cli, tmp_path, as_text([line(A7="الحملة من أجل المعاهدة")]).encode("cp1256"))
    assert "cp1256" in done.stderr
    [words] = session().scalars(select(Words))
    assert words_text(cipher_of(session(), done.stdout.strip()), words.id, words.sealed) == "الحملة من أجل المعاهدة"


def test_every_fault_is_named_by_row_and_column_and_nothing_is_kept(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = [
        line(A1="smile", A5="2009", A6=""),
        line(A1="grin", A5="19", weight="heavy"),
        line(A1="frown", A5="", A6="yes"),
        line(A1="", A5="", unit="team"),
    ]
    done = load(cli, tmp_path, as_text(lines))
    said = faults(done)
    assert [one.split(": ")[0] for one in said] == [
        "answers.csv:3:weight",
        "answers.csv:3:A1",
        "answers.csv:3:A5",
        "answers.csv:4:A6",
        "answers.csv:5:unit",
    ]
    assert not any(value in one for one in said for value in ("grin", "heavy", "team"))
    assert kept(session()) == []
    assert session().scalars(select(Consultation)).all() == []


def test_a_dry_run_keeps_nothing(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    done = load(cli, tmp_path, as_text([line(A1="smile")] * 3), "--dry-run")
    assert done.exit_code == 0
    assert "3 answers would be loaded" in done.stdout
    assert kept(session()) == []


@pytest.mark.parametrize(("mapped", "text", "said"), [
    ("", "unit,A1,colour\norganisation,smile,red\n", "answers.csv:1:colour: is no part of the instrument"),
    ("", "A1\nsmile\n", "answers.csv:1:unit: is not there"),
    ("", "unit,A1,A1\norganisation,smile,smile\n", "stands above two columns"),
    ("", "unit,region\norganisation,africa\n", "no column holds an answer"),
    ("unit: organisation\nparts: {A1: {column: q1, codes: {1: grin}}}", "q1\n1\n", "A1 has no code grin"),
    ("unit: organisation\nparts: {A1: q2}", "q1\n1\n", "the map names this column, and it is not there"),
    ("unit: organisation\nparts: {X9: q1}", "q1\n1\n", "X9, which is no part"),
    ("unit: organisation\nparts: {A3: q1}", "q1\n1\n", "A3 needs a column for each row"),
    ("unit: organisation\nunits: x", "A1\nsmile\n", "`units` is not known here"),
    ("unit: organisation\nmissing: {lost: [1]}", "A1\nsmile\n", "no such reason"),
    ("unit: organisation\nparts: {A3: {columns: {here: q1}, codes: {1: yes}}}", "q1\n1\n", "quotation marks"),
    ("unit: organisation\nparts: {A2: {positions: [q1]}}", "q1\n1\n", "A2 is no ranking"),
    ("unit: organisation", "", "save the answers as CSV"),
    ("unit: [", "A1\nsmile\n", "map.yaml:1"),
])  # fmt: skip
def test_columns_and_maps_that_do_not_fit_are_refused(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, mapped: str, text: str, said: str
) -> None:
    found = faults(load(cli, tmp_path, text, mapped=mapped))
    assert any(said in one for one in found), found
    assert kept(session()) == []


def test_no_organisation_answers_twice_and_its_name_is_kept_nowhere(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = [row(Nom="Maison des voix", q1="1"), row(Nom="MAISON  des voix", q1="2"), row(Nom="", q1="1")]
    found = faults(load(cli, tmp_path, as_text(lines, delimiter=";"), mapped=MAP))
    assert found == ["answers.csv:3:Nom: this organisation answers in row 2 already, keep one of its answers"]
    loaded(cli, tmp_path, as_text(lines[::2], delimiter=";"), mapped=MAP)
    assert session().scalars(select(Participation)).all() == session().scalars(select(AnswerLink)).all() == []


def test_what_is_loaded_is_a_strand_of_its_own_that_can_never_change(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    made = world(session())
    session.commit()
    strand_id = loaded(cli, tmp_path, as_text(random_lines(1, 30)))
    found = strand(session(), strand_id)
    assert found is not None
    assert found.state is StrandState.RELEASED
    assert found.dataset_hash
    assert found.consultation_id != made.consultation_id
    assert (found.coalition_name, found.whole_gates) == (NAME, 0)
    answers = kept(session())
    assert {one.state for one in answers} == {AnswerState.SUBMITTED}
    assert {one.submitted_at for one in answers} == {None}
    sealed = cli.invoke(findings, ["show", made.strands["A"], "--item", "F2"])
    assert sealed.exit_code != 0, "what members give here still waits for the joint release"


def test_a_coalition_that_is_known_here_is_the_strands_own(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    world(session())
    session.commit()
    strand_id = loaded(cli, tmp_path, as_text([line(A1="smile", coalition="B")]))
    found = strand(session(), strand_id)
    assert found is not None
    assert found.mark == "B"
    assert session().scalars(select(Coalition).where(Coalition.name == NAME)).all() == []


def test_what_was_exported_here_is_counted_the_same_after_coming_back(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    """The published instrument as JSON and the columns of `collection export` need no map."""
    lines = [
        line(A1="smile", A2="relief", A6="yes", **{"A3:here": "no", "A4:alone": "1", "A4:together": "2"})
        for _ in range(12)
    ]
    before = loaded(cli, tmp_path, as_text([*lines, *(line(A1="frown", A2="training;relief") for _ in range(9))]))
    exported = cli.invoke(instrument_group, ["export", "--", before])
    assert exported.exit_code == 0, exported.exception
    columns = "unit,form,A1,A2:advocacy,A2:training,A2:relief,A2:prefer_not,A3:here,A3:there,A4:alone,A6"
    rows = [
        *["organisation,full,smile,0,0,1,0,no,not_answered,1,yes"] * 12,
        *["organisation,full,frown,0,1,1,0,not_answered,not_answered,not_answered,not_asked"] * 9,
    ]
    after = load(cli, tmp_path, "\n".join([columns, *rows]), instrument=exported.stdout).stdout.strip()
    for item in ("A1", "A2", "A3", "A6"):
        one, other = (
            json.loads(cli.invoke(findings, ["show", which, "--item", item, "--json"]).stdout)
            for which in (before, after)
        )
        assert one == other


def test_routing_counts_what_was_not_asked(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    lines = [line(A1="smile", A6="yes")] * 20 + [line(A1="frown", A6="not_asked")] * 20 + [line(A1="smile")] * 10
    strand_id = loaded(cli, tmp_path, as_text(lines))
    found = json.loads(cli.invoke(findings, ["show", strand_id, "--item", "A6", "--json"]).stdout)
    assert found["base"] == 20


@pytest.mark.parametrize(("options", "said"), [
    (["--instrument", "i.yaml", "--strand", "x"], "--strand go with an answer file"),
    (["--map", "i.yaml"], "--map needs --instrument"),
    (["--strand", "x"], "--organisation, --unit missing for an answer file"),
    ([], "or --instrument for answers from elsewhere"),
])  # fmt: skip
def test_options_of_the_other_kind_are_refused(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, options: list[str], said: str
) -> None:
    (tmp_path / "i.yaml").write_text("code: x", encoding="utf-8")
    given = [str(tmp_path / one) if one == "i.yaml" else one for one in options]
    done = cli.invoke(collection, ["import", str(tmp_path / "i.yaml"), *given])
    assert done.exit_code == 2
    assert said in done.stderr
