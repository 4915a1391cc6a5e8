from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import Field
from consult.decision.rules.redline import LineChange, Part, Span, differences, redline, words
from tests.builders_decision import FIGURE, clause, proposal_content

WORDS = st.lists(
    st.sampled_from(["seats", " ", ", ", "نعمل", "معًا", "គ្នា", "一起", "\n", "3,5", "l'asile"]), max_size=12
)


def joined(spans, *parts):
    return "".join(span.text for span in spans if span.part in parts)


@given(st.one_of(st.text(), WORDS.map("".join)), st.one_of(st.text(), WORDS.map("".join)))
@example("a b", "a c b d")
@example("", "new")
def test_a_redline_holds_the_old_text_and_the_new_one_whole(old, new):
    spans = differences(old, new)
    assert joined(spans, Part.SAME, Part.REMOVED) == old
    assert joined(spans, Part.SAME, Part.ADDED) == new
    assert all(span.text for span in spans)
    assert any(span.part is not Part.SAME for span in spans) is (old != new)


@given(st.text())
def test_words_joined_are_the_text(text):
    assert "".join(words(text)) == text


def test_a_phrase_changes_as_one_not_every_second_word():
    assert differences("Two seats for survivors.", "Three chairs for survivors.") == (
        Span(Part.REMOVED, "Two seats"),
        Span(Part.ADDED, "Three chairs"),
        Span(Part.SAME, " for survivors."),
    )


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("نعمل معًا اليوم", "نعمل معًا غدًا", "اليوم", "غدًا"),
        ("Работаем вместе", "Работаем отдельно", "вместе", "отдельно"),
        ("aujourd'hui deux sièges", "aujourd'hui trois sièges", "deux", "trois"),
        ("我们一起工作", "我们分开工作", "一起", "分开"),
    ],
)
def test_words_of_any_script_are_compared(old, new, removed, added):
    spans = differences(old, new)
    assert joined(spans, Part.REMOVED) == removed
    assert joined(spans, Part.ADDED) == added


def test_letters_that_stack_are_not_cut():
    assert all(not piece.endswith("្") for piece in words("ធ្វើការរួមគ្នា"))


def test_nothing_changed_is_said_so():
    same = redline(proposal_content(), proposal_content())
    assert same.count == 0
    assert all(line.change is LineChange.SAME for line in (*same.clauses, *same.aspects, *same.identity, *same.fields))


def test_levels_forms_days_and_evidence_are_compared():
    old = proposal_content()
    poll = Evidence(EvidenceKind.POLL, "p1")
    new = replace(
        old,
        review_on=date(2031, 1, 1),
        aspects=tuple(
            replace(one, level="merged", evidence=(poll,)) if one.aspect == "staff" else one for one in old.aspects
        ),
        identity=tuple(replace(one, form="one_roof") if one.part == "website" else one for one in old.identity),
        fields={**old.fields, Field.NAME: {"en": "The house"}},
    )
    found = redline(old, new)
    staff = next(line for line in found.aspects if line.key == "staff")
    assert (staff.was, staff.now) == ("shared", "merged")
    assert (staff.evidence_added, staff.evidence_removed) == ((poll,), (FIGURE,))
    assert [line.key for line in found.identity if line.change is not LineChange.SAME] == ["website"]
    assert [(line.key, line.change) for line in found.fields if line.change is not LineChange.SAME] == [
        ("name", LineChange.ADDED)
    ]
    assert found.review_on == (date(2030, 1, 1), date(2031, 1, 1))
    assert found.count == 4


def test_a_clause_that_moved_is_not_removed_and_added():
    old = proposal_content()
    first, second, third = old.clauses
    found = redline(old, replace(old, clauses=(third, first, second)))
    assert {line.change for line in found.clauses} == {LineChange.SAME, LineChange.CHANGED}
    assert [line.key for line in found.clauses if line.moved] == ["papers"]


def test_a_clause_under_another_heading_moved():
    old = proposal_content()
    moved = replace(old.clauses[0], heading=Heading.ACTIVITIES)
    line = redline(old, replace(old, clauses=(moved, *old.clauses[1:]))).clauses[0]
    assert (line.moved, line.was, line.now) == (True, "structure", "activities")


def test_a_removed_clause_stands_where_it_stood():
    old = proposal_content()
    new = replace(old, clauses=(old.clauses[0], clause("new", Heading.STRATEGY, "New."), old.clauses[2]))
    found = redline(old, new).clauses
    assert [line.key for line in found] == ["seats", "money", "new", "papers"]
    assert [line.change for line in found] == [
        LineChange.SAME,
        LineChange.REMOVED,
        LineChange.ADDED,
        LineChange.SAME,
    ]


def test_a_text_new_in_a_language_is_added_there():
    old = proposal_content(languages=("en",))
    found = redline(old, replace(old, title={**old.title, "fr": "Une maison"}))
    assert [(one.language, one.changed) for one in found.title] == [("en", False), ("fr", True)]
