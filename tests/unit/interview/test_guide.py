"""The guide as it is shipped, cut for every kind of conversation, and what of it was covered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.instrument.rules import reference_structure
from consult.interview.rules import InterviewKind
from consult.interview.rules.guide import (
    TRANSLATED,
    GuideRow,
    Reached,
    covered_by,
    cut_for,
    guide_from,
    guide_to,
    in_language,
    reference_guide,
)


def test_the_shipped_guide_asks_about_items_of_the_instrument_and_each_once() -> None:
    known = {item.code for item in reference_structure().items}
    asked = [item for row in reference_guide().rows for item in row.items]
    assert set(asked) <= known
    assert len(asked) == len(set(asked))
    assert len(reference_guide().rows) == 12
    assert len({row.key for row in reference_guide().rows}) == 12


def test_a_guide_is_kept_as_it_was() -> None:
    assert guide_from(guide_to(reference_guide())) == reference_guide()


@pytest.mark.parametrize("kind", InterviewKind)
def test_every_kind_of_conversation_has_questions(kind: InterviewKind) -> None:
    assert cut_for(reference_guide(), kind).rows


def test_key_informants_are_not_asked_what_only_members_answer() -> None:
    rows = {row.key: row.items for row in cut_for(reference_guide(), InterviewKind.KEY_INFORMANT).rows}
    assert "F6" not in rows
    assert "F4" not in rows
    assert rows["F7"] == ("H1", "H2")
    assert rows["F1"] == ("F1",)


def test_a_mail_has_lead_questions_only_and_a_group_has_time_for_fewer() -> None:
    assert not any(row.probes for row in cut_for(reference_guide(), InterviewKind.EMAIL).rows)
    group = cut_for(reference_guide(), InterviewKind.FOCUS_GROUP)
    assert group.minutes == 90
    assert [row.key for row in group.rows] == ["B", "D", "F1", "F6", "I1"]


def test_what_nothing_was_said_of_was_not_reached() -> None:
    rows = [GuideRow("a", ("A1",), "?", ""), GuideRow("b", ("B1", "B2"), "?", ""), GuideRow("c", ("C1",), "?", "")]
    found = covered_by(rows, {"a": Reached.UNPROMPTED, "b": Reached.ASKED, "gone": Reached.ASKED})
    assert (found.asked, found.unprompted, found.not_reached) == (("B1", "B2"), ("A1",), ("C1",))


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_guide_is_shipped_in_every_language_with_the_same_rows_and_marked_as_a_draft(tag: str) -> None:
    english, translated = reference_guide(), reference_guide(tag)
    assert [(row.key, row.items) for row in translated.rows] == [(row.key, row.items) for row in english.rows]
    assert (translated.language, translated.draft, english.draft) == (tag, True, False)
    for own, shipped in zip(translated.rows, english.rows, strict=True):
        assert own.lead
        assert own.probes
        assert own.lead != shipped.lead
    assert translated.opening != english.opening
    for kind in InterviewKind:
        note, said = (cut_for(one, kind).note for one in (english, translated))
        assert bool(note) == bool(said)
        assert not note or note != said


def test_a_language_without_words_of_its_own_reads_english() -> None:
    assert reference_guide("tr") == reference_guide()


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_changed_guide_is_read_in_another_language_as_far_as_it_was_not_changed(tag: str) -> None:
    english = reference_guide()
    changed = replace(english.rows[0], lead="How was it?")
    own = guide_from(guide_to(replace(english, closing="Thank you.", rows=(changed, *english.rows[1:3]))))
    read = in_language(own, tag)
    wanted = reference_guide(tag)
    assert read.rows == (changed, *wanted.rows[1:3])
    assert (read.opening, read.closing, read.draft) == (wanted.opening, "Thank you.", True)
    assert in_language(guide_from(guide_to(read)), "en") == own


def test_a_guide_in_ones_own_words_is_no_draft() -> None:
    own = replace(reference_guide("fr"), rows=(GuideRow("x", ("A2",), "Alors ?", ""),))
    assert not in_language(own, "ar").draft
    assert in_language(own, "ar").rows == own.rows
