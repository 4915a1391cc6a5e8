"""Keeping pages: once per key, never over somebody else's change, and never losing what was submitted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.operations import submit
from consult.collection.queries import answer_view, counted_answers, dataset_hash, earlier_answers, own_view
from consult.collection.queries.sealing import contents, earlier_value
from consult.collection.records import Answer, EarlierAnswer, SealedAnswer, Words
from consult.collection.rules import Unit, UnknownPart
from consult.consultation.queries import cipher_of
from consult.instrument.operations import close_re_ask, correct_wording, open_re_ask
from consult.instrument.queries import newest_version
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import AGREED, begun, kept, open_world, submitted


def before(session: Session, row: EarlierAnswer) -> dict[str, Any]:
    strand_id = session.get_one(Answer, row.answer_id).strand_id
    return earlier_value(cipher_of(session, strand_id), row.id, row.sealed)


def document_of(session: Session, answer_id: str) -> dict[str, Any]:
    found = answer_view(session, answer_id)
    assert found is not None
    return dict(found.document)


def words_of(session: Session, answer_id: str) -> dict[str, str]:
    found = answer_view(session, answer_id)
    assert found is not None
    return dict(found.words)


def test_what_is_kept_comes_back_as_it_was(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    entries = {
        "A1": "youth",
        "A2.role": ["board", "staff"],
        "A2.since": 2009,
        "F1": {"continue": "oppose"},
        "F3": {"continue": 1, "looser": 1},
        "F6.conditions": {"looser": ["safety"]},
        **AGREED,
    }
    kept(session, answer_id, entries, {"B2": "  two\r\nlines  "})
    session.commit()
    session.expire_all()
    assert document_of(session, answer_id) == {"Z1": "organisation", **entries}
    assert words_of(session, answer_id) == {"B2": "two\nlines"}


def test_the_same_post_again_changes_nothing(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    first = kept(session, answer_id, {"C2": "national"}, key="k1")
    other = kept(session, answer_id, {"C2": "regional"}, key="k2")
    again = kept(session, answer_id, {"C2": "national"}, key="k1", revision=0)
    assert (first.repeated, again.repeated, again.stale) == (False, True, ())
    assert again.revision == other.revision
    assert document_of(session, answer_id)["C2"] == "regional"


def test_an_answer_and_words_can_be_taken_back_before_submitting_without_trace(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    kept(session, answer_id, {"C2": "national"}, {"B2": "hasty"})
    kept(session, answer_id, {"C2": None}, {"B2": " "})
    assert "C2" not in document_of(session, answer_id)
    assert session.scalar(select(func.count()).select_from(Words)) == 0
    assert session.scalar(select(func.count()).select_from(EarlierAnswer)) == 0


def test_a_change_somebody_else_made_meanwhile_is_reported_and_stands(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    seen = kept(session, answer_id, {"C2": "national", "F1": {"looser": "oppose"}}, {"B2": "one"}).revision
    kept(session, answer_id, {"C2": "regional"}, {"B2": "two"})
    mine = kept(
        session, answer_id, {"C2": "balanced", "F1": {"looser": "support"}}, {"B2": "three"}, key="k", revision=seen
    )
    assert set(mine.stale) == {"C2", "B2"}
    assert document_of(session, answer_id)["C2"] == "regional"
    assert document_of(session, answer_id)["F1"] == {"looser": "support"}
    assert words_of(session, answer_id)["B2"] == "two"
    twice = kept(session, answer_id, {"C2": "balanced"}, {"B2": "three"}, key="k", revision=seen)
    assert set(twice.stale) == {"C2", "B2"}  # a double click is told the same
    settled = kept(session, answer_id, {"C2": "balanced"}, {"B2": "three"}, revision=mine.revision)
    assert settled.stale == ()
    assert document_of(session, answer_id)["C2"] == "balanced"


def test_the_same_value_from_two_people_is_no_conflict(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    kept(session, answer_id, {"C2": "national"})
    assert kept(session, answer_id, {"C2": "national"}, revision=0).stale == ()


def test_sealed_parts_conflict_too(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    kept(session, answer_id, {"J2.risk": "yes"})
    mine = kept(session, answer_id, {"J2.risk": "no"}, revision=0)
    assert mine.stale == ("J2.risk",)
    assert document_of(session, answer_id)["J2.risk"] == "yes"


def test_what_was_submitted_is_kept_beside_a_later_change_but_words_are_not(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, entries={"C2": "national"}, words={"B2": "names a colleague"})
    kept(session, answer_id, {"C2": "regional"}, {"B2": "names nobody"})
    earlier = session.scalars(select(EarlierAnswer)).all()
    assert [(e.part, before(session, e), e.re_ask_id) for e in earlier] == [("C2", {"value": "national"}, None)]
    (counted,) = counted_answers(session, made.strands["A"], Unit.ORGANISATION)
    assert counted.document["C2"] == "regional"


def test_a_stale_branch_drops_out_of_the_count_and_comes_back(session: Session) -> None:
    made = open_world(session)
    bring_in = {"C1.importance": {"bring_in": "very_important"}, "C1.bring_in": ["events"]}
    answer_id = submitted(session, made, entries=bring_in)

    def count() -> dict[str, Any]:
        return dict(counted_answers(session, made.strands["A"], Unit.ORGANISATION)[0].document)

    assert count()["C1.bring_in"] == ["events"]
    kept(session, answer_id, {"C1.importance": {"bring_in": "not_important"}})
    assert "C1.bring_in" not in count()
    assert document_of(session, answer_id)["C1.bring_in"] == ["events"]
    kept(session, answer_id, {"C1.importance": {"bring_in": "important"}})
    assert count()["C1.bring_in"] == ["events"]


def test_a_foreign_part_is_refused(session: Session) -> None:
    made = open_world(session)
    answer_id = begun(session, made).answer_id
    with pytest.raises(UnknownPart):
        kept(session, answer_id, {"K9": "x"})


def test_skipping_the_sealed_item_leaves_the_same_trace_as_answering_it(session: Session) -> None:
    made = open_world(session)
    answered, skipped = (begun(session, made, unit=Unit.INDIVIDUAL).answer_id for _ in range(2))
    kept(session, answered, {"J2.risk": "yes"}, {"J2.text": "why"})
    kept(session, skipped, {"J2.risk": None}, {"J2.text": None})
    rows = {row.id: row for row in session.scalars(select(Answer))}
    cipher = cipher_of(session, made.strands["A"])
    traces = [
        (contents(cipher, rows[i]), rows[i].revision, len(rows[i].draft or b""), rows[i].document, rows[i].state)
        for i in (answered, skipped)
    ]
    assert traces[0] == traces[1]
    assert session.scalars(select(SealedAnswer.answer_id)).all() == [answered]
    kept(session, answered, {"J2.risk": None}, {"J2.text": None})
    assert session.scalars(select(SealedAnswer.answer_id)).all() == []


def re_asked(session: Session, made: World, part: str = "F5", languages: tuple[str, ...] = ("en",)) -> tuple[str, str]:
    """A corrected wording and the re-ask it causes; returns the re-ask and the new version."""
    before = newest_version(session, made.strands["A"])
    assert before is not None
    after = correct_wording(
        session,
        strand_id=made.strands["A"],
        corrections={"en": {"item.F5": "What should happen to names, logos and calls?"}},
        reason="misleading",
        moment=now(),
    )
    asked = open_re_ask(
        session,
        strand_id=made.strands["A"],
        part=part,
        languages=languages,
        from_version_id=before.id,
        to_version_id=after,
        reason="misleading",
        moment=now(),
    )
    return asked, after


def test_a_re_ask_keeps_both_answers_and_moves_the_version_on(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, entries={"F5": {"name": "one"}, "C2": "national"})
    asked, after = re_asked(session, made)
    kept(session, answer_id, {"C2": "regional"})
    assert earlier_answers(session, made.strands["A"], asked) == ()
    kept(session, answer_id, {"F5": {"name": "keep_both"}})
    (both,) = earlier_answers(session, made.strands["A"], asked)
    assert (both.before, both.after) == ({"name": "one"}, {"name": "keep_both"})
    assert counted_answers(session, made.strands["A"], Unit.ORGANISATION)[0].version_id == after
    kept(session, answer_id, {"F5": {"name": "one_roof"}})
    (still,) = earlier_answers(session, made.strands["A"], asked)
    assert still.before == {"name": "one"}


def test_confirming_the_same_answer_meets_a_re_ask(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, entries={"F5": {"name": "one"}})
    asked, after = re_asked(session, made)
    kept(session, answer_id, {"F5": {"name": "one"}})
    (both,) = earlier_answers(session, made.strands["A"], asked)
    assert both.before == both.after == {"name": "one"}
    found = answer_view(session, answer_id)
    assert found is not None
    assert (found.re_asks, found.version_id) == ((asked,), after)


def test_a_page_drawn_before_the_correction_does_not_meet_the_re_ask(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, entries={"F5": {"name": "one"}})
    old = made.versions["A"]
    asked, _after = re_asked(session, made)
    kept(session, answer_id, {"F5": {"name": "keep_both"}}, version_id=old)
    assert earlier_answers(session, made.strands["A"], asked) == ()
    found = answer_view(session, answer_id)
    assert found is not None
    assert (found.re_asks, found.version_id) == ((), old)


def test_a_re_ask_passes_by_those_who_read_another_language_or_came_later(session: Session) -> None:
    made = open_world(session)
    reader = submitted(session, made, entries={"F5": {"name": "one"}})
    asked, _after = re_asked(session, made, languages=("fr",))
    kept(session, reader, {"F5": {"name": "keep_both"}})
    late = submitted(session, made, "a2", entries={"F5": {"name": "one"}})
    kept(session, late, {"F5": {"name": "keep_both"}}, language="fr")
    assert earlier_answers(session, made.strands["A"], asked) == ()
    close_re_ask(session, asked, now())
    kept(session, late, {"F5": {"name": "one"}})


def test_the_words_a_re_ask_replaces_are_kept_apart_from_closed_answers(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made, words={"B2": "first thought"})
    asked, _after = re_asked(session, made, part="B2")
    kept(session, answer_id, words={"B2": "second thought"})
    (row,) = session.scalars(select(EarlierAnswer)).all()
    assert (row.re_ask_id, before(session, row)["text"]) == (asked, "first thought")
    assert earlier_answers(session, made.strands["A"], asked) == ()


def test_the_hash_of_the_data_changes_with_answers_and_words_and_with_nothing_else(session: Session) -> None:
    made = open_world(session)
    strand = made.strands["A"]
    answer_id = submitted(session, made, entries={"C2": "national"}, words={"B2": "one"})
    before = dataset_hash(session, strand)
    begun(session, made, unit=Unit.INDIVIDUAL)
    kept(session, answer_id, {"J2.risk": "yes"})
    assert dataset_hash(session, strand) == before
    kept(session, answer_id, words={"B2": "two"})
    changed = dataset_hash(session, strand)
    kept(session, answer_id, {"C2": "regional"})
    assert len({before, changed, dataset_hash(session, strand)}) == 3


def test_a_second_submission_keeps_the_day_of_the_first(session: Session) -> None:
    made = open_world(session)
    answer_id = submitted(session, made)
    submit(session, answer_id, day=today().replace(year=2031), moment=now())
    found = own_view(session, made.strands["A"], answer_id)
    assert found is not None
    assert found.submitted_on == today()
