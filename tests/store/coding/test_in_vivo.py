"""A code in somebody's words lives in its strand alone, counts nowhere, and goes with the words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.operations import (
    By,
    NewCode,
    Renaming,
    assign_answers,
    finish,
    freeze_codebook,
    redo,
    rename_code,
    undo,
)
from consult.coding.operations.in_vivo import Chosen, code_in_vivo, name_in_vivo
from consult.coding.queries import (
    code_texts,
    codebook,
    coded_lines,
    coding_hash,
    counted_segments,
    live_segments,
    readings,
    segments_of,
)
from consult.coding.queries.book import book_of
from consult.coding.queries.codebook_history import history, late_codes
from consult.coding.queries.codings import codings_of, whole_code
from consult.coding.queries.exchanged import codebook_of, project_of
from consult.coding.queries.in_vivo import InVivoView, in_vivo_codes
from consult.coding.records import Code
from consult.interview.operations import By as MarkedBy
from consult.interview.operations import mark_words, withdraw_turns
from consult.interview.rules.redacting import RedactionKind
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import Desk, account, coded, desk, talk, written
from tests.builders_findings import frozen_world

WORDS = "nobody loses a post"
KEY = "VIVOA-AA"


@pytest.fixture
def there(session: Session) -> World:
    return world(session)


@pytest.fixture
def given(session: Session, there: World) -> Desk:
    """A reading of an interview that counts in both strands."""
    return desk(session, there, interview_id=talk(session, there, marks="AB"))


def named(session: Session, one: Desk, words: str = WORDS) -> str:
    """The id of the segment of a new code in these words of the English turn."""
    start = one.english.text.index(words)
    return code_in_vivo(session, one.assignment_id, Chosen(one.english.id, start, start + len(words)), MOMENT)


def seen(session: Session, there: World, account_id: str, mark: str = "A") -> tuple[InVivoView, ...]:
    return in_vivo_codes(session, there.strands[mark], account_id)


def own_name(**more: str) -> NewCode:
    texts = {"name": "No dismissals", "use_when": "Jobs are to be kept.", **more}
    return NewCode(
        key="TERM-KEPT",
        name={"en": texts["name"]},
        use_when={"en": texts["use_when"]},
        not_when={},
        example={},
        reason="Raised in the first interviews.",
    )


def by(account_id: str) -> By:
    return By(account_id=account_id, moment=MOMENT + timedelta(days=2), reason="Raised in the first interviews.")


def test_words_become_the_name_of_a_code_that_stands_on_them_and_can_be_undone(
    session: Session, there: World, given: Desk
) -> None:
    segment = named(session, given)
    (one,) = segments_of(session, given.assignment_id)
    assert (one.id, one.code_key, given.english.text[one.start : one.end]) == (segment, KEY, WORDS)
    (view,) = seen(session, there, given.account_id)
    assert (view.key, view.words, view.language, view.coder_name, view.given) == (KEY, WORDS, "en", "Ann", 1)
    coded(session, given, KEY, turn=given.mixed)
    assert seen(session, there, given.account_id)[0].given == 2, "it is given as any other"
    for _twice in range(2):
        undo(session, given.assignment_id, MOMENT)
    assert seen(session, there, given.account_id) == ()
    redo(session, given.assignment_id, MOMENT)
    assert [view.words for view in seen(session, there, given.account_id)] == [WORDS]


def test_its_words_stand_nowhere_but_where_they_were_said(session: Session, given: Desk) -> None:
    named(session, given)
    record = session.scalars(select(Code).where(Code.key == KEY)).one()
    assert WORDS not in str({column.key: getattr(record, column.key) for column in Code.__table__.columns})


def test_a_whole_page_is_no_name(session: Session, given: Desk) -> None:
    with pytest.raises(NotAllowedNow, match="fewer words"):
        code_in_vivo(session, given.assignment_id, Chosen(given.english.id), MOMENT)
    with pytest.raises(NotFound):
        code_in_vivo(session, given.assignment_id, Chosen(given.turns[0].id, 0, 3), MOMENT)


def test_the_other_strand_sees_nothing_of_it_and_cannot_give_it(session: Session, there: World, given: Desk) -> None:
    named(session, given)
    finish(session, given.assignment_id, DAY)
    other = desk(session, there, account(session, "Bo"), mark="B", interview_id=given.interview_id)
    assert seen(session, there, other.account_id, "B") == ()
    with pytest.raises(NotAllowedNow, match="no code"):
        coded(session, other, KEY)
    named(session, other)
    keys = {one.code_key for one in segments_of(session, other.assignment_id)}
    assert keys == {"VIVOB-AA"}, "its own count begins anew: a gap would tell of the other's"
    finish(session, other.assignment_id, DAY)
    for mark in "AB":
        strand_id = there.strands[mark]
        told = [
            codebook(session, there.consultation_id, "en"),
            book_of(session, there.consultation_id),
            code_texts(session, there.consultation_id),
            codebook_of(session, there.consultation_id, strand_id),
            project_of(session, strand_id),
            history(session, there.consultation_id),
            late_codes(session, there.consultation_id, [strand_id]),
            counted_segments(session, strand_id),
            coded_lines(session, strand_id),
            [reading.codes for reading in readings(session, strand_id).values()],
        ]
        for one in told[:3] + told[5:]:
            assert "VIVO" not in str(one)
        assert not any("VIVO" in str(node.attrs) for node in told[3].root.inside("Code"))
        assert not any("VIVO" in str(node.attrs) for node in told[4].root.inside("Code"))
        assert "losing" not in str(told[5:])
    assert whole_code(session, there.consultation_id, KEY) is None
    assert codings_of(session, [there.strands["A"]], KEY, account_id=given.account_id) == ()
    with pytest.raises(NotAllowedNow):
        rename_code(session, there.consultation_id, KEY, Renaming(texts={"name": {"en": "x"}}), by(other.account_id))


def test_it_counts_nowhere(session: Session, there: World, given: Desk) -> None:
    coded(session, given, "TERM-COND", "in writing")
    before = coding_hash(session, there.strands["A"])
    named(session, given)
    assert coding_hash(session, there.strands["A"]) == before


def test_it_goes_with_the_words(session: Session, there: World, given: Desk) -> None:
    named(session, given)
    coded(session, given, KEY, turn=given.secret)
    withdraw_turns(session, [given.english.id], DAY)
    session.expire_all()
    (view,) = seen(session, there, given.account_id)
    assert (view.words, view.given) == ("", 1)
    withdraw_turns(session, [given.secret.id], DAY)
    session.expire_all()
    assert seen(session, there, given.account_id) == ()
    other = desk(session, there, account(session, "Bo"), mark="B", interview_id=given.interview_id)
    with pytest.raises(NotAllowedNow):
        coded(session, other, KEY, turn=given.mixed)


def test_marked_names_are_covered_in_it_and_sealed_words_are_not_shown(
    session: Session, there: World, given: Desk
) -> None:
    named(session, given)
    mark_words(session, given.english.id, "post", MarkedBy(kind=RedactionKind.NAME, account_id=None, moment=MOMENT))
    (view,) = seen(session, there, given.account_id)
    assert view.words.startswith("nobody loses a ")
    assert "post" not in view.words
    coded(session, given, "STR-FIN", "nobody", sealed=True)
    assert seen(session, there, given.account_id)[0].words == ""


def test_who_reads_the_same_blind_is_not_told_of_it_until_both_are_done(
    session: Session, there: World, given: Desk
) -> None:
    second = desk(session, there, account(session, "Bo"), interview_id=given.interview_id, second=True)
    third = account(session, "Cy")
    named(session, given)
    named(session, second, "keep the name")
    told = {view.words: view.is_hidden for view in seen(session, there, given.account_id)}
    assert told == {WORDS: False, "": True}
    assert {view.words for view in seen(session, there, second.account_id)} == {"keep the name", ""}
    assert {view.words for view in seen(session, there, third)} == {WORDS, "keep the name"}
    for one in (given, second):
        finish(session, one.assignment_id, DAY)
    assert {view.words for view in seen(session, there, given.account_id)} == {WORDS, "keep the name"}


def test_a_name_of_its_own_shares_it_and_has_it_count(session: Session, there: World, given: Desk) -> None:
    named(session, given)
    finish(session, given.assignment_id, DAY)
    freeze_codebook(session, there.consultation_id, MOMENT)
    for field in ("name", "use_when"):
        with pytest.raises(NotAllowedNow, match="somebody’s words"):
            name_in_vivo(
                session,
                there.strands["A"],
                KEY,
                own_name(**{field: "When NOBODY loses a post!"}),
                by(given.account_id),
            )
    with pytest.raises(NotAllowedNow, match="no code"):
        name_in_vivo(session, there.strands["B"], KEY, own_name(), by(given.account_id))
    name_in_vivo(session, there.strands["A"], KEY, own_name(), by(given.account_id))
    assert seen(session, there, given.account_id) == ()
    shared = {one.key: one.name for one in codebook(session, there.consultation_id, "en")}
    assert shared["TERM-KEPT"] == "No dismissals"
    assert [one.code_key for one in counted_segments(session, there.strands["A"])] == ["TERM-KEPT"]
    assert [one.code_key for one in history(session, there.consultation_id)] == ["TERM-KEPT"]
    (late,) = late_codes(session, there.consultation_id, [there.strands["A"]])
    assert late.key == "TERM-KEPT", "what was read before it is to be looked at again"
    assert live_segments(session, [one.id for one in counted_segments(session, there.strands["A"])])


def test_words_of_an_open_answer_name_a_code_too_and_another_reader_of_it_is_not_told(session: Session) -> None:
    there = frozen_world(session)
    strand_id, ann, bo = there.strands["A"], account(session), account(session, "Bo")
    (words_id,) = written(session, there, "Nobody loses a post.")
    first = assign_answers(session, strand_id, ann, "B2", [words_id], day=DAY)
    code_in_vivo(session, first, Chosen(words_id, 0, 6), MOMENT)
    assert [one.words for one in seen(session, there, ann)] == ["Nobody"]
    assert [one.words for one in seen(session, there, bo)] == ["Nobody"]
    second = assign_answers(session, strand_id, bo, "B2", [words_id], second=True, day=DAY)
    assert [one.words for one in seen(session, there, bo)] == [""]
    for one in (first, second):
        finish(session, one, DAY)
    assert [one.words for one in seen(session, there, bo)] == ["Nobody"]
