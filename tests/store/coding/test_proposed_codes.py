"""What is learned is kept until anything it may have come from goes or is to be read blind; answers are logged."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.coding.cli import group
from consult.coding.operations import assign_answers, finish, remove_segment, reopen, undo
from consult.coding.operations.destroying import remove_codes_of_interviews
from consult.coding.operations.suggesting import (
    LearnedTooLate,
    answer_suggestion,
    ask_to_learn,
    learn,
)
from consult.coding.queries import Seek, assigned, segments_of, window_of
from consult.coding.queries.assignments import Given
from consult.coding.queries.suggestions import (
    ProposedCode,
    answered,
    answers_logged,
    fingerprint_of,
    is_being_learned,
    learned_of,
    proposed_on,
)
from consult.coding.records import Learned, Suggestion, SuggestionAnswer
from consult.coding.rules.suggesting import State
from consult.interview.operations import withdraw_turns
from consult.jobs import JOBS
from consult.shared.errors import NotAllowedNow
from consult.shared.jobs import run_next
from consult.shared.time import now
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import Desk, account, coded, desk, talk, written
from tests.builders_findings import frozen_world
from tests.builders_suggesting import much_coded, proposed, waiting
from tests.unit.coding.test_suggesting import made as examples_made


@pytest.fixture
def there(session: Session) -> World:
    return world(session)


def given_of(session: Session, one: Desk) -> Given:
    found = assigned(session, one.assignment_id)
    assert found is not None
    return found


def shown(session: Session, one: Desk) -> list[ProposedCode]:
    given = given_of(session, one)
    return list(proposed_on(session, given, window_of(session, given, Seek())))


def test_a_strand_is_learned_by_the_worker_and_proposes_where_nobody_has_coded(
    session: scoped_session[Session],
) -> None:
    there = world(session())
    coder = account(session())
    much_coded(session(), there, coder, examples_made(50, documents=10))
    new = waiting(session(), there, coder)
    strand_id = there.strands["A"]
    assert learned_of(session(), strand_id) is None
    for _twice in range(2):
        ask_to_learn(session(), strand_id, now())
    assert is_being_learned(session(), strand_id)
    session.commit()
    assert run_next(session(), JOBS, now)
    assert not is_being_learned(session(), strand_id)
    known = learned_of(session(), strand_id)
    assert known is not None
    assert (known.read_count, known.waiting_count) == (100, 2)
    assert known.fingerprint == fingerprint_of(session(), strand_id)
    assert {(one.code, one.language, one.state) for one in known.outlooks} == {
        ("RES-MONEY", "en", State.ON),
        ("TERM-IDENT", "en", State.ON),
    }
    told = {one.passage_id: one for one in shown(session(), new)}
    assert [told[turn.id].code_key for turn in new.turns] == ["RES-MONEY", "TERM-IDENT"]
    figures = told[new.turns[0].id].figures
    assert figures.given == 50
    assert figures.right <= figures.proposed
    assert not segments_of(session(), new.assignment_id), "nothing is given before somebody takes it"
    coded(session(), new, "OPT-MERGE", turn=new.turns[0])
    assert known.fingerprint != fingerprint_of(session(), strand_id)


def test_a_taken_proposal_is_a_coding_that_can_be_undone_and_one_not_taken_never_comes_back(
    session: Session, there: World
) -> None:
    given = desk(session, there)
    first, second = (proposed(session, there, turn) for turn in (given.english, given.secret))
    own = given_of(session, given)
    segment_id = answer_suggestion(session, own, first, taken=True, moment=MOMENT)
    (segment,) = segments_of(session, given.assignment_id)
    assert (segment.id, segment.start, segment.end) == (segment_id, 0, len(given.english.text))
    undo(session, given.assignment_id, MOMENT)
    assert segments_of(session, given.assignment_id) == ()
    answer_suggestion(session, own, second, taken=False, moment=MOMENT + timedelta(minutes=1))
    assert [one.passage_id for one in shown(session, given)] == [given.english.id]
    with pytest.raises(NotAllowedNow):
        answer_suggestion(session, own, second, taken=True, moment=MOMENT)
    proposed(session, there, given.secret)
    assert [one.passage_id for one in shown(session, given)] == [given.english.id], "learned again, it stays away"
    log = answers_logged(session, there.strands["A"])
    assert [(one.coder, one.source, one.turn, one.code, one.answer) for one in log] == [
        ("Ann", "T9", 2, "RES-MONEY", "taken"),
        ("Ann", "T9", 6, "RES-MONEY", "not this"),
    ]
    assert {(one.score, one.threshold, one.model) for one in log} == {(1.5, 0.5, "f" * 64)}
    assert answered(session, there.strands["A"], None) == answered(session, there.strands["A"], given.account_id)


def test_another_coder_is_still_asked(session: Session, there: World) -> None:
    given = desk(session, there)
    other = desk(session, there, account(session, "Bo"), interview_id=given.interview_id)
    one = proposed(session, there, given.english)
    answer_suggestion(session, given_of(session, given), one, taken=False, moment=MOMENT)
    assert shown(session, given) == []
    assert [found.passage_id for found in shown(session, other)] == [given.english.id]


def test_nothing_is_proposed_in_what_is_read_blind_nor_in_what_is_finished(session: Session, there: World) -> None:
    first = desk(session, there)
    second = desk(session, there, account(session, "Bo"), interview_id=first.interview_id, second=True)
    one = proposed(session, there, first.english)
    assert shown(session, first) == shown(session, second) == []
    for reading in (first, second):
        with pytest.raises(NotAllowedNow):
            answer_suggestion(session, given_of(session, reading), one, taken=True, moment=MOMENT)
    finish(session, second.assignment_id, DAY)
    assert shown(session, first) == [], "not before both are done"
    finish(session, first.assignment_id, DAY)
    assert shown(session, first) == []
    assert session.scalar(select(func.count()).select_from(SuggestionAnswer)) == 0


def test_nothing_is_proposed_on_what_holds_something_sealed_or_in_another_strand(
    session: Session, there: World
) -> None:
    given = desk(session, there, interview_id=talk(session, there, marks="AB"))
    one = proposed(session, there, given.english)
    other = desk(session, there, account(session, "Cy"), mark="B", interview_id=given.interview_id)
    assert shown(session, other) == []
    with pytest.raises(NotAllowedNow):
        answer_suggestion(session, given_of(session, other), one, taken=True, moment=MOMENT)
    sealed = coded(session, given, "STR-FIN", "One", sealed=True)
    assert shown(session, given) == []
    remove_segment(session, sealed, MOMENT)
    assert len(shown(session, given)) == 1


def test_what_was_learned_falls_where_something_is_to_be_read_blind(session: Session, there: World) -> None:
    given = desk(session, there)
    proposed(session, there, given.english)
    desk(session, there, account(session, "Bo"), interview_id=given.interview_id)
    assert session.get(Learned, there.strands["A"]) is not None
    desk(session, there, account(session, "Cy"), interview_id=given.interview_id, second=True)
    session.expire_all()
    assert session.get(Learned, there.strands["A"]) is None
    assert is_being_learned(session, there.strands["A"]), "and is learned again without it"
    assert session.scalar(select(func.count()).select_from(Suggestion)) == 0


def test_what_was_learned_falls_where_a_reading_is_opened_again(session: Session, there: World) -> None:
    given = desk(session, there)
    finish(session, given.assignment_id, DAY)
    proposed(session, there, given.english)
    reopen(session, given.assignment_id)
    session.expire_all()
    assert session.get(Learned, there.strands["A"]) is None


def test_what_was_learned_and_answered_falls_with_the_words(session: Session, there: World) -> None:
    given = desk(session, there)
    one = proposed(session, there, given.english)
    kept = proposed(session, there, given.secret)
    for each in (one, kept):
        answer_suggestion(session, given_of(session, given), each, taken=False, moment=MOMENT)
    withdraw_turns(session, [given.english.id], DAY)
    session.expire_all()
    assert session.get(Learned, there.strands["A"]) is None
    assert [line.turn for line in answers_logged(session, there.strands["A"])] == [6]
    remove_codes_of_interviews(session, there.consultation_id)
    assert answers_logged(session, there.strands["A"]) == ()


def test_learning_that_was_overtaken_is_thrown_away(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = world(session())
    given = desk(session(), there)
    coded(session(), given, "STR-FIN", "One")
    session.commit()

    def meanwhile(*_others: object) -> tuple[tuple[()], tuple[()]]:
        desk(session(), there, account(session(), "Bo"), interview_id=given.interview_id, second=True)
        session.commit()
        return (), ()

    monkeypatch.setattr("consult.coding.operations.suggesting.suggest", meanwhile)
    with pytest.raises(LearnedTooLate):
        learn(session(), there.strands["A"])
    session.rollback()
    assert session.get(Learned, there.strands["A"]) is None


def test_the_log_leaves_out_what_its_reader_must_not_know_and_what_is_sealed(session: Session, there: World) -> None:
    given = desk(session, there)
    one = proposed(session, there, given.english)
    answer_suggestion(session, given_of(session, given), one, taken=True, moment=MOMENT)
    assert answers_logged(session, there.strands["A"], {given.interview_id}) == ()
    coded(session, given, "STR-FIN", "keep the name", sealed=True)
    assert answers_logged(session, there.strands["A"]) == ()


def test_the_log_is_written_after_g6_only(
    cli: CliRunner, session: scoped_session[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = world(session())
    given = desk(session(), there)
    one = proposed(session(), there, given.english)
    answer_suggestion(session(), given_of(session(), given), one, taken=True, moment=MOMENT)
    session.commit()
    out = tmp_path / "log.csv"
    refused = cli.invoke(group, ["suggestions", "log", there.strands["A"], str(out)])
    assert refused.exit_code != 0
    assert not out.exists()
    monkeypatch.setattr("consult.coding.cli.suggesting.demand_release", lambda *_args: None)
    done = cli.invoke(group, ["suggestions", "log", there.strands["A"], str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout == ""
    (line,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert (line["coder"], line["source"], line["turn"], line["answer"]) == ("Ann", "T9", "2", "taken")
    assert "finance" not in out.read_text(encoding="utf-8")
    assert cli.invoke(group, ["suggestions", "log", "nowhere", str(out)]).exit_code == 2


def test_a_code_is_proposed_for_an_open_answer_until_somebody_reads_it_blind(session: Session) -> None:
    there = frozen_world(session)
    strand_id, ann = there.strands["A"], account(session)
    (words_id,) = written(session, there, "Our donors and the budget.")
    first = assign_answers(session, strand_id, ann, "B2", [words_id], day=DAY)
    given = assigned(session, first)
    assert given is not None
    place = proposed(session, there, words_id)
    window = window_of(session, given, Seek())
    assert [one.passage_id for one in proposed_on(session, given, window)] == [words_id]
    answer_suggestion(session, given, place, taken=True, moment=MOMENT)
    assert [(one.code_key, one.start, one.end) for one in segments_of(session, first)] == [("RES-MONEY", 0, 26)]
    assert [(one.source, one.turn) for one in answers_logged(session, strand_id)] == [("B2", "")]
    assign_answers(session, strand_id, account(session, "Bo"), "B2", [words_id], second=True, day=DAY)
    session.expire_all()
    assert learned_of(session, strand_id) is None
    proposed(session, there, words_id)
    assert proposed_on(session, given, window) == ()
